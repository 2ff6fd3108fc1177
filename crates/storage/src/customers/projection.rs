//! The grid row of a customer, computed from its record: the one place where the 28 columns get their values.

use super::{
    columns::{Stored, stored},
    record::{AddressRecord, CustomerRecord},
};
use crate::{
    Result, Tx,
    insert::Table,
    sql::{Bind, Sql},
};
use domain::{
    customers::{
        choice,
        column::{CATALOGUE, Column},
        country,
    },
    fold::{digits, fold},
    value::Value,
};
use std::{collections::HashMap, sync::LazyLock};

/// What a grid row shows of the shop: names behind ids, and whether a website asks for confirmation.
pub(crate) struct Shop {
    groups: HashMap<i64, String>,
    websites: HashMap<i64, (String, bool)>,
}

impl Shop {
    pub(crate) async fn load(tx: &mut Tx) -> Result<Self> {
        let mut groups = HashMap::new();
        for row in tx.fetch(Sql::new("SELECT id, name FROM customer_group")).await? {
            let mut cells = row.of("customer_group");
            groups.insert(cells.int("id")?, fold(&cells.text("name")?));
        }
        let mut websites = HashMap::new();
        for row in tx
            .fetch(Sql::new("SELECT id, name, confirm_email FROM website"))
            .await?
        {
            let mut cells = row.of("website");
            let id = cells.int("id")?;
            websites.insert(id, (fold(&cells.text("name")?), cells.flag("confirm_email")?));
        }
        Ok(Self { groups, websites })
    }

    /// The key of the name behind a code.
    fn key(&self, column: Column, code: &Value) -> String {
        match (column, code) {
            (Column::Group, Value::Int(id)) => self.groups.get(id).cloned().unwrap_or_default(),
            (Column::Website, Value::Int(id)) => self
                .websites
                .get(id)
                .map(|(name, _)| name.clone())
                .unwrap_or_default(),
            (_, code) => fold(country::name(code.text()).unwrap_or(code.text())),
        }
    }
}

pub(crate) static GRID: LazyLock<Table> = LazyLock::new(|| {
    let mut columns = vec!["id", "version"];
    for spec in &CATALOGUE {
        let stored = stored(spec.column);
        columns.extend([stored.value()].into_iter().filter(|value| *value != "id"));
        columns.extend(stored.key());
    }
    columns.push("search");
    Table {
        name: "customer_grid",
        columns: columns.leak(),
        key: "id",
        fixed: &[],
    }
});

/// The values of `GRID`.
pub(crate) fn grid(record: &CustomerRecord, shop: &Shop, out: &mut Vec<Bind>) {
    let mut search = Vec::with_capacity(CATALOGUE.len());
    let none = AddressRecord::default();
    let billing = record.billing().unwrap_or(&none);
    out.extend([record.id.0.into(), record.version.into()]);
    for spec in &CATALOGUE {
        let value = value(record, billing, spec.column, shop);
        let key = match stored(spec.column) {
            Stored::Plain(_) => None,
            Stored::Text(..) => Some(fold(value.text())),
            Stored::Named(..) => Some(shop.key(spec.column, &value)),
        };
        if spec.searched {
            search.extend(key.clone());
        }
        if spec.column != Column::Id {
            out.push(bind(value));
        }
        out.extend(key.map(Bind::Text));
    }
    search.push(digits(&billing.phone));
    out.push(searched(search).into());
}

/// The text a keyword is looked for in: what stands in another column already is left out, which is half of it.
fn searched(mut keys: Vec<String>) -> String {
    keys.sort_by_key(|key| std::cmp::Reverse(key.len()));
    let mut out = String::with_capacity(2 * keys.first().map_or(0, String::len));
    for key in keys.iter().filter(|key| !key.is_empty()) {
        if !out.contains(key.as_str()) {
            // A keyword has no line breaks, so that it never matches across two columns.
            out.push('\n');
            out.push_str(key);
        }
    }
    out
}

fn bind(value: Value) -> Bind {
    match value {
        Value::Null => Bind::NoInt,
        Value::Int(n) => Bind::Int(n),
        Value::Text(text) => Bind::Text(text),
    }
}

fn value(r: &CustomerRecord, billing: &AddressRecord, column: Column, shop: &Shop) -> Value {
    match column {
        Column::Id => r.id.0.into(),
        Column::Name => name(r).into(),
        Column::Email => r.email.as_str().into(),
        Column::Group => r.group.0.into(),
        Column::Phone => billing.phone.as_str().into(),
        Column::Zip => billing.zip.as_str().into(),
        Column::Country => billing.country.as_str().into(),
        Column::Region => billing.region.as_str().into(),
        Column::Since => r.created_at.into(),
        Column::Website => r.website.0.into(),
        Column::Confirmed => confirmed(r, shop).into(),
        Column::CreatedIn => r.created_in.as_str().into(),
        Column::BillingAddress => one_line(r.billing()).into(),
        Column::ShippingAddress => one_line(r.shipping()).into(),
        Column::Birth => r.birth.as_str().into(),
        Column::TaxVat => r.tax_vat.as_str().into(),
        Column::Gender => r.gender.into(),
        Column::Street => billing.street.as_str().into(),
        Column::City => billing.city.as_str().into(),
        Column::Fax => billing.fax.as_str().into(),
        Column::Vat => billing.vat.as_str().into(),
        Column::Company => billing.company.as_str().into(),
        Column::BillingFirst => billing.first_name.as_str().into(),
        Column::BillingLast => billing.last_name.as_str().into(),
        Column::Lock => r.lock_expires.into(),
        Column::Status => i64::from(r.active).into(),
        Column::CustomerType => r.company_role.into(),
        Column::SalesRep => r.sales_rep.as_str().into(),
    }
}

/// Prefix, first, middle and last name and suffix, as far as there are.
fn name(record: &CustomerRecord) -> String {
    joined([
        &record.prefix,
        &record.first_name,
        &record.middle_name,
        &record.last_name,
        &record.suffix,
    ])
}

/// Street, city, region and postcode on one line.
fn one_line(address: Option<&AddressRecord>) -> String {
    address.map_or_else(String::new, |a| {
        joined([&a.street, &a.city, &a.region, &a.zip]).replace('\n', " ")
    })
}

fn joined<const N: usize>(parts: [&String; N]) -> String {
    let mut out = String::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(part);
    }
    out
}

fn confirmed(record: &CustomerRecord, shop: &Shop) -> i64 {
    let asked = shop
        .websites
        .get(&record.website.0)
        .is_some_and(|(_, confirm)| *confirm);
    match (asked, record.confirmation.is_empty()) {
        (false, _) => choice::CONFIRMATION_NOT_REQUIRED,
        (true, true) => choice::CONFIRMED,
        (true, false) => choice::CONFIRMATION_REQUIRED,
    }
}
