-- +goose Up
-- By what the buyer of an electronic invoice was found to be a side of the
-- contract: tax_code or name. Invoices from before this do not say.

ALTER TABLE invoices ADD COLUMN buyer_by TEXT NOT NULL DEFAULT '';
