-- What the customers grid reads: one wide row per customer, written in the transaction of every change.
-- Values come first and keys last, so that a scan for a file stops early in each row. Text sorts by the
-- first 200 characters of its key: PostgreSQL refuses longer index entries, and nobody reads further. The
-- row id stands at the end of every index by itself and breaks ties.

CREATE TABLE customer_grid (
    id INTEGER NOT NULL PRIMARY KEY REFERENCES customer (id),
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    group_id INTEGER NOT NULL,
    phone TEXT NOT NULL,
    zip TEXT NOT NULL,
    country TEXT NOT NULL,
    region TEXT NOT NULL,
    since INTEGER NOT NULL,
    website_id INTEGER NOT NULL,
    confirmed INTEGER NOT NULL,
    created_in TEXT NOT NULL,
    billing_address TEXT NOT NULL,
    shipping_address TEXT NOT NULL,
    birth TEXT NOT NULL,
    tax_vat TEXT NOT NULL,
    gender INTEGER NOT NULL,
    street TEXT NOT NULL,
    city TEXT NOT NULL,
    fax TEXT NOT NULL,
    vat TEXT NOT NULL,
    company TEXT NOT NULL,
    billing_first TEXT NOT NULL,
    billing_last TEXT NOT NULL,
    lock_expires INTEGER NOT NULL,
    status INTEGER NOT NULL,
    customer_type INTEGER NOT NULL,
    sales_rep TEXT NOT NULL,
    name_key TEXT NOT NULL,
    email_key TEXT NOT NULL,
    group_key TEXT NOT NULL,
    phone_key TEXT NOT NULL,
    zip_key TEXT NOT NULL,
    country_key TEXT NOT NULL,
    region_key TEXT NOT NULL,
    website_key TEXT NOT NULL,
    created_in_key TEXT NOT NULL,
    billing_address_key TEXT NOT NULL,
    shipping_address_key TEXT NOT NULL,
    tax_vat_key TEXT NOT NULL,
    street_key TEXT NOT NULL,
    city_key TEXT NOT NULL,
    fax_key TEXT NOT NULL,
    vat_key TEXT NOT NULL,
    company_key TEXT NOT NULL,
    billing_first_key TEXT NOT NULL,
    billing_last_key TEXT NOT NULL,
    sales_rep_key TEXT NOT NULL,
    search TEXT NOT NULL
) STRICT;

CREATE INDEX customer_grid_by_name ON customer_grid (substr(name_key, 1, 200));
CREATE INDEX customer_grid_by_email ON customer_grid (substr(email_key, 1, 200));
CREATE INDEX customer_grid_by_group ON customer_grid (substr(group_key, 1, 200));
CREATE INDEX customer_grid_by_phone ON customer_grid (substr(phone_key, 1, 200));
CREATE INDEX customer_grid_by_zip ON customer_grid (substr(zip_key, 1, 200));
CREATE INDEX customer_grid_by_country ON customer_grid (substr(country_key, 1, 200));
CREATE INDEX customer_grid_by_region ON customer_grid (substr(region_key, 1, 200));
CREATE INDEX customer_grid_by_since ON customer_grid (since);
CREATE INDEX customer_grid_by_website ON customer_grid (substr(website_key, 1, 200));
CREATE INDEX customer_grid_by_confirmed ON customer_grid (confirmed);
CREATE INDEX customer_grid_by_created_in ON customer_grid (substr(created_in_key, 1, 200));
CREATE INDEX customer_grid_by_billing_address ON customer_grid (substr(billing_address_key, 1, 200));
CREATE INDEX customer_grid_by_shipping_address ON customer_grid (substr(shipping_address_key, 1, 200));
CREATE INDEX customer_grid_by_birth ON customer_grid (birth);
CREATE INDEX customer_grid_by_tax_vat ON customer_grid (substr(tax_vat_key, 1, 200));
CREATE INDEX customer_grid_by_gender ON customer_grid (gender);
CREATE INDEX customer_grid_by_street ON customer_grid (substr(street_key, 1, 200));
CREATE INDEX customer_grid_by_city ON customer_grid (substr(city_key, 1, 200));
CREATE INDEX customer_grid_by_fax ON customer_grid (substr(fax_key, 1, 200));
CREATE INDEX customer_grid_by_vat ON customer_grid (substr(vat_key, 1, 200));
CREATE INDEX customer_grid_by_company ON customer_grid (substr(company_key, 1, 200));
CREATE INDEX customer_grid_by_billing_first ON customer_grid (substr(billing_first_key, 1, 200));
CREATE INDEX customer_grid_by_billing_last ON customer_grid (substr(billing_last_key, 1, 200));
CREATE INDEX customer_grid_by_lock ON customer_grid (lock_expires);
CREATE INDEX customer_grid_by_status ON customer_grid (status);
CREATE INDEX customer_grid_by_type ON customer_grid (customer_type);
CREATE INDEX customer_grid_by_sales_rep ON customer_grid (substr(sales_rep_key, 1, 200));
