-- Health-insurance cards: monthly lists, lines, cards, gaps, settlements. "Open" rows of the register have superseded_at
-- 9223372036854775806; 2932896 is the day without end.

-- ---- who has the right

-- many card_rights
-- why: people of a commune with each class that may open a card on a day, the card that they hold that day, and whether they stand on a list that is not answered yet
-- in: commune_id id, on_day day
-- out: person_id id, household_id id, hamlet_id id, name text, kind text, class int, escaped_on day?, starts_on day, ends_on day, card_id id?, listed bool
SELECT m.person_id, h.household_id, h.hamlet_id, p.full_name, s.kind, k.class, k.escaped_on, k.valid_from, k.valid_to,
       (SELECT c.id FROM health_card c WHERE c.person_id = m.person_id AND c.valid_from <= :on_day AND c.valid_to > :on_day ORDER BY c.id LIMIT 1),
       CASE WHEN EXISTS (SELECT 1 FROM card_line l JOIN card_list w ON w.id = l.list_id WHERE l.person_id = m.person_id AND l.state = 'open' AND l.change = 'increase' AND w.commune_id = h.commune_id AND w.state IN ('draft', 'sent', 'checked')) THEN 1 ELSE 0 END
FROM household_now h CROSS JOIN class_history k CROSS JOIN standard s CROSS JOIN membership m CROSS JOIN person_version p
WHERE h.commune_id = :commune_id AND h.status = 1
  AND k.household_id = h.household_id AND k.superseded_at = 9223372036854775806 AND k.valid_from <= :on_day AND k.valid_to > :on_day
  AND (k.class IN (1, 2) OR k.escaped_on IS NOT NULL) AND s.id = k.standard_id
  AND m.household_id = h.household_id AND m.superseded_at = 9223372036854775806 AND m.valid_from <= :on_day AND m.valid_to > :on_day
  AND p.person_id = m.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896 AND p.died_on IS NULL
ORDER BY h.code, m.person_id, k.id;

-- many card_held
-- why: cards of a commune that run on a day, with what became of their holders, and whether they stand on a list that is not answered yet
-- in: commune_id id, on_day day
-- out: card_id id, person_id id, household_id id, policy_id id, name text, died_on day?, lives_in id?, hamlet_id id?, valid_to day, listed bool
SELECT c.id, c.person_id, c.household_id, c.policy_id, p.full_name, p.died_on,
       (SELECT n.household_id FROM membership m JOIN household_now n ON n.household_id = m.household_id AND n.status = 1
        WHERE m.person_id = c.person_id AND m.superseded_at = 9223372036854775806 AND m.valid_from <= :on_day AND m.valid_to > :on_day ORDER BY m.id DESC LIMIT 1),
       (SELECT n.hamlet_id FROM household_now n WHERE n.household_id = c.household_id), c.valid_to,
       CASE WHEN EXISTS (SELECT 1 FROM card_line l JOIN card_list w ON w.id = l.list_id WHERE l.person_id = c.person_id AND l.state = 'open' AND l.change = 'decrease' AND w.commune_id = c.commune_id AND w.state IN ('draft', 'sent', 'checked')) THEN 1 ELSE 0 END
FROM health_card c
JOIN person_version p ON p.person_id = c.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE c.commune_id = :commune_id AND c.valid_from <= :on_day AND c.valid_to > :on_day
ORDER BY p.full_name, c.id;

-- ---- lists

-- one card_list_last
-- why: the number of the next list of a month
-- in: commune_id id, month day
-- out: no int
SELECT coalesce(max(no), 0) FROM card_list WHERE commune_id = :commune_id AND month = :month;

-- exec card_list_insert
-- why: a new draft
-- in: id id, commune_id id, district_id id, province_id id, month day, no int, drafted_by id, drafted_on day, changed_at instant
INSERT INTO card_list (id, commune_id, district_id, province_id, month, no, state, drafted_by, drafted_on, version, changed_at)
VALUES (:id, :commune_id, :district_id, :province_id, :month, :no, 'draft', :drafted_by, :drafted_on, 1, :changed_at);

