-- +goose Up

-- Addresses of others that are told what happened. after_seq is the last record
-- of the province's audit chain that was looked at for the address.
-- Owner: domain/webhook
CREATE TABLE webhooks (
    province  TEXT   NOT NULL,
    id        TEXT   NOT NULL,
    url       TEXT   NOT NULL,
    events    TEXT   NOT NULL,
    secret    TEXT   NOT NULL,
    made_by   TEXT   NOT NULL,
    made_at   TEXT   NOT NULL,
    ended_by  TEXT   NOT NULL,
    ended_at  TEXT   NOT NULL,
    after_seq BIGINT NOT NULL,
    PRIMARY KEY (province, id)
);

-- One message to one address. seq is the number of the record that it tells of.
-- Owner: domain/webhook
CREATE TABLE webhook_deliveries (
    province   TEXT   NOT NULL,
    webhook    TEXT   NOT NULL,
    seq        BIGINT NOT NULL,
    event      TEXT   NOT NULL,
    subject    TEXT   NOT NULL,
    at         TEXT   NOT NULL,
    state      TEXT   NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    tries      BIGINT NOT NULL,
    next_at    TEXT   NOT NULL,
    claimed_at TEXT   NOT NULL,
    status     BIGINT NOT NULL,
    why        TEXT   NOT NULL,
    tried_at   TEXT   NOT NULL,
    PRIMARY KEY (province, webhook, seq)
);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (province, state, next_at);
