//! The labels of choices in a file: each is looked up once, and found again without a copy.

use domain::{
    customers::{
        choice::Reference,
        column::{Column, Kind},
        present::{self, Births, Style},
    },
    text::Locale,
    time::Micros,
    value::Raw,
};
use std::collections::HashMap;

/// Who reads the file, and when.
pub(super) struct Reader {
    pub(super) reference: Reference,
    pub(super) locale: Locale,
    pub(super) now: Micros,
    pub(super) births: Births,
}

/// The labels of one column met so far.
pub(super) struct Labels {
    column: Column,
    /// By number; a lock, which is stored as the moment it ends, by whether it holds.
    numbers: HashMap<i64, String>,
    texts: HashMap<String, String>,
}

impl Labels {
    /// Those of `column`; nothing where it has no choices.
    pub(super) fn of(column: Column) -> Option<Self> {
        matches!(column.kind(), Kind::Choice(_)).then(|| Self {
            column,
            numbers: HashMap::new(),
            texts: HashMap::new(),
        })
    }

    /// Looks a value up that is new.
    pub(super) fn learn(&mut self, raw: Raw<'_>, reader: &Reader) {
        if self.known(raw, reader).is_some() {
            return;
        }
        let local = |t: chrono::DateTime<chrono::Utc>| t.naive_utc();
        let style = Style {
            locale: reader.locale,
            local: &local,
            reference: &reader.reference,
            now: reader.now,
            births: reader.births,
        };
        let label = present::cell(self.column, raw, &style).display;
        match raw {
            Raw::Null => {}
            Raw::Int(n) => drop(self.numbers.insert(self.number(n, reader), label)),
            Raw::Text(text) => drop(self.texts.insert(text.to_owned(), label)),
        }
    }

    /// The label of a value that was learnt; empty for none.
    pub(super) fn label(&self, raw: Raw<'_>, reader: &Reader) -> &str {
        self.known(raw, reader).unwrap_or_default()
    }

    fn known(&self, raw: Raw<'_>, reader: &Reader) -> Option<&str> {
        match raw {
            Raw::Null => Some(""),
            Raw::Int(n) => self.numbers.get(&self.number(n, reader)).map(String::as_str),
            Raw::Text(text) => self.texts.get(text).map(String::as_str),
        }
    }

    fn number(&self, n: i64, reader: &Reader) -> i64 {
        match self.column {
            Column::Lock => i64::from(n > reader.now),
            _ => n,
        }
    }
}