-- one card_list_get
-- why: one list with its counts
-- in: id id
-- out: id id, commune_id id, commune text, district_id id, province_id id, month day, no int, state text, drafted_by id, drafted_on day, sent_by id?, sent_on day?, checked_by id?, checked_on day?, number text?, signer_name text?, signer_position text?, matched_on day?, remark text?, version int, increases int, decreases int, open int
SELECT k.id, k.commune_id, area_name(k.commune_id, coalesce(k.checked_on, k.drafted_on)),
       k.district_id, k.province_id, k.month, k.no, k.state, k.drafted_by, k.drafted_on, k.sent_by, k.sent_on, k.checked_by, k.checked_on,
       k.number, k.signer_name, k.signer_position, k.matched_on, k.remark, k.version,
       (SELECT count(*) FROM card_line l WHERE l.list_id = k.id AND l.change = 'increase' AND l.state IN ('open', 'done')),
       (SELECT count(*) FROM card_line l WHERE l.list_id = k.id AND l.change = 'decrease' AND l.state IN ('open', 'done')),
       (SELECT count(*) FROM card_line l WHERE l.list_id = k.id AND l.state = 'open')
FROM card_list k WHERE k.id = :id;

-- exec card_list_touch
-- why: two people who work on one list see each other
-- in: id id, version int, changed_at instant
UPDATE card_list SET version = version + 1, changed_at = :changed_at WHERE id = :id AND version = :version;

-- exec card_list_send
-- why: the commune passes it on
-- in: id id, sent_by id, sent_on day
UPDATE card_list SET state = 'sent', sent_by = :sent_by, sent_on = :sent_on WHERE id = :id AND state = 'draft';

-- exec card_list_check
-- why: the labour office signs it
-- in: id id, checked_by id, checked_on day, number text, signer_name text, signer_position text?
UPDATE card_list SET state = 'checked', checked_by = :checked_by, checked_on = :checked_on, number = :number,
    signer_name = :signer_name, signer_position = :signer_position
WHERE id = :id AND state = 'sent';

-- exec card_list_withdraw
-- why: a list that was not signed is given up, and stays readable
-- in: id id, remark text
UPDATE card_list SET state = 'withdrawn', remark = :remark WHERE id = :id AND state IN ('draft', 'sent');

-- exec card_list_matched
-- why: every line is answered
-- in: id id, matched_by id, matched_on day
UPDATE card_list SET state = 'matched', matched_by = :matched_by, matched_on = :matched_on
WHERE id = :id AND state = 'checked' AND NOT EXISTS (SELECT 1 FROM card_line l WHERE l.list_id = :id AND l.state = 'open');

-- one card_signer_position
-- why: in which capacity somebody signs
-- in: grant_id id
-- out: position text?
SELECT position FROM account_grant WHERE id = :grant_id;

-- ---- lines

-- exec card_line_insert
-- why: an increase or decrease
-- in: id id, list_id id, change text, reason text, person_id id, household_id id, policy_id id, hamlet_id id, commune_id id, district_id id, province_id id, name text, valid_from day, valid_to day, card_id id?, state text, remark text?
INSERT INTO card_line (id, list_id, change, reason, person_id, household_id, policy_id, hamlet_id, commune_id, district_id, province_id, name, valid_from, valid_to, card_id, state, remark)
VALUES (:id, :list_id, :change, :reason, :person_id, :household_id, :policy_id, :hamlet_id, :commune_id, :district_id, :province_id, :name, :valid_from, :valid_to, :card_id, :state, :remark);

-- many card_lines_of
-- why: a list as people read and sign it
-- in: list_id id, on_day day
-- out: id id, change text, reason text, person_id id, household_id id, code text?, policy_id id, policy text, hamlet text?, name text, born_on day?, born_precision int?, sex int?, personal_number text?, valid_from day, valid_to day, state text, remark text?, card_number text?
SELECT l.id, l.change, l.reason, l.person_id, l.household_id, (SELECT h.code FROM household h WHERE h.id = l.household_id), l.policy_id, q.name,
       area_name(l.hamlet_id, :on_day),
       l.name, p.born_on, p.born_precision, p.sex, p.personal_number, l.valid_from, l.valid_to, l.state, l.remark, l.card_number
