//! What was typed and could not be saved where it was: when the session ended, another version was installed, or its
//! page had gone. It is kept in this tab until its cell stands on a page again.

use super::{
    focus,
    live::{Live, Mark, Trouble, Way},
    state::Grids,
};
use crate::ui::tab;
use domain::{
    customers::{column::Column, edit::CellEdit},
    ids::CustomerId,
    text::grid as text,
};
use leptos::prelude::*;

const KEY: &str = "cohort-draft";

fn kept() -> Vec<CellEdit> {
    tab::kept(KEY).unwrap_or_default()
}

fn store(drafts: &[CellEdit]) {
    match drafts {
        [] => tab::forget(KEY),
        drafts => tab::keep(KEY, &drafts),
    }
}

/// Was anything kept?
pub(super) fn is_kept() -> bool {
    tab::is_kept(KEY)
}

/// Keeps what could not be saved.
pub(super) fn keep(edit: &CellEdit) {
    let mut drafts = kept();
    drafts.retain(|draft| (draft.customer, draft.column) != (edit.customer, edit.column));
    drafts.push(edit.clone());
    store(&drafts);
}

/// The value of a cell was saved, or given up.
pub(super) fn forget(customer: CustomerId, column: Column) {
    let mut drafts = kept();
    let before = drafts.len();
    drafts.retain(|draft| (draft.customer, draft.column) != (customer, column));
    if drafts.len() != before {
        store(&drafts);
    }
}

/// Puts kept values back into the editors of their cells, those that have arrived and are at rest; where one comes to
/// the page, with the focus.
pub(super) fn restore(grid: Grids, comes: bool) {
    let Some(page) = grid.page().filter(|_| grid.setup(|s| s.editable)) else {
        return;
    };
    if !is_kept() {
        return;
    }
    let columns = &page.query.columns;
    let mut elsewhere = Vec::new();
    for edit in kept() {
        let at = columns.iter().position(|c| *c == edit.column);
        let found = grid.with_rows(|rows| rows.find(edit.customer)).zip(at);
        let found = found.map(|((row, live), at)| (row, at, live));
        let at_rest = |live: &Live| live.with_untracked(|live| live.mark(edit.column).is_none());
        let Some((row, at, live)) = found.filter(|(.., live)| at_rest(live)) else {
            elsewhere.push(edit);
            continue;
        };
        let trouble = Some(Trouble {
            message: grid.t(&text::DRAFT).to_owned(),
            way: Way::Fix,
        });
        let text = edit.value;
        live.update(|live| {
            live.see(edit.column, edit.version, columns);
            live.set(edit.column, Some(Mark::Editing { text, trouble }));
        });
        if comes {
            focus::focus_editor(grid, row, at + 1, true);
        }
    }
    store(&elsewhere);
}
