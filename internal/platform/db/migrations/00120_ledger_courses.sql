-- +goose Up
-- What the books of a fund and year said of a subject at the end of every day
-- on which that changed, in one row: reports of any day read it instead of all
-- postings. A point is the day and six sums: contracted, brought forward
-- (negative), spent, advanced, accepted, settled; points are in order of days,
-- with ";" between. It is written with the entry and checked with the books.

-- Owner: domain/ledger
CREATE TABLE ledger_courses (
    province TEXT   NOT NULL,
    subject  TEXT   NOT NULL,
    fund     TEXT   NOT NULL,
    year     BIGINT NOT NULL,
    course   TEXT   NOT NULL,
    PRIMARY KEY (province, subject, fund, year)
);

INSERT INTO ledger_courses (province, subject, fund, year, course)
SELECT province, subject, fund, year,
    string_agg(day || ' ' || contracted || ' ' || brought || ' ' || spent || ' ' || advanced || ' ' || accepted || ' ' || settled, ';' ORDER BY day)
FROM (
    SELECT province, subject, fund, year, day,
        CAST(SUM(contracted) OVER days AS BIGINT) AS contracted, CAST(SUM(brought) OVER days AS BIGINT) AS brought,
        CAST(SUM(spent) OVER days AS BIGINT) AS spent, CAST(SUM(advanced) OVER days AS BIGINT) AS advanced,
        CAST(SUM(accepted) OVER days AS BIGINT) AS accepted, CAST(SUM(settled) OVER days AS BIGINT) AS settled
    FROM (
        SELECT p.province, p.subject, p.fund, p.year, e.day,
            SUM(CASE WHEN p.account IN ('committed', 'advanced', 'paid', 'settled', 'returned', 'carried_forward') THEN p.amount ELSE 0 END) AS contracted,
            SUM(CASE WHEN p.account = 'brought_forward' THEN p.amount ELSE 0 END) AS brought,
            SUM(CASE WHEN p.account IN ('advanced', 'paid', 'settled') THEN p.amount ELSE 0 END) AS spent,
            SUM(CASE WHEN p.account = 'advanced' THEN p.amount ELSE 0 END) AS advanced,
            SUM(CASE WHEN p.account IN ('accepted', 'billed', 'verified') THEN p.amount ELSE 0 END) AS accepted,
            SUM(CASE WHEN p.account = 'settled' THEN p.amount ELSE 0 END) AS settled
        FROM ledger_postings AS p
        JOIN ledger_entries AS e ON e.province = p.province AND e.fund = p.fund AND e.year = p.year AND e.seq = p.seq
        WHERE p.subject <> '' AND p.account IN (
            'committed', 'advanced', 'paid', 'settled', 'returned', 'carried_forward', 'brought_forward', 'accepted', 'billed', 'verified')
        GROUP BY p.province, p.subject, p.fund, p.year, e.day) AS changes
    WINDOW days AS (PARTITION BY province, subject, fund, year ORDER BY day)) AS points
GROUP BY province, subject, fund, year;
