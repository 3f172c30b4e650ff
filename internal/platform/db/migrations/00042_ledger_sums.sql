-- +goose Up
-- The sums of a book after every 256th entry, so that the balances of a whole
-- book are read from the last of them and the few entries since, however many
-- schemes the book has. They are written once and checked with the books.

-- Owner: domain/ledger
CREATE TABLE ledger_sums (
    province TEXT   NOT NULL,
    fund     TEXT   NOT NULL,
    year     BIGINT NOT NULL,
    seq      BIGINT NOT NULL,
    account  TEXT   NOT NULL,
    balance  BIGINT NOT NULL,
    PRIMARY KEY (province, fund, year, seq, account)
);

INSERT INTO ledger_sums (province, fund, year, seq, account, balance)
SELECT h.province, h.fund, h.year, h.seq, p.account, SUM(p.amount)
FROM (SELECT province, fund, year, MAX(seq) / 256 * 256 AS seq FROM ledger_entries GROUP BY province, fund, year) AS h
JOIN ledger_postings AS p ON p.province = h.province AND p.fund = h.fund AND p.year = h.year AND p.seq <= h.seq
GROUP BY h.province, h.fund, h.year, h.seq, p.account;

-- The schemes of a book in their order.
CREATE INDEX ledger_accounts_book ON ledger_accounts (province, fund, year, subject);