FROM card_line l JOIN policy q ON q.id = l.policy_id
LEFT JOIN person_version p ON p.person_id = l.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE l.list_id = :list_id ORDER BY CASE l.change WHEN 'increase' THEN 0 ELSE 1 END, l.id LIMIT 5000;

-- one card_line_read
-- why: one line as people read it
-- in: id id, list_id id, on_day day
-- out: id id, change text, reason text, person_id id, household_id id, code text?, policy text, hamlet text?, name text, born_on day?, born_precision int?, personal_number text?, valid_from day, valid_to day, state text, remark text?, card_number text?
SELECT l.id, l.change, l.reason, l.person_id, l.household_id, (SELECT h.code FROM household h WHERE h.id = l.household_id), q.name,
       area_name(l.hamlet_id, :on_day),
       l.name, p.born_on, p.born_precision, p.personal_number, l.valid_from, l.valid_to, l.state, l.remark, l.card_number
FROM card_line l JOIN policy q ON q.id = l.policy_id
LEFT JOIN person_version p ON p.person_id = l.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE l.id = :id AND l.list_id = :list_id;

-- one card_line_get
-- why: one line and its list
-- in: id id
-- out: id id, list_id id, change text, person_id id, household_id id, policy_id id, commune_id id, district_id id, province_id id, valid_from day, valid_to day, card_id id?, state text, name text, list_state text
SELECT l.id, l.list_id, l.change, l.person_id, l.household_id, l.policy_id, l.commune_id, l.district_id, l.province_id, l.valid_from, l.valid_to,
       l.card_id, l.state, l.name, k.state
FROM card_line l JOIN card_list k ON k.id = l.list_id WHERE l.id = :id;

-- exec card_line_end
-- why: a line is dropped, returned, refused or done
-- in: id id, state text, remark text?, card_number text?
UPDATE card_line SET state = :state, remark = :remark, card_number = :card_number WHERE id = :id AND state = 'open';

-- many card_lines_open
-- why: what is signed, or given up, together
-- in: list_id id, change text
-- out: id id
SELECT id FROM card_line WHERE list_id = :list_id AND change = :change AND state = 'open' ORDER BY id;

-- ---- files of answers

-- exec card_answer_file_insert
-- why: a file of the insurer, with what came of it
-- in: id id, list_id id, file_name text, sha256 bytes, done int, wrong int, unread text?, account_id id, at instant
INSERT INTO card_answer_file (id, list_id, file_name, sha256, done, wrong, unread, account_id, at)
VALUES (:id, :list_id, :file_name, :sha256, :done, :wrong, :unread, :account_id, :at);

-- exec card_answer_row_insert
-- why: a row that was wrong
-- in: file_id id, no int, cells text, problem text
INSERT INTO card_answer_row (file_id, no, cells, problem) VALUES (:file_id, :no, :cells, :problem);

-- one card_answer_same
-- why: a file is written once
-- in: list_id id, sha256 bytes
-- out: file_name text, at instant
SELECT file_name, at FROM card_answer_file WHERE list_id = :list_id AND sha256 = :sha256 AND done > 0;

-- one card_answer_file_get
-- why: one file
-- in: id id, list_id id
-- out: id id, list_id id, file_name text, done int, wrong int, unread text?, at instant
SELECT id, list_id, file_name, done, wrong, unread, at FROM card_answer_file WHERE id = :id AND list_id = :list_id;

-- many card_answer_files
-- why: the files of a list, the newest first
-- in: list_id id
-- out: id id, file_name text, done int, wrong int, at instant
SELECT id, file_name, done, wrong, at FROM card_answer_file WHERE list_id = :list_id ORDER BY at DESC, id DESC LIMIT 50;

