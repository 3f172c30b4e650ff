-- +goose Up

-- Owner: domain/ledger
-- An account that law does not allow below zero is held there by its CHECK;
-- the sources of money and of accepted work are the other side and are
-- negative by nature.
CREATE TABLE ledger_accounts (
    province TEXT   NOT NULL,
    fund     TEXT   NOT NULL,
    year     BIGINT NOT NULL,
    account  TEXT   NOT NULL,
    subject  TEXT   NOT NULL,
    balance  BIGINT NOT NULL,
    PRIMARY KEY (province, fund, year, account, subject),
    CONSTRAINT ledger_accounts_not_overdrawn
        CHECK (balance >= 0 OR account IN ('budget', 'work', 'brought_forward'))
);
CREATE INDEX ledger_accounts_subject ON ledger_accounts (province, subject);

-- Owner: domain/ledger
CREATE TABLE ledger_entries (
    province  TEXT   NOT NULL,
    fund      TEXT   NOT NULL,
    year      BIGINT NOT NULL,
    seq       BIGINT NOT NULL,
    key       TEXT   NOT NULL,
    kind      TEXT   NOT NULL,
    subject   TEXT   NOT NULL,
    amount    BIGINT NOT NULL,
    day       TEXT   NOT NULL,
    reference TEXT   NOT NULL,
    memo      TEXT   NOT NULL,
    reverses  BIGINT NOT NULL,
    actor     TEXT   NOT NULL,
    at        TEXT   NOT NULL,
    PRIMARY KEY (province, fund, year, seq),
    UNIQUE (province, key)
);
CREATE INDEX ledger_entries_subject ON ledger_entries (province, subject, fund, year, seq);

-- Owner: domain/ledger
CREATE TABLE ledger_postings (
    province TEXT   NOT NULL,
    fund     TEXT   NOT NULL,
    year     BIGINT NOT NULL,
    seq      BIGINT NOT NULL,
    line     BIGINT NOT NULL,
    account  TEXT   NOT NULL,
    subject  TEXT   NOT NULL,
    amount   BIGINT NOT NULL,
    PRIMARY KEY (province, fund, year, seq, line)
);
