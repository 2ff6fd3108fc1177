//! What can go wrong with a request, by kind; the kind decides the HTTP status and how the page shows it.

use crate::text::{Sentence, access};

/// A refusal or a failure, with the sentence its reader sees.
#[derive(Clone, Debug, PartialEq)]
pub enum Error {
    /// The input breaks rules; one entry per field. 422.
    Invalid(Vec<FieldError>),
    /// There is no such thing, or the asker may not know of it. 404.
    NotFound(Sentence),
    /// The role does not allow it. 403.
    Forbidden(Sentence),
    /// Nobody is signed in, or the session has ended. 401.
    Unauthenticated(Sentence),
    /// Somebody else changed it first, or it clashes with what exists. 409.
    Conflict(Sentence),
    /// The database is held by another program, or too much is going on. 503.
    Busy(Sentence),
    /// The asker has asked for so much already that others would wait behind it. 429.
    TooMany(Sentence),
    /// A fault of ours; details are in the log under this reference. 500.
    Internal {
        /// Short code that stands in the log line too.
        reference: String,
    },
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldError {
    /// Where: a column key, a form field, or a path into a condition tree such as `2.1`.
    pub field: String,
    /// What is wrong and what to do.
    pub sentence: Sentence,
}

impl FieldError {
    /// A problem with `field`.
    pub fn new(field: impl Into<String>, sentence: Sentence) -> Self {
        Self {
            field: field.into(),
            sentence,
        }
    }
}

impl Error {
    /// One broken rule on one field.
    pub fn invalid(field: impl Into<String>, sentence: Sentence) -> Self {
        Self::Invalid(vec![FieldError::new(field, sentence)])
    }

    /// Nobody is signed in where somebody has to be.
    pub fn signed_out() -> Self {
        Self::Unauthenticated(access::SESSION_ENDED.plain())
    }
}

/// Kinds of [`Error`], as they cross the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum ErrorKind {
    /// See [`Error::Invalid`].
    Invalid,
    /// See [`Error::NotFound`].
    NotFound,
    /// See [`Error::Forbidden`].
    Forbidden,
    /// See [`Error::Unauthenticated`].
    Unauthenticated,
    /// See [`Error::Conflict`].
    Conflict,
    /// See [`Error::Busy`].
    Busy,
    /// See [`Error::TooMany`].
    TooMany,
    /// See [`Error::Internal`].
    Internal,
    /// What was asked never reached a use case: the page that asked is of another version than the server.
    NotUnderstood,
}

impl ErrorKind {
    /// Every kind, for tables and tests.
    pub const ALL: [Self; 9] = [
        Self::Invalid,
        Self::NotFound,
        Self::Forbidden,
        Self::Unauthenticated,
        Self::Conflict,
        Self::Busy,
        Self::TooMany,
        Self::Internal,
        Self::NotUnderstood,
    ];

    /// Whether the same may be asked again after a while, as it is.
    pub fn passes(self) -> bool {
        matches!(self, Self::Busy | Self::TooMany)
    }

    /// The HTTP status of this kind.
    pub fn status(self) -> u16 {
        match self {
            Self::Invalid => 422,
            Self::NotFound => 404,
            Self::Forbidden => 403,
            Self::Unauthenticated => 401,
            Self::Conflict => 409,
            Self::Busy => 503,
            Self::TooMany => 429,
            Self::Internal => 500,
            Self::NotUnderstood => 400,
        }
    }
}

impl Error {
    /// The kind of this error.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Invalid(_) => ErrorKind::Invalid,
            Self::NotFound(_) => ErrorKind::NotFound,
            Self::Forbidden(_) => ErrorKind::Forbidden,
            Self::Unauthenticated(_) => ErrorKind::Unauthenticated,
            Self::Conflict(_) => ErrorKind::Conflict,
            Self::Busy(_) => ErrorKind::Busy,
            Self::TooMany(_) => ErrorKind::TooMany,
            Self::Internal { .. } => ErrorKind::Internal,
        }
    }
}
