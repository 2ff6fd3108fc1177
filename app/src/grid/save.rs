//! Editing a cell: start, check, save, and what comes back, be it after the page has gone.

use super::{
    body,
    desk::AMEND,
    draft, editor, focus,
    live::{Live, LiveRow, Mark, Trouble, Way},
    state::{Grids, Wanted},
};
use crate::{
    api::{ApiError, customers::save_cell},
    ui::fold::lower,
};
use domain::{
    customers::{
        column::Column,
        edit::{self, CellEdit},
        page::{EditOutcome, Page, Row},
    },
    error::ErrorKind,
    text::{Locale, grid as text},
};
use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlInputElement, HtmlSelectElement},
};
use std::sync::Arc;

/// The column at a position, if there is one.
pub(super) fn column(grid: Grids, at: usize) -> Option<Column> {
    grid.page()?.query.columns.get(at.checked_sub(1)?).copied()
}

/// May the cell at this position be edited here?
pub(super) fn editable(grid: Grids, at: usize) -> bool {
    grid.setup(|s| s.editable) && column(grid, at).is_some_and(|column| column.spec().editable)
}

/// What stands in an editor.
pub(super) fn typed(editor: &Element) -> String {
    if let Some(input) = editor.dyn_ref::<HtmlInputElement>() {
        return input.value();
    }
    editor
        .dyn_ref::<HtmlSelectElement>()
        .map(HtmlSelectElement::value)
        .unwrap_or_default()
}

/// Opens the editor of a cell; a typed character replaces the value, or picks the first choice it begins.
pub(super) fn start(grid: Grids, row: usize, at: usize, key: Option<&str>) -> bool {
    let (Some(live), Some(column), Some(page)) = (grid.row(row), column(grid, at), grid.page()) else {
        return false;
    };
    if !editable(grid, at) {
        return false;
    }
    let text = live.with_untracked(|live| match live.mark(column) {
        None => {
            let cell = live.row.cells.get(at - 1)?;
            Some(first_text(grid, &page, column, cell.editable(), key))
        }
        Some(Mark::Editing { text, .. }) => Some(text.clone()),
        Some(Mark::Saving { .. } | Mark::Conflict { .. }) => None,
    });
    let Some(text) = text else { return false };
    live.update(|live| {
        if live.mark(column).is_none() {
            live.see(column, live.row.version, &page.query.columns);
            live.set(column, Some(Mark::Editing { text, trouble: None }));
        }
    });
    focus::focus_editor(grid, row, at, key.is_none());
    true
}

fn first_text(grid: Grids, page: &Page, column: Column, value: &str, key: Option<&str>) -> String {
    let Some(key) = key.filter(|key| *key != AMEND) else {
        return value.to_owned();
    };
    let Some(choices) = editor::choices(column, &page.reference, grid.locale()) else {
        return key.to_owned();
    };
    let key = lower(key);
    choices
        .into_iter()
        .find(|choice| lower(&choice.label).starts_with(&key))
        .map_or_else(|| value.to_owned(), |choice| choice.code)
}

/// Leaves the editor without saving.
pub(super) fn cancel(grid: Grids, row: usize, at: usize) {
    if let (Some(live), Some(column)) = (grid.row(row), column(grid, at)) {
        live.update(|live| rest(live, column));
    }
}

/// What was typed in a cell is saved, or given up.
fn rest(live: &mut LiveRow, column: Column) {
    live.set(column, None);
    draft::forget(live.row.id, column);
}

/// Gives up what was typed in a row and refused; false where nothing was.
pub(super) fn give_up(grid: Grids, row: usize) -> bool {
    let Some(live) = grid.row(row) else { return false };
    let is_refused = |mark: &Mark| matches!(mark, Mark::Editing { trouble: Some(_), .. });
    let refused: Vec<Column> = live.with_untracked(|live| {
        let refused = live.marks.iter().filter(|(_, mark)| is_refused(mark));
        refused.map(|(column, _)| *column).collect()
    });
    if refused.is_empty() {
        return false;
    }
    live.update(|live| {
        for column in refused {
            rest(live, column);
        }
    });
    true
}

/// Checks what was typed and sends it; `false` when the editor has to stay open.
pub(super) fn commit(grid: Grids, row: usize, at: usize, value: &str) -> bool {
    let (Some(live), Some(column), Some(page)) = (grid.row(row), column(grid, at), grid.page()) else {
        return true;
    };
    let checked = live.with_untracked(|live| {
        if live
            .row
            .cells
            .get(at - 1)
            .is_some_and(|cell| cell.editable() == value.trim())
        {
            return Ok(false);
        }
        let context = edit::Context {
            reference: &page.reference,
            billing_country: Some(live.row.country.as_str()).filter(|country| !country.is_empty()),
        };
        edit::check(column, value, &context).map(|_| true)
    });
    match checked {
        Ok(false) => live.update(|live| rest(live, column)),
        Ok(true) => send(grid, &page, &live, column, value),
        Err(sentence) => {
            let message = page.reference.named(sentence).say(grid.locale());
            grid.alarm.set(message.clone());
            let mark = refused(value.to_owned(), message, Way::Fix);
            live.update(|live| live.set(column, Some(mark)));
            return false;
        }
    }
    true
}

