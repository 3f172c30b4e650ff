-- +goose Up

-- The work list passes over thousands of contracts and minutes that wait for
-- nothing: most of them are told apart by these indexes, without their rows.
DROP INDEX contracts_state;
CREATE INDEX contracts_state ON contracts (province, state, ends_on, id, scheme);
DROP INDEX contracts_scheme;
CREATE INDEX contracts_scheme ON contracts (province, scheme, state, id);
DROP INDEX acceptances_contract;
CREATE INDEX acceptances_contract ON acceptances (province, contract, beneficiary, id);
DROP INDEX acceptances_scheme;
CREATE INDEX acceptances_scheme ON acceptances (province, scheme, state, accepted_on);
