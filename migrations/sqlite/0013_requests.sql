-- What requests made that may be sent twice, because their answer was lost: the second one finds what the first made.

CREATE TABLE request (
    -- A hash of who asks, the word the browser gave the request, and what is asked for.
    key TEXT NOT NULL PRIMARY KEY,
    made INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
