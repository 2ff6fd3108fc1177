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
    /// The time zone, such as `Europe/Amsterdam`; empty for the server's.
    pub zone: String,
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
    "u.id, u.email, u.role, u.password_hash, u.locale, u.theme, u.density, u.zone, u.active";

pub(crate) fn user(cells: &mut Cells) -> Result<User> {
    Ok(User {
        id: UserId(cells.int("id")?),
        email: cells.text("email")?,
        role: cells.parsed("role", |key| key.parse().ok())?,
        password_hash: cells.text("password_hash")?,
        locale: cells.text("locale")?,
        theme: cells.text("theme")?,
        density: cells.text("density")?,
        zone: cells.text("zone")?,
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

/// Has the user the password they had, and may sign in? Nobody changes that until the transaction ends.
pub async fn is_still(tx: &mut Tx, user: &User) -> Result<bool> {
    let sql = Sql::with(
        "SELECT id FROM app_user WHERE id = ? AND password_hash = ? AND active = 1",
        [user.id.0.into(), (&user.password_hash).into()],
    );
    Ok(tx.fetch_one(sql.locking()).await?.is_some())
}

/// How many users there are.
pub async fn count(store: &Store) -> Result<u64> {
    match store.fetch_one(Sql::new("SELECT COUNT(*) FROM app_user")).await? {
        Some(row) => row.of("app_user").count("count"),
        None => Ok(0),
    }
}

/// A person as lists have them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// E-mail address.
    pub email: String,
    /// What the person may do.
    pub role: Role,
    /// May sign in.
    pub active: bool,
    /// How many sessions last.
    pub sessions: u64,
}

/// Everybody, by e-mail address, with the sessions that last at `now`.
pub async fn list(store: &Store, now: Micros) -> Result<Vec<Listed>> {
    let sql = Sql::with(
        "SELECT u.email, u.role, u.active, (SELECT COUNT(*) FROM session s WHERE s.user_id = u.id \
         AND s.expires_at > ?) FROM app_user u ORDER BY u.email_lower",
        [now.into()],
    );
    let rows = store.fetch(sql).await?.into_iter();
    rows.map(|row| {
        let mut cells = row.of("app_user");
        Ok(Listed {
            email: cells.text("email")?,
            role: cells.parsed("role", |key| key.parse().ok())?,
            active: cells.flag("active")?,
            sessions: cells.count("sessions")?,
        })
    })
    .collect()
}

/// Stores the hash of a user's password.
pub async fn set_password(tx: &mut Tx, id: UserId, hash: &str) -> Result<()> {
    let sql = "UPDATE app_user SET password_hash = ? WHERE id = ?";
    tx.execute(Sql::with(sql, [hash.into(), id.0.into()]))
        .await
        .map(drop)
}

/// Stores what a user may do.
pub async fn set_role(tx: &mut Tx, id: UserId, role: Role) -> Result<()> {
    let sql = "UPDATE app_user SET role = ? WHERE id = ?";
    tx.execute(Sql::with(sql, [role.key().into(), id.0.into()]))
        .await
        .map(drop)
}

/// Stores whether a user may sign in.
pub async fn set_active(tx: &mut Tx, id: UserId, active: bool) -> Result<()> {
    let sql = "UPDATE app_user SET active = ? WHERE id = ?";
    tx.execute(Sql::with(sql, [active.into(), id.0.into()]))
        .await
        .map(drop)
}

/// Stores a user's time zone; empty for the server's.
pub async fn set_zone(tx: &mut Tx, id: UserId, zone: &str) -> Result<()> {
    let sql = "UPDATE app_user SET zone = ? WHERE id = ?";
    tx.execute(Sql::with(sql, [zone.into(), id.0.into()]))
        .await
        .map(drop)
}

/// Stores a user's language, theme and density.
pub async fn set_profile(tx: &mut Tx, id: UserId, locale: &str, theme: &str, density: &str) -> Result<()> {
    let sql = Sql::with(
        "UPDATE app_user SET locale = ?, theme = ?, density = ? WHERE id = ?",
        [locale.into(), theme.into(), density.into(), id.0.into()],
    );
    tx.execute(sql).await.map(drop)
}

/// A try that was noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Its number.
    pub id: i64,
    /// How many there are under its key, this one included.
    pub count: u64,
    /// When the one before it was.
    pub before: Option<Micros>,
}

/// Notes a try to sign in under `key`, and forgets all that are older than `since`.
///
/// Numbers are given out one transaction at a time, so tries at the same moment stand in line here until the
/// one before has committed: each of them counts all that came before it.
pub async fn note_attempt(tx: &mut Tx, key: &str, now: Micros, since: Micros) -> Result<Attempt> {
    let id = tx.next_ids("sign_in_attempt", 1).await?;
    let old = "DELETE FROM sign_in_attempt WHERE at < ?";
    tx.execute(Sql::with(old, [since.into()])).await?;
    let others = "SELECT COUNT(*), MAX(at) FROM sign_in_attempt WHERE key = ?";
    let others = tx.fetch_one(Sql::with(others, [key.into()])).await?;
    let (others, before) = match others {
        Some(row) => {
            let mut cells = row.of("sign_in_attempt");
            (cells.count("count")?, cells.optional("at")?)
        }
        None => (0, None),
    };
    let new = "INSERT INTO sign_in_attempt (id, key, at) VALUES (?, ?, ?)";
    tx.execute(Sql::with(new, [id.into(), key.into(), now.into()]))
        .await?;
    Ok(Attempt {
        id,
        count: others + 1,
        before,
    })
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
