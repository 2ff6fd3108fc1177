-- What requests made that may be sent twice, because their answer was lost: the second one finds what the first made.

CREATE TABLE request (
    -- A hash of who asks, the word the browser gave the request, and what is asked for.
    key TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    made BIGINT NOT NULL,
    at BIGINT NOT NULL
);
