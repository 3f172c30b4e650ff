-- +goose Up

-- Owner: domain/contract
CREATE TABLE contracts (
    province      TEXT   NOT NULL,
    id            TEXT   NOT NULL,
    scheme        TEXT   NOT NULL,
    number        TEXT   NOT NULL,
    party         TEXT   NOT NULL,
    value_vnd     BIGINT NOT NULL,
    investment_vnd BIGINT NOT NULL,
    starts_on     TEXT   NOT NULL,
    ends_on       TEXT   NOT NULL,
    terms         TEXT   NOT NULL,
    state         TEXT   NOT NULL,
    signed_on     TEXT   NOT NULL,
    prepared_by   TEXT   NOT NULL,
    signed_by     TEXT   NOT NULL,
    closed_on     TEXT   NOT NULL,
    closing_no    TEXT   NOT NULL,
    closed_by     TEXT   NOT NULL,
    version       BIGINT NOT NULL,
    created_at    TEXT   NOT NULL,
    updated_at    TEXT   NOT NULL,
    PRIMARY KEY (province, id)
);
CREATE INDEX contracts_scheme ON contracts (province, scheme);

-- Owner: domain/contract
CREATE TABLE contract_annexes (
    province    TEXT   NOT NULL,
    contract    TEXT   NOT NULL,
    no          BIGINT NOT NULL,
    number      TEXT   NOT NULL,
    what        TEXT   NOT NULL,
    delta_vnd   BIGINT NOT NULL,
    new_ends_on TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    prepared_by TEXT   NOT NULL,
    signed_by   TEXT   NOT NULL,
    signed_on   TEXT   NOT NULL,
    PRIMARY KEY (province, contract, no)
);

-- Owner: domain/contract
CREATE TABLE progress_reports (
    province   TEXT   NOT NULL,
    contract   TEXT   NOT NULL,
    month      TEXT   NOT NULL,
    done_vnd   BIGINT NOT NULL,
    note       TEXT   NOT NULL,
    trouble    TEXT   NOT NULL,
    noted_by   TEXT   NOT NULL,
    at         TEXT   NOT NULL,
    PRIMARY KEY (province, contract, month)
);

-- Owner: domain/contract
CREATE TABLE acceptances (
    province      TEXT   NOT NULL,
    id            TEXT   NOT NULL,
    contract      TEXT   NOT NULL,
    scheme        TEXT   NOT NULL,
    beneficiary   BIGINT NOT NULL,
    accepted_on   TEXT   NOT NULL,
    place         TEXT   NOT NULL,
    quantities    TEXT   NOT NULL,
    serials       TEXT   NOT NULL,
    differences   TEXT   NOT NULL,
    value_vnd     BIGINT NOT NULL,
    is_partial    BIGINT NOT NULL,
    state         TEXT   NOT NULL,
    reason        TEXT   NOT NULL,
    prepared_by   TEXT   NOT NULL,
    prepared_at   TEXT   NOT NULL,
    confirmed_by  TEXT   NOT NULL,
    confirmed_at  TEXT   NOT NULL,
    version       BIGINT NOT NULL,
    PRIMARY KEY (province, id)
);
CREATE INDEX acceptances_contract ON acceptances (province, contract);
CREATE INDEX acceptances_state ON acceptances (province, state);

-- Owner: domain/contract
CREATE TABLE disbursements (
    province    TEXT   NOT NULL,
    id          TEXT   NOT NULL,
    contract    TEXT   NOT NULL,
    scheme      TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    amount_vnd  BIGINT NOT NULL,
    proof       TEXT   NOT NULL,
    volume_vnd  BIGINT NOT NULL,
    warning     TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    reason      TEXT   NOT NULL,
    voucher_no  TEXT   NOT NULL,
    voucher_on  TEXT   NOT NULL,
    prepared_by TEXT   NOT NULL,
    prepared_at TEXT   NOT NULL,
    approved_by TEXT   NOT NULL,
    approved_at TEXT   NOT NULL,
    paid_by     TEXT   NOT NULL,
    paid_at     TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    PRIMARY KEY (province, id)
);
CREATE INDEX disbursements_contract ON disbursements (province, contract);
CREATE INDEX disbursements_state ON disbursements (province, state);

-- Owner: domain/contract
CREATE TABLE settlements (
    province    TEXT   NOT NULL,
    id          TEXT   NOT NULL,
    contract    TEXT   NOT NULL,
    scheme      TEXT   NOT NULL,
    amount_vnd  BIGINT NOT NULL,
    note        TEXT   NOT NULL,
    warning     TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    reason      TEXT   NOT NULL,
    prepared_by TEXT   NOT NULL,
    prepared_at TEXT   NOT NULL,
    approved_by TEXT   NOT NULL,
    approved_at TEXT   NOT NULL,
    approved_on TEXT   NOT NULL,
    version     BIGINT NOT NULL,
    PRIMARY KEY (province, id)
);
CREATE INDEX settlements_contract ON settlements (province, contract);
CREATE INDEX settlements_state ON settlements (province, state);

-- Owner: domain/contract
CREATE TABLE invoices (
    province   TEXT   NOT NULL,
    settlement TEXT   NOT NULL,
    no         BIGINT NOT NULL,
    seller     TEXT   NOT NULL,
    seller_tax TEXT   NOT NULL,
    symbol     TEXT   NOT NULL,
    number     TEXT   NOT NULL,
    issued_on  TEXT   NOT NULL,
    amount_vnd BIGINT NOT NULL,
    outside    TEXT   NOT NULL,
    PRIMARY KEY (province, settlement, no)
);
CREATE INDEX invoices_number ON invoices (province, seller_tax, symbol, number);

-- Owner: domain/contract
CREATE TABLE settlement_papers (
    province   TEXT NOT NULL,
    settlement TEXT NOT NULL,
    code       TEXT NOT NULL,
    note       TEXT NOT NULL,
    PRIMARY KEY (province, settlement, code)
);

-- Owner: domain/contract
CREATE TABLE carry_overs (
    province    TEXT   NOT NULL,
    contract    TEXT   NOT NULL,
    from_year   BIGINT NOT NULL,
    scheme      TEXT   NOT NULL,
    to_year     BIGINT NOT NULL,
    amount_vnd  BIGINT NOT NULL,
    decision_no TEXT   NOT NULL,
    decided_on  TEXT   NOT NULL,
    signer      TEXT   NOT NULL,
    decided_by  TEXT   NOT NULL,
    at          TEXT   NOT NULL,
    PRIMARY KEY (province, contract, from_year)
);
