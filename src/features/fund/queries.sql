-- one fund_by_id
-- why: a fund's page
-- in: id id
-- out: id id, kind text, name text, area_id id, level int, agency_id id, created_on day
SELECT id, kind, name, area_id, level, agency_id, created_on FROM fund WHERE id = :id;

-- one fund_scope
-- why: a fund is kept by those of its area and overseen by those above it
-- in: id id, scope scope
-- out: id id
SELECT id FROM fund f WHERE f.id = :id AND IN_SCOPE(f, 3);

-- exec fund_insert
-- why: a fund is set up
-- in: id id, kind text, name text, area_id id, level int, province_id id, district_id id?, commune_id id?, agency_id id, account_id id, created_on day
INSERT INTO fund (id, kind, name, area_id, level, province_id, district_id, commune_id, agency_id, account_id, created_on)
VALUES (:id, :kind, :name, :area_id, :level, :province_id, :district_id, :commune_id, :agency_id, :account_id, :created_on);

-- one fund_find
-- why: the same fund is not set up twice
-- in: area_id id, kind text, name text
-- out: id id
SELECT id FROM fund WHERE area_id = :area_id AND kind = :kind AND name = :name;

-- list fund_list
-- why: all mobilised resources, fund by fund: received, goods, spent, left in one year
-- in: year int, today day
-- out: id id, kind text, name text, area_name text, agency_name text, level int, received money, goods money, pledged money, committed money, disbursed money, available money
-- id: f.id
-- scope 1: f.province_id = :area
-- scope 2: f.district_id = :area
-- scope 3: f.commune_id = :area
-- scope 4: f.commune_id = :area
-- filter kind text: f.kind = :value
-- filter level int: f.level = :value
-- sort level int, text: f.level, f.name
SELECT f.id, f.kind, f.name,
       area_name(f.area_id, :today),
       agency_name(f.agency_id, :today),
       f.level,
       coalesce((SELECT sum(r.amount) FROM fund_receipt r WHERE r.fund_id = f.id AND r.year = :year AND r.goods IS NULL AND r.cancelled_on IS NULL), 0),
       coalesce((SELECT sum(r.amount) FROM fund_receipt r WHERE r.fund_id = f.id AND r.year = :year AND r.goods IS NOT NULL AND r.cancelled_on IS NULL), 0),
       coalesce((SELECT sum(p.amount) FROM fund_pledge p WHERE p.fund_id = f.id AND p.cancelled_on IS NULL), 0)
         - coalesce((SELECT sum(r.amount) FROM fund_receipt r WHERE r.fund_id = f.id AND r.pledge_id IS NOT NULL AND r.cancelled_on IS NULL), 0),
       coalesce((SELECT sum(l.committed) FROM budget_line l WHERE l.source = f.kind AND l.source_id = f.id AND l.year = :year), 0),
       coalesce((SELECT sum(l.disbursed) FROM budget_line l WHERE l.source = f.kind AND l.source_id = f.id AND l.year = :year), 0),
       coalesce((SELECT sum(l.available) FROM budget_line l WHERE l.source = f.kind AND l.source_id = f.id AND l.year = :year), 0)
FROM fund f WHERE {where} {order} {limit};

-- one fund_figures
-- why: one fund in one year
-- in: id id, year int
-- out: received money, goods money, receipts int, donors int, committed money, disbursed money, available money
SELECT coalesce((SELECT sum(r.amount) FROM fund_receipt r WHERE r.fund_id = :id AND r.year = :year AND r.goods IS NULL AND r.cancelled_on IS NULL), 0),
       coalesce((SELECT sum(r.amount) FROM fund_receipt r WHERE r.fund_id = :id AND r.year = :year AND r.goods IS NOT NULL AND r.cancelled_on IS NULL), 0),
       (SELECT count(*) FROM fund_receipt r WHERE r.fund_id = :id AND r.year = :year AND r.cancelled_on IS NULL),
       (SELECT count(DISTINCT r.donor_id) FROM fund_receipt r WHERE r.fund_id = :id AND r.year = :year AND r.cancelled_on IS NULL),
       coalesce((SELECT sum(l.committed) FROM budget_line l JOIN fund f ON f.id = :id WHERE l.source = f.kind AND l.source_id = f.id AND l.year = :year), 0),
       coalesce((SELECT sum(l.disbursed) FROM budget_line l JOIN fund f ON f.id = :id WHERE l.source = f.kind AND l.source_id = f.id AND l.year = :year), 0),
       coalesce((SELECT sum(l.available) FROM budget_line l JOIN fund f ON f.id = :id WHERE l.source = f.kind AND l.source_id = f.id AND l.year = :year), 0);

