-- The index of the searched text forgets by being told the text that goes. To remember what is gone and look at it
-- with every merge (`contentless_delete`) took half of the time of a large change. The sizes of the texts, which only
-- a ranking would need, are kept no more.

DROP TRIGGER IF EXISTS customer_search_in;
DROP TRIGGER IF EXISTS customer_search_change;
DROP TRIGGER IF EXISTS customer_search_out;
DROP TABLE customer_search;

CREATE VIRTUAL TABLE customer_search USING fts5 (
    search,
    content = '',
    columnsize = 0,
    detail = 'none',
    tokenize = 'trigram case_sensitive 1'
);

INSERT INTO customer_search (rowid, search) SELECT id, search FROM customer_grid;

CREATE TRIGGER customer_search_in AFTER INSERT ON customer_grid BEGIN
    INSERT INTO customer_search (rowid, search) VALUES (new.id, new.search);
END;

-- Both for one customer before the next: what is told in the order of ids is kept in memory until the end.
CREATE TRIGGER customer_search_change AFTER UPDATE OF search ON customer_grid BEGIN
    INSERT INTO customer_search (customer_search, rowid, search) VALUES ('delete', old.id, old.search);
    INSERT INTO customer_search (rowid, search) VALUES (new.id, new.search);
END;

CREATE TRIGGER customer_search_out AFTER DELETE ON customer_grid BEGIN
    INSERT INTO customer_search (customer_search, rowid, search) VALUES ('delete', old.id, old.search);
END;

-- A load that was cut off has noted how to fill the index.
UPDATE setting
SET value = replace(
    value,
    'INSERT OR REPLACE INTO customer_search (rowid, search)',
    'INSERT INTO customer_search (customer_search) VALUES (''delete-all''); INSERT INTO customer_search (rowid, search)'
)
WHERE key = 'indexes_to_build';
