-- ---- lines

-- one budget_line_find
-- why: a line is made once
-- in: year int, source text, source_id id, area_id id, agency_id id, policy_id id
-- out: id id
SELECT id FROM budget_line WHERE year = :year AND source = :source AND source_id = :source_id AND area_id = :area_id
    AND agency_id = :agency_id AND policy_id = :policy_id;

-- exec budget_line_insert
-- why: a holder gets money from a source for a policy for the first time
-- in: id id, year int, source text, source_id id, area_id id, level int, province_id id, district_id id?, commune_id id?, agency_id id, policy_id id
INSERT INTO budget_line (id, year, source, source_id, area_id, level, province_id, district_id, commune_id, agency_id, policy_id,
    granted, unallocated, passed_on, available, committed, disbursed, overrun, version)
VALUES (:id, :year, :source, :source_id, :area_id, :level, :province_id, :district_id, :commune_id, :agency_id, :policy_id,
    0, 0, 0, 0, 0, 0, 0, 1)
ON CONFLICT (year, source, source_id, area_id, agency_id, policy_id) DO NOTHING;

-- one budget_line_by_id
-- why: a line's page, and what is left on it
-- in: id id
-- out: id id, year int, source text, source_id id, area_id id, level int, agency_id id, policy_id id, index_code text?, index_source text?, granted money, unallocated money, passed_on money, available money, committed money, disbursed money, overrun money, version int
SELECT id, year, source, source_id, area_id, level, agency_id, policy_id, index_code, index_source, granted, unallocated,
       passed_on, available, committed, disbursed, overrun, version
FROM budget_line WHERE id = :id;

-- many budget_lines_for
-- why: which lines may pay for a use: those of the policy that the place or a level above holds, the nearest first;
--   what a fund has for no policy of its own serves every policy, after the lines of the policy itself
-- in: year int, policy_id id, province_id id, district_id id, commune_id id, source text?, source_id id
-- out: id id, source text, level int, policy_id id, left_over money
SELECT id, source, level, policy_id, available + overrun FROM budget_line
WHERE year = :year AND policy_id IN (:policy_id, 0) AND area_id IN (:province_id, :district_id, :commune_id)
  AND (policy_id = :policy_id OR source IN ('fund_poor', 'mobilised'))
  AND (:source IS NULL OR source = :source) AND (:source_id = 0 OR source_id = :source_id)
  AND granted + overrun > 0
ORDER BY CASE WHEN policy_id = 0 THEN 1 ELSE 0 END, level DESC, id;

-- exec budget_line_apply
-- why: moves balances and refuses in the same statement what the line does not have: of two writers that want the
--   last đồng the second finds it gone
-- in: id id, granted money, unallocated money, passed_on money, available money, committed money, disbursed money
UPDATE budget_line SET granted = granted + :granted, unallocated = unallocated + :unallocated, passed_on = passed_on + :passed_on,
       available = available + :available, committed = committed + :committed, disbursed = disbursed + :disbursed
WHERE id = :id AND granted + :granted >= 0 AND unallocated + :unallocated >= 0 AND passed_on + :passed_on >= 0
  AND committed + :committed >= 0 AND disbursed + :disbursed >= 0 AND (:available >= 0 OR available + :available + overrun >= 0);

-- exec budget_line_overrun
-- why: a decision lets the line go over what is allocated
-- in: id id, amount money
UPDATE budget_line SET overrun = overrun + :amount WHERE id = :id;

-- exec budget_line_code
-- why: the code of the state budget index, once somebody has found it
-- in: id id, index_code text?, index_source text?, version int
UPDATE budget_line SET index_code = :index_code, index_source = :index_source, version = version + 1 WHERE id = :id AND version = :version;

-- ---- decisions