-- many fund_lines
-- why: the lines of the ledger that hold a fund's money
-- in: id id, kind text
-- out: line_id id, year int, policy_name text?, available money, committed money, disbursed money
SELECT l.id, l.year, p.name, l.available, l.committed, l.disbursed FROM budget_line l LEFT JOIN policy p ON p.id = l.policy_id
WHERE l.source = :kind AND l.source_id = :id ORDER BY l.year DESC, p.key, l.id;

-- ---- campaigns

-- exec campaign_insert
-- why: a month for the poor, an appeal after a storm
-- in: id id, fund_id id, name text, starts_on day, ends_on day, target money?, document text?, account_id id, recorded_at instant
INSERT INTO fund_campaign (id, fund_id, name, starts_on, ends_on, target, document, account_id, recorded_at)
VALUES (:id, :fund_id, :name, :starts_on, :ends_on, :target, :document, :account_id, :recorded_at);

-- one campaign_find
-- why: the same campaign is not entered twice
-- in: fund_id id, name text
-- out: id id
SELECT id FROM fund_campaign WHERE fund_id = :fund_id AND name = :name;

-- one campaign_of_fund
-- why: a gift names a campaign of its own fund
-- in: id id, fund_id id
-- out: id id
SELECT id FROM fund_campaign WHERE id = :id AND fund_id = :fund_id;

-- many campaigns_of
-- why: what came in for each campaign against what was aimed at
-- in: fund_id id
-- out: id id, name text, starts_on day, ends_on day, target money?, document text?, received money, pledged money, receipts int
SELECT k.id, k.name, k.starts_on, k.ends_on, k.target, k.document,
       coalesce((SELECT sum(r.amount) FROM fund_receipt r WHERE r.campaign_id = k.id AND r.cancelled_on IS NULL), 0),
       coalesce((SELECT sum(p.amount) FROM fund_pledge p WHERE p.campaign_id = k.id AND p.cancelled_on IS NULL), 0),
       (SELECT count(*) FROM fund_receipt r WHERE r.campaign_id = k.id AND r.cancelled_on IS NULL)
FROM fund_campaign k WHERE k.fund_id = :fund_id ORDER BY k.starts_on DESC, k.id DESC LIMIT 200;

-- ---- donors

-- one donor_find
-- why: a donor who gives again is the same
-- in: fund_id id, kind text, name_fold text
-- out: id id, may_publish bool
SELECT id, may_publish FROM fund_donor WHERE fund_id = :fund_id AND kind = :kind AND name_fold = :name_fold;

-- exec donor_insert
-- why: somebody gives for the first time
-- in: id id, fund_id id, kind text, name text, name_fold text, may_publish bool
INSERT INTO fund_donor (id, fund_id, kind, name, name_fold, may_publish, version) VALUES (:id, :fund_id, :kind, :name, :name_fold, :may_publish, 1);

-- exec donor_consent
-- why: whether a name is published can change with each gift; what was said last holds
-- in: id id, may_publish bool
UPDATE fund_donor SET may_publish = :may_publish, version = version + 1 WHERE id = :id AND may_publish <> :may_publish;

