//! A row with what is going on in it: what is typed, on its way, refused, and which version its typist saw.

use domain::customers::{
    column::Column,
    page::{Cell, Row},
};
use leptos::prelude::*;
use std::collections::VecDeque;

/// A cell that is not at rest.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mark {
    /// Being typed, or typed and refused.
    Editing {
        /// What the editor starts with.
        text: String,
        /// Why it was not saved.
        trouble: Option<Trouble>,
    },
    /// On its way; shown as if it had arrived.
    Saving {
        /// The value as people read it.
        shown: String,
    },
    /// Somebody else was first.
    Conflict {
        /// What stands there now.
        theirs: String,
        /// What was typed, as people read it.
        mine: String,
        /// What was typed, as it is saved.
        value: String,
        /// What happened.
        message: String,
    },
}

/// Why a value was not saved.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Trouble {
    /// The sentence.
    pub(super) message: String,
    /// What can be done.
    pub(super) way: Way,
}

/// What can be done about a value that was not saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Make the billing address it belongs to, which could begin with these names.
    Address {
        /// The customer's first name.
        first_name: String,
        /// The customer's last name.
        last_name: String,
    },
    /// Type something else.
    Fix,
    /// Try once more.
    Retry,
    /// Sign in, then save.
    SignIn,
    /// Load the page of the version there is now, then save.
    Reload,
}

impl Way {
    /// Does it lead away from the page, so that the value has to be kept elsewhere?
    pub(super) fn leaves(&self) -> bool {
        matches!(self, Self::SignIn | Self::Reload)
    }
}

/// A row of the page, with what is going on in it.
#[derive(Clone, Debug)]
pub(super) struct LiveRow {
    pub(super) row: Row,
    pub(super) marks: Vec<(Column, Mark)>,
    /// Values to save; one at a time, because each needs the version the one before it made.
    pub(super) queue: VecDeque<(Column, String)>,
    /// What whoever types in a cell has seen of it: the version, and what stood there.
    seen: Vec<(Column, i64, String)>,
    pub(super) saving: bool,
    pub(super) edited: bool,
}

impl LiveRow {
    /// A row that has just arrived.
    pub(super) fn fresh(row: Row) -> Live {
        Live::new(Self {
            row,
            marks: Vec::new(),
            queue: VecDeque::new(),
            seen: Vec::new(),
            saving: false,
            edited: false,
        })
    }

    /// The version that a save of this cell names.
    pub(super) fn seen(&self, column: Column) -> i64 {
        let seen = self.seen.iter().find(|(c, ..)| *c == column);
        seen.map_or(self.row.version, |(_, version, _)| *version)
    }

    /// The typist sees this version of a cell of the row, which has these columns.
    pub(super) fn see(&mut self, column: Column, version: i64, columns: &[Column]) {
        let value = value(&self.row, column, columns).unwrap_or_default().to_owned();
        self.seen.retain(|(c, ..)| *c != column);
        self.seen.push((column, version, value));
    }

    /// Takes another state of the row, with these columns. A cell that is being typed in, or waits to be saved, goes
    /// along where its typist saw the state before, and it still holds what they saw. A save of one's own is no reason:
    /// one whose value stood there already is answered with what others have written beside it.
    pub(super) fn renew(&mut self, row: Row, columns: &[Column]) {
        self.follow(&row, columns);
        self.row = row;
    }

    /// What typists saw goes along with a state that is not taken over, for it has other columns than the row by now.
    pub(super) fn follow(&mut self, row: &Row, columns: &[Column]) {
        for (column, version, seen) in &mut self.seen {
            if (self.row.version..row.version).contains(version)
                && value(row, *column, columns) == Some(seen.as_str())
            {
                *version = row.version;
            }
        }
    }

    pub(super) fn mark(&self, column: Column) -> Option<&Mark> {
        self.marks
            .iter()
            .find(|(c, _)| *c == column)
            .map(|(_, mark)| mark)
    }

    /// What was typed in a cell for which there is no billing address yet.
    pub(super) fn homeless(&self, column: Column) -> Option<&str> {
        match self.mark(column)? {
            Mark::Editing {
                text,
                trouble: Some(trouble),
            } => matches!(trouble.way, Way::Address { .. }).then_some(text.as_str()),
            Mark::Editing { .. } | Mark::Saving { .. } | Mark::Conflict { .. } => None,
        }
    }

    pub(super) fn set(&mut self, column: Column, mark: Option<Mark>) {
        if mark.is_none() {
            self.seen.retain(|(c, ..)| *c != column);
        }
        self.marks.retain(|(c, _)| *c != column);
        self.marks.extend(mark.map(|mark| (column, mark)));
    }
}

/// What a cell of a row with these columns holds, as it is edited.
fn value<'a>(row: &'a Row, column: Column, columns: &[Column]) -> Option<&'a str> {
    let at = columns.iter().position(|c| *c == column)?;
    row.cells.get(at).map(Cell::editable)
}

/// A row that outlives the page it came with, so that a save can end after the page has gone.
pub(super) type Live = ArcRwSignal<LiveRow>;
