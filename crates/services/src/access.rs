//! Signing in and out, sessions, users.
//!
//! A session's token is 256 random bits of which the database keeps only the SHA-256.
//! Tries are throttled per account and per address, in the database, so that a restart or a second server
//! changes nothing.

use crate::{
    audit::{self, Event},
    context::{Actor, Ctx, Shared},
    error::{OrFail, internal, storage as storage_error},
    passwords,
};
use chrono_tz::{TZ_VARIANTS, Tz};
use domain::{
    access::{Action, Density, Me, Role, Theme},
    customers::edit,
    error::Error,
    ids::UserId,
    text::{Locale, access as text},
    time::Micros,
};
use sha2::{Digest, Sha256};
use std::{net::IpAddr, sync::Arc};
pub use storage::sessions::Origin;
use storage::{
    Tx, sessions,
    users::{self, Attempt},
};

/// A session ends after this long without a request.
pub const IDLE: Micros = 12 * 3_600 * 1_000_000;
/// A session ends this long after its start, whatever happens in it.
pub const LIFE: Micros = 7 * 24 * 3_600 * 1_000_000;
/// So much of the idle time is used up before the end of a session is moved on: not every request writes.
const WORN: Micros = 10 * 60 * 1_000_000;
/// Longest e-mail address there is.
const EMAIL_MAX: usize = 254;
/// Tries for an account before waiting starts.
const FREE_TRIES: u64 = 5;
/// Tries from an address before waiting starts: several people may share it.
const FREE_TRIES_OF_ADDRESS: u64 = 20;
/// The wait after the last free try; each wrong one behind it doubles it.
const FIRST_WAIT: Micros = MINUTE;
/// The longest wait: whoever guesses at somebody's password keeps them out for no longer.
const LONGEST_WAIT: Micros = 15 * MINUTE;
/// Tries older than this are forgotten.
const TRY_WINDOW: Micros = 60 * MINUTE;
const MINUTE: Micros = 60 * 1_000_000;

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

/// Signs in from `origin`; gives the session's token, which is shown to nobody but the browser.
pub async fn sign_in(
    shared: &Shared,
    email: &str,
    password: String,
    origin: &Origin,
    locale: Locale,
) -> Result<String, Refused> {
    let address = origin.address.as_str();
    let now = shared.clock.now();
    let email = account(email);
    if email.chars().count() > EMAIL_MAX || email.contains(char::is_control) {
        return Err(Refused::Wrong);
    }
    let tries = note(shared, &email, address, now).await?;
    let user = users::by_email(&shared.store, &email).await.or_fail()?;
    let hash = user
        .as_ref()
        .map_or_else(|| passwords::DUMMY.clone(), |user| user.password_hash.clone());
    let fits = passwords::verify(password, hash).await?;
    let user = match user {
        Some(user) if fits && user.active => user,
        other => {
            failed(shared, other.as_ref(), fits, &tries, address).await?;
            return Err(Refused::Wrong);
        }
    };
    let mut tx = shared.store.begin().await.or_fail()?;
    if !users::is_still(&mut tx, &user).await.or_fail()? {
        // Meanwhile somebody has changed the password, or switched the account off.
        return Err(Refused::Wrong);
    }
    tries.take_back(&mut tx).await?;
    if user.locale.is_empty() {
        users::set_profile(&mut tx, user.id, locale.tag(), &user.theme, &user.density)
            .await
            .or_fail()?;
    }
    let token = new_token()?;
    sessions::create(&mut tx, &fingerprint(&token), user.id, origin, now..now + IDLE)
        .await
        .or_fail()?;
    audit::write(&mut tx, shared, &user.email, &Event::SignedIn { from: address })
        .await
        .or_fail()?;
    tx.commit().await.or_fail()?;
    Ok(token)
}

/// A try to sign in, as it is noted.
struct Tries {
    /// The key of all tries for the account.
    account: String,
    /// The number of this one among those from the address.
    from_address: i64,
    /// Of what this one was the last that is looked at for a while, unless it is a good one.
    last_of: Vec<audit::Tries>,
}

impl Tries {
    /// It was a good one.
    async fn take_back(&self, tx: &mut Tx) -> Result<(), Error> {
        users::clear_attempts(tx, &self.account).await.or_fail()?;
        users::forget_attempt(tx, self.from_address).await.or_fail()
    }
}

/// Is this the password of somebody who is signed in? A wrong one is counted as at the sign-in.
pub(crate) async fn prove(
    shared: &Shared,
    user: &users::User,
    password: String,
    address: &str,
) -> Result<(), Refused> {
    let tries = note(shared, &account(&user.email), address, shared.clock.now()).await?;
    if !passwords::verify(password, user.password_hash.clone()).await? {
        failed(shared, Some(user), false, &tries, address).await?;
        return Err(Refused::Wrong);
    }
    let mut tx = shared.store.begin().await.or_fail()?;
    tries.take_back(&mut tx).await?;
    tx.commit().await.or_fail()?;
    Ok(())
}