-- many card_answer_rows
-- why: what was wrong in it, for the page and the workbook
-- in: file_id id, most int
-- out: no int, cells text, problem text
SELECT no, cells, problem FROM card_answer_row WHERE file_id = :file_id ORDER BY no LIMIT :most;

-- list card_line_list
-- why: lines of all communes: for the insurer, the district, searches
-- in: on_day day
-- out: id id, list_id id, month day, no int, list_state text, change text, reason text, name text, born_on day?, born_precision int?, sex int?, personal_number text?, code text?, policy text, commune text?, valid_from day, valid_to day, state text, remark text?, card_number text?
-- id: l.id
-- scope 1: l.province_id = :area
-- scope 2: l.district_id = :area
-- scope 3: l.commune_id = :area
-- scope 4: l.hamlet_id = :area
-- filter month day: k.month = :value
-- filter list id: l.list_id = :value
-- filter commune id: l.commune_id = :value
-- filter change text: l.change = :value
-- filter state text: l.state = :value
-- filter list_state text: k.state = :value
-- filter q text sqlite: instr(' ' || p.name_fold || ' ', ' ' || :value || ' ') > 0
-- filter q text postgres: strpos(' ' || p.name_fold || ' ', ' ' || :value || ' ') > 0
-- sort newest day: k.month
SELECT l.id, l.list_id, k.month, k.no, k.state, l.change, l.reason, l.name, p.born_on, p.born_precision, p.sex, p.personal_number,
       (SELECT h.code FROM household h WHERE h.id = l.household_id), q.name,
       area_name(l.commune_id, :on_day),
       l.valid_from, l.valid_to, l.state, l.remark, l.card_number
FROM card_line l JOIN card_list k ON k.id = l.list_id JOIN policy q ON q.id = l.policy_id
JOIN person_version p ON p.person_id = l.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE {where} {order} {limit};

-- ---- cards

-- exec health_card_insert
-- why: the insurer issued it
-- in: id id, person_id id, household_id id, policy_id id, commune_id id, district_id id, province_id id, line_id id, number text, valid_from day, valid_to day
INSERT INTO health_card (id, person_id, household_id, policy_id, commune_id, district_id, province_id, line_id, number, valid_from, valid_to)
VALUES (:id, :person_id, :household_id, :policy_id, :commune_id, :district_id, :province_id, :line_id, :number, :valid_from, :valid_to);

-- exec health_card_stop
-- why: it runs no longer
-- in: id id, valid_to day
UPDATE health_card SET valid_to = CASE WHEN valid_from > :valid_to THEN valid_from ELSE :valid_to END WHERE id = :id AND valid_to > :valid_to;

-- one health_card_line
-- why: the claims of a card stand under the line that it came with
-- in: id id
-- out: line_id id, valid_to day
SELECT line_id, valid_to FROM health_card WHERE id = :id;

-- one health_card_number_taken
-- why: one number belongs to one person
-- in: number text, person_id id
-- out: person_id id
SELECT c.person_id FROM health_card c WHERE c.number = :number AND c.person_id <> :person_id LIMIT 1;

-- list health_card_list
-- why: who holds a card
-- in: on_day day
-- out: id id, number text, person_id id, name text, born_on day?, born_precision int?, policy text, commune text?, code text?, household_id id, valid_from day, valid_to day
-- id: c.id
-- scope 1: c.province_id = :area
-- scope 2: c.district_id = :area
-- scope 3: c.commune_id = :area
-- scope 4: EXISTS (SELECT 1 FROM household_now n WHERE n.household_id = c.household_id AND n.hamlet_id = :area)
-- filter commune id: c.commune_id = :value
-- filter district id: c.district_id = :value
-- filter person id: c.person_id = :value
-- filter number text: c.number = :value
-- filter running: c.valid_from <= :on_day AND c.valid_to > :on_day
-- filter q text sqlite: instr(' ' || p.name_fold || ' ', ' ' || :value || ' ') > 0
-- filter q text postgres: strpos(' ' || p.name_fold || ' ', ' ' || :value || ' ') > 0
-- sort number text: c.number
-- sort from day: c.valid_from
SELECT c.id, c.number, c.person_id, p.full_name, p.born_on, p.born_precision, q.name,
       area_name(c.commune_id, :on_day),
       (SELECT h.code FROM household h WHERE h.id = c.household_id), c.household_id, c.valid_from, c.valid_to