-- list donor_list
-- why: who gave how much
-- in: fund_id id
-- out: id id, kind text, name text, may_publish bool, receipts int, total money
-- id: d.id
-- scope: none because the fund's own scope is checked before
-- filter q text: d.name_fold LIKE '%' || :value || '%'
-- sort name text: d.name_fold
-- sort total money: coalesce((SELECT sum(r.amount) FROM fund_receipt r WHERE r.donor_id = d.id AND r.cancelled_on IS NULL), 0)
SELECT d.id, d.kind, d.name, d.may_publish,
       (SELECT count(*) FROM fund_receipt r WHERE r.donor_id = d.id AND r.cancelled_on IS NULL),
       coalesce((SELECT sum(r.amount) FROM fund_receipt r WHERE r.donor_id = d.id AND r.cancelled_on IS NULL), 0)
FROM fund_donor d WHERE d.fund_id = :fund_id AND {where} {order} {limit};

-- ---- pledges

-- exec pledge_insert
-- why: somebody promises
-- in: id id, fund_id id, campaign_id id?, donor_id id, amount money, goods text?, pledged_on day, due_on day?, account_id id, recorded_at instant
INSERT INTO fund_pledge (id, fund_id, campaign_id, donor_id, amount, goods, pledged_on, due_on, account_id, recorded_at)
VALUES (:id, :fund_id, :campaign_id, :donor_id, :amount, :goods, :pledged_on, :due_on, :account_id, :recorded_at);

-- one pledge_by_id
-- why: a gift that keeps a promise
-- in: id id
-- out: id id, fund_id id, donor_id id, donor_kind text, donor text, campaign_id id?, amount money, goods text?, cancelled_on day?, received money
SELECT p.id, p.fund_id, p.donor_id, d.kind, d.name, p.campaign_id, p.amount, p.goods, p.cancelled_on,
       coalesce((SELECT sum(r.amount) FROM fund_receipt r WHERE r.pledge_id = p.id AND r.cancelled_on IS NULL), 0)
FROM fund_pledge p JOIN fund_donor d ON d.id = p.donor_id WHERE p.id = :id;

-- exec pledge_cancel
-- why: a promise that will not be kept is no longer counted
-- in: id id, on_day day, reason text
UPDATE fund_pledge SET cancelled_on = :on_day, cancel_reason = :reason WHERE id = :id AND cancelled_on IS NULL;

-- list pledge_list
-- why: what was promised, what came, what is late
-- in: fund_id id, today day
-- out: id id, donor text, donor_kind text, amount money, goods text?, pledged_on day, due_on day?, cancelled_on day?, received money, campaign text?
-- id: p.id
-- scope: none because the fund's own scope is checked before
-- filter open: p.cancelled_on IS NULL AND p.amount > coalesce((SELECT sum(r.amount) FROM fund_receipt r WHERE r.pledge_id = p.id AND r.cancelled_on IS NULL), 0)
-- filter late: p.cancelled_on IS NULL AND coalesce(p.due_on, :today) < :today AND p.amount > coalesce((SELECT sum(r.amount) FROM fund_receipt r WHERE r.pledge_id = p.id AND r.cancelled_on IS NULL), 0)
-- sort day int: -p.pledged_on
SELECT p.id, d.name, d.kind, p.amount, p.goods, p.pledged_on, p.due_on, p.cancelled_on,
       coalesce((SELECT sum(r.amount) FROM fund_receipt r WHERE r.pledge_id = p.id AND r.cancelled_on IS NULL), 0),
       (SELECT k.name FROM fund_campaign k WHERE k.id = p.campaign_id)
FROM fund_pledge p JOIN fund_donor d ON d.id = p.donor_id WHERE p.fund_id = :fund_id AND {where} {order} {limit};

-- many open_pledges
-- why: which promise a gift keeps
-- in: fund_id id
-- out: id id, donor text, amount money, goods text?, received money
SELECT p.id, d.name, p.amount, p.goods,
       coalesce((SELECT sum(r.amount) FROM fund_receipt r WHERE r.pledge_id = p.id AND r.cancelled_on IS NULL), 0)