/// Writes down that somebody did not get in. What is typed for an account that does not exist may be anything, even
/// a password, and is not kept. One row per try that was looked at: tries beyond the limit write nothing.
async fn failed(
    shared: &Shared,
    user: Option<&users::User>,
    fits: bool,
    tries: &Tries,
    from: &str,
) -> Result<(), Error> {
    let why = match (user, fits) {
        (None, _) => audit::Why::UnknownAccount,
        (Some(_), true) => audit::Why::SwitchedOff,
        (Some(_), false) => audit::Why::WrongPassword,
    };
    let who = user.map_or("", |user| user.email.as_str());
    let mut tx = shared.store.begin().await.or_fail()?;
    audit::write(&mut tx, shared, who, &Event::SignInFailed { from, why })
        .await
        .or_fail()?;
    for tries_of in tries.last_of.iter().copied() {
        audit::write(&mut tx, shared, who, &Event::LockedOut { from, tries_of })
            .await
            .or_fail()?;
    }
    tx.commit().await.or_fail()
}

/// Notes a try as a failed one before its password is looked at, so that tries at the same moment count each
/// other; a good one is taken back. Nothing is noted of one too many: it must not lengthen the wait.
async fn note(shared: &Shared, email: &str, address: &str, now: Micros) -> Result<Tries, Refused> {
    let account = tries_for(email);
    let since = now - TRY_WINDOW;
    let mut tx = shared.store.begin().await.or_fail()?;
    let for_account = users::note_attempt(&mut tx, &account, now, since)
        .await
        .or_fail()?;
    let from_address = users::note_attempt(&mut tx, &format!("address {}", network(address)), now, since)
        .await
        .or_fail()?;
    let wait = left(for_account, FREE_TRIES, now).max(left(from_address, FREE_TRIES_OF_ADDRESS, now));
    if wait > 0 {
        return Err(Refused::Throttled(wait.unsigned_abs().div_ceil(1_000_000)));
    }
    tx.commit().await.or_fail()?;
    let last_of = [
        (for_account.count >= FREE_TRIES, audit::Tries::Account),
        (from_address.count >= FREE_TRIES_OF_ADDRESS, audit::Tries::Address),
    ];
    Ok(Tries {
        account,
        from_address: from_address.id,
        last_of: last_of
            .iter()
            .filter(|(last, _)| *last)
            .map(|(_, of)| *of)
            .collect(),
    })
}

/// What tries from an address are counted for: it, or of IPv6 the network that whoever has one address has all of.
fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(ip)) => match ip.to_ipv4_mapped() {
            Some(ip) => ip.to_string(),
            None => {
                let [a, b, c, d, ..] = ip.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        },
        _ => address.to_owned(),
    }
}

/// How long a try has to wait yet, after those before it of which so many are free.
fn left(attempt: Attempt, free: u64, now: Micros) -> Micros {
    let Some((before, beyond)) = attempt.before.zip(attempt.count.checked_sub(free + 1)) else {
        return 0;
    };
    let doubled = 1 << beyond.min(10);
    (before + LONGEST_WAIT.min(FIRST_WAIT * doubled) - now).max(0)
}

/// A session that lasts.
pub struct Session {
    /// The context of its user.
    pub ctx: Ctx,
    /// Where its end shall be moved to, if it is time to.
    pub until: Option<Micros>,
}

/// The session with this token; nothing where it is unknown, ended or its user switched off.
pub async fn authenticate(shared: &Arc<Shared>, token: &str) -> Result<Option<Session>, Error> {
    let now = shared.clock.now();
    let hash = fingerprint(token);
    let Some(found) = sessions::find(&shared.store, &hash, now).await.or_fail()? else {
        return Ok(None);
    };
    let until = (now + IDLE).min(found.created_at + LIFE);
    Ok(Some(Session {
        ctx: Ctx::new(Arc::clone(shared), actor(found.user)),
        until: (until - found.expires_at > WORN).then_some(until),
    }))
}

/// What a user is to use cases.
pub(crate) fn actor(user: users::User) -> Actor {
    let me = Me {
        email: user.email,
        role: user.role,
        locale: Locale::from_tag(&user.locale).unwrap_or_default(),
        theme: Theme::from_key(&user.theme).unwrap_or_default(),
        density: Density::from_key(&user.density).unwrap_or_default(),
    };
    Actor {
        user: Some(user.id),
        me,
        // One that a newer database of zones had, and ours has not, is no reason to keep somebody out.
        zone: user.zone.parse().ok(),
    }
}

/// Moves the end of a session on, as [`Session::until`] says.
pub async fn keep_alive(shared: &Shared, token: &str, until: Micros) -> Result<(), Error> {
    let now = shared.clock.now();
    let mut tx = shared.store.begin().await.or_fail()?;
    sessions::prolong(&mut tx, &fingerprint(token), now, until)
        .await
        .or_fail()?;
    tx.commit().await.or_fail()
}

