-- +goose Up
-- Sums that were written are not changed either.

-- +goose StatementBegin
CREATE TRIGGER ledger_sums_keep_update BEFORE UPDATE ON ledger_sums BEGIN SELECT RAISE(ABORT, 'sums of the ledger are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_sums_keep_delete BEFORE DELETE ON ledger_sums BEGIN SELECT RAISE(ABORT, 'sums of the ledger are append-only'); END;
-- +goose StatementEnd
