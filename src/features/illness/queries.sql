-- The fund for severe illness and high costs.

-- exec illness_insert
-- why: an application is received
-- in: id id, person_id id, household_id id, hamlet_id id, commune_id id, district_id id, province_id id, number_in text, received_on day, applicant text, disease text, diagnosis text, hospital text, admitted_on day, discharged_on day?, note text?, account_id id, recorded_at instant
INSERT INTO illness_case (id, person_id, household_id, hamlet_id, commune_id, district_id, province_id, state, number_in, received_on, applicant, disease,
    diagnosis, hospital, admitted_on, discharged_on, note, account_id, recorded_at, version)
VALUES (:id, :person_id, :household_id, :hamlet_id, :commune_id, :district_id, :province_id, 'received', :number_in, :received_on, :applicant, :disease,
    :diagnosis, :hospital, :admitted_on, :discharged_on, :note, :account_id, :recorded_at, 1);

-- one illness_get
-- why: one application
-- in: id id, today day
-- out: id id, person_id id, household_id id, code text, hamlet_id id, commune_id id, commune text, province_id id, state text, number_in text, received_on day, applicant text, disease text, diagnosis text, hospital text, admitted_on day, discharged_on day?, note text?, sent_on day?, sent_by id?, returned_reason text?, assessed_on day?, assessed_by id?, assess_note text?, accepted money?, proposed money?, number text?, decided_on day?, signer text?, signer_post text?, decided_by id?, amount money?, reason text?, paid_on day?, paid_to text?, paid_note text?, account_id id, version int, name text, born_on day?, born_precision int, costs int, cost_sum money, open_costs int
SELECT k.id, k.person_id, k.household_id, h.code, k.hamlet_id, k.commune_id,
       area_name(k.commune_id, :today), k.province_id, k.state,
       k.number_in, k.received_on, k.applicant, k.disease, k.diagnosis, k.hospital, k.admitted_on, k.discharged_on, k.note, k.sent_on, k.sent_by,
       k.returned_reason, k.assessed_on, k.assessed_by, k.assess_note, k.accepted, k.proposed, k.number, k.decided_on, k.signer, k.signer_post,
       k.decided_by, k.amount, k.reason, k.paid_on, k.paid_to, k.paid_note, k.account_id, k.version, coalesce(p.full_name, ''), p.born_on,
       coalesce(p.born_precision, 0), (SELECT count(*) FROM illness_cost c WHERE c.case_id = k.id),
       (SELECT coalesce(sum(c.amount), 0) FROM illness_cost c WHERE c.case_id = k.id),
       (SELECT count(*) FROM illness_cost c WHERE c.case_id = k.id AND c.accepted IS NULL)
FROM illness_case k JOIN household h ON h.id = k.household_id
     LEFT JOIN person_version p ON p.person_id = k.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE k.id = :id;

-- one illness_lock
-- why: two changes of one application come one after the other
-- in: id id
-- out: version int
-- sqlite:
SELECT version FROM illness_case WHERE id = :id;
-- postgres:
SELECT version FROM illness_case WHERE id = :id FOR UPDATE;

-- exec illness_send
-- why: the commune passes it on
-- in: id id, on_day day, account_id id
UPDATE illness_case SET state = 'sent', sent_on = :on_day, sent_by = :account_id, returned_reason = NULL, version = version + 1
WHERE id = :id AND state = 'received';

-- exec illness_return
-- why: something is missing; what was assessed is looked at anew
-- in: id id, reason text
UPDATE illness_case SET state = 'received', returned_reason = :reason, version = version + 1 WHERE id = :id AND state = 'sent';

-- exec illness_unassess
-- why: costs of an application that was given back
-- in: id id
UPDATE illness_cost SET accepted = NULL, reason = NULL, assessed_by = NULL WHERE case_id = :id;

-- exec illness_assess
-- why: the health office proposes an amount
-- in: id id, on_day day, note text?, accepted money, proposed money, account_id id
UPDATE illness_case SET state = 'assessed', assessed_on = :on_day, assess_note = :note, accepted = :accepted, proposed = :proposed,
       assessed_by = :account_id, version = version + 1 WHERE id = :id AND state = 'sent';

-- exec illness_grant
-- why: the decision
-- in: id id, number text, on_day day, signer text, signer_post text, amount money, account_id id
UPDATE illness_case SET state = 'granted', number = :number, decided_on = :on_day, signer = :signer, signer_post = :signer_post, amount = :amount,
       decided_by = :account_id, version = version + 1 WHERE id = :id AND state = 'assessed';

