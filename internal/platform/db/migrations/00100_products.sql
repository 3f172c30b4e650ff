-- +goose Up

-- Outstanding rural industrial products. points are hundredths, 0 when nobody
-- wrote them down; valid_until is empty when the certificate does not say.
-- Owner: domain/product
CREATE TABLE products (
    province      TEXT   NOT NULL,
    id            TEXT   NOT NULL,
    establishment TEXT   NOT NULL,
    name          TEXT   NOT NULL,
    name_folded   TEXT   NOT NULL,
    name_sort     TEXT   NOT NULL,
    kind          TEXT   NOT NULL,
    level         TEXT   NOT NULL,
    year          BIGINT NOT NULL,
    points        BIGINT NOT NULL,
    certificate   TEXT   NOT NULL,
    valid_until   TEXT   NOT NULL,
    commune       TEXT   NOT NULL,
    address_on    TEXT   NOT NULL,
    note          TEXT   NOT NULL,
    source        TEXT   NOT NULL,
    illustrative  BIGINT NOT NULL CHECK (illustrative IN (0, 1)),
    version       BIGINT NOT NULL,
    created_at    TEXT   NOT NULL,
    updated_at    TEXT   NOT NULL,
    PRIMARY KEY (province, id)
);
CREATE INDEX products_year ON products (province, year, name_sort, id);
CREATE INDEX products_establishment ON products (province, establishment);
CREATE UNIQUE INDEX products_once ON products (province, establishment, name_folded, level, year);
