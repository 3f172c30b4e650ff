-- +goose Up

-- SQLite packs nothing. (Each version has a step on either engine.)
SELECT 1;