-- exec budget_decision_insert
-- why: the paper comes before the money
-- in: id id, kind text, number text, on_day day, signer text, signer_post text, summary text, area_id id, province_id id, district_id id?, commune_id id?, account_id id, recorded_at instant
INSERT INTO budget_decision (id, kind, number, on_day, signer, signer_post, summary, area_id, province_id, district_id, commune_id, account_id, recorded_at)
VALUES (:id, :kind, :number, :on_day, :signer, :signer_post, :summary, :area_id, :province_id, :district_id, :commune_id, :account_id, :recorded_at);

-- one budget_decision_find
-- why: the same paper is not recorded twice
-- in: area_id id, number text, on_day day
-- out: id id
SELECT id FROM budget_decision WHERE area_id = :area_id AND number = :number AND on_day = :on_day;

-- one budget_decision_by_id
-- why: a decision's page
-- in: id id
-- out: id id, kind text, number text, on_day day, signer text, signer_post text, summary text, area_id id, account_id id, account text?, recorded_at instant
SELECT d.id, d.kind, d.number, d.on_day, d.signer, d.signer_post, d.summary, d.area_id, d.account_id, a.display_name, d.recorded_at
FROM budget_decision d LEFT JOIN account a ON a.id = d.account_id WHERE d.id = :id;

-- exec budget_decision_item_insert
-- why: what the decision did, line by line
-- in: id id, decision_id id, kind text, from_line_id id?, to_line_id id, amount money, entry_id id?, on_day day
INSERT INTO budget_decision_item (id, decision_id, kind, from_line_id, to_line_id, amount, entry_id, on_day)
VALUES (:id, :decision_id, :kind, :from_line_id, :to_line_id, :amount, :entry_id, :on_day);

-- ---- ledger

-- one budget_period_by_id
-- why: what is closed takes no entries; the row is held until the transaction ends, so that closing waits for it
-- in: id id
-- out: state text, starts_on day, ends_on day
-- sqlite:
SELECT state, starts_on, ends_on FROM budget_period WHERE id = :id;
-- postgres:
SELECT state, starts_on, ends_on FROM budget_period WHERE id = :id FOR SHARE;

-- one budget_closed_after
-- why: a month that was never used may not be written into once a later one is closed
-- in: day day
-- out: id id
SELECT id FROM budget_period WHERE state = 'closed' AND ends_on >= :day ORDER BY id LIMIT 1;

-- exec budget_period_insert
-- why: a month gets its row with its first entry
-- in: id id, starts_on day, ends_on day
INSERT INTO budget_period (id, starts_on, ends_on, state) VALUES (:id, :starts_on, :ends_on, 'open') ON CONFLICT (id) DO NOTHING;

-- exec budget_entry_insert
-- why: the head of an entry
-- in: id id, on_day day, kind text, decision_id id?, for_kind text?, for_id id?, reverses_id id?, note text?, account_id id, recorded_at instant
INSERT INTO budget_entry (id, on_day, kind, decision_id, for_kind, for_id, reverses_id, note, account_id, recorded_at)
VALUES (:id, :on_day, :kind, :decision_id, :for_kind, :for_id, :reverses_id, :note, :account_id, :recorded_at);

-- exec budget_posting_insert
-- why: one side of an entry
-- in: id id, entry_id id, line_id id, account text, amount money, on_day day
INSERT INTO budget_posting (id, entry_id, line_id, account, amount, on_day) VALUES (:id, :entry_id, :line_id, :account, :amount, :on_day);

-- one budget_entry_by_id
-- why: an entry's page, and its reversal
-- in: id id
-- out: id id, on_day day, kind text, decision_id id?, number text?, for_kind text?, for_id id?, reverses_id id?, reversed_by id?, note text?, account text?, recorded_at instant
SELECT e.id, e.on_day, e.kind, e.decision_id, d.number, e.for_kind, e.for_id, e.reverses_id, r.id, e.note, a.display_name, e.recorded_at
FROM budget_entry e LEFT JOIN budget_decision d ON d.id = e.decision_id LEFT JOIN budget_entry r ON r.reverses_id = e.id
     LEFT JOIN account a ON a.id = e.account_id WHERE e.id = :id;

