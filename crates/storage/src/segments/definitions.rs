//! What segments are: reading, making, changing and deleting definitions.

use crate::{
    Error, Result, Store, Tx,
    row::Row,
    sql::{Bind, Sql},
};
use domain::{
    ids::{SegmentId, WebsiteId},
    segments::{
        condition::Group,
        segment::{ApplyTo, Data, Definition, Segment},
    },
    time::Micros,
};
use std::collections::HashMap;

/// Every segment, by id.
pub async fn list(store: &Store) -> Result<Vec<Segment>> {
    read(&mut store.snapshot().await?, None).await
}

/// The segment with this id.
pub async fn get(store: &Store, id: SegmentId) -> Result<Option<Segment>> {
    Ok(read(&mut store.snapshot().await?, Some(id)).await?.pop())
}

/// The segment with this id, as the transaction sees it.
pub async fn find(tx: &mut Tx, id: SegmentId) -> Result<Option<Segment>> {
    Ok(read(tx, Some(id)).await?.pop())
}

/// Keeps others from those of these segments that no refresh waits for or runs, until the transaction ends. All by one
/// statement, in one order: of two who hold several, neither waits for the other.
pub async fn hold_unasked(tx: &mut Tx, ids: &[SegmentId]) -> Result<()> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let lock = Sql::with(
        "SELECT s.id FROM segment s WHERE s.id IN ? AND NOT EXISTS (SELECT 1 FROM job j \
         WHERE j.kind = 'refresh-segment' AND j.subject = s.id AND j.state IN ('queued', 'running')) ORDER BY s.id",
        [ids.into()],
    );
    tx.fetch(lock.locking()).await.map(drop)
}

const SELECT: &str = "SELECT s.id, s.version, s.name, s.description, s.active, s.apply_to, s.rule, \
    s.everyone_confirmed, s.customers, s.refreshed_at, s.took, s.added, s.removed, s.definition_changed, \
    (SELECT COUNT(*) FROM row_count v WHERE v.name = 'customer_grid' AND v.version <> s.data_version), \
    s.failure, (SELECT COUNT(*) FROM job j WHERE j.kind = 'refresh-segment' AND j.subject = s.id \
    AND j.state IN ('queued', 'running')) FROM segment s";

async fn read(tx: &mut Tx, only: Option<SegmentId>) -> Result<Vec<Segment>> {
    let mut segments = Sql::new(SELECT);
    let mut websites = Sql::new("SELECT w.segment_id, w.website_id FROM segment_website w");
    if let Some(id) = only {
        segments.push(" WHERE s.id = ").bind(id.0);
        websites.push(" WHERE w.segment_id = ").bind(id.0);
    }
    segments.push(" ORDER BY s.id");
    websites.push(" ORDER BY w.segment_id, w.website_id");
    let mut assigned: HashMap<i64, Vec<WebsiteId>> = HashMap::new();
    for row in tx.fetch(websites).await? {
        let mut cells = row.of("segment_website");
        let segment = cells.int("segment_id")?;
        assigned
            .entry(segment)
            .or_default()
            .push(WebsiteId(cells.int("website_id")?));
    }
    let mut out = Vec::new();
    for row in tx.fetch(segments).await? {
        let mut segment = self::segment(row)?;
        segment.definition.websites = assigned.remove(&segment.id.0).unwrap_or_default();
        out.push(segment);
    }
    Ok(out)
}

fn segment(row: Row) -> Result<Segment> {
    let mut cells = row.of("segment");
    Ok(Segment {
        id: SegmentId(cells.int("id")?),
        version: cells.int("version")?,
        definition: Definition {
            name: cells.text("name")?,
            description: cells.text("description")?,
            active: cells.flag("active")?,
            apply_to: cells.parsed("apply_to", ApplyTo::from_key)?,
            rule: cells.parsed("rule", |json| serde_json::from_str(json).ok())?,
            everyone_confirmed: cells.flag("everyone_confirmed")?,
            websites: Vec::new(),
        },
        data: Data {
            customers: cells.optional("customers")?.and_then(|n| n.try_into().ok()),
            refreshed_at: cells.optional("refreshed_at")?,
            took: cells.int("took")?,
            added: cells.count("added")?,
            removed: cells.count("removed")?,
            definition_changed: cells.flag("definition_changed")?,
            customers_changed: cells.flag("customers_changed")?,
            failure: cells.text("failure")?,
            refreshing: cells.flag("refreshing")?,
        },
    })
}

