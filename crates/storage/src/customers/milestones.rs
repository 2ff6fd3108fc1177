//! Milestones: rows of lists that were read, and how many rows stand before each. A page far down is found from the
//! nearest one before it.
//!
//! They are ids and numbers, and the conditions of the lists. They hold for one version of the data; whoever uses them
//! compares it.

use crate::sql::Sql;
use domain::ids::CustomerId;
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// How close milestones stand, and how many are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spacing {
    /// Rows that are walked quickly: a page with fewer before it is near, and milestones need not stand closer.
    pub step: u64,
    /// Milestones that one read sets on its way.
    pub hops: u64,
    /// Lists that are known at a time.
    pub lists: usize,
    /// Milestones of each.
    pub rows: usize,
}

impl Default for Spacing {
    fn default() -> Self {
        Self {
            step: 2_000,
            hops: 16,
            lists: 32,
            rows: 1_024,
        }
    }
}

/// What is known of the lists that were read last.
#[derive(Default)]
pub(crate) struct Milestones {
    spacing: Spacing,
    /// The one used last comes last.
    lists: Mutex<Vec<Known>>,
}

/// What is known of one list.
struct Known {
    /// All that decides which rows it has, and their order: a condition with its values.
    list: Sql,
    /// The version of the data.
    version: i64,
    /// By the number of rows before.
    rows: BTreeMap<u64, CustomerId>,
}

/// A row whose place in a list is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Milestone {
    /// In this version of the data.
    pub(crate) version: i64,
    /// Behind so many rows.
    pub(crate) at: u64,
    /// Who stands there.
    pub(crate) id: CustomerId,
}

impl Milestones {
    #[cfg(feature = "testing")]
    pub(crate) fn spaced(spacing: Spacing) -> Self {
        Self {
            spacing,
            lists: Mutex::default(),
        }
    }

    /// Does walking to a row take long that has so many before it?
    pub(crate) fn is_far(&self, rows: u64) -> bool {
        rows >= self.spacing.step
    }

    /// Where milestones are set on a way of so many rows: how many, and how far from each other.
    pub(crate) fn hops(&self, rows: u64) -> (u64, u64) {
        let hops = (rows / self.spacing.step.max(1)).min(self.spacing.hops);
        (hops, rows.checked_div(hops).unwrap_or(rows))
    }

    /// The nearest milestone of a list behind at most so many rows.
    pub(crate) fn nearest(&self, list: &Sql, at: u64) -> Option<Milestone> {
        let mut lists = self.lists();
        let found = lists.iter().position(|known| known.list == *list)?;
        let known = lists.remove(found);
        let nearest = known.rows.range(..=at).next_back();
        let nearest = nearest.map(|(at, id)| Milestone {
            version: known.version,
            at: *at,
            id: *id,
        });
        lists.push(known);
        nearest
    }

    /// Remembers rows of a list. What was known in another version goes, and so does the list that was not used for
    /// longest where there are too many.
    pub(crate) fn note(&self, list: Sql, version: i64, rows: impl IntoIterator<Item = (u64, CustomerId)>) {
        let mut lists = self.lists();
        let found = lists.iter().position(|known| known.list == list);
        let known = found.map(|found| lists.remove(found));
        let mut known = known.filter(|known| known.version == version).unwrap_or(Known {
            list,
            version,
            rows: BTreeMap::new(),
        });
        for (at, id) in rows {
            if known.rows.len() >= self.spacing.rows {
                known.thin(self.spacing);
            }
            known.rows.insert(at, id);
        }
        lists.push(known);
        let too_many = lists.len().saturating_sub(self.spacing.lists);
        lists.drain(..too_many);
    }

    /// How many milestones each list has.
    #[cfg(feature = "testing")]
    pub(crate) fn held(&self) -> Vec<usize> {
        self.lists().iter().map(|known| known.rows.len()).collect()
    }

