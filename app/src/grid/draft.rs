//! What was typed when the session ended, or another version was installed, kept in this tab until the page is loaded
//! again.

use super::{
    focus,
    state::{Grids, Mark, Trouble, Way},
};
use crate::ui::tab;
use domain::{customers::edit::CellEdit, text::grid as text};
use leptos::prelude::*;

const KEY: &str = "cohort-draft";

/// Keeps what could not be saved.
pub(super) fn keep(edit: &CellEdit) {
    tab::keep(KEY, edit);
}

/// It was saved, or given up.
pub(super) fn forget() {
    tab::forget(KEY);
}

/// Puts a kept value back into the editor of its cell, if that stands on this page.
pub(super) fn restore(grid: Grids) {
    let Some(edit) = tab::kept::<CellEdit>(KEY) else {
        return;
    };
    let Some(page) = grid.page().filter(|_| grid.setup(|s| s.editable)) else {
        return;
    };
    let first = match page.query.scrolls() {
        true => usize::try_from(page.query.offset()).unwrap_or_default(),
        false => 0,
    };
    let row = page.rows.iter().position(|row| row.id == edit.customer);
    let row = row.map(|row| row + first);
    let at = page
        .query
        .columns
        .iter()
        .position(|column| *column == edit.column);
    if let Some((row, at)) = row.zip(at)
        && let Some(live) = grid.row(row)
    {
        forget();
        let message = grid.t(&text::DRAFT).to_owned();
        live.update(|live| {
            let trouble = Some(Trouble {
                message,
                way: Way::Fix,
            });
            live.set(
                edit.column,
                Some(Mark::Editing {
                    text: edit.value,
                    trouble,
                }),
            );
        });
        focus::focus_editor(grid, row, at + 1, true);
    }
}
