-- +goose Up
-- Sums that were written are not changed either.

CREATE TRIGGER ledger_sums_keep BEFORE UPDATE OR DELETE ON ledger_sums FOR EACH ROW EXECUTE FUNCTION refuse_change();
