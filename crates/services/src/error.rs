//! From storage and disk errors to the errors people see; internals are logged once, here, and never shown.

use domain::{
    error::Error,
    text::{Sentence, access as text, exports},
};

/// A fault of ours: logged under a fresh reference, which is all that is shown.
pub fn internal(detail: &str) -> Error {
    let mut bytes = [0; 4];
    let reference = match getrandom::fill(&mut bytes) {
        Ok(()) => bytes.iter().map(|b| format!("{b:02x}")).collect(),
        Err(_) => "unknown".to_owned(),
    };
    tracing::error!(%reference, %detail, "a request failed");
    Error::Internal { reference }
}

/// What a storage error is to its asker.
pub fn storage(error: storage::Error) -> Error {
    match error {
        storage::Error::Busy => Error::Busy(text::BUSY.plain()),
        storage::Error::Slow => Error::Busy(text::TOO_SLOW.plain()),
        storage::Error::Full => {
            tracing::error!("the disk of the database is full");
            Error::Busy(text::DATABASE_FULL.plain())
        }
        storage::Error::Damaged => {
            tracing::error!("the database is damaged: restore the last backup");
            Error::Busy(text::DATABASE_DAMAGED.plain())
        }
        other => internal(&other.to_string()),
    }
}

/// What a disk error is to its asker.
pub fn io(error: &std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            Error::Busy(exports::NO_SPACE.plain())
        }
        _ => internal(&error.to_string()),
    }
}

/// What an error says, for what is kept or printed instead of answered.
pub(crate) fn sentences(error: Error) -> Vec<Sentence> {
    match error {
        Error::Invalid(found) => found.into_iter().map(|f| f.sentence).collect(),
        Error::NotFound(s)
        | Error::Forbidden(s)
        | Error::Unauthenticated(s)
        | Error::Conflict(s)
        | Error::Busy(s)
        | Error::TooMany(s) => vec![s],
        Error::Internal { reference } => vec![text::INTERNAL.with("reference", reference)],
    }
}

/// `?` from storage results inside use cases.
pub(crate) trait OrFail<T> {
    /// Maps the error by [`storage`].
    fn or_fail(self) -> Result<T, Error>;
}

impl<T> OrFail<T> for storage::Result<T> {
    fn or_fail(self) -> Result<T, Error> {
        self.map_err(storage)
    }
}