-- many budget_postings_of
-- why: the sides of an entry
-- in: entry_id id
-- out: line_id id, account text, amount money
SELECT line_id, account, amount FROM budget_posting WHERE entry_id = :entry_id ORDER BY id;

-- ---- what is paid for

-- exec budget_commitment_add
-- why: the same thing may be committed several times
-- in: for_kind text, for_id id, line_id id, amount money
INSERT INTO budget_commitment (for_kind, for_id, line_id, open_amount, disbursed) VALUES (:for_kind, :for_id, :line_id, :amount, 0)
ON CONFLICT (for_kind, for_id, line_id) DO UPDATE SET open_amount = budget_commitment.open_amount + excluded.open_amount;

-- exec budget_commitment_move
-- why: paid, given back or recovered; refused when there is not so much
-- in: for_kind text, for_id id, line_id id, open_delta money, disbursed_delta money
UPDATE budget_commitment SET open_amount = open_amount + :open_delta, disbursed = disbursed + :disbursed_delta
WHERE for_kind = :for_kind AND for_id = :for_id AND line_id = :line_id AND open_amount + :open_delta >= 0 AND disbursed + :disbursed_delta >= 0;

-- many budget_commitments_of
-- why: the lines that pay for one thing, the first committed first
-- in: for_kind text, for_id id
-- out: line_id id, open_amount money, disbursed money
SELECT line_id, open_amount, disbursed FROM budget_commitment WHERE for_kind = :for_kind AND for_id = :for_id ORDER BY line_id;

-- one budget_commitment_sum
-- why: what is open and paid for one thing
-- in: for_kind text, for_id id
-- out: open_amount money, disbursed money
SELECT coalesce(sum(open_amount), 0), coalesce(sum(disbursed), 0) FROM budget_commitment
WHERE for_kind = :for_kind AND for_id = :for_id;

-- ---- checking

-- one budget_check_counts
-- why: how much was compared
-- out: entries int, postings int, lines int
SELECT (SELECT count(*) FROM budget_entry), (SELECT count(*) FROM budget_posting), (SELECT count(*) FROM budget_line);

-- many budget_check_entries
-- why: an entry whose sides do not sum to nothing
-- out: entry_id id, sum money
SELECT e.id, coalesce(sum(p.amount), 0) FROM budget_entry e LEFT JOIN budget_posting p ON p.entry_id = e.id
GROUP BY e.id HAVING coalesce(sum(p.amount), 0) <> 0 OR count(p.id) < 2 ORDER BY e.id LIMIT 100;

-- many budget_check_lines
-- why: a line whose balances are not what its postings come to
-- out: line_id id
SELECT l.id FROM budget_line l LEFT JOIN
    (SELECT line_id, sum(CASE WHEN account = 'granted' THEN -amount ELSE 0 END) AS granted,
            sum(CASE WHEN account = 'unallocated' THEN amount ELSE 0 END) AS unallocated,
            sum(CASE WHEN account = 'passed_on' THEN amount ELSE 0 END) AS passed_on,
            sum(CASE WHEN account = 'available' THEN amount ELSE 0 END) AS available,
            sum(CASE WHEN account = 'committed' THEN amount ELSE 0 END) AS committed,
            sum(CASE WHEN account = 'disbursed' THEN amount ELSE 0 END) AS disbursed
     FROM budget_posting GROUP BY line_id) p ON p.line_id = l.id
WHERE l.granted <> coalesce(p.granted, 0) OR l.unallocated <> coalesce(p.unallocated, 0) OR l.passed_on <> coalesce(p.passed_on, 0)
   OR l.available <> coalesce(p.available, 0) OR l.committed <> coalesce(p.committed, 0) OR l.disbursed <> coalesce(p.disbursed, 0)
   OR l.available + l.overrun < 0
   OR l.overrun <> coalesce((SELECT sum(i.amount) FROM budget_decision_item i WHERE i.to_line_id = l.id AND i.kind = 'overrun'), 0)
