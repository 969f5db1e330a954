-- Administrative units as dated data: an id for life, dated names, codes and parents, successors by law.
-- A unit at commune level is whatever acts as one: Côn Đảo's hamlets have the district itself as parent.

CREATE TABLE area (
    id ID PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,        -- our own stable key; official codes change meaning over time
    level INT NOT NULL               -- 1 province, 2 district, 3 commune, 4 hamlet
);
CREATE TABLE area_version (
    area_id ID NOT NULL REFERENCES area(id),
    valid_from DAY NOT NULL,
    valid_to DAY NOT NULL,           -- exclusive; 2932896 while open
    code TEXT,                       -- official, none for hamlets
    name TEXT NOT NULL,              -- as issued: "Xã Láng Lớn"
    kind TEXT NOT NULL,              -- "Xã", "Phường", "Thị trấn", "Thôn" …
    urban BOOL,
    parent_id ID REFERENCES area(id),
    name_fold TEXT NOT NULL,
    name_sort BYTES NOT NULL,
    source TEXT,
    certainty TEXT NOT NULL,
    version INT NOT NULL,
    PRIMARY KEY (area_id, valid_from)
);
CREATE INDEX area_version_parent ON area_version (parent_id, valid_from);
CREATE INDEX area_version_code ON area_version (code, valid_from);
CREATE TABLE area_successor (
    from_id ID NOT NULL REFERENCES area(id),
    to_id ID NOT NULL REFERENCES area(id),
    on_day DAY NOT NULL,
    kind TEXT NOT NULL,              -- merged, split, renamed, type_changed, moved
    source TEXT,
    certainty TEXT NOT NULL,
    PRIMARY KEY (from_id, to_id, on_day)
);
-- Tổng số hộ dân cư, declared by somebody on a day; the counted ones come from the register.
CREATE TABLE area_household_count (
    area_id ID NOT NULL REFERENCES area(id),
    on_day DAY NOT NULL,
    urban BOOL NOT NULL,
    households INT NOT NULL,
    source TEXT NOT NULL,
    certainty TEXT NOT NULL,
    version INT NOT NULL,
    PRIMARY KEY (area_id, on_day, urban)
);
CREATE TABLE area_shape ( -- boundaries, when an administrator loaded some
    area_id ID NOT NULL REFERENCES area(id),
    valid_from DAY NOT NULL,
    geojson TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (area_id, valid_from)
);

CREATE TABLE agency (
    id ID PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    area_id ID REFERENCES area(id)
);
CREATE TABLE agency_version (
    agency_id ID NOT NULL REFERENCES agency(id),
    valid_from DAY NOT NULL,
    valid_to DAY NOT NULL,
    name TEXT NOT NULL,
    short_name TEXT,
    name_sort BYTES NOT NULL,
    source TEXT,
    certainty TEXT NOT NULL,
    PRIMARY KEY (agency_id, valid_from)
);
CREATE TABLE agency_successor (
    from_id ID NOT NULL REFERENCES agency(id),
    to_id ID NOT NULL REFERENCES agency(id),
    on_day DAY NOT NULL,
    source TEXT,
    certainty TEXT NOT NULL,
    PRIMARY KEY (from_id, to_id, on_day)
);
CREATE TABLE agency_group ( -- named in a plan, made of members: "UBND cấp huyện", "các Hội, đoàn thể"
    id ID PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    source TEXT,
    certainty TEXT NOT NULL
);
CREATE TABLE agency_group_member (
    group_id ID NOT NULL REFERENCES agency_group(id),
    agency_id ID NOT NULL REFERENCES agency(id),
    valid_from DAY NOT NULL,
    valid_to DAY NOT NULL,
    source TEXT,
    certainty TEXT NOT NULL,
    PRIMARY KEY (group_id, agency_id, valid_from)
);
CREATE TABLE agency_spelling ( -- how documents write it; for importers
    spelling_fold TEXT NOT NULL,
    spelling TEXT NOT NULL,
    agency_id ID REFERENCES agency(id),
    group_id ID REFERENCES agency_group(id),
    PRIMARY KEY (spelling_fold)
);
