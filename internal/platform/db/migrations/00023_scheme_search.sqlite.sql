-- +goose Up
-- What a search of schemes looks through: a title, a code and the names of the
-- beneficiaries, folded. Triggers keep it, so that no deed can forget it.

-- Owner: domain/scheme
-- Derived: kept by triggers from schemes, scheme_beneficiaries, establishments
CREATE TABLE scheme_search (
    province TEXT   NOT NULL,
    scheme   TEXT   NOT NULL,
    no       BIGINT NOT NULL,
    words    TEXT   NOT NULL,
    PRIMARY KEY (province, scheme),
    UNIQUE (province, no)
);

-- The row of no is the row of the same number here; a province has a range of
-- numbers of its own.
CREATE VIRTUAL TABLE scheme_words USING fts5 (words, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61 remove_diacritics 0');

CREATE VIEW scheme_words_now AS
SELECT s.province, s.id AS scheme,
    ' ' || s.title_folded || ' ' || replace(s.id, '-', ' ') || COALESCE((
        SELECT ' ' || string_agg(replace(e.name_folded, '|', ' '), ' ')
        FROM scheme_beneficiaries AS b JOIN establishments AS e ON e.province = b.province AND e.id = b.establishment
        WHERE b.province = s.province AND b.scheme = s.id), '') AS words
FROM schemes AS s;

-- +goose StatementBegin
CREATE TRIGGER scheme_search_index AFTER INSERT ON scheme_search BEGIN
    INSERT INTO scheme_words (rowid, words) VALUES (NEW.no, NEW.words);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER scheme_search_change AFTER UPDATE OF words ON scheme_search WHEN OLD.words <> NEW.words BEGIN
    UPDATE scheme_words SET words = NEW.words WHERE rowid = NEW.no;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER scheme_search_remove AFTER DELETE ON scheme_search BEGIN
    DELETE FROM scheme_words WHERE rowid = OLD.no;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER schemes_search_insert AFTER INSERT ON schemes BEGIN
    INSERT INTO scheme_search (province, scheme, no, words)
    SELECT n.province, n.scheme,
        COALESCE((SELECT MAX(x.no) FROM scheme_search AS x WHERE x.province = n.province), CAST(n.province AS INTEGER) * 1000000000000) + 1, n.words
    FROM scheme_words_now AS n WHERE n.province = NEW.province AND n.scheme = NEW.id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER schemes_search_update AFTER UPDATE OF title_folded ON schemes WHEN OLD.title_folded <> NEW.title_folded BEGIN
    UPDATE scheme_search SET words = (SELECT n.words FROM scheme_words_now AS n WHERE n.province = NEW.province AND n.scheme = NEW.id)
    WHERE province = NEW.province AND scheme = NEW.id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER schemes_search_delete AFTER DELETE ON schemes BEGIN
    DELETE FROM scheme_search WHERE province = OLD.province AND scheme = OLD.id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER scheme_beneficiaries_search_insert AFTER INSERT ON scheme_beneficiaries BEGIN
    UPDATE scheme_search SET words = (SELECT n.words FROM scheme_words_now AS n WHERE n.province = NEW.province AND n.scheme = NEW.scheme)
    WHERE province = NEW.province AND scheme = NEW.scheme;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER scheme_beneficiaries_search_update AFTER UPDATE OF establishment ON scheme_beneficiaries WHEN OLD.establishment <> NEW.establishment BEGIN
    UPDATE scheme_search SET words = (SELECT n.words FROM scheme_words_now AS n WHERE n.province = NEW.province AND n.scheme = NEW.scheme)
    WHERE province = NEW.province AND scheme = NEW.scheme;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER scheme_beneficiaries_search_delete AFTER DELETE ON scheme_beneficiaries BEGIN
    UPDATE scheme_search SET words = (SELECT n.words FROM scheme_words_now AS n WHERE n.province = OLD.province AND n.scheme = OLD.scheme)
    WHERE province = OLD.province AND scheme = OLD.scheme;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER establishments_search_update AFTER UPDATE OF name_folded ON establishments WHEN OLD.name_folded <> NEW.name_folded BEGIN
    UPDATE scheme_search SET words = (SELECT n.words FROM scheme_words_now AS n WHERE n.province = scheme_search.province AND n.scheme = scheme_search.scheme)
    WHERE province = NEW.province AND scheme IN (
        SELECT b.scheme FROM scheme_beneficiaries AS b WHERE b.province = NEW.province AND b.establishment = NEW.id);
END;
-- +goose StatementEnd

INSERT INTO scheme_search (province, scheme, no, words)
SELECT province, scheme, CAST(province AS INTEGER) * 1000000000000 + row_number() OVER (PARTITION BY province ORDER BY scheme), words
FROM scheme_words_now;
