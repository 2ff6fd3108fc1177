//! How much of a customer one reader sees: decided by the role and the operator, followed by pages, files and filters.

use super::{
    column::Column,
    present::Births,
    query::{GridQuery, SortKey},
};
use crate::{
    access::{Action, Role, may},
    text::{Sentence, grid as text},
};

/// What stands in place of a value that its reader may not see; of one that is not there, too.
pub const HIDDEN: &str = "•••";

/// What one reader sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// How much of a date of birth.
    pub births: Births,
    /// The numbers that authorities know a person by?
    pub numbers: bool,
}

impl Sight {
    /// What somebody with `role` sees, where the operator shows so much of dates of birth.
    pub fn of(role: Role, births: Births) -> Self {
        match may(role, Action::ViewPersonalNumbers) {
            true => Self {
                births,
                numbers: true,
            },
            false => Self {
                births: Births::Year,
                numbers: false,
            },
        }
    }

    /// Are the values of `column` kept from this reader?
    pub fn hides(self, column: Column) -> bool {
        !self.numbers && column.spec().personal
    }

    /// The query as far as this reader may ask it: what is found or sorted by a value would tell it. What goes is told.
    pub fn limit(self, mut query: GridQuery) -> (GridQuery, Vec<Sentence>) {
        let mut notices = Vec::new();
        for filter in std::mem::take(&mut query.filters) {
            match filter.within(self) {
                Ok(filter) if query.filters.contains(&filter) => {}
                Ok(filter) => query.filters.push(filter),
                Err(notice) => notices.push(notice),
            }
        }
        query.sort.retain(|SortKey { column, .. }| {
            let hidden = self.hides(*column);
            if hidden {
                notices.push(hidden_column("sort", *column));
            }
            !hidden
        });
        (query, notices)
    }
}

/// That nothing is found or sorted by a column.
pub(super) fn hidden_column(word: &str, column: Column) -> Sentence {
    text::URL_HIDDEN.with("word", word).and("value", column.key())
}

impl From<Births> for Sight {
    /// Of somebody who sees everything else.
    fn from(births: Births) -> Self {
        Self {
            births,
            numbers: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_not_see_a_number_cannot_ask_by_it() {
        let words = "f.tax_vat=NL1&f.vat.empty=1&f.zip=1&f.birth.from=1984-05-31&sort=-vat,zip,tax_vat";
        let (asked, _) = GridQuery::parse(words);
        let (query, notices) = Sight::of(Role::Viewer, Births::Day).limit(asked.clone());
        assert_eq!(query.to_query(), "f.zip=1&f.birth.from=1984-01-01&sort=zip");
        let keys: Vec<_> = notices.iter().map(|notice| notice.message().key).collect();
        assert_eq!(keys, ["URL_HIDDEN"; 4]);
        for role in [Role::Administrator, Role::Contributor] {
            assert_eq!(
                Sight::of(role, Births::Day).limit(asked.clone()),
                (asked.clone(), Vec::new())
            );
        }
    }
}
