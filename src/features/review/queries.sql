-- ---- rules and steps

-- exec review_rule_put
-- why: shipped rules are loaded again after an update
-- in: key text, valid_from day, valid_to day, value text?, type text, unit text?, title text, article text?, note text?, source text?, certainty text
INSERT INTO review_rule (key, valid_from, valid_to, value, type, unit, title, article, note, source, certainty)
VALUES (:key, :valid_from, :valid_to, :value, :type, :unit, :title, :article, :note, :source, :certainty)
ON CONFLICT (key, valid_from) DO UPDATE SET valid_to = excluded.valid_to, value = excluded.value, type = excluded.type,
    unit = excluded.unit, title = excluded.title, article = excluded.article, note = excluded.note, source = excluded.source,
    certainty = excluded.certainty;

-- exec review_step_put
-- why: shipped steps are loaded again after an update
-- in: kind text, step_no int, area_id id, step text, title text, actor text, paper text?, copies int?, signers text?, capacity text?, level_above int?, due_rule text?, due_value int?, due_unit text?, article text?, note text?, source text?, certainty text
INSERT INTO review_step (kind, step_no, area_id, step, title, actor, paper, copies, signers, capacity, level_above, due_rule,
    due_value, due_unit, article, note, source, certainty)
VALUES (:kind, :step_no, :area_id, :step, :title, :actor, :paper, :copies, :signers, :capacity, :level_above, :due_rule,
    :due_value, :due_unit, :article, :note, :source, :certainty)
ON CONFLICT (kind, step_no, area_id) DO UPDATE SET step = excluded.step, title = excluded.title, actor = excluded.actor,
    paper = excluded.paper, copies = excluded.copies, signers = excluded.signers, capacity = excluded.capacity,
    level_above = excluded.level_above, due_rule = excluded.due_rule, due_value = excluded.due_value,
    due_unit = excluded.due_unit, article = excluded.article, note = excluded.note, source = excluded.source,
    certainty = excluded.certainty;

-- exec posting_field_put
-- why: shipped fields of a posting are loaded again after an update
-- in: key text, title text, sort_order int, shown bool, sensitive bool, article text?, note text?, source text?, certainty text
INSERT INTO posting_field (key, title, sort_order, shown, sensitive, article, note, source, certainty)
VALUES (:key, :title, :sort_order, :shown, :sensitive, :article, :note, :source, :certainty)
ON CONFLICT (key) DO UPDATE SET title = excluded.title, sort_order = excluded.sort_order, shown = excluded.shown,
    sensitive = excluded.sensitive, article = excluded.article, note = excluded.note, source = excluded.source,
    certainty = excluded.certainty;

-- many posting_fields_shown
-- why: a posting shows no more than the setting allows
-- out: key text, title text, sensitive bool
SELECT key, title, sensitive FROM posting_field WHERE shown = 1 AND sensitive = 0 ORDER BY sort_order;

-- many review_steps_of
-- why: who acts, on which paper, by when, who signs; a line for an area replaces the common one
-- in: kind text, area_ids ids
-- out: step_no int, area_id id, step text, title text, actor text, paper text?, copies int?, signers text?, capacity text?, level_above int?, due_rule text?, due_value int?, due_unit text?, article text?, note text?, source text?, certainty text
SELECT step_no, area_id, step, title, actor, paper, copies, signers, capacity, level_above, due_rule, due_value, due_unit,
       article, note, source, certainty
FROM review_step WHERE kind = :kind AND (area_id = 0 OR area_id IN_LIST(:area_ids)) ORDER BY step_no, area_id;

-- one season_rule_one
-- why: a rule as the season copied it
-- in: season_id id, key text
-- out: value text?, type text, unit text?, title text, article text?, note text?, source text?, certainty text
SELECT value, type, unit, title, article, note, source, certainty FROM season_rule WHERE season_id = :season_id AND key = :key;

-- many season_rules_all
-- why: the season's page shows every rule with its source
-- in: season_id id
-- out: key text, value text?, type text, unit text?, title text, article text?, note text?, source text?, certainty text
SELECT key, value, type, unit, title, article, note, source, certainty FROM season_rule WHERE season_id = :season_id ORDER BY key;

-- one season_met
-- why: rules about meetings are not changed once a meeting rested on them
-- in: season_id id
-- out: meetings int
SELECT count(*) FROM meeting WHERE season_id = :season_id;

-- many review_step_areas
-- why: places where somebody else acts at a step, or where it is not known who
-- in: kind text, today day
-- out: area_id id, name text
SELECT DISTINCT p.area_id, area_name(p.area_id, :today) FROM review_step p
WHERE p.kind = :kind AND p.area_id <> 0 ORDER BY 2, 1;

-- one review_rule_on
-- why: the window of a season that is about to be opened
-- in: key text, on_day day
-- out: value text?
SELECT value FROM review_rule WHERE key = :key AND valid_from <= :on_day AND valid_to > :on_day;

-- ---- seasons

-- one season_one
-- why: most pages begin with the season
-- in: id id
-- out: id id, kind text, year int, month int, area_id id, starts_on day, ends_on day, state text, start_season_id id?, start_on day, note text?, version int
SELECT id, kind, year, month, area_id, starts_on, ends_on, state, start_season_id, start_on, note, version FROM season WHERE id = :id;

-- one season_newest
-- why: the season of a year that is going on, else the last one; a year's season is never a monthly round
-- in: on_day day
-- out: id id
SELECT id FROM season WHERE kind IN ('general', 'yearly') AND starts_on <= :on_day ORDER BY starts_on DESC, id DESC LIMIT 1;

-- one season_of_household
-- why: the page of a household in review opens the newest season that has it
-- in: household_id id, on_day day
-- out: season_id id
SELECT x.season_id FROM season_household x JOIN season e ON e.id = x.season_id
WHERE x.household_id = :household_id AND e.starts_on <= :on_day
ORDER BY e.state DESC, e.starts_on DESC, e.id DESC LIMIT 1;

-- one season_round
-- why: a request is taken up by the open round of its kind
-- in: kind text, on_day day
-- out: id id
SELECT id FROM season WHERE kind = :kind AND state = 'open' AND starts_on <= :on_day AND ends_on >= :on_day
ORDER BY starts_on DESC, id DESC LIMIT 1;

-- many seasons_open
-- why: a request is taken up by one of the seasons and rounds that are open
-- out: id id, kind text, year int, month int
SELECT id, kind, year, month FROM season WHERE state = 'open' ORDER BY starts_on DESC, id DESC LIMIT 40;

-- exec season_insert
-- why: a season is opened
-- in: id id, kind text, year int, month int, area_id id, starts_on day, ends_on day, start_season_id id?, start_on day, note text?, account_id id, created_at instant
INSERT INTO season (id, kind, year, month, area_id, starts_on, ends_on, state, start_season_id, start_on, note, version, account_id, created_at)
VALUES (:id, :kind, :year, :month, :area_id, :starts_on, :ends_on, 'open', :start_season_id, :start_on, :note, 1, :account_id, :created_at);

-- exec season_close
-- why: the approved official result ends the season
-- in: id id
UPDATE season SET state = 'closed', version = version + 1 WHERE id = :id AND state = 'open';

-- exec season_standard_copy
-- why: every standard in force on the day classifies the same interview
-- in: season_id id, area_id id, on_day day
INSERT INTO season_standard (season_id, standard_id)
SELECT :season_id, id FROM standard WHERE valid_from <= :on_day AND valid_to > :on_day AND (area_id IS NULL OR area_id = :area_id);

-- many season_standards
-- why: the standards of a season, the provincial one first
-- in: season_id id
-- out: id id, kind text, name text
SELECT s.id, s.kind, s.name FROM season_standard t JOIN standard s ON s.id = t.standard_id
WHERE t.season_id = :season_id ORDER BY s.kind DESC, s.id;

-- exec season_rule_copy
-- why: rules in force on the first day hold for the whole season; the province's settings win over the shipped values
-- in: season_id id, on_day day
INSERT INTO season_rule (season_id, key, value, type, unit, title, article, note, source, certainty)
SELECT :season_id, r.key, CASE WHEN s.key IS NULL THEN r.value ELSE s.value END, r.type, r.unit, r.title, r.article, r.note,
       CASE WHEN s.key IS NULL THEN r.source ELSE s.source END, coalesce(s.certainty, r.certainty)
FROM review_rule r
LEFT JOIN setting s ON s.key = 'review.' || r.key AND s.valid_from = (
    SELECT max(z.valid_from) FROM setting z WHERE z.key = 'review.' || r.key AND z.valid_from <= :on_day)
WHERE r.valid_from <= :on_day AND r.valid_to > :on_day;

-- exec season_rule_set
-- why: the province sets what the law leaves open, before the first meeting rests on it
-- in: season_id id, key text, value text?, source text
UPDATE season_rule SET value = :value, source = :source, certainty = 'confirmed' WHERE season_id = :season_id AND key = :key;

-- one season_previous
-- why: the approved official result of the year before is the start list
-- in: area_id id, year int
-- out: id id
SELECT id FROM season WHERE area_id = :area_id AND kind IN ('general', 'yearly') AND state = 'closed' AND year < :year
ORDER BY year DESC LIMIT 1;

-- exec season_start_from_previous
-- why: the approved result becomes the start list; where communes were merged since, a hamlet counts in its new commune
-- in: season_id id, previous_id id, on_day day
INSERT INTO season_start (season_id, standard_id, household_id, class, commune_id, hamlet_id, urban, minority)
SELECT :season_id, y.standard_id, y.household_id, y.class_to, coalesce(c.area_id, y.commune_id), y.hamlet_id,
       CASE WHEN c.area_id IS NULL THEN y.urban ELSE coalesce(c.urban, 0) END, y.minority
FROM season_entry_frozen y
LEFT JOIN area_version h ON h.area_id = y.hamlet_id AND h.valid_from <= :on_day AND h.valid_to > :on_day
LEFT JOIN area_version c ON c.area_id = h.parent_id AND c.valid_from <= :on_day AND c.valid_to > :on_day
WHERE y.season_id = :previous_id AND y.class_to IN (1, 2);

-- exec season_start_from_classes
-- why: without an approved result before it, a season starts from the classes in force
-- in: season_id id, area_id id
INSERT INTO season_start (season_id, standard_id, household_id, class, commune_id, hamlet_id, urban, minority)
SELECT :season_id, k.standard_id, k.household_id, k.class, n.commune_id, n.hamlet_id, n.urban, n.minority
FROM class_history k
JOIN season_standard t ON t.season_id = :season_id AND t.standard_id = k.standard_id
JOIN household_now n ON n.household_id = k.household_id AND n.status = 1 AND n.province_id = :area_id
WHERE k.superseded_at = 9223372036854775806 AND k.valid_to = 2932896 AND k.class IN (1, 2);

-- exec season_list_managed
-- why: the list to review holds every household that is poor or near-poor by any standard today
-- in: season_id id, area_id id
INSERT INTO season_household (season_id, household_id, hamlet_id, commune_id, district_id, province_id, urban, minority, source, state, open_objections, version)
SELECT :season_id, n.household_id, n.hamlet_id, n.commune_id, n.district_id, n.province_id, n.urban, n.minority, 'managed', 0, 0, 1
FROM household_now n
WHERE n.province_id = :area_id AND n.status = 1 AND n.household_id IN (
    SELECT k.household_id FROM class_history k JOIN season_standard t ON t.season_id = :season_id AND t.standard_id = k.standard_id
    WHERE k.superseded_at = 9223372036854775806 AND k.valid_to = 2932896 AND k.class IN (1, 2))
ON CONFLICT (season_id, household_id) DO NOTHING;

-- exec season_list_everybody
-- why: a general review looks at every household
-- in: season_id id, area_id id
INSERT INTO season_household (season_id, household_id, hamlet_id, commune_id, district_id, province_id, urban, minority, source, state, open_objections, version)
SELECT :season_id, n.household_id, n.hamlet_id, n.commune_id, n.district_id, n.province_id, n.urban, n.minority, 'everybody', 0, 0, 1
FROM household_now n WHERE n.province_id = :area_id AND n.status = 1
  AND n.household_id NOT IN (SELECT u.household_id FROM household_unborn u)
ON CONFLICT (season_id, household_id) DO NOTHING;

-- exec season_hamlets_add
-- why: hamlets that have a household on the list take part
-- in: season_id id
INSERT INTO season_hamlet (season_id, hamlet_id, commune_id, district_id, province_id, version)
SELECT DISTINCT season_id, hamlet_id, commune_id, district_id, province_id, 1 FROM season_household WHERE season_id = :season_id
ON CONFLICT (season_id, hamlet_id) DO NOTHING;

-- exec season_list_left
-- why: who moved out, merged or dissolved since the list was made leaves it, as long as nothing was decided; so does who
--   was managed and left poverty by a decision of another round before a meeting judged him
-- in: season_id id, hamlet_id id
UPDATE season_household SET state = 8, open_objections = 0, version = version + 1
WHERE season_id = :season_id AND hamlet_id = :hamlet_id AND state < 6 AND (household_id NOT IN (
    SELECT n.household_id FROM household_now n WHERE n.household_id = season_household.household_id AND n.status = 1
      AND n.province_id = season_household.province_id)
  OR (state < 2 AND source = 'managed' AND request_id IS NULL AND NOT EXISTS (
    SELECT 1 FROM class_history k JOIN season_standard t ON t.season_id = :season_id AND t.standard_id = k.standard_id
    WHERE k.household_id = season_household.household_id AND k.superseded_at = 9223372036854775806 AND k.valid_to = 2932896
      AND k.class IN (1, 2))));

