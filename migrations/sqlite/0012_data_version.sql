-- Rises with every write to customers, in its transaction: whoever was shown rows can tell whether any changed since.

ALTER TABLE row_count ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
