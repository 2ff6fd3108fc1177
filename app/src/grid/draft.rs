//! What was typed when the session ended, or another version was installed, kept in this tab until the page is loaded
//! again.

use super::{
    focus,
    live::{Mark, Trouble, Way},
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

/// Puts kept values back into the editors of their cells, those that stand on this page.
pub(super) fn restore(grid: Grids) {
    let Some(page) = grid.page().filter(|_| grid.setup(|s| s.editable)) else {
        return;
    };
    let (found, elsewhere): (Vec<_>, Vec<_>) = kept().into_iter().partition(|edit| {
        page.query.columns.contains(&edit.column) && page.rows.iter().any(|row| row.id == edit.customer)
    });
    if found.is_empty() {
        return;
    }
    store(&elsewhere);
    let first = match page.query.scrolls() {
        true => usize::try_from(page.query.offset()).unwrap_or_default(),
        false => 0,
    };
    for edit in found {
        let row = page.rows.iter().position(|row| row.id == edit.customer);
        let at = page.query.columns.iter().position(|c| *c == edit.column);
        if let Some((row, at)) = row.map(|row| row + first).zip(at)
            && let Some(live) = grid.row(row)
        {
            let message = grid.t(&text::DRAFT).to_owned();
            live.update(|live| {
                let trouble = Some(Trouble {
                    message,
                    way: Way::Fix,
                });
                live.see(edit.column, edit.version);
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
}