fn refused(text: String, message: String, way: Way) -> Mark {
    let trouble = Some(Trouble { message, way });
    Mark::Editing { text, trouble }
}

/// Shows the value as if it were saved, and queues it.
fn send(grid: Grids, page: &Arc<Page>, live: &Live, column: Column, value: &str) {
    let value = value.trim().to_owned();
    let shown = editor::choices(column, &page.reference, grid.locale())
        .and_then(|choices| choices.into_iter().find(|choice| choice.code == value))
        .map_or_else(|| value.clone(), |choice| choice.label);
    live.update(|live| {
        live.set(column, Some(Mark::Saving { shown }));
        live.queue.retain(|(queued, _)| *queued != column);
        live.queue.push_back((column, value));
    });
    // The locale is asked now: the grid may be gone when the answer comes.
    pump(grid, grid.locale(), Arc::clone(page), live.clone());
}

/// Saves the next queued value of a row, unless one is on its way.
fn pump(grid: Grids, locale: Locale, page: Arc<Page>, live: Live) {
    let page = stands_on(grid, &live).unwrap_or(page);
    let next = live.try_update_untracked(|live| {
        if live.saving {
            return None;
        }
        let (column, value) = live.queue.pop_front()?;
        live.saving = true;
        Some(CellEdit {
            customer: live.row.id,
            version: live.seen(column),
            column,
            value,
        })
    });
    let Some(edit) = next.flatten() else { return };
    on_its_way(grid, &live);
    spawn_local(async move {
        let outcome = save_cell(edit.clone(), page.query.columns.clone()).await;
        answered(grid, &live);
        live.update_untracked(|live| live.saving = false);
        let now = stands_on(grid, &live);
        let shown = now
            .as_ref()
            .is_some_and(|now| now.query.columns.contains(&edit.column));
        let others = now
            .as_ref()
            .is_some_and(|now| now.query.columns != page.query.columns);
        let asked = page.query.columns.clone();
        let page = now.unwrap_or(page);
        match outcome {
            // The row has other columns by now. Asked again, the server answers with these: what stands there already
            // is not written twice.
            Ok(EditOutcome::Saved(row)) if others => live.update_untracked(|live| {
                live.follow(&row, &asked);
                // Not over what somebody may have written since.
                live.see(edit.column, row.version, &page.query.columns);
                live.queue.push_front((edit.column, edit.value));
            }),
            Ok(EditOutcome::Conflict { row, .. }) if others => live.update_untracked(|live| {
                live.follow(&row, &asked);
                live.queue.push_front((edit.column, edit.value));
            }),
            outcome => settle(grid, locale, &page, shown, &live, edit, outcome),
        }
        pump(grid, locale, page, live);
    });
}

/// The page that a row stands on, if it still does.
pub(super) fn stands_on(grid: Grids, live: &Live) -> Option<Arc<Page>> {
    let stands = grid.with_rows(|rows| rows.iter().any(|row| row == live));
    grid.page().filter(|_| stands)
}

/// Something of a row is on its way to the server: the next page takes the row along.
pub(super) fn on_its_way(grid: Grids, live: &Live) {
    grid.with_rows(|rows| rows.saving.push(live.clone()));
}

/// It has been answered.
pub(super) fn answered(grid: Grids, live: &Live) {
    grid.with_rows(|rows| {
        if let Some(at) = rows.saving.iter().position(|row| row == live) {
            rows.saving.swap_remove(at);
        }
    });
}

/// Takes what goes on in rows into those that have arrived, in these columns: one of which something is on its way
/// stays, with the cells that have come. One that was saved after the others were read stays as it is. `turned`: they
/// take the place of all others.
pub(super) fn resume(grid: Grids, rows: &mut [Live], columns: &[Column], turned: bool) {
    let saving = grid.with_rows(|rows| rows.saving.clone());
    let edited = |live: &&Live| live.with_untracked(|live| live.edited);
    let edited: Vec<Live> = match grid.page().is_some_and(|page| page.query.columns == columns) {
        true => grid.with_rows(|rows| rows.iter().filter(edited).cloned().collect()),
        false => Vec::new(),
    };
    if saving.is_empty() && edited.is_empty() {
        return;
    }
    for fresh in rows {
        let (id, version) = fresh.with_untracked(|fresh| (fresh.row.id, fresh.row.version));
        let same = |live: &LiveRow| live.row.id == id;
        let newer = |live: &LiveRow| same(live) && live.row.version > version;
        let newer = edited.iter().find(|live| live.with_untracked(newer));
        let Some(live) = newer.or_else(|| saving.iter().find(|live| live.with_untracked(same))) else {
            continue;
        };
        let row = fresh.with_untracked(|fresh| fresh.row.clone());
        live.update_untracked(|live| {
            if newer.is_none() {
                live.renew(row, columns);
            }
            if turned {
                // Whatever else was typed has been left behind.
                live.marks.retain(|(_, mark)| matches!(mark, Mark::Saving { .. }));
            }
        });
        *fresh = live.clone();
    }
}

