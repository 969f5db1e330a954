-- What papers need beside what the review hands out: steps and rules with their documents, certificates, refusals.

-- many paper_step_lines
-- why: a paper names who acts, how many copies there are and the document that asks for it; a line for an area replaces
--   the common one
-- in: kind text, step text, area_ids ids
-- out: actor text, paper text?, copies int?, article text?, certainty text
SELECT actor, paper, copies, article, certainty FROM review_step
WHERE kind = :kind AND step = :step AND (area_id = 0 OR area_id IN_LIST(:area_ids)) ORDER BY area_id;

-- one paper_rule_one
-- why: terms and shares as the season copied them
-- in: season_id id, key text
-- out: value text?
SELECT value FROM season_rule WHERE season_id = :season_id AND key = :key;

-- many paper_standards
-- why: a decision rests on the documents that set the standards of its season, the provincial one first
-- in: season_id id
-- out: name text, document text?, area_id id?
SELECT s.name, s.document, s.area_id FROM season_standard t JOIN standard s ON s.id = t.standard_id
WHERE t.season_id = :season_id ORDER BY s.kind, s.id;

-- one paper_opinion
-- why: a decision names the opinion that it rests on: the newest that agreed
-- in: season_id id, commune_id id
-- out: level_above int?, given_on day
SELECT level_above, given_on FROM opinion
WHERE season_id = :season_id AND commune_id = :commune_id AND outcome = 'agreed' AND given_on IS NOT NULL
ORDER BY no DESC LIMIT 1;

-- many paper_list
-- why: the list of households to review, by hamlet and name, with the class each had at the start
-- in: season_id id, commune_id id, hamlet_id id?, on_day day
-- out: hamlet_name text, code text, head_name text, address text?, members int, source text, provincial int, national int
SELECT v.name, n.code, n.head_name, n.address, n.member_count, x.source,
       coalesce((SELECT b.class FROM season_start b JOIN standard s ON s.id = b.standard_id AND s.kind = 'provincial'
          WHERE b.season_id = x.season_id AND b.household_id = x.household_id), 0),
       coalesce((SELECT b.class FROM season_start b JOIN standard s ON s.id = b.standard_id AND s.kind = 'national'
          WHERE b.season_id = x.season_id AND b.household_id = x.household_id), 0)
FROM season_household x
JOIN household_now n ON n.household_id = x.household_id
JOIN area_version v ON v.area_id = x.hamlet_id AND v.valid_from = area_since(x.hamlet_id, :on_day)
WHERE x.season_id = :season_id AND x.commune_id = :commune_id AND x.state <> 8
  AND (:hamlet_id IS NULL OR x.hamlet_id = :hamlet_id)
ORDER BY v.name_sort, v.area_id, n.head_sort, n.household_id;

-- one paper_meeting_id
-- why: the minutes of a hamlet: the meeting asked for, else the newest
-- in: season_id id, hamlet_id id, no int?
-- out: id id
SELECT id FROM meeting WHERE season_id = :season_id AND hamlet_id = :hamlet_id AND (:no IS NULL OR no = :no)
ORDER BY no DESC LIMIT 1;

-- one paper_posting_id
-- why: the list that hangs in a hamlet: the one asked for, else the newest
-- in: season_id id, hamlet_id id, no int?
-- out: id id
SELECT id FROM posting WHERE season_id = :season_id AND hamlet_id = :hamlet_id AND (:no IS NULL OR no = :no)
ORDER BY no DESC LIMIT 1;

-- many paper_posting_facts
-- why: what a province may decide to show beside name, hamlet and result; personal numbers and health are never read
-- in: posting_id id
-- out: household_id id, born_year int?, points_a int?, deprived int?
SELECT p.household_id, n.born_year, i.points_a,
       (SELECT max(r.deprived_count) FROM interview_result r WHERE r.interview_id = i.id)
FROM posting_household p
JOIN posting g ON g.id = p.posting_id
JOIN household_now n ON n.household_id = p.household_id
LEFT JOIN interview i ON i.season_id = g.season_id AND i.household_id = p.household_id
WHERE p.posting_id = :posting_id;

-- one paper_certificate
-- why: a certificate with the household it was issued to, and who signed it
-- in: id id
-- out: household_id id, commune_id id, number text, issued_on day, state text, ended_on day?, reason text?, signer_name text?, capacity text?
SELECT c.household_id, c.commune_id, c.number, c.issued_on, c.state, c.ended_on, c.reason, d.signer_name, d.capacity
FROM certificate c LEFT JOIN decision d ON d.id = c.decision_id WHERE c.id = :id;

-- one paper_household
-- why: where a household lives and who heads it, on a day as known now
-- in: household_id id, on_day day
-- out: head_person_id id?, hamlet_id id, address text?, head_name text, ethnicity text?
SELECT v.head_person_id, coalesce(v.hamlet_id, n.hamlet_id), CASE WHEN v.id IS NULL THEN n.address ELSE v.address END,
       coalesce((SELECT p.full_name FROM person_version p WHERE p.person_id = v.head_person_id
          AND p.superseded_at = 9223372036854775806 AND p.valid_from <= :on_day AND p.valid_to > :on_day), n.head_name),
       n.ethnicity
FROM household_now n
LEFT JOIN household_version v ON v.household_id = n.household_id AND v.superseded_at = 9223372036854775806
    AND v.valid_from <= :on_day AND v.valid_to > :on_day
WHERE n.household_id = :household_id;

