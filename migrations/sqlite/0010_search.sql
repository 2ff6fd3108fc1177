-- What makes the grid of a large shop quick: the number of its rows, kept by whoever writes them, and an index
-- of the searched text, three characters at a time. The index holds no text of its own (`content`) and no
-- positions (`detail`), so it names rows that may match, and whoever asks looks at their text. Triggers keep it,
-- since only this database has it; PostgreSQL has an index of its own kind (see `storage/src/engine`).

CREATE TABLE row_count (
    name TEXT NOT NULL PRIMARY KEY,
    total INTEGER NOT NULL
) STRICT;

INSERT INTO row_count (name, total) SELECT 'customer_grid', COUNT(*) FROM customer_grid;

CREATE VIRTUAL TABLE customer_search USING fts5 (
    search,
    content = '',
    contentless_delete = 1,
    detail = 'none',
    tokenize = 'trigram case_sensitive 1'
);

INSERT INTO customer_search (rowid, search) SELECT id, search FROM customer_grid;

CREATE TRIGGER customer_search_in AFTER INSERT ON customer_grid BEGIN
    INSERT INTO customer_search (rowid, search) VALUES (new.id, new.search);
END;

CREATE TRIGGER customer_search_change AFTER UPDATE OF search ON customer_grid BEGIN
    UPDATE customer_search SET search = new.search WHERE rowid = new.id;
END;

CREATE TRIGGER customer_search_out AFTER DELETE ON customer_grid BEGIN
    DELETE FROM customer_search WHERE rowid = old.id;
END;