/// Shows what has come of a save at its cell, where that is `shown`.
fn settle(
    grid: Grids,
    locale: Locale,
    page: &Page,
    shown: bool,
    live: &Live,
    edit: CellEdit,
    outcome: Result<EditOutcome, ApiError>,
) {
    let (column, value) = (edit.column, edit.value.clone());
    let (message, mark) = match outcome {
        Ok(EditOutcome::Saved(row)) => return arrived(grid, locale, page, live, column, row),
        Ok(EditOutcome::NoAddress {
            message,
            first_name,
            last_name,
        }) => {
            let way = Way::Address {
                first_name,
                last_name,
            };
            (message.clone(), refused(value, message, way))
        }
        Ok(EditOutcome::Conflict {
            theirs,
            mine,
            message,
            row,
        }) => {
            live.update_untracked(|live| {
                live.renew(row, &page.query.columns);
                live.see(column, live.row.version, &page.query.columns);
            });
            let mark = Mark::Conflict {
                theirs,
                mine,
                value,
                message: message.clone(),
            };
            (message, mark)
        }
        Err(error) => {
            let way = match error.kind {
                ErrorKind::Invalid => Way::Fix,
                ErrorKind::Unauthenticated => Way::SignIn,
                ErrorKind::NotUnderstood => Way::Reload,
                ErrorKind::NotFound
                | ErrorKind::Forbidden
                | ErrorKind::Conflict
                | ErrorKind::Busy
                | ErrorKind::TooMany
                | ErrorKind::Internal => Way::Retry,
            };
            if way.leaves() {
                draft::keep(&edit);
            }
            (error.message.clone(), refused(value, error.message, way))
        }
    };
    if shown {
        let _ = grid.alarm.try_set(message);
        live.update(|live| live.set(column, Some(mark)));
    } else {
        lost(grid, locale, page, live, &edit, &message);
    }
}

/// A value was not saved, and its cell stands nowhere any more: it waits for its page to come again, and whoever typed
/// it is told where they are.
fn lost(grid: Grids, locale: Locale, page: &Page, live: &Live, edit: &CellEdit, message: &str) {
    draft::keep(edit);
    live.update(|live| live.set(edit.column, None));
    let cell = text::CELL
        .with("column", edit.column.label().text(locale))
        .and("name", live.with_untracked(|live| body::name(page, live)));
    let told = format!("{}: {message}", cell.say(locale));
    let _ = grid.alarm.try_set(told.clone());
    // Without a grid there is no place for it on the page.
    if let Some(told) = grid.hint.try_set(told) {
        let _ = window().alert_with_message(&told);
    }
}

/// Shows a row that was written, and says what its cell now holds.
pub(super) fn arrived(grid: Grids, locale: Locale, page: &Page, live: &Live, column: Column, row: Row) {
    live.update(|live| {
        live.renew(row, &page.query.columns);
        live.edited = true;
        rest(live, column);
    });
    let said = live.with_untracked(|live| {
        let at = page.query.columns.iter().position(|c| *c == column);
        let value = at
            .and_then(|at| live.row.cells.get(at))
            .map(|cell| cell.display.clone());
        text::SAVED
            .with("column", column.label().text(locale))
            .and("name", body::name(page, live))
            .and("value", value.unwrap_or_default())
    });
    let _ = grid.said.try_set(said.say(locale));
}

/// Does what a button in a note says.
pub(super) fn act(grid: Grids, what: &str, row: usize, at: usize) {
    let (Some(live), Some(column), Some(page)) = (grid.row(row), column(grid, at), grid.page()) else {
        return;
    };
    let mark = live.with_untracked(|live| live.mark(column).cloned());
    let cell = focus::cell(grid, Some(row), at);
    match (what, mark) {
        ("mine", Some(Mark::Conflict { value, .. })) => send(grid, &page, &live, column, &value),
        (
            "address",
            Some(Mark::Editing {
                text,
                trouble:
                    Some(Trouble {
                        way:
                            Way::Address {
                                first_name,
                                last_name,
                            },
                        ..
                    }),
            }),
        ) => {
            let typed = cell
                .as_ref()
                .and_then(|cell| cell.query_selector(".editor").ok().flatten())
                .map_or(text, |editor| typed(&editor));
            grid.wanted.set(Some(Wanted {
                live,
                column,
                place: (row, at),
                value: typed,
                first_name,
                last_name,
            }));
            return;
        }
        ("again", Some(Mark::Editing { .. })) => {
            let editor = cell
                .as_ref()
                .and_then(|cell| cell.query_selector(".editor").ok().flatten());
            if let Some(editor) = editor {
                commit(grid, row, at, &typed(&editor));
            }
        }
        _ => {
            live.update(|live| rest(live, column));
        }
    }
    if let Some(cell) = cell {
        focus::focus_on(&cell);
    }
}
