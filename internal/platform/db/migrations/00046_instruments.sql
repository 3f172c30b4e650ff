-- +goose Up
-- The instruments that an office adds to those of the whole country, which are
-- data of the program: a resolution of the province, the circular of next year.
-- amends, replaces and replaces_part hold ids, with a space between.

-- Owner: domain/register
CREATE TABLE instruments (
    province      TEXT   NOT NULL,
    id            TEXT   NOT NULL,
    kind          TEXT   NOT NULL,
    number        TEXT   NOT NULL,
    issuer        TEXT   NOT NULL,
    title         TEXT   NOT NULL,
    topic         TEXT   NOT NULL,
    signed_on     TEXT   NOT NULL,
    from_on       TEXT   NOT NULL,
    until_on      TEXT   NOT NULL,
    amends        TEXT   NOT NULL,
    replaces      TEXT   NOT NULL,
    replaces_part TEXT   NOT NULL,
    says          TEXT   NOT NULL,
    link          TEXT   NOT NULL,
    evidence      TEXT   NOT NULL,
    withdrawn     TEXT   NOT NULL,
    added_by      TEXT   NOT NULL,
    version       BIGINT NOT NULL,
    created_at    TEXT   NOT NULL,
    updated_at    TEXT   NOT NULL,
    PRIMARY KEY (province, id),
    CHECK (until_on = '' OR until_on >= from_on),
    CHECK (from_on >= signed_on)
);
