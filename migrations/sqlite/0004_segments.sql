-- Segments: definitions, stored members, and the history of refreshes.
-- A refresh writes the next generation of members beside the readable one and then points the segment at it.

CREATE TABLE segment (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    apply_to TEXT NOT NULL,
    rule TEXT NOT NULL,
    everyone_confirmed INTEGER NOT NULL CHECK (everyone_confirmed IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    customers INTEGER,
    refreshed_at INTEGER,
    took INTEGER NOT NULL,
    added INTEGER NOT NULL,
    removed INTEGER NOT NULL,
    definition_changed INTEGER NOT NULL CHECK (definition_changed IN (0, 1)),
    failure TEXT NOT NULL
) STRICT;

CREATE TABLE segment_website (
    segment_id INTEGER NOT NULL REFERENCES segment (id),
    website_id INTEGER NOT NULL REFERENCES website (id),
    PRIMARY KEY (segment_id, website_id)
) STRICT, WITHOUT ROWID;

-- No reference to customer: it would cost a lookup per member, and a deleted customer is taken out by hand.
CREATE TABLE segment_member (
    segment_id INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    PRIMARY KEY (segment_id, generation, customer_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE segment_refresh (
    id INTEGER NOT NULL PRIMARY KEY,
    segment_id INTEGER NOT NULL REFERENCES segment (id),
    at INTEGER NOT NULL,
    took INTEGER NOT NULL,
    customers INTEGER NOT NULL,
    added INTEGER NOT NULL,
    removed INTEGER NOT NULL,
    failure TEXT NOT NULL
) STRICT;

CREATE INDEX segment_refresh_by_segment ON segment_refresh (segment_id);
