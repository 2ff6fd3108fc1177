//! What was typed when the session ended, kept in this tab over the sign-in.

use super::{
    focus,
    state::{Grids, Mark, Trouble, Way},
};
use domain::{customers::edit::CellEdit, text::grid as text};
use leptos::{prelude::*, web_sys::Storage};

const KEY: &str = "cohort-draft";

fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// Keeps what could not be saved.
pub(super) fn keep(edit: &CellEdit) {
    if let (Some(storage), Ok(json)) = (storage(), serde_json::to_string(edit)) {
        let _ = storage.set_item(KEY, &json);
    }
}

/// Was anything kept?
pub(super) fn is_kept() -> bool {
    storage().is_some_and(|storage| matches!(storage.get_item(KEY), Ok(Some(_))))
}

/// It was saved, or given up.
pub(super) fn forget() {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(KEY);
    }
}

/// Puts a kept value back into the editor of its cell, if that stands on this page.
pub(super) fn restore(grid: Grids) {
    let kept = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
    let Some(edit) = kept.and_then(|json| serde_json::from_str::<CellEdit>(&json).ok()) else {
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
