-- +goose Up
-- Which accounts hold money or work that is under way. Triggers keep it, and
-- only when a balance leaves zero or comes back to it: an index by the balance
-- itself would have to be written at every posting, and PostgreSQL could then
-- no longer change a balance in place.

-- Owner: domain/ledger
-- Derived: kept by triggers from ledger_accounts
CREATE TABLE ledger_under_way (
    province TEXT   NOT NULL,
    account  TEXT   NOT NULL,
    year     BIGINT NOT NULL,
    fund     TEXT   NOT NULL,
    subject  TEXT   NOT NULL,
    PRIMARY KEY (province, account, year, fund, subject)
);

INSERT INTO ledger_under_way (province, account, year, fund, subject)
SELECT province, account, year, fund, subject FROM ledger_accounts
WHERE balance > 0 AND account IN ('accepted', 'committed', 'advanced');

-- +goose StatementBegin
CREATE FUNCTION ledger_under_way_begin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger_under_way (province, account, year, fund, subject) VALUES (NEW.province, NEW.account, NEW.year, NEW.fund, NEW.subject);
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION ledger_under_way_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM ledger_under_way WHERE province = OLD.province AND account = OLD.account AND year = OLD.year AND fund = OLD.fund AND subject = OLD.subject;
    RETURN NULL;
END $$;
-- +goose StatementEnd

CREATE TRIGGER ledger_accounts_under_way_insert AFTER INSERT ON ledger_accounts FOR EACH ROW
    WHEN (NEW.balance > 0 AND NEW.account IN ('accepted', 'committed', 'advanced')) EXECUTE FUNCTION ledger_under_way_begin();
CREATE TRIGGER ledger_accounts_under_way_begin AFTER UPDATE OF balance ON ledger_accounts FOR EACH ROW
    WHEN (OLD.balance <= 0 AND NEW.balance > 0 AND NEW.account IN ('accepted', 'committed', 'advanced')) EXECUTE FUNCTION ledger_under_way_begin();
CREATE TRIGGER ledger_accounts_under_way_end AFTER UPDATE OF balance ON ledger_accounts FOR EACH ROW
    WHEN (OLD.balance > 0 AND NEW.balance <= 0 AND OLD.account IN ('accepted', 'committed', 'advanced')) EXECUTE FUNCTION ledger_under_way_end();
CREATE TRIGGER ledger_accounts_under_way_delete AFTER DELETE ON ledger_accounts FOR EACH ROW
    WHEN (OLD.balance > 0 AND OLD.account IN ('accepted', 'committed', 'advanced')) EXECUTE FUNCTION ledger_under_way_end();
