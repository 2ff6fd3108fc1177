//! Which segments of the report are selected; "visible" are those the filter shows.

use crate::ui::fold::fold;
use domain::{
    ids::SegmentId,
    segments::report::ReportLine,
    text::{Locale, counted, segments as text},
};
use leptos::prelude::*;

/// What the filter row asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Part of the name.
    pub name: String,
    /// Active or not; both where nothing.
    pub active: Option<bool>,
}

impl Filter {
    /// Does a segment of this name and state pass?
    pub(crate) fn passes(&self, line: &ReportLine) -> bool {
        let named = self.name.is_empty() || fold(&line.name).contains(&fold(&self.name));
        named && self.active.is_none_or(|active| active == line.active)
    }

    /// Does it let everything pass?
    pub(crate) fn is_open(&self) -> bool {
        *self == Self::default()
    }
}

/// Segments ticked in the report.
#[derive(Clone, Copy)]
pub(crate) struct Selection {
    /// Every line.
    pub lines: RwSignal<Vec<ReportLine>>,
    /// The filter.
    pub filter: Memo<Filter>,
    ticked: RwSignal<Vec<SegmentId>>,
}

/// An entry of the selection menu.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// Select All.
    All,
    /// Deselect All.
    None,
    /// Select Visible.
    Visible,
    /// Unselect Visible.
    NotVisible,
}

impl Selection {
    /// Nothing is ticked.
    pub(crate) fn new(lines: RwSignal<Vec<ReportLine>>, filter: Memo<Filter>) -> Self {
        Self {
            lines,
            filter,
            ticked: RwSignal::new(Vec::new()),
        }
    }

    /// Is it ticked?
    pub(crate) fn has(self, id: SegmentId) -> bool {
        self.ticked.with(|ticked| ticked.contains(&id))
    }

    /// Ticks it, or takes the tick away.
    pub(crate) fn set(self, id: SegmentId, on: bool) {
        self.ticked.update(|ticked| {
            ticked.retain(|other| *other != id);
            if on {
                ticked.push(id);
            }
        });
    }

    /// What is ticked and still there.
    pub(crate) fn ids(self) -> Vec<SegmentId> {
        let there = self
            .lines
            .with(|all| all.iter().map(|line| line.id).collect::<Vec<_>>());
        there.into_iter().filter(|id| self.has(*id)).collect()
    }

    fn visible(self) -> Vec<SegmentId> {
        let filter = self.filter.get();
        self.lines.with(|all| {
            all.iter()
                .filter(|line| filter.passes(line))
                .map(|line| line.id)
                .collect()
        })
    }

    /// Does what the menu says.
    pub(crate) fn choose(self, choice: Choice) {
        match choice {
            Choice::All => {
                let all = self.lines.with(|all| all.iter().map(|line| line.id).collect());
                self.ticked.set(all);
            }
            Choice::None => self.ticked.set(Vec::new()),
            Choice::Visible => self.visible().into_iter().for_each(|id| self.set(id, true)),
            Choice::NotVisible => self.visible().into_iter().for_each(|id| self.set(id, false)),
        }
    }

    /// How many are ticked, and how many of them the filter hides.
    pub(crate) fn told(self, locale: Locale) -> String {
        let ids = self.ids();
        let visible = self.visible();
        let hidden = ids.iter().filter(|id| !visible.contains(id)).count();
        if hidden > 0 {
            text::SELECTED_HIDDEN
                .with("n", ids.len())
                .and("hidden", hidden)
                .say(locale)
        } else if ids.is_empty() {
            String::new()
        } else {
            counted(locale, ids.len() as u64, &text::SELECTED_ONE, &text::SELECTED).say(locale)
        }
    }
}
