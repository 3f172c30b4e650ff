-- +goose Up
-- What waits for somebody is found by its state, not by reading everything.

CREATE INDEX schemes_due ON schemes (province, state, due_on, id);
CREATE INDEX schemes_group_plan ON schemes (province, group_plan, state, id);
CREATE INDEX plans_state ON plans (province, state);
CREATE INDEX contracts_state ON contracts (province, state, ends_on, id);
CREATE INDEX contract_annexes_state ON contract_annexes (province, state);
CREATE INDEX acceptances_scheme ON acceptances (province, scheme);
CREATE INDEX disbursements_scheme ON disbursements (province, scheme);
CREATE INDEX settlements_scheme ON settlements (province, scheme);
CREATE INDEX needs_state ON needs (province, state, year, commune);
