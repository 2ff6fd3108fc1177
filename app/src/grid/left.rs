//! What somebody left behind in a grid, for when they come back to it from another page: the selection and the place.

use super::{
    focus::{self, Place},
    state::Grids,
};
use domain::customers::{page::Page, query::GridQuery, selection::Selection};
use leptos::prelude::*;
use std::cell::RefCell;

struct Left {
    /// The page of the grid and all that decides which rows it shows.
    address: String,
    selection: Selection,
    place: Option<Place>,
}

thread_local! {
    static LEFT: RefCell<Option<Left>> = const { RefCell::new(None) };
}

/// Remembers it when the grid goes. What is the grid's may be gone before that, so it is held.
pub(super) fn remember(grid: Grids) {
    let (page, selection, place) = (
        ArcRwSignal::from(grid.page),
        ArcRwSignal::from(grid.selection),
        ArcRwSignal::from(grid.active),
    );
    let (path, base) = grid.setup(|s| (s.path.clone(), s.base.clone()));
    on_cleanup(move || {
        if let Some(page) = page.get_untracked() {
            LEFT.set(Some(Left {
                address: address(&path, &base, &page),
                selection: selection.get_untracked(),
                place: place.get_untracked(),
            }));
        }
    });
}

/// Puts it back where the same rows stand again, unless somebody has begun anew.
pub(super) fn restore(grid: Grids) {
    let Some((page, left)) = grid.page().zip(LEFT.take()) else {
        return;
    };
    let same = grid.setup(|s| address(&s.path, &s.base, &page)) == left.address;
    let untouched = grid.selection.with_untracked(Selection::is_empty) && grid.active_row().is_none();
    if same && untouched {
        grid.selection.set(left.selection);
        grid.active.set(left.place);
        focus::restore(grid);
    }
}

fn address(path: &str, base: &GridQuery, page: &Page) -> String {
    let query = match page.query.scrolls() {
        true => page.query.on_page(1),
        false => page.query.clone(),
    };
    format!("{path}?{}", query.to_query_over(base))
}
