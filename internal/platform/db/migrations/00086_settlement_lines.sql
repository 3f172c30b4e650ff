-- +goose Up

-- What a settlement claims for each line of the estimate, and what the other
-- sources have in it by the shares of that line. A settlement from before this
-- has no lines: nobody has said how its sum divides, and papers leave dots.
-- Owner: domain/contract
CREATE TABLE settlement_lines (
    province   TEXT   NOT NULL,
    settlement TEXT   NOT NULL,
    no         BIGINT NOT NULL,
    name       TEXT   NOT NULL,
    amount_vnd BIGINT NOT NULL CHECK (amount_vnd >= 0),
    own_vnd    BIGINT NOT NULL CHECK (own_vnd >= 0),
    other_vnd  BIGINT NOT NULL CHECK (other_vnd >= 0),
    PRIMARY KEY (province, settlement, no)
);
