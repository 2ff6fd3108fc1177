//! One cell as it travels between storage, delivery and the grid: untyped text or a whole number; the column says what it means.

use serde::{Deserialize, Serialize};

/// A borrowed cell, as a row of a bulk read hands it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Raw<'a> {
    /// No value.
    Null,
    /// A number, a code, or microseconds since 1970 UTC.
    Int(i64),
    /// Text; dates without time are `YYYY-MM-DD`.
    Text(&'a str),
}

/// An owned cell.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// No value.
    Null,
    /// A number, a code, or microseconds since 1970 UTC.
    Int(i64),
    /// Text; dates without time are `YYYY-MM-DD`.
    Text(String),
}

impl Value {
    /// The same cell, borrowed.
    pub fn raw(&self) -> Raw<'_> {
        match self {
            Self::Null => Raw::Null,
            Self::Int(n) => Raw::Int(*n),
            Self::Text(s) => Raw::Text(s),
        }
    }

    /// The number in it, if it is one.
    pub fn int(&self) -> Option<i64> {
        match self {
            Self::Int(n) => Some(*n),
            Self::Null | Self::Text(_) => None,
        }
    }

    /// The text in it; empty for anything else.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(s) => s,
            Self::Null | Self::Int(_) => "",
        }
    }
}

impl Raw<'_> {
    /// The same cell, owned.
    pub fn to_value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Int(n) => Value::Int(n),
            Self::Text(s) => Value::Text(s.to_owned()),
        }
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Self {
        Self::Int(n)
    }
}

impl From<&str> for Value {
    fn from(s: &str) -> Self {
        Self::Text(s.to_owned())
    }
}

impl From<String> for Value {
    fn from(s: String) -> Self {
        Self::Text(s)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
