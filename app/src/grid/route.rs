//! States and their addresses: where a grid is, and how it goes elsewhere.

use super::state::Grids;
use crate::ui::leave;
use domain::{
    customers::{column::Column, query::GridQuery},
    ids::ViewId,
    text::grid as text,
};
use leptos::prelude::*;

impl Grids {
    /// The address of a state. Where views are, the bare path leads to where one left the grid.
    pub(super) fn address(self, query: &GridQuery) -> String {
        self.setup(|s| match (query.to_query_over(&s.base), s.views) {
            (query, None) if query.is_empty() => s.path.clone(),
            (query, Some(_)) if query.is_empty() => format!("{}?{}", s.path, ViewId::DEFAULT.query()),
            (query, _) => format!("{}?{query}", s.path),
        })
    }

    /// The state that the address asks for, whether its page came or not.
    pub(super) fn asked(self) -> GridQuery {
        let search = self.search.get_untracked();
        let (query, _) = self
            .setup(|s| s.base.clone())
            .parse_over(search.trim_start_matches('?'));
        query
    }

    /// Goes to a state; false where somebody stays with what is not saved.
    pub(super) fn go(self, query: &GridQuery) -> bool {
        self.go_to(&self.address(query))
    }

    /// Goes to an address of this page, like [`Self::go`].
    pub(super) fn go_to(self, address: &str) -> bool {
        if self.unsaved() && leave::stays(self.t(&text::LEAVE)) {
            return false;
        }
        self.navigate_to(address);
        true
    }

    /// Goes to a state that somebody has been asked about.
    pub(super) fn travel(self, query: &GridQuery) {
        self.navigate_to(&self.address(query));
    }

    /// No page comes of going where one is, and nothing that waits for one may wait on; after a failure it is another
    /// try.
    fn navigate_to(self, address: &str) {
        let (path, search) = (self.setup(|s| s.path.clone()), self.search.get_untracked());
        let here = match search.trim_start_matches('?') {
            "" => path,
            query => format!("{path}?{query}"),
        };
        if address != here {
            return self.navigate.with_value(|navigate| navigate(address, false));
        }
        match self.trouble.with_untracked(Option::is_some) {
            true => self.ask_again(),
            false => {
                self.landing.set_value(None);
                self.refocus.set_value(None);
            }
        }
    }

    /// Asks for the page of this address once more.
    pub(super) fn ask_again(self) {
        self.setup(|s| s.again).run(());
    }

    /// Goes to a state, and gives the element with this id the focus there.
    pub(super) fn go_back_to(self, query: &GridQuery, id: &str) {
        self.refocus.set_value(Some(id.to_owned()));
        self.go(query);
    }

    /// The state that a link or a form drawn with the page leads to, with what has changed since: the widths, and,
    /// unless it leads elsewhere, the row in sight.
    pub(super) fn since(self, mut query: GridQuery) -> GridQuery {
        if let Some(page) = self.page() {
            let now = self.query();
            let same_rows =
                query.filters == now.filters && query.keyword == now.keyword && query.sort == now.sort;
            if same_rows && query.scrolls() && query.page == page.query.page {
                query.page = now.page;
            }
            if query.widths == page.query.widths {
                query.widths = now.widths;
            }
        }
        query
    }

    /// Notes a state in the address that needs no other rows.
    pub(super) fn note(self, query: &GridQuery) {
        self.navigate
            .with_value(|navigate| navigate(&self.address(query), true));
    }

    /// The widths that the address names.
    pub(super) fn widths(self) -> Vec<(Column, u16)> {
        self.named.with(|(widths, _)| widths.clone())
    }

    /// The page or row that the address names.
    pub(super) fn named_row(self) -> u32 {
        self.named.try_with(|(_, row)| *row).unwrap_or_default()
    }

    /// The state as it is now.
    pub(super) fn query(self) -> GridQuery {
        let Some(page) = self.page() else {
            return GridQuery::default();
        };
        let mut query = page.query.clone();
        query.widths = self.named.with_untracked(|(widths, _)| widths.clone());
        if query.scrolls() && self.window.live.get_untracked() {
            let first = self.window.seen.with_untracked(|seen| seen.start + 1);
            query.page = u32::try_from(first).unwrap_or(u32::MAX);
        }
        query
    }
}
