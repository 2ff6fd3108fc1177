//! Operations: every write to customers belongs to one, which keeps who, when, and what stood there before.

use super::record::CustomerRecord;
use crate::{
    Error, Result, Tx,
    insert::{self, Existing, Put, Sizes, Statement, Statements},
    sql::Sql,
};
use domain::{ids::CustomerId, time::Micros};
use serde::{Deserialize, Serialize};

/// The number of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OperationId(pub i64);

/// Opens an operation of `kind` (`edit`, `import`, ...) by `actor` (an e-mail address, empty for the command
/// line).
pub async fn open(tx: &mut Tx, kind: &str, actor: &str, detail: &str, now: Micros) -> Result<OperationId> {
    let id = tx.next_ids("operation", 1).await?;
    let sql = Sql::with(
        "INSERT INTO operation (id, kind, actor, at, detail) VALUES (?, ?, ?, ?, ?)",
        [id.into(), kind.into(), actor.into(), now.into(), detail.into()],
    );
    tx.execute(sql).await?;
    Ok(OperationId(id))
}

/// Who changed a customer last, and when; nothing where nobody has since it was made.
///
/// It is looked for from the newest operation back: whoever asks was in the middle of a change.
pub async fn latest(tx: &mut Tx, customer: CustomerId) -> Result<Option<(String, Micros)>> {
    let sql = Sql::with(
        "SELECT o.id, o.actor, o.at FROM operation o WHERE EXISTS (SELECT 1 FROM operation_image i \
         WHERE i.operation_id = o.id AND i.customer_id = ?) ORDER BY o.id DESC LIMIT 1",
        [customer.0.into()],
    );
    let Some(row) = tx.fetch_one(sql).await? else {
        return Ok(None);
    };
    let mut cells = row.of("operation");
    cells.int("id")?;
    Ok(Some((cells.text("actor")?, cells.int("at")?)))
}

static IMAGES: insert::Table = insert::Table {
    name: "operation_image",
    columns: &["operation_id", "customer_id", "before"],
    key: "operation_id, customer_id",
    fixed: &[],
};

/// What keeps how customers look before the operation changes them; its first look at each one counts.
pub(super) fn keep(
    operation: OperationId,
    before: &[&CustomerRecord],
    sizes: Sizes,
) -> Result<impl Iterator<Item = Statement> + use<>> {
    let mut rows = Vec::with_capacity(before.len());
    for record in before {
        let image = serde_json::to_string(record).map_err(|e| Error::Database(e.to_string()))?;
        rows.push(Put::new([operation.0.into(), record.id.0.into(), image.into()]));
    }
    Ok(Statements::new(&IMAGES, Existing::Keep, sizes, rows.into_iter()))
}

/// Forgets how customers looked that `operation` deletes, before it and before every operation that came earlier. That
/// it touched them, and which ones, stays.
pub(super) async fn forget(tx: &mut Tx, operation: OperationId, gone: &[CustomerId]) -> Result<()> {
    let sql = "UPDATE operation_image SET before = '' WHERE customer_id IN ? AND before <> ''";
    tx.execute(Sql::with(sql, [gone.into()])).await?;
    let images = gone
        .iter()
        .map(|id| Put::new([operation.0.into(), id.0.into(), "".into()]));
    insert::rows(tx, &IMAGES, Existing::Keep, images.collect()).await
}

/// How a customer looked before the operation; nothing for one it made or did not touch, or who has been deleted.
pub async fn before(
    tx: &mut Tx,
    operation: OperationId,
    customer: CustomerId,
) -> Result<Option<CustomerRecord>> {
    let sql = Sql::with(
        "SELECT customer_id, before FROM operation_image WHERE operation_id = ? AND customer_id = ?",
        [operation.0.into(), customer.0.into()],
    );
    let Some(row) = tx.fetch_one(sql).await? else {
        return Ok(None);
    };
    let mut cells = row.of("operation_image");
    cells.int("customer_id")?;
    cells.parsed("before", |json| match json {
        "" => Some(None),
        json => serde_json::from_str(json).ok(),
    })
}
