//! What a grid says: how many there are and how they are sorted, how many are selected, how wide a column is.

use super::{desk, focus, state::Grids, views, window};
use domain::{
    customers::{column::Column, query::GridQuery, selection::Selection},
    text::{counted, grid as text},
};
use leptos::{
    prelude::*,
    task::{spawn_local, tick},
};
use std::time::Duration;

/// How often the number of all is asked for by itself, and how long after a failure.
pub(super) const COUNT_TRIES: u32 = 2;
const COUNT_PAUSE: Duration = Duration::from_secs(2);
/// How long results rest before they are said: who types on is not told of each.
const REST: Duration = Duration::from_millis(500);

impl Grids {
    /// Asks how many match, while the rows of the page are there already; where that fails, again after a while.
    pub(super) fn count(self, tries: u32) {
        let Some(page) = self.page() else { return };
        let turn = self.turn();
        let asked = self.setup(|s| s.count.of(page.query.to_query_over(&s.base)));
        self.uncounted.set(false);
        spawn_local(async move {
            let counted = asked.await;
            // Another page may stand by now, or none at all.
            if self.try_turn() != Some(turn) {
                return;
            }
            match counted {
                Ok(total) => {
                    self.total.set(Some(total));
                    self.say_results();
                    window::settle(self);
                }
                Err(_) if tries > 1 => set_timeout(
                    move || {
                        if self.try_turn() == Some(turn) {
                            self.count(tries - 1);
                        }
                    },
                    COUNT_PAUSE,
                ),
                Err(_) => {
                    self.uncounted.set(true);
                    self.alarm.set(self.t(&text::NOT_COUNTED).to_owned());
                }
            }
        });
    }

    /// Says what has come of a key or a press, to eyes as well.
    pub(super) fn tell(self, sentence: String) {
        self.hint.set(sentence.clone());
        self.said.set(sentence);
    }

    /// Takes away what was told: somebody goes on.
    pub(super) fn told(self) {
        if self.hint.with_untracked(|hint| !hint.is_empty()) {
            self.hint.set(String::new());
        }
    }

    /// Says how wide a column is now.
    pub(super) fn say_width(self, column: Column, width: u16) {
        let said = text::WIDTH_NOW
            .with("column", self.t(column.label()))
            .and("n", width);
        self.said.set(said.say(self.locale()));
    }

    /// Says how many there are when a page has replaced another, and puts the focus back where it was.
    pub(super) fn tell_results(self) {
        Effect::new(move |before: Option<Option<GridQuery>>| {
            let before = before.flatten();
            let Some(query) = self.page.get().map(|page| page.query.clone()) else {
                return before;
            };
            let again = before.is_some();
            if let Some(before) = before {
                // Where only the view has another name, that has been said.
                let renamed = before.view != query.view && before.shows_the_same(&query);
                if !renamed && self.trouble.with_untracked(Option::is_none) {
                    self.say_results();
                }
            } else {
                // One that was opened before the scripts came was opened unheard.
                self.filtering
                    .set(focus::find(self, "details.wide[open]").is_some());
                if focus::find(self, "#views-menu[open]").is_some() {
                    views::opened(self);
                }
                self.hydrated.set(true);
            }
            let turn = self.turn();
            // The first one may be of the server's making, whose turns are its own.
            let sign = match again {
                true => format!("[data-turn='{turn}']"),
                false => "[data-turn]".to_owned(),
            };
            spawn_local(async move {
                tick().await;
                self.once_it_stands(turn, sign, move || {
                    window::start(self);
                    if again {
                        focus::restore(self);
                    }
                    desk::fetch(self);
                });
            });
            Some(query)
        });
    }

    /// Does something when the page of this turn is in the document, unless another has come by then. What the page
    /// waits for besides its rows may put that off.
    fn once_it_stands(self, turn: u64, sign: String, then: impl FnOnce() + 'static) {
        if self.try_turn() != Some(turn) {
            return;
        }
        match focus::find(self, &sign) {
            Some(_) => then(),
            None => request_animation_frame(move || self.once_it_stands(turn, sign, then)),
        }
    }

    /// Says what there is, once nothing has changed for a while: "1,204 customers, sorted by Name".
    pub(super) fn say_results(self) {
        let say = move || {
            let Some(total) = self.total.try_get_untracked().flatten() else {
                return;
            };
            let mut said = self.results(total);
            if self.gone.try_update_value(std::mem::take).unwrap_or_default() {
                said.push_str(". ");
                said.push_str(self.t(&text::ROW_GONE));
            }
            self.said.set(said);
        };
        let timer = set_timeout_with_handle(say, REST).ok();
        let before = self
            .saying
            .try_update_value(|saying| std::mem::replace(saying, timer));
        if let Some(before) = before.flatten() {
            before.clear();
        }
    }

    /// How many there are, and what they are sorted by.
    fn results(self, total: u64) -> String {
        let locale = self.locale();
        let sort = self
            .page()
            .map(|page| page.query.sort.clone())
            .unwrap_or_default();
        let keys: Vec<_> = sort
            .iter()
            .map(|key| match key.descending {
                false => self.t(key.column.label()).to_owned(),
                true => text::SORTED_DOWN
                    .with("column", self.t(key.column.label()))
                    .say(locale),
            })
            .collect();
        match (total, keys.join(", ")) {
            (n, keys) if keys.is_empty() || n <= 1 => {
                counted(locale, n, &text::RESULT, &text::RESULTS).say(locale)
            }
            (n, keys) => text::RESULTS_SORTED
                .with("n", self.number(n))
                .and("order", keys)
                .say(locale),
        }
    }

    /// "1,204 records found".
    pub(super) fn found(self, total: Option<u64>) -> String {
        let locale = self.locale();
        match total {
            Some(n) => counted(locale, n, &text::FOUND_ONE, &text::FOUND).say(locale),
            None => text::FOUND.with("n", self.amount(total)).say(locale),
        }
    }

    /// A number that may not be known yet.
    pub(super) fn amount(self, n: Option<u64>) -> String {
        n.map_or_else(|| "…".to_owned(), |n| self.number(n))
    }

    pub(super) fn number(self, n: u64) -> String {
        self.locale().number(i64::try_from(n).unwrap_or(i64::MAX))
    }

    /// How many of the matching rows are selected, once that is known.
    pub(super) fn selected(self) -> Option<u64> {
        let total = self.total.get();
        self.selection.with(|selection| selection.count(total))
    }

    /// "(3 selected)", or what can be said before all are counted.
    pub(super) fn selected_words(self) -> String {
        let locale = self.locale();
        match (self.selected(), self.left_out()) {
            (Some(n), _) => counted(locale, n, &text::SELECTED_ONE, &text::SELECTED).say(locale),
            (None, 0) => text::SELECTED_ALL.text(locale).to_owned(),
            (None, n) => text::SELECTED_BUT.with("n", self.number(n)).say(locale),
        }
    }

    /// How many were taken out of all that match.
    pub(super) fn left_out(self) -> u64 {
        self.selection.with(|selection| match selection {
            Selection::Only { .. } => 0,
            Selection::AllExcept { ids } => ids.len() as u64,
        })
    }
}
