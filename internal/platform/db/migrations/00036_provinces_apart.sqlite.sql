-- +goose Up
-- SQLite has no users and no row security; see the file for PostgreSQL.
SELECT 1;
