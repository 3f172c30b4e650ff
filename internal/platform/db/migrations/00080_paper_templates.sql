-- +goose Up

-- The templates of papers that an office writes itself in Word or Excel. The
-- file is an attachment; what is published is never changed, only its last day.
-- Owner: domain/papertemplate
CREATE TABLE paper_templates (
    province     TEXT   NOT NULL,
    id           TEXT   NOT NULL,
    kind         TEXT   NOT NULL,
    format       TEXT   NOT NULL CHECK (format IN ('docx', 'xlsx')),
    no           BIGINT NOT NULL,
    state        TEXT   NOT NULL CHECK (state IN ('draft', 'published', 'dropped')),
    file         TEXT   NOT NULL,
    name         TEXT   NOT NULL,
    sha256       TEXT   NOT NULL,
    note         TEXT   NOT NULL,
    from_day     TEXT   NOT NULL,
    until_day    TEXT   NOT NULL,
    uploaded_by  TEXT   NOT NULL,
    uploaded_at  TEXT   NOT NULL,
    published_by TEXT   NOT NULL,
    published_at TEXT   NOT NULL,
    version      BIGINT NOT NULL,
    PRIMARY KEY (province, id),
    UNIQUE (province, kind, format, no)
);
