-- The class that a meeting voted on, by standard: minutes stay as they were when answers change afterwards.
CREATE TABLE meeting_vote_class (
    meeting_id ID NOT NULL REFERENCES meeting(id),
    household_id ID NOT NULL REFERENCES household(id),
    standard_id ID NOT NULL REFERENCES standard(id),
    class INT NOT NULL CHECK (class BETWEEN 0 AND 4),
    PRIMARY KEY (meeting_id, household_id, standard_id)
);
