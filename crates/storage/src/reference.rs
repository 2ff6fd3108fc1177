//! The shop around the customers: websites, stores, groups, companies and orders.

use crate::{Result, Store, Tx};
use domain::{
    customers::choice::Reference,
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
pub async fn reference(_store: &Store) -> Result<Reference> {
    unimplemented!()
}

/// What an import needs to know; `today` is the day after which nobody can be born.
pub async fn shop(_store: &Store, _today: &str) -> Result<Shop> {
    unimplemented!()
}

/// Adds a website with its stores and store views.
pub async fn add_website(
    _tx: &mut Tx,
    _code: &str,
    _name: &str,
    _confirm_email: bool,
    _stores: &[NewStore<'_>],
) -> Result<WebsiteId> {
    unimplemented!()
}

/// Adds a company; its administrator is the customer with `company_role` 1.
pub async fn add_company(_tx: &mut Tx, _company: &NewCompany<'_>) -> Result<i64> {
    unimplemented!()
}

/// Adds orders.
pub async fn add_orders(_tx: &mut Tx, _orders: &[NewOrder<'_>]) -> Result<()> {
    unimplemented!()
}

/// Shall an e-mail address be unique over all websites (`true`), or on each by itself?
pub async fn set_share_accounts(_tx: &mut Tx, _shared: bool) -> Result<()> {
    unimplemented!()
}
