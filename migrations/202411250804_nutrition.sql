-- Nutrition of children under 16 and of pregnant and nursing women of the households concerned: measured, supplied.

CREATE TABLE nutrition_person (
    id ID PRIMARY KEY,
    person_id ID NOT NULL REFERENCES person(id),
    kind TEXT NOT NULL CHECK (kind IN ('child', 'woman')), -- woman: pregnant or nursing
    household_id ID NOT NULL REFERENCES household(id),
    hamlet_id ID NOT NULL,
    commune_id ID NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    classes TEXT,
    proof TEXT,
    opened_on DAY NOT NULL,
    closed_on DAY,
    closed_reason TEXT,
    version INT NOT NULL,
    account_id ID NOT NULL,
    created_at INSTANT NOT NULL,
    CONSTRAINT nutrition_closed CHECK ((closed_on IS NULL) = (closed_reason IS NULL))
);
CREATE UNIQUE INDEX nutrition_person_once ON nutrition_person (person_id) WHERE closed_on IS NULL;
CREATE INDEX nutrition_person_commune ON nutrition_person (commune_id, opened_on);

CREATE TABLE nutrition_measure (
    id ID PRIMARY KEY,
    nutrition_id ID NOT NULL REFERENCES nutrition_person(id),
    on_day DAY NOT NULL,
    weight_g INT NOT NULL,
    height_mm INT NOT NULL,
    note TEXT,
    cancelled_reason TEXT,           -- measured or written wrongly
    account_id ID NOT NULL,
    recorded_at INSTANT NOT NULL,
    CONSTRAINT nutrition_measure_weight CHECK (weight_g BETWEEN 500 AND 250000),
    CONSTRAINT nutrition_measure_height CHECK (height_mm BETWEEN 250 AND 2300)
);
CREATE INDEX nutrition_measure_person ON nutrition_measure (nutrition_id, on_day);
CREATE INDEX nutrition_measure_day ON nutrition_measure (on_day);

CREATE TABLE nutrition_supply ( -- its id is the source of the claim; the stock's book names it
    id ID PRIMARY KEY,
    nutrition_id ID NOT NULL REFERENCES nutrition_person(id),
    on_day DAY NOT NULL,
    agency_id ID NOT NULL REFERENCES agency(id),
    good_id ID NOT NULL REFERENCES good(id),
    quantity INT NOT NULL,
    what TEXT NOT NULL,
    account_id ID NOT NULL,
    recorded_at INSTANT NOT NULL
);
CREATE INDEX nutrition_supply_person ON nutrition_supply (nutrition_id, on_day);
