-- +goose Up

-- Owner: platform/db
CREATE TABLE counters (
    province TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    value    BIGINT NOT NULL,
    PRIMARY KEY (province, name)
);

-- Owner: platform/db
CREATE TABLE idempotency_keys (
    province TEXT NOT NULL,
    actor    TEXT NOT NULL,
    key      TEXT NOT NULL,
    digest   TEXT NOT NULL,
    result   TEXT NOT NULL,
    at       TEXT NOT NULL,
    PRIMARY KEY (province, actor, key)
);

-- Owner: platform/audit
CREATE TABLE audit_events (
    province   TEXT   NOT NULL,
    seq        BIGINT NOT NULL,
    at         TEXT   NOT NULL,
    actor      TEXT   NOT NULL,
    actor_name TEXT   NOT NULL,
    verb       TEXT   NOT NULL,
    subject    TEXT   NOT NULL,
    detail     TEXT   NOT NULL,
    prev_hash  TEXT   NOT NULL,
    hash       TEXT   NOT NULL,
    PRIMARY KEY (province, seq)
);
CREATE INDEX audit_events_subject ON audit_events (province, subject, seq);

-- Owner: platform/blob
CREATE TABLE attachments (
    province   TEXT   NOT NULL,
    id         TEXT   NOT NULL,
    owner      TEXT   NOT NULL,
    slot       TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    media      TEXT   NOT NULL,
    size       BIGINT NOT NULL,
    sha256     TEXT   NOT NULL,
    added_by   TEXT   NOT NULL,
    added_at   TEXT   NOT NULL,
    removed_at TEXT   NOT NULL,
    PRIMARY KEY (province, id)
);
CREATE INDEX attachments_owner ON attachments (province, owner, slot);
