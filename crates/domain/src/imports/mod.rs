//! Importing customer files, Magento's and others: what their columns mean and what makes a row acceptable.
//!
//! Works on rows already split into fields; the browser's preview and the server's import read the same
//! rules. Facts of the format: the sample files, and the behaviour specification, section 8.

pub mod dates;
pub mod dialect;
pub mod field;
pub mod header;
pub mod report;
pub mod row;
pub mod sequence;

use dates::Dates;
use dialect::{Delimiter, Encoding};
use serde::{Deserialize, Serialize};

/// What the rows of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    /// Customers Main File.
    Main,
    /// Customer Addresses.
    Address,
    /// Customers and Addresses (single file).
    Composite,
}

impl FileKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Main, Self::Address, Self::Composite];

    /// Its word on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Address => "address",
            Self::Composite => "composite",
        }
    }
}

/// What happens to rows that already exist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Behavior {
    /// New ones are added; existing ones get the file's values, empty fields leaving theirs alone.
    #[default]
    AddUpdate,
    /// Existing ones become exactly what the file says, addresses included.
    Replace,
    /// Existing ones are deleted.
    Delete,
}

impl Behavior {
    /// Every behaviour.
    pub const ALL: [Self; 3] = [Self::AddUpdate, Self::Replace, Self::Delete];

    /// Its word on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::AddUpdate => "add-update",
            Self::Replace => "replace",
            Self::Delete => "delete",
        }
    }
}

/// What happens at a refused row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnError {
    /// Beyond so many as are allowed, the import stops before it changes anything.
    #[default]
    Stop,
    /// The row is left out and reported.
    Skip,
}

/// Refused rows that an import with Stop on Error goes on with, where nobody says another number.
pub const ALLOWED_ERRORS: u64 = 10;

impl OnError {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Stop, Self::Skip];

    /// Its word on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Skip => "skip",
        }
    }
}

macro_rules! from_key {
    ($($name:ident: $choices:literal;)*) => {$(
        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(key: &str) -> Result<Self, Self::Err> {
                Self::ALL
                    .into_iter()
                    .find(|it| it.key() == key)
                    .ok_or_else(|| format!(concat!("`{}` is not known: use ", $choices), key))
            }
        }
    )*};
}

from_key! {
    Encoding: "utf-8, utf-16le, utf-16be or windows-1252";
    Delimiter: "comma, semicolon, tab or pipe";
    Dates: "iso, day-first or month-first";
    FileKind: "auto, main, address or composite";
    Behavior: "add-update, replace or delete";
    OnError: "stop or skip";
}
