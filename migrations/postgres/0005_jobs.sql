-- Background jobs: rows of the product, put in with the change they are about and held by leases.
-- epoch is the fencing number: every write of a worker names it and misses once another has claimed the job.

CREATE TABLE job (
    id BIGINT NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    -- The row a job is about, such as the id of a segment; 0 for none.
    subject BIGINT NOT NULL,
    task TEXT COLLATE "C" NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    done BIGINT NOT NULL,
    total BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    report TEXT COLLATE "C" NOT NULL,
    error TEXT COLLATE "C" NOT NULL,
    epoch BIGINT NOT NULL,
    attempt BIGINT NOT NULL,
    lease_owner TEXT COLLATE "C" NOT NULL,
    lease_until BIGINT NOT NULL,
    cancel_asked BIGINT NOT NULL CHECK (cancel_asked IN (0, 1))
);

CREATE INDEX job_unfinished ON job (kind, subject) WHERE state IN ('queued', 'running');
