-- +goose Up
-- The index of words says itself which establishment a row is about: its number
-- is that of the ID, within the range of the province. So the table between the
-- two goes, and with it three entries of B-trees for each establishment. Words
-- of new establishments are entered by their owner, many by one statement:
-- from a trigger the index wrote what it gathered after every statement.
DROP TRIGGER establishments_words_insert;
DROP TRIGGER establishments_words_update;
DROP TRIGGER establishments_words_delete;
DROP TABLE establishment_search;

INSERT INTO establishment_words (establishment_words) VALUES ('delete-all');
INSERT INTO establishment_words (rowid, words)
SELECT CAST(province AS INTEGER) * 1000000000000 + CAST(substr(id, 4) AS INTEGER), replace(name_folded, '|', ' ') || ' ' || replace(id, '-', ' ')
FROM establishments ORDER BY 1;

-- +goose StatementBegin
CREATE TRIGGER establishments_words_update AFTER UPDATE OF name_folded ON establishments WHEN OLD.name_folded <> NEW.name_folded BEGIN
    UPDATE establishment_words SET words = replace(NEW.name_folded, '|', ' ') || ' ' || replace(NEW.id, '-', ' ')
    WHERE rowid = CAST(NEW.province AS INTEGER) * 1000000000000 + CAST(substr(NEW.id, 4) AS INTEGER);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER establishments_words_delete AFTER DELETE ON establishments BEGIN
    DELETE FROM establishment_words
    WHERE rowid = CAST(OLD.province AS INTEGER) * 1000000000000 + CAST(substr(OLD.id, 4) AS INTEGER);
END;
-- +goose StatementEnd

-- The core of the name is what duplicates share, and is looked for as it is: no
-- engine finds the beginning of another column by an index (SQLite's LIKE asks
-- for no case, PostgreSQL's is not let through the wall between provinces).
ALTER TABLE establishments ADD COLUMN name_core TEXT NOT NULL DEFAULT '';
UPDATE establishments SET name_core = substr(name_folded, 1, instr(name_folded, '|') - 1);
DROP INDEX establishments_folded;
CREATE INDEX establishments_core ON establishments (province, name_core);
