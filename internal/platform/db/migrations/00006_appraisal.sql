-- +goose Up

-- Owner: domain/appraisal
CREATE TABLE appraisals (
    province     TEXT   NOT NULL,
    scheme       TEXT   NOT NULL,
    level        TEXT   NOT NULL,
    round        BIGINT NOT NULL,
    mode         TEXT   NOT NULL,
    quorum       BIGINT NOT NULL,
    due_on       TEXT   NOT NULL,
    state        TEXT   NOT NULL,
    conclusion   TEXT   NOT NULL,
    amount_vnd   BIGINT NOT NULL,
    reasons      TEXT   NOT NULL,
    paper_no     TEXT   NOT NULL,
    paper_on     TEXT   NOT NULL,
    opened_by    TEXT   NOT NULL,
    opened_at    TEXT   NOT NULL,
    concluded_by TEXT   NOT NULL,
    concluded_at TEXT   NOT NULL,
    version      BIGINT NOT NULL,
    PRIMARY KEY (province, scheme, level, round)
);
CREATE INDEX appraisals_state ON appraisals (province, state, scheme);

-- Owner: domain/appraisal
CREATE TABLE appraisal_members (
    province     TEXT   NOT NULL,
    scheme       TEXT   NOT NULL,
    level        TEXT   NOT NULL,
    round        BIGINT NOT NULL,
    user_id      TEXT   NOT NULL,
    user_name    TEXT   NOT NULL,
    post         TEXT   NOT NULL,
    conflict     TEXT   NOT NULL,
    remark       TEXT   NOT NULL,
    submitted_at TEXT   NOT NULL,
    PRIMARY KEY (province, scheme, level, round, user_id)
);
CREATE INDEX appraisal_members_user ON appraisal_members (province, user_id, scheme);

-- Owner: domain/appraisal
CREATE TABLE appraisal_scores (
    province  TEXT   NOT NULL,
    scheme    TEXT   NOT NULL,
    level     TEXT   NOT NULL,
    round     BIGINT NOT NULL,
    user_id   TEXT   NOT NULL,
    criterion TEXT   NOT NULL,
    score     BIGINT NOT NULL,
    remark    TEXT   NOT NULL,
    PRIMARY KEY (province, scheme, level, round, user_id, criterion)
);
