-- +goose Up

-- Owner: domain/scheme
CREATE TABLE schemes (
    province       TEXT   NOT NULL,
    id             TEXT   NOT NULL,
    year           BIGINT NOT NULL,
    year_end       BIGINT NOT NULL,
    fund           TEXT   NOT NULL,
    is_group       BIGINT NOT NULL,
    is_key         BIGINT NOT NULL,
    title          TEXT   NOT NULL,
    title_folded   TEXT   NOT NULL,
    content        TEXT   NOT NULL,
    objectives     TEXT   NOT NULL,
    scope          TEXT   NOT NULL,
    effects        TEXT   NOT NULL,
    starts_on      TEXT   NOT NULL,
    ends_on        TEXT   NOT NULL,
    implementer    TEXT   NOT NULL,
    coordinator    TEXT   NOT NULL,
    commune        TEXT   NOT NULL,
    address_on     TEXT   NOT NULL,
    address_detail TEXT   NOT NULL,
    territory      TEXT   NOT NULL,
    industry       TEXT   NOT NULL,
    priorities     TEXT   NOT NULL,
    state          TEXT   NOT NULL,
    due_on         TEXT   NOT NULL,
    ceiling_vnd    BIGINT NOT NULL,
    total_vnd      BIGINT NOT NULL,
    asked_vnd      BIGINT NOT NULL,
    appraised_vnd  BIGINT NOT NULL,
    group_plan     TEXT   NOT NULL,
    group_plan_no  TEXT   NOT NULL,
    need           TEXT   NOT NULL,
    origin         TEXT   NOT NULL,
    origin_key     TEXT   NOT NULL,
    source         TEXT   NOT NULL,
    illustrative   BIGINT NOT NULL,
    note           TEXT   NOT NULL,
    prepared_by    TEXT   NOT NULL,
    version        BIGINT NOT NULL,
    created_at     TEXT   NOT NULL,
    updated_at     TEXT   NOT NULL,
    PRIMARY KEY (province, id)
);
CREATE INDEX schemes_year ON schemes (province, year, id);
CREATE INDEX schemes_state ON schemes (province, state, year, id);
CREATE INDEX schemes_origin ON schemes (province, origin_key);

-- Owner: domain/scheme
CREATE TABLE scheme_contents (
    province TEXT   NOT NULL,
    scheme   TEXT   NOT NULL,
    no       BIGINT NOT NULL,
    content  TEXT   NOT NULL,
    title    TEXT   NOT NULL,
    units    BIGINT NOT NULL,
    PRIMARY KEY (province, scheme, no)
);

-- Owner: domain/scheme
CREATE TABLE scheme_costs (
    province     TEXT   NOT NULL,
    scheme       TEXT   NOT NULL,
    no           BIGINT NOT NULL,
    content_no   BIGINT NOT NULL,
    year         BIGINT NOT NULL,
    name         TEXT   NOT NULL,
    unit         TEXT   NOT NULL,
    quantity     TEXT   NOT NULL,
    national_vnd BIGINT NOT NULL,
    local_vnd    BIGINT NOT NULL,
    own_vnd      BIGINT NOT NULL,
    other_vnd    BIGINT NOT NULL,
    note         TEXT   NOT NULL,
    PRIMARY KEY (province, scheme, no)
);

-- Owner: domain/scheme
CREATE TABLE scheme_beneficiaries (
    province       TEXT   NOT NULL,
    scheme         TEXT   NOT NULL,
    no             BIGINT NOT NULL,
    establishment  TEXT   NOT NULL,
    content_no     BIGINT NOT NULL,
    cost_vnd       BIGINT NOT NULL,
    support_vnd    BIGINT NOT NULL,
    commune        TEXT   NOT NULL,
    address_on     TEXT   NOT NULL,
    address_detail TEXT   NOT NULL,
    left_on        TEXT   NOT NULL,
    left_reason    TEXT   NOT NULL,
    PRIMARY KEY (province, scheme, no)
);
CREATE INDEX scheme_beneficiaries_establishment ON scheme_beneficiaries (province, establishment);

-- Owner: domain/scheme
CREATE TABLE scheme_papers (
    province    TEXT NOT NULL,
    scheme      TEXT NOT NULL,
    code        TEXT NOT NULL,
    received_on TEXT NOT NULL,
    note        TEXT NOT NULL,
    noted_by    TEXT NOT NULL,
    PRIMARY KEY (province, scheme, code)
);
