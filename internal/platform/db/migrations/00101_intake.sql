-- +goose Up

-- One file on its way in. What takes long is done beside the requests, in
-- parts: total and seen tell how far it is, claimed_at who works on it ('' while
-- nobody does), loaded the row up to which it was loaded.
-- Owner: domain/intake
CREATE TABLE intakes (
    province   TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    file       TEXT   NOT NULL,
    sha256     TEXT   NOT NULL,
    layout     TEXT   NOT NULL,
    mapping    TEXT   NOT NULL,
    learned    BIGINT NOT NULL CHECK (learned IN (0, 1)),
    policy     TEXT   NOT NULL,
    total      BIGINT NOT NULL,
    seen       BIGINT NOT NULL,
    counts     TEXT   NOT NULL,
    notes      TEXT   NOT NULL,
    message    TEXT   NOT NULL,
    blocks     TEXT   NOT NULL,
    loaded     BIGINT NOT NULL,
    loaded_at  TEXT   NOT NULL,
    matched    TEXT   NOT NULL,
    made_by    TEXT   NOT NULL,
    by_name    TEXT   NOT NULL,
    claimed_at TEXT   NOT NULL,
    created_at TEXT   NOT NULL,
    updated_at TEXT   NOT NULL,
    version    BIGINT NOT NULL,
    PRIMARY KEY (province, id)
);
CREATE INDEX intakes_state ON intakes (province, state, id);

-- The rows of a file as they were read, each with what becomes of it; made is
-- what it became, or what it changed.
-- Owner: domain/intake
CREATE TABLE intake_rows (
    province TEXT   NOT NULL,
    intake   TEXT   NOT NULL,
    no       BIGINT NOT NULL,
    verdict  TEXT   NOT NULL,
    target   TEXT   NOT NULL,
    may      TEXT   NOT NULL,
    problems TEXT   NOT NULL,
    data     TEXT   NOT NULL,
    made     TEXT   NOT NULL,
    PRIMARY KEY (province, intake, no)
);
CREATE INDEX intake_rows_verdict ON intake_rows (province, intake, verdict, no);

-- What the office confirmed of a layout; the next file of it is read so.
-- Owner: domain/intake
CREATE TABLE intake_layouts (
    province   TEXT   NOT NULL,
    print      TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    mapping    TEXT   NOT NULL,
    learned_by TEXT   NOT NULL,
    learned_at TEXT   NOT NULL,
    uses       BIGINT NOT NULL,
    PRIMARY KEY (province, print)
);
