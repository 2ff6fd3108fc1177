-- The shop around the customers: scopes, groups, settings, and the counters that ids come from.
-- Ids are given out by the application in blocks, so that both databases number alike and bulk writes need
-- no round trip per row. The seeds are those of a freshly installed shop.

CREATE TABLE id_counter (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    next BIGINT NOT NULL
);

INSERT INTO id_counter (name, next) VALUES
    ('website', 2), ('store', 2), ('store_view', 2), ('company', 1), ('operation', 1), ('customer', 1),
    ('address', 1), ('customer_order', 1), ('segment', 1), ('segment_refresh', 1), ('job', 1), ('app_user', 1),
    ('sign_in_attempt', 1);

CREATE TABLE setting (
    key TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL
);

-- 'website': an e-mail address is unique on each website; 'global': over all of them.
INSERT INTO setting (key, value) VALUES ('share_accounts', 'website');

CREATE TABLE website (
    id BIGINT NOT NULL PRIMARY KEY,
    code TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    confirm_email BIGINT NOT NULL DEFAULT 0 CHECK (confirm_email IN (0, 1))
);

CREATE UNIQUE INDEX website_by_code ON website (code);

INSERT INTO website (id, code, name) VALUES (0, 'admin', 'Admin'), (1, 'base', 'Main Website');

CREATE TABLE store (
    id BIGINT NOT NULL PRIMARY KEY,
    website_id BIGINT NOT NULL REFERENCES website (id),
    name TEXT COLLATE "C" NOT NULL
);

INSERT INTO store (id, website_id, name) VALUES (0, 0, 'Default'), (1, 1, 'Main Website Store');

CREATE TABLE store_view (
    id BIGINT NOT NULL PRIMARY KEY,
    store_id BIGINT NOT NULL REFERENCES store (id),
    code TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL
);

CREATE UNIQUE INDEX store_view_by_code ON store_view (code);

INSERT INTO store_view (id, store_id, code, name) VALUES
    (0, 0, 'admin', 'Admin'), (1, 1, 'default', 'Default Store View');

CREATE TABLE customer_group (
    id BIGINT NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    tax_class TEXT COLLATE "C" NOT NULL
);

INSERT INTO customer_group (id, name, tax_class) VALUES
    (0, 'NOT LOGGED IN', 'Retail Customer'), (1, 'General', 'Retail Customer'),
    (2, 'Wholesale', 'Retail Customer'), (3, 'Retailer', 'Retail Customer');

-- Its administrator is the customer with company_role 1, so that nothing has to be kept in step.
CREATE TABLE company (
    id BIGINT NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    group_id BIGINT NOT NULL REFERENCES customer_group (id),
    sales_rep TEXT COLLATE "C" NOT NULL,
    active BIGINT NOT NULL CHECK (active IN (0, 1))
);