-- exec illness_end
-- why: refused in writing, or withdrawn
-- in: id id, state text, on_day day, number text?, signer text?, signer_post text?, reason text
UPDATE illness_case SET state = :state, decided_on = :on_day, number = :number, signer = :signer, signer_post = :signer_post, reason = :reason,
       version = version + 1 WHERE id = :id AND state IN ('received', 'sent', 'assessed', 'granted');

-- exec illness_free_invoices
-- why: invoices of what was refused or withdrawn may be handed in again
-- in: id id
UPDATE illness_cost SET live = 0 WHERE case_id = :id;

-- exec illness_pay
-- why: it was paid out
-- in: id id, on_day day, paid_to text, note text?, account_id id
UPDATE illness_case SET state = 'paid', paid_on = :on_day, paid_to = :paid_to, paid_note = :note, paid_by = :account_id, version = version + 1
WHERE id = :id AND state = 'granted';

-- ---- costs

-- exec illness_cost_insert
-- why: an invoice
-- in: id id, case_id id, kind text, issuer text, number text, on_day day, amount money, invoice_key text, account_id id
INSERT INTO illness_cost (id, case_id, kind, issuer, number, on_day, amount, invoice_key, live, account_id)
VALUES (:id, :case_id, :kind, :issuer, :number, :on_day, :amount, :invoice_key, 1, :account_id);

-- one illness_invoice_of
-- why: where an invoice was handed in before
-- in: invoice_key text
-- out: case_id id, number_in text, received_on day, hamlet_id id, name text
SELECT k.id, k.number_in, k.received_on, k.hamlet_id, coalesce(p.full_name, '') FROM illness_cost c JOIN illness_case k ON k.id = c.case_id
LEFT JOIN person_version p ON p.person_id = k.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE c.invoice_key = :invoice_key AND c.live = 1;

-- one illness_cost_get
-- why: one invoice
-- in: id id
-- out: id id, case_id id, amount money, number text
SELECT id, case_id, amount, number FROM illness_cost WHERE id = :id;

-- exec illness_cost_remove
-- why: taken back while the application is still being put together
-- in: id id
DELETE FROM illness_cost WHERE id = :id AND EXISTS (SELECT 1 FROM illness_case k WHERE k.id = illness_cost.case_id AND k.state = 'received');

-- exec illness_cost_assess
-- why: what the health office accepts of it
-- in: id id, accepted money, reason text?, account_id id
UPDATE illness_cost SET accepted = :accepted, reason = :reason, assessed_by = :account_id
WHERE id = :id AND EXISTS (SELECT 1 FROM illness_case k WHERE k.id = illness_cost.case_id AND k.state = 'sent');

-- many illness_costs_of
-- why: the invoices of an application
-- in: case_id id
-- out: id id, kind text, issuer text, number text, on_day day, amount money, accepted money?, reason text?
SELECT id, kind, issuer, number, on_day, amount, accepted, reason FROM illness_cost WHERE case_id = :case_id ORDER BY on_day, id;

-- many illness_overlapping
-- why: another application for the same stay is worth a look
-- in: person_id id, case_id id, from day, to day
-- out: id id, number_in text, received_on day
SELECT id, number_in, received_on FROM illness_case
WHERE person_id = :person_id AND id <> :case_id AND state NOT IN ('refused', 'withdrawn') AND admitted_on <= :to
  AND coalesce(discharged_on, admitted_on) >= :from ORDER BY received_on, id;

-- ---- lists and figures

-- list illness_cases
-- why: all applications, by where they stand
-- in: today day
-- out: id id, name text, code text, hamlet text, commune text, state text, disease text, hospital text, received_on day, cost_sum money, accepted money?, amount money?, decided_on day?, paid_on day?
-- id: k.id
-- scope 1: k.province_id = :area
-- scope 2: k.district_id = :area
-- scope 3: k.commune_id = :area
-- scope 4: k.hamlet_id = :area
-- filter state text: k.state = :value
-- filter disease text: k.disease = :value
-- filter district int: k.district_id = :value
-- filter commune int: k.commune_id = :value
-- filter hamlet int: k.hamlet_id = :value
-- filter from day: k.received_on >= :value
-- filter to day: k.received_on <= :value
-- filter decided: k.state IN ('granted', 'paid')
-- filter waiting: k.state IN ('received', 'sent', 'assessed')
-- filter search text: p.name_fold LIKE '%' || :value || '%'
-- sort newest int: -k.received_on
-- sort oldest int: k.received_on
-- sort name text: coalesce(p.name_fold, '')
SELECT k.id, coalesce(p.full_name, ''), h.code,
       area_name(k.hamlet_id, :today),
       area_name(k.commune_id, :today),
       k.state, k.disease, k.hospital, k.received_on, (SELECT coalesce(sum(c.amount), 0) FROM illness_cost c WHERE c.case_id = k.id),
       k.accepted, k.amount, k.decided_on, k.paid_on
