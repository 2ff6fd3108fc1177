-- Segments: definitions, stored members, and the history of refreshes.
-- A refresh writes the next generation of members beside the readable one and then points the segment at it.

CREATE TABLE segment (
    id BIGINT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    apply_to TEXT COLLATE "C" NOT NULL,
    rule TEXT COLLATE "C" NOT NULL,
    everyone_confirmed BIGINT NOT NULL CHECK (everyone_confirmed IN (0, 1)),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    customers BIGINT,
    refreshed_at BIGINT,
    took BIGINT NOT NULL,
    added BIGINT NOT NULL,
    removed BIGINT NOT NULL,
    definition_changed BIGINT NOT NULL CHECK (definition_changed IN (0, 1)),
    failure TEXT COLLATE "C" NOT NULL
);

CREATE TABLE segment_website (
    segment_id BIGINT NOT NULL REFERENCES segment (id),
    website_id BIGINT NOT NULL REFERENCES website (id),
    PRIMARY KEY (segment_id, website_id)
);

-- No reference to customer: it would cost a lookup per member, and a deleted customer is taken out by hand.
CREATE TABLE segment_member (
    segment_id BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    customer_id BIGINT NOT NULL,
    PRIMARY KEY (segment_id, generation, customer_id)
);

CREATE TABLE segment_refresh (
    id BIGINT NOT NULL PRIMARY KEY,
    segment_id BIGINT NOT NULL REFERENCES segment (id),
    at BIGINT NOT NULL,
    took BIGINT NOT NULL,
    customers BIGINT NOT NULL,
    added BIGINT NOT NULL,
    removed BIGINT NOT NULL,
    failure TEXT COLLATE "C" NOT NULL
);

CREATE INDEX segment_refresh_by_segment ON segment_refresh (segment_id);
