-- Saved views of the customers grid, where each person left it, and how close its rows stand.
-- A document is the query string of the grid with a version; the grid's own parser checks it whenever it is read.

CREATE TABLE saved_view (
    id INTEGER NOT NULL PRIMARY KEY,
    owner_id INTEGER NOT NULL REFERENCES app_user (id),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    document TEXT NOT NULL,
    shared_role TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX saved_view_by_name ON saved_view (owner_id, name_key);
CREATE INDEX saved_view_by_role ON saved_view (shared_role);

CREATE TABLE grid_place (
    user_id INTEGER NOT NULL PRIMARY KEY REFERENCES app_user (id),
    document TEXT NOT NULL
) STRICT;

INSERT INTO id_counter (name, next) VALUES ('saved_view', 1);

-- Empty before anybody chooses.
ALTER TABLE app_user ADD COLUMN density TEXT NOT NULL DEFAULT '';
