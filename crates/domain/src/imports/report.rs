//! What an import did, and which rows it refused.

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
    /// Customers deleted.
    pub deleted: u64,
    /// Addresses added, changed or deleted.
    pub addresses: u64,
    /// Rows left out.
    pub refused: u64,
    /// Why, for the first [`MAX_REFUSALS`] findings.
    pub refusals: Vec<Refusal>,
    /// The import stopped at a refused row and changed nothing.
    pub stopped: bool,
}

/// Findings kept in a report; the count goes on beyond.
pub const MAX_REFUSALS: usize = 1_000;

impl Report {
    /// Adds a finding, keeping the list bounded.
    pub fn refuse(&mut self, refusal: Refusal) {
        if self.refusals.len() < MAX_REFUSALS {
            self.refusals.push(refusal);
        }
    }
}
