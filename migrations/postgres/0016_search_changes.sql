-- SQLite changes how its index of the searched text forgets; here that is an index like others.
SELECT 1;
