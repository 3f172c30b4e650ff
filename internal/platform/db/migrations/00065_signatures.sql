-- +goose Up
-- Whom an office trusts to issue certificates (base64 of DER), and what was
-- found of the signatures of its files on the day they were checked.

-- Owner: domain/signature
CREATE TABLE trust_anchors (
    province    TEXT NOT NULL,
    id          TEXT NOT NULL,
    certificate TEXT NOT NULL,
    note        TEXT NOT NULL,
    added_by    TEXT NOT NULL,
    added_at    TEXT NOT NULL,
    revoked_by  TEXT NOT NULL,
    revoked_at  TEXT NOT NULL,
    reason      TEXT NOT NULL,
    PRIMARY KEY (province, id)
);

-- Owner: domain/signature
CREATE TABLE signatures (
    province   TEXT   NOT NULL,
    subject    TEXT   NOT NULL,
    file       TEXT   NOT NULL,
    no         BIGINT NOT NULL,
    signer     TEXT   NOT NULL,
    unit       TEXT   NOT NULL,
    title      TEXT   NOT NULL,
    serial     TEXT   NOT NULL,
    issuer     TEXT   NOT NULL,
    claimed_at TEXT   NOT NULL,
    reason     TEXT   NOT NULL,
    verdict    TEXT   NOT NULL,
    sound      BIGINT NOT NULL CHECK (sound IN (0, 1)),
    checked_at TEXT   NOT NULL,
    checked_by TEXT   NOT NULL,
    PRIMARY KEY (province, subject, file, no)
);