-- exec season_list_moved_in
-- why: who moved here from another hamlet of the province is reviewed where he lives: when another commune had agreed on
--   him already, from the start; within the commune what was agreed stays
-- in: season_id id, hamlet_id id
UPDATE season_household SET hamlet_id = :hamlet_id, version = version + 1,
    commune_id = (SELECT n.commune_id FROM household_now n WHERE n.household_id = season_household.household_id),
    district_id = (SELECT n.district_id FROM household_now n WHERE n.household_id = season_household.household_id),
    urban = (SELECT n.urban FROM household_now n WHERE n.household_id = season_household.household_id),
    minority = (SELECT n.minority FROM household_now n WHERE n.household_id = season_household.household_id),
    state = CASE WHEN state < 2 THEN state ELSE 0 END, reviewer_id = NULL, meeting_id = NULL, interview_version = NULL,
    posting_id = NULL, posting_ends_on = NULL, open_objections = 0, opinion_id = NULL
WHERE season_id = :season_id AND hamlet_id <> :hamlet_id
  AND household_id IN (SELECT n.household_id FROM household_now n WHERE n.hamlet_id = :hamlet_id AND n.status = 1)
  AND (state < 2 OR (state < 6 AND commune_id <> (SELECT n.commune_id FROM household_now n WHERE n.household_id = season_household.household_id)));

-- exec season_list_added
-- why: who became poor or near-poor or split off since the list was made is reviewed as well, and who had left and is
--   back after all
-- in: season_id id, hamlet_id id
INSERT INTO season_household (season_id, household_id, hamlet_id, commune_id, district_id, province_id, urban, minority, source, state, open_objections, version)
SELECT :season_id, n.household_id, n.hamlet_id, n.commune_id, n.district_id, n.province_id, n.urban, n.minority, 'managed', 0, 0, 1
FROM household_now n
WHERE n.hamlet_id = :hamlet_id AND n.status = 1 AND n.household_id IN (
    SELECT k.household_id FROM class_history k JOIN season_standard t ON t.season_id = :season_id AND t.standard_id = k.standard_id
    WHERE k.household_id = n.household_id AND k.superseded_at = 9223372036854775806 AND k.valid_to = 2932896 AND k.class IN (1, 2))
ON CONFLICT (season_id, household_id) DO UPDATE SET state = 0, hamlet_id = excluded.hamlet_id, commune_id = excluded.commune_id,
    district_id = excluded.district_id, urban = excluded.urban, minority = excluded.minority, version = season_household.version + 1,
    meeting_id = NULL, interview_version = NULL, posting_id = NULL, posting_ends_on = NULL, opinion_id = NULL
WHERE season_household.state = 8;

-- exec season_hamlet_close
-- why: the commune settles the list of a hamlet
-- in: season_id id, hamlet_id id, on_day day
UPDATE season_hamlet SET list_closed_on = :on_day, version = version + 1 WHERE season_id = :season_id AND hamlet_id = :hamlet_id;

-- exec season_hamlet_plan
-- why: the meeting is announced
-- in: season_id id, hamlet_id id, on_day day?, place text?
UPDATE season_hamlet SET meeting_planned_on = :on_day, meeting_place = :place, version = version + 1
WHERE season_id = :season_id AND hamlet_id = :hamlet_id;

-- one season_hamlet_one
-- why: steps of a hamlet begin with where it stands
-- in: season_id id, hamlet_id id
-- out: commune_id id, district_id id, province_id id, list_closed_on day?, meeting_planned_on day?, meeting_place text?, version int
SELECT commune_id, district_id, province_id, list_closed_on, meeting_planned_on, meeting_place, version
FROM season_hamlet WHERE season_id = :season_id AND hamlet_id = :hamlet_id;

-- exec season_reviewer_add
-- why: a reviewer is assigned to a hamlet
-- in: season_id id, hamlet_id id, account_id id, on_day day
INSERT INTO season_reviewer (season_id, hamlet_id, account_id, assigned_on) VALUES (:season_id, :hamlet_id, :account_id, :on_day)
ON CONFLICT (season_id, hamlet_id, account_id) DO NOTHING;

-- exec season_household_reviewer
-- why: households without a reviewer go to the one assigned to the hamlet
-- in: season_id id, hamlet_id id, account_id id
UPDATE season_household SET reviewer_id = :account_id, version = version + 1
WHERE season_id = :season_id AND hamlet_id = :hamlet_id AND reviewer_id IS NULL AND state < 6;

-- exec season_reviewer_remove
-- why: an assignment is taken back
-- in: season_id id, hamlet_id id, account_id id
DELETE FROM season_reviewer WHERE season_id = :season_id AND hamlet_id = :hamlet_id AND account_id = :account_id;

-- exec season_household_reviewer_remove
-- why: what a reviewer has not begun goes to the one assigned first of those left, or to nobody; what he interviewed stays
--   his
-- in: season_id id, hamlet_id id, account_id id
UPDATE season_household SET version = version + 1,
    reviewer_id = (SELECT r.account_id FROM season_reviewer r WHERE r.season_id = :season_id AND r.hamlet_id = :hamlet_id
                   ORDER BY r.assigned_on, r.account_id LIMIT 1)
WHERE season_id = :season_id AND hamlet_id = :hamlet_id AND reviewer_id = :account_id AND state < 6
  AND NOT EXISTS (SELECT 1 FROM interview i WHERE i.season_id = :season_id AND i.household_id = season_household.household_id);

-- one season_reviewer_kept
-- why: how many households a reviewer has begun in a hamlet
-- in: season_id id, hamlet_id id, account_id id
-- out: households int
SELECT count(*) FROM season_household WHERE season_id = :season_id AND hamlet_id = :hamlet_id AND reviewer_id = :account_id;

-- many season_reviewers
-- why: who reviews in a hamlet
-- in: season_id id, hamlet_id id
-- out: account_id id, name text, assigned_on day
SELECT a.id, a.display_name, r.assigned_on FROM season_reviewer r JOIN account a ON a.id = r.account_id
WHERE r.season_id = :season_id AND r.hamlet_id = :hamlet_id ORDER BY r.assigned_on, a.id;

-- many reviewer_candidates
-- why: who may be assigned: reviewers and heads with a grant in the hamlet or its commune
-- in: hamlet_id id, commune_id id, today day
-- out: account_id id, name text
SELECT DISTINCT a.id, a.display_name FROM account_grant g JOIN account a ON a.id = g.account_id
WHERE g.role IN ('hamlet_reviewer', 'hamlet_head') AND g.area_id IN (:hamlet_id, :commune_id)
  AND g.valid_from <= :today AND g.valid_to > :today AND a.disabled = 0 ORDER BY a.display_name, a.id;

-- list season_list
-- why: the seasons and rounds; dates of the procedure are public
-- out: id id, kind text, year int, month int, starts_on day, ends_on day, state text, households int, decided int
-- id: e.id
-- scope: none because seasons are opened for the whole province and say nothing about anybody
-- filter kind text: e.kind = :value
-- filter state text: e.state = :value
-- filter year int: e.year = :value
-- sort newest int: -e.starts_on
-- count: FROM season e WHERE {where}
SELECT e.id, e.kind, e.year, e.month, e.starts_on, e.ends_on, e.state,
       (SELECT count(*) FROM season_household x WHERE x.season_id = e.id AND x.state < 8),
       (SELECT count(*) FROM season_household x WHERE x.season_id = e.id AND x.state IN (6, 7))
FROM season e WHERE {where} {order} {limit};

-- list season_household_list
-- why: the list of households to review, with where each stands
-- in: season_id id, today day
-- out: household_id id, code text, head_name text, hamlet_id id, hamlet_name text, commune_id id, urban bool, minority bool, source text, state int, interviewed_on day?, posting_ends_on day?, open_objections int, before_provincial int, before_national int, found_provincial int, found_national int, reviewer text?
-- id: x.household_id
-- scope 1: x.province_id = :area
-- scope 2: x.district_id = :area
-- scope 3: x.commune_id = :area
-- scope 4: x.hamlet_id = :area
-- filter hamlet int: x.hamlet_id = :value
-- filter commune int: x.commune_id = :value
-- filter district int: x.district_id = :value
-- filter source text: x.source = :value
-- filter state int: x.state = :value
-- filter interviewed int: (CASE WHEN EXISTS (SELECT 1 FROM interview j WHERE j.season_id = x.season_id AND j.household_id = x.household_id) THEN 1 ELSE 0 END) = :value
-- filter objection: x.open_objections > 0
-- filter mine int: x.reviewer_id = :value
-- filter q text: n.members_fold LIKE '%' || :value || '%'
-- sort name bytes: n.head_sort
-- sort code text: n.code
-- sort place id, bytes: x.hamlet_id, n.head_sort
-- sort state int: x.state
SELECT x.household_id, n.code, n.head_name, x.hamlet_id,
       area_name(x.hamlet_id, :today),
       x.commune_id, x.urban, x.minority, x.source, x.state, i.interviewed_on, x.posting_ends_on, x.open_objections,
       coalesce((SELECT s.class FROM season_start s JOIN standard t ON t.id = s.standard_id AND t.kind = 'provincial'
                 WHERE s.season_id = x.season_id AND s.household_id = x.household_id), 0),
       coalesce((SELECT s.class FROM season_start s JOIN standard t ON t.id = s.standard_id AND t.kind = 'national'
                 WHERE s.season_id = x.season_id AND s.household_id = x.household_id), 0),
       coalesce((SELECT r.class FROM interview_result r JOIN standard t ON t.id = r.standard_id AND t.kind = 'provincial' WHERE r.interview_id = i.id), -1),
       coalesce((SELECT r.class FROM interview_result r JOIN standard t ON t.id = r.standard_id AND t.kind = 'national' WHERE r.interview_id = i.id), -1),
       (SELECT a.display_name FROM account a WHERE a.id = x.reviewer_id)
FROM season_household x
JOIN household_now n ON n.household_id = x.household_id
LEFT JOIN interview i ON i.season_id = x.season_id AND i.household_id = x.household_id
WHERE x.season_id = :season_id AND {where} {order} {limit};

-- ---- one household in a season

-- one season_household_one
-- why: the steps of one household
-- in: season_id id, household_id id
-- out: hamlet_id id, commune_id id, district_id id, urban bool, minority bool, source text, request_id id?, reviewer text?, state int, interview_version int?, meeting_id id?, posting_id id?, posting_ends_on day?, open_objections int, opinion_id id?, decision_id id?, version int, code text, head_name text, interview_id id?, interviewed_on day?, interview_now int?
SELECT x.hamlet_id, x.commune_id, x.district_id, x.urban, x.minority, x.source, x.request_id,
       (SELECT a.display_name FROM account a WHERE a.id = x.reviewer_id), x.state, x.interview_version,
       x.meeting_id, x.posting_id, x.posting_ends_on, x.open_objections, x.opinion_id, x.decision_id, x.version, h.code,
       coalesce(n.head_name, ''), i.id, i.interviewed_on, i.version
FROM season_household x
JOIN household h ON h.id = x.household_id
LEFT JOIN household_now n ON n.household_id = x.household_id
LEFT JOIN interview i ON i.season_id = x.season_id AND i.household_id = x.household_id
WHERE x.season_id = :season_id AND x.household_id = :household_id;

-- many season_household_classes
-- why: what a household was, what the interview found, what the meeting agreed to
-- in: season_id id, household_id id
-- out: standard_id id, standard_kind text, standard_name text, in_force int, found int, proposed int, deprived_count int?, points_a int?, cut_off int?, by_points int?
SELECT s.id, s.kind, s.name,
       coalesce((SELECT k.class FROM class_history k WHERE k.household_id = :household_id AND k.standard_id = s.id
          AND k.superseded_at = 9223372036854775806 AND k.valid_to = 2932896), 0),
       coalesce(r.class, -1), coalesce(p.class, -1), r.deprived_count, i.points_a, r.cut_off, r.by_points
FROM season_standard t JOIN standard s ON s.id = t.standard_id
LEFT JOIN interview i ON i.season_id = :season_id AND i.household_id = :household_id
LEFT JOIN interview_result r ON r.interview_id = i.id AND r.standard_id = s.id
LEFT JOIN season_class p ON p.season_id = :season_id AND p.household_id = :household_id AND p.standard_id = s.id
WHERE t.season_id = :season_id ORDER BY s.kind DESC, s.id;

-- exec season_household_insert
-- why: a request that passed the quick screen, or sudden hardship, joins the list, also after it had left it
-- in: season_id id, household_id id, hamlet_id id, commune_id id, district_id id, province_id id, urban bool, minority bool, source text, request_id id?
INSERT INTO season_household (season_id, household_id, hamlet_id, commune_id, district_id, province_id, urban, minority, source, request_id, state, open_objections, version)
VALUES (:season_id, :household_id, :hamlet_id, :commune_id, :district_id, :province_id, :urban, :minority, :source, :request_id, 0, 0, 1)
ON CONFLICT (season_id, household_id) DO UPDATE SET
    request_id = coalesce(season_household.request_id, excluded.request_id),
    source = CASE WHEN season_household.state = 8 THEN excluded.source ELSE season_household.source END,
    hamlet_id = CASE WHEN season_household.state = 8 THEN excluded.hamlet_id ELSE season_household.hamlet_id END,
    commune_id = CASE WHEN season_household.state = 8 THEN excluded.commune_id ELSE season_household.commune_id END,
    district_id = CASE WHEN season_household.state = 8 THEN excluded.district_id ELSE season_household.district_id END,
    urban = CASE WHEN season_household.state = 8 THEN excluded.urban ELSE season_household.urban END,
    minority = CASE WHEN season_household.state = 8 THEN excluded.minority ELSE season_household.minority END,
    state = CASE WHEN season_household.state = 8 THEN 0 ELSE season_household.state END,
    version = season_household.version + 1;

-- one household_place_now
-- why: where a household lives, for requests
-- in: household_id id
-- out: hamlet_id id, commune_id id, district_id id, province_id id, urban bool, minority bool, status int, code text, head_name text
SELECT hamlet_id, commune_id, district_id, province_id, urban, minority, status, code, head_name
FROM household_now WHERE household_id = :household_id;

-- one household_by_code_now
-- why: a paper form names the household by its code
-- in: code text
-- out: household_id id
SELECT household_id FROM household_now WHERE code = :code;

