-- Customers and what belongs to them, and the operations every write goes through.
-- The *_key columns hold text as it is compared: folded by the application (lower case, no accents), so that
-- both databases agree to the byte.

-- Who did what when; operation_image keeps what stood there before, for audit and undo.
CREATE TABLE operation (
    id INTEGER NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    at INTEGER NOT NULL,
    detail TEXT NOT NULL
) STRICT;

CREATE TABLE customer (
    id INTEGER NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    website_id INTEGER NOT NULL REFERENCES website (id),
    store_view_id INTEGER NOT NULL,
    group_id INTEGER NOT NULL REFERENCES customer_group (id),
    email TEXT NOT NULL,
    email_lower TEXT NOT NULL,
    prefix TEXT NOT NULL,
    first_name TEXT NOT NULL,
    middle_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    suffix TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_in TEXT NOT NULL,
    birth TEXT NOT NULL,
    tax_vat TEXT NOT NULL,
    gender INTEGER NOT NULL,
    confirmation TEXT NOT NULL,
    disable_auto_group_change INTEGER NOT NULL CHECK (disable_auto_group_change IN (0, 1)),
    lock_expires INTEGER NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    company_id INTEGER REFERENCES company (id),
    company_role INTEGER NOT NULL CHECK (company_role IN (0, 1, 2)),
    sales_rep TEXT NOT NULL,
    default_billing INTEGER NOT NULL,
    default_shipping INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    email_key TEXT NOT NULL,
    first_name_key TEXT NOT NULL,
    last_name_key TEXT NOT NULL,
    tax_vat_key TEXT NOT NULL,
    operation_id INTEGER NOT NULL REFERENCES operation (id)
) STRICT;

-- The plain lower case decides whether an address is taken: `é` and `e` are two mailboxes.
CREATE UNIQUE INDEX customer_by_email ON customer (email_lower, website_id);
CREATE UNIQUE INDEX customer_by_company_admin ON customer (company_id) WHERE company_role = 1;

CREATE TABLE operation_image (
    operation_id INTEGER NOT NULL REFERENCES operation (id),
    customer_id INTEGER NOT NULL,
    before TEXT NOT NULL,
    PRIMARY KEY (operation_id, customer_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE address (
    id INTEGER NOT NULL PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    prefix TEXT NOT NULL,
    first_name TEXT NOT NULL,
    middle_name TEXT NOT NULL,
    last_name TEXT NOT NULL,
    suffix TEXT NOT NULL,
    company TEXT NOT NULL,
    street TEXT NOT NULL,
    city TEXT NOT NULL,
    region TEXT NOT NULL,
    zip TEXT NOT NULL,
    country TEXT NOT NULL,
    phone TEXT NOT NULL,
    fax TEXT NOT NULL,
    vat TEXT NOT NULL,
    first_name_key TEXT NOT NULL,
    last_name_key TEXT NOT NULL,
    company_key TEXT NOT NULL,
    street_key TEXT NOT NULL,
    city_key TEXT NOT NULL,
    region_key TEXT NOT NULL,
    zip_key TEXT NOT NULL,
    phone_key TEXT NOT NULL
) STRICT;

CREATE INDEX address_by_customer ON address (customer_id);

CREATE TABLE newsletter_subscription (
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    website_id INTEGER NOT NULL REFERENCES website (id),
    store_view_id INTEGER NOT NULL,
    status INTEGER NOT NULL CHECK (status IN (1, 2, 3, 4)),
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (customer_id, website_id)
) STRICT, WITHOUT ROWID;

-- Orders outlive their customer: the link is emptied. Amounts are in 1/10000.
CREATE TABLE customer_order (
    id INTEGER NOT NULL PRIMARY KEY,
    customer_id INTEGER REFERENCES customer (id),
    website_id INTEGER NOT NULL REFERENCES website (id),
    increment TEXT NOT NULL,
    status TEXT NOT NULL,
    subtotal INTEGER NOT NULL,
    grand_total INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX customer_order_by_increment ON customer_order (increment);
CREATE INDEX customer_order_by_customer ON customer_order (customer_id);
