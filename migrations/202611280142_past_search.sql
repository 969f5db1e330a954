-- What ended after a day: few rows, by which a search of a past day finds heads whom today's names do not show.
CREATE INDEX household_version_ended ON household_version (valid_to, household_id) WHERE superseded_at = 9223372036854775806 AND valid_to < 2932896;
CREATE INDEX membership_ended ON membership (valid_to, household_id) WHERE superseded_at = 9223372036854775806 AND valid_to < 2932896;
CREATE INDEX person_version_ended ON person_version (valid_to, person_id) WHERE superseded_at = 9223372036854775806 AND valid_to < 2932896;
