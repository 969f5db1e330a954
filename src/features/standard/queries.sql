-- one standard_by_id
-- why: a standard by its id
-- in: id id
-- out: id id, key text, kind text, name text, short_name text, area_id id?, family text, document text?, valid_from day, valid_to day, note text?, source text?, certainty text, version int
SELECT id, key, kind, name, short_name, area_id, indicator_family, document, valid_from, valid_to, note, source, certainty, version
FROM standard WHERE id = :id;

-- one standard_id_by_key
-- why: people, settings and addresses name a standard by its key
-- in: key text
-- out: id id
SELECT id FROM standard WHERE key = :key;

-- many standard_of_kind
-- why: the standards of a kind in force on a day, the newest first
-- in: kind text, on_day day
-- out: id id, area_id id?
SELECT id, area_id FROM standard WHERE kind = :kind AND valid_from <= :on_day AND valid_to > :on_day
ORDER BY valid_from DESC, id;

-- many standard_all
-- why: the page of standards, in force or not
-- out: id id
SELECT id FROM standard ORDER BY valid_from, kind, id;

-- many standard_lines_of
-- why: the cut-offs of a standard
-- in: standard_id id
-- out: urban int, class int, active bool, income_over_dong money?, income_max_dong money?, points_max int?, deprived_min int?, deprived_max int?, assumed bool, income_certainty text?, points_certainty text?, deprived_certainty text?, article text?, note text?, source text?, certainty text, version int
SELECT urban, class, active, income_over_dong, income_max_dong, points_max, deprived_min, deprived_max, assumed,
       income_certainty, points_certainty, deprived_certainty, article, note, source, certainty, version
FROM standard_line WHERE standard_id = :standard_id ORDER BY urban, class;

-- many indicator_of_family
-- why: what an interview asks about deprivation
-- in: family text
-- out: no int, code text, dimension_no int, dimension text, name text, deprived_when text?, points int, article text?, rule_certainty text, note text?, source text?, certainty text
SELECT no, code, dimension_no, dimension, name, deprived_when, points, article, rule_certainty, note, source, certainty
FROM indicator WHERE family = :family ORDER BY no;

-- exec standard_put
-- why: shipped data is loaded again after an update
-- in: id id, key text, kind text, name text, short_name text, area_id id?, family text, document text?, valid_from day, valid_to day, note text?, source text?, certainty text
INSERT INTO standard (id, key, kind, name, short_name, area_id, indicator_family, document, valid_from, valid_to, note, source, certainty, version)
VALUES (:id, :key, :kind, :name, :short_name, :area_id, :family, :document, :valid_from, :valid_to, :note, :source, :certainty, 1)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, short_name = excluded.short_name, document = excluded.document,
    valid_from = excluded.valid_from, valid_to = excluded.valid_to, note = excluded.note, source = excluded.source,
    certainty = excluded.certainty
WHERE standard.version = 1;

-- exec standard_line_put
-- why: shipped data is loaded again after an update, without undoing what somebody entered
-- in: standard_id id, urban int, class int, active bool, income_over_dong money?, income_max_dong money?, points_max int?, deprived_min int?, deprived_max int?, assumed bool, income_certainty text?, points_certainty text?, deprived_certainty text?, article text?, note text?, source text?, certainty text
INSERT INTO standard_line (standard_id, urban, class, active, income_over_dong, income_max_dong, points_max, deprived_min, deprived_max,
    assumed, income_certainty, points_certainty, deprived_certainty, article, note, source, certainty, version)
VALUES (:standard_id, :urban, :class, :active, :income_over_dong, :income_max_dong, :points_max, :deprived_min, :deprived_max,
    :assumed, :income_certainty, :points_certainty, :deprived_certainty, :article, :note, :source, :certainty, 1)
ON CONFLICT (standard_id, urban, class) DO UPDATE SET active = excluded.active, income_over_dong = excluded.income_over_dong,
    income_max_dong = excluded.income_max_dong, points_max = excluded.points_max, deprived_min = excluded.deprived_min,
    deprived_max = excluded.deprived_max, assumed = excluded.assumed, income_certainty = excluded.income_certainty,
    points_certainty = excluded.points_certainty, deprived_certainty = excluded.deprived_certainty, article = excluded.article,
    note = excluded.note, source = excluded.source, certainty = excluded.certainty
