//! Signing in and out, sessions, users.
//!
//! Passwords are argon2id; a session's token is 256 random bits of which the database keeps only the SHA-256.
//! Tries are throttled per account and per address, in the database, so that a restart or a second server
//! changes nothing.

use crate::{
    context::{Actor, Ctx, Shared},
    error::{OrFail, internal, storage as storage_error},
};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use domain::{
    access::{Action, Me, Role, Theme},
    customers::edit,
    error::Error,
    ids::UserId,
    text::{Locale, access as text},
    time::Micros,
};
use sha2::{Digest, Sha256};
use std::sync::{Arc, LazyLock};
use storage::{sessions, users};
use tokio::sync::Semaphore;

/// Shortest password.
pub const PASSWORD_MIN: usize = 12;
/// Longest password.
pub const PASSWORD_MAX: usize = 256;
/// A session ends after this long without a request.
pub const IDLE: Micros = 12 * 3_600 * 1_000_000;
/// Failed tries that are free before waiting starts.
const FREE_TRIES: u32 = 5;
/// Tries older than this are forgotten: the longest lock-out.
const TRY_WINDOW: Micros = 15 * 60 * 1_000_000;

/// Each hash holds 19 MiB, so only a few run at once.
static HASHERS: Semaphore = Semaphore::const_new(4);

/// Verified against when the account is unknown, so that the answer takes as long.
static DUMMY: LazyLock<String> =
    LazyLock::new(|| hash_now("no account has this password").unwrap_or_default());

