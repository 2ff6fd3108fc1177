//! Which customers an action or a file is about: some by id, or all that match except some.

use crate::ids::CustomerId;
use serde::{Deserialize, Serialize};

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
