-- +goose Up
-- PostgreSQL's index gives the beginnings of words as it is.
SELECT 1;
