-- +goose Up
-- Long lists read a page from an index, in order, wherever the page begins.

CREATE INDEX schemes_amount ON schemes (province, asked_vnd, id);
CREATE INDEX schemes_year_amount ON schemes (province, year, asked_vnd, id);
CREATE INDEX schemes_state_amount ON schemes (province, state, asked_vnd, id);
