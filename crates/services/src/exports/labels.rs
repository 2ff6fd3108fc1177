//! The labels of choices in a file: each is looked up once, and found again without a copy.

use domain::{
    customers::{
        choice::Reference,
        column::{Column, Kind},
        present::{self, Style},
        sight::Sight,
    },
    text::Locale,
    time::Micros,
    value::Raw,
};
use std::collections::{BTreeMap, HashMap};

/// Who reads the file, and when.
pub(super) struct Reader {
    pub(super) reference: Reference,
    pub(super) locale: Locale,
    pub(super) now: Micros,
    pub(super) sight: Sight,
}

/// The labels of one column met so far.
pub(super) struct Labels {
    column: Column,
    /// Places by number; a lock, which is stored as the moment it ends, by whether it holds. There are few, for
    /// which a tree is quicker than hashing; of texts it is not.
    numbers: BTreeMap<i64, usize>,
    texts: HashMap<String, usize>,
    labels: Vec<String>,
}

impl Labels {
    /// Those of `column`; nothing where it has no choices.
    pub(super) fn of(column: Column) -> Option<Self> {
        matches!(column.kind(), Kind::Choice(_)).then(|| Self {
            column,
            numbers: BTreeMap::new(),
            texts: HashMap::new(),
            labels: Vec::new(),
        })
    }

    /// The place of a value's label; nothing for no value.
    pub(super) fn place(&mut self, raw: Raw<'_>, reader: &Reader) -> Option<usize> {
        let known = match raw {
            Raw::Null => return None,
            Raw::Int(n) => self.numbers.get(&self.number(n, reader)),
            Raw::Text(text) => self.texts.get(text),
        };
        match known {
            Some(place) => Some(*place),
            None => Some(self.learn(raw, reader)),
        }
    }

    /// The label at a place.
    pub(super) fn at(&self, place: usize) -> &str {
        self.labels.get(place).map_or("", String::as_str)
    }

    fn learn(&mut self, raw: Raw<'_>, reader: &Reader) -> usize {
        let local = |t: chrono::DateTime<chrono::Utc>| t.naive_utc();
        let style = Style {
            locale: reader.locale,
            local: &local,
            reference: &reader.reference,
            now: reader.now,
            sight: reader.sight,
        };
        let place = self.labels.len();
        self.labels.push(present::cell(self.column, raw, &style).display);
        match raw {
            Raw::Null => {}
            Raw::Int(n) => drop(self.numbers.insert(self.number(n, reader), place)),
            Raw::Text(text) => drop(self.texts.insert(text.to_owned(), place)),
        }
        place
    }

    fn number(&self, n: i64, reader: &Reader) -> i64 {
        match self.column {
            Column::Lock => i64::from(n > reader.now),
            _ => n,
        }
    }
}