-- ---- requests

-- exec review_request_insert
-- why: a request is received
-- in: id id, household_id id, hamlet_id id, commune_id id, district_id id, province_id id, kind text, channel text, received_on day, reason text?, account_id id, created_at instant
INSERT INTO review_request (id, household_id, hamlet_id, commune_id, district_id, province_id, kind, channel, received_on, reason, state, version, account_id, created_at)
VALUES (:id, :household_id, :hamlet_id, :commune_id, :district_id, :province_id, :kind, :channel, :received_on, :reason, 'received', 1, :account_id, :created_at);

-- one review_request_one
-- why: a request on its way
-- in: id id
-- out: household_id id, hamlet_id id, commune_id id, district_id id, province_id id, kind text, channel text, received_on day, reason text?, season_id id?, screen text?, screened_on day?, screen_reason text?, state text, answered_on day?, version int, code text, head_name text
SELECT q.household_id, q.hamlet_id, q.commune_id, q.district_id, q.province_id, q.kind, q.channel, q.received_on, q.reason, q.season_id,
       q.screen, q.screened_on, q.screen_reason, q.state, q.answered_on, q.version, h.code, coalesce(n.head_name, '')
FROM review_request q JOIN household h ON h.id = q.household_id LEFT JOIN household_now n ON n.household_id = q.household_id
WHERE q.id = :id;

-- one review_request_open
-- why: a household has one request of a kind open at a time
-- in: household_id id, kind text
-- out: id id
SELECT id FROM review_request WHERE household_id = :household_id AND kind = :kind AND state IN ('received', 'taken') ORDER BY id LIMIT 1;

-- exec review_request_screen
-- why: the quick screen's outcome
-- in: id id, version int, screen text, screened_on day, screen_reason text?, season_id id?, state text, answered_on day?
UPDATE review_request SET screen = :screen, screened_on = :screened_on, screen_reason = :screen_reason, season_id = :season_id,
    state = :state, answered_on = :answered_on, version = version + 1
WHERE id = :id AND version = :version AND state = 'received';

-- exec review_request_withdraw
-- why: the household takes its request back before anything was decided
-- in: id id, version int
UPDATE review_request SET state = 'withdrawn', version = version + 1 WHERE id = :id AND version = :version AND state IN ('received', 'taken');

-- exec season_household_leave
-- why: a withdrawn request leaves the list while its household has not been agreed on
-- in: season_id id, household_id id
UPDATE season_household SET state = 8, version = version + 1
WHERE season_id = :season_id AND household_id = :household_id AND state < 2 AND source <> 'managed';

-- list review_request_list
-- why: requests with where each stands
-- in: today day
-- out: id id, household_id id, code text, head_name text, hamlet_name text, kind text, channel text, received_on day, screen text?, state text, answered_on day?
-- id: q.id
-- scope 1: q.province_id = :area
-- scope 2: q.district_id = :area
-- scope 3: q.commune_id = :area
-- scope 4: q.hamlet_id = :area
-- filter kind text: q.kind = :value
-- filter state text: q.state = :value
-- filter season int: q.season_id = :value
-- filter q text: n.members_fold LIKE '%' || :value || '%'
-- sort newest int: -q.received_on
-- sort code text: h.code
SELECT q.id, q.household_id, h.code, coalesce(n.head_name, ''),
       area_name(q.hamlet_id, :today),
       q.kind, q.channel, q.received_on, q.screen, q.state, q.answered_on
FROM review_request q JOIN household h ON h.id = q.household_id LEFT JOIN household_now n ON n.household_id = q.household_id
WHERE {where} {order} {limit};

-- ---- meeting

-- many meeting_agenda
-- why: what a meeting of a hamlet judges: interviewed, not yet agreed; and what still keeps others from it
-- in: season_id id, hamlet_id id
-- out: household_id id, code text, head_name text, state int, interview_id id?, interview_version int?, judged_version int?, untold int, version int
SELECT x.household_id, n.code, n.head_name, x.state, i.id, i.version, x.interview_version,
       (SELECT count(*) FROM season_standard t LEFT JOIN interview_result r ON r.interview_id = i.id AND r.standard_id = t.standard_id
        WHERE t.season_id = x.season_id AND coalesce(r.class, 0) = 0), x.version
FROM season_household x JOIN household_now n ON n.household_id = x.household_id
LEFT JOIN interview i ON i.season_id = x.season_id AND i.household_id = x.household_id
WHERE x.season_id = :season_id AND x.hamlet_id = :hamlet_id AND x.state < 2
ORDER BY n.head_sort, x.household_id;

-- one meeting_last_no
-- why: meetings of a hamlet are numbered
-- in: season_id id, hamlet_id id
-- out: no int
SELECT coalesce(max(no), 0) FROM meeting WHERE season_id = :season_id AND hamlet_id = :hamlet_id;

-- exec meeting_insert
-- why: the minutes of a meeting
-- in: id id, season_id id, hamlet_id id, commune_id id, no int, held_on day, place text?, chair text, secretary text, representative text, attendees int, front_present bool, note text?, account_id id, created_at instant
INSERT INTO meeting (id, season_id, hamlet_id, commune_id, no, held_on, place, chair, secretary, representative, attendees, front_present, note, account_id, created_at)
VALUES (:id, :season_id, :hamlet_id, :commune_id, :no, :held_on, :place, :chair, :secretary, :representative, :attendees, :front_present, :note, :account_id, :created_at);

-- exec meeting_attendance_insert
-- why: who was invited and who came
-- in: meeting_id id, role text, invited int, attended int
INSERT INTO meeting_attendance (meeting_id, role, invited, attended) VALUES (:meeting_id, :role, :invited, :attended);

-- exec meeting_vote_insert
-- why: how many of those attending agreed to the result of one household
-- in: meeting_id id, household_id id, attendees int, agreeing int, agreed bool, note text?
INSERT INTO meeting_vote (meeting_id, household_id, attendees, agreeing, agreed, note)
VALUES (:meeting_id, :household_id, :attendees, :agreeing, :agreed, :note);

-- exec meeting_vote_class_insert
-- why: minutes printed again show the class that was voted on, whatever was found since
-- in: meeting_id id, season_id id
INSERT INTO meeting_vote_class (meeting_id, household_id, standard_id, class)
SELECT v.meeting_id, v.household_id, r.standard_id, r.class
FROM meeting_vote v JOIN interview i ON i.season_id = :season_id AND i.household_id = v.household_id
JOIN interview_result r ON r.interview_id = i.id
JOIN season_standard t ON t.season_id = i.season_id AND t.standard_id = r.standard_id
WHERE v.meeting_id = :meeting_id;

-- exec meeting_apply
-- why: agreed households go on, the others are reviewed again; the judged interview is remembered
-- in: meeting_id id, season_id id
UPDATE season_household SET
    state = (SELECT CASE WHEN v.agreed = 1 THEN 2 ELSE 1 END FROM meeting_vote v WHERE v.meeting_id = :meeting_id AND v.household_id = season_household.household_id),
    interview_version = (SELECT i.version FROM interview i WHERE i.season_id = season_household.season_id AND i.household_id = season_household.household_id),
    meeting_id = :meeting_id, version = version + 1
WHERE season_id = :season_id AND state < 2
  AND household_id IN (SELECT v.household_id FROM meeting_vote v WHERE v.meeting_id = :meeting_id);

-- exec season_class_from_meeting
-- why: what was agreed is fixed, so that a later change of answers needs a new agreement
-- in: meeting_id id, season_id id
INSERT INTO season_class (season_id, household_id, standard_id, class)
SELECT i.season_id, i.household_id, r.standard_id, r.class
FROM meeting_vote v JOIN interview i ON i.season_id = :season_id AND i.household_id = v.household_id
JOIN interview_result r ON r.interview_id = i.id
JOIN season_standard t ON t.season_id = i.season_id AND t.standard_id = r.standard_id
WHERE v.meeting_id = :meeting_id AND v.agreed = 1
ON CONFLICT (season_id, household_id, standard_id) DO UPDATE SET class = excluded.class;

-- one meeting_one
-- why: minutes
-- in: id id
-- out: season_id id, hamlet_id id, commune_id id, no int, held_on day, place text?, chair text, secretary text, representative text, attendees int, front_present bool, note text?
SELECT season_id, hamlet_id, commune_id, no, held_on, place, chair, secretary, representative, attendees, front_present, note
FROM meeting WHERE id = :id;

-- many meetings_of
-- why: the meetings of a hamlet in a season
-- in: season_id id, hamlet_id id
-- out: id id, no int, held_on day, place text?, chair text, attendees int, front_present bool, voted int, agreed int
SELECT m.id, m.no, m.held_on, m.place, m.chair, m.attendees, m.front_present,
       (SELECT count(*) FROM meeting_vote v WHERE v.meeting_id = m.id),
       (SELECT count(*) FROM meeting_vote v WHERE v.meeting_id = m.id AND v.agreed = 1)
FROM meeting m WHERE m.season_id = :season_id AND m.hamlet_id = :hamlet_id ORDER BY m.no;

-- many meeting_attendance_of
-- why: minutes list who was invited
-- in: meeting_id id
-- out: role text, invited int, attended int
SELECT role, invited, attended FROM meeting_attendance WHERE meeting_id = :meeting_id ORDER BY role;

-- many meeting_votes_of
-- why: minutes list every household with the class voted on and the number agreeing
-- in: meeting_id id
-- out: household_id id, code text, head_name text, attendees int, agreeing int, agreed bool, note text?, provincial int, national int
SELECT v.household_id, n.code, n.head_name, v.attendees, v.agreeing, v.agreed, v.note,
       coalesce((SELECT r.class FROM meeting_vote_class r JOIN standard s ON s.id = r.standard_id AND s.kind = 'provincial'
          WHERE r.meeting_id = v.meeting_id AND r.household_id = v.household_id), 0),
       coalesce((SELECT r.class FROM meeting_vote_class r JOIN standard s ON s.id = r.standard_id AND s.kind = 'national'
          WHERE r.meeting_id = v.meeting_id AND r.household_id = v.household_id), 0)
FROM meeting_vote v JOIN household_now n ON n.household_id = v.household_id
WHERE v.meeting_id = :meeting_id ORDER BY n.head_sort, v.household_id;

-- ---- posting

-- one posting_last_no
-- why: postings of a hamlet are numbered
-- in: season_id id, hamlet_id id
-- out: no int
SELECT coalesce(max(no), 0) FROM posting WHERE season_id = :season_id AND hamlet_id = :hamlet_id;

-- one posting_ready
-- why: what may be posted: agreed households without an open objection
-- in: season_id id, hamlet_id id
-- out: households int, blocked int
SELECT coalesce(sum(CASE WHEN open_objections = 0 THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN open_objections > 0 THEN 1 ELSE 0 END), 0)
FROM season_household WHERE season_id = :season_id AND hamlet_id = :hamlet_id AND state = 2;

-- exec posting_insert
-- why: results are posted
-- in: id id, season_id id, hamlet_id id, commune_id id, no int, again bool, posted_on day, last_day day, ends_on day, places text, fields text, households int, account_id id, created_at instant
INSERT INTO posting (id, season_id, hamlet_id, commune_id, no, again, posted_on, last_day, ends_on, places, fields, households, account_id, created_at)
VALUES (:id, :season_id, :hamlet_id, :commune_id, :no, :again, :posted_on, :last_day, :ends_on, :places, :fields, :households, :account_id, :created_at);

-- exec posting_households_add
-- why: every agreed household of the hamlet hangs on the posting
-- in: posting_id id, season_id id, hamlet_id id
INSERT INTO posting_household (posting_id, household_id)
SELECT :posting_id, household_id FROM season_household
WHERE season_id = :season_id AND hamlet_id = :hamlet_id AND state = 2 AND open_objections = 0;

-- exec posting_apply
-- why: posted households wait until the posting has ended
-- in: posting_id id, season_id id, hamlet_id id, ends_on day
UPDATE season_household SET state = 3, posting_id = :posting_id, posting_ends_on = :ends_on, version = version + 1
WHERE season_id = :season_id AND hamlet_id = :hamlet_id AND state = 2 AND open_objections = 0;

-- one posting_one
-- why: a posting with its term
-- in: id id
-- out: season_id id, hamlet_id id, commune_id id, no int, again bool, posted_on day, last_day day, ends_on day, places text, fields text, households int
SELECT season_id, hamlet_id, commune_id, no, again, posted_on, last_day, ends_on, places, fields, households FROM posting WHERE id = :id;

-- many postings_of
-- why: the postings of a hamlet in a season
-- in: season_id id, hamlet_id id
-- out: id id, no int, again bool, posted_on day, last_day day, ends_on day, households int
SELECT id, no, again, posted_on, last_day, ends_on, households FROM posting WHERE season_id = :season_id AND hamlet_id = :hamlet_id ORDER BY no;

-- many posting_lines
-- why: what a posting shows
-- in: posting_id id
-- out: household_id id, code text, head_name text, members int, open_objections int, state int, provincial int, national int
SELECT p.household_id, n.code, n.head_name, n.member_count, x.open_objections, x.state,
       coalesce((SELECT c.class FROM season_class c JOIN standard s ON s.id = c.standard_id AND s.kind = 'provincial' WHERE c.season_id = g.season_id AND c.household_id = p.household_id), 0),
       coalesce((SELECT c.class FROM season_class c JOIN standard s ON s.id = c.standard_id AND s.kind = 'national' WHERE c.season_id = g.season_id AND c.household_id = p.household_id), 0)
FROM posting_household p JOIN posting g ON g.id = p.posting_id
JOIN household_now n ON n.household_id = p.household_id
JOIN season_household x ON x.season_id = g.season_id AND x.household_id = p.household_id
WHERE p.posting_id = :posting_id ORDER BY n.head_sort, p.household_id;

-- exec posting_end
-- why: taken down by hand
-- in: id id, ends_on day
UPDATE posting SET ends_on = :ends_on WHERE id = :id;

