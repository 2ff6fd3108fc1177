-- People who sign in. Only hashes are kept: of the password, and of a session's token.

CREATE TABLE app_user (
    id BIGINT NOT NULL PRIMARY KEY,
    email TEXT COLLATE "C" NOT NULL,
    email_lower TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    password_hash TEXT COLLATE "C" NOT NULL,
    locale TEXT COLLATE "C" NOT NULL,
    theme TEXT COLLATE "C" NOT NULL,
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    created_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX app_user_by_email ON app_user (email_lower);

CREATE TABLE session (
    token_hash TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id BIGINT NOT NULL REFERENCES app_user (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Failed attempts, in the database so that the throttle survives a restart and holds for several servers.
CREATE TABLE sign_in_attempt (
    id BIGINT NOT NULL PRIMARY KEY,
    key TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL
);

CREATE INDEX sign_in_attempt_by_key ON sign_in_attempt (key, at);