    fn lists(&self) -> MutexGuard<'_, Vec<Known>> {
        self.lists.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// Leaves out milestones close behind others, until half of what may be kept is left at most.
    fn thin(&mut self, spacing: Spacing) {
        let mut apart = spacing.step.max(1);
        while self.rows.len() > spacing.rows / 2 {
            let mut last = None;
            self.rows.retain(|at, _| {
                let stays = last.is_none_or(|last| at - last >= apart);
                last = if stays { Some(*at) } else { last };
                stays
            });
            // A single one has no other to be close to.
            if self.rows.len() <= 1 {
                return;
            }
            apart = apart.saturating_mul(2);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Spacing = Spacing {
        step: 10,
        hops: 4,
        lists: 3,
        rows: 16,
    };

    fn list(name: &str) -> Sql {
        Sql::with(" WHERE g.name_key = ? ORDER BY g.id", [name.into()])
    }

    fn small() -> Milestones {
        Milestones::spaced(SMALL)
    }

    fn at(milestones: &Milestones, name: &str, at: u64) -> Option<u64> {
        milestones.nearest(&list(name), at).map(|found| found.at)
    }

    #[test]
    fn the_nearest_before_is_found_and_none_behind() {
        let milestones = small();
        milestones.note(list("a"), 7, [(40, CustomerId(4)), (20, CustomerId(2))]);
        let found = [19, 20, 39, 40, 99].map(|n| at(&milestones, "a", n));
        assert_eq!(found, [None, Some(20), Some(20), Some(40), Some(40)]);
        let nearest = milestones.nearest(&list("a"), 25);
        let (version, id) = (7, CustomerId(2));
        assert_eq!(nearest, Some(Milestone { version, at: 20, id }));
        assert_eq!(at(&milestones, "b", 99), None, "another value is another list");
    }

    #[test]
    fn another_version_takes_the_place_of_the_one_before() {
        let milestones = small();
        milestones.note(list("a"), 7, [(20, CustomerId(2))]);
        milestones.note(list("a"), 8, [(40, CustomerId(4))]);
        assert_eq!(at(&milestones, "a", 39), None);
        assert_eq!(milestones.held(), [1]);
    }

    #[test]
    fn the_list_not_used_for_longest_goes() {
        let milestones = small();
        for name in ["a", "b", "c"] {
            milestones.note(list(name), 1, [(20, CustomerId(2))]);
        }
        assert_eq!(at(&milestones, "a", 20), Some(20));
        milestones.note(list("d"), 1, [(20, CustomerId(2))]);
        let left = ["a", "b", "c", "d"].map(|name| at(&milestones, name, 20).is_some());
        assert_eq!(left, [true, false, true, true]);
    }

    #[test]
    fn however_many_are_noted_few_are_kept_all_along_the_list() {
        let milestones = small();
        for n in 0..10_000 {
            milestones.note(list("a"), 1, [(n, CustomerId(1))]);
            assert!(milestones.held()[0] <= SMALL.rows);
        }
        for n in [1, 3, 5, 7, 9] {
            let (far, found) = (n * 1_000, at(&milestones, "a", n * 1_000).unwrap());
            assert!(far - found < 5_000, "{found} is the nearest to {far}");
        }
    }

    #[test]
    fn no_bound_is_too_narrow() {
        let none = Spacing {
            step: 0,
            hops: 0,
            lists: 0,
            rows: 0,
        };
        let one = Spacing {
            lists: 1,
            rows: 1,
            ..none
        };
        for spacing in [none, one] {
            let milestones = Milestones::spaced(spacing);
            milestones.note(list("a"), 1, (0..100).map(|n| (n, CustomerId(1))));
            assert!(milestones.held().iter().sum::<usize>() <= 2);
            assert_eq!(milestones.hops(100), (0, 100));
        }
    }

    #[test]
    fn a_way_is_cut_into_a_few_equal_parts() {
        let milestones = small();
        let cut = [0, 9, 10, 25, 47, 1_000].map(|rows| milestones.hops(rows));
        assert_eq!(cut, [(0, 0), (0, 9), (1, 10), (2, 12), (4, 11), (4, 250)]);
    }
}
