//! Sessions of people who are signed in; only a hash of the token is kept.

use crate::{Result, Store, Tx, users::User};
use domain::time::Micros;

/// Starts a session.
pub async fn create(
    _tx: &mut Tx,
    _token_hash: &str,
    _user: &User,
    _now: Micros,
    _expires: Micros,
) -> Result<()> {
    unimplemented!()
}

/// Whose session it is, while it lasts and its user is active.
pub async fn find(_store: &Store, _token_hash: &str, _now: Micros) -> Result<Option<User>> {
    unimplemented!()
}

/// Prolongs a session; `false` when it has ended.
pub async fn touch(_tx: &mut Tx, _token_hash: &str, _now: Micros, _expires: Micros) -> Result<bool> {
    unimplemented!()
}

/// Ends a session.
pub async fn end(_tx: &mut Tx, _token_hash: &str) -> Result<()> {
    unimplemented!()
}
