-- Boundaries of areas, each for the time in which they hold: until the unit's next version or until another unit joins
-- it. The outline is what pages draw, thinned out; the full boundary stays beside it for exchange.
DROP TABLE area_shape;
CREATE TABLE area_shape (
    area_id ID NOT NULL REFERENCES area(id),
    valid_from DAY NOT NULL,
    valid_to DAY NOT NULL,
    outline TEXT NOT NULL,           -- rings parted by ';', points by ' ', "longitude,latitude" in hundred-thousandths of a degree
    geojson TEXT NOT NULL,           -- geometry (RFC 7946), as loaded
    points INT NOT NULL,
    source TEXT NOT NULL,
    file_name TEXT NOT NULL,
    recorded_at INSTANT NOT NULL,
    account_id ID NOT NULL,
    PRIMARY KEY (area_id, valid_from)
);