FROM illness_case k JOIN household h ON h.id = k.household_id
     LEFT JOIN person_version p ON p.person_id = k.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE {where} {order} {limit};

-- many illness_counts
-- why: applications of a period by area: all, waiting, granted or paid, refused, and the persons paid
-- in: by int, level int, area id, from day, to day
-- out: area_id id, cases int, waiting int, granted int, refused int, paid int
SELECT CASE :by WHEN 2 THEN k.district_id WHEN 3 THEN k.commune_id WHEN 4 THEN k.hamlet_id ELSE 0 END, count(*),
       sum(CASE WHEN k.state IN ('received', 'sent', 'assessed') THEN 1 ELSE 0 END), sum(CASE WHEN k.state IN ('granted', 'paid') THEN 1 ELSE 0 END),
       sum(CASE WHEN k.state = 'refused' THEN 1 ELSE 0 END), sum(CASE WHEN k.state = 'paid' THEN 1 ELSE 0 END)
FROM illness_case k WHERE k.received_on >= :from AND k.received_on <= :to
  AND (:level = 0 OR (:level = 1 AND k.province_id = :area) OR (:level = 2 AND k.district_id = :area) OR (:level = 3 AND k.commune_id = :area)
   OR (:level = 4 AND k.hamlet_id = :area))
GROUP BY CASE :by WHEN 2 THEN k.district_id WHEN 3 THEN k.commune_id WHEN 4 THEN k.hamlet_id ELSE 0 END ORDER BY 1;

-- many illness_by_disease
-- why: what the fund paid for
-- in: level int, area id, from day, to day
-- out: disease text, cases int, costs money, amount money
SELECT k.disease, count(*), coalesce(sum((SELECT coalesce(sum(c.amount), 0) FROM illness_cost c WHERE c.case_id = k.id)), 0),
       coalesce(sum(CASE WHEN k.state IN ('granted', 'paid') THEN k.amount ELSE 0 END), 0)
FROM illness_case k WHERE k.received_on >= :from AND k.received_on <= :to AND k.state NOT IN ('refused', 'withdrawn')
  AND (:level = 0 OR (:level = 1 AND k.province_id = :area) OR (:level = 2 AND k.district_id = :area) OR (:level = 3 AND k.commune_id = :area)
   OR (:level = 4 AND k.hamlet_id = :area)) GROUP BY k.disease ORDER BY 2 DESC, 1;

-- one illness_unpaid
-- why: what was paid must be what the ledger says
-- out: wrong int
SELECT count(*) FROM illness_case k WHERE (k.state = 'paid' AND k.amount <> coalesce((SELECT sum(b.disbursed) FROM budget_commitment b
    WHERE b.for_kind = 'illness' AND b.for_id = k.id), 0))
   OR (k.state = 'granted' AND k.amount <> coalesce((SELECT sum(b.open_amount) FROM budget_commitment b WHERE b.for_kind = 'illness' AND b.for_id = k.id), 0));

-- many illness_waiting_of
-- why: what waits for whom
-- in: scope scope, state text, today day
-- out: id id, name text, commune text, since day
SELECT k.id, coalesce(p.full_name, ''), area_name(k.commune_id, :today),
       coalesce(k.assessed_on, k.sent_on, k.received_on)
FROM illness_case k LEFT JOIN person_version p ON p.person_id = k.person_id AND p.superseded_at = 9223372036854775806 AND p.valid_to = 2932896
WHERE k.state = :state AND IN_SCOPE(k) ORDER BY 4, k.id LIMIT 20;

-- many illness_demo_people
-- why: demonstration: people of poor households
-- in: limit int
-- out: person_id id, household_id id, hamlet_id id, commune_id id
SELECT m.person_id, n.household_id, n.hamlet_id, n.commune_id FROM household_now n
JOIN membership m ON m.household_id = n.household_id AND m.superseded_at = 9223372036854775806 AND m.valid_to = 2932896 AND m.relation = 'head'
WHERE n.status = 1 AND n.class_provincial = 1 ORDER BY n.household_id, m.person_id LIMIT :limit;
