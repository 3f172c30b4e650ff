-- +goose Up

-- Owner: domain/identity
CREATE TABLE provinces (
    province   TEXT NOT NULL,
    name       TEXT NOT NULL,
    centre     TEXT NOT NULL,
    department TEXT NOT NULL,
    demo       BIGINT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (province)
);

-- Owner: domain/identity
CREATE TABLE users (
    province    TEXT   NOT NULL,
    id          TEXT   NOT NULL,
    login       TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    name_sort   TEXT   NOT NULL,
    roles       TEXT   NOT NULL,
    commune     TEXT   NOT NULL,
    password    TEXT   NOT NULL,
    must_change BIGINT NOT NULL,
    active      BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    created_at  TEXT   NOT NULL,
    updated_at  TEXT   NOT NULL,
    PRIMARY KEY (province, id),
    UNIQUE (province, login)
);

-- Owner: domain/identity
CREATE TABLE sessions (
    province   TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    created_at TEXT NOT NULL,
    seen_at    TEXT NOT NULL,
    PRIMARY KEY (province, token_hash)
);
CREATE INDEX sessions_user ON sessions (province, user_id);

-- Owner: domain/identity
CREATE TABLE sign_in_failures (
    province TEXT   NOT NULL,
    login    TEXT   NOT NULL,
    source   TEXT   NOT NULL,
    since    TEXT   NOT NULL,
    count    BIGINT NOT NULL,
    PRIMARY KEY (province, login, source)
);

-- Owner: domain/identity
CREATE TABLE sign_in_sources (
    province TEXT NOT NULL,
    login    TEXT NOT NULL,
    source   TEXT NOT NULL,
    at       TEXT NOT NULL,
    PRIMARY KEY (province, login, source)
);

-- Owner: domain/deadline
CREATE TABLE days_off (
    province TEXT   NOT NULL,
    day      TEXT   NOT NULL,
    kind     TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    verified BIGINT NOT NULL,
    PRIMARY KEY (province, day)
);