ORDER BY l.id LIMIT 100;

-- many budget_check_commitments
-- why: what is open and paid for single things must come to what the line says
-- out: line_id id
SELECT l.id FROM budget_line l LEFT JOIN
    (SELECT line_id, sum(open_amount) AS open_amount, sum(disbursed) AS disbursed FROM budget_commitment GROUP BY line_id) k
    ON k.line_id = l.id
WHERE l.committed <> coalesce(k.open_amount, 0) OR l.disbursed <> coalesce(k.disbursed, 0) ORDER BY l.id LIMIT 100;

-- many budget_closed_periods
-- why: each closed month has what it had when it was closed
-- out: id id, entry_count int, digest text
SELECT id, entry_count, digest FROM budget_period WHERE state = 'closed' ORDER BY id;

-- many budget_period_postings
-- why: the digest of a month is made of its postings in the order of their ids
-- in: starts_on day, ends_on day
-- out: entry_id id, kind text, line_id id, account text, amount money, on_day day
SELECT p.entry_id, e.kind, p.line_id, p.account, p.amount, p.on_day FROM budget_posting p JOIN budget_entry e ON e.id = p.entry_id
WHERE p.on_day >= :starts_on AND p.on_day <= :ends_on ORDER BY p.id;

-- one budget_entry_before
-- why: going through the ledger backwards
-- in: id id
-- out: id id
SELECT id FROM budget_entry WHERE id < :id ORDER BY id DESC LIMIT 1;

-- one budget_line_scope
-- why: a line is seen by those above its place and by those of it
-- in: id id, scope scope
-- out: id id
SELECT id FROM budget_line l WHERE l.id = :id AND IN_SCOPE(l, 3);

-- one budget_decision_scope
-- why: a decision is seen by those above its place, by those of it, and by those whose line it gave something
-- in: id id, scope scope
-- out: id id
SELECT d.id FROM budget_decision d WHERE d.id = :id AND (IN_SCOPE(d, 3)
    OR EXISTS (SELECT 1 FROM budget_decision_item i JOIN budget_line l ON l.id = i.to_line_id WHERE i.decision_id = d.id AND IN_SCOPE(l, 3)));

-- one budget_entry_scope
-- why: an entry is seen by those who see one of its lines
-- in: id id, scope scope
-- out: id id
SELECT e.id FROM budget_entry e WHERE e.id = :id AND EXISTS (SELECT 1 FROM budget_posting g JOIN budget_line l ON l.id = g.line_id
    WHERE g.entry_id = e.id AND IN_SCOPE(l, 3));

-- ---- pages

-- many budget_overview
-- why: source × policy × level; what a line handed on is counted where it came to, so that nothing counts twice
-- in: year int, level int?, scope scope
-- out: source text, policy_id id, policy_key text?, policy_name text?, task text?, level int, lines int, unallocated money, available money, committed money, disbursed money, overrun money
SELECT l.source, l.policy_id, p.key, p.name, p.task, l.level, count(*), sum(l.unallocated), sum(l.available), sum(l.committed),
       sum(l.disbursed), sum(l.overrun)
FROM budget_line l LEFT JOIN policy p ON p.id = l.policy_id
WHERE l.year = :year AND (:level IS NULL OR l.level = :level)
  AND IN_SCOPE(l, 3)
GROUP BY l.source, l.policy_id, p.key, p.name, p.task, l.level
ORDER BY CASE l.source WHEN 'central' THEN 1 WHEN 'province' THEN 2 WHEN 'district' THEN 3 WHEN 'commune' THEN 4 WHEN 'fund_poor' THEN 5
         WHEN 'mobilised' THEN 6 ELSE 7 END, CASE WHEN p.task IS NULL THEN 1 ELSE 0 END, p.task, p.key, l.level;

