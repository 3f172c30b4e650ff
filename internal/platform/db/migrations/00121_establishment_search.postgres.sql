-- +goose Up
-- What a search of establishments looks through: the name, as its core and
-- whole, and the ID, folded. Triggers keep it, so that no deed can forget it.
-- Like scheme_search it stays open to all provinces, because PostgreSQL may not
-- use a full-text index ahead of a policy: so it holds no tax code and no phone
-- number, and what is found in it is read from establishments, behind the wall.

-- Owner: domain/establishment
-- Derived: kept by triggers from establishments
CREATE TABLE establishment_search (
    province      TEXT NOT NULL,
    establishment TEXT NOT NULL,
    words         TEXT NOT NULL,
    PRIMARY KEY (province, establishment)
);

INSERT INTO establishment_search (province, establishment, words)
SELECT province, id, replace(name_folded, '|', ' ') || ' ' || replace(id, '-', ' ') FROM establishments;
CREATE INDEX establishment_search_words ON establishment_search USING gin (to_tsvector('simple', words));

-- +goose StatementBegin
CREATE FUNCTION establishments_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM establishment_search WHERE province = OLD.province AND establishment = OLD.id;
        RETURN NULL;
    END IF;
    INSERT INTO establishment_search (province, establishment, words)
    VALUES (NEW.province, NEW.id, replace(NEW.name_folded, '|', ' ') || ' ' || replace(NEW.id, '-', ' '))
    ON CONFLICT (province, establishment) DO UPDATE SET words = excluded.words;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER establishments_words_insert AFTER INSERT OR DELETE ON establishments FOR EACH ROW EXECUTE FUNCTION establishments_words();
CREATE TRIGGER establishments_words_update AFTER UPDATE OF name_folded ON establishments FOR EACH ROW
    WHEN (OLD.name_folded <> NEW.name_folded) EXECUTE FUNCTION establishments_words();

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION keep_provinces_apart() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    open name;
    closed bigint := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(7365207, 36);
    FOR open IN
        SELECT c.relname FROM pg_class AS c
        JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = current_schema()
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'province' AND NOT a.attisdropped
        WHERE c.relkind = 'r' AND c.relname NOT IN ('scheme_search', 'establishment_search') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', open);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', open);
        EXECUTE format('CREATE POLICY of_one_province ON %I USING ('
            || 'province = '''' OR (SELECT current_setting(''kc.province'', true)) IN (province, ''*''))', open);
        closed := closed + 1;
    END LOOP;
    RETURN closed;
END $$;
-- +goose StatementEnd
