-- +goose Up
-- An index of the beginnings of words too: without it FTS5 reads every word
-- that begins alike, and their schemes, before it gives the first one. No
-- syllable of Vietnamese is longer than seven letters.

DROP TABLE scheme_words;
CREATE VIRTUAL TABLE scheme_words USING fts5 (
    words, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3 4 5 6 7', tokenize = 'unicode61 remove_diacritics 0');
INSERT INTO scheme_words (rowid, words) SELECT no, words FROM scheme_search;