FROM fund_pledge p JOIN fund_donor d ON d.id = p.donor_id
WHERE p.fund_id = :fund_id AND p.cancelled_on IS NULL
  AND p.amount > coalesce((SELECT sum(r.amount) FROM fund_receipt r WHERE r.pledge_id = p.id AND r.cancelled_on IS NULL), 0)
ORDER BY d.name, p.pledged_on LIMIT 300;

-- ---- receipts

-- one receipt_number_find
-- why: each number is given once in a year
-- in: fund_id id, year int, number text
-- out: id id
SELECT id FROM fund_receipt WHERE fund_id = :fund_id AND year = :year AND number = :number;

-- one receipt_count
-- why: the next number
-- in: fund_id id, year int
-- out: count int
SELECT count(*) FROM fund_receipt WHERE fund_id = :fund_id AND year = :year;

-- exec receipt_insert
-- why: what was received
-- in: id id, fund_id id, year int, number text, campaign_id id?, donor_id id, pledge_id id?, on_day day, amount money, goods text?, quantity int?, unit text?, policy_id id, line_id id?, entry_id id?, note text?, account_id id, recorded_at instant
INSERT INTO fund_receipt (id, fund_id, year, number, campaign_id, donor_id, pledge_id, on_day, amount, goods, quantity, unit, policy_id,
    line_id, entry_id, note, account_id, recorded_at)
VALUES (:id, :fund_id, :year, :number, :campaign_id, :donor_id, :pledge_id, :on_day, :amount, :goods, :quantity, :unit, :policy_id,
    :line_id, :entry_id, :note, :account_id, :recorded_at);

-- one receipt_by_id
-- why: one receipt's page and paper
-- in: id id
-- out: id id, fund_id id, year int, number text, campaign text?, donor text, donor_kind text, may_publish bool, on_day day, amount money, goods text?, quantity int?, unit text?, policy_name text?, line_id id?, entry_id id?, cancelled_on day?, cancel_reason text?, note text?, account text?, handed int
SELECT r.id, r.fund_id, r.year, r.number, k.name, d.name, d.kind, d.may_publish, r.on_day, r.amount, r.goods, r.quantity, r.unit, p.name,
       r.line_id, r.entry_id, r.cancelled_on, r.cancel_reason, r.note, a.display_name,
       coalesce((SELECT sum(h.quantity) FROM fund_handout h WHERE h.receipt_id = r.id), 0)
FROM fund_receipt r JOIN fund_donor d ON d.id = r.donor_id LEFT JOIN fund_campaign k ON k.id = r.campaign_id
     LEFT JOIN policy p ON p.id = r.policy_id LEFT JOIN account a ON a.id = r.account_id WHERE r.id = :id;

-- exec receipt_cancel
-- why: a receipt that was wrong; its number stays used
-- in: id id, on_day day, reason text
UPDATE fund_receipt SET cancelled_on = :on_day, cancel_reason = :reason WHERE id = :id AND cancelled_on IS NULL;

-- list receipt_list
-- why: what was received, with filters
-- in: fund_id id
-- out: id id, number text, on_day day, donor text, donor_kind text, amount money, goods text?, campaign text?, cancelled_on day?, policy_name text?
-- id: r.id
-- scope: none because the fund's own scope is checked before
-- filter year int: r.year = :value
-- filter donor int: r.donor_id = :value
-- filter campaign int: r.campaign_id = :value
-- filter goods: r.goods IS NOT NULL
-- filter q text: d.name_fold LIKE '%' || :value || '%'
-- sort day int: -r.on_day
-- sort amount money: r.amount
SELECT r.id, r.number, r.on_day, d.name, d.kind, r.amount, r.goods, k.name, r.cancelled_on, p.name
FROM fund_receipt r JOIN fund_donor d ON d.id = r.donor_id LEFT JOIN fund_campaign k ON k.id = r.campaign_id
     LEFT JOIN policy p ON p.id = r.policy_id
