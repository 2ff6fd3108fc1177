//! Who is in a segment: refreshing the stored members, and asking for them.

use super::{compile, definitions};
use crate::{Error, Result, Store, Tx, row::Row, sql::Sql};
use domain::{
    ids::{CustomerId, SegmentId},
    segments::segment::{ApplyTo, Segment},
    time::Micros,
    value::Raw,
};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

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

/// Who belongs into a segment but is not in it, and who is in it but no longer belongs there.
pub struct Found {
    segment: SegmentId,
    /// Of the definition that was asked.
    version: i64,
    generation: i64,
    /// The last line of the history at that time.
    line: i64,
    /// The version of the customers before they were read: whoever is saved meanwhile may be in or not.
    data: i64,
    coming: Vec<i64>,
    going: Vec<i64>,
    started: Instant,
}

/// Computes the members anew and compares them with the stored ones. It only reads, so that others can write,
/// however long it takes. Nothing if there is no such segment.
pub async fn find(store: &Store, id: SegmentId) -> Result<Option<Found>> {
    let started = Instant::now();
    let Some(segment) = definitions::get(store, id).await? else {
        return Ok(None);
    };
    let Some(row) = store.fetch_one(state(id)).await? else {
        return Ok(None);
    };
    let State {
        generation,
        line,
        data,
    } = State::of(row)?;
    let stored = Sql::with(
        "SELECT m.customer_id FROM segment_member m WHERE m.segment_id = ? AND m.generation = ?",
        [id.0.into(), generation.into()],
    );
    let stored = ids(store, stored).await?;
    let wanted = match segment.definition.apply_to {
        // Visitors are nobody in particular: such a segment has no stored members.
        ApplyTo::Visitors => Vec::new(),
        ApplyTo::Registered | ApplyTo::Both => ids(store, wanted(&segment)).await?,
    };
    Ok(Some(Found {
        segment: id,
        version: segment.version,
        generation,
        line,
        data,
        coming: without(&wanted, &stored),
        going: without(&stored, &wanted),
        started,
    }))
}

/// What a refresh starts from.
struct State {
    generation: i64,
    line: i64,
    data: i64,
}

impl State {
    fn of(row: Row) -> Result<Self> {
        let mut cells = row.of("segment");
        Ok(Self {
            generation: cells.int("generation")?,
            line: cells.int("line")?,
            data: cells.int("data")?,
        })
    }
}

/// The generation of a segment's members, the last line of its history, and the version of the customers.
fn state(id: SegmentId) -> Sql {
    Sql::with(
        "SELECT s.generation, (SELECT COALESCE(MAX(r.id), 0) FROM segment_refresh r WHERE r.segment_id = s.id), \
         (SELECT v.version FROM row_count v WHERE v.name = 'customer_grid') FROM segment s WHERE s.id = ?",
        [id.0.into()],
    )
}

/// Whom the rule holds for.
fn wanted(segment: &Segment) -> Sql {
    let mut sql = Sql::new("SELECT c.id FROM customer c WHERE c.website_id IN (SELECT w.website_id");
    sql.push(" FROM segment_website w WHERE w.segment_id = ")
        .bind(segment.id.0)
        .push(") AND ");
    sql.append(compile::rule(&segment.definition.rule));
    sql
}

/// The ids that a statement gives, in order.
async fn ids(store: &Store, sql: Sql) -> Result<Vec<i64>> {
    let all = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&all);
    let each = move |cells: &[Raw<'_>]| {
        let mut all = sink.lock().unwrap_or_else(PoisonError::into_inner);
        all.extend(cells.iter().filter_map(|cell| match cell {
            Raw::Int(n) => Some(*n),
            Raw::Null | Raw::Text(_) => None,
        }));
        Ok(())
    };
    store.stream(None, sql, each).await?;
    let mut all = std::mem::take(&mut *all.lock().unwrap_or_else(PoisonError::into_inner));
    all.sort_unstable();
    Ok(all)
}

