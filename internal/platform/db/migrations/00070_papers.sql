-- +goose Up

-- The office as its papers name it: the body above it, its own name, the
-- abbreviation in its symbols, the place in the line of place and day.
-- Owner: domain/paper
CREATE TABLE offices (
    province     TEXT   NOT NULL,
    parent       TEXT   NOT NULL,
    name         TEXT   NOT NULL,
    abbreviation TEXT   NOT NULL,
    place        TEXT   NOT NULL,
    version      BIGINT NOT NULL,
    updated_at   TEXT   NOT NULL,
    PRIMARY KEY (province)
);

-- Owner: domain/paper
CREATE TABLE office_units (
    province TEXT   NOT NULL,
    no       BIGINT NOT NULL,
    code     TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    PRIMARY KEY (province, no)
);

-- Owner: domain/paper
CREATE TABLE office_signers (
    province TEXT   NOT NULL,
    no       BIGINT NOT NULL,
    name     TEXT   NOT NULL,
    title    TEXT   NOT NULL,
    capacity TEXT   NOT NULL,
    user_id  TEXT   NOT NULL,
    PRIMARY KEY (province, no)
);

-- The books that the office opened or closed itself, beside those that every
-- office has.
-- Owner: domain/paper
CREATE TABLE paper_books (
    province  TEXT   NOT NULL,
    id        TEXT   NOT NULL,
    direction TEXT   NOT NULL,
    name      TEXT   NOT NULL,
    by_kind   BIGINT NOT NULL,
    closed    BIGINT NOT NULL,
    PRIMARY KEY (province, id)
);

-- The last number given in a book and year, of a kind where the book numbers by
-- kind, and the latest day of a paper that has one.
-- Owner: domain/paper
CREATE TABLE paper_series (
    province TEXT   NOT NULL,
    book     TEXT   NOT NULL,
    year     BIGINT NOT NULL,
    kind     TEXT   NOT NULL,
    last     BIGINT NOT NULL,
    last_on  TEXT   NOT NULL,
    PRIMARY KEY (province, book, year, kind)
);

-- Papers in and out. series is the kind by which the number counts, '' where
-- the book has one row of numbers; sorting is the order of the list.
-- Owner: domain/paper
CREATE TABLE papers (
    province     TEXT   NOT NULL,
    id           TEXT   NOT NULL,
    direction    TEXT   NOT NULL,
    book         TEXT   NOT NULL,
    year         BIGINT NOT NULL,
    series       TEXT   NOT NULL,
    number       BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    symbol       TEXT   NOT NULL,
    about        TEXT   NOT NULL,
    day          TEXT   NOT NULL,
    issuer       TEXT   NOT NULL,
    unit         TEXT   NOT NULL,
    signer       TEXT   NOT NULL,
    signer_title TEXT   NOT NULL,
    capacity     TEXT   NOT NULL,
    signer_user  TEXT   NOT NULL,
    recipients   TEXT   NOT NULL,
    urgency      TEXT   NOT NULL,
    pages        BIGINT NOT NULL,
    copies       BIGINT NOT NULL,
    form         TEXT   NOT NULL,
    note         TEXT   NOT NULL,
    arrived_on   TEXT   NOT NULL,
    due_on       TEXT   NOT NULL,
    assignee     TEXT   NOT NULL,
    state        TEXT   NOT NULL,
    proof_code   TEXT   NOT NULL,
    sha256       TEXT   NOT NULL,
    how          TEXT   NOT NULL,
    issued_on    TEXT   NOT NULL,
    ended_on     TEXT   NOT NULL,
    reason       TEXT   NOT NULL,
    successor    TEXT   NOT NULL,
    words        TEXT   NOT NULL,
    sorting      TEXT   NOT NULL,
    version      BIGINT NOT NULL,
    created_at   TEXT   NOT NULL,
    updated_at   TEXT   NOT NULL,
    PRIMARY KEY (province, id),
    CHECK (number >= 0)
);
CREATE INDEX papers_sorting ON papers (province, direction, sorting);
CREATE INDEX papers_state ON papers (province, state, assignee);
CREATE UNIQUE INDEX papers_number ON papers (province, book, year, series, number) WHERE number > 0;
CREATE UNIQUE INDEX papers_proof ON papers (province, proof_code) WHERE proof_code <> '';

-- What a paper is about: kind says scheme, contract … and subject its id.
-- Owner: domain/paper
CREATE TABLE paper_links (
    province TEXT NOT NULL,
    paper    TEXT NOT NULL,
    kind     TEXT NOT NULL,
    subject  TEXT NOT NULL,
    PRIMARY KEY (province, paper, kind, subject)
);
CREATE INDEX paper_links_subject ON paper_links (province, kind, subject);

-- Who took which step when.
-- Owner: domain/paper
CREATE TABLE paper_steps (
    province TEXT   NOT NULL,
    paper    TEXT   NOT NULL,
    no       BIGINT NOT NULL,
    state    TEXT   NOT NULL,
    verb     TEXT   NOT NULL,
    actor    TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    at       TEXT   NOT NULL,
    note     TEXT   NOT NULL,
    PRIMARY KEY (province, paper, no)
);
