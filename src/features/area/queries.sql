-- one area_on
-- why: an area as it was on a day
-- in: id id, on_day day
-- out: id id, key text, level int, code text?, name text, kind text, urban int?, parent_id id?, valid_from day, valid_to day, source text?, certainty text, version int
SELECT a.id, a.key, a.level, v.code, v.name, v.kind, v.urban, v.parent_id, v.valid_from, v.valid_to, v.source, v.certainty, v.version
FROM area a JOIN area_version v ON v.area_id = a.id
WHERE a.id = :id AND v.valid_from <= :on_day AND v.valid_to > :on_day;

-- one area_last_day
-- why: of a unit that ended one asks what it was on its last day
-- in: id id
-- out: valid_to day?
SELECT max(valid_to) FROM area_version WHERE area_id = :id;

-- one area_id_of_key
-- why: shipped data names areas by key
-- in: key text
-- out: id id
SELECT id FROM area WHERE key = :key;

-- one area_id_of_code
-- why: people and files name areas by code, which means something only on a day
-- in: code text, on_day day
-- out: id id
SELECT area_id FROM area_version WHERE code = :code AND valid_from <= :on_day AND valid_to > :on_day ORDER BY area_id LIMIT 1;

-- one area_successor_of_code
-- why: a code that no unit carries any more leads to what became of its last bearer
-- in: code text, on_day day
-- out: id id
SELECT s.to_id FROM area_version v JOIN area_successor s ON s.from_id = v.area_id AND s.on_day <= :on_day
WHERE v.code = :code AND v.valid_to <= :on_day AND s.to_id <> v.area_id
ORDER BY v.valid_to DESC, s.on_day DESC, s.to_id LIMIT 1;

-- many area_below
-- why: the units directly under one, in the order of their names
-- in: parent_id id, on_day day
-- out: id id, level int, code text?, name text, kind text, urban int?, parent_id id?
SELECT a.id, a.level, v.code, v.name, v.kind, v.urban, v.parent_id
FROM area_version v JOIN area a ON a.id = v.area_id
WHERE v.parent_id = :parent_id AND v.valid_from <= :on_day AND v.valid_to > :on_day
ORDER BY v.name_sort, a.id;

-- many area_above
-- why: the way up from a unit, itself first
-- in: id id, on_day day
-- out: id id, level int, code text?, name text, kind text, urban int?, parent_id id?, depth int
WITH RECURSIVE up(id, depth) AS (
    SELECT CAST(:id AS BIGINT), 0
    UNION ALL
    SELECT v.parent_id, up.depth + 1 FROM up
    JOIN area_version v ON v.area_id = up.id AND v.valid_from <= :on_day AND v.valid_to > :on_day
    WHERE v.parent_id IS NOT NULL AND up.depth < 6
)
SELECT a.id, a.level, v.code, v.name, v.kind, v.urban, v.parent_id, up.depth
FROM up JOIN area a ON a.id = up.id
JOIN area_version v ON v.area_id = a.id AND v.valid_from <= :on_day AND v.valid_to > :on_day
ORDER BY up.depth;

-- many area_communes_of
-- why: communes under an area; a district without communes acts as one itself
-- in: id id, on_day day
-- out: id id, level int, code text?, name text, kind text, urban int?, parent_id id?
WITH RECURSIVE down(id, depth) AS (
    SELECT CAST(:id AS BIGINT), 0
    UNION ALL
    SELECT v.area_id, down.depth + 1 FROM down
    JOIN area_version v ON v.parent_id = down.id AND v.valid_from <= :on_day AND v.valid_to > :on_day
    JOIN area c ON c.id = v.area_id
    WHERE c.level <= 3 AND down.depth < 4
)
SELECT a.id, a.level, v.code, v.name, v.kind, v.urban, v.parent_id
FROM down JOIN area a ON a.id = down.id
JOIN area_version v ON v.area_id = a.id AND v.valid_from <= :on_day AND v.valid_to > :on_day
WHERE a.level = 3 OR (a.level = 2 AND NOT EXISTS (
    SELECT 1 FROM area_version w JOIN area x ON x.id = w.area_id
    WHERE w.parent_id = a.id AND x.level = 3 AND w.valid_from <= :on_day AND w.valid_to > :on_day))
