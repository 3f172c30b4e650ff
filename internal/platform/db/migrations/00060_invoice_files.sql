-- +goose Up
-- An invoice of a settlement is read from the supplier's file or typed from
-- paper. Of a file we keep which attachment it is, its hash, what its signature
-- is worth and what was found; the buyer is compared with the contract. What
-- was typed is confirmed by a second person before the settlement is approved.
-- Rows of settlements approved before this count as typed without that step,
-- and the pages say so; those that still wait need it.

ALTER TABLE invoices ADD COLUMN source TEXT NOT NULL DEFAULT 'typed';
ALTER TABLE invoices ADD COLUMN file TEXT NOT NULL DEFAULT '';
ALTER TABLE invoices ADD COLUMN sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE invoices ADD COLUMN verdict TEXT NOT NULL DEFAULT '';
ALTER TABLE invoices ADD COLUMN findings TEXT NOT NULL DEFAULT '';
ALTER TABLE invoices ADD COLUMN buyer TEXT NOT NULL DEFAULT '';
ALTER TABLE invoices ADD COLUMN buyer_is TEXT NOT NULL DEFAULT '';
ALTER TABLE invoices ADD COLUMN confirmed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE invoices ADD COLUMN confirmed_at TEXT NOT NULL DEFAULT '';
CREATE INDEX invoices_sha256 ON invoices (province, sha256) WHERE sha256 <> '';
