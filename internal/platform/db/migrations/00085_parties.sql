-- +goose Up
-- What papers say of the two parties of a contract beside their names. The
-- office says it of itself; a contract says into which account its money goes
-- and who signs for party B. All of it may be empty: a paper then has a dotted
-- line.

ALTER TABLE offices ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE offices ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE offices ADD COLUMN tax_code TEXT NOT NULL DEFAULT '';
ALTER TABLE offices ADD COLUMN account TEXT NOT NULL DEFAULT '';
ALTER TABLE offices ADD COLUMN bank TEXT NOT NULL DEFAULT '';
ALTER TABLE offices ADD COLUMN budget_code TEXT NOT NULL DEFAULT '';
ALTER TABLE contracts ADD COLUMN account TEXT NOT NULL DEFAULT '';
ALTER TABLE contracts ADD COLUMN bank TEXT NOT NULL DEFAULT '';
ALTER TABLE contracts ADD COLUMN representative TEXT NOT NULL DEFAULT '';
ALTER TABLE contracts ADD COLUMN position TEXT NOT NULL DEFAULT '';
