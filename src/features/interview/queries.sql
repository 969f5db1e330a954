-- one interview_household
-- why: whom an interview is about
-- in: household_id id
-- out: hamlet_id id, commune_id id, status int, member_count int, urban bool, code text, head_name text, address text?
SELECT hamlet_id, commune_id, status, member_count, urban, code, head_name, address FROM household_now WHERE household_id = :household_id;

-- one interview_row
-- why: an interview as stored
-- in: id id
-- out: household_id id, season_id id, interviewed_on day, urban bool, method text, family text, scorecard_id id?, answers text?, income_dong money?, points_a int?, deprived_mask int, answered_mask int, members int, cause_codes text?, note text?, reviewer_account_id id, version int, recorded_at instant
SELECT household_id, season_id, interviewed_on, urban, method, indicator_family, scorecard_id, answers, income_dong, points_a,
       deprived_mask, answered_mask, members, cause_codes, note, reviewer_account_id, version, recorded_at
FROM interview WHERE id = :id;

-- one interview_id_of
-- why: a household is interviewed once in a season
-- in: season_id id, household_id id
-- out: id id
SELECT id FROM interview WHERE season_id = :season_id AND household_id = :household_id;

-- one interview_id_before
-- why: the answers of the last review are shown beside the questions
-- in: household_id id, day day
-- out: id id
SELECT id FROM interview WHERE household_id = :household_id AND interviewed_on < :day ORDER BY interviewed_on DESC, id DESC LIMIT 1;

-- exec interview_insert
-- why: the first answers of a household in a season
-- in: id id, household_id id, season_id id, interviewed_on day, urban bool, method text, family text, scorecard_id id?, answers text?, income_dong money?, points_a int?, deprived_mask int, answered_mask int, members int, cause_codes text?, note text?, reviewer_account_id id, recorded_at instant
INSERT INTO interview (id, household_id, season_id, interviewed_on, urban, method, indicator_family, scorecard_id, answers, income_dong,
    points_a, deprived_mask, answered_mask, members, cause_codes, note, reviewer_account_id, version, recorded_at)
VALUES (:id, :household_id, :season_id, :interviewed_on, :urban, :method, :family, :scorecard_id, :answers, :income_dong,
    :points_a, :deprived_mask, :answered_mask, :members, :cause_codes, :note, :reviewer_account_id, 1, :recorded_at);

-- exec interview_update
-- why: answers are corrected by who has seen the newest ones
-- in: id id, interviewed_on day, urban bool, method text, family text, scorecard_id id?, answers text?, income_dong money?, points_a int?, deprived_mask int, answered_mask int, members int, cause_codes text?, note text?, reviewer_account_id id, recorded_at instant, version int
UPDATE interview SET interviewed_on = :interviewed_on, urban = :urban, method = :method, indicator_family = :family,
    scorecard_id = :scorecard_id, answers = :answers, income_dong = :income_dong, points_a = :points_a,
    deprived_mask = :deprived_mask, answered_mask = :answered_mask, members = :members, cause_codes = :cause_codes, note = :note,
    reviewer_account_id = :reviewer_account_id, recorded_at = :recorded_at, version = version + 1
WHERE id = :id AND version = :version;

-- exec interview_results_delete
-- why: results are replaced whole
-- in: interview_id id
DELETE FROM interview_result WHERE interview_id = :interview_id;

-- exec interview_result_insert
-- why: the class under a standard with what it rests on
-- in: interview_id id, standard_id id, class int, income_low bool, deprived_count int, cut_off int?, by_points bool, missing int
INSERT INTO interview_result (interview_id, standard_id, class, income_low, deprived_count, cut_off, by_points, missing)
VALUES (:interview_id, :standard_id, :class, :income_low, :deprived_count, :cut_off, :by_points, :missing);

-- many interview_results_of
-- why: the classes of an interview
-- in: interview_id id
-- out: standard_id id, class int, income_low bool, deprived_count int, cut_off int?, by_points bool, missing int
SELECT r.standard_id, r.class, r.income_low, r.deprived_count, r.cut_off, r.by_points, r.missing
FROM interview_result r JOIN standard s ON s.id = r.standard_id
WHERE r.interview_id = :interview_id ORDER BY s.kind, s.valid_from, s.id;

