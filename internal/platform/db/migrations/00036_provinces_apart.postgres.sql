-- +goose Up
-- A second wall between the provinces. Each transaction says for which one it
-- runs (kc.province, set with SET LOCAL); the server gives it the rows of that
-- province only, whatever the query forgets, and also to the owner of the
-- tables. "*" is said by what looks at all of them: signing in by name,
-- backups, checks. Rows of no province belong to everybody.
--
-- One table stays open: PostgreSQL may not use a full-text index ahead of a
-- policy. It holds folded words only, and what is found there is read from
-- schemes, behind the wall.
--
-- The program calls the function after every migration, so that new tables
-- get the wall too.

-- +goose StatementBegin
CREATE FUNCTION keep_provinces_apart() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    open name;
    closed bigint := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(7365207, 36);
    FOR open IN
        SELECT c.relname FROM pg_class AS c
        JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = current_schema()
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'province' AND NOT a.attisdropped
        WHERE c.relkind = 'r' AND c.relname <> 'scheme_search' AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
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