ORDER BY v.name_sort, a.id;

-- many area_history
-- why: the names, codes and parents that a unit had
-- in: id id
-- out: valid_from day, valid_to day, code text?, name text, kind text, parent_name text?, source text?, certainty text
SELECT v.valid_from, v.valid_to, v.code, v.name, v.kind,
       (SELECT min(p.name) FROM area_version p WHERE p.area_id = v.parent_id AND p.valid_from <= v.valid_from AND p.valid_to > v.valid_from),
       v.source, v.certainty
FROM area_version v WHERE v.area_id = :id ORDER BY v.valid_from;

-- many area_successors
-- why: what became of a unit, and what it was made of
-- in: id id
-- out: from_id id, to_id id, on_day day, kind text, from_name text, to_name text, source text?, certainty text
SELECT s.from_id, s.to_id, s.on_day, s.kind,
       (SELECT min(v.name) FROM area_version v WHERE v.area_id = s.from_id AND v.valid_to >= s.on_day AND v.valid_from < s.on_day),
       (SELECT min(v.name) FROM area_version v WHERE v.area_id = s.to_id AND v.valid_from <= s.on_day AND v.valid_to > s.on_day),
       s.source, s.certainty
FROM area_successor s WHERE s.from_id = :id OR s.to_id = :id ORDER BY s.on_day, s.from_id, s.to_id;

-- exec area_insert
-- why: a new unit
-- in: id id, key text, level int
INSERT INTO area (id, key, level) VALUES (:id, :key, :level) ON CONFLICT (id) DO NOTHING;

-- exec area_version_put
-- why: shipped data is loaded again after an update
-- in: area_id id, valid_from day, valid_to day, code text?, name text, kind text, urban int?, parent_id id?, name_fold text, name_sort bytes, source text?, certainty text
INSERT INTO area_version (area_id, valid_from, valid_to, code, name, kind, urban, parent_id, name_fold, name_sort, source, certainty, version)
VALUES (:area_id, :valid_from, :valid_to, :code, :name, :kind, :urban, :parent_id, :name_fold, :name_sort, :source, :certainty, 1)
ON CONFLICT (area_id, valid_from) DO UPDATE SET valid_to = excluded.valid_to, code = excluded.code, name = excluded.name,
    kind = excluded.kind, urban = excluded.urban, parent_id = excluded.parent_id, name_fold = excluded.name_fold,
    name_sort = excluded.name_sort, source = excluded.source, certainty = excluded.certainty;

-- exec area_successor_put
-- why: what became of a unit
-- in: from_id id, to_id id, on_day day, kind text, source text?, certainty text
INSERT INTO area_successor (from_id, to_id, on_day, kind, source, certainty)
VALUES (:from_id, :to_id, :on_day, :kind, :source, :certainty)
ON CONFLICT (from_id, to_id, on_day) DO UPDATE SET kind = excluded.kind, source = excluded.source, certainty = excluded.certainty;

-- many area_counts
-- why: declared totals of resident households of an area, newest first
-- in: area_id id
-- out: on_day day, urban bool, households int, source text, certainty text, version int
SELECT on_day, urban, households, source, certainty, version FROM area_household_count
WHERE area_id = :area_id ORDER BY on_day DESC, urban;

-- one area_count_one
-- why: the total being corrected
-- in: area_id id, on_day day, urban bool
-- out: households int, source text, certainty text, version int
SELECT households, source, certainty, version FROM area_household_count WHERE area_id = :area_id AND on_day = :on_day AND urban = :urban;

-- exec area_count_insert
-- why: a commune declares its total of resident households
-- in: area_id id, on_day day, urban bool, households int, source text, certainty text
INSERT INTO area_household_count (area_id, on_day, urban, households, source, certainty, version)
VALUES (:area_id, :on_day, :urban, :households, :source, :certainty, 1);