-- exec posting_end_households
-- why: the households on it are free to go on from that day
-- in: posting_id id, ends_on day
UPDATE season_household SET posting_ends_on = :ends_on, version = version + 1 WHERE posting_id = :posting_id AND state = 3;

-- exec objection_insert
-- why: somebody objects to a posted result
-- in: id id, season_id id, household_id id, hamlet_id id, commune_id id, district_id id, province_id id, posting_id id, received_on day, from_name text, reason text, due_on day?, account_id id, created_at instant
INSERT INTO objection (id, season_id, household_id, hamlet_id, commune_id, district_id, province_id, posting_id, received_on, from_name, reason, due_on, state, account_id, version, created_at)
VALUES (:id, :season_id, :household_id, :hamlet_id, :commune_id, :district_id, :province_id, :posting_id, :received_on, :from_name, :reason, :due_on, 'open', :account_id, 1, :created_at);

-- exec objection_block
-- why: the household waits until the objection was re-checked, and is posted again
-- in: season_id id, household_id id
UPDATE season_household SET open_objections = open_objections + 1, version = version + 1
WHERE season_id = :season_id AND household_id = :household_id AND state IN (3, 4, 5);

-- one objection_one
-- why: an objection being re-checked
-- in: id id
-- out: season_id id, household_id id, hamlet_id id, commune_id id, district_id id, posting_id id, received_on day, from_name text, reason text, due_on day?, state text, rechecked_on day?, recheck_note text?, version int, code text, head_name text
SELECT o.season_id, o.household_id, o.hamlet_id, o.commune_id, o.district_id, o.posting_id, o.received_on, o.from_name, o.reason, o.due_on,
       o.state, o.rechecked_on, o.recheck_note, o.version, h.code, coalesce(n.head_name, '')
FROM objection o JOIN household h ON h.id = o.household_id LEFT JOIN household_now n ON n.household_id = o.household_id
WHERE o.id = :id;

-- many objections_of
-- why: the objections about one household in a season
-- in: season_id id, household_id id
-- out: id id, received_on day, from_name text, reason text, due_on day?, state text, rechecked_on day?, recheck_note text?
SELECT id, received_on, from_name, reason, due_on, state, rechecked_on, recheck_note FROM objection
WHERE season_id = :season_id AND household_id = :household_id ORDER BY received_on, id;

-- exec objection_close
-- why: the re-check's outcome
-- in: id id, version int, state text, rechecked_on day, recheck_note text
UPDATE objection SET state = :state, rechecked_on = :rechecked_on, recheck_note = :recheck_note, version = version + 1
WHERE id = :id AND version = :version AND state = 'open';

-- exec objection_unblock
-- why: after the re-check the household goes back to be posted again
-- in: season_id id, household_id id
UPDATE season_household SET open_objections = open_objections - 1, state = 2, opinion_id = NULL, version = version + 1,
    interview_version = (SELECT i.version FROM interview i WHERE i.season_id = season_household.season_id AND i.household_id = season_household.household_id)
WHERE season_id = :season_id AND household_id = :household_id AND open_objections > 0;

-- exec season_class_from_interview
-- why: a re-check that changed answers changes what is proposed
-- in: season_id id, household_id id
INSERT INTO season_class (season_id, household_id, standard_id, class)
SELECT i.season_id, i.household_id, r.standard_id, r.class
FROM interview i JOIN interview_result r ON r.interview_id = i.id
JOIN season_standard t ON t.season_id = i.season_id AND t.standard_id = r.standard_id
WHERE i.season_id = :season_id AND i.household_id = :household_id AND r.class > 0
ON CONFLICT (season_id, household_id, standard_id) DO UPDATE SET class = excluded.class;

-- list objection_list
-- why: objections with their terms
-- in: today day
-- out: id id, season_id id, household_id id, code text, head_name text, hamlet_name text, received_on day, from_name text, due_on day?, state text, rechecked_on day?
-- id: o.id
-- scope 1: o.province_id = :area
-- scope 2: o.district_id = :area
-- scope 3: o.commune_id = :area
-- scope 4: o.hamlet_id = :area
-- filter season int: o.season_id = :value
-- filter hamlet int: o.hamlet_id = :value
-- filter state text: o.state = :value
-- filter overdue: o.state = 'open' AND o.due_on < :today
-- sort newest int: -o.received_on
SELECT o.id, o.season_id, o.household_id, h.code, coalesce(n.head_name, ''),
       area_name(o.hamlet_id, :today),
       o.received_on, o.from_name, o.due_on, o.state, o.rechecked_on
FROM objection o JOIN household h ON h.id = o.household_id LEFT JOIN household_now n ON n.household_id = o.household_id
WHERE {where} {order} {limit};

-- ---- opinion of the level above

-- one opinion_ready
-- why: what a commune may ask an opinion about: the posting has ended, nothing is open
-- in: season_id id, commune_id id, today day
-- out: households int, hanging int, blocked int
SELECT coalesce(sum(CASE WHEN posting_ends_on <= :today AND open_objections = 0 THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN posting_ends_on > :today THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN open_objections > 0 THEN 1 ELSE 0 END), 0)
FROM season_household WHERE season_id = :season_id AND commune_id = :commune_id AND state = 3;

-- one opinion_last
-- why: the newest opinion asked by a commune, and its number
-- in: season_id id, commune_id id
-- out: id id, no int
SELECT id, no FROM opinion WHERE season_id = :season_id AND commune_id = :commune_id ORDER BY no DESC LIMIT 1;

-- exec opinion_insert
-- why: a commune reports and asks
-- in: id id, season_id id, commune_id id, no int, level_above int?, asked_on day, due_on day?, report_number text?, households int, asked_by id
INSERT INTO opinion (id, season_id, commune_id, no, level_above, asked_on, due_on, report_number, households, asked_by, version)
VALUES (:id, :season_id, :commune_id, :no, :level_above, :asked_on, :due_on, :report_number, :households, :asked_by, 1);

-- exec opinion_ask_households
-- why: the households the report is about
-- in: opinion_id id, season_id id, commune_id id, today day
UPDATE season_household SET state = 4, opinion_id = :opinion_id, version = version + 1
WHERE season_id = :season_id AND commune_id = :commune_id AND state = 3 AND posting_ends_on <= :today AND open_objections = 0;

-- one opinion_one
-- why: an opinion with its terms
-- in: id id
-- out: season_id id, commune_id id, no int, level_above int?, asked_on day, due_on day?, report_number text?, households int, given_on day?, outcome text?, opinion_text text?, explained_on day?, explanation text?, version int
SELECT season_id, commune_id, no, level_above, asked_on, due_on, report_number, households, given_on, outcome, opinion_text, explained_on, explanation, version
FROM opinion WHERE id = :id;

-- many opinions_of
-- why: the opinions a commune asked for in a season
-- in: season_id id, commune_id id
-- out: id id, no int, asked_on day, due_on day?, report_number text?, households int, given_on day?, outcome text?, opinion_text text?, explained_on day?, explanation text?, version int, waiting int
SELECT o.id, o.no, o.asked_on, o.due_on, o.report_number, o.households, o.given_on, o.outcome, o.opinion_text, o.explained_on, o.explanation, o.version,
       (SELECT count(*) FROM season_household x WHERE x.opinion_id = o.id AND x.state = 4)
FROM opinion o WHERE o.season_id = :season_id AND o.commune_id = :commune_id ORDER BY o.no;

-- exec opinion_give
-- why: the level above gives its opinion
-- in: id id, version int, given_on day, outcome text, opinion_text text?, given_by id
UPDATE opinion SET given_on = :given_on, outcome = :outcome, opinion_text = :opinion_text, given_by = :given_by, version = version + 1
WHERE id = :id AND version = :version AND given_on IS NULL;

-- exec opinion_explain
-- why: the commune explains what the level above asked about
-- in: id id, version int, explained_on day, explanation text
UPDATE opinion SET explained_on = :explained_on, explanation = :explanation, version = version + 1
WHERE id = :id AND version = :version AND outcome = 'explain' AND explained_on IS NULL;

-- exec opinion_release
-- why: with the opinion (or its explanation, or the term passed) the households are ready to be decided
-- in: opinion_id id
UPDATE season_household SET state = 5, version = version + 1 WHERE opinion_id = :opinion_id AND state = 4;

-- ---- decision

-- many decision_candidates
-- why: households that may be decided now, one row per standard: what each was and what was agreed
-- in: season_id id, commune_id id, today day, with_opinion bool
-- out: household_id id, hamlet_id id, standard_id id, code text, head_name text, hamlet_name text, address text?, members int, urban bool, minority bool, ethnicity text?, source text, asked text?, class_before int, class_after int, escaped_on day?, was_poor_escaped day?, was_near_escaped day?
SELECT x.household_id, n.hamlet_id, c.standard_id, n.code, n.head_name,
       area_name(n.hamlet_id, :today),
       n.address, n.member_count, n.urban, n.minority, n.ethnicity, x.source,
       (SELECT q.kind FROM review_request q WHERE q.id = x.request_id), coalesce(k.class, 0), c.class, k.escaped_on,
       (SELECT max(f.escaped_on) FROM class_history f WHERE f.household_id = x.household_id AND f.standard_id = c.standard_id
          AND f.superseded_at = 9223372036854775806 AND EXISTS (SELECT 1 FROM class_history g WHERE g.household_id = f.household_id
            AND g.standard_id = f.standard_id AND g.superseded_at = 9223372036854775806 AND g.class = 1 AND g.valid_from < f.valid_from)),
       (SELECT max(f.escaped_on) FROM class_history f WHERE f.household_id = x.household_id AND f.standard_id = c.standard_id
          AND f.superseded_at = 9223372036854775806 AND f.class = 3)
FROM season_household x
JOIN household_now n ON n.household_id = x.household_id AND n.status = 1 AND n.commune_id = x.commune_id
JOIN season_class c ON c.season_id = x.season_id AND c.household_id = x.household_id
LEFT JOIN class_history k ON k.household_id = x.household_id AND k.standard_id = c.standard_id
    AND k.superseded_at = 9223372036854775806 AND k.valid_to = 2932896
WHERE x.season_id = :season_id AND x.commune_id = :commune_id AND x.open_objections = 0
  AND ((:with_opinion = 1 AND x.state = 5) OR (:with_opinion = 0 AND x.state = 3 AND x.posting_ends_on <= :today))
ORDER BY x.hamlet_id, n.head_sort, x.household_id, c.standard_id;

-- one decision_ready
-- why: how far a commune is, said before lists are drafted or refused; a round asks nobody's opinion
-- in: season_id id, commune_id id, today day, with_opinion bool
-- out: open int, not_agreed int, hanging int, objected int, waiting int, ready int
SELECT count(*), coalesce(sum(CASE WHEN state < 2 THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN state = 2 OR (state = 3 AND posting_ends_on > :today) THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN open_objections > 0 THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN state = 4 OR (:with_opinion = 1 AND state = 3 AND posting_ends_on <= :today) THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN open_objections = 0 AND (state = 5 OR (:with_opinion = 0 AND state = 3 AND posting_ends_on <= :today))
           THEN 1 ELSE 0 END), 0)
FROM season_household WHERE season_id = :season_id AND commune_id = :commune_id AND state < 6;

-- exec decision_insert
-- why: a list is drafted
-- in: id id, season_id id, commune_id id, district_id id, province_id id, kind text, drafted_on day, drafted_by id, reason text?, corrects_id id?, line_count int, created_at instant
INSERT INTO decision (id, season_id, commune_id, district_id, province_id, kind, state, drafted_on, drafted_by, reason, corrects_id, line_count, version, created_at)
VALUES (:id, :season_id, :commune_id, :district_id, :province_id, :kind, 'draft', :drafted_on, :drafted_by, :reason, :corrects_id, :line_count, 1, :created_at);

-- many decision_drafts
-- why: the lists in preparation in a commune
-- in: season_id id, commune_id id
-- out: id id, kind text, line_count int, drafted_on day, version int
SELECT id, kind, line_count, drafted_on, version FROM decision WHERE season_id = :season_id AND commune_id = :commune_id AND state = 'draft' ORDER BY kind DESC;

-- exec decision_draft_classes_delete
-- why: a draft is made anew
-- in: season_id id, commune_id id
DELETE FROM decision_class WHERE decision_id IN (SELECT id FROM decision WHERE season_id = :season_id AND commune_id = :commune_id AND state = 'draft');

-- exec decision_draft_lines_delete
-- why: a draft is made anew
-- in: season_id id, commune_id id
DELETE FROM decision_line WHERE decision_id IN (SELECT id FROM decision WHERE season_id = :season_id AND commune_id = :commune_id AND state = 'draft');

-- exec decision_draft_delete
-- why: a draft is made anew
-- in: season_id id, commune_id id
DELETE FROM decision WHERE season_id = :season_id AND commune_id = :commune_id AND state = 'draft';

-- one decision_one
-- why: a decision, drafted or signed
-- in: id id
-- out: season_id id, commune_id id, district_id id, province_id id, kind text, state text, number text?, drafted_on day, reason text?, corrects_id id?, signed_on day?, effective_on day?, signer_name text?, capacity text?, line_count int, hash bytes?, version int
SELECT season_id, commune_id, district_id, province_id, kind, state, number, drafted_on, reason, corrects_id, signed_on, effective_on, signer_name, capacity, line_count, hash, version
FROM decision WHERE id = :id;

-- many decision_rows
-- why: the lines of a decision with their classes, in the order that is hashed and printed
-- in: decision_id id
-- out: line_no int, household_id id, hamlet_id id, code text, head_name text, hamlet_name text, address text?, members int, urban bool, minority bool, ethnicity text?, standard_id id, standard_kind text, class_before int, class_after int, movement text, escaped_on day?
SELECT l.line_no, l.household_id, l.hamlet_id, l.code, l.head_name, l.hamlet_name, l.address, l.members, l.urban, l.minority, l.ethnicity,
       c.standard_id, s.kind, c.class_before, c.class_after, c.movement, c.escaped_on