WHERE r.fund_id = :fund_id AND {where} {order} {limit};

-- many receipts_of_line
-- why: what a gift paid for: gifts of one line in their order
-- in: line_id id
-- out: id id, on_day day, amount money
SELECT id, on_day, amount FROM fund_receipt WHERE line_id = :line_id AND cancelled_on IS NULL ORDER BY on_day, id;

-- ---- goods

-- exec handout_insert
-- why: goods went to somebody
-- in: id id, receipt_id id, on_day day, quantity int, household_id id?, receiver text, note text?, account_id id, recorded_at instant
INSERT INTO fund_handout (id, receipt_id, on_day, quantity, household_id, receiver, note, account_id, recorded_at)
VALUES (:id, :receipt_id, :on_day, :quantity, :household_id, :receiver, :note, :account_id, :recorded_at);

-- many handouts_of
-- why: what became of goods
-- in: receipt_id id
-- out: on_day day, quantity int, household_id id?, code text?, receiver text, note text?
SELECT h.on_day, h.quantity, h.household_id, x.code, h.receiver, h.note FROM fund_handout h LEFT JOIN household x ON x.id = h.household_id
WHERE h.receipt_id = :receipt_id ORDER BY h.on_day, h.id LIMIT 1000;

-- one handed_sum
-- why: not more is handed out than came in; the receipt is held until the transaction ends
-- in: receipt_id id
-- out: quantity int?, cancelled_on day?, on_day day
-- sqlite:
SELECT quantity, cancelled_on, on_day FROM fund_receipt WHERE id = :receipt_id;
-- postgres:
SELECT quantity, cancelled_on, on_day FROM fund_receipt WHERE id = :receipt_id FOR UPDATE;

-- one handed_of
-- why: how much went already
-- in: receipt_id id
-- out: quantity int
SELECT coalesce(sum(quantity), 0) FROM fund_handout WHERE receipt_id = :receipt_id;

-- one household_of_code
-- why: who received goods
-- in: code text
-- out: id id, hamlet_id id, head_name text
SELECT household_id, hamlet_id, head_name FROM household_now WHERE code = :code;

-- ---- public statement

-- many public_receipts
-- why: what the public may read: names only of those who agreed
-- in: fund_id id, year int
-- out: on_day day, number text, donor text?, amount money, goods text?, campaign text?
SELECT r.on_day, r.number, CASE WHEN d.may_publish = 1 AND d.kind <> 'anonymous' THEN d.name ELSE NULL END, r.amount, r.goods, k.name
FROM fund_receipt r JOIN fund_donor d ON d.id = r.donor_id LEFT JOIN fund_campaign k ON k.id = r.campaign_id
WHERE r.fund_id = :fund_id AND r.year = :year AND r.cancelled_on IS NULL ORDER BY r.on_day, r.id LIMIT 5000;

-- many public_uses
-- why: what the money went to, without names of households
-- in: fund_id id, kind text, year int
-- out: for_kind text, things int, amount money
SELECT k.for_kind, count(DISTINCT k.for_id), sum(k.disbursed) FROM budget_commitment k JOIN budget_line l ON l.id = k.line_id
WHERE l.source = :kind AND l.source_id = :fund_id AND l.year = :year AND k.disbursed > 0 GROUP BY k.for_kind ORDER BY k.for_kind;

-- one fund_check_receipts
-- why: money that was received must stand in the ledger
-- out: wrong int
SELECT count(*) FROM fund_receipt r WHERE r.goods IS NULL AND (
    (r.cancelled_on IS NULL) <> (NOT EXISTS (SELECT 1 FROM budget_entry x WHERE x.reverses_id = r.entry_id))
    OR NOT EXISTS (SELECT 1 FROM budget_posting g WHERE g.entry_id = r.entry_id AND g.line_id = r.line_id AND g.account = 'available' AND g.amount = r.amount));
