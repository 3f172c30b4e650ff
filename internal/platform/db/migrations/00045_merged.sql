-- +goose Up
-- The few establishments that were merged into another are found by that other;
-- the needs that wait are counted from an index alone.

CREATE INDEX establishments_merged ON establishments (province, merged_into, id) WHERE merged_into <> '';
DROP INDEX needs_state;
CREATE INDEX needs_state ON needs (province, state, year, commune, updated_at);
