-- +goose Up
-- See 00160_establishment_words.sqlite.sql, of which the core of the name is
-- for this engine too. The migration sees the rows of all provinces.
SET LOCAL kc.province = '*';
ALTER TABLE establishments ADD COLUMN name_core TEXT NOT NULL DEFAULT '';
UPDATE establishments SET name_core = split_part(name_folded, '|', 1);
DROP INDEX establishments_folded;
CREATE INDEX establishments_core ON establishments (province, name_core);
