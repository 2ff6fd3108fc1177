//! Who is in a segment: refreshing the stored members, and asking for them.

use super::{compile, definitions};
use crate::{Result, Store, Tx, sql::Sql};
use domain::{
    ids::{CustomerId, SegmentId},
    segments::segment::{ApplyTo, Segment},
    time::Micros,
};
use std::time::Instant;

/// What a refresh did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refreshed {
    /// How many are in it now.
    pub customers: u64,
    /// How many came in.
    pub added: u64,
    /// How many went out.
    pub removed: u64,
}

/// Computes the members anew; the old ones stay readable until the commit. Nothing if there is no such
/// segment.
pub async fn refresh(tx: &mut Tx, id: SegmentId, now: Micros) -> Result<Option<Refreshed>> {
    let started = Instant::now();
    let hold = Sql::with("SELECT generation FROM segment WHERE id = ?", [id.0.into()]).locking();
    let Some(row) = tx.fetch_one(hold).await? else {
        return Ok(None);
    };
    let old = row.single()?;
    let Some(segment) = definitions::find(tx, id).await? else {
        return Ok(None);
    };
    let customers = fill(tx, &segment, old + 1).await?;
    let added = count_added(tx, id, old).await?;
    let gone = "DELETE FROM segment_member WHERE segment_id = ? AND generation = ?";
    let before = tx.execute(Sql::with(gone, [id.0.into(), old.into()])).await?;
    let refreshed = Refreshed {
        customers,
        added,
        removed: (before + added).saturating_sub(customers),
    };
    let took = started.elapsed().as_micros().try_into().unwrap_or(Micros::MAX);
    swap(tx, id, refreshed, now, took).await?;
    note(tx, id, refreshed, now, took, "").await?;
    Ok(Some(refreshed))
}

/// Writes the members of a generation with one statement; how many they are.
async fn fill(tx: &mut Tx, segment: &Segment, generation: i64) -> Result<u64> {
    if segment.definition.apply_to == ApplyTo::Visitors {
        // Visitors are nobody in particular: such a segment has no stored members.
        return Ok(0);
    }
    let mut sql = Sql::new("INSERT INTO segment_member (segment_id, generation, customer_id) SELECT ");
    sql.bind(segment.id.0).push(", ").bind(generation);
    sql.push(", c.id FROM customer c WHERE c.website_id IN (SELECT w.website_id FROM segment_website w");
    sql.push(" WHERE w.segment_id = ")
        .bind(segment.id.0)
        .push(") AND ");
    sql.append(compile::rule(&segment.definition.rule));
    tx.execute(sql).await
}

/// How many of the generation after `old` are not in `old`.
async fn count_added(tx: &mut Tx, id: SegmentId, old: i64) -> Result<u64> {
    // EXCEPT, since a planner without statistics of fresh rows picks a slow way for NOT EXISTS.
    let members = "SELECT m.customer_id FROM segment_member m WHERE m.segment_id = ? AND m.generation = ?";
    let sql = Sql::with(
        format!("SELECT COUNT(*) FROM ({members} EXCEPT {members}) AS added"),
        [id.0.into(), (old + 1).into(), id.0.into(), old.into()],
    );
    match tx.fetch_one(sql).await? {
        Some(row) => row.of("segment_member").count("count"),
        None => Ok(0),
    }
}

/// Points the segment at its new generation.
async fn swap(tx: &mut Tx, id: SegmentId, done: Refreshed, now: Micros, took: Micros) -> Result<()> {
    let sql = Sql::with(
        "UPDATE segment SET generation = generation + 1, customers = ?, added = ?, removed = ?, \
         refreshed_at = ?, took = ?, definition_changed = 0, failure = '' WHERE id = ?",
        [
            number(done.customers).into(),
            number(done.added).into(),
            number(done.removed).into(),
            now.into(),
            took.into(),
            id.0.into(),
        ],
    );
    tx.execute(sql).await.map(drop)
}

/// Adds a line to the history of refreshes.
async fn note(
    tx: &mut Tx,
    id: SegmentId,
    done: Refreshed,
    now: Micros,
    took: Micros,
    failure: &str,
) -> Result<()> {
    let line = tx.next_ids("segment_refresh", 1).await?;
    let sql = Sql::with(
        "INSERT INTO segment_refresh (id, segment_id, at, took, customers, added, removed, failure) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            line.into(),
            id.0.into(),
            now.into(),
            took.into(),
            number(done.customers).into(),
            number(done.added).into(),
            number(done.removed).into(),
            failure.into(),
        ],
    );
    tx.execute(sql).await.map(drop)
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Notes why a refresh failed; members and counts stay those of the one before.
pub async fn mark_failed(tx: &mut Tx, id: SegmentId, failure: &str, now: Micros) -> Result<()> {
    let sql = Sql::with(
        "UPDATE segment SET failure = ? WHERE id = ?",
        [failure.into(), id.0.into()],
    );
    if tx.execute(sql).await? > 0 {
        let nothing = Refreshed {
            customers: 0,
            added: 0,
            removed: 0,
        };
        note(tx, id, nothing, now, 0, failure).await?;
    }
    Ok(())
}

/// The segments a customer is in, with their names.
pub async fn memberships(store: &Store, customer: CustomerId) -> Result<Vec<(SegmentId, String)>> {
    let sql = Sql::with(
        "SELECT s.id, s.name FROM segment s JOIN segment_member m ON m.segment_id = s.id \
         AND m.generation = s.generation AND m.customer_id = ? ORDER BY s.id",
        [customer.0.into()],
    );
    let read = |row: crate::row::Row| {
        let mut cells = row.of("segment");
        Ok((SegmentId(cells.int("id")?), cells.text("name")?))
    };
    store.fetch(sql).await?.into_iter().map(read).collect()
}