/// Ends a session at once.
pub async fn sign_out(shared: &Shared, token: &str) -> Result<(), Error> {
    let hash = fingerprint(token);
    let found = sessions::find(&shared.store, &hash, shared.clock.now())
        .await
        .or_fail()?;
    let mut tx = shared.store.begin().await.or_fail()?;
    sessions::end(&mut tx, &hash).await.or_fail()?;
    if let Some(session) = found {
        audit::write(&mut tx, shared, &session.user.email, &Event::SignedOut {})
            .await
            .or_fail()?;
    }
    tx.commit().await.or_fail()
}

/// Adds a user.
pub async fn add_user(ctx: Ctx, email: String, role: Role, password: String) -> Result<UserId, Error> {
    ctx.ask(Action::ManageUsers).await?;
    let email = edit::clean(&email)
        .and_then(edit::email)
        .map_err(|s| Error::invalid("email", s))?;
    passwords::check(&password, &email, "password")?;
    let hash = passwords::hash(password).await?;
    let mut tx = ctx.store().begin().await.or_fail()?;
    let id = match users::add(&mut tx, &email.to_lowercase(), role, &hash, ctx.now()).await {
        Err(storage::Error::Clash { .. }) => {
            return Err(Error::invalid("email", text::USER_EXISTS.with("email", email)));
        }
        other => other.map_err(storage_error)?,
    };
    let event = Event::UserAdded {
        user: &email,
        role: role.key(),
    };
    audit::write(&mut tx, &ctx.shared, &ctx.actor.me.email, &event)
        .await
        .or_fail()?;
    tx.commit().await.or_fail()?;
    Ok(id)
}

/// Forgets the wrong passwords that were given for an account. Those from an address are not forgotten: whoever tries
/// the passwords of many is not let in by one of them.
pub async fn unlock(ctx: Ctx, email: &str) -> Result<(), Error> {
    ctx.ask(Action::ManageUsers).await?;
    let email = account(email);
    if users::by_email(ctx.store(), &email).await.or_fail()?.is_none() {
        return Err(Error::NotFound(text::NO_USER.with("email", email)));
    }
    let mut tx = ctx.store().begin().await.or_fail()?;
    users::clear_attempts(&mut tx, &tries_for(&email))
        .await
        .or_fail()?;
    let event = Event::UserUnlocked { user: &email };
    audit::write(&mut tx, &ctx.shared, &ctx.actor.me.email, &event)
        .await
        .or_fail()?;
    tx.commit().await.or_fail()
}

/// An e-mail address as accounts are known by it.
pub(crate) fn account(email: &str) -> String {
    email.trim().to_lowercase()
}

/// The key of all tries for an account; a hash, for what is typed there may be anything.
fn tries_for(email: &str) -> String {
    format!("account {}", fingerprint(email))
}

/// Keeps the asker's language, colours and density.
pub async fn set_profile(mut ctx: Ctx, locale: Locale, theme: Theme, density: Density) -> Result<Me, Error> {
    ctx.ask(Action::ChangeOwnProfile).await?;
    if let Some(user) = ctx.actor.user {
        let mut tx = ctx.store().begin().await.or_fail()?;
        users::set_profile(&mut tx, user, locale.tag(), theme.key(), density.key())
            .await
            .or_fail()?;
        tx.commit().await.or_fail()?;
    }
    ctx.actor.me = Me {
        locale,
        theme,
        density,
        ..ctx.actor.me
    };
    Ok(ctx.actor.me)
}

/// Keeps the asker's time zone; empty for the server's.
pub async fn set_zone(ctx: Ctx, zone: &str) -> Result<(), Error> {
    ctx.ask(Action::ChangeOwnProfile).await?;
    let known = zone.is_empty() || zones().any(|known| known.name() == zone);
    if !known {
        return Err(Error::invalid("zone", text::BAD_ZONE.with("value", zone)));
    }
    if let Some(user) = ctx.actor.user {
        let mut tx = ctx.store().begin().await.or_fail()?;
        users::set_zone(&mut tx, user, zone).await.or_fail()?;
        tx.commit().await.or_fail()?;
    }
    Ok(())
}

/// The zones to choose from: places, and the one that is everywhere the same. Other names are old spellings of these.
pub fn zones() -> impl Iterator<Item = Tz> {
    let chosen = |zone: &Tz| {
        let region = zone.name().split_once('/').map_or("", |(region, _)| region);
        *zone == Tz::UTC || REGIONS.contains(&region)
    };
    TZ_VARIANTS.into_iter().filter(chosen)
}

/// What the names of places begin with.
const REGIONS: [&str; 10] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];

/// 256 random bits in hexadecimal.
pub fn new_token() -> Result<String, Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| internal(&error.to_string()))?;
    Ok(hex(&bytes))
}

/// What is kept of a secret, or of a text of any length, to know it again.
pub(crate) fn fingerprint(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_one_person_has_count_as_one() {
        for (address, counted) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
            ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
            ("elsewhere", "elsewhere"),
        ] {
            assert_eq!(network(address), counted);
        }
    }
}
