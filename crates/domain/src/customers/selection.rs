//! Which customers an action or a file is about: some by id, or all that match except some.

use crate::{
    ids::CustomerId,
    text::{Sentence, exports as text},
};
use serde::{Deserialize, Serialize};

/// What there was when somebody chose: what was seen, and what is there now, can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The version of the data, which rises with every write.
    pub version: i64,
    /// How many rows were chosen.
    pub count: u64,
}

/// Rows as they were chosen on a page: the page's query says what they were chosen from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Which ones.
    pub selection: Selection,
    /// What the page said; nothing where nobody was told a number.
    pub seen: Option<Seen>,
}

impl From<Selection> for Chosen {
    /// A choice of somebody who was told nothing, such as a program.
    fn from(selection: Selection) -> Self {
        Self {
            selection,
            seen: None,
        }
    }
}

impl Chosen {
    /// What to tell somebody who was shown another number than there is now; nothing where it is the same.
    pub fn changed(&self, now: Seen) -> Option<Sentence> {
        let seen = self.seen.filter(|seen| seen.count != now.count)?;
        let message = match self.selection {
            Selection::Only { .. } => &text::SOME_ARE_GONE,
            Selection::AllExcept { .. } if seen.version == now.version => &text::TIME_WENT_ON,
            Selection::AllExcept { .. } => &text::OTHERS_MATCH,
        };
        Some(message.with("before", seen.count).and("now", now.count))
    }
}

/// A selection; together with the query of the page it names a set of customers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mode", rename_all = "kebab-case")]
pub enum Selection {
    /// Exactly these.
    Only {
        /// Their ids.
        ids: Vec<CustomerId>,
    },
    /// Every customer that matches the filters and the keyword, but not these.
    AllExcept {
        /// Ids taken out by hand.
        ids: Vec<CustomerId>,
    },
}

impl Default for Selection {
    fn default() -> Self {
        Self::Only { ids: Vec::new() }
    }
}

impl Selection {
    /// Everything that matches.
    pub fn all() -> Self {
        Self::AllExcept { ids: Vec::new() }
    }

    /// Is this row in it?
    pub fn has(&self, id: CustomerId) -> bool {
        match self {
            Self::Only { ids } => ids.contains(&id),
            Self::AllExcept { ids } => !ids.contains(&id),
        }
    }

    /// Puts a row in or takes it out.
    pub fn set(&mut self, id: CustomerId, selected: bool) {
        let listed = match self {
            Self::Only { .. } => selected,
            Self::AllExcept { .. } => !selected,
        };
        let (Self::Only { ids } | Self::AllExcept { ids }) = self;
        ids.retain(|other| *other != id);
        if listed {
            ids.push(id);
        }
    }

    /// How many are selected when `total` match; nothing where that depends on a total nobody knows yet.
    pub fn count(&self, total: Option<u64>) -> Option<u64> {
        match self {
            Self::Only { ids } => Some(ids.len() as u64),
            Self::AllExcept { ids } => Some(total?.saturating_sub(ids.len() as u64)),
        }
    }

    /// Is nothing selected?
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Only { ids } if ids.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_choice_is_told_of_another_number_and_why() {
        let (before, later) = (Seen { version: 4, count: 3 }, Seen { version: 5, count: 2 });
        let same_data = Seen { version: 4, count: 2 };
        let same_number = Seen { version: 5, count: 3 };
        for (selection, now, said) in [
            (Selection::all(), later, Some("OTHERS_MATCH")),
            (Selection::all(), same_data, Some("TIME_WENT_ON")),
            (Selection::all(), same_number, None),
            (Selection::default(), later, Some("SOME_ARE_GONE")),
            (Selection::default(), same_number, None),
        ] {
            let chosen = Chosen {
                selection,
                seen: Some(before),
            };
            let sentence = chosen.changed(now);
            assert_eq!(sentence.as_ref().map(|s| s.message().key), said);
            let both = sentence.is_none_or(|s| {
                let said = s.say(crate::text::Locale::En);
                said.contains('3') && said.contains('2')
            });
            assert!(both, "both numbers are said");
            assert_eq!(Chosen::from(chosen.selection).changed(now), None);
        }
    }

    proptest! {
        #[test]
        fn it_behaves_like_a_set(
            all in any::<bool>(),
            steps in prop::collection::vec((0i64..20, any::<bool>()), 0..60),
        ) {
            let mut selection = if all { Selection::all() } else { Selection::default() };
            let mut model: BTreeSet<i64> = if all { (0..20).collect() } else { BTreeSet::new() };
            for (id, on) in steps {
                selection.set(CustomerId(id), on);
                if on { model.insert(id); } else { model.remove(&id); }
            }
            for id in 0..20 {
                prop_assert_eq!(selection.has(CustomerId(id)), model.contains(&id));
            }
            prop_assert_eq!(selection.count(Some(20)), Some(model.len() as u64));
            prop_assert_eq!(selection.count(None), (!all).then_some(model.len() as u64));
        }
    }
}