-- exec area_count_update
-- why: a declared total is corrected by who has seen the newest one
-- in: area_id id, on_day day, urban bool, households int, source text, certainty text, version int
UPDATE area_household_count SET households = :households, source = :source, certainty = :certainty, version = version + 1
WHERE area_id = :area_id AND on_day = :on_day AND urban = :urban AND version = :version;

-- list area_list
-- why: the units that were in force on a day; the map of the province is public
-- in: on_day day
-- out: id id, level int, code text, name text, kind text, urban int?, parent_name text, certainty text, declared int?
-- id: a.id
-- scope: none because names and codes of administrative units are public
-- sort code text: coalesce(v.code, '')
-- sort name bytes: v.name_sort
-- filter level int: a.level = :value
-- filter parent int: v.parent_id = :value
-- filter urban int: v.urban = :value
-- filter q text: v.name_fold LIKE '%' || :value || '%'
-- count: FROM area_version v JOIN area a ON a.id = v.area_id WHERE v.valid_from <= :on_day AND v.valid_to > :on_day AND {where}
SELECT a.id, a.level, coalesce(v.code, ''), v.name, v.kind, v.urban,
       area_name(v.parent_id, :on_day),
       v.certainty,
       CAST((SELECT sum(n.households) FROM area_household_count n WHERE n.area_id = a.id AND n.on_day =
           (SELECT max(m.on_day) FROM area_household_count m WHERE m.area_id = a.id AND m.on_day <= :on_day)) AS BIGINT)
FROM area_version v JOIN area a ON a.id = v.area_id
WHERE v.valid_from <= :on_day AND v.valid_to > :on_day AND {where}
{order} {limit};

-- exec area_hamlets_to_successor
-- why: when a commune ends by law its hamlets go on under what it became
INSERT INTO area_version (area_id, valid_from, valid_to, code, name, kind, urban, parent_id, name_fold, name_sort, source, certainty, version)
SELECT h.area_id, e.ends, h.valid_to, NULL, h.name, h.kind,
       coalesce((SELECT v.urban FROM area_version v WHERE v.area_id = s.to_id AND v.valid_from <= e.ends AND v.valid_to > e.ends), h.urban),
       s.to_id, h.name_fold, h.name_sort, s.source, 'derived', 1
FROM area_version h
JOIN area a ON a.id = h.area_id AND a.level = 4
JOIN (SELECT area_id, max(valid_to) AS ends FROM area_version GROUP BY area_id) e
    ON e.area_id = h.parent_id AND e.ends < h.valid_to AND e.ends > h.valid_from
JOIN area_successor s ON s.from_id = h.parent_id AND s.on_day = e.ends
    AND s.to_id = (SELECT min(x.to_id) FROM area_successor x WHERE x.from_id = h.parent_id AND x.on_day = e.ends AND x.to_id <> x.from_id)
WHERE NOT EXISTS (SELECT 1 FROM area_version y WHERE y.area_id = h.area_id AND y.valid_from = e.ends);

-- exec area_hamlets_to_type
-- why: when a commune changes between rural and urban its hamlets change with it
INSERT INTO area_version (area_id, valid_from, valid_to, code, name, kind, urban, parent_id, name_fold, name_sort, source, certainty, version)
SELECT h.area_id, p.valid_from, h.valid_to, NULL, h.name, h.kind, p.urban, h.parent_id, h.name_fold, h.name_sort, p.source, 'derived', 1
FROM area_version h
JOIN area a ON a.id = h.area_id AND a.level = 4
JOIN area_version p ON p.area_id = h.parent_id AND p.urban <> h.urban
    AND p.valid_from = (SELECT min(q.valid_from) FROM area_version q WHERE q.area_id = h.parent_id AND q.valid_from > h.valid_from
                        AND q.valid_from < h.valid_to AND q.urban <> h.urban)
WHERE NOT EXISTS (SELECT 1 FROM area_version y WHERE y.area_id = h.area_id AND y.valid_from = p.valid_from);

