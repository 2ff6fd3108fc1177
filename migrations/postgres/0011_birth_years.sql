-- Dates of birth are sorted by their years where only those are shown.
CREATE INDEX customer_grid_by_birth_year ON customer_grid (substr(birth, 1, 4), id);
