-- The present state of households follows the calendar: communes merge on a day of the law, a class opens on 1 January.
-- This is the day up to which it was brought.
CREATE TABLE household_day (
    id ID PRIMARY KEY,
    on_day DAY NOT NULL
);