-- exec area_hamlets_close
-- why: a hamlet's row ends where its next one begins
UPDATE area_version SET valid_to = (SELECT min(n.valid_from) FROM area_version n WHERE n.area_id = area_version.area_id
                                    AND n.valid_from > area_version.valid_from)
WHERE area_id IN (SELECT id FROM area WHERE level = 4)
  AND EXISTS (SELECT 1 FROM area_version n WHERE n.area_id = area_version.area_id
              AND n.valid_from > area_version.valid_from AND n.valid_from < area_version.valid_to);

-- ---- boundaries

-- one area_version_end
-- why: until when a boundary loaded for a day holds: the unit's next version, or the day on which another unit joins it
-- in: area_id id, on_day day
-- out: valid_from day, valid_to day
SELECT v.valid_from,
       coalesce((SELECT min(s.on_day) FROM area_successor s WHERE s.to_id = v.area_id AND s.from_id <> v.area_id
                 AND s.on_day > :on_day AND s.on_day < v.valid_to), v.valid_to)
FROM area_version v WHERE v.area_id = :area_id AND v.valid_from <= :on_day AND v.valid_to > :on_day;

-- exec area_shape_put
-- why: a boundary loaded again takes the place of the one of the same days
-- in: area_id id, valid_from day, valid_to day, outline text, geojson text, points int, source text, file_name text, recorded_at instant, account_id id
INSERT INTO area_shape (area_id, valid_from, valid_to, outline, geojson, points, source, file_name, recorded_at, account_id)
VALUES (:area_id, :valid_from, :valid_to, :outline, :geojson, :points, :source, :file_name, :recorded_at, :account_id)
ON CONFLICT (area_id, valid_from) DO UPDATE SET valid_to = excluded.valid_to, outline = excluded.outline,
    geojson = excluded.geojson, points = excluded.points, source = excluded.source, file_name = excluded.file_name,
    recorded_at = excluded.recorded_at, account_id = excluded.account_id;

-- many area_outlines_all
-- why: maps are drawn from the boundaries of the day, else from those of the units that became one
-- out: area_id id, valid_from day, valid_to day, outline text
SELECT area_id, valid_from, valid_to, outline FROM area_shape ORDER BY area_id, valid_from;

-- many area_successors_all
-- why: what became of which unit, for maps of days whose boundaries nobody loaded
-- out: from_id id, to_id id, on_day day, kind text
SELECT from_id, to_id, on_day, kind FROM area_successor ORDER BY to_id, on_day, from_id;

-- many area_changes
-- why: what changed between two maps
-- in: after_day day, to_day day
-- out: from_id id, to_id id, on_day day, kind text, from_name text?, to_name text?, from_code text?, to_code text?, source text?, certainty text
SELECT s.from_id, s.to_id, s.on_day, s.kind, f.name, t.name, f.code, t.code, s.source, s.certainty
FROM area_successor s
LEFT JOIN area_version f ON f.area_id = s.from_id AND f.valid_from < s.on_day AND f.valid_to >= s.on_day
LEFT JOIN area_version t ON t.area_id = s.to_id AND t.valid_from <= s.on_day AND t.valid_to > s.on_day
WHERE s.on_day > :after_day AND s.on_day <= :to_day
ORDER BY s.on_day, t.name_sort, f.name_sort, s.from_id, s.to_id;

-- many area_change_days
-- why: the days between which maps differ, to choose from
-- out: on_day day, changes int
SELECT on_day, count(*) FROM area_successor GROUP BY on_day ORDER BY on_day;

-- many area_shape_files
-- why: which boundaries are loaded, from where
-- out: file_name text, source text, valid_from day, shapes int, points int, recorded_at instant, account_name text?
SELECT s.file_name, s.source, min(s.valid_from), count(*), CAST(sum(s.points) AS BIGINT), max(s.recorded_at),
       (SELECT a.display_name FROM account a WHERE a.id = s.account_id)
FROM area_shape s GROUP BY s.file_name, s.source, s.account_id ORDER BY max(s.recorded_at) DESC, s.file_name;
