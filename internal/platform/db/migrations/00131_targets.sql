-- +goose Up
-- What an office itself means to reach by the end of a five-year programme.

-- Owner: domain/target
CREATE TABLE targets (
    province   TEXT   NOT NULL,
    programme  TEXT   NOT NULL,
    indicator  TEXT   NOT NULL,
    amount     BIGINT NOT NULL,
    decision   TEXT   NOT NULL,
    set_by     TEXT   NOT NULL,
    set_at     TEXT   NOT NULL,
    version    BIGINT NOT NULL,
    PRIMARY KEY (province, programme, indicator)
);

-- +goose Down
DROP TABLE targets;
