-- exec signed_figure_insert
-- why: a figure is signed
-- in: owner_kind text, owner_id id, no int, figure text, as_of day, households int, sha256 text
INSERT INTO signed_figure (owner_kind, owner_id, no, figure, as_of, households, sha256)
VALUES (:owner_kind, :owner_id, :no, :figure, :as_of, :households, :sha256);

-- one signed_figure_one
-- why: what was signed of a figure
-- in: owner_kind text, owner_id id, no int, figure text
-- out: as_of day, households int, sha256 text
SELECT as_of, households, sha256 FROM signed_figure
WHERE owner_kind = :owner_kind AND owner_id = :owner_id AND no = :no AND figure = :figure;

-- many signed_rows
-- why: the rows in the order in which they were signed, to hold them against their digest
-- in: owner_kind text, owner_id id, no int, figure text
-- out: household_id id, code text, head_name text, hamlet_name text, commune_name text, hamlet_id id, commune_id id, district_id id, province_id id, class_from int, class_to int, came bool, fallen bool
SELECT household_id, code, head_name, hamlet_name, commune_name, hamlet_id, commune_id, district_id, province_id, class_from, class_to, came, fallen
FROM signed_household WHERE owner_kind = :owner_kind AND owner_id = :owner_id AND no = :no AND figure = :figure ORDER BY ord;

-- list signed_list
-- why: the households behind a signed figure
-- in: owner_kind text, owner_id id, no int, figure text
-- out: household_id id, code text, head_name text, hamlet_name text, commune_name text, class_from int, class_to int, came bool, fallen bool
-- id: s.ord
-- scope 1: s.province_id = :area
-- scope 2: s.district_id = :area
-- scope 3: s.commune_id = :area
-- scope 4: s.hamlet_id = :area
-- filter from int: s.class_from = :value
-- filter from_not int: s.class_from <> :value
-- filter to int: s.class_to = :value
-- filter above: s.class_to IN (0, 3, 4)
-- filter came int: s.came = :value
-- filter fallen int: s.fallen = :value
-- sort code text: s.code
SELECT s.household_id, s.code, s.head_name, s.hamlet_name, s.commune_name, s.class_from, s.class_to, s.came, s.fallen
FROM signed_household s
WHERE s.owner_kind = :owner_kind AND s.owner_id = :owner_id AND s.no = :no AND s.figure = :figure AND {where} {order} {limit};
