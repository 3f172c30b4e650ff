-- +goose Up

-- Owner: domain/establishment
CREATE TABLE establishments (
    province       TEXT   NOT NULL,
    id             TEXT   NOT NULL,
    kind           TEXT   NOT NULL,
    name           TEXT   NOT NULL,
    name_folded    TEXT   NOT NULL,
    name_sort      TEXT   NOT NULL,
    tax_code       TEXT   NOT NULL,
    phone          TEXT   NOT NULL,
    email          TEXT   NOT NULL,
    contact        TEXT   NOT NULL,
    commune        TEXT   NOT NULL,
    address_on     TEXT   NOT NULL,
    address_detail TEXT   NOT NULL,
    vsic           TEXT   NOT NULL,
    vsic_version   TEXT   NOT NULL,
    industry       TEXT   NOT NULL,
    products       TEXT   NOT NULL,
    founded_on     TEXT   NOT NULL,
    capital_vnd    BIGINT NOT NULL,
    revenue_vnd    BIGINT NOT NULL,
    workers        BIGINT NOT NULL,
    women_owned    BIGINT NOT NULL,
    minority_owned BIGINT NOT NULL,
    note           TEXT   NOT NULL,
    source         TEXT   NOT NULL,
    illustrative   BIGINT NOT NULL,
    merged_into    TEXT   NOT NULL,
    version        BIGINT NOT NULL,
    created_at     TEXT   NOT NULL,
    updated_at     TEXT   NOT NULL,
    PRIMARY KEY (province, id)
);
CREATE INDEX establishments_name ON establishments (province, merged_into, name_sort, id);
CREATE INDEX establishments_tax ON establishments (province, tax_code);
CREATE INDEX establishments_phone ON establishments (province, phone);
CREATE INDEX establishments_folded ON establishments (province, name_folded, commune);
CREATE INDEX establishments_commune ON establishments (province, commune);

-- Owner: domain/establishment
CREATE TABLE establishment_merges (
    province  TEXT   NOT NULL,
    seq       BIGINT NOT NULL,
    kept      TEXT   NOT NULL,
    dropped   TEXT   NOT NULL,
    reason    TEXT   NOT NULL,
    merged_by TEXT   NOT NULL,
    merged_at TEXT   NOT NULL,
    undone_by TEXT   NOT NULL,
    undone_at TEXT   NOT NULL,
    PRIMARY KEY (province, seq)
);

-- Owner: domain/survey
CREATE TABLE campaigns (
    province   TEXT   NOT NULL,
    year       BIGINT NOT NULL,
    title      TEXT   NOT NULL,
    opens_on   TEXT   NOT NULL,
    due_on     TEXT   NOT NULL,
    guidance   TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    opened_by  TEXT   NOT NULL,
    version    BIGINT NOT NULL,
    created_at TEXT   NOT NULL,
    updated_at TEXT   NOT NULL,
    PRIMARY KEY (province, year)
);

-- Owner: domain/survey
CREATE TABLE campaign_replies (
    province   TEXT   NOT NULL,
    year       BIGINT NOT NULL,
    commune    TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    note       TEXT   NOT NULL,
    sent_by    TEXT   NOT NULL,
    sent_at    TEXT   NOT NULL,
    version    BIGINT NOT NULL,
    updated_at TEXT   NOT NULL,
    PRIMARY KEY (province, year, commune)
);

-- Owner: domain/survey
CREATE TABLE needs (
    province      TEXT   NOT NULL,
    id            TEXT   NOT NULL,
    year          BIGINT NOT NULL,
    commune       TEXT   NOT NULL,
    establishment TEXT   NOT NULL,
    content       TEXT   NOT NULL,
    title         TEXT   NOT NULL,
    cost_vnd      BIGINT NOT NULL,
    asked_vnd     BIGINT NOT NULL,
    note          TEXT   NOT NULL,
    state         TEXT   NOT NULL,
    reason        TEXT   NOT NULL,
    scheme        TEXT   NOT NULL,
    entered_by    TEXT   NOT NULL,
    version       BIGINT NOT NULL,
    created_at    TEXT   NOT NULL,
    updated_at    TEXT   NOT NULL,
    PRIMARY KEY (province, id)
);
CREATE INDEX needs_commune ON needs (province, year, commune, id);
CREATE INDEX needs_establishment ON needs (province, establishment);