-- many budget_years
-- why: years to choose from
-- out: year int
SELECT DISTINCT year FROM budget_line ORDER BY year;

-- list budget_lines
-- why: every line with its figures
-- in: today day
-- out: id id, year int, source text, area_name text, agency_name text, policy_key text?, policy_name text?, unallocated money, available money, committed money, disbursed money, overrun money
-- id: l.id
-- scope 1: l.province_id = :area
-- scope 2: l.district_id = :area
-- scope 3: l.commune_id = :area
-- scope 4: l.commune_id = :area
-- filter year int: l.year = :value
-- filter source text: l.source = :value
-- filter level int: l.level = :value
-- filter policy text: l.policy_id = coalesce((SELECT q.id FROM policy q WHERE q.key = :value), 0)
-- filter place int: l.area_id = :value
-- filter short: l.available < 0
-- sort year int, int: -l.year, l.level
-- sort left money: l.available
-- sort paid money: l.disbursed
SELECT l.id, l.year, l.source,
       area_name(l.area_id, :today),
       agency_name(l.agency_id, :today),
       p.key, p.name, l.unallocated, l.available, l.committed, l.disbursed, l.overrun
FROM budget_line l LEFT JOIN policy p ON p.id = l.policy_id
WHERE {where} {order} {limit};

-- many budget_line_items
-- why: the decisions that a line rests on
-- in: line_id id
-- out: decision_id id, number text, decided_on day, signer text, kind text, from_line_id id?, to_line_id id, amount money, on_day day, entry_id id?, reversed bool
SELECT d.id, d.number, d.on_day, d.signer, i.kind, i.from_line_id, i.to_line_id, i.amount, i.on_day, i.entry_id,
       CASE WHEN EXISTS (SELECT 1 FROM budget_entry r WHERE r.reverses_id = i.entry_id) THEN 1 ELSE 0 END
FROM budget_decision_item i JOIN budget_decision d ON d.id = i.decision_id
WHERE i.to_line_id = :line_id OR i.from_line_id = :line_id ORDER BY i.on_day, i.id LIMIT 500;

-- many budget_uses
-- why: what one line pays for, the most open first
-- in: line_id id
-- out: for_kind text, for_id id, open_amount money, disbursed money
SELECT for_kind, for_id, open_amount, disbursed FROM budget_commitment WHERE line_id = :line_id
ORDER BY open_amount DESC, disbursed DESC, for_kind, for_id LIMIT 100;

-- list budget_decisions
-- why: the papers that the budget rests on
-- out: id id, kind text, number text, on_day day, signer text, summary text, area_name text, amount money, files int
-- id: d.id
-- scope 1: d.province_id = :area
-- scope 2: d.district_id = :area
-- scope 3: d.commune_id = :area
-- scope 4: d.commune_id = :area
-- filter kind text: d.kind = :value
-- filter number text: d.number = :value
-- sort day int: -d.on_day
SELECT d.id, d.kind, d.number, d.on_day, d.signer, d.summary,
       area_name(d.area_id, d.on_day),
       coalesce((SELECT sum(i.amount) FROM budget_decision_item i WHERE i.decision_id = d.id), 0),
       (SELECT count(*) FROM attachment x WHERE x.owner_kind = 'budget_decision' AND x.owner_id = d.id)
FROM budget_decision d WHERE {where} {order} {limit};

-- many budget_decision_items
-- why: what a decision did
-- in: decision_id id
-- out: from_line_id id?, to_line_id id, amount money, on_day day, entry_id id?, reversed bool
SELECT i.from_line_id, i.to_line_id, i.amount, i.on_day, i.entry_id,
       CASE WHEN EXISTS (SELECT 1 FROM budget_entry r WHERE r.reverses_id = i.entry_id) THEN 1 ELSE 0 END
FROM budget_decision_item i WHERE i.decision_id = :decision_id ORDER BY i.id LIMIT 1000;

