-- +goose Up

-- The keys with which programs of others ask the interface; only the hash of
-- each is kept.
-- Owner: domain/apikey
CREATE TABLE api_keys (
    province   TEXT NOT NULL,
    id         TEXT NOT NULL,
    name       TEXT NOT NULL,
    hash       TEXT NOT NULL,
    made_by    TEXT NOT NULL,
    made_at    TEXT NOT NULL,
    used_at    TEXT NOT NULL,
    revoked_by TEXT NOT NULL,
    revoked_at TEXT NOT NULL,
    PRIMARY KEY (province, id),
    UNIQUE (province, hash)
);