FROM health_card c JOIN policy q ON q.id = c.policy_id
JOIN person_version p ON p.person_id = c.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE {where} {order} {limit};

-- ---- gaps

-- many card_cover
-- why: entitled people and those of them with a card, by commune, on a day
-- in: level int, area_id id, on_day day, escaped_since day, poor_national int, near_national int, escaped_national int, poor_provincial int, escaped_provincial int
-- out: commune_id id, name text?, entitled int, covered int
SELECT h.commune_id,
       area_name(h.commune_id, :on_day),
       count(*),
       coalesce(sum(CASE WHEN EXISTS (SELECT 1 FROM health_card c WHERE c.person_id = m.person_id AND c.valid_from <= :on_day AND c.valid_to > :on_day) THEN 1 ELSE 0 END), 0)
FROM household_now h
JOIN membership m ON m.household_id = h.household_id AND m.superseded_at = 9223372036854775806 AND m.valid_from <= :on_day AND m.valid_to > :on_day
WHERE h.status = 1 AND (:level = 0 OR (:level = 1 AND h.province_id = :area_id) OR (:level = 2 AND h.district_id = :area_id) OR (:level = 3 AND h.commune_id = :area_id)
       OR (:level = 4 AND h.hamlet_id = :area_id))
  AND h.household_id IN (SELECT k.household_id FROM class_history k JOIN standard s ON s.id = k.standard_id
      WHERE k.superseded_at = 9223372036854775806 AND k.valid_from <= :on_day AND k.valid_to > :on_day
        AND ((s.kind = 'national' AND ((k.class = 1 AND :poor_national = 1) OR (k.class = 2 AND :near_national = 1) OR (:escaped_national = 1 AND k.escaped_on > :escaped_since)))
          OR (s.kind = 'provincial' AND ((k.class = 1 AND :poor_provincial = 1) OR (:escaped_provincial = 1 AND k.escaped_on > :escaped_since)))))
GROUP BY h.commune_id ORDER BY h.commune_id;

-- list card_missing_list
-- why: people who have the right to a card on a day and hold none
-- in: on_day day, escaped_since day, poor_national int, near_national int, escaped_national int, poor_provincial int, escaped_provincial int
-- out: person_id id, household_id id, code text, name text, born_on day?, born_precision int?, hamlet text?, commune text?, class_provincial int, class_national int, waiting int
-- id: m.person_id
-- scope: of the day
-- scope 1: h.province_id = :area
-- scope 2: h.district_id = :area
-- scope 3: h.commune_id = :area
-- scope 4: h.hamlet_id = :area
-- filter commune id: h.commune_id = :value
-- filter district id: h.district_id = :value
-- sort code text: h.code
SELECT m.person_id, h.household_id, h.code, p.full_name, p.born_on, p.born_precision,
       area_name(h.hamlet_id, :on_day),
       area_name(h.commune_id, :on_day),
       h.class_provincial, h.class_national,
       CASE WHEN EXISTS (SELECT 1 FROM card_line l JOIN card_list k ON k.id = l.list_id WHERE l.person_id = m.person_id AND l.state = 'open'
           AND l.change = 'increase' AND k.state IN ('draft', 'sent', 'checked')) THEN 1 ELSE 0 END
