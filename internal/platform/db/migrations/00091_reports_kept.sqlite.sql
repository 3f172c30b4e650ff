-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER report_editions_keep_update BEFORE UPDATE ON report_editions BEGIN SELECT RAISE(ABORT, 'issued reports are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER report_editions_keep_delete BEFORE DELETE ON report_editions BEGIN SELECT RAISE(ABORT, 'issued reports are append-only'); END;
-- +goose StatementEnd
