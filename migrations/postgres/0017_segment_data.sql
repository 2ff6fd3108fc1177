-- The version of the customers that a segment's members were computed from: where it is not the one there is now, some
-- customer has changed since. Nobody knows for segments refreshed before, so they are to be refreshed again.

ALTER TABLE segment ADD COLUMN data_version BIGINT NOT NULL DEFAULT -1;
