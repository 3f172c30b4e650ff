-- +goose Up

-- The papers that were filled into a Word template of the office and become PDF
-- with LibreOffice, many in one run. claimed_at is when a program took one up
-- ('' while none has): what it did not bring to an end others take up later. A row goes when
-- its PDF file is there.
-- Owner: domain/paper
CREATE TABLE paper_conversions (
    province   TEXT   NOT NULL,
    paper      TEXT   NOT NULL,
    sha256     TEXT   NOT NULL,
    state      TEXT   NOT NULL CHECK (state IN ('waiting', 'failed')),
    tries      BIGINT NOT NULL,
    why        TEXT   NOT NULL,
    asked_at   TEXT   NOT NULL,
    claimed_at TEXT   NOT NULL,
    PRIMARY KEY (province, paper)
);
