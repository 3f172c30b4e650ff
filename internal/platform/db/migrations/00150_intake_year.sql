-- +goose Up

-- The year of the schemes of a list for which the list names none; 0 while
-- nobody said one.
ALTER TABLE intakes ADD COLUMN year BIGINT NOT NULL DEFAULT 0;
