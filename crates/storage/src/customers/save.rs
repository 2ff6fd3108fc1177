//! Writing customers: tables, grid row and before-image in one go, in as few statements as possible.

use super::{
    erase, load,
    operation::{self, OperationId},
    projection::{self, GRID, Shop},
    read,
    record::{AddressRecord, CustomerRecord},
    tables::{self, ADDRESS, CUSTOMER, NEWSLETTER},
};
use crate::{
    Result, Tx,
    insert::{self, Existing, Put, Sizes, Statement, Statements},
    sql::Sql,
};
use domain::{
    ids::{AddressId, CustomerId},
    time::Micros,
};
use std::collections::HashMap;

/// Records written together; more than that only cost memory.
const BATCH: usize = 512;

/// Writes `records` as they are, addresses and subscriptions included, and fills in ids and versions.
///
/// What stood there before is kept with the operation. A record whose id is not in the database (any more)
/// is written under that id. One that says what is stored already is left alone and keeps its version: nobody
/// who has it open is told of a change that is none.
pub async fn save(
    tx: &mut Tx,
    operation: OperationId,
    records: &mut [CustomerRecord],
    now: Micros,
) -> Result<()> {
    let mut stored = HashMap::new();
    for batch in records.chunks(BATCH) {
        let ids: Vec<_> = batch.iter().map(|r| r.id).filter(|id| id.0 != 0).collect();
        let loaded = load::load(tx, &ids).await?.into_iter();
        stored.extend(loaded.map(|record| (record.id, record)));
    }
    save_over(tx, operation, records, &stored, now).await
}

/// Like [`save`], by somebody who has loaded what is `stored` in this very transaction.
pub async fn save_over(
    tx: &mut Tx,
    operation: OperationId,
    records: &mut [CustomerRecord],
    stored: &HashMap<CustomerId, CustomerRecord>,
    now: Micros,
) -> Result<()> {
    let shop = Shop::load(tx).await?;
    let (mut new, mut wrote) = (0, false);
    for batch in records.chunks_mut(BATCH) {
        give_ids(tx, batch).await?;
        let mut changed = Vec::with_capacity(batch.len());
        for record in batch {
            settle_defaults(&mut record.addresses);
            if raise(record, stored.get(&record.id), now) {
                changed.push(&*record);
            }
        }
        // In this order their rows lie side by side, and the index of the searched text takes them without a break.
        changed.sort_unstable_by_key(|record| record.id);
        let images: Vec<_> = changed.iter().filter_map(|r| stored.get(&r.id)).collect();
        take_away(tx, &changed, stored).await?;
        let kept = operation::keep(operation, &images, tx.sizes())?;
        let written = statements(operation, &changed, stored, &shop, now, tx.sizes());
        insert::run(tx, Box::new(kept.chain(written))).await?;
        new += changed.len() - images.len();
        wrote |= !changed.is_empty();
    }
    match wrote {
        true => read::written(tx, i64::try_from(new).unwrap_or(i64::MAX)).await,
        false => Ok(()),
    }
}

/// Gives a record its next version; false where it says what is stored already, whose version it then keeps.
fn raise(record: &mut CustomerRecord, before: Option<&CustomerRecord>, now: Micros) -> bool {
    if let Some(before) = before {
        record.version = before.version;
        record.updated_at = before.updated_at;
        if record == before {
            return false;
        }
    }
    record.version += 1;
    record.updated_at = now;
    true
}

/// Gives new customers and addresses their ids, one block each.
async fn give_ids(tx: &mut Tx, batch: &mut [CustomerRecord]) -> Result<()> {
    let new = batch.iter().filter(|r| r.id.0 == 0).count();
    if new > 0 {
        let ids = tx.next_ids("customer", new).await?..;
        for (record, id) in batch.iter_mut().filter(|r| r.id.0 == 0).zip(ids) {
            record.id = CustomerId(id);
        }
    }
    let addresses = || batch.iter().flat_map(|r| &r.addresses);
    let new = addresses().filter(|a| a.id.0 == 0).count();
    if new > 0 {
        let ids = tx.next_ids("address", new).await?..;
        let addresses = batch.iter_mut().flat_map(|r| &mut r.addresses);
        for (address, id) in addresses.filter(|a| a.id.0 == 0).zip(ids) {
            address.id = AddressId(id);
        }
    }
    Ok(())
}

