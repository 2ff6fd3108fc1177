-- People who sign in. Only hashes are kept: of the password, and of a session's token.

CREATE TABLE app_user (
    id INTEGER NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    email_lower TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    locale TEXT NOT NULL,
    theme TEXT NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    created_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX app_user_by_email ON app_user (email_lower);

CREATE TABLE session (
    token_hash TEXT NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES app_user (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Failed attempts, in the database so that the throttle survives a restart and holds for several servers.
CREATE TABLE sign_in_attempt (
    id INTEGER NOT NULL PRIMARY KEY,
    key TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX sign_in_attempt_by_key ON sign_in_attempt (key, at);
