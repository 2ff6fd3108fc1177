-- Deleting customers forgets how they looked before earlier operations, which are found by this.

CREATE INDEX operation_image_by_customer ON operation_image (customer_id);

-- The time zone somebody has chosen; empty for the server's.

ALTER TABLE app_user ADD COLUMN zone TEXT NOT NULL DEFAULT '';
