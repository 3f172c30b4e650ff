-- +goose Up

-- The report of a period while a person writes it: its figures as they were
-- counted last, and its text. One for each period.
-- Owner: domain/report
CREATE TABLE report_drafts (
    province    TEXT   NOT NULL,
    period      TEXT   NOT NULL,
    figures     TEXT   NOT NULL,
    sha256      TEXT   NOT NULL,
    text        TEXT   NOT NULL,
    issued      BIGINT NOT NULL CHECK (issued IN (0, 1)),
    prepared_by TEXT   NOT NULL,
    edited_by   TEXT   NOT NULL,
    counted_at  TEXT   NOT NULL,
    updated_at  TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    PRIMARY KEY (province, period)
);

-- Issued reports, numbered within their period. content is everything that is
-- printed, sha256 its hash; nothing of a row is ever changed.
-- Owner: domain/report
CREATE TABLE report_editions (
    province  TEXT   NOT NULL,
    period    TEXT   NOT NULL,
    no        BIGINT NOT NULL,
    content   TEXT   NOT NULL,
    sha256    TEXT   NOT NULL,
    issued_by TEXT   NOT NULL,
    issued_at TEXT   NOT NULL,
    PRIMARY KEY (province, period, no)
);