FROM decision_line l JOIN decision_class c ON c.decision_id = l.decision_id AND c.line_no = l.line_no
JOIN standard s ON s.id = c.standard_id
WHERE l.decision_id = :decision_id ORDER BY l.line_no, c.standard_id;

-- one decision_stale
-- why: between drafting and signing an objection, a re-check or a move may have come
-- in: decision_id id, season_id id, commune_id id, today day, with_opinion bool
-- out: stale int
SELECT count(*) FROM decision_line l JOIN decision_class c ON c.decision_id = l.decision_id AND c.line_no = l.line_no
LEFT JOIN season_household x ON x.season_id = :season_id AND x.household_id = l.household_id
LEFT JOIN household_now n ON n.household_id = l.household_id AND n.status = 1 AND n.commune_id = :commune_id
LEFT JOIN season_class p ON p.season_id = :season_id AND p.household_id = l.household_id AND p.standard_id = c.standard_id
LEFT JOIN class_history k ON k.household_id = l.household_id AND k.standard_id = c.standard_id
    AND k.superseded_at = 9223372036854775806 AND k.valid_to = 2932896
WHERE l.decision_id = :decision_id AND NOT (
    x.household_id IS NOT NULL AND n.household_id IS NOT NULL AND x.open_objections = 0
    AND ((:with_opinion = 1 AND x.state = 5) OR (:with_opinion = 0 AND x.state = 3 AND x.posting_ends_on <= :today))
    AND coalesce(p.class, -1) = c.class_after AND coalesce(k.class, 0) = c.class_before);

-- exec decision_sign
-- why: one signature; the second of two signers changes nothing and is refused
-- in: id id, version int, number text, signed_on day, effective_on day, signer_id id, signer_name text, capacity text, hash bytes
UPDATE decision SET state = 'signed', number = :number, signed_on = :signed_on, effective_on = :effective_on, signer_id = :signer_id,
    signer_name = :signer_name, capacity = :capacity, hash = :hash, version = version + 1
WHERE id = :id AND version = :version AND state = 'draft';

-- exec decision_escaped_on
-- why: an escape is recognised by the decision: its day starts the months of "newly escaped"
-- in: decision_id id, signed_on day
UPDATE decision_class SET escaped_on = :signed_on WHERE decision_id = :decision_id AND movement IN ('escaped', 'escaped_near_poor');

-- one hamlet_household_count
-- why: a quorum, where one is set, is a share of the households of the hamlet
-- in: hamlet_id id
-- out: households int
SELECT count(*) FROM household_now WHERE hamlet_id = :hamlet_id AND status = 1;

-- exec class_close
-- why: the decided class ends the one before it; a row that began the same day is overruled as a whole
-- in: decision_id id, other_id id, effective_on day, now instant
UPDATE class_history SET
    valid_to = CASE WHEN valid_from < :effective_on THEN :effective_on ELSE valid_to END,
    superseded_at = CASE WHEN valid_from < :effective_on THEN superseded_at ELSE :now END
WHERE superseded_at = 9223372036854775806 AND valid_to = 2932896 AND id IN (
    SELECT k.id FROM decision_line l
    JOIN decision_class c ON c.decision_id = l.decision_id AND c.line_no = l.line_no
    JOIN class_history k ON k.household_id = l.household_id AND k.standard_id = c.standard_id
    WHERE l.decision_id IN (:decision_id, :other_id) AND k.superseded_at = 9223372036854775806 AND k.valid_to = 2932896);

-- exec class_overrule
-- why: a correcting decision overrules the wrong row, which stays readable as what was believed
-- in: household_id id, standard_id id, now instant
UPDATE class_history SET superseded_at = :now
WHERE household_id = :household_id AND standard_id = :standard_id AND superseded_at = 9223372036854775806 AND valid_to = 2932896;

-- one class_open_row
-- why: what a correction starts from
-- in: household_id id, standard_id id
-- out: class int, valid_from day, escaped_on day?, decision_id id?, season_id id?
SELECT class, valid_from, escaped_on, decision_id, season_id FROM class_history
WHERE household_id = :household_id AND standard_id = :standard_id AND superseded_at = 9223372036854775806 AND valid_to = 2932896;

-- exec household_now_decided
-- why: the present state follows the decision for all its households at once
-- in: decision_id id, other_id id, year int, today day
UPDATE household_now SET
    class_provincial = coalesce((SELECT k.class FROM class_history k JOIN standard s ON s.id = k.standard_id AND s.kind = 'provincial'
        WHERE k.household_id = household_now.household_id AND k.superseded_at = 9223372036854775806 AND k.valid_from <= :today AND k.valid_to > :today
        ORDER BY k.valid_from DESC LIMIT 1), class_provincial),
    class_national = coalesce((SELECT k.class FROM class_history k JOIN standard s ON s.id = k.standard_id AND s.kind = 'national'
        WHERE k.household_id = household_now.household_id AND k.superseded_at = 9223372036854775806 AND k.valid_from <= :today AND k.valid_to > :today
        ORDER BY k.valid_from DESC LIMIT 1), class_national),
    escaped_on = (SELECT k.escaped_on FROM class_history k JOIN standard s ON s.id = k.standard_id AND s.kind = 'provincial'
        WHERE k.household_id = household_now.household_id AND k.superseded_at = 9223372036854775806 AND k.valid_from <= :today AND k.valid_to > :today
        ORDER BY k.valid_from DESC LIMIT 1),
    last_reviewed = :year, version = version + 1
WHERE household_id IN (SELECT l.household_id FROM decision_line l WHERE l.decision_id IN (:decision_id, :other_id));

-- exec season_household_decided
-- why: decided households are closed for this season
-- in: season_id id, decision_id id, other_id id
UPDATE season_household SET state = 6, version = version + 1,
    decision_id = CASE WHEN household_id IN (SELECT l.household_id FROM decision_line l WHERE l.decision_id = :decision_id) THEN :decision_id ELSE :other_id END
WHERE season_id = :season_id AND household_id IN (SELECT l.household_id FROM decision_line l WHERE l.decision_id IN (:decision_id, :other_id));

-- many refusal_candidates
-- why: who asked and is not recognised gets a written refusal with the reason
-- in: season_id id, commune_id id, today day, with_opinion bool, average bool
-- out: household_id id, request_id id?, points_a int?, cut_off int?, income_dong money?, by_points int?, income_low int, deprived_count int
SELECT x.household_id, x.request_id, i.points_a, max(r.cut_off), i.income_dong, max(r.by_points), max(r.income_low), max(r.deprived_count)
FROM season_household x
JOIN interview i ON i.season_id = x.season_id AND i.household_id = x.household_id
JOIN interview_result r ON r.interview_id = i.id
WHERE x.season_id = :season_id AND x.commune_id = :commune_id AND x.source IN ('request', 'sudden') AND x.open_objections = 0
  AND ((:with_opinion = 1 AND x.state = 5) OR (:with_opinion = 0 AND x.state = 3 AND x.posting_ends_on <= :today))
  AND NOT EXISTS (SELECT 1 FROM season_class p WHERE p.season_id = x.season_id AND p.household_id = x.household_id
        AND ((:average = 1 AND p.class = 4) OR (:average = 0 AND p.class IN (1, 2))))
  AND NOT EXISTS (SELECT 1 FROM class_history k JOIN season_standard t ON t.season_id = x.season_id AND t.standard_id = k.standard_id
        WHERE :average = 0 AND k.household_id = x.household_id AND k.superseded_at = 9223372036854775806 AND k.valid_to = 2932896 AND k.class IN (1, 2))
  AND NOT EXISTS (SELECT 1 FROM decision_line l JOIN decision d ON d.id = l.decision_id WHERE d.season_id = x.season_id AND l.household_id = x.household_id)
GROUP BY x.household_id, x.request_id, i.points_a, i.income_dong
ORDER BY x.household_id;

-- many refusal_escape_candidates
-- why: who asked to be recognised as escaped (form 04) and is not gets a written refusal, in a yearly season beside the
--   line that keeps the class
-- in: season_id id, commune_id id, today day, with_opinion bool
-- out: household_id id, request_id id, class int, points_a int?, cut_off int?, income_dong money?, by_points int?, deprived_count int
SELECT x.household_id, x.request_id, min(r.class), i.points_a, max(r.cut_off), i.income_dong, max(r.by_points), max(r.deprived_count)
FROM season_household x
JOIN review_request q ON q.id = x.request_id AND q.kind = 'escape' AND q.state = 'taken'
JOIN interview i ON i.season_id = x.season_id AND i.household_id = x.household_id
JOIN interview_result r ON r.interview_id = i.id AND r.class IN (1, 2)
WHERE x.season_id = :season_id AND x.commune_id = :commune_id AND x.open_objections = 0
  AND (x.state = 6 OR (:with_opinion = 1 AND x.state = 5) OR (:with_opinion = 0 AND x.state = 3 AND x.posting_ends_on <= :today))
  AND NOT EXISTS (SELECT 1 FROM refusal f WHERE f.season_id = x.season_id AND f.household_id = x.household_id)
  AND NOT EXISTS (SELECT 1 FROM decision_line l JOIN decision d ON d.id = l.decision_id
        WHERE d.season_id = x.season_id AND d.kind = 'escaped' AND l.household_id = x.household_id)
GROUP BY x.household_id, x.request_id, i.points_a, i.income_dong ORDER BY x.household_id;

-- exec season_household_settled
-- why: who did not ask and stands on no list before and after has nothing to be decided or refused
-- in: season_id id, commune_id id, today day, with_opinion bool, average bool
UPDATE season_household SET state = 6, version = version + 1
WHERE season_id = :season_id AND commune_id = :commune_id AND source NOT IN ('request', 'sudden') AND household_id IN (
  SELECT x.household_id FROM season_household x
  WHERE x.season_id = :season_id AND x.commune_id = :commune_id AND x.open_objections = 0
  AND ((:with_opinion = 1 AND x.state = 5) OR (:with_opinion = 0 AND x.state = 3 AND x.posting_ends_on <= :today))
  AND NOT EXISTS (SELECT 1 FROM season_class p WHERE p.season_id = x.season_id AND p.household_id = x.household_id
        AND ((:average = 1 AND p.class = 4) OR (:average = 0 AND p.class IN (1, 2))))
  AND NOT EXISTS (SELECT 1 FROM class_history k JOIN season_standard t ON t.season_id = x.season_id AND t.standard_id = k.standard_id
        WHERE :average = 0 AND k.household_id = x.household_id AND k.superseded_at = 9223372036854775806 AND k.valid_to = 2932896 AND k.class IN (1, 2))
  AND NOT EXISTS (SELECT 1 FROM decision_line l JOIN decision d ON d.id = l.decision_id WHERE d.season_id = x.season_id AND l.household_id = x.household_id));

-- exec refusal_insert
-- why: a written refusal
-- in: id id, season_id id, household_id id, commune_id id, request_id id?, refused_on day, reason text, signer_id id, signer_name text, capacity text
INSERT INTO refusal (id, season_id, household_id, commune_id, request_id, refused_on, reason, signer_id, signer_name, capacity)
VALUES (:id, :season_id, :household_id, :commune_id, :request_id, :refused_on, :reason, :signer_id, :signer_name, :capacity);

-- exec season_household_refused
-- why: refused households are closed for this season
-- in: season_id id, commune_id id
UPDATE season_household SET state = 7, version = version + 1
WHERE season_id = :season_id AND commune_id = :commune_id AND state IN (3, 5)
  AND household_id IN (SELECT f.household_id FROM refusal f WHERE f.season_id = :season_id AND f.commune_id = :commune_id);

-- exec review_requests_decided
-- why: requests end with the decision about their household
-- in: season_id id, commune_id id
UPDATE review_request SET version = version + 1,
    state = CASE WHEN EXISTS (SELECT 1 FROM refusal f WHERE f.season_id = :season_id AND f.household_id = review_request.household_id) THEN 'refused' ELSE 'decided' END
WHERE season_id = :season_id AND commune_id = :commune_id AND state = 'taken'
  AND EXISTS (SELECT 1 FROM season_household x WHERE x.season_id = :season_id AND x.household_id = review_request.household_id AND x.state IN (6, 7));

-- one refusal_one
-- why: the written refusal of a household
-- in: season_id id, household_id id
-- out: id id, refused_on day, reason text, signer_name text, capacity text
SELECT id, refused_on, reason, signer_name, capacity FROM refusal WHERE season_id = :season_id AND household_id = :household_id;

-- many decisions_of
-- why: the decisions of a commune in a season
-- in: season_id id, commune_id id
-- out: id id, kind text, state text, number text?, drafted_on day, signed_on day?, signer_name text?, capacity text?, line_count int
SELECT id, kind, state, number, drafted_on, signed_on, signer_name, capacity, line_count FROM decision
WHERE season_id = :season_id AND commune_id = :commune_id ORDER BY coalesce(signed_on, drafted_on), kind DESC, id;

-- list decision_list
-- why: signed decisions of the area, newest first
-- out: id id, season_id id, year int, commune_id id, kind text, number text, signed_on day, signer_name text, capacity text, line_count int
-- id: d.id
-- scope 1: d.province_id = :area
-- scope 2: d.district_id = :area
-- scope 3: d.commune_id = :area
-- scope 4: EXISTS (SELECT 1 FROM decision_line l WHERE l.decision_id = d.id AND l.hamlet_id = :area)
-- filter season int: d.season_id = :value
-- filter commune int: d.commune_id = :value
-- filter kind text: d.kind = :value
-- sort newest int: -coalesce(d.signed_on, 0)
-- sort number text: coalesce(d.number, '')
SELECT d.id, d.season_id, e.year, d.commune_id, d.kind, coalesce(d.number, ''), d.signed_on, d.signer_name, d.capacity, d.line_count
FROM decision d JOIN season e ON e.id = d.season_id WHERE d.state = 'signed' AND {where} {order} {limit};

-- ---- certificates

