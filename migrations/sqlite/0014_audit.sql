-- Who did what, to be read and never changed: the triggers refuse whatever is not a new row, and the hash of each row
-- covers that of the row before, so that a change past the triggers shows.

CREATE TABLE audit (
    -- From 1, without gaps.
    id INTEGER NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL,
    -- An e-mail address; empty for somebody unknown.
    actor TEXT NOT NULL,
    event TEXT NOT NULL,
    -- JSON, control characters escaped.
    detail TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;

INSERT INTO id_counter (name, next) VALUES ('audit', 1);

CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'what is in audit stays as it is');
END;

CREATE TRIGGER audit_keeps BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'what is in audit stays');
END;

-- INSERT OR REPLACE would take the old row away without asking the triggers above.
CREATE TRIGGER audit_grows BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE id = new.id) BEGIN
    SELECT RAISE(ABORT, 'what is in audit is not replaced');
END;