-- many interview_batch
-- why: a season is computed again some thousand interviews at a time
-- in: season_id id, after id, most int
-- out: id id, household_id id, interviewed_on day, urban bool, scorecard_id id?, answers text?, income_dong money?, deprived_mask int, answered_mask int
SELECT id, household_id, interviewed_on, urban, scorecard_id, answers, income_dong, deprived_mask, answered_mask
FROM interview WHERE season_id = :season_id AND household_id > :after ORDER BY household_id LIMIT :most;

-- many interview_batch_results
-- why: what the results were before, to say how many changed; OFFSET 0 keeps PostgreSQL from reading the whole table
--   for each batch
-- in: season_id id, after id, last id
-- out: interview_id id, standard_id id, class int, income_low bool, deprived_count int, cut_off int?, by_points bool, missing int
-- sqlite:
SELECT r.interview_id, r.standard_id, r.class, r.income_low, r.deprived_count, r.cut_off, r.by_points, r.missing
FROM interview i JOIN interview_result r ON r.interview_id = i.id
WHERE i.season_id = :season_id AND i.household_id > :after AND i.household_id <= :last
ORDER BY i.household_id, r.standard_id;
-- postgres:
SELECT r.interview_id, r.standard_id, r.class, r.income_low, r.deprived_count, r.cut_off, r.by_points, r.missing
FROM interview i CROSS JOIN LATERAL (SELECT * FROM interview_result x WHERE x.interview_id = i.id OFFSET 0) r
WHERE i.season_id = :season_id AND i.household_id > :after AND i.household_id <= :last
ORDER BY i.household_id, r.standard_id;

-- exec interview_batch_clear
-- why: results of a batch are replaced whole
-- in: season_id id, after id, last id
DELETE FROM interview_result WHERE interview_id IN
    (SELECT id FROM interview WHERE season_id = :season_id AND household_id > :after AND household_id <= :last);

-- many interview_ages
-- why: answers about children, adults and workers are held against the members of that day
-- in: household_id id, day day
-- out: born_on day?, precision int
SELECT p.born_on, p.born_precision
FROM membership m JOIN person_version p ON p.person_id = m.person_id
    AND p.superseded_at = 9223372036854775806 AND p.valid_from <= :day AND p.valid_to > :day
WHERE m.household_id = :household_id AND m.superseded_at = 9223372036854775806 AND m.valid_from <= :day AND m.valid_to > :day
ORDER BY p.person_id;

-- one interview_person
-- why: who interviewed
-- in: id id
-- out: display_name text
SELECT display_name FROM account WHERE id = :id;

-- many interview_season_standards
-- why: a season keeps the standards it was opened with
-- in: season_id id
-- out: standard_id id
SELECT t.standard_id FROM season_standard t JOIN standard s ON s.id = t.standard_id
WHERE t.season_id = :season_id ORDER BY s.kind, s.valid_from, s.id;

-- many interview_hamlet_households
-- why: the spreadsheet of a hamlet: the households on the season's list, or all of them while there is no such season
-- in: season_id id, hamlet_id id
-- out: household_id id, code text, head_name text, address text?, version int
SELECT n.household_id, n.code, n.head_name, n.address, coalesce(i.version, 0)
FROM household_now n LEFT JOIN interview i ON i.season_id = :season_id AND i.household_id = n.household_id
WHERE n.hamlet_id = :hamlet_id AND n.status = 1
  AND (NOT EXISTS (SELECT 1 FROM season s WHERE s.id = :season_id)
       OR EXISTS (SELECT 1 FROM season_household x WHERE x.season_id = :season_id AND x.household_id = n.household_id))
ORDER BY n.code;

-- one interview_household_of_code
-- why: a row of a spreadsheet names the household by its code
-- in: code text
-- out: household_id id
SELECT household_id FROM household_now WHERE code = :code;

-- one interview_round
-- why: the round for the average living standard asks about the income of a number of months before it
-- in: season_id id
-- out: months int?
SELECT CAST((SELECT r.value FROM season_rule r WHERE r.season_id = s.id AND r.key = 'average.income_months') AS BIGINT)
FROM season s WHERE s.id = :season_id AND s.kind = 'average';