-- one certificate_last_n
-- why: certificates of a commune are numbered through
-- in: commune_id id
-- out: n int
SELECT coalesce(max(n), 0) FROM certificate WHERE commune_id = :commune_id;

-- many certificate_candidates
-- why: newly recognised households without a valid certificate get one
-- in: decision_id id
-- out: household_id id
SELECT l.household_id FROM decision_line l
WHERE l.decision_id = :decision_id AND NOT EXISTS (SELECT 1 FROM certificate c WHERE c.household_id = l.household_id AND c.state = 'valid')
ORDER BY l.line_no;

-- exec certificate_insert
-- why: a certificate is issued
-- in: id id, household_id id, commune_id id, n int, number text, issued_on day, decision_id id?, replaces_id id?
INSERT INTO certificate (id, household_id, commune_id, n, number, issued_on, decision_id, state, replaces_id, version)
VALUES (:id, :household_id, :commune_id, :n, :number, :issued_on, :decision_id, 'valid', :replaces_id, 1);

-- exec certificate_enter
-- why: the class of the year is entered in the certificate that the household holds
-- in: decision_id id, year int, entered_on day, least int
INSERT INTO certificate_entry (certificate_id, decision_id, standard_id, year, class, entered_on)
SELECT c.id, :decision_id, k.standard_id, :year, k.class_after, :entered_on
FROM decision_line l JOIN decision_class k ON k.decision_id = l.decision_id AND k.line_no = l.line_no
JOIN certificate c ON c.household_id = l.household_id AND c.state = 'valid'
WHERE l.decision_id = :decision_id AND k.class_after >= :least;

-- exec certificates_withdraw_escaped
-- why: who is poor or near-poor by no standard any more gives the certificate back
-- in: decision_id id, on_day day, reason text
UPDATE certificate SET state = 'withdrawn', ended_on = :on_day, reason = :reason, version = version + 1
WHERE state = 'valid' AND household_id IN (SELECT l.household_id FROM decision_line l WHERE l.decision_id = :decision_id)
  AND NOT EXISTS (SELECT 1 FROM class_history k WHERE k.household_id = certificate.household_id AND k.class IN (1, 2)
        AND k.superseded_at = 9223372036854775806 AND k.valid_to = 2932896);

-- exec certificate_end
-- why: lost, damaged, wrongly issued, or given back
-- in: id id, version int, state text, ended_on day, reason text
UPDATE certificate SET state = :state, ended_on = :ended_on, reason = :reason, version = version + 1
WHERE id = :id AND version = :version AND state = 'valid';

-- one certificate_page
-- why: one certificate with where it comes from and what took its place
-- in: id id
-- out: household_id id, code text, head_name text, hamlet_id id?, commune_now id?, commune_id id, number text, issued_on day, decision_id id?, decision_number text?, signer_name text?, capacity text?, state text, ended_on day?, reason text?, replaces_id id?, replaces_number text?, replaced_by id?, replaced_by_number text?, version int
SELECT c.household_id, h.code, coalesce(n.head_name, ''), n.hamlet_id, n.commune_id, c.commune_id, c.number, c.issued_on, c.decision_id,
       d.number, d.signer_name, d.capacity, c.state, c.ended_on, c.reason, c.replaces_id, o.number, w.id, w.number, c.version
FROM certificate c
JOIN household h ON h.id = c.household_id
LEFT JOIN household_now n ON n.household_id = c.household_id
LEFT JOIN decision d ON d.id = c.decision_id
LEFT JOIN certificate o ON o.id = c.replaces_id
LEFT JOIN certificate w ON w.replaces_id = c.id
WHERE c.id = :id;

-- many certificate_entries_one
-- why: the class of each year, as entered
-- in: certificate_id id
-- out: year int, standard_kind text, class int, entered_on day, decision_id id, decision_number text?
SELECT e.year, s.kind, e.class, e.entered_on, e.decision_id, d.number
FROM certificate_entry e JOIN standard s ON s.id = e.standard_id JOIN decision d ON d.id = e.decision_id
WHERE e.certificate_id = :certificate_id ORDER BY e.year, e.entered_on, s.kind DESC;

-- exec certificate_entries_copy
-- why: the certificate that takes the place of another shows the same years
-- in: old_id id, new_id id
INSERT INTO certificate_entry (certificate_id, decision_id, standard_id, year, class, entered_on)
SELECT :new_id, decision_id, standard_id, year, class, entered_on FROM certificate_entry WHERE certificate_id = :old_id;

-- many certificates_of
-- why: the certificates a household held
-- in: household_id id
-- out: id id, number text, issued_on day, state text, ended_on day?, reason text?, version int
SELECT id, number, issued_on, state, ended_on, reason, version FROM certificate WHERE household_id = :household_id ORDER BY issued_on, id;

-- ---- remarks of the Front

-- exec review_remark_insert
-- why: the Front supervises and may remark at any step
-- in: id id, season_id id, hamlet_id id, commune_id id, step text, remark text, account_id id, author text, made_on day
INSERT INTO review_remark (id, season_id, hamlet_id, commune_id, step, remark, account_id, author, made_on)
VALUES (:id, :season_id, :hamlet_id, :commune_id, :step, :remark, :account_id, :author, :made_on);

-- many review_remarks_of
-- why: remarks about a hamlet in a season
-- in: season_id id, hamlet_id id
-- out: step text, remark text, author text, made_on day
SELECT step, remark, author, made_on FROM review_remark WHERE season_id = :season_id AND hamlet_id = :hamlet_id ORDER BY made_on, id;

-- ---- the board

-- many board_hamlets
-- why: where each hamlet stands, counted over its households
-- in: season_id id, area_id id, today day
-- out: hamlet_id id, hamlet_name text, commune_id id, district_id id, listed int, requested int, interviewed int, again int, agreed int, posted int, posting_ended int, objections int, asked int, opinion_given int, decided int, refused int, list_closed_on day?, last_interview_on day?, meeting_planned_on day?, meeting_place text?, posting_ends_on day?
SELECT h.hamlet_id, coalesce(v.name, ''), h.commune_id, h.district_id,
       coalesce(sum(CASE WHEN x.state < 8 THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN x.state < 8 AND x.source IN ('request', 'sudden') THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN x.state < 8 AND i.id IS NOT NULL THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN x.state = 1 THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN x.state BETWEEN 2 AND 7 THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN x.state BETWEEN 3 AND 7 THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN x.state BETWEEN 3 AND 7 AND x.posting_ends_on <= :today THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN x.state < 8 THEN x.open_objections ELSE 0 END), 0),
       coalesce(sum(CASE WHEN x.state BETWEEN 4 AND 7 THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN x.state BETWEEN 5 AND 7 THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN x.state = 6 THEN 1 ELSE 0 END), 0),
       coalesce(sum(CASE WHEN x.state = 7 THEN 1 ELSE 0 END), 0),
       h.list_closed_on, max(i.interviewed_on), h.meeting_planned_on, h.meeting_place, max(CASE WHEN x.state = 3 THEN x.posting_ends_on END)
FROM season_hamlet h
LEFT JOIN season_household x ON x.season_id = h.season_id AND x.hamlet_id = h.hamlet_id
LEFT JOIN interview i ON i.season_id = x.season_id AND i.household_id = x.household_id
LEFT JOIN area_version v ON v.area_id = h.hamlet_id AND v.valid_from = area_since(h.hamlet_id, :today)
WHERE h.season_id = :season_id AND :area_id IN (h.hamlet_id, h.commune_id, h.district_id, h.province_id)
GROUP BY h.hamlet_id, h.commune_id, h.district_id, h.list_closed_on, h.meeting_planned_on, h.meeting_place, v.name, v.name_sort
ORDER BY h.commune_id, v.name_sort, h.hamlet_id;

-- many board_meetings
-- why: the newest meeting of each hamlet with the least agreement in it
-- in: season_id id, area_id id
-- out: hamlet_id id, no int, held_on day, attendees int, agreed int, voted int, least_agreeing int?
SELECT m.hamlet_id, m.no, m.held_on, m.attendees, coalesce(sum(v.agreed), 0), count(v.household_id), min(v.agreeing)
FROM season_hamlet h
JOIN meeting m ON m.season_id = h.season_id AND m.hamlet_id = h.hamlet_id
LEFT JOIN meeting_vote v ON v.meeting_id = m.id
WHERE h.season_id = :season_id AND :area_id IN (h.hamlet_id, h.commune_id, h.district_id, h.province_id)
  AND m.no = (SELECT max(w.no) FROM meeting w WHERE w.season_id = m.season_id AND w.hamlet_id = m.hamlet_id)
GROUP BY m.hamlet_id, m.no, m.held_on, m.attendees ORDER BY m.hamlet_id;

-- many board_postings
-- why: the newest posting of each hamlet
-- in: season_id id, area_id id
-- out: hamlet_id id, posted_on day, last_day day, ends_on day
SELECT p.hamlet_id, p.posted_on, p.last_day, p.ends_on
FROM season_hamlet h JOIN posting p ON p.season_id = h.season_id AND p.hamlet_id = h.hamlet_id
WHERE h.season_id = :season_id AND :area_id IN (h.hamlet_id, h.commune_id, h.district_id, h.province_id)
  AND p.no = (SELECT max(w.no) FROM posting w WHERE w.season_id = p.season_id AND w.hamlet_id = p.hamlet_id)
ORDER BY p.hamlet_id;

-- many board_opinions
-- why: the newest opinion of each commune
-- in: season_id id, area_id id
-- out: commune_id id, asked_on day, due_on day?, given_on day?, outcome text?, explained_on day?
SELECT DISTINCT o.commune_id, o.asked_on, o.due_on, o.given_on, o.outcome, o.explained_on
FROM season_hamlet h JOIN opinion o ON o.season_id = h.season_id AND o.commune_id = h.commune_id
WHERE h.season_id = :season_id AND :area_id IN (h.hamlet_id, h.commune_id, h.district_id, h.province_id)
  AND o.no = (SELECT max(w.no) FROM opinion w WHERE w.season_id = o.season_id AND w.commune_id = o.commune_id)
ORDER BY o.commune_id;

-- many board_objections
-- why: open objections with their terms, the work of today
-- in: season_id id, area_id id, today day
-- out: id id, household_id id, head_name text, hamlet_id id, hamlet_name text, received_on day, due_on day?
SELECT o.id, o.household_id, coalesce(n.head_name, ''), o.hamlet_id,
       area_name(o.hamlet_id, :today), o.received_on, o.due_on
FROM objection o LEFT JOIN household_now n ON n.household_id = o.household_id
WHERE o.season_id = :season_id AND o.state = 'open' AND :area_id IN (o.hamlet_id, o.commune_id, o.district_id, o.province_id)
ORDER BY coalesce(o.due_on, 2932896), o.id;

-- ---- movement

-- many movement_entries
-- why: the table of movement of an open season, by standard, commune, urban and minority
-- in: season_id id, commune_ids ids
-- out: standard_id id, commune_id id, urban bool, minority bool, class_from int, class_to int, came bool, fallen bool, households int
SELECT standard_id, commune_id, urban, minority, class_from, class_to, came, fallen, count(*)
FROM season_entry_live WHERE season_id = :season_id AND commune_id IN_LIST(:commune_ids)
GROUP BY standard_id, commune_id, urban, minority, class_from, class_to, came, fallen
ORDER BY standard_id, commune_id, urban, minority, class_from, class_to, came, fallen;

-- many movement_entries_frozen
-- why: the same of a closed season, as approved
-- in: season_id id, commune_ids ids
-- out: standard_id id, commune_id id, urban bool, minority bool, class_from int, class_to int, came bool, fallen bool, households int
SELECT standard_id, commune_id, urban, minority, class_from, class_to, came, fallen, count(*)
FROM season_entry_frozen WHERE season_id = :season_id AND commune_id IN_LIST(:commune_ids)
GROUP BY standard_id, commune_id, urban, minority, class_from, class_to, came, fallen
ORDER BY standard_id, commune_id, urban, minority, class_from, class_to, came, fallen;

