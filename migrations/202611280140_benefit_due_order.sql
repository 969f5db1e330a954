-- The worklist of a commune reads in the order of its page: since, then whose it is.
DROP INDEX benefit_due_commune;
CREATE INDEX benefit_due_commune ON benefit_due (commune_id, policy_id, since, (CASE WHEN person_id = 0 THEN household_id ELSE person_id END));