WHERE standard_line.version = 1;

-- exec standard_line_change
-- why: the province settles what was assumed; by who has seen the newest version
-- in: standard_id id, urban int, class int, active bool, income_max_dong money?, points_max int?, deprived_min int?, deprived_max int?, assumed bool, income_certainty text?, points_certainty text?, deprived_certainty text?, article text?, source text?, certainty text, version int
UPDATE standard_line SET active = :active, income_max_dong = :income_max_dong, points_max = :points_max, deprived_min = :deprived_min,
    deprived_max = :deprived_max, assumed = :assumed, income_certainty = :income_certainty, points_certainty = :points_certainty,
    deprived_certainty = :deprived_certainty, article = :article,
    note = CASE WHEN :assumed = 1 THEN note END, source = :source, certainty = :certainty,
    version = version + 1
WHERE standard_id = :standard_id AND urban = :urban AND class = :class AND version = :version;

-- exec indicator_put
-- why: shipped data is loaded again after an update
-- in: family text, no int, code text, dimension_no int, dimension text, name text, deprived_when text?, points int, article text?, rule_certainty text, note text?, source text?, certainty text
INSERT INTO indicator (family, no, code, dimension_no, dimension, name, deprived_when, points, article, rule_certainty, note, source, certainty)
VALUES (:family, :no, :code, :dimension_no, :dimension, :name, :deprived_when, :points, :article, :rule_certainty, :note, :source, :certainty)
ON CONFLICT (family, no) DO UPDATE SET code = excluded.code, dimension_no = excluded.dimension_no, dimension = excluded.dimension,
    name = excluded.name, deprived_when = excluded.deprived_when, points = excluded.points, article = excluded.article,
    rule_certainty = excluded.rule_certainty, note = excluded.note, source = excluded.source, certainty = excluded.certainty;

-- one scorecard_by_id
-- why: a scorecard by its id
-- in: id id
-- out: id id, key text, name text, valid_from day, official bool, article text?, source text?, certainty text
SELECT id, key, name, valid_from, official, article, source, certainty FROM scorecard WHERE id = :id;

-- one scorecard_id_by_key
-- why: settings and addresses name a scorecard by its key
-- in: key text
-- out: id id
SELECT id FROM scorecard WHERE key = :key;

-- many scorecard_all
-- why: the page of scorecards, the newest first
-- out: id id, key text, name text, valid_from day, official bool, items int, interviews int
SELECT s.id, s.key, s.name, s.valid_from, s.official,
       (SELECT count(*) FROM scorecard_item i WHERE i.scorecard_id = s.id),
       (SELECT count(*) FROM (SELECT 1 FROM interview v WHERE v.scorecard_id = s.id LIMIT 1) AS used)
FROM scorecard s ORDER BY s.valid_from DESC, s.id;

-- many scorecard_items_of
-- why: what a scorecard asks
-- in: scorecard_id id
-- out: no int, name text
SELECT no, name FROM scorecard_item WHERE scorecard_id = :scorecard_id ORDER BY no;

-- many scorecard_options_of
-- why: the answers of a scorecard with their points
-- in: scorecard_id id
-- out: item_no int, no int, name text, points_rural int, points_urban int
SELECT item_no, no, name, points_rural, points_urban FROM scorecard_option WHERE scorecard_id = :scorecard_id ORDER BY item_no, no;

-- many scorecard_lines_of
-- why: cut-offs that belong to a scorecard
-- in: scorecard_id id, standard_id id
-- out: urban int, points_max int, source text?, certainty text
SELECT urban, points_max, source, certainty FROM scorecard_line WHERE scorecard_id = :scorecard_id AND standard_id = :standard_id ORDER BY urban;

-- many scorecard_lines_all
-- why: the page of a scorecard shows the cut-offs that go with it
-- in: scorecard_id id
-- out: standard_name text, standard_key text, urban int, points_max int, source text?, certainty text
SELECT s.short_name, s.key, l.urban, l.points_max, l.source, l.certainty
FROM scorecard_line l JOIN standard s ON s.id = l.standard_id WHERE l.scorecard_id = :scorecard_id ORDER BY s.valid_from, s.id, l.urban;

