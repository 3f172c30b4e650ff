-- +goose Up

-- What an establishment is asked 6, 12, 24 and 36 months after its support was
-- accepted, by a link that needs no account: whoever has the code may answer
-- until closes_on. A number that is not known is -1. answered_by is the user
-- who wrote down what was told, empty when the answer came by the link.
-- Owner: domain/followup
CREATE TABLE followups (
    province      TEXT   NOT NULL,
    id            TEXT   NOT NULL,
    scheme        TEXT   NOT NULL,
    beneficiary   BIGINT NOT NULL,
    establishment TEXT   NOT NULL,
    content       TEXT   NOT NULL,
    months        BIGINT NOT NULL CHECK (months IN (6, 12, 24, 36)),
    due_on        TEXT   NOT NULL,
    code          TEXT   NOT NULL,
    asked_at      TEXT   NOT NULL,
    asked_by      TEXT   NOT NULL,
    closes_on     TEXT   NOT NULL,
    answered_at   TEXT   NOT NULL,
    answered_by   TEXT   NOT NULL,
    revenue_vnd   BIGINT NOT NULL,
    workers       BIGINT NOT NULL,
    output        TEXT   NOT NULL,
    energy_kwh    BIGINT NOT NULL,
    still_used    TEXT   NOT NULL,
    note          TEXT   NOT NULL,
    version       BIGINT NOT NULL,
    PRIMARY KEY (province, id),
    UNIQUE (province, scheme, beneficiary, months),
    UNIQUE (province, code)
);

-- The acceptances of a stretch of days, without reading the rest.
CREATE INDEX acceptances_accepted ON acceptances (province, state, is_partial, accepted_on);
