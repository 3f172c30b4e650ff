-- +goose Up
-- Totals of needs and of plans are added up from an index alone.

CREATE INDEX needs_sums ON needs (province, year, commune, state, cost_vnd, asked_vnd);
CREATE INDEX plan_items_sums ON plan_items (province, year, fund, round, choice, amount_vnd);
