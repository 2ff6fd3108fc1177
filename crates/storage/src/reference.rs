//! The shop around the customers: websites, stores, groups, companies and orders.

use crate::{
    Result, Store, Tx,
    insert::{self, Existing, Put},
    row::Row,
    sql::Sql,
};
use domain::{
    customers::{choice::Reference, country},
    fold::fold,
    ids::{CustomerId, GroupId, WebsiteId},
    imports::row::Shop,
    time::Micros,
};

/// A store of a new website, with its store views.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewStore<'a> {
    /// Its name.
    pub name: &'a str,
    /// Code and name of its store views.
    pub views: &'a [(&'a str, &'a str)],
}

/// A company that buys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCompany<'a> {
    /// Its name.
    pub name: &'a str,
    /// The group its customers are in.
    pub group: GroupId,
    /// The user who looks after it.
    pub sales_rep: &'a str,
    /// May its users buy?
    pub active: bool,
}

/// An order, as far as segments and reports look at it; amounts in 1/10000.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOrder<'a> {
    /// Who bought; nothing for a guest.
    pub customer: Option<CustomerId>,
    /// Where.
    pub website: WebsiteId,
    /// The number people see.
    pub increment: &'a str,
    /// Its state.
    pub status: &'a str,
    /// Sum of the items.
    pub subtotal: i64,
    /// What was paid.
    pub grand_total: i64,
    /// Number of items.
    pub quantity: i64,
    /// When.
    pub created_at: Micros,
}

/// Groups and websites to choose from; the admin website is not offered.
pub async fn reference(store: &Store) -> Result<Reference> {
    let groups = Sql::new("SELECT id, name FROM customer_group ORDER BY id");
    let websites = Sql::new("SELECT id, name FROM website WHERE id <> 0 ORDER BY id");
    Ok(Reference {
        countries: Vec::new(),
        groups: named(store, groups, "customer_group").await?,
        websites: named(store, websites, "website").await?,
    })
}

async fn named(store: &Store, sql: Sql, table: &'static str) -> Result<Vec<(i64, String)>> {
    let read = |row: Row| {
        let mut cells = row.of(table);
        Ok((cells.int("id")?, cells.text("name")?))
    };
    store.fetch(sql).await?.into_iter().map(read).collect()
}

/// What an import needs to know; `today` is the day after which nobody can be born.
pub async fn shop(store: &Store, today: &str) -> Result<Shop> {
    let codes = Sql::new("SELECT id, code FROM website WHERE id <> 0 ORDER BY id");
    let names = reference(store).await?;
    let folded = |names: &[(i64, String)]| names.iter().map(|(id, name)| (*id, fold(name))).collect();
    let mut store_views = Vec::new();
    for row in store
        .fetch(Sql::new("SELECT id, code, name FROM store_view ORDER BY id"))
        .await?
    {
        let mut cells = row.of("store_view");
        store_views.push((cells.int("id")?, cells.text("code")?, cells.text("name")?));
    }
    let shared = Sql::new("SELECT 1 FROM setting WHERE key = 'share_accounts' AND value = 'global'");
    Ok(Shop {
        shared_accounts: store.fetch_one(shared).await?.is_some(),
        websites: named(store, codes, "website").await?,
        store_views,
        groups: names.groups.iter().map(|(id, _)| *id).collect(),
        website_names: folded(&names.websites),
        group_names: folded(&names.groups),
        country_names: country::by_name().collect(),
        today: today.to_owned(),
    })
}