/// Why a sign-in was refused.
#[derive(Clone, Debug, PartialEq)]
pub enum Refused {
    /// Unknown account, wrong password or switched-off account: the answer is the same.
    Wrong,
    /// Too many tries; seconds to wait.
    Throttled(u64),
    /// Nothing to do with the password.
    Failed(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Signs in; gives the session's token, which is shown to nobody but the browser.
pub async fn sign_in(
    shared: &Shared,
    email: &str,
    password: String,
    address: &str,
    locale: Locale,
) -> Result<String, Refused> {
    let now = shared.clock.now();
    let email = email.trim().to_lowercase();
    let keys = [format!("account {email}"), format!("address {address}")];
    for key in &keys {
        let tries = users::attempts(&shared.store, key, now - TRY_WINDOW)
            .await
            .or_fail()?;
        if tries >= FREE_TRIES * if key.starts_with("address") { 4 } else { 1 } {
            return Err(Refused::Throttled(TRY_WINDOW.unsigned_abs() / 1_000_000));
        }
    }
    let user = users::by_email(&shared.store, &email).await.or_fail()?;
    let hash = user
        .as_ref()
        .map_or_else(|| DUMMY.clone(), |user| user.password_hash.clone());
    let fits = verify(password, hash).await?;
    let mut tx = shared.store.begin().await.or_fail()?;
    let Some(user) = user.filter(|user| fits && user.active) else {
        for key in &keys {
            users::note_attempt(&mut tx, key, now).await.or_fail()?;
        }
        tx.commit().await.or_fail()?;
        return Err(Refused::Wrong);
    };
    users::clear_attempts(&mut tx, &keys[0]).await.or_fail()?;
    if user.locale.is_empty() {
        users::set_profile(&mut tx, user.id, locale.tag(), &user.theme)
            .await
            .or_fail()?;
    }
    let token = new_token()?;
    sessions::create(&mut tx, &token_hash(&token), &user, now, now + IDLE)
        .await
        .or_fail()?;
    tx.commit().await.or_fail()?;
    Ok(token)
}

/// The context of a session's user; nothing where the session is unknown, ended or its user switched off.
pub async fn authenticate(shared: &Arc<Shared>, token: &str) -> Result<Option<Ctx>, Error> {
    let now = shared.clock.now();
    let hash = token_hash(token);
    let Some(user) = sessions::find(&shared.store, &hash, now).await.or_fail()? else {
        return Ok(None);
    };
    let me = Me {
        email: user.email,
        role: user.role,
        locale: Locale::from_tag(&user.locale).unwrap_or_default(),
        theme: Theme::from_key(&user.theme).unwrap_or_default(),
    };
    Ok(Some(Ctx::new(
        Arc::clone(shared),
        Actor {
            user: Some(user.id),
            me,
        },
    )))
}

/// Moves the end of a session on; called now and then, not with every request.
pub async fn keep_alive(shared: &Shared, token: &str) -> Result<(), Error> {
    let now = shared.clock.now();
    let mut tx = shared.store.begin().await.or_fail()?;
    sessions::touch(&mut tx, &token_hash(token), now, now + IDLE)
        .await
        .or_fail()?;
    tx.commit().await.or_fail()
}

/// Ends a session at once.
pub async fn sign_out(shared: &Shared, token: &str) -> Result<(), Error> {
    let mut tx = shared.store.begin().await.or_fail()?;
    sessions::end(&mut tx, &token_hash(token)).await.or_fail()?;
    tx.commit().await.or_fail()
}

/// Adds a user.
pub async fn add_user(ctx: Ctx, email: String, role: Role, password: String) -> Result<UserId, Error> {
    ctx.ask(Action::ManageUsers)?;
    let email = edit::clean(&email)
        .and_then(edit::email)
        .map_err(|s| Error::invalid("email", s))?;
    let length = password.chars().count();
    if length < PASSWORD_MIN {
        return Err(Error::invalid(
            "password",
            text::PASSWORD_TOO_SHORT.with("min", PASSWORD_MIN),
        ));
    }
    if length > PASSWORD_MAX {
        return Err(Error::invalid(
            "password",
            text::PASSWORD_TOO_LONG.with("max", PASSWORD_MAX),
        ));
    }
    let hash = hash(password).await?;
    let mut tx = ctx.store().begin().await.or_fail()?;
    let id = match users::add(&mut tx, &email.to_lowercase(), role, &hash, ctx.now()).await {
        Err(storage::Error::Clash { .. }) => {
            return Err(Error::invalid("email", text::USER_EXISTS.with("email", email)));
        }
        other => other.map_err(storage_error)?,
    };
    tx.commit().await.or_fail()?;
    Ok(id)
}

/// Keeps the asker's language and colours.
pub async fn set_profile(mut ctx: Ctx, locale: Locale, theme: Theme) -> Result<Me, Error> {
    ctx.ask(Action::ChangeOwnProfile)?;
    if let Some(user) = ctx.actor.user {
        let mut tx = ctx.store().begin().await.or_fail()?;
        users::set_profile(&mut tx, user, locale.tag(), theme.key())
            .await
            .or_fail()?;
        tx.commit().await.or_fail()?;
    }
    ctx.actor.me = Me {
        locale,
        theme,
        ..ctx.actor.me
    };
    Ok(ctx.actor.me)
}

/// 256 random bits in hexadecimal.
pub fn new_token() -> Result<String, Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| internal(&error.to_string()))?;
    Ok(hex(&bytes))
}

fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn hash_now(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

async fn hash(password: String) -> Result<String, Error> {
    let _permit = HASHERS.acquire().await.map_err(|e| internal(&e.to_string()))?;
    let hashed = tokio::task::spawn_blocking(move || hash_now(&password)).await;
    hashed
        .map_err(|e| internal(&e.to_string()))?
        .map_err(|e| internal(&e.to_string()))
}

async fn verify(password: String, hash: String) -> Result<bool, Error> {
    let _permit = HASHERS.acquire().await.map_err(|e| internal(&e.to_string()))?;
    let verified = tokio::task::spawn_blocking(move || {
        let parsed = PasswordHash::new(&hash)?;
        Ok::<_, argon2::password_hash::phc::Error>(
            Argon2::default()
                .verify_password(password.as_bytes(), &parsed)
                .is_ok(),
        )
    });
    verified
        .await
        .map_err(|e| internal(&e.to_string()))?
        .map_err(|e| internal(&e.to_string()))
}
