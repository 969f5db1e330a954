-- The households behind the figures of what was signed, as they were known that day: written once with the signature
-- and never changed, whatever becomes of the households, their classes and the map.
CREATE TABLE signed_figure (
    owner_kind TEXT NOT NULL,        -- plan_report
    owner_id ID NOT NULL,
    no INT NOT NULL,                 -- of the signed copy
    figure TEXT NOT NULL,            -- rate-in-force-provincial, movement-provincial …
    as_of DAY NOT NULL,
    households INT NOT NULL,
    sha256 TEXT NOT NULL,            -- of the rows; stands in the signed text too
    PRIMARY KEY (owner_kind, owner_id, no, figure)
);
CREATE TABLE signed_household (
    owner_kind TEXT NOT NULL,
    owner_id ID NOT NULL,
    no INT NOT NULL,
    figure TEXT NOT NULL,
    household_id ID NOT NULL,
    ord INT NOT NULL,                -- a household may leave one commune and come to another
    code TEXT NOT NULL,
    head_name TEXT NOT NULL,
    hamlet_name TEXT NOT NULL,
    commune_name TEXT NOT NULL,
    hamlet_id ID NOT NULL,
    commune_id ID NOT NULL,
    district_id ID NOT NULL,
    province_id ID NOT NULL,
    class_from INT NOT NULL,
    class_to INT NOT NULL,
    came BOOL NOT NULL,
    fallen BOOL NOT NULL,
    PRIMARY KEY (owner_kind, owner_id, no, figure, ord)
);
CREATE INDEX signed_household_household ON signed_household (household_id);
