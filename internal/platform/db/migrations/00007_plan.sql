-- +goose Up

-- Owner: domain/plan
CREATE TABLE plans (
    province     TEXT   NOT NULL,
    year         BIGINT NOT NULL,
    fund         TEXT   NOT NULL,
    round        BIGINT NOT NULL,
    title        TEXT   NOT NULL,
    state        TEXT   NOT NULL,
    paper_no     TEXT   NOT NULL,
    decision_no  TEXT   NOT NULL,
    decision_on  TEXT   NOT NULL,
    signer       TEXT   NOT NULL,
    reason       TEXT   NOT NULL,
    drafted_by   TEXT   NOT NULL,
    submitted_by TEXT   NOT NULL,
    submitted_at TEXT   NOT NULL,
    decided_by   TEXT   NOT NULL,
    decided_at   TEXT   NOT NULL,
    version      BIGINT NOT NULL,
    created_at   TEXT   NOT NULL,
    PRIMARY KEY (province, year, fund, round)
);

-- Owner: domain/plan
CREATE TABLE plan_items (
    province   TEXT   NOT NULL,
    year       BIGINT NOT NULL,
    fund       TEXT   NOT NULL,
    round      BIGINT NOT NULL,
    scheme     TEXT   NOT NULL,
    choice     TEXT   NOT NULL,
    amount_vnd BIGINT NOT NULL,
    rank       BIGINT NOT NULL,
    reasons    TEXT   NOT NULL,
    note       TEXT   NOT NULL,
    PRIMARY KEY (province, year, fund, round, scheme)
);
CREATE INDEX plan_items_scheme ON plan_items (province, scheme);

-- Owner: domain/plan
-- One row for every decision that gives, changes or takes back support. What a
-- scheme may use at any date is the sum of the rows decided by then.
CREATE TABLE plan_decisions (
    province    TEXT   NOT NULL,
    scheme      TEXT   NOT NULL,
    seq         BIGINT NOT NULL,
    year        BIGINT NOT NULL,
    fund        TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    delta_vnd   BIGINT NOT NULL,
    decision_no TEXT   NOT NULL,
    decided_on  TEXT   NOT NULL,
    signer      TEXT   NOT NULL,
    authority   TEXT   NOT NULL,
    note        TEXT   NOT NULL,
    noted_by    TEXT   NOT NULL,
    at          TEXT   NOT NULL,
    PRIMARY KEY (province, scheme, seq)
);
CREATE INDEX plan_decisions_year ON plan_decisions (province, year, fund, decided_on);

-- Owner: domain/plan
CREATE TABLE adjustments (
    province        TEXT   NOT NULL,
    id              TEXT   NOT NULL,
    scheme          TEXT   NOT NULL,
    change          TEXT   NOT NULL,
    authority       TEXT   NOT NULL,
    delta_vnd       BIGINT NOT NULL,
    beneficiary_no  BIGINT NOT NULL,
    establishment   TEXT   NOT NULL,
    new_end_on      TEXT   NOT NULL,
    new_text        TEXT   NOT NULL,
    reason          TEXT   NOT NULL,
    state           TEXT   NOT NULL,
    decision_no     TEXT   NOT NULL,
    decided_on      TEXT   NOT NULL,
    signer          TEXT   NOT NULL,
    answer          TEXT   NOT NULL,
    proposed_by     TEXT   NOT NULL,
    proposed_at     TEXT   NOT NULL,
    decided_by      TEXT   NOT NULL,
    decided_at      TEXT   NOT NULL,
    version         BIGINT NOT NULL,
    PRIMARY KEY (province, id)
);
CREATE INDEX adjustments_scheme ON adjustments (province, scheme);
CREATE INDEX adjustments_state ON adjustments (province, state);
