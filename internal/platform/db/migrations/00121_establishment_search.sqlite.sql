-- +goose Up
-- What a search of establishments looks through: the name, as its core and
-- whole, and the ID, folded. Triggers keep it, so that no deed can forget it.
-- See scheme_search.

-- Owner: domain/establishment
-- Derived: kept by triggers from establishments
CREATE TABLE establishment_search (
    province      TEXT   NOT NULL,
    establishment TEXT   NOT NULL,
    no            BIGINT NOT NULL,
    PRIMARY KEY (province, establishment),
    UNIQUE (province, no)
);

-- The row of no is the row of the same number here; a province has a range of
-- numbers of its own.
CREATE VIRTUAL TABLE establishment_words USING fts5 (
    words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3 4 5 6 7', tokenize = 'unicode61 remove_diacritics 0');

-- +goose StatementBegin
CREATE TRIGGER establishments_words_insert AFTER INSERT ON establishments BEGIN
    INSERT INTO establishment_search (province, establishment, no)
    VALUES (NEW.province, NEW.id,
        COALESCE((SELECT MAX(x.no) FROM establishment_search AS x WHERE x.province = NEW.province), CAST(NEW.province AS INTEGER) * 1000000000000) + 1);
    INSERT INTO establishment_words (rowid, words)
    SELECT x.no, replace(NEW.name_folded, '|', ' ') || ' ' || replace(NEW.id, '-', ' ')
    FROM establishment_search AS x WHERE x.province = NEW.province AND x.establishment = NEW.id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER establishments_words_update AFTER UPDATE OF name_folded ON establishments WHEN OLD.name_folded <> NEW.name_folded BEGIN
    UPDATE establishment_words SET words = replace(NEW.name_folded, '|', ' ') || ' ' || replace(NEW.id, '-', ' ')
    WHERE rowid = (SELECT x.no FROM establishment_search AS x WHERE x.province = NEW.province AND x.establishment = NEW.id);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER establishments_words_delete AFTER DELETE ON establishments BEGIN
    DELETE FROM establishment_words
    WHERE rowid = (SELECT x.no FROM establishment_search AS x WHERE x.province = OLD.province AND x.establishment = OLD.id);
    DELETE FROM establishment_search WHERE province = OLD.province AND establishment = OLD.id;
END;
-- +goose StatementEnd

INSERT INTO establishment_search (province, establishment, no)
SELECT province, id, CAST(province AS INTEGER) * 1000000000000 + row_number() OVER (PARTITION BY province ORDER BY id) FROM establishments;
INSERT INTO establishment_words (rowid, words)
SELECT x.no, replace(e.name_folded, '|', ' ') || ' ' || replace(e.id, '-', ' ')
FROM establishment_search AS x JOIN establishments AS e ON e.province = x.province AND e.id = x.establishment ORDER BY x.no;
