-- Who did what, to be read and never changed: the trigger refuses whatever is not a new row, and the hash of each row
-- covers that of the row before, so that a change past the trigger shows.

CREATE TABLE audit (
    -- From 1, without gaps.
    id BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    -- An e-mail address; empty for somebody unknown.
    actor TEXT COLLATE "C" NOT NULL,
    event TEXT COLLATE "C" NOT NULL,
    -- JSON, control characters escaped.
    detail TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL
);

INSERT INTO id_counter (name, next) VALUES ('audit', 1);

CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what is in audit stays as it is';
END
$$;

CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_stays();
