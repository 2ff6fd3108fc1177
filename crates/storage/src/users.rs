//! People who sign in, and the attempts to.

use crate::{Result, Store, Tx, row::Cells, sql::Sql};
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
    /// How close the rows of a grid stand; empty before anybody chooses.
    pub density: String,
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
pub(crate) const COLUMNS: &str =
    "u.id, u.email, u.role, u.password_hash, u.locale, u.theme, u.density, u.active";

pub(crate) fn user(cells: &mut Cells) -> Result<User> {
    Ok(User {
        id: UserId(cells.int("id")?),
        email: cells.text("email")?,
        role: cells.parsed("role", |key| key.parse().ok())?,
        password_hash: cells.text("password_hash")?,
        locale: cells.text("locale")?,
        theme: cells.text("theme")?,
        density: cells.text("density")?,
        active: cells.flag("active")?,
    })
}

/// The user with this e-mail address, in any case.
pub async fn by_email(store: &Store, email: &str) -> Result<Option<User>> {
    let text = format!("SELECT {COLUMNS} FROM app_user u WHERE u.email_lower = ?");
    store
        .fetch_one(Sql::with(text, [email.to_lowercase().into()]))
        .await?
        .map(|row| user(&mut row.of("app_user")))
        .transpose()
}

/// How many users there are.
pub async fn count(store: &Store) -> Result<u64> {
    match store.fetch_one(Sql::new("SELECT COUNT(*) FROM app_user")).await? {
        Some(row) => row.of("app_user").count("count"),
        None => Ok(0),
    }
}

/// Stores a user's language, theme and density.
pub async fn set_profile(tx: &mut Tx, id: UserId, locale: &str, theme: &str, density: &str) -> Result<()> {
    let sql = Sql::with(
        "UPDATE app_user SET locale = ?, theme = ?, density = ? WHERE id = ?",
        [locale.into(), theme.into(), density.into(), id.0.into()],
    );
    tx.execute(sql).await.map(drop)
}

/// Notes a try to sign in, forgets those before `since`, and counts what there is under `key`, this one
/// included; its number, and the count.
///
/// Numbers are given out one transaction at a time, so tries at the same moment stand in line here until the
/// one before has committed: each of them counts all that came before it.
pub async fn note_attempt(tx: &mut Tx, key: &str, now: Micros, since: Micros) -> Result<(i64, u64)> {
    let id = tx.next_ids("sign_in_attempt", 1).await?;
    let old = "DELETE FROM sign_in_attempt WHERE at < ?";
    tx.execute(Sql::with(old, [since.into()])).await?;
    let new = "INSERT INTO sign_in_attempt (id, key, at) VALUES (?, ?, ?)";
    tx.execute(Sql::with(new, [id.into(), key.into(), now.into()]))
        .await?;
    let count = "SELECT COUNT(*) FROM sign_in_attempt WHERE key = ?";
    match tx.fetch_one(Sql::with(count, [key.into()])).await? {
        Some(row) => Ok((id, row.of("sign_in_attempt").count("count")?)),
        None => Ok((id, 0)),
    }
}

/// Takes a noted try back: it was a good one.
pub async fn forget_attempt(tx: &mut Tx, id: i64) -> Result<()> {
    let sql = Sql::with("DELETE FROM sign_in_attempt WHERE id = ?", [id.into()]);
    tx.execute(sql).await.map(drop)
}

/// Forgets the tries under `key`.
pub async fn clear_attempts(tx: &mut Tx, key: &str) -> Result<()> {
    tx.execute(Sql::with(
        "DELETE FROM sign_in_attempt WHERE key = ?",
        [key.into()],
    ))
    .await
    .map(drop)
}
