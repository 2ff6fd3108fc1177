-- The ids alone, which on PostgreSQL the primary key holds already; the twin of SQLite's migration of this number.
SELECT 1;
