-- one agency_id_by_key
-- why: shipped data names agencies by key
-- in: key text
-- out: id id
SELECT id FROM agency WHERE key = :key;

-- one agency_name_on
-- why: an agency under its name of the day
-- in: id id, on_day day
-- out: name text
SELECT agency_name(a.id, :on_day) FROM agency a WHERE a.id = :id;

-- many agency_members_on
-- why: who belongs to a group on a day
-- in: group_id id, on_day day
-- out: id id, name text
SELECT m.agency_id, v.name
FROM agency_group_member m
JOIN agency_version v ON v.agency_id = m.agency_id AND v.valid_from <= :on_day AND v.valid_to > :on_day
WHERE m.group_id = :group_id AND m.valid_from <= :on_day AND m.valid_to > :on_day
ORDER BY v.name_sort, m.agency_id;

-- one agency_spelling_of
-- why: documents write an agency in many ways
-- in: spelling_fold text
-- out: agency_id id?, group_id id?
SELECT agency_id, group_id FROM agency_spelling WHERE spelling_fold = :spelling_fold;

-- exec agency_put
-- why: shipped data
-- in: id id, key text, kind text, area_id id?
INSERT INTO agency (id, key, kind, area_id) VALUES (:id, :key, :kind, :area_id)
ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, area_id = excluded.area_id;

-- exec agency_version_put
-- why: shipped data
-- in: agency_id id, valid_from day, valid_to day, name text, short_name text?, name_sort bytes, source text?, certainty text
INSERT INTO agency_version (agency_id, valid_from, valid_to, name, short_name, name_sort, source, certainty)
VALUES (:agency_id, :valid_from, :valid_to, :name, :short_name, :name_sort, :source, :certainty)
ON CONFLICT (agency_id, valid_from) DO UPDATE SET valid_to = excluded.valid_to, name = excluded.name,
    short_name = excluded.short_name, name_sort = excluded.name_sort, source = excluded.source, certainty = excluded.certainty;

-- exec agency_successor_put
-- why: shipped data
-- in: from_id id, to_id id, on_day day, source text?, certainty text
INSERT INTO agency_successor (from_id, to_id, on_day, source, certainty) VALUES (:from_id, :to_id, :on_day, :source, :certainty)
ON CONFLICT (from_id, to_id, on_day) DO UPDATE SET source = excluded.source, certainty = excluded.certainty;

-- exec agency_group_put
-- why: shipped data
-- in: id id, key text, name text, source text?, certainty text
INSERT INTO agency_group (id, key, name, source, certainty) VALUES (:id, :key, :name, :source, :certainty)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, source = excluded.source, certainty = excluded.certainty;

-- exec agency_group_member_put
-- why: shipped data
-- in: group_id id, agency_id id, valid_from day, valid_to day, source text?, certainty text
INSERT INTO agency_group_member (group_id, agency_id, valid_from, valid_to, source, certainty)
VALUES (:group_id, :agency_id, :valid_from, :valid_to, :source, :certainty)
ON CONFLICT (group_id, agency_id, valid_from) DO UPDATE SET valid_to = excluded.valid_to, source = excluded.source, certainty = excluded.certainty;

-- exec agency_spelling_put
-- why: shipped data
-- in: spelling_fold text, spelling text, agency_id id?, group_id id?
INSERT INTO agency_spelling (spelling_fold, spelling, agency_id, group_id) VALUES (:spelling_fold, :spelling, :agency_id, :group_id)
ON CONFLICT (spelling_fold) DO UPDATE SET spelling = excluded.spelling, agency_id = excluded.agency_id, group_id = excluded.group_id;

-- list agency_list
-- why: agencies in force on a day
-- in: on_day day
-- out: id id, key text, kind text, name text, area_name text, certainty text
-- id: a.id
-- scope: none because names of state agencies are public
-- sort name bytes: v.name_sort
-- filter kind text: a.kind = :value
-- filter q text: EXISTS (SELECT 1 FROM agency_spelling s WHERE s.agency_id = a.id AND s.spelling_fold LIKE '%' || :value || '%')
SELECT a.id, a.key, a.kind, v.name,
       area_name(a.area_id, :on_day),
       v.certainty
FROM agency_version v JOIN agency a ON a.id = v.agency_id
WHERE v.valid_from <= :on_day AND v.valid_to > :on_day AND {where}
{order} {limit};
