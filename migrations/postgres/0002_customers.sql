-- Customers and what belongs to them, and the operations every write goes through.
-- The *_key columns hold text as it is compared: folded by the application (lower case, no accents), so that
-- both databases agree to the byte.

-- Who did what when; operation_image keeps what stood there before, for audit and undo.
CREATE TABLE operation (
    id BIGINT NOT NULL PRIMARY KEY,
    kind TEXT COLLATE "C" NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    detail TEXT COLLATE "C" NOT NULL
);

CREATE TABLE customer (
    id BIGINT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    website_id BIGINT NOT NULL REFERENCES website (id),
    store_view_id BIGINT NOT NULL,
    group_id BIGINT NOT NULL REFERENCES customer_group (id),
    email TEXT COLLATE "C" NOT NULL,
    email_lower TEXT COLLATE "C" NOT NULL,
    prefix TEXT COLLATE "C" NOT NULL,
    first_name TEXT COLLATE "C" NOT NULL,
    middle_name TEXT COLLATE "C" NOT NULL,
    last_name TEXT COLLATE "C" NOT NULL,
    suffix TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    created_in TEXT COLLATE "C" NOT NULL,
    birth TEXT COLLATE "C" NOT NULL,
    tax_vat TEXT COLLATE "C" NOT NULL,
    gender BIGINT NOT NULL,
    confirmation TEXT COLLATE "C" NOT NULL,
    disable_auto_group_change BIGINT NOT NULL CHECK (disable_auto_group_change IN (0, 1)),
    lock_expires BIGINT NOT NULL,
    active BIGINT NOT NULL CHECK (active IN (0, 1)),
    company_id BIGINT REFERENCES company (id),
    company_role BIGINT NOT NULL CHECK (company_role IN (0, 1, 2)),
    sales_rep TEXT COLLATE "C" NOT NULL,
    default_billing BIGINT NOT NULL,
    default_shipping BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    email_key TEXT COLLATE "C" NOT NULL,
    first_name_key TEXT COLLATE "C" NOT NULL,
    last_name_key TEXT COLLATE "C" NOT NULL,
    tax_vat_key TEXT COLLATE "C" NOT NULL,
    operation_id BIGINT NOT NULL REFERENCES operation (id)
);

-- The plain lower case decides whether an address is taken: `é` and `e` are two mailboxes.
CREATE UNIQUE INDEX customer_by_email ON customer (email_lower, website_id);
CREATE UNIQUE INDEX customer_by_company_admin ON customer (company_id) WHERE company_role = 1;

CREATE TABLE operation_image (
    operation_id BIGINT NOT NULL REFERENCES operation (id),
    customer_id BIGINT NOT NULL,
    before TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (operation_id, customer_id)
);

CREATE TABLE address (
    id BIGINT NOT NULL PRIMARY KEY,
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    prefix TEXT COLLATE "C" NOT NULL,
    first_name TEXT COLLATE "C" NOT NULL,
    middle_name TEXT COLLATE "C" NOT NULL,
    last_name TEXT COLLATE "C" NOT NULL,
    suffix TEXT COLLATE "C" NOT NULL,
    company TEXT COLLATE "C" NOT NULL,
    street TEXT COLLATE "C" NOT NULL,
    city TEXT COLLATE "C" NOT NULL,
    region TEXT COLLATE "C" NOT NULL,
    zip TEXT COLLATE "C" NOT NULL,
    country TEXT COLLATE "C" NOT NULL,
    phone TEXT COLLATE "C" NOT NULL,
    fax TEXT COLLATE "C" NOT NULL,
    vat TEXT COLLATE "C" NOT NULL,
    first_name_key TEXT COLLATE "C" NOT NULL,
    last_name_key TEXT COLLATE "C" NOT NULL,
    company_key TEXT COLLATE "C" NOT NULL,
    street_key TEXT COLLATE "C" NOT NULL,
    city_key TEXT COLLATE "C" NOT NULL,
    region_key TEXT COLLATE "C" NOT NULL,
    zip_key TEXT COLLATE "C" NOT NULL,
    phone_key TEXT COLLATE "C" NOT NULL
);

CREATE INDEX address_by_customer ON address (customer_id);

CREATE TABLE newsletter_subscription (
    customer_id BIGINT NOT NULL REFERENCES customer (id),
    website_id BIGINT NOT NULL REFERENCES website (id),
    store_view_id BIGINT NOT NULL,
    status BIGINT NOT NULL CHECK (status IN (1, 2, 3, 4)),
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (customer_id, website_id)
);

-- Orders outlive their customer: the link is emptied. Amounts are in 1/10000.
CREATE TABLE customer_order (
    id BIGINT NOT NULL PRIMARY KEY,
    customer_id BIGINT REFERENCES customer (id),
    website_id BIGINT NOT NULL REFERENCES website (id),
    increment TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    subtotal BIGINT NOT NULL,
    grand_total BIGINT NOT NULL,
    quantity BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX customer_order_by_increment ON customer_order (increment);
CREATE INDEX customer_order_by_customer ON customer_order (customer_id);