/// Makes a segment; it has no members before its first refresh.
pub async fn create(tx: &mut Tx, definition: &Definition, now: Micros) -> Result<SegmentId> {
    let id = SegmentId(tx.next_ids("segment", 1).await?);
    let sql = Sql::with(
        "INSERT INTO segment (id, version, name, description, active, apply_to, rule, everyone_confirmed, \
         created_at, updated_at, generation, customers, refreshed_at, took, added, removed, \
         definition_changed, failure) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, 0, NULL, NULL, 0, 0, 0, 0, '')",
        [
            id.0.into(),
            Bind::from(&definition.name),
            Bind::from(&definition.description),
            definition.active.into(),
            definition.apply_to.key().into(),
            rule(&definition.rule)?,
            definition.everyone_confirmed.into(),
            now.into(),
            now.into(),
        ],
    );
    tx.execute(sql).await?;
    assign(tx, id, definition).await?;
    Ok(id)
}

/// Changes a segment, unless somebody did since `version` (`false`). Whom it applies to stays as first saved.
pub async fn update(
    tx: &mut Tx,
    id: SegmentId,
    version: i64,
    definition: &Definition,
    now: Micros,
) -> Result<bool> {
    let Some(old) = hold(tx, id, version).await? else {
        return Ok(false);
    };
    let sorted = |definition: &Definition| {
        let mut websites = definition.websites.clone();
        websites.sort_unstable();
        websites.dedup();
        websites
    };
    let changed = old.definition.rule != definition.rule || sorted(&old.definition) != sorted(definition);
    let sql = Sql::with(
        "UPDATE segment SET version = version + 1, name = ?, description = ?, active = ?, rule = ?, \
         everyone_confirmed = ?, updated_at = ?, definition_changed = ? WHERE id = ?",
        [
            Bind::from(&definition.name),
            Bind::from(&definition.description),
            definition.active.into(),
            rule(&definition.rule)?,
            definition.everyone_confirmed.into(),
            now.into(),
            (changed || old.data.definition_changed).into(),
            id.0.into(),
        ],
    );
    tx.execute(sql).await?;
    assign(tx, id, definition).await?;
    Ok(true)
}

/// Deletes a segment with its members, unless somebody changed it since `version` (`false`).
pub async fn delete(tx: &mut Tx, id: SegmentId, version: i64) -> Result<bool> {
    if hold(tx, id, version).await?.is_none() {
        return Ok(false);
    }
    for statement in [
        "DELETE FROM segment_member WHERE segment_id = ?",
        "DELETE FROM segment_refresh WHERE segment_id = ?",
        "DELETE FROM segment_website WHERE segment_id = ?",
        "DELETE FROM segment WHERE id = ?",
    ] {
        tx.execute(Sql::with(statement, [id.0.into()])).await?;
    }
    Ok(true)
}

/// The segment as it stands, held until the transaction ends; nothing if it is not at `version` any more.
async fn hold(tx: &mut Tx, id: SegmentId, version: i64) -> Result<Option<Segment>> {
    let lock = Sql::with("SELECT id FROM segment WHERE id = ?", [id.0.into()]).locking();
    tx.fetch(lock).await?;
    Ok(find(tx, id).await?.filter(|segment| segment.version == version))
}

async fn assign(tx: &mut Tx, id: SegmentId, definition: &Definition) -> Result<()> {
    tx.execute(Sql::with(
        "DELETE FROM segment_website WHERE segment_id = ?",
        [id.0.into()],
    ))
    .await?;
    for website in &definition.websites {
        let sql = Sql::with(
            "INSERT INTO segment_website (segment_id, website_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [id.0.into(), website.0.into()],
        );
        tx.execute(sql).await?;
    }
    Ok(())
}

fn rule(rule: &Group) -> Result<Bind> {
    serde_json::to_string(rule)
        .map(Bind::Text)
        .map_err(|e| Error::Database(e.to_string()))
}