-- part movement_on
WITH known AS (
    SELECT k.id, k.household_id, k.standard_id, k.class, k.valid_from, k.movement
    FROM class_history k JOIN season_standard t ON t.season_id = :season_id AND t.standard_id = k.standard_id
    WHERE k.superseded_at = 9223372036854775806 AND :on_day >= CASE
        WHEN k.decision_id IS NULL OR k.movement LIKE 'carried%' THEN k.valid_from
        ELSE coalesce((SELECT coalesce(o.signed_on, d.signed_on) FROM decision d LEFT JOIN decision o ON o.id = d.corrects_id
                       WHERE d.id = k.decision_id), k.valid_from) END
), standing AS (
    SELECT household_id, standard_id, class FROM (
        SELECT household_id, standard_id, class,
               row_number() OVER (PARTITION BY household_id, standard_id ORDER BY valid_from DESC, id DESC) AS nth
        FROM known) z WHERE nth = 1
), changed AS (
    SELECT k.household_id, k.standard_id, max(CASE WHEN k.movement = 'fallen_back' THEN 1 ELSE 0 END) AS fallen,
           min(CASE WHEN k.movement LIKE 'carried%' AND k.class IN (1, 2) THEN k.valid_from * 10 + k.class END) AS carried
    FROM known k JOIN season e ON e.id = :season_id WHERE k.valid_from >= e.start_on GROUP BY k.household_id, k.standard_id
), place AS (
    SELECT v.household_id, v.hamlet_id, hv.parent_id AS commune_id, coalesce(cv.urban, 0) AS urban,
           CASE WHEN q.ethnicity IS NULL OR q.ethnicity = '' OR substr(q.ethnicity, 1, 4) = 'Kinh' THEN 0 ELSE 1 END AS minority
    FROM household_version v
    JOIN area_version hv ON hv.area_id = v.hamlet_id AND hv.valid_from <= :on_day AND hv.valid_to > :on_day
    JOIN area_version cv ON cv.area_id = hv.parent_id AND cv.valid_from <= :on_day AND cv.valid_to > :on_day
    LEFT JOIN person_version q ON q.person_id = v.head_person_id AND q.superseded_at = 9223372036854775806
        AND q.valid_from <= :on_day AND q.valid_to > :on_day
    WHERE v.superseded_at = 9223372036854775806 AND v.valid_from <= :on_day AND v.valid_to > :on_day AND v.status = 1
      AND v.household_id IN (SELECT household_id FROM season_start WHERE season_id = :season_id
                             UNION SELECT household_id FROM known WHERE class IN (1, 2))
), entry AS (
    SELECT s.standard_id, s.household_id, s.commune_id, s.hamlet_id, s.urban, s.minority, s.class AS class_from,
           CASE WHEN p.household_id IS NULL THEN -1 ELSE coalesce(k.class, s.class) END AS class_to, 0 AS came,
           CASE WHEN k.class = 1 AND s.class = 2 THEN coalesce(f.fallen, 0) ELSE 0 END AS fallen
    FROM season_start s
    LEFT JOIN place p ON p.household_id = s.household_id AND p.commune_id = s.commune_id AND p.urban = s.urban AND p.minority = s.minority
    LEFT JOIN standing k ON k.household_id = s.household_id AND k.standard_id = s.standard_id
    LEFT JOIN changed f ON f.household_id = s.household_id AND f.standard_id = s.standard_id
    WHERE s.season_id = :season_id
    UNION ALL
    SELECT k.standard_id, p.household_id, p.commune_id, p.hamlet_id, p.urban, p.minority, coalesce(s.class, f.carried % 10, 0), k.class,
           CASE WHEN s.class IS NOT NULL OR f.carried IS NOT NULL THEN 1 ELSE 0 END, coalesce(f.fallen, 0)
    FROM place p
    JOIN standing k ON k.household_id = p.household_id
    LEFT JOIN changed f ON f.household_id = k.household_id AND f.standard_id = k.standard_id
    LEFT JOIN season_start s ON s.season_id = :season_id AND s.standard_id = k.standard_id AND s.household_id = k.household_id
    WHERE s.household_id IS NULL OR s.commune_id <> p.commune_id OR s.urban <> p.urban OR s.minority <> p.minority
)

-- many movement_entries_on
-- why: the same as it stood at the end of a past day, as known now: places and heads of that day, classes that were
--   signed by then (a correction counts from the day of what it corrects), carried by splits that had happened
-- in: season_id id, commune_ids ids, on_day day
-- out: standard_id id, commune_id id, urban bool, minority bool, class_from int, class_to int, came bool, fallen bool, households int
{part movement_on}
SELECT standard_id, commune_id, urban, minority, class_from, class_to, came, fallen, count(*)
FROM entry WHERE commune_id IN_LIST(:commune_ids)
GROUP BY standard_id, commune_id, urban, minority, class_from, class_to, came, fallen
ORDER BY standard_id, commune_id, urban, minority, class_from, class_to, came, fallen;

-- many movement_ends
-- why: the end counted by itself from the classes in force, to hold the movement against
-- in: season_id id, commune_ids ids
-- out: standard_id id, commune_id id, urban bool, minority bool, poor int, near int
SELECT k.standard_id, n.commune_id, n.urban, n.minority,
       sum(CASE WHEN k.class = 1 THEN 1 ELSE 0 END), sum(CASE WHEN k.class = 2 THEN 1 ELSE 0 END)
FROM household_now n
JOIN class_history k ON k.household_id = n.household_id AND k.superseded_at = 9223372036854775806 AND k.valid_to = 2932896
JOIN season_standard t ON t.season_id = :season_id AND t.standard_id = k.standard_id
WHERE n.commune_id IN_LIST(:commune_ids) AND n.status = 1 AND k.class IN (1, 2)
GROUP BY k.standard_id, n.commune_id, n.urban, n.minority
ORDER BY k.standard_id, n.commune_id, n.urban, n.minority;

-- one movement_unlisted
-- why: a poor or near-poor household of the communes that is on no list of the season is forgotten: their lists cannot
--   balance
-- in: season_id id, commune_ids ids
-- out: households int
SELECT count(DISTINCT n.household_id) FROM household_now n
JOIN class_history k ON k.household_id = n.household_id AND k.superseded_at = 9223372036854775806 AND k.valid_to = 2932896
JOIN season_standard t ON t.season_id = :season_id AND t.standard_id = k.standard_id
LEFT JOIN season_household x ON x.season_id = :season_id AND x.household_id = n.household_id AND x.state < 8
WHERE n.commune_id IN_LIST(:commune_ids) AND n.status = 1 AND k.class IN (1, 2) AND x.household_id IS NULL;

-- list movement_list
-- why: every figure of the movement opens to its households
-- in: season_id id, today day
-- out: household_id id, standard_id id, standard_kind text, code text, head_name text, hamlet_name text, commune_id id, urban bool, minority bool, class_from int, class_to int, came bool, fallen bool
-- id: y.household_id * 4 + (CASE WHEN s.kind = 'national' THEN 1 ELSE 0 END) + (CASE WHEN y.class_to = -1 THEN 2 ELSE 0 END)
-- scope 1: EXISTS (SELECT 1 FROM season_hamlet z WHERE z.season_id = y.season_id AND z.hamlet_id = y.hamlet_id AND z.province_id = :area)
-- scope 2: EXISTS (SELECT 1 FROM season_hamlet z WHERE z.season_id = y.season_id AND z.hamlet_id = y.hamlet_id AND z.district_id = :area)
-- scope 3: y.commune_id = :area
-- scope 4: y.hamlet_id = :area
-- filter commune int: y.commune_id = :value
-- filter district int: EXISTS (SELECT 1 FROM season_hamlet z WHERE z.season_id = y.season_id AND z.hamlet_id = y.hamlet_id AND z.district_id = :value)
-- filter standard text: s.kind = :value
-- filter urban int: y.urban = :value
-- filter minority int: y.minority = :value
-- filter from int: y.class_from = :value
-- filter to int: y.class_to = :value
-- filter gone_above: y.class_to IN (0, 3, 4)
-- filter not_poor_before: y.class_from <> 1
-- filter came int: y.came = :value
-- filter fallen int: y.fallen = :value
-- sort code text: h.code
SELECT y.household_id, y.standard_id, s.kind, h.code, coalesce(n.head_name, ''),
       area_name(y.hamlet_id, :today),
       y.commune_id, y.urban, y.minority, y.class_from, y.class_to, y.came, y.fallen
FROM season_entry y
JOIN standard s ON s.id = y.standard_id
JOIN household h ON h.id = y.household_id
LEFT JOIN household_now n ON n.household_id = y.household_id
WHERE y.season_id = :season_id AND (y.class_from <> 0 OR y.class_to IN (1, 2)) AND {where} {order} {limit};

-- list movement_list_on
-- why: every figure of the movement as it stood at the end of a past day opens to its households, in the places of that day
-- in: season_id id, on_day day
-- out: household_id id, standard_id id, standard_kind text, code text, head_name text, hamlet_name text, commune_id id, urban bool, minority bool, class_from int, class_to int, came bool, fallen bool
-- id: y.household_id * 4 + (CASE WHEN s.kind = 'national' THEN 1 ELSE 0 END) + (CASE WHEN y.class_to = -1 THEN 2 ELSE 0 END)
-- scope 1: y.commune_id IN (SELECT c.area_id FROM area_version c LEFT JOIN area_version d ON d.area_id = c.parent_id AND d.valid_from <= :on_day AND d.valid_to > :on_day WHERE c.valid_from <= :on_day AND c.valid_to > :on_day AND (c.parent_id = :area OR d.parent_id = :area))
-- scope 2: y.commune_id = :area OR y.commune_id IN (SELECT c.area_id FROM area_version c WHERE c.parent_id = :area AND c.valid_from <= :on_day AND c.valid_to > :on_day)
-- scope 3: y.commune_id = :area
-- scope 4: y.hamlet_id = :area
-- filter commune int: y.commune_id = :value
-- filter district int: y.commune_id = :value OR y.commune_id IN (SELECT c.area_id FROM area_version c WHERE c.parent_id = :value AND c.valid_from <= :on_day AND c.valid_to > :on_day)
-- filter standard text: s.kind = :value
-- filter urban int: y.urban = :value
-- filter minority int: y.minority = :value
-- filter from int: y.class_from = :value
-- filter to int: y.class_to = :value
-- filter gone_above: y.class_to IN (0, 3, 4)
-- filter not_poor_before: y.class_from <> 1
-- filter came int: y.came = :value
-- filter fallen int: y.fallen = :value
-- sort code text: h.code
{part movement_on}
SELECT y.household_id, y.standard_id, s.kind, h.code,
       coalesce((SELECT p.full_name FROM household_version v JOIN person_version p ON p.person_id = v.head_person_id
                     AND p.superseded_at = 9223372036854775806 AND p.valid_from <= :on_day AND p.valid_to > :on_day
                 WHERE v.household_id = y.household_id AND v.superseded_at = 9223372036854775806
                     AND v.valid_from <= :on_day AND v.valid_to > :on_day LIMIT 1), n.head_name, ''),
       area_name(y.hamlet_id, :on_day),
       y.commune_id, y.urban, y.minority, y.class_from, y.class_to, y.came, y.fallen
FROM entry y
JOIN standard s ON s.id = y.standard_id
JOIN household h ON h.id = y.household_id
LEFT JOIN household_now n ON n.household_id = y.household_id
WHERE (y.class_from <> 0 OR y.class_to IN (1, 2)) AND {where} {order} {limit};

-- many movement_rows
-- why: the households behind the movement of several communes, to be kept with a signature
-- in: season_id id, standard_kind text, commune_ids ids, on_day day
-- out: household_id id, code text, head_name text, hamlet_name text, commune_name text, hamlet_id id, commune_id id, district_id id, class_from int, class_to int, came bool, fallen bool
SELECT y.household_id, h.code, coalesce(n.head_name, ''), area_name(y.hamlet_id, :on_day), area_name(y.commune_id, :on_day), y.hamlet_id, y.commune_id,
       CASE WHEN ca.level = 2 THEN y.commune_id ELSE coalesce(cv.parent_id, y.commune_id) END,
       y.class_from, y.class_to, y.came, y.fallen
FROM season_entry y
JOIN standard s ON s.id = y.standard_id AND s.kind = :standard_kind
JOIN household h ON h.id = y.household_id
JOIN area ca ON ca.id = y.commune_id
LEFT JOIN household_now n ON n.household_id = y.household_id
LEFT JOIN area_version cv ON cv.area_id = y.commune_id AND cv.valid_from <= :on_day AND cv.valid_to > :on_day
WHERE y.season_id = :season_id AND y.commune_id IN_LIST(:commune_ids) AND (y.class_from <> 0 OR y.class_to IN (1, 2))
ORDER BY h.code, y.household_id, y.came;

-- exec season_freeze
-- why: the approved entries stay as they were, whatever happens to the households later
-- in: season_id id
INSERT INTO season_entry_frozen (season_id, standard_id, household_id, commune_id, hamlet_id, urban, minority, class_from, class_to, came, fallen)
SELECT season_id, standard_id, household_id, commune_id, hamlet_id, urban, minority, class_from, class_to, came, fallen
FROM season_entry_live WHERE season_id = :season_id AND (class_from <> 0 OR class_to IN (1, 2));

-- ---- results going up

-- exec result_report_insert
-- why: a table is sent up
-- in: id id, season_id id, area_id id, level int, kind text, sent_on day, sent_by id, note text?
INSERT INTO result_report (id, season_id, area_id, level, kind, state, sent_on, sent_by, note, version)
VALUES (:id, :season_id, :area_id, :level, :kind, 'sent', :sent_on, :sent_by, :note, 1);

-- exec result_row_insert
-- why: the figures as they were sent
-- in: report_id id, standard_id id, urban bool, minority bool, class int, started int, escaped_to_near int, escaped_above int, became_poor int, other_decrease int, fallen_back int, new_from_near int, came_down int, new_other int, other_increase int, ended int
INSERT INTO result_row (report_id, standard_id, urban, minority, class, started, escaped_to_near, escaped_above, became_poor, other_decrease,
    fallen_back, new_from_near, came_down, new_other, other_increase, ended)
VALUES (:report_id, :standard_id, :urban, :minority, :class, :started, :escaped_to_near, :escaped_above, :became_poor, :other_decrease,
    :fallen_back, :new_from_near, :came_down, :new_other, :other_increase, :ended);

-- one result_report_one
-- why: a report on its way
-- in: id id
-- out: season_id id, area_id id, level int, kind text, state text, sent_on day, decided_on day?, note text?, version int
SELECT season_id, area_id, level, kind, state, sent_on, decided_on, note, version FROM result_report WHERE id = :id;

-- one result_report_last
-- why: the newest report of an area and kind
-- in: season_id id, area_id id, kind text
-- out: id id, state text, sent_on day, version int
SELECT id, state, sent_on, version FROM result_report WHERE season_id = :season_id AND area_id = :area_id AND kind = :kind AND state <> 'returned'
ORDER BY sent_on DESC, id DESC LIMIT 1;

-- many result_reports_of
-- why: what areas sent up in a season
-- in: season_id id, area_ids ids
-- out: id id, area_id id, level int, kind text, state text, sent_on day, decided_on day?, note text?, version int
SELECT id, area_id, level, kind, state, sent_on, decided_on, note, version FROM result_report
WHERE season_id = :season_id AND area_id IN_LIST(:area_ids) ORDER BY area_id, kind, sent_on, id;

-- exec result_report_decide
-- why: the level above approves or returns
-- in: id id, version int, state text, decided_on day, decided_by id, note text?
UPDATE result_report SET state = :state, decided_on = :decided_on, decided_by = :decided_by, note = coalesce(:note, note), version = version + 1
WHERE id = :id AND version = :version AND state = 'sent';

