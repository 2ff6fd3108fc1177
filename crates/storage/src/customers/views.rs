//! Saved views of the customers grid, and where each person left it.

use crate::{
    Error, Result, Store, Tx,
    row::{Cells, Row},
    sql::{Bind, Sql},
};
use domain::{
    access::Role,
    customers::view::Document,
    fold::fold,
    ids::{UserId, ViewId},
    time::Micros,
};

/// A view as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its number.
    pub id: ViewId,
    /// Whose it is.
    pub owner: UserId,
    /// The owner's e-mail address.
    pub owner_email: String,
    /// Its name.
    pub name: String,
    /// What it shows; nothing where that is no document.
    pub document: Option<Document>,
    /// The role it is shared with.
    pub shared: Option<Role>,
    /// Rises with every change.
    pub version: i64,
}

const SELECT: &str = "SELECT v.id, v.owner_id, u.email, v.name, v.document, v.shared_role, v.version \
    FROM saved_view v JOIN app_user u ON u.id = v.owner_id";

/// The views of `user` by name, then those that others share with `role`.
pub async fn list(store: &Store, user: UserId, role: Role) -> Result<Vec<Stored>> {
    let mut sql = Sql::new(SELECT);
    sql.push(" WHERE v.owner_id = ").bind(user.0);
    sql.push(" OR v.shared_role = ").bind(role.key());
    sql.push(" ORDER BY CASE WHEN v.owner_id = ").bind(user.0);
    sql.push(" THEN 0 ELSE 1 END, v.name_key, v.id");
    store.fetch(sql).await?.into_iter().map(stored).collect()
}

/// The view with this number, held until the transaction ends.
pub async fn hold(tx: &mut Tx, id: ViewId) -> Result<Option<Stored>> {
    let lock = Sql::with("SELECT id FROM saved_view WHERE id = ?", [id.0.into()]).locking();
    tx.fetch(lock).await?;
    let row = tx
        .fetch_one(Sql::with(format!("{SELECT} WHERE v.id = ?"), [id.0.into()]))
        .await?;
    row.map(stored).transpose()
}

fn stored(row: Row) -> Result<Stored> {
    let mut cells = row.of("saved_view");
    Ok(Stored {
        id: ViewId(cells.int("id")?),
        owner: UserId(cells.int("owner_id")?),
        owner_email: cells.text("email")?,
        name: cells.text("name")?,
        document: document(&mut cells)?,
        shared: cells.text("shared_role")?.parse().ok(),
        version: cells.int("version")?,
    })
}

/// A document that cannot be read is none: a bad one must not take the others with it.
fn document(cells: &mut Cells) -> Result<Option<Document>> {
    Ok(serde_json::from_str(&cells.text("document")?).ok())
}

/// The keys of the names `owner` has given, but for the view `except`. Nobody else gives one for this owner
/// until the transaction ends.
pub async fn names(tx: &mut Tx, owner: UserId, except: ViewId) -> Result<Vec<String>> {
    let lock = Sql::with("SELECT id FROM app_user WHERE id = ?", [owner.0.into()]).locking();
    tx.fetch(lock).await?;
    let sql = Sql::with(
        "SELECT id, name_key FROM saved_view WHERE owner_id = ? AND id <> ?",
        [owner.0.into(), except.0.into()],
    );
    let name = |row: Row| {
        let mut cells = row.of("saved_view");
        cells.int("id")?;
        cells.text("name_key")
    };
    tx.fetch(sql).await?.into_iter().map(name).collect()
}

/// Adds a view that nobody shares yet.
pub async fn add(tx: &mut Tx, owner: UserId, name: &str, document: &Document, now: Micros) -> Result<ViewId> {
    let id = ViewId(tx.next_ids("saved_view", 1).await?);
    let sql = Sql::with(
        "INSERT INTO saved_view (id, owner_id, name, name_key, document, shared_role, version, created_at, \
         updated_at) VALUES (?, ?, ?, ?, ?, '', 1, ?, ?)",
        [
            id.0.into(),
            owner.0.into(),
            name.into(),
            fold(name).into(),
            json(document)?,
            now.into(),
            now.into(),
        ],
    );
    tx.execute(sql).await?;
    Ok(id)
}

/// Gives a held view a name and a state.
pub async fn change(tx: &mut Tx, id: ViewId, name: &str, document: &Document, now: Micros) -> Result<()> {
    let sql = Sql::with(
        "UPDATE saved_view SET name = ?, name_key = ?, document = ?, version = version + 1, updated_at = ? \
         WHERE id = ?",
        [
            name.into(),
            fold(name).into(),
            json(document)?,
            now.into(),
            id.0.into(),
        ],
    );
    tx.execute(sql).await.map(drop)
}

/// Shares a held view with a role, or with nobody.
pub async fn share(tx: &mut Tx, id: ViewId, with: Option<Role>, now: Micros) -> Result<()> {
    let sql = Sql::with(
        "UPDATE saved_view SET shared_role = ?, version = version + 1, updated_at = ? WHERE id = ?",
        [with.map_or("", Role::key).into(), now.into(), id.0.into()],
    );
    tx.execute(sql).await.map(drop)
}

/// Deletes a view.
pub async fn delete(tx: &mut Tx, id: ViewId) -> Result<()> {
    let sql = Sql::with("DELETE FROM saved_view WHERE id = ?", [id.0.into()]);
    tx.execute(sql).await.map(drop)
}

/// Where `user` left the grid.
pub async fn place(store: &Store, user: UserId) -> Result<Option<Document>> {
    let sql = Sql::with(
        "SELECT document FROM grid_place WHERE user_id = ?",
        [user.0.into()],
    );
    match store.fetch_one(sql).await? {
        Some(row) => document(&mut row.of("grid_place")),
        None => Ok(None),
    }
}

/// Keeps where `user` left the grid.
pub async fn keep_place(tx: &mut Tx, user: UserId, document: &Document) -> Result<()> {
    let sql = Sql::with(
        "INSERT INTO grid_place (user_id, document) VALUES (?, ?) \
         ON CONFLICT (user_id) DO UPDATE SET document = excluded.document",
        [user.0.into(), json(document)?],
    );
    tx.execute(sql).await.map(drop)
}

fn json(document: &Document) -> Result<Bind> {
    serde_json::to_string(document)
        .map(Bind::Text)
        .map_err(|e| Error::Database(e.to_string()))
}
