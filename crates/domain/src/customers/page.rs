//! One page of a grid as the browser gets it: ready to show, with the raw value where an editor needs it.

use super::{choice::Reference, present::Births, query::GridQuery, sight::Sight};
use crate::ids::CustomerId;
use serde::{Deserialize, Serialize};

/// One cell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cell {
    /// What is shown, in the user's language and zone.
    #[serde(rename = "d")]
    pub display: String,
    /// What an editor or a `time` element needs, where it differs: a code, or ISO 8601.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
}

impl Cell {
    /// The value an editor starts from.
    pub fn editable(&self) -> &str {
        self.raw.as_deref().unwrap_or(&self.display)
    }
}

/// One customer, in the columns asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Row {
    /// Who.
    pub id: CustomerId,
    /// Rises with every change; a save names the version it saw.
    pub version: i64,
    /// The cells, in the order of [`Page::query`]'s columns.
    pub cells: Vec<Cell>,
    /// Country of the default billing address, for checking a postcode; empty without one.
    pub country: String,
}

/// One page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// What is shown: the query as it was understood.
    pub query: GridQuery,
    /// The rows of this page.
    pub rows: Vec<Row>,
    /// How many customers match in all; at least so many where that is not counted yet.
    pub total: u64,
    /// Is that counted?
    pub counted: bool,
    /// Rises with every write to customers, and in a segment with its refreshes.
    pub version: i64,
    /// Groups and websites, for filters and editors.
    pub reference: Reference,
    /// How much of a date of birth is shown, and can be asked for; see [`Page::sight`].
    pub births: Births,
    /// Are the numbers of authorities?
    pub numbers: bool,
    /// The time zone that moments are written in, by its name in the IANA database.
    pub zone: String,
    /// What in the address was not understood, one sentence each, in the user's language.
    pub notices: Vec<String>,
}

impl Page {
    /// What its reader sees of a customer, and can ask for.
    pub fn sight(&self) -> Sight {
        Sight {
            births: self.births,
            numbers: self.numbers,
        }
    }

    /// The number of pages; at least one.
    pub fn pages(&self) -> u64 {
        match self.query.scrolls() {
            true => 1,
            false => self.total.div_ceil(u64::from(self.query.limit())).max(1),
        }
    }

    /// Does a page follow, as far as is known?
    pub fn goes_on(&self) -> bool {
        match self.counted {
            true => u64::from(self.query.page) < self.pages(),
            false => self.rows.len() == usize::from(self.query.limit()),
        }
    }
}

/// What became of a cell edit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum EditOutcome {
    /// Written; the row as it now stands, in the columns of the page.
    Saved(Row),
    /// There is no default billing address to keep the value in: nothing was written. What a new one could begin with.
    NoAddress {
        /// The sentence to show.
        message: String,
        /// The customer's first name.
        first_name: String,
        /// The customer's last name.
        last_name: String,
    },
    /// Somebody was first: nothing was written. Both values, and the row as it now stands.
    Conflict {
        /// What stands there now, as shown.
        theirs: String,
        /// What was typed, as shown.
        mine: String,
        /// The sentence to show.
        message: String,
        /// The row as it now stands.
        row: Row,
    },
}