/// What of `these` is not in `those`; both are in order.
fn without(these: &[i64], those: &[i64]) -> Vec<i64> {
    let mut those = those.iter().peekable();
    let missing = these.iter().filter(|id| {
        while those.next_if(|other| other < id).is_some() {}
        those.peek() != Some(id)
    });
    missing.copied().collect()
}

/// Ids in one statement.
const CHUNK: usize = 20_000;

/// Writes what [`find`] found; the members before stay readable until the commit. Busy where another refresh of
/// the segment was done in between, nothing where the segment is gone.
pub async fn refresh(tx: &mut Tx, found: Found, now: Micros) -> Result<Option<Refreshed>> {
    let id = found.segment;
    let hold = Sql::with("SELECT id FROM segment WHERE id = ?", [id.0.into()]).locking();
    if tx.fetch_one(hold).await?.is_none() {
        return Ok(None);
    }
    let state = tx.fetch_one(state(id)).await?.map(State::of).transpose()?;
    if state.is_none_or(|state| (state.generation, state.line) != (found.generation, found.line)) {
        return Err(Error::Busy);
    }
    let (mut added, mut removed) = (0, 0);
    for going in found.going.chunks(CHUNK) {
        let gone = "DELETE FROM segment_member WHERE segment_id = ? AND generation = ? AND customer_id IN ?";
        let binds = [id.0.into(), found.generation.into(), going.to_vec().into()];
        removed += tx.execute(Sql::with(gone, binds)).await?;
    }
    for coming in found.coming.chunks(CHUNK) {
        // Somebody may have been deleted since, or just be deleted by an import that does not see this.
        let add = "INSERT INTO segment_member (segment_id, generation, customer_id) \
             SELECT s.id, s.generation, c.id FROM segment s CROSS JOIN customer c WHERE s.id = ? AND c.id IN ?";
        let add = Sql::with(add, [id.0.into(), coming.to_vec().into()]);
        added += tx.execute(add.keeping_c()).await?;
    }
    let count = Sql::with(
        "SELECT COUNT(*) FROM segment_member WHERE segment_id = ? AND generation = ?",
        [id.0.into(), found.generation.into()],
    );
    let customers = match tx.fetch_one(count).await? {
        Some(row) => row.of("segment_member").count("count")?,
        None => 0,
    };
    let refreshed = Refreshed {
        customers,
        added,
        removed,
    };
    let took = found.started.elapsed().as_micros();
    let took = took.try_into().unwrap_or(Micros::MAX);
    set(tx, &found, refreshed, now, took).await?;
    note(tx, id, refreshed, now, took, "").await?;
    Ok(Some(refreshed))
}

/// Writes the counts to the segment. One whose definition was saved meanwhile has still to be refreshed.
async fn set(tx: &mut Tx, found: &Found, done: Refreshed, now: Micros, took: Micros) -> Result<()> {
    let sql = Sql::with(
        "UPDATE segment SET customers = ?, added = ?, removed = ?, refreshed_at = ?, took = ?, \
         data_version = ?, definition_changed = CASE version WHEN ? THEN 0 ELSE definition_changed END, \
         failure = '' WHERE id = ?",
        [
            number(done.customers).into(),
            number(done.added).into(),
            number(done.removed).into(),
            now.into(),
            took.into(),
            found.data.into(),
            found.version.into(),
            found.segment.0.into(),
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
    let read = |row: Row| {
        let mut cells = row.of("segment");
        Ok((SegmentId(cells.int("id")?), cells.text("name")?))
    };
    store.fetch(sql).await?.into_iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_found_in_one_walk() {
        for (these, those, missing) in [
            (vec![], vec![], vec![]),
            (vec![1, 2, 3], vec![], vec![1, 2, 3]),
            (vec![], vec![1, 2, 3], vec![]),
            (vec![1, 3, 5, 7], vec![0, 3, 4, 7, 9], vec![1, 5]),
            (vec![2, 4], vec![2, 4], vec![]),
        ] {
            assert_eq!(without(&these, &those), missing, "{these:?} {those:?}");
        }
    }
}