/// Leaves one default billing and one default shipping address: the last one that says so.
fn settle_defaults(addresses: &mut [AddressRecord]) {
    let billing = addresses.iter().rposition(|a| a.default_billing);
    let shipping = addresses.iter().rposition(|a| a.default_shipping);
    for (at, address) in addresses.iter_mut().enumerate() {
        address.default_billing = billing == Some(at);
        address.default_shipping = shipping == Some(at);
    }
}

/// Deletes the addresses and subscriptions that the records no longer have.
async fn take_away(
    tx: &mut Tx,
    batch: &[&CustomerRecord],
    before: &HashMap<CustomerId, CustomerRecord>,
) -> Result<()> {
    let mut addresses = Vec::new();
    for record in batch {
        let Some(old) = before.get(&record.id) else {
            continue;
        };
        let gone = |a: &&AddressRecord| record.addresses.iter().all(|b| b.id != a.id);
        addresses.extend(old.addresses.iter().filter(gone).map(|a| a.id.0));
        for gone in old
            .newsletter
            .iter()
            .filter(|n| record.newsletter.iter().all(|m| m.website != n.website))
        {
            let sql = Sql::with(
                "DELETE FROM newsletter_subscription WHERE customer_id = ? AND website_id = ?",
                [record.id.0.into(), gone.website.0.into()],
            );
            tx.execute(sql).await?;
        }
    }
    if !addresses.is_empty() {
        tx.execute(Sql::with("DELETE FROM address WHERE id IN ?", [addresses.into()]))
            .await?;
    }
    Ok(())
}

/// What writes a batch, of which `before` is stored.
fn statements<'a>(
    operation: OperationId,
    batch: &'a [&CustomerRecord],
    before: &'a HashMap<CustomerId, CustomerRecord>,
    shop: &'a Shop,
    now: Micros,
    sizes: Sizes,
) -> impl Iterator<Item = Statement> + Send + 'a {
    let both = || batch.iter().map(|record| (before.get(&record.id), *record));
    let customers =
        both().filter_map(move |(old, r)| Put::of(old, r, |r, out| tables::customer(r, operation, out)));
    let addresses = both().flat_map(|(old, record)| {
        record.addresses.iter().filter_map(move |address| {
            let stored = old.and_then(|old| old.addresses.iter().find(|a| a.id == address.id));
            Put::of(stored, address, |a, out| tables::address(record.id, a, out))
        })
    });
    let newsletter = both().flat_map(move |(old, record)| {
        record.newsletter.iter().filter_map(move |subscription| {
            let stored = old.and_then(|o| o.newsletter.iter().find(|n| n.website == subscription.website));
            (stored != Some(subscription)).then(|| Put::new(tables::newsletter(record.id, subscription, now)))
        })
    });
    let grid = both().filter_map(|(old, r)| Put::of(old, r, |r, out| projection::grid(r, shop, out)));
    Statements::new(&CUSTOMER, Existing::None, sizes, customers)
        .chain(Statements::new(&ADDRESS, Existing::None, sizes, addresses))
        .chain(Statements::new(&NEWSLETTER, Existing::Replace, sizes, newsletter))
        .chain(Statements::new(&GRID, Existing::None, sizes, grid))
}

/// How many of these customers each segment has. Its joins are those that SQLite leaves in this order: by itself it reads
/// every member of every segment.
const MEMBERSHIPS: &str = "SELECT m.segment_id, COUNT(*) FROM segment s CROSS JOIN customer c CROSS JOIN segment_member m \
    WHERE m.segment_id = s.id AND m.generation = s.generation AND m.customer_id = c.id AND c.id IN ? \
    GROUP BY m.segment_id ORDER BY m.segment_id";