-- many paper_members
-- why: who was in the household at any time since a day, head first; the certificate notes who came and who left
-- in: household_id id, since day, head_person_id id?
-- out: person_id id, full_name text, sex int, born_on day?, ethnicity text?, personal_number text?, relation_name text?, valid_from day, valid_to day
SELECT m.person_id, p.full_name, p.sex, p.born_on, p.ethnicity, p.personal_number, k.name, m.valid_from, m.valid_to
FROM membership m
JOIN person_version p ON p.person_id = m.person_id AND p.superseded_at = 9223372036854775806
  AND p.valid_from = (SELECT max(z.valid_from) FROM person_version z
      WHERE z.person_id = m.person_id AND z.superseded_at = 9223372036854775806)
LEFT JOIN code_list k ON k.list = 'relation' AND k.code = m.relation
WHERE m.household_id = :household_id AND m.superseded_at = 9223372036854775806 AND m.valid_to > :since
ORDER BY CASE WHEN m.person_id = :head_person_id THEN 0 ELSE 1 END, m.valid_from, m.id;

-- many paper_entries
-- why: the class of each year as entered in the certificate, with the decision that it rests on
-- in: certificate_id id
-- out: year int, standard_kind text, class int, number text, signed_on day
SELECT e.year, s.kind, e.class, coalesce(d.number, ''), coalesce(d.signed_on, e.entered_on)
FROM certificate_entry e JOIN standard s ON s.id = e.standard_id JOIN decision d ON d.id = e.decision_id
WHERE e.certificate_id = :certificate_id ORDER BY e.year, e.entered_on, e.decision_id, s.kind DESC;

-- one paper_refusal
-- why: the written answer to a household that is not recognised
-- in: id id
-- out: season_id id, household_id id, commune_id id, refused_on day, reason text, signer_name text, capacity text, request_kind text?, received_on day?
SELECT f.season_id, f.household_id, f.commune_id, f.refused_on, f.reason, f.signer_name, f.capacity, r.kind, r.received_on
FROM refusal f LEFT JOIN review_request r ON r.id = f.request_id WHERE f.id = :id;

-- ---- the page that offers them

-- many paper_meetings
-- why: the minutes of a commune, or of one hamlet, by hamlet
-- in: season_id id, commune_id id, hamlet_id id?
-- out: hamlet_id id, hamlet_name text, no int, held_on day
SELECT m.hamlet_id, v.name, m.no, m.held_on FROM meeting m
JOIN area_version v ON v.area_id = m.hamlet_id AND v.valid_from = area_since(m.hamlet_id, m.held_on)
WHERE m.season_id = :season_id AND m.commune_id = :commune_id AND (:hamlet_id IS NULL OR m.hamlet_id = :hamlet_id)
ORDER BY v.name_sort, m.hamlet_id, m.no;

-- many paper_postings
-- why: the posted lists of a commune, or of one hamlet, by hamlet
-- in: season_id id, commune_id id, hamlet_id id?
-- out: hamlet_id id, hamlet_name text, no int, again bool, posted_on day, last_day day
SELECT p.hamlet_id, v.name, p.no, p.again, p.posted_on, p.last_day FROM posting p
JOIN area_version v ON v.area_id = p.hamlet_id AND v.valid_from = area_since(p.hamlet_id, p.posted_on)
WHERE p.season_id = :season_id AND p.commune_id = :commune_id AND (:hamlet_id IS NULL OR p.hamlet_id = :hamlet_id)
ORDER BY v.name_sort, p.hamlet_id, p.no;

-- many paper_decisions
-- why: the decisions of a commune, drafted and signed
-- in: season_id id, commune_id id
-- out: id id, kind text, state text, number text?, day day, households int
SELECT id, kind, state, number, coalesce(signed_on, drafted_on), line_count FROM decision
WHERE season_id = :season_id AND commune_id = :commune_id ORDER BY coalesce(signed_on, drafted_on), id;

-- list certificate_papers
-- why: certificates of the area, to be printed
-- in: today day
-- out: id id, number text, household_id id, head_name text, hamlet_name text, issued_on day, state text
-- id: c.id
-- scope 1: n.province_id = :area
-- scope 2: n.district_id = :area
-- scope 3: c.commune_id = :area
-- scope 4: n.hamlet_id = :area AND c.commune_id = n.commune_id
-- filter commune int: c.commune_id = :value
-- filter state text: c.state = :value
-- filter q text: n.members_fold LIKE '%' || :value || '%'
-- sort newest int: -c.n
-- sort number int: c.n
-- sort head bytes: n.head_sort
SELECT c.id, c.number, c.household_id, n.head_name,
       area_name(n.hamlet_id, :today),
       c.issued_on, c.state
FROM certificate c JOIN household_now n ON n.household_id = c.household_id WHERE {where} {order} {limit};

-- list refusal_papers
-- why: written refusals of the area, to be printed
-- in: today day
-- out: id id, household_id id, head_name text, hamlet_name text, refused_on day, reason text
-- id: f.id
-- scope 1: n.province_id = :area
-- scope 2: n.district_id = :area
-- scope 3: f.commune_id = :area
-- scope 4: n.hamlet_id = :area AND f.commune_id = n.commune_id
-- filter commune int: f.commune_id = :value
-- filter season int: f.season_id = :value
-- filter q text: n.members_fold LIKE '%' || :value || '%'
-- sort newest int: -f.refused_on
-- sort head bytes: n.head_sort
SELECT f.id, f.household_id, n.head_name,
       area_name(n.hamlet_id, :today),
       f.refused_on, f.reason
FROM refusal f JOIN household_now n ON n.household_id = f.household_id WHERE {where} {order} {limit};
