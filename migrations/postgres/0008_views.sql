-- Saved views of the customers grid, where each person left it, and how close its rows stand.
-- A document is the query string of the grid with a version; the grid's own parser checks it whenever it is read.

CREATE TABLE saved_view (
    id BIGINT NOT NULL PRIMARY KEY,
    owner_id BIGINT NOT NULL REFERENCES app_user (id),
    name TEXT COLLATE "C" NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    document TEXT COLLATE "C" NOT NULL,
    shared_role TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX saved_view_by_name ON saved_view (owner_id, name_key);
CREATE INDEX saved_view_by_role ON saved_view (shared_role);

CREATE TABLE grid_place (
    user_id BIGINT NOT NULL PRIMARY KEY REFERENCES app_user (id),
    document TEXT COLLATE "C" NOT NULL
);

INSERT INTO id_counter (name, next) VALUES ('saved_view', 1);

-- Empty before anybody chooses.
ALTER TABLE app_user ADD COLUMN density TEXT COLLATE "C" NOT NULL DEFAULT '';
