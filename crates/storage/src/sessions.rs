//! Sessions of people who are signed in; only a hash of the token is kept.

use crate::{
    Result, Store, Tx,
    row::Row,
    sql::Sql,
    users::{self, User},
};
use domain::{ids::UserId, time::Micros};
use std::ops::Range;

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

/// Where a session was started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The address it came from.
    pub address: String,
    /// The browser, and what it ran on; empty where it did not say.
    pub agent: String,
}

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The hash of its token.
    pub token_hash: String,
    /// When it was started, which is also what it is called by.
    pub created_at: Micros,
    /// Where.
    pub origin: Origin,
}

/// Starts a session that lasts for the time `lasting`, and clears away those that have run out.
pub async fn create(
    tx: &mut Tx,
    token_hash: &str,
    user: UserId,
    origin: &Origin,
    lasting: Range<Micros>,
) -> Result<()> {
    tx.execute(Sql::with(
        "DELETE FROM session WHERE expires_at <= ?",
        [lasting.start.into()],
    ))
    .await?;
    let sql = Sql::with(
        "INSERT INTO session (token_hash, user_id, created_at, expires_at, address, agent) \
         VALUES (?, ?, ?, ?, ?, ?)",
        [
            token_hash.into(),
            user.0.into(),
            lasting.start.into(),
            lasting.end.into(),
            origin.address.as_str().into(),
            origin.agent.as_str().into(),
        ],
    );
    tx.execute(sql).await.map(drop)
}

/// The sessions of a user that last at `now`, the newest first.
pub async fn list(store: &Store, user: UserId, now: Micros) -> Result<Vec<Listed>> {
    let sql = Sql::with(
        "SELECT token_hash, created_at, address, agent FROM session WHERE user_id = ? AND expires_at > ? \
         ORDER BY created_at DESC, token_hash",
        [user.0.into(), now.into()],
    );
    let rows = store.fetch(sql).await?.into_iter();
    rows.map(|row| {
        let mut cells = row.of("session");
        Ok(Listed {
            token_hash: cells.text("token_hash")?,
            created_at: cells.int("created_at")?,
            origin: Origin {
                address: cells.text("address")?,
                agent: cells.text("agent")?,
            },
        })
    })
    .collect()
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

/// Ends the session of a user that was started at this moment; how many there were.
pub async fn end_of(tx: &mut Tx, user: UserId, created_at: Micros) -> Result<u64> {
    let sql = "DELETE FROM session WHERE user_id = ? AND created_at = ?";
    tx.execute(Sql::with(sql, [user.0.into(), created_at.into()]))
        .await
}

/// Ends every session of a user but the one with the hash `except`; how many.
pub async fn end_all(tx: &mut Tx, user: UserId, except: &str) -> Result<u64> {
    let sql = "DELETE FROM session WHERE user_id = ? AND token_hash <> ?";
    tx.execute(Sql::with(sql, [user.0.into(), except.into()])).await
}
