-- The shop around the customers: scopes, groups, settings, and the counters that ids come from.
-- Ids are given out by the application in blocks, so that both databases number alike and bulk writes need
-- no round trip per row. The seeds are those of a freshly installed shop.

CREATE TABLE id_counter (
    name TEXT NOT NULL PRIMARY KEY,
    next INTEGER NOT NULL
) STRICT;

INSERT INTO id_counter (name, next) VALUES
    ('website', 2), ('store', 2), ('store_view', 2), ('company', 1), ('operation', 1), ('customer', 1),
    ('address', 1), ('customer_order', 1), ('segment', 1), ('segment_refresh', 1), ('job', 1), ('app_user', 1),
    ('sign_in_attempt', 1);

CREATE TABLE setting (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- 'website': an e-mail address is unique on each website; 'global': over all of them.
INSERT INTO setting (key, value) VALUES ('share_accounts', 'website');

CREATE TABLE website (
    id INTEGER NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    confirm_email INTEGER NOT NULL DEFAULT 0 CHECK (confirm_email IN (0, 1))
) STRICT;

CREATE UNIQUE INDEX website_by_code ON website (code);

INSERT INTO website (id, code, name) VALUES (0, 'admin', 'Admin'), (1, 'base', 'Main Website');

CREATE TABLE store (
    id INTEGER NOT NULL PRIMARY KEY,
    website_id INTEGER NOT NULL REFERENCES website (id),
    name TEXT NOT NULL
) STRICT;

INSERT INTO store (id, website_id, name) VALUES (0, 0, 'Default'), (1, 1, 'Main Website Store');

CREATE TABLE store_view (
    id INTEGER NOT NULL PRIMARY KEY,
    store_id INTEGER NOT NULL REFERENCES store (id),
    code TEXT NOT NULL,
    name TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX store_view_by_code ON store_view (code);

INSERT INTO store_view (id, store_id, code, name) VALUES
    (0, 0, 'admin', 'Admin'), (1, 1, 'default', 'Default Store View');

CREATE TABLE customer_group (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    tax_class TEXT NOT NULL
) STRICT;

INSERT INTO customer_group (id, name, tax_class) VALUES
    (0, 'NOT LOGGED IN', 'Retail Customer'), (1, 'General', 'Retail Customer'),
    (2, 'Wholesale', 'Retail Customer'), (3, 'Retailer', 'Retail Customer');

-- Its administrator is the customer with company_role 1, so that nothing has to be kept in step.
CREATE TABLE company (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    group_id INTEGER NOT NULL REFERENCES customer_group (id),
    sales_rep TEXT NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;
