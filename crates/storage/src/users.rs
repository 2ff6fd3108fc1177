//! People who sign in, and the attempts to.

use crate::{Result, Store, Tx};
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
pub async fn add(
    _tx: &mut Tx,
    _email: &str,
    _role: Role,
    _password_hash: &str,
    _now: Micros,
) -> Result<UserId> {
    unimplemented!()
}

/// The user with this e-mail address, in any case.
pub async fn by_email(_store: &Store, _email: &str) -> Result<Option<User>> {
    unimplemented!()
}

/// How many users there are.
pub async fn count(_store: &Store) -> Result<u64> {
    unimplemented!()
}

/// Stores a user's language and theme.
pub async fn set_profile(_tx: &mut Tx, _id: UserId, _locale: &str, _theme: &str) -> Result<()> {
    unimplemented!()
}

/// Failed sign-in attempts under `key` since a moment.
pub async fn attempts(_store: &Store, _key: &str, _since: Micros) -> Result<u32> {
    unimplemented!()
}

/// Notes a failed sign-in attempt.
pub async fn note_attempt(_tx: &mut Tx, _key: &str, _now: Micros) -> Result<()> {
    unimplemented!()
}

/// Forgets the failed attempts under `key`.
pub async fn clear_attempts(_tx: &mut Tx, _key: &str) -> Result<()> {
    unimplemented!()
}