/// Adds a website with its stores and store views.
pub async fn add_website(
    tx: &mut Tx,
    code: &str,
    name: &str,
    confirm_email: bool,
    stores: &[NewStore<'_>],
) -> Result<WebsiteId> {
    let website = tx.next_ids("website", 1).await?;
    let sql = Sql::with(
        "INSERT INTO website (id, code, name, confirm_email) VALUES (?, ?, ?, ?)",
        [website.into(), code.into(), name.into(), confirm_email.into()],
    );
    tx.execute(sql).await?;
    for store in stores {
        let id = tx.next_ids("store", 1).await?;
        let sql = Sql::with(
            "INSERT INTO store (id, website_id, name) VALUES (?, ?, ?)",
            [id.into(), website.into(), store.name.into()],
        );
        tx.execute(sql).await?;
        for (code, name) in store.views {
            let view = tx.next_ids("store_view", 1).await?;
            let sql = Sql::with(
                "INSERT INTO store_view (id, store_id, code, name) VALUES (?, ?, ?, ?)",
                [view.into(), id.into(), (*code).into(), (*name).into()],
            );
            tx.execute(sql).await?;
        }
    }
    Ok(WebsiteId(website))
}

/// Adds a company; its administrator is the customer with `company_role` 1.
pub async fn add_company(tx: &mut Tx, company: &NewCompany<'_>) -> Result<i64> {
    let id = tx.next_ids("company", 1).await?;
    let sql = Sql::with(
        "INSERT INTO company (id, name, group_id, sales_rep, active) VALUES (?, ?, ?, ?, ?)",
        [
            id.into(),
            company.name.into(),
            company.group.0.into(),
            company.sales_rep.into(),
            company.active.into(),
        ],
    );
    tx.execute(sql).await?;
    Ok(id)
}

static ORDERS: insert::Table = insert::Table {
    name: "customer_order",
    columns: &[
        "id",
        "customer_id",
        "website_id",
        "increment",
        "status",
        "subtotal",
        "grand_total",
        "quantity",
        "created_at",
    ],
    key: "id",
    fixed: &[],
};

/// Adds orders.
pub async fn add_orders(tx: &mut Tx, orders: &[NewOrder<'_>]) -> Result<()> {
    let ids = tx.next_ids("customer_order", orders.len()).await?..;
    let rows = orders.iter().zip(ids).map(|(order, id)| {
        Put::new([
            id.into(),
            order.customer.map(|customer| customer.0).into(),
            order.website.0.into(),
            order.increment.into(),
            order.status.into(),
            order.subtotal.into(),
            order.grand_total.into(),
            order.quantity.into(),
            order.created_at.into(),
        ])
    });
    insert::rows(tx, &ORDERS, Existing::None, rows.collect()).await
}

/// The value of a setting; nothing where it was never set.
pub async fn setting(store: &Store, key: &str) -> Result<Option<String>> {
    let sql = Sql::with("SELECT value FROM setting WHERE key = ?", [key.into()]);
    let row = store.fetch_one(sql).await?;
    row.map(|row| row.of("setting").text("value")).transpose()
}

/// The value of a setting that nobody else changes until the transaction ends; `absent` where it was never set.
pub(crate) async fn hold_setting(tx: &mut Tx, key: &str, absent: &str) -> Result<String> {
    let sql = Sql::with(
        "INSERT INTO setting (key, value) VALUES (?, ?) \
         ON CONFLICT (key) DO UPDATE SET value = setting.value RETURNING value",
        [key.into(), absent.into()],
    );
    match tx.fetch(sql).await?.into_iter().next() {
        Some(row) => row.of("setting").text("value"),
        None => Ok(absent.to_owned()),
    }
}

/// Sets a setting.
pub async fn set_setting(tx: &mut Tx, key: &str, value: &str) -> Result<()> {
    let sql = Sql::with(
        "INSERT INTO setting (key, value) VALUES (?, ?) \
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [key.into(), value.into()],
    );
    tx.execute(sql).await.map(drop)
}

/// Shall an e-mail address be unique over all websites (`true`), or on each by itself?
pub async fn set_share_accounts(tx: &mut Tx, shared: bool) -> Result<()> {
    let value = if shared { "global" } else { "website" };
    let sql = Sql::with(
        "UPDATE setting SET value = ? WHERE key = 'share_accounts'",
        [value.into()],
    );
    tx.execute(sql).await.map(drop)
}
