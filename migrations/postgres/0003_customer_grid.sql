-- What the customers grid reads: one wide row per customer, written in the transaction of every change.
-- Values come first and keys last, so that a scan for a file stops early in each row. Text sorts by the
-- first 200 characters of its key: PostgreSQL refuses longer index entries, and nobody reads further. The
-- id at the end of every index breaks ties.

CREATE TABLE customer_grid (
    id BIGINT NOT NULL PRIMARY KEY REFERENCES customer (id),
    version BIGINT NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    email TEXT COLLATE "C" NOT NULL,
    group_id BIGINT NOT NULL,
    phone TEXT COLLATE "C" NOT NULL,
    zip TEXT COLLATE "C" NOT NULL,
    country TEXT COLLATE "C" NOT NULL,
    region TEXT COLLATE "C" NOT NULL,
    since BIGINT NOT NULL,
    website_id BIGINT NOT NULL,
    confirmed BIGINT NOT NULL,
    created_in TEXT COLLATE "C" NOT NULL,
    billing_address TEXT COLLATE "C" NOT NULL,
    shipping_address TEXT COLLATE "C" NOT NULL,
    birth TEXT COLLATE "C" NOT NULL,
    tax_vat TEXT COLLATE "C" NOT NULL,
    gender BIGINT NOT NULL,
    street TEXT COLLATE "C" NOT NULL,
    city TEXT COLLATE "C" NOT NULL,
    fax TEXT COLLATE "C" NOT NULL,
    vat TEXT COLLATE "C" NOT NULL,
    company TEXT COLLATE "C" NOT NULL,
    billing_first TEXT COLLATE "C" NOT NULL,
    billing_last TEXT COLLATE "C" NOT NULL,
    lock_expires BIGINT NOT NULL,
    status BIGINT NOT NULL,
    customer_type BIGINT NOT NULL,
    sales_rep TEXT COLLATE "C" NOT NULL,
    name_key TEXT COLLATE "C" NOT NULL,
    email_key TEXT COLLATE "C" NOT NULL,
    group_key TEXT COLLATE "C" NOT NULL,
    phone_key TEXT COLLATE "C" NOT NULL,
    zip_key TEXT COLLATE "C" NOT NULL,
    country_key TEXT COLLATE "C" NOT NULL,
    region_key TEXT COLLATE "C" NOT NULL,
    website_key TEXT COLLATE "C" NOT NULL,
    created_in_key TEXT COLLATE "C" NOT NULL,
    billing_address_key TEXT COLLATE "C" NOT NULL,
    shipping_address_key TEXT COLLATE "C" NOT NULL,
    tax_vat_key TEXT COLLATE "C" NOT NULL,
    street_key TEXT COLLATE "C" NOT NULL,
    city_key TEXT COLLATE "C" NOT NULL,
    fax_key TEXT COLLATE "C" NOT NULL,
    vat_key TEXT COLLATE "C" NOT NULL,
    company_key TEXT COLLATE "C" NOT NULL,
    billing_first_key TEXT COLLATE "C" NOT NULL,
    billing_last_key TEXT COLLATE "C" NOT NULL,
    sales_rep_key TEXT COLLATE "C" NOT NULL,
    search TEXT COLLATE "C" NOT NULL
);

CREATE INDEX customer_grid_by_name ON customer_grid (substr(name_key, 1, 200), id);
CREATE INDEX customer_grid_by_email ON customer_grid (substr(email_key, 1, 200), id);
CREATE INDEX customer_grid_by_group ON customer_grid (substr(group_key, 1, 200), id);
CREATE INDEX customer_grid_by_phone ON customer_grid (substr(phone_key, 1, 200), id);
CREATE INDEX customer_grid_by_zip ON customer_grid (substr(zip_key, 1, 200), id);
CREATE INDEX customer_grid_by_country ON customer_grid (substr(country_key, 1, 200), id);
CREATE INDEX customer_grid_by_region ON customer_grid (substr(region_key, 1, 200), id);
CREATE INDEX customer_grid_by_since ON customer_grid (since, id);
CREATE INDEX customer_grid_by_website ON customer_grid (substr(website_key, 1, 200), id);
CREATE INDEX customer_grid_by_confirmed ON customer_grid (confirmed, id);
CREATE INDEX customer_grid_by_created_in ON customer_grid (substr(created_in_key, 1, 200), id);
CREATE INDEX customer_grid_by_billing_address ON customer_grid (substr(billing_address_key, 1, 200), id);
CREATE INDEX customer_grid_by_shipping_address ON customer_grid (substr(shipping_address_key, 1, 200), id);
CREATE INDEX customer_grid_by_birth ON customer_grid (birth, id);
CREATE INDEX customer_grid_by_tax_vat ON customer_grid (substr(tax_vat_key, 1, 200), id);
CREATE INDEX customer_grid_by_gender ON customer_grid (gender, id);
CREATE INDEX customer_grid_by_street ON customer_grid (substr(street_key, 1, 200), id);
CREATE INDEX customer_grid_by_city ON customer_grid (substr(city_key, 1, 200), id);
CREATE INDEX customer_grid_by_fax ON customer_grid (substr(fax_key, 1, 200), id);
CREATE INDEX customer_grid_by_vat ON customer_grid (substr(vat_key, 1, 200), id);
CREATE INDEX customer_grid_by_company ON customer_grid (substr(company_key, 1, 200), id);
CREATE INDEX customer_grid_by_billing_first ON customer_grid (substr(billing_first_key, 1, 200), id);
CREATE INDEX customer_grid_by_billing_last ON customer_grid (substr(billing_last_key, 1, 200), id);
CREATE INDEX customer_grid_by_lock ON customer_grid (lock_expires, id);
CREATE INDEX customer_grid_by_status ON customer_grid (status, id);
CREATE INDEX customer_grid_by_type ON customer_grid (customer_type, id);
CREATE INDEX customer_grid_by_sales_rep ON customer_grid (substr(sales_rep_key, 1, 200), id);
