-- +goose Up
CREATE TRIGGER report_editions_keep BEFORE UPDATE OR DELETE ON report_editions FOR EACH ROW EXECUTE FUNCTION refuse_change();
