//! Selecting rows with Shift, by keys or clicks: from where one began to where one is, over what was selected before.

use super::{focus, pick, state::Grids};
use domain::{customers::selection::Selection, ids::CustomerId, text::grid as text};
use leptos::prelude::*;

/// A stretch of rows that is being selected.
#[derive(Clone)]
pub(super) struct Range {
    /// The row it began at.
    anchor: usize,
    /// The selection before it.
    before: Selection,
    /// Where it has been stretched: are its rows selected, or deselected?
    stretched: Option<bool>,
}

/// From here on, Shift selects to wherever one goes.
pub(super) fn begin(grid: Grids, row: usize) {
    grid.range.set_value(Some(Range {
        anchor: row,
        before: grid.selection.get_untracked(),
        stretched: None,
    }));
}

/// Something else than rows one by one was selected.
pub(super) fn end(grid: Grids) {
    grid.range.set_value(None);
}

/// Somebody goes on without Shift: what was stretched stays selected.
pub(super) fn settle(grid: Grids) {
    if let Some(range) = grid.range.get_value().filter(|range| range.stretched.is_some()) {
        begin(grid, range.anchor);
    }
}

/// Selects from the row that has the focus to another one, and goes there.
pub(super) fn step(grid: Grids, row: usize, to: usize, at: usize) {
    if stretched(grid).is_none() {
        begin(grid, row);
    }
    if reach(grid, to, true) {
        focus::focus(grid, Some(to), at);
    }
}

/// What becomes of the rows of the stretch that there is, if there is one: are they selected?
pub(super) fn stretched(grid: Grids) -> Option<bool> {
    grid.range.with_value(|range| range.as_ref()?.stretched)
}

/// Selects, or deselects, all rows between where one began and `row`; false where some of them have not arrived.
pub(super) fn reach(grid: Grids, row: usize, selected: bool) -> bool {
    let Some(range) = grid.range.get_value() else {
        begin(grid, row);
        return reach(grid, row, selected);
    };
    let rows = range.anchor.min(row)..=range.anchor.max(row);
    let length = rows.end() - rows.start() + 1;
    let ids: Vec<CustomerId> = rows
        .map_while(|row| Some(grid.row(row)?.with_untracked(|live| live.row.id)))
        .collect();
    if ids.len() < length {
        grid.tell(grid.t(&text::RANGE_TOO_FAR).to_owned());
        return false;
    }
    let mut selection = range.before.clone();
    for id in ids {
        selection.set(id, selected);
    }
    grid.selection.set(selection);
    grid.range.set_value(Some(Range {
        stretched: Some(selected),
        ..range
    }));
    pick::tell(grid);
    true
}

/// Gives up the stretch, else the selection; false where there is neither.
pub(super) fn give_up(grid: Grids) -> bool {
    let stretched = grid.range.try_update_value(Option::take).flatten();
    match stretched.filter(|range| range.stretched.is_some()) {
        Some(range) => grid.selection.set(range.before),
        None if grid.selection.with_untracked(Selection::is_empty) => return false,
        None => grid.selection.set(Selection::default()),
    }
    pick::tell(grid);
    true
}