FROM household_now h
JOIN membership m ON m.household_id = h.household_id AND m.superseded_at = 9223372036854775806 AND m.valid_from <= :on_day AND m.valid_to > :on_day
JOIN person_version p ON p.person_id = m.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896 AND p.died_on IS NULL
WHERE h.status = 1
  AND h.household_id IN (SELECT k.household_id FROM class_history k JOIN standard s ON s.id = k.standard_id
      WHERE k.superseded_at = 9223372036854775806 AND k.valid_from <= :on_day AND k.valid_to > :on_day
        AND ((s.kind = 'national' AND ((k.class = 1 AND :poor_national = 1) OR (k.class = 2 AND :near_national = 1) OR (:escaped_national = 1 AND k.escaped_on > :escaped_since)))
          OR (s.kind = 'provincial' AND ((k.class = 1 AND :poor_provincial = 1) OR (:escaped_provincial = 1 AND k.escaped_on > :escaped_since)))))
  AND NOT EXISTS (SELECT 1 FROM health_card c WHERE c.person_id = m.person_id AND c.valid_from <= :on_day AND c.valid_to > :on_day)
  AND {where} {order} {limit};

-- list card_twice_list
-- why: card-months that would be paid twice: two cards of one person, two records of one person, or one number for two people
-- in: on_day day
-- out: card_id id, number text, person_id id, name text, policy text, commune text?, valid_from day, valid_to day, other_number text, other_name text
-- id: c.id
-- scope 1: c.province_id = :area
-- scope 2: c.district_id = :area
-- scope 3: c.commune_id = :area
-- scope 4: EXISTS (SELECT 1 FROM household_now n WHERE n.household_id = c.household_id AND n.hamlet_id = :area)
-- filter commune id: c.commune_id = :value
-- filter district id: c.district_id = :value
-- sort number text: c.number
SELECT c.id, c.number, c.person_id, p.full_name, q.name,
       area_name(c.commune_id, :on_day),
       c.valid_from, c.valid_to, o.number, (SELECT x.full_name FROM person_version x WHERE x.person_id = o.person_id AND x.superseded_at = 9223372036854775806 AND x.valid_to = 2932896)
FROM health_card c
JOIN person r ON r.id = c.person_id
JOIN health_card o ON o.id = (SELECT min(z.id) FROM health_card z
    WHERE z.id <> c.id AND z.valid_from <= :on_day AND z.valid_to > :on_day AND (z.number = c.number OR z.person_id = c.person_id OR z.person_id = r.same_as))
JOIN policy q ON q.id = c.policy_id
JOIN person_version p ON p.person_id = c.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE c.valid_from <= :on_day AND c.valid_to > :on_day AND {where} {order} {limit};

-- many card_twice_count
-- why: how many such cards each commune has
-- in: level int, area_id id, on_day day
-- out: commune_id id, cards int
SELECT c.commune_id, count(*) FROM health_card c JOIN person r ON r.id = c.person_id
WHERE c.valid_from <= :on_day AND c.valid_to > :on_day
  AND (:level = 0 OR (:level = 1 AND c.province_id = :area_id) OR (:level = 2 AND c.district_id = :area_id) OR (:level IN (3, 4) AND c.commune_id = :area_id))
  AND (SELECT min(z.id) FROM health_card z
    WHERE z.id <> c.id AND z.valid_from <= :on_day AND z.valid_to > :on_day AND (z.number = c.number OR z.person_id = c.person_id OR z.person_id = r.same_as)) IS NOT NULL
GROUP BY c.commune_id ORDER BY c.commune_id;

-- ---- the board of a month

-- many card_board
-- why: where each commune's list of a month stands
-- in: month day, level int, area_id id
-- out: commune_id id, commune text, list_id id, no int, state text, increases int, decreases int, open int
SELECT k.commune_id, area_name(k.commune_id, :month), k.id, k.no, k.state,
       (SELECT count(*) FROM card_line l WHERE l.list_id = k.id AND l.change = 'increase' AND l.state IN ('open', 'done')),
       (SELECT count(*) FROM card_line l WHERE l.list_id = k.id AND l.change = 'decrease' AND l.state IN ('open', 'done')),
       (SELECT count(*) FROM card_line l WHERE l.list_id = k.id AND l.state = 'open')
