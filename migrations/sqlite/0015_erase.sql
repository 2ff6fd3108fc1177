-- Deleting customers forgets how they looked before earlier operations, which are found by this.

CREATE INDEX operation_image_by_customer ON operation_image (customer_id);
