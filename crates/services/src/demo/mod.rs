//! Demo data: a shop that looks like one, in Dutch, Swedish, French, German and US style.
//!
//! Everything follows from a seed, the number of customers and a moment, so that two people who load the
//! demo talk about the same rows.

mod company;
mod land;
mod names;
mod orders;
mod people;
mod places;
mod quirks;
mod scopes;
mod segments;

use company::Company;
use domain::{
    customers::{present::Births, query::GridQuery},
    time::Micros,
};
use people::People;
use scopes::Scopes;
use std::ops::Range;
use storage::{
    Result, Store, Tx,
    customers::{
        loading,
        operation::{self, OperationId},
        read::{self, Lens, Scope},
        record,
    },
    reference,
    segments::{definitions, members},
};

/// Customers made and saved at once: all that is held in memory. A multiple of the hundred that share a
/// company.
const BATCH: u64 = 2_000;
/// Customers per transaction. Each one touches pages all over the grid's indexes, and a commit writes every
/// page it touched: with ten batches to a commit, 300,000 customers took 87 s where they had taken 147 s.
/// Nobody waits for the database meanwhile, for the shop is empty.
const TRANSACTION: u64 = 10 * BATCH;

/// What was loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Customers.
    pub customers: u64,
    /// Companies.
    pub companies: u64,
    /// Orders.
    pub orders: u64,
    /// Segments.
    pub segments: u64,
}

/// How far the customers of a database are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// There is not a single one.
    Empty,
    /// Loading the demo was interrupted: they are not all there, or their segments are not.
    Partial,
    /// There are some, be they the demo's or somebody's own.
    Filled,
}

/// The setting that tells whether a load came to its end.
const SETTING: &str = "demo";
const STARTED: &str = "started";
const COMPLETE: &str = "complete";

/// How far the customers of the database are.
pub async fn state(store: &Store) -> Result<State> {
    if is_empty(store).await? {
        return Ok(State::Empty);
    }
    let setting = reference::setting(store, SETTING).await?;
    Ok(match setting.as_deref() {
        Some(STARTED) => State::Partial,
        _ => State::Filled,
    })
}

/// Whether there is not a single customer yet.
async fn is_empty(store: &Store) -> Result<bool> {
    // Without a filter neither the moment nor the zone matters.
    let lens = Lens {
        now: 0,
        today: chrono::NaiveDate::MIN,
        clock: &|_| 0..0,
        sight: Births::Year.into(),
    };
    Ok(read::count(store, &GridQuery::default(), Scope::All, &lens).await? == 0)
}

/// Loads a shop with this many customers into an empty database, be it after a load that was interrupted before
/// its first customer; `progress` hears how many there are so far.
pub async fn load(
    store: &Store,
    customers: u64,
    seed: u64,
    now: Micros,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<Loaded> {
    let scopes = Scopes::find_or_make(store).await?;
    let people = People::new(seed, customers, now, &scopes);
    let mut tx = store.begin().await?;
    let detail = format!("{customers} customers, seed {seed}");
    let operation = operation::open(&mut tx, "demo", "", &detail, now).await?;
    reference::set_setting(&mut tx, SETTING, STARTED).await?;
    tx.commit().await?;
    loading::begin(store).await?;
    let mut loaded = Loaded::default();
    while loaded.customers < customers {
        let end = customers.min(loaded.customers + TRANSACTION);
        let mut tx = store.begin().await?;
        while loaded.customers < end {
            let numbers = loaded.customers..end.min(loaded.customers + BATCH);
            batch(&mut tx, &people, operation, numbers, &mut loaded).await?;
            progress(loaded.customers);
        }
        tx.commit().await?;
    }
    loading::finish(store).await?;
    // Statistics first: the rules of the segments are read with them.
    store.settle().await?;
    for definition in segments::definitions(&scopes, now) {
        let mut tx = store.begin().await?;
        let id = definitions::create(&mut tx, &definition, now).await?;
        tx.commit().await?;
        // One that nobody uses has not been looked at yet either.
        if definition.active
            && let Some(found) = members::find(store, id).await?
        {
            let mut tx = store.begin().await?;
            members::refresh(&mut tx, found, now).await?;
            tx.commit().await?;
        }
        loaded.segments += 1;
    }
    let mut tx = store.begin().await?;
    reference::set_setting(&mut tx, SETTING, COMPLETE).await?;
    tx.commit().await?;
    Ok(loaded)
}

/// The customers with these numbers, their companies and their orders.
async fn batch(
    tx: &mut Tx,
    people: &People<'_>,
    operation: OperationId,
    numbers: Range<u64>,
    loaded: &mut Loaded,
) -> Result<()> {
    let mut customers = Vec::new();
    let mut company: Option<(Company, i64)> = None;
    for n in numbers.clone() {
        if Company::begins_at(n) {
            let made = Company::around(people.seed, n);
            let id = reference::add_company(tx, &made.stored()).await?;
            company = Some((made, id));
            loaded.companies += 1;
        }
        let member = company
            .as_ref()
            .and_then(|(company, id)| Some((company, *id, company.role(n)?)));
        customers.push(people.customer(n, member));
    }
    record::save(tx, operation, &mut customers, people.now).await?;
    let bought: Vec<_> = numbers
        .zip(&customers)
        .map(|(n, customer)| (customer, orders::of(people.seed, n, customer, people.now)))
        .collect();
    let stored: Vec<_> = bought
        .iter()
        .flat_map(|(customer, orders)| orders.iter().map(|order| order.stored(customer)))
        .collect();
    reference::add_orders(tx, &stored).await?;
    loaded.orders += stored.len() as u64;
    loaded.customers += customers.len() as u64;
    Ok(())
}

#[cfg(test)]
mod tests;