-- many budget_line_choices
-- why: lines that a decision takes from or lets go over; with something to give when asked for
-- in: year int, scope scope, with_unallocated bool, with_available bool, today day
-- out: id id, source text, policy_name text?, area_name text, unallocated money, available money
SELECT l.id, l.source, p.name,
       area_name(l.area_id, :today),
       l.unallocated, l.available
FROM budget_line l LEFT JOIN policy p ON p.id = l.policy_id
WHERE l.year = :year AND (:with_unallocated = 0 OR l.unallocated > 0) AND (:with_available = 0 OR l.available > 0)
  AND IN_SCOPE(l, 3)
ORDER BY l.level, l.source, p.task, p.key, l.id LIMIT 500;

-- many budget_agency_choices
-- why: who may hold a line: agencies of today
-- in: on_day day
-- out: id id, name text
SELECT a.id, v.name FROM agency a JOIN agency_version v ON v.agency_id = a.id AND v.valid_from <= :on_day AND v.valid_to > :on_day
WHERE a.kind <> 'press' AND a.kind <> 'party' ORDER BY v.name_sort, a.id LIMIT 400;

-- many budget_policy_choices
-- why: which policy a line is for
-- out: id id, task text?, name text
SELECT id, task, name FROM policy ORDER BY CASE WHEN task IS NULL THEN 1 ELSE 0 END, task, key;

-- list budget_postings
-- why: the ledger, side by side, with filters
-- out: id id, entry_id id, on_day day, kind text, line_id id, source text, policy_name text?, area_name text, account text, amount money, note text?, number text?
-- id: g.id
-- scope 1: l.province_id = :area
-- scope 2: l.district_id = :area
-- scope 3: l.commune_id = :area
-- scope 4: l.commune_id = :area
-- filter line int: g.line_id = :value
-- filter year int: l.year = :value
-- filter source text: l.source = :value
-- filter level int: l.level = :value
-- filter policy text: l.policy_id = coalesce((SELECT q.id FROM policy q WHERE q.key = :value), 0)
-- filter account text: g.account = :value
-- filter kind text: e.kind = :value
-- filter from day: g.on_day >= :value
-- filter to day: g.on_day <= :value
-- sort day int: -g.on_day
SELECT g.id, g.entry_id, g.on_day, e.kind, g.line_id, l.source, p.name,
       area_name(l.area_id, g.on_day),
       g.account, g.amount, e.note, d.number
FROM budget_posting g JOIN budget_entry e ON e.id = g.entry_id JOIN budget_line l ON l.id = g.line_id
     LEFT JOIN policy p ON p.id = l.policy_id LEFT JOIN budget_decision d ON d.id = e.decision_id
WHERE {where} {order} {limit};

-- ---- periods and statements

-- many budget_periods
-- why: months of the ledger, the newest first
-- out: id id, starts_on day, ends_on day, state text, asked_by_name text?, asked_at instant?, asked_by id?, closed_by_name text?, closed_at instant?, entry_count int?, digest text?, entries int
SELECT p.id, p.starts_on, p.ends_on, p.state, a.display_name, p.asked_at, p.asked_by, b.display_name, p.closed_at, p.entry_count, p.digest,
       (SELECT count(*) FROM budget_entry e WHERE e.on_day >= p.starts_on AND e.on_day <= p.ends_on)
FROM budget_period p LEFT JOIN account a ON a.id = p.asked_by LEFT JOIN account b ON b.id = p.closed_by ORDER BY p.id DESC LIMIT 120;

-- one budget_period_lock
-- why: closing waits for those who write into the month, and they for it
-- in: id id
-- out: id id, state text, starts_on day, ends_on day, asked_by id?, asked_entries int?
-- sqlite:
SELECT id, state, starts_on, ends_on, asked_by, asked_entries FROM budget_period WHERE id = :id;
-- postgres:
SELECT id, state, starts_on, ends_on, asked_by, asked_entries FROM budget_period WHERE id = :id FOR UPDATE;