-- one season_undecided
-- why: an official result needs every household of the area decided
-- in: season_id id, area_id id
-- out: households int
SELECT count(*) FROM season_household WHERE season_id = :season_id AND state < 6 AND :area_id IN (hamlet_id, commune_id, district_id, province_id);

-- one season_in_area
-- why: a unit without any household in the season has nothing to report
-- in: season_id id, area_id id
-- out: households int
SELECT count(*) FROM season_household WHERE season_id = :season_id AND state < 8 AND :area_id IN (hamlet_id, commune_id, district_id, province_id);

-- ---- counts for others

-- many class_counts_in_force
-- why: how many households are in each class on a day, from the classes decided, by commune
-- in: kind text, on_day day, commune_ids ids
-- out: commune_id id, urban bool, minority bool, class int, households int
SELECT n.commune_id, n.urban, n.minority, k.class, count(*)
FROM household_now n
JOIN class_history k ON k.household_id = n.household_id
JOIN standard s ON s.id = k.standard_id AND s.kind = :kind
WHERE n.commune_id IN_LIST(:commune_ids) AND n.status = 1 AND k.superseded_at = 9223372036854775806
  AND k.valid_from <= :on_day AND k.valid_to > :on_day AND s.valid_from <= :on_day AND s.valid_to > :on_day
GROUP BY n.commune_id, n.urban, n.minority, k.class;

-- many class_counts_provisional
-- why: the same with what this season's interviews found in place of what is not decided yet
-- in: season_id id, kind text, on_day day, commune_ids ids
-- out: commune_id id, urban bool, minority bool, class int, households int
SELECT y.commune_id, y.urban, y.minority, y.class, count(*) FROM (
    SELECT n.commune_id, n.urban, n.minority,
           CASE WHEN x.state < 6 THEN coalesce(p.class, nullif(r.class, 0), k.class, 0) ELSE coalesce(k.class, 0) END AS class
    FROM household_now n
    JOIN season_standard t ON t.season_id = :season_id
    JOIN standard s ON s.id = t.standard_id AND s.kind = :kind
    LEFT JOIN class_history k ON k.household_id = n.household_id AND k.standard_id = s.id AND k.superseded_at = 9223372036854775806
        AND k.valid_from <= :on_day AND k.valid_to > :on_day
    LEFT JOIN season_household x ON x.season_id = :season_id AND x.household_id = n.household_id AND x.state < 8
    LEFT JOIN interview i ON i.season_id = x.season_id AND i.household_id = x.household_id
    LEFT JOIN interview_result r ON r.interview_id = i.id AND r.standard_id = s.id
    LEFT JOIN season_class p ON p.season_id = x.season_id AND p.household_id = x.household_id AND p.standard_id = s.id
    WHERE n.commune_id IN_LIST(:commune_ids) AND n.status = 1 AND (k.id IS NOT NULL OR x.household_id IS NOT NULL)
) y GROUP BY y.commune_id, y.urban, y.minority, y.class;

-- many class_counts_official
-- why: the same as approved by the province at the end of a season
-- in: kind text, on_day day, commune_ids ids
-- out: season_id id, commune_id id, urban bool, minority bool, class int, households int
SELECT y.season_id, y.commune_id, y.urban, y.minority, y.class_to, count(*)
FROM season_entry_frozen y JOIN standard s ON s.id = y.standard_id AND s.kind = :kind
WHERE y.commune_id IN_LIST(:commune_ids) AND y.class_to > 0 AND y.season_id = (
    SELECT r.season_id FROM result_report r WHERE r.kind = 'official' AND r.level = 1 AND r.state = 'approved' AND r.decided_on <= :on_day
    ORDER BY r.decided_on DESC, r.id DESC LIMIT 1)
GROUP BY y.season_id, y.commune_id, y.urban, y.minority, y.class_to;

-- ---- causes of poverty and what is proposed against them

-- many cause_counts
-- why: how many poor and near-poor households have each cause, by district, commune or hamlet (level 2 to 4)
-- in: season_id id, area_id id, level int
-- out: unit_id id, cause text, households int
SELECT CASE WHEN :level = 2 THEN x.district_id WHEN :level = 3 THEN x.commune_id ELSE x.hamlet_id END AS unit_id, e.code, count(*)
FROM season_household x
JOIN interview i ON i.season_id = x.season_id AND i.household_id = x.household_id
JOIN code_list e ON e.list = 'poverty_cause' AND ',' || i.cause_codes || ',' LIKE '%,' || e.code || ',%'
WHERE x.season_id = :season_id AND x.state < 8 AND :area_id IN (x.hamlet_id, x.commune_id, x.district_id, x.province_id)
  AND EXISTS (SELECT 1 FROM interview_result r WHERE r.interview_id = i.id AND r.class IN (1, 2))
GROUP BY CASE WHEN :level = 2 THEN x.district_id WHEN :level = 3 THEN x.commune_id ELSE x.hamlet_id END, e.code;

-- many cause_totals
-- why: all poor and near-poor households of each unit, and those without a cause told
-- in: season_id id, area_id id, level int
-- out: unit_id id, households int, untold int
SELECT CASE WHEN :level = 2 THEN x.district_id WHEN :level = 3 THEN x.commune_id ELSE x.hamlet_id END AS unit_id, count(*),
       coalesce(sum(CASE WHEN coalesce(i.cause_codes, '') = '' THEN 1 ELSE 0 END), 0)
FROM season_household x
JOIN interview i ON i.season_id = x.season_id AND i.household_id = x.household_id
WHERE x.season_id = :season_id AND x.state < 8 AND :area_id IN (x.hamlet_id, x.commune_id, x.district_id, x.province_id)
  AND EXISTS (SELECT 1 FROM interview_result r WHERE r.interview_id = i.id AND r.class IN (1, 2))
GROUP BY CASE WHEN :level = 2 THEN x.district_id WHEN :level = 3 THEN x.commune_id ELSE x.hamlet_id END;

-- list cause_household_list
-- why: the households behind a number of the table of causes, with what is proposed for each
-- in: season_id id, today day
-- out: household_id id, code text, head_name text, hamlet_name text, cause_codes text?, provincial int, national int, solutions int
-- id: x.household_id
-- scope 1: x.province_id = :area
-- scope 2: x.district_id = :area
-- scope 3: x.commune_id = :area
-- scope 4: x.hamlet_id = :area
-- filter cause text: ',' || coalesce(i.cause_codes, '') || ',' LIKE '%,' || :value || ',%'
-- filter untold: coalesce(i.cause_codes, '') = ''
-- filter area int: :value IN (x.hamlet_id, x.commune_id, x.district_id, x.province_id)
-- filter unsolved: NOT EXISTS (SELECT 1 FROM poverty_solution p WHERE p.season_id = x.season_id AND p.commune_id = x.commune_id AND p.withdrawn_on IS NULL AND (p.household_id = x.household_id OR (p.household_id IS NULL AND ',' || coalesce(i.cause_codes, '') || ',' LIKE '%,' || p.cause || ',%')))
-- sort name bytes: n.head_sort
-- sort code text: n.code
SELECT x.household_id, n.code, n.head_name,
       area_name(x.hamlet_id, :today),
       i.cause_codes,
       coalesce((SELECT r.class FROM interview_result r JOIN standard t ON t.id = r.standard_id AND t.kind = 'provincial' WHERE r.interview_id = i.id), -1),
       coalesce((SELECT r.class FROM interview_result r JOIN standard t ON t.id = r.standard_id AND t.kind = 'national' WHERE r.interview_id = i.id), -1),
       (SELECT count(*) FROM poverty_solution p WHERE p.season_id = x.season_id AND p.commune_id = x.commune_id AND p.withdrawn_on IS NULL
          AND (p.household_id = x.household_id OR (p.household_id IS NULL AND ',' || coalesce(i.cause_codes, '') || ',' LIKE '%,' || p.cause || ',%')))
FROM season_household x
JOIN household_now n ON n.household_id = x.household_id
JOIN interview i ON i.season_id = x.season_id AND i.household_id = x.household_id
WHERE x.season_id = :season_id AND x.state < 8 AND EXISTS (SELECT 1 FROM interview_result r WHERE r.interview_id = i.id AND r.class IN (1, 2)) AND {where} {order} {limit};

-- many solutions_of
-- why: what is proposed in an area, the newest first
-- in: season_id id, area_id id, today day
-- out: id id, commune_id id, commune_name text, household_id id?, head_name text?, cause text, proposal text, author text, proposed_on day, version int
SELECT p.id, p.commune_id, area_name(p.commune_id, :today), p.household_id, n.head_name, p.cause, p.proposal, p.author, p.proposed_on, p.version
FROM poverty_solution p
LEFT JOIN household_now n ON n.household_id = p.household_id
WHERE p.season_id = :season_id AND p.withdrawn_on IS NULL AND (p.commune_id = :area_id OR p.commune_id IN (
    SELECT h.commune_id FROM season_hamlet h WHERE h.season_id = :season_id AND :area_id IN (h.hamlet_id, h.commune_id, h.district_id, h.province_id)))
ORDER BY p.proposed_on DESC, p.id DESC LIMIT 200;

-- exec solution_insert
-- why: a commune proposes
-- in: id id, season_id id, commune_id id, household_id id?, cause text, proposal text, author text, account_id id, proposed_on day
INSERT INTO poverty_solution (id, season_id, commune_id, household_id, cause, proposal, author, account_id, proposed_on, version)
VALUES (:id, :season_id, :commune_id, :household_id, :cause, :proposal, :author, :account_id, :proposed_on, 1);

-- one solution_one
-- why: a proposal that is withdrawn
-- in: id id
-- out: season_id id, commune_id id, cause text, version int, withdrawn_on day?
SELECT season_id, commune_id, cause, version, withdrawn_on FROM poverty_solution WHERE id = :id;

-- exec solution_withdraw
-- why: replaced by a better one, or no longer meant
-- in: id id, version int, on_day day
UPDATE poverty_solution SET withdrawn_on = :on_day, version = version + 1 WHERE id = :id AND version = :version AND withdrawn_on IS NULL;

-- ---- demonstration

-- exec demo_season_put
-- why: seasons of past years, whose classes the register's part wrote
-- in: id id, kind text, year int, area_id id, starts_on day, ends_on day, start_on day, created_at instant
INSERT INTO season (id, kind, year, month, area_id, starts_on, ends_on, state, start_on, version, account_id, created_at)
VALUES (:id, :kind, :year, 0, :area_id, :starts_on, :ends_on, 'closed', :start_on, 1, 1, :created_at);

-- exec demo_season_entries
-- why: their result, as approved
-- in: season_id id
INSERT INTO season_entry_frozen (season_id, standard_id, household_id, commune_id, hamlet_id, urban, minority, class_from, class_to, came, fallen)
SELECT :season_id, k.standard_id, k.household_id, n.commune_id, n.hamlet_id, n.urban, n.minority,
       coalesce((SELECT CASE WHEN p.class IN (1, 2) THEN p.class ELSE 0 END FROM class_history p WHERE p.household_id = k.household_id
          AND p.standard_id = k.standard_id AND p.valid_to = k.valid_from ORDER BY p.id LIMIT 1), 0),
       k.class, 0, CASE WHEN k.movement = 'fallen_back' THEN 1 ELSE 0 END
FROM class_history k JOIN household_now n ON n.household_id = k.household_id WHERE k.season_id = :season_id;

-- one demo_counts
-- why: how many must escape so that the year ends near the plan's target
-- in: season_id id, area_id id
-- out: households int, poor int
SELECT (SELECT count(*) FROM household_now n WHERE n.province_id = :area_id AND n.status = 1),
       (SELECT count(*) FROM season_start s JOIN standard t ON t.id = s.standard_id AND t.kind = 'provincial'
        WHERE s.season_id = :season_id AND s.class = 1);

-- one demo_unlisted
-- why: a household that asks to be reviewed
-- in: season_id id, hamlet_id id, skip int
-- out: household_id id
SELECT n.household_id FROM household_now n WHERE n.hamlet_id = :hamlet_id AND n.status = 1 AND n.class_provincial IN (0, 3)
  AND NOT EXISTS (SELECT 1 FROM season_household x WHERE x.season_id = :season_id AND x.household_id = n.household_id)
ORDER BY n.household_id LIMIT 1 OFFSET :skip;

-- many demo_season_hamlets
-- why: the hamlets to play
-- in: season_id id, commune_id id
-- out: hamlet_id id
SELECT hamlet_id FROM season_hamlet WHERE season_id = :season_id AND commune_id = :commune_id ORDER BY hamlet_id;

-- exec demo_ready_list
-- why: a measurement needs many households before the chairs: the first of a commune that are on no list join it
-- in: season_id id, commune_id id, most int
INSERT INTO season_household (season_id, household_id, hamlet_id, commune_id, district_id, province_id, urban, minority, source, state, open_objections, version)
SELECT :season_id, n.household_id, n.hamlet_id, n.commune_id, n.district_id, n.province_id, n.urban, n.minority, 'sudden', 0, 0, 1
FROM household_now n WHERE n.commune_id = :commune_id AND n.status = 1 ORDER BY n.household_id LIMIT :most
ON CONFLICT (season_id, household_id) DO NOTHING;

-- exec demo_ready_state
-- why: all that is undecided in the commune stands before its chair
-- in: season_id id, commune_id id
UPDATE season_household SET state = 5, open_objections = 0, interview_version = 1, version = version + 1
WHERE season_id = :season_id AND commune_id = :commune_id AND state < 6;

-- exec demo_ready_class
-- why: poor by the provincial standard, by no other
-- in: season_id id, commune_id id
INSERT INTO season_class (season_id, household_id, standard_id, class)
SELECT x.season_id, x.household_id, t.standard_id, CASE WHEN s.kind = 'provincial' THEN 1 ELSE 3 END
FROM season_household x JOIN season_standard t ON t.season_id = x.season_id JOIN standard s ON s.id = t.standard_id
WHERE x.season_id = :season_id AND x.commune_id = :commune_id AND x.state = 5
ON CONFLICT (season_id, household_id, standard_id) DO NOTHING;
