//! Reading whole customers: the records that edits and imports start from.

use super::record::{AddressRecord, CustomerRecord, Subscription};
use crate::{
    Result, Tx,
    row::{Cells, Row},
    sql::Sql,
};
use domain::ids::{AddressId, CustomerId, GroupId, WebsiteId};
use std::collections::HashMap;

/// The customers with these ids, in this order; missing ones are left out. Held against other writers until
/// the transaction ends.
pub async fn load(tx: &mut Tx, ids: &[CustomerId]) -> Result<Vec<CustomerRecord>> {
    read(tx, ids, true).await
}

/// Like [`load`]; `hold` says whether the customers are held.
pub(super) async fn read(tx: &mut Tx, ids: &[CustomerId], hold: bool) -> Result<Vec<CustomerRecord>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    // Held in the order of ids, so that two transactions never wait for each other.
    let sql = Sql::with(
        format!("{SELECT_CUSTOMER} WHERE id IN ? ORDER BY id"),
        [ids.into()],
    );
    let sql = if hold { sql.locking() } else { sql };
    let mut found = HashMap::with_capacity(ids.len());
    for row in tx.fetch(sql).await? {
        let (record, defaults) = customer(row)?;
        found.insert(record.id, (record, defaults));
    }
    for row in tx.fetch(Sql::with(SELECT_ADDRESS, [ids.into()])).await? {
        let mut cells = row.of("address");
        let mut address = address(&mut cells)?;
        if let Some((record, defaults)) = found.get_mut(&CustomerId(cells.int("customer_id")?)) {
            address.default_billing = address.id == defaults.billing;
            address.default_shipping = address.id == defaults.shipping;
            record.addresses.push(address);
        }
    }
    for row in tx.fetch(Sql::with(SELECT_NEWSLETTER, [ids.into()])).await? {
        let mut cells = row.of("newsletter_subscription");
        if let Some((record, _)) = found.get_mut(&CustomerId(cells.int("customer_id")?)) {
            record.newsletter.push(subscription(&mut cells)?);
        }
    }
    Ok(ids
        .iter()
        .filter_map(|id| found.remove(id))
        .map(|(record, _)| record)
        .collect())
}

const SELECT_CUSTOMER: &str = "SELECT id, version, website_id, store_view_id, group_id, email, prefix, \
    first_name, middle_name, last_name, suffix, created_at, created_in, birth, tax_vat, gender, confirmation, \
    disable_auto_group_change, lock_expires, active, company_id, company_role, sales_rep, updated_at, \
    default_billing, default_shipping FROM customer";

struct Defaults {
    billing: AddressId,
    shipping: AddressId,
}

fn customer(row: Row) -> Result<(CustomerRecord, Defaults)> {
    let mut cells = row.of("customer");
    let record = CustomerRecord {
        id: CustomerId(cells.int("id")?),
        version: cells.int("version")?,
        website: WebsiteId(cells.int("website_id")?),
        store_view: cells.int("store_view_id")?,
        group: GroupId(cells.int("group_id")?),
        email: cells.text("email")?,
        prefix: cells.text("prefix")?,
        first_name: cells.text("first_name")?,
        middle_name: cells.text("middle_name")?,
        last_name: cells.text("last_name")?,
        suffix: cells.text("suffix")?,
        created_at: cells.int("created_at")?,
        created_in: cells.text("created_in")?,
        birth: cells.text("birth")?,
        tax_vat: cells.text("tax_vat")?,
        gender: cells.int("gender")?,
        confirmation: cells.text("confirmation")?,
        disable_auto_group_change: cells.flag("disable_auto_group_change")?,
        lock_expires: cells.int("lock_expires")?,
        active: cells.flag("active")?,
        company: cells.optional("company_id")?,
        company_role: cells.int("company_role")?,
        sales_rep: cells.text("sales_rep")?,
        updated_at: cells.int("updated_at")?,
        addresses: Vec::new(),
        newsletter: Vec::new(),
    };
    let defaults = Defaults {
        billing: AddressId(cells.int("default_billing")?),
        shipping: AddressId(cells.int("default_shipping")?),
    };
    Ok((record, defaults))
}

const SELECT_ADDRESS: &str = "SELECT id, prefix, first_name, middle_name, last_name, suffix, company, street, \
    city, region, zip, country, phone, fax, vat, customer_id FROM address WHERE customer_id IN ? ORDER BY id";

fn address(cells: &mut Cells) -> Result<AddressRecord> {
    Ok(AddressRecord {
        id: AddressId(cells.int("id")?),
        prefix: cells.text("prefix")?,
        first_name: cells.text("first_name")?,
        middle_name: cells.text("middle_name")?,
        last_name: cells.text("last_name")?,
        suffix: cells.text("suffix")?,
        company: cells.text("company")?,
        street: cells.text("street")?,
        city: cells.text("city")?,
        region: cells.text("region")?,
        zip: cells.text("zip")?,
        country: cells.text("country")?,
        phone: cells.text("phone")?,
        fax: cells.text("fax")?,
        vat: cells.text("vat")?,
        default_billing: false,
        default_shipping: false,
    })
}

const SELECT_NEWSLETTER: &str = "SELECT customer_id, website_id, store_view_id, status \
    FROM newsletter_subscription WHERE customer_id IN ? ORDER BY customer_id, website_id";

fn subscription(cells: &mut Cells) -> Result<Subscription> {
    Ok(Subscription {
        website: WebsiteId(cells.int("website_id")?),
        store_view: cells.int("store_view_id")?,
        status: cells.int("status")?,
    })
}

/// The ids of the customers with these e-mail addresses (any case) on these websites; the keys of the answer
/// are in lower case.
pub async fn find(
    tx: &mut Tx,
    keys: &[(String, WebsiteId)],
) -> Result<HashMap<(String, WebsiteId), CustomerId>> {
    let emails: Vec<String> = keys.iter().map(|(email, _)| email.to_lowercase()).collect();
    let sql = Sql::with(
        "SELECT id, email_lower, website_id FROM customer WHERE email_lower IN ?",
        [emails.clone().into()],
    );
    let mut known = HashMap::new();
    for row in tx.fetch(sql).await? {
        let mut cells = row.of("customer");
        let id = CustomerId(cells.int("id")?);
        known.insert(
            (cells.text("email_lower")?, WebsiteId(cells.int("website_id")?)),
            id,
        );
    }
    let asked = emails
        .into_iter()
        .zip(keys)
        .map(|(email, (_, website))| (email, *website));
    Ok(asked
        .filter_map(|key| known.get(&key).map(|id| (key.clone(), *id)))
        .collect())
}

/// The customer who already has this e-mail address where `website` looks: on itself, or everywhere when
/// accounts are shared.
pub async fn email_owner(tx: &mut Tx, email: &str, website: WebsiteId) -> Result<Option<CustomerId>> {
    let sql = Sql::with(
        "SELECT id FROM customer WHERE email_lower = ? AND (website_id = ? \
         OR EXISTS (SELECT 1 FROM setting WHERE key = 'share_accounts' AND value = 'global')) ORDER BY id",
        [email.to_lowercase().into(), website.0.into()],
    );
    let owner = tx.fetch_one(sql).await?;
    owner
        .map(|row| row.of("customer").int("id").map(CustomerId))
        .transpose()
}