-- exec scorecard_put
-- why: a new scorecard; the shipped one is loaded again after an update
-- in: id id, key text, name text, valid_from day, official bool, article text?, source text?, certainty text, recorded_at instant
INSERT INTO scorecard (id, key, name, valid_from, official, article, source, certainty, recorded_at)
VALUES (:id, :key, :name, :valid_from, :official, :article, :source, :certainty, :recorded_at)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, article = excluded.article, source = excluded.source, certainty = excluded.certainty;

-- exec scorecard_item_put
-- why: an item of a scorecard
-- in: scorecard_id id, no int, name text
INSERT INTO scorecard_item (scorecard_id, no, name) VALUES (:scorecard_id, :no, :name)
ON CONFLICT (scorecard_id, no) DO UPDATE SET name = excluded.name;

-- exec scorecard_option_put
-- why: an option of an item with its points
-- in: scorecard_id id, item_no int, no int, name text, points_rural int, points_urban int
INSERT INTO scorecard_option (scorecard_id, item_no, no, name, points_rural, points_urban)
VALUES (:scorecard_id, :item_no, :no, :name, :points_rural, :points_urban)
ON CONFLICT (scorecard_id, item_no, no) DO UPDATE SET name = excluded.name, points_rural = excluded.points_rural, points_urban = excluded.points_urban;

-- exec scorecard_line_put
-- why: a cut-off that belongs to a scorecard
-- in: scorecard_id id, standard_id id, urban int, points_max int, source text?, certainty text
INSERT INTO scorecard_line (scorecard_id, standard_id, urban, points_max, source, certainty)
VALUES (:scorecard_id, :standard_id, :urban, :points_max, :source, :certainty)
ON CONFLICT (scorecard_id, standard_id, urban) DO UPDATE SET points_max = excluded.points_max, source = excluded.source, certainty = excluded.certainty;

-- exec ethnicity_put
-- why: shipped data is loaded again after an update
-- in: name text, alt_names text?, code_1979 text?, code_2008 text?, code_2008_certainty text?, minority bool, sort_order int, note text?, source text?, certainty text
INSERT INTO ethnicity (name, alt_names, code_1979, code_2008, code_2008_certainty, minority, sort_order, note, source, certainty)
VALUES (:name, :alt_names, :code_1979, :code_2008, :code_2008_certainty, :minority, :sort_order, :note, :source, :certainty)
ON CONFLICT (name) DO UPDATE SET alt_names = excluded.alt_names, code_1979 = excluded.code_1979, code_2008 = excluded.code_2008,
    code_2008_certainty = excluded.code_2008_certainty, minority = excluded.minority, sort_order = excluded.sort_order,
    note = excluded.note, source = excluded.source, certainty = excluded.certainty;

-- many ethnicity_all
-- why: the ethnic groups with both code lists
-- out: name text, alt_names text?, code_1979 text?, code_2008 text?, code_2008_certainty text?, minority bool, note text?, source text?, certainty text
SELECT name, alt_names, code_1979, code_2008, code_2008_certainty, minority, note, source, certainty FROM ethnicity ORDER BY sort_order, name;

-- exec code_put
-- why: shipped data is loaded again after an update
-- in: list text, code text, name text, sort_order int, source text?, certainty text
INSERT INTO code_list (list, code, name, sort_order, source, certainty) VALUES (:list, :code, :name, :sort_order, :source, :certainty)
ON CONFLICT (list, code) DO UPDATE SET name = excluded.name, sort_order = excluded.sort_order, source = excluded.source, certainty = excluded.certainty;

-- many code_names
-- why: the choices of a code list
-- in: list text
-- out: code text, name text
SELECT code, name FROM code_list WHERE list = :list ORDER BY sort_order, code;

-- exec holiday_put
-- why: shipped data is loaded again after an update, without undoing a correction
-- in: on_day day, name text, kind text, note text?, source text?, certainty text
INSERT INTO holiday (on_day, name, kind, note, source, certainty, version) VALUES (:on_day, :name, :kind, :note, :source, :certainty, 1)
ON CONFLICT (on_day) DO UPDATE SET name = excluded.name, kind = excluded.kind, note = excluded.note, source = excluded.source,
    certainty = excluded.certainty
