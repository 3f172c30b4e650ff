-- +goose Up
-- Official boundaries of communes that an office loaded for its maps, each an
-- area in degrees (GeoJSON MultiPolygon), and where the whole set comes from.

-- Owner: domain/boundary
CREATE TABLE boundaries (
    province TEXT NOT NULL,
    code     TEXT NOT NULL,
    area     TEXT NOT NULL,
    PRIMARY KEY (province, code)
);

-- Owner: domain/boundary
CREATE TABLE boundary_sets (
    province  TEXT   NOT NULL,
    source    TEXT   NOT NULL,
    file_name TEXT   NOT NULL,
    sha256    TEXT   NOT NULL,
    loaded_by TEXT   NOT NULL,
    loaded_at TEXT   NOT NULL,
    version   BIGINT NOT NULL,
    PRIMARY KEY (province)
);

-- +goose Down
DROP TABLE boundary_sets;
DROP TABLE boundaries;
