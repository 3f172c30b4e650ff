-- +goose Up
-- What a search of schemes looks through: a title, a code and the names of the
-- beneficiaries, folded. Triggers keep it, so that no deed can forget it.

-- Owner: domain/scheme
-- Derived: kept by triggers from schemes, scheme_beneficiaries, establishments
CREATE TABLE scheme_search (
    province TEXT NOT NULL,
    scheme   TEXT NOT NULL,
    words    TEXT NOT NULL,
    PRIMARY KEY (province, scheme)
);

CREATE VIEW scheme_words_now AS
SELECT s.province, s.id AS scheme,
    ' ' || s.title_folded || ' ' || replace(s.id, '-', ' ') || COALESCE((
        SELECT ' ' || string_agg(replace(e.name_folded, '|', ' '), ' ')
        FROM scheme_beneficiaries AS b JOIN establishments AS e ON e.province = b.province AND e.id = b.establishment
        WHERE b.province = s.province AND b.scheme = s.id), '') AS words
FROM schemes AS s;

INSERT INTO scheme_search (province, scheme, words) SELECT province, scheme, words FROM scheme_words_now;
CREATE INDEX scheme_search_words ON scheme_search USING gin (to_tsvector('simple', words));

-- +goose StatementBegin
CREATE FUNCTION schemes_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM scheme_search WHERE province = OLD.province AND scheme = OLD.id;
        RETURN NULL;
    END IF;
    INSERT INTO scheme_search (province, scheme, words)
    SELECT province, scheme, words FROM scheme_words_now WHERE province = NEW.province AND scheme = NEW.id
    ON CONFLICT (province, scheme) DO UPDATE SET words = excluded.words WHERE scheme_search.words <> excluded.words;
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION scheme_beneficiaries_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of record := NEW;
BEGIN
    IF TG_OP = 'DELETE' THEN
        of := OLD;
    END IF;
    UPDATE scheme_search AS x SET words = n.words FROM scheme_words_now AS n
    WHERE n.province = of.province AND n.scheme = of.scheme AND x.province = of.province AND x.scheme = of.scheme AND x.words <> n.words;
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION establishments_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE scheme_search AS x SET words = n.words
    FROM scheme_beneficiaries AS b, scheme_words_now AS n
    WHERE b.province = NEW.province AND b.establishment = NEW.id AND n.province = b.province AND n.scheme = b.scheme
        AND x.province = b.province AND x.scheme = b.scheme AND x.words <> n.words;
    RETURN NULL;
END $$;
-- +goose StatementEnd

CREATE TRIGGER schemes_search_insert AFTER INSERT OR DELETE ON schemes FOR EACH ROW EXECUTE FUNCTION schemes_search();
CREATE TRIGGER schemes_search_update AFTER UPDATE OF title_folded ON schemes FOR EACH ROW
    WHEN (OLD.title_folded <> NEW.title_folded) EXECUTE FUNCTION schemes_search();
CREATE TRIGGER scheme_beneficiaries_search_insert AFTER INSERT OR DELETE ON scheme_beneficiaries FOR EACH ROW EXECUTE FUNCTION scheme_beneficiaries_search();
CREATE TRIGGER scheme_beneficiaries_search_update AFTER UPDATE OF establishment ON scheme_beneficiaries FOR EACH ROW
    WHEN (OLD.establishment <> NEW.establishment) EXECUTE FUNCTION scheme_beneficiaries_search();
CREATE TRIGGER establishments_search_update AFTER UPDATE OF name_folded ON establishments FOR EACH ROW
    WHEN (OLD.name_folded <> NEW.name_folded) EXECUTE FUNCTION establishments_search();
