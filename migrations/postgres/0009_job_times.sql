-- When a worker first took a job up: what it took is counted from there, not from when it was asked for.

ALTER TABLE job ADD COLUMN started_at BIGINT;
