//! What an import did, and which rows it refused.

use super::{dates::Dates, dialect::Encoding};
use crate::customers::sight::{HIDDEN, Sight};
use serde::{Deserialize, Serialize};

/// One refused field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Line of the file the row starts on; the header is line 1.
    pub line: u64,
    /// The column's heading; empty where the whole row is meant.
    pub column: String,
    /// What stood there.
    pub value: String,
    /// Why it was refused and what to do, in the language of whoever asked for the import.
    pub reason: String,
    /// The reason without the value, where that is one that not everybody may see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discreet: Option<String>,
}

impl Refusal {
    /// As much of it as a reader sees.
    fn within(&mut self, sight: Sight) {
        let Some(reason) = self.discreet.take().filter(|_| !sight.numbers) else {
            return;
        };
        self.reason = reason;
        self.value = HIDDEN.to_owned();
    }
}

/// The outcome of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Rows read, the header not counted.
    pub rows: u64,
    /// Customers added.
    pub created: u64,
    /// Customers changed.
    pub updated: u64,
    /// Customers who were already what the file says.
    #[serde(default)]
    pub unchanged: u64,
    /// Customers deleted.
    pub deleted: u64,
    /// Addresses added, changed or deleted.
    pub addresses: u64,
    /// Rows left out.
    pub refused: u64,
    /// Why, for the first [`MAX_REFUSALS`] findings.
    pub refusals: Vec<Refusal>,
    /// More rows were refused than are allowed: the import changed nothing.
    pub stopped: bool,
    /// The operation that all it wrote belongs to, once it has written something.
    #[serde(default)]
    pub operation: Option<i64>,
    /// What was read as another encoding than UTF-8.
    #[serde(default)]
    pub encoding: Option<Encoding>,
    /// The order of day and month in it, where it had to be known.
    #[serde(default)]
    pub dates: Option<Dates>,
    /// Bytes of the file of refused rows that belong to the rows counted here.
    #[serde(default)]
    pub refused_bytes: u64,
    /// Why it broke off, in the language of whoever asked for the import; empty where it came to its end.
    #[serde(default)]
    pub failure: String,
}

/// Findings kept in a report; the count goes on beyond.
pub const MAX_REFUSALS: usize = 1_000;

impl Report {
    /// Whether anything has been written.
    pub fn wrote(&self) -> bool {
        self.operation.is_some()
    }

    /// Whether every row was refused, and there was one.
    pub fn took_nothing(&self) -> bool {
        self.refused > 0 && !self.wrote()
    }

    /// As much of it as a reader sees: of numbers and days of birth that were refused, who may not see them is told
    /// the place.
    pub fn within(mut self, sight: Sight) -> Self {
        self.refusals.iter_mut().for_each(|refusal| refusal.within(sight));
        self
    }

    /// Counts rows that are left out and keeps why, as far as there is room.
    pub fn refuse(&mut self, rows: u64, found: &[Refusal]) {
        self.refused += rows;
        let room = MAX_REFUSALS.saturating_sub(self.refusals.len());
        self.refusals.extend(found.iter().take(room).cloned());
    }
}
