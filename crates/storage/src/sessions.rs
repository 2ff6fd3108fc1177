//! Sessions of people who are signed in; only a hash of the token is kept.

use crate::{
    Result, Store, Tx,
    row::Row,
    sql::Sql,
    users::{self, User},
};
use domain::{ids::UserId, time::Micros};

/// A session that lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub user: User,
    /// When it was started.
    pub created_at: Micros,
    /// When it ends, unless it is prolonged.
    pub expires_at: Micros,
}

/// Starts a session, and clears away those that have run out.
pub async fn create(tx: &mut Tx, token_hash: &str, user: &User, now: Micros, expires: Micros) -> Result<()> {
    tx.execute(Sql::with(
        "DELETE FROM session WHERE expires_at <= ?",
        [now.into()],
    ))
    .await?;
    let sql = Sql::with(
        "INSERT INTO session (token_hash, user_id, created_at, expires_at) VALUES (?, ?, ?, ?)",
        [token_hash.into(), user.id.0.into(), now.into(), expires.into()],
    );
    tx.execute(sql).await.map(drop)
}

/// The session, while it lasts and its user is active.
pub async fn find(store: &Store, token_hash: &str, now: Micros) -> Result<Option<Session>> {
    let text = format!(
        "SELECT {}, s.created_at, s.expires_at FROM session s JOIN app_user u ON u.id = s.user_id \
         WHERE s.token_hash = ? AND s.expires_at > ? AND u.active = 1",
        users::COLUMNS
    );
    let row = store
        .fetch_one(Sql::with(text, [token_hash.into(), now.into()]))
        .await?;
    let read = |row: Row| {
        let mut cells = row.of("app_user");
        Ok(Session {
            user: users::user(&mut cells)?,
            created_at: cells.int("created_at")?,
            expires_at: cells.int("expires_at")?,
        })
    };
    row.map(read).transpose()
}

/// Moves the end of a session on; `false` when it has ended, or ends no sooner than that anyway.
pub async fn prolong(tx: &mut Tx, token_hash: &str, now: Micros, expires: Micros) -> Result<bool> {
    let sql = Sql::with(
        "UPDATE session SET expires_at = ? WHERE token_hash = ? AND expires_at > ? AND expires_at < ?",
        [expires.into(), token_hash.into(), now.into(), expires.into()],
    );
    Ok(tx.execute(sql).await? > 0)
}

/// Ends a session.
pub async fn end(tx: &mut Tx, token_hash: &str) -> Result<()> {
    tx.execute(Sql::with(
        "DELETE FROM session WHERE token_hash = ?",
        [token_hash.into()],
    ))
    .await
    .map(drop)
}

/// Ends every session of a user but the one with the hash `except`; how many.
pub async fn end_all(tx: &mut Tx, user: UserId, except: &str) -> Result<u64> {
    let sql = "DELETE FROM session WHERE user_id = ? AND token_hash <> ?";
    tx.execute(Sql::with(sql, [user.0.into(), except.into()])).await
}
