-- A clause may be demanded only where something holds: who is poor needs no further paper for legal aid, who is
-- near-poor does.
ALTER TABLE policy_clause ADD COLUMN applies TEXT; -- in the rule language; none: always