FROM card_list k
WHERE k.month = :month AND k.state <> 'withdrawn' AND (:level = 0 OR (:level = 1 AND k.province_id = :area_id) OR (:level = 2 AND k.district_id = :area_id) OR (:level = 3 AND k.commune_id = :area_id))
ORDER BY k.commune_id, k.no;

-- ---- settlement

-- many card_months
-- why: cards that run in a month, by policy
-- in: district_id id, month day
-- out: policy_id id, policy text, cards int
SELECT c.policy_id, q.name, count(*) FROM health_card c JOIN policy q ON q.id = c.policy_id
WHERE c.district_id = :district_id AND c.valid_from <= :month AND c.valid_to > :month
GROUP BY c.policy_id, q.name ORDER BY q.name;

-- exec card_settlement_insert
-- why: labour proposes what is due for a quarter
-- in: id id, district_id id, province_id id, quarter day, card_months int, amount money, proposed_by id, proposed_on day
INSERT INTO card_settlement (id, district_id, province_id, quarter, state, card_months, amount, proposed_by, proposed_on, version)
VALUES (:id, :district_id, :province_id, :quarter, 'proposed', :card_months, :amount, :proposed_by, :proposed_on, 1);

-- exec card_settlement_row_insert
-- why: what it was reckoned from
-- in: settlement_id id, policy_id id, month day, cards int, price money, support int, amount money
INSERT INTO card_settlement_row (settlement_id, policy_id, month, cards, price, support, amount)
VALUES (:settlement_id, :policy_id, :month, :cards, :price, :support, :amount);

-- one card_settlement_get
-- why: one settlement
-- in: id id
-- out: id id, district_id id, district text?, province_id id, quarter day, state text, card_months int, amount money, proposed_by id, proposed_on day, agreed_on day?, number text?, signer_name text?, remark text?, version int
SELECT t.id, t.district_id, area_name(t.district_id, coalesce(t.agreed_on, t.proposed_on)),
       t.province_id, t.quarter, t.state, t.card_months, t.amount, t.proposed_by, t.proposed_on, t.agreed_on, t.number, t.signer_name, t.remark, t.version
FROM card_settlement t WHERE t.id = :id;

-- many card_settlement_rows
-- why: how its amount came about
-- in: id id
-- out: policy_id id, policy text, month day, cards int, price money, support int, amount money
SELECT r.policy_id, q.name, r.month, r.cards, r.price, r.support, r.amount
FROM card_settlement_row r JOIN policy q ON q.id = r.policy_id WHERE r.settlement_id = :id ORDER BY q.name, r.month;

-- exec card_settlement_agree
-- why: finance agrees
-- in: id id, version int, agreed_by id, agreed_on day, number text, signer_name text
UPDATE card_settlement SET state = 'agreed', agreed_by = :agreed_by, agreed_on = :agreed_on, number = :number, signer_name = :signer_name, version = version + 1
WHERE id = :id AND state = 'proposed' AND version = :version;

-- exec card_settlement_withdraw
-- why: finance does not agree, or labour sees a mistake: reckoned anew
-- in: id id, version int, remark text
UPDATE card_settlement SET state = 'withdrawn', remark = :remark, version = version + 1 WHERE id = :id AND state = 'proposed' AND version = :version;

-- list card_settlement_list
-- why: settlements of all quarters
-- in: on_day day
-- out: id id, quarter day, district text?, state text, card_months int, amount money, number text?, proposed_on day, agreed_on day?
-- id: t.id
-- scope 1: t.province_id = :area
-- scope 2: t.district_id = :area
-- scope 3: t.district_id = (SELECT v.parent_id FROM area_version v WHERE v.area_id = :area AND v.valid_from <= :on_day AND v.valid_to > :on_day)
-- scope 4: t.district_id = :area
-- filter district id: t.district_id = :value
-- filter state text: t.state = :value
-- sort newest day: t.quarter
SELECT t.id, t.quarter, area_name(t.district_id, :on_day),
       t.state, t.card_months, t.amount, t.number, t.proposed_on, t.agreed_on
FROM card_settlement t WHERE {where} {order} {limit};
