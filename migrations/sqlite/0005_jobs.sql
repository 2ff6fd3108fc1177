-- Background jobs: rows of the product, put in with the change they are about and held by leases.
-- epoch is the fencing number: every write of a worker names it and misses once another has claimed the job.

CREATE TABLE job (
    id INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    -- The row a job is about, such as the id of a segment; 0 for none.
    subject INTEGER NOT NULL,
    task TEXT NOT NULL,
    actor TEXT NOT NULL,
    state TEXT NOT NULL,
    done INTEGER NOT NULL,
    total INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    report TEXT NOT NULL,
    error TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    lease_owner TEXT NOT NULL,
    lease_until INTEGER NOT NULL,
    cancel_asked INTEGER NOT NULL CHECK (cancel_asked IN (0, 1))
) STRICT;

CREATE INDEX job_unfinished ON job (kind, subject) WHERE state IN ('queued', 'running');
