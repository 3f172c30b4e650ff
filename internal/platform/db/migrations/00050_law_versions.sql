-- +goose Up

-- What an office itself has written down of the law: its province's own norms,
-- or next year's circular. A draft is changed at will; what is published never
-- is, only succeeded. The body is the rule file, the cases the file of cases
-- that must hold before it is published.
-- Owner: domain/lawbook
CREATE TABLE law_versions (
    province     TEXT   NOT NULL,
    id           TEXT   NOT NULL,
    instrument   TEXT   NOT NULL,
    from_day     TEXT   NOT NULL,
    state        TEXT   NOT NULL,
    body         TEXT   NOT NULL,
    cases        TEXT   NOT NULL,
    digest       TEXT   NOT NULL,
    note         TEXT   NOT NULL,
    prepared_by  TEXT   NOT NULL,
    published_by TEXT   NOT NULL,
    published_on TEXT   NOT NULL,
    version      BIGINT NOT NULL,
    created_at   TEXT   NOT NULL,
    updated_at   TEXT   NOT NULL,
    PRIMARY KEY (province, id)
);

-- The verdicts on a scheme as they were when it was approved, with the norms that
-- decided (book): a scheme keeps the law of its day.
-- Owner: domain/scheme
CREATE TABLE scheme_verdicts (
    province   TEXT   NOT NULL,
    scheme     TEXT   NOT NULL,
    year       BIGINT NOT NULL,
    decided_on TEXT   NOT NULL,
    reference  TEXT   NOT NULL,
    book       TEXT   NOT NULL,
    verdicts   TEXT   NOT NULL,
    created_at TEXT   NOT NULL,
    PRIMARY KEY (province, scheme, year)
);