-- one budget_open_before
-- why: months are closed in their order
-- in: id id
-- out: id id
SELECT id FROM budget_period WHERE id < :id AND state <> 'closed' ORDER BY id LIMIT 1;

-- exec budget_period_ask
-- why: the first person says that the month is complete
-- in: id id, account_id id, at instant, entries int
UPDATE budget_period SET state = 'asked', asked_by = :account_id, asked_at = :at, asked_entries = :entries WHERE id = :id AND state <> 'closed';

-- exec budget_period_back
-- why: the month is not complete after all
-- in: id id
UPDATE budget_period SET state = 'open', asked_by = NULL, asked_at = NULL, asked_entries = NULL WHERE id = :id AND state = 'asked';

-- exec budget_period_close
-- why: the second person closes it
-- in: id id, account_id id, at instant, entries int, digest text
UPDATE budget_period SET state = 'closed', closed_by = :account_id, closed_at = :at, entry_count = :entries, digest = :digest
WHERE id = :id AND state = 'asked';

-- many budget_trial
-- why: trial balance: each account of each source, at the start, what moved, at the end
-- in: from_day day, to_day day
-- out: source text, account text, opening money, plus money, minus money
SELECT l.source, g.account, sum(CASE WHEN g.on_day < :from_day THEN g.amount ELSE 0 END),
       sum(CASE WHEN g.on_day >= :from_day AND g.amount > 0 THEN g.amount ELSE 0 END),
       sum(CASE WHEN g.on_day >= :from_day AND g.amount < 0 THEN -g.amount ELSE 0 END)
FROM budget_posting g JOIN budget_line l ON l.id = g.line_id WHERE g.on_day <= :to_day
GROUP BY l.source, g.account ORDER BY l.source, g.account;

-- many budget_statement_rows
-- why: the statement of a year through a day, from the ledger itself
-- in: year int, through day, scope scope
-- out: line_id id, source text, policy_name text?, task text?, area_name text, agency_name text, index_code text?, unallocated money, available money, committed money, disbursed money
SELECT l.id, l.source, p.name, p.task,
       area_name(l.area_id, :through),
       agency_name(l.agency_id, :through),
       l.index_code,
       sum(CASE WHEN g.account = 'unallocated' THEN g.amount ELSE 0 END), sum(CASE WHEN g.account = 'available' THEN g.amount ELSE 0 END),
       sum(CASE WHEN g.account = 'committed' THEN g.amount ELSE 0 END), sum(CASE WHEN g.account = 'disbursed' THEN g.amount ELSE 0 END)
FROM budget_line l JOIN budget_posting g ON g.line_id = l.id LEFT JOIN policy p ON p.id = l.policy_id
WHERE l.year = :year AND g.on_day <= :through
  AND IN_SCOPE(l, 3)
GROUP BY l.id, l.source, p.name, p.task, p.key, l.index_code, l.area_id, l.agency_id, l.level
ORDER BY CASE l.source WHEN 'central' THEN 1 WHEN 'province' THEN 2 WHEN 'district' THEN 3 WHEN 'commune' THEN 4 WHEN 'fund_poor' THEN 5
         WHEN 'mobilised' THEN 6 ELSE 7 END, CASE WHEN p.task IS NULL THEN 1 ELSE 0 END, p.task, p.key, l.level, l.id LIMIT 2000;

-- many budget_paid_on_line
-- why: what a line's money was paid for, in the order of the first payment
-- in: line_id id
-- out: for_kind text, for_id id, first_day day, amount money
SELECT e.for_kind, e.for_id, min(g.on_day), sum(g.amount) FROM budget_posting g JOIN budget_entry e ON e.id = g.entry_id
WHERE g.line_id = :line_id AND g.account = 'disbursed' AND e.for_kind IS NOT NULL
GROUP BY e.for_kind, e.for_id HAVING sum(g.amount) > 0 ORDER BY min(g.on_day), min(g.id) LIMIT 5000;