/// Deletes customers with all that is theirs, and with how they looked before earlier operations; orders stay, without
/// their link. Returns how many there were. What the database itself keeps of them is left to [`erase::finish`].
pub async fn delete(tx: &mut Tx, operation: OperationId, ids: &[CustomerId]) -> Result<u64> {
    if ids.is_empty() {
        return Ok(0);
    }
    let there: Vec<_> = load::load(tx, ids)
        .await?
        .iter()
        .map(|record| record.id)
        .collect();
    operation::forget(tx, operation, &there).await?;
    // A refresh may just be writing to them: what it has done is counted, or it waits.
    let concerned = "SELECT s.id FROM segment s WHERE EXISTS (SELECT 1 FROM customer c JOIN segment_member m \
        ON m.segment_id = s.id AND m.generation = s.generation AND m.customer_id = c.id WHERE c.id IN ?) ORDER BY s.id";
    tx.fetch(Sql::with(concerned, [ids.into()]).locking()).await?;
    for row in tx.fetch(Sql::with(MEMBERSHIPS, [ids.into()])).await? {
        let mut cells = row.of("segment_member");
        let (segment, gone) = (cells.int("segment_id")?, cells.int("count")?);
        let fewer = "UPDATE segment SET customers = customers - ? WHERE id = ?";
        tx.execute(Sql::with(fewer, [gone.into(), segment.into()]))
            .await?;
    }
    for statement in [
        "UPDATE customer_order SET customer_id = NULL WHERE customer_id IN ?",
        // Only the readable generation: an older one is gone, a newer one belongs to a refresh that is not.
        "DELETE FROM segment_member WHERE (segment_id, generation, customer_id) IN (SELECT s.id, s.generation, \
         c.id FROM segment s CROSS JOIN customer c WHERE c.id IN ?)",
        "DELETE FROM newsletter_subscription WHERE customer_id IN ?",
        "DELETE FROM customer_grid WHERE id IN ?",
        "DELETE FROM address WHERE customer_id IN ?",
    ] {
        tx.execute(Sql::with(statement, [ids.into()])).await?;
    }
    let gone = tx
        .execute(Sql::with("DELETE FROM customer WHERE id IN ?", [ids.into()]))
        .await?;
    if gone > 0 {
        read::written(tx, -i64::try_from(gone).unwrap_or(i64::MAX)).await?;
        erase::mark(tx, operation.0).await?;
    }
    Ok(gone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Engine, a_customer, run};

    #[tokio::test]
    async fn members_are_looked_up_by_who_is_deleted() {
        run(Engine::Sqlite, async |store| {
            let ids = [CustomerId(1), CustomerId(2)];
            let plan = Sql::with(
                format!("EXPLAIN QUERY PLAN {MEMBERSHIPS}"),
                [ids.as_slice().into()],
            );
            let plan = format!("{:?}", store.fetch(plan).await.unwrap());
            assert!(plan.contains("SEARCH m USING PRIMARY KEY"), "{plan}");
            assert!(plan.contains("customer_id=?)"), "{plan}");
        })
        .await;
    }

    #[tokio::test]
    async fn postgres_plans_what_follows_for_its_values_again() {
        run(Engine::Postgres, async |store| {
            let mut tx = store.begin().await.unwrap();
            let operation = operation::open(&mut tx, "test", "", "", 1).await.unwrap();
            save(&mut tx, operation, &mut [a_customer().build()], 1)
                .await
                .unwrap();
            let asked = "SELECT 1 WHERE current_setting('plan_cache_mode') = 'force_custom_plan' \
                 AND current_setting('enable_seqscan') = 'on'";
            assert_eq!(tx.fetch(Sql::new(asked)).await.unwrap().len(), 1);
        })
        .await;
    }

    /// A plan made for a small table would be kept while it grows.
    #[tokio::test]
    async fn postgres_never_reads_a_whole_table_to_write_to_it() {
        run(Engine::Postgres, async |store| {
            let mut tx = store.begin().await.unwrap();
            let operation = operation::open(&mut tx, "test", "", "", 1).await.unwrap();
            save(&mut tx, operation, &mut [a_customer().build()], 1)
                .await
                .unwrap();
            tx.commit().await.unwrap();
            store.settle().await.unwrap();
            let mut tx = store.begin().await.unwrap();
            let mut stored = HashMap::new();
            for name in ["a", "b", "c", "d", "e", "f", "g", "h"] {
                let mut one = [a_customer().email(name).build()];
                save_over(&mut tx, operation, &mut one, &stored, 1).await.unwrap();
                stored.insert(one[0].id, one[0].clone());
                name.clone_into(&mut one[0].first_name);
                save_over(&mut tx, operation, &mut one, &stored, 2).await.unwrap();
            }
            let read = "SELECT relname, seq_scan FROM pg_stat_xact_user_tables WHERE seq_scan > 0 \
                 AND relname IN ('customer', 'address', 'customer_grid')";
            let read = tx.fetch(Sql::new(read)).await.unwrap();
            assert!(read.is_empty(), "{read:?}");
        })
        .await;
    }
}
