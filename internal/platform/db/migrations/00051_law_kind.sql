-- +goose Up

-- What a version lays down: amounts (norms) or who does what by when (procedure).
ALTER TABLE law_versions ADD COLUMN kind TEXT NOT NULL DEFAULT 'norms';
