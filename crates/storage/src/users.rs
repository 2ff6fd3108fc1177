//! People who sign in, and the attempts to.

use crate::{Result, Store, Tx, row::Row, sql::Sql};
use domain::{access::Role, ids::UserId, time::Micros};

/// A person who signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The number.
    pub id: UserId,
    /// E-mail address as typed; compared in lower case.
    pub email: String,
    /// What the person may do.
    pub role: Role,
    /// The hashed password, in PHC form.
    pub password_hash: String,
    /// Language tag; empty before anybody chooses.
    pub locale: String,
    /// `light`, `dark`, or empty for the system's.
    pub theme: String,
    /// May sign in.
    pub active: bool,
}

/// Adds a user; a [`Clash`](crate::Error::Clash) says that the address is taken.
pub async fn add(tx: &mut Tx, email: &str, role: Role, password_hash: &str, now: Micros) -> Result<UserId> {
    let id = tx.next_ids("app_user", 1).await?;
    let sql = Sql::with(
        "INSERT INTO app_user (id, email, email_lower, role, password_hash, locale, theme, active, created_at) \
         VALUES (?, ?, ?, ?, ?, '', '', 1, ?)",
        [
            id.into(),
            email.into(),
            email.to_lowercase().into(),
            role.key().into(),
            password_hash.into(),
            now.into(),
        ],
    );
    tx.execute(sql).await?;
    Ok(UserId(id))
}

/// The columns of a user `u`, in the order [`user`] reads them.
pub(crate) const COLUMNS: &str = "u.id, u.email, u.role, u.password_hash, u.locale, u.theme, u.active";

pub(crate) fn user(row: Row) -> Result<User> {
    let mut cells = row.of("app_user");
    Ok(User {
        id: UserId(cells.int("id")?),
        email: cells.text("email")?,
        role: cells.parsed("role", |key| key.parse().ok())?,
        password_hash: cells.text("password_hash")?,
        locale: cells.text("locale")?,
        theme: cells.text("theme")?,
        active: cells.flag("active")?,
    })
}

/// The user with this e-mail address, in any case.
pub async fn by_email(store: &Store, email: &str) -> Result<Option<User>> {
    let text = format!("SELECT {COLUMNS} FROM app_user u WHERE u.email_lower = ?");
    store
        .fetch_one(Sql::with(text, [email.to_lowercase().into()]))
        .await?
        .map(user)
        .transpose()
}

/// How many users there are.
pub async fn count(store: &Store) -> Result<u64> {
    match store.fetch_one(Sql::new("SELECT COUNT(*) FROM app_user")).await? {
        Some(row) => row.of("app_user").count("count"),
        None => Ok(0),
    }
}

/// Stores a user's language and theme.
pub async fn set_profile(tx: &mut Tx, id: UserId, locale: &str, theme: &str) -> Result<()> {
    let sql = Sql::with(
        "UPDATE app_user SET locale = ?, theme = ? WHERE id = ?",
        [locale.into(), theme.into(), id.0.into()],
    );
    tx.execute(sql).await.map(drop)
}

/// Failed sign-in attempts under `key` since a moment.
pub async fn attempts(store: &Store, key: &str, since: Micros) -> Result<u32> {
    let sql = Sql::with(
        "SELECT COUNT(*) FROM sign_in_attempt WHERE key = ? AND at >= ?",
        [key.into(), since.into()],
    );
    match store.fetch_one(sql).await? {
        Some(row) => Ok(u32::try_from(row.single()?).unwrap_or(u32::MAX)),
        None => Ok(0),
    }
}

/// Notes a failed sign-in attempt.
pub async fn note_attempt(tx: &mut Tx, key: &str, now: Micros) -> Result<()> {
    let id = tx.next_ids("sign_in_attempt", 1).await?;
    let sql = Sql::with(
        "INSERT INTO sign_in_attempt (id, key, at) VALUES (?, ?, ?)",
        [id.into(), key.into(), now.into()],
    );
    tx.execute(sql).await.map(drop)
}

/// Forgets the failed attempts under `key`.
pub async fn clear_attempts(tx: &mut Tx, key: &str) -> Result<()> {
    tx.execute(Sql::with(
        "DELETE FROM sign_in_attempt WHERE key = ?",
        [key.into()],
    ))
    .await
    .map(drop)
}
