-- +goose Up

-- How often somebody used what costs much, in the stretch of time that began
-- at since. Every copy of the program counts here.
-- Owner: platform/db
CREATE TABLE uses (
    province TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    actor    TEXT   NOT NULL,
    since    TEXT   NOT NULL,
    count    BIGINT NOT NULL,
    PRIMARY KEY (province, name, actor)
);