WHERE holiday.version = 1;

-- many holiday_days
-- why: working-day arithmetic
-- out: on_day day, working bool
SELECT on_day, CASE WHEN kind = 'working_day' THEN 1 ELSE 0 END FROM holiday ORDER BY on_day;

-- exec setting_put
-- why: a setting has a new value from a day on; the same day again corrects it
-- in: key text, valid_from day, value text?, label text, unit text?, article text?, source text?, certainty text
INSERT INTO setting (key, valid_from, value, label, unit, article, source, certainty)
VALUES (:key, :valid_from, :value, :label, :unit, :article, :source, :certainty)
ON CONFLICT (key, valid_from) DO UPDATE SET value = excluded.value, label = excluded.label, unit = excluded.unit,
    article = excluded.article, source = excluded.source, certainty = excluded.certainty;

-- one setting_row_on
-- why: a setting as it is on a day, with what it is and where it comes from
-- in: key text, on_day day
-- out: valid_from day, value text?, label text, unit text?, article text?, source text?, certainty text
SELECT valid_from, value, label, unit, article, source, certainty FROM setting
WHERE key = :key AND valid_from <= :on_day ORDER BY valid_from DESC LIMIT 1;

-- many scorecard_uses
-- why: from which days a scorecard is in use
-- in: key text
-- out: valid_from day, certainty text
SELECT valid_from, certainty FROM setting WHERE key = 'scorecard' AND value = :key ORDER BY valid_from;

-- many setting_all_on
-- why: the settings as they are on a day
-- in: on_day day
-- out: key text, valid_from day, value text?, label text, unit text?, article text?, source text?, certainty text
SELECT s.key, s.valid_from, s.value, s.label, s.unit, s.article, s.source, s.certainty FROM setting s
WHERE s.valid_from = (SELECT max(t.valid_from) FROM setting t WHERE t.key = s.key AND t.valid_from <= :on_day)
ORDER BY s.key;

-- many setting_history
-- why: what a setting was and will be
-- in: key text
-- out: valid_from day, value text?, source text?, certainty text
SELECT valid_from, value, source, certainty FROM setting WHERE key = :key ORDER BY valid_from DESC;

-- one setting_first
-- why: what a setting is, whether it is in force yet or not
-- in: key text
-- out: valid_from day, label text, unit text?, article text?
SELECT valid_from, label, unit, article FROM setting WHERE key = :key ORDER BY valid_from LIMIT 1;

-- many holiday_between
-- why: the days off and the worked weekend days of a year
-- in: first day, last day
-- out: on_day day, name text, kind text, note text?, source text?, certainty text, version int
SELECT on_day, name, kind, note, source, certainty, version FROM holiday WHERE on_day >= :first AND on_day <= :last ORDER BY on_day;

-- many holiday_years
-- why: which years are known; before and after them only weekends are
-- out: first day, last day
SELECT coalesce(min(on_day), 0), coalesce(max(on_day), 0) FROM holiday;

-- one holiday_on
-- why: a day that departs from Monday to Friday
-- in: on_day day
-- out: name text, kind text, note text?, source text?, certainty text, version int
SELECT name, kind, note, source, certainty, version FROM holiday WHERE on_day = :on_day;

-- exec holiday_insert
-- why: a day off or a worked weekend day was announced
-- in: on_day day, name text, kind text, source text, certainty text
INSERT INTO holiday (on_day, name, kind, note, source, certainty, version) VALUES (:on_day, :name, :kind, NULL, :source, :certainty, 2);

-- exec holiday_update
-- why: a day is corrected by who has seen the newest version
-- in: on_day day, name text, kind text, source text, certainty text, version int
UPDATE holiday SET name = :name, kind = :kind, source = :source, certainty = :certainty, version = version + 1
WHERE on_day = :on_day AND version = :version;

-- exec holiday_delete
-- why: a day that was entered by mistake; shipped days are corrected, not removed
-- in: on_day day
DELETE FROM holiday WHERE on_day = :on_day;
