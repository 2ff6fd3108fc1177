//! The rows: plain cells, with an editor or a note in the one that is being worked on.

use super::{
    editor, pick,
    state::{Grids, Live, LiveRow, Mark},
};
use domain::{
    customers::{
        column::{Column, Kind},
        page::{Cell, Page},
    },
    text::grid as text,
};
use leptos::prelude::*;
use std::sync::Arc;

pub(super) fn body(grid: Grids, page: &Arc<Page>) -> impl IntoView + use<> {
    let rows: Vec<_> = grid
        .rows()
        .into_iter()
        .enumerate()
        .map(|(at, live)| row(grid, Arc::clone(page), live, at))
        .collect();
    view! { <tbody role="rowgroup">{rows}</tbody> }
}

fn row(grid: Grids, page: Arc<Page>, live: Live, at: usize) -> impl IntoView {
    let (id, name) = live.with_untracked(|live| (live.row.id, name(&page, live)));
    let last = page.query.columns.len() + 1;
    let index = page.query.offset() + at as u64 + 2;
    let edited = live.clone();
    view! {
        <tr
            role="row"
            aria-rowindex=index
            aria-selected=move || grid.selection.with(|selection| selection.has(id)).to_string()
            data-r=at
            data-id=id.to_string()
            class:edited=move || edited.with(|live| live.edited)
        >
            <td role="gridcell" aria-colindex="1" data-c="0" class="c-select" data-w="">
                {pick::row(grid, id, &name)}
            </td>
            {
                let page = Arc::clone(&page);
                move || live.with(|live| cells(grid, &page, live, at))
            }
            <td role="gridcell" aria-colindex=last + 1 data-c=last class="c-action" data-w="">
                <a href=format!("/customers/{id}") tabindex="-1" data-noscroll="">
                    {grid.t(&text::VIEW)}
                    <span class="visually-hidden">" " {name}</span>
                </a>
            </td>
        </tr>
    }
}

/// How a row is called: by name, else by e-mail, else by number, as far as they are shown.
pub(super) fn name(page: &Page, live: &LiveRow) -> String {
    let shown = |column: Column| {
        let at = page.query.columns.iter().position(|c| *c == column)?;
        let cell = live.row.cells.get(at)?;
        (!cell.display.trim().is_empty()).then(|| cell.display.clone())
    };
    shown(Column::Name)
        .or_else(|| shown(Column::Email))
        .unwrap_or_else(|| live.row.id.to_string())
}

fn cells(grid: Grids, page: &Page, live: &LiveRow, at: usize) -> Vec<impl IntoView + use<>> {
    let columns = page.query.columns.iter().zip(&live.row.cells).enumerate();
    columns
        .map(|(i, (column, cell))| one(grid, page, live, *column, cell, (at, i + 1)))
        .collect()
}

fn one(
    grid: Grids,
    page: &Page,
    live: &LiveRow,
    column: Column,
    cell: &Cell,
    (row, at): (usize, usize),
) -> impl IntoView + use<> {
    let mark = live.mark(column);
    let state = match mark {
        None => "",
        Some(Mark::Editing { trouble: None, .. }) => " editing",
        Some(Mark::Editing { .. }) => " editing trouble",
        Some(Mark::Saving { .. }) => " saving",
        Some(Mark::Conflict { .. }) => " conflict trouble",
    };
    let refused = matches!(
        mark,
        Some(Mark::Editing { trouble: Some(_), .. } | Mark::Conflict { .. })
    );
    let can_edit = grid.setup(|s| s.editable) && column.spec().editable;
    // The one tab stop of a fresh page; the focus moves it from then on.
    let first = row == 0 && at == 1;
    view! {
        <td
            role=if column == Column::Name { "rowheader" } else { "gridcell" }
            aria-colindex=at + 1
            aria-readonly=(!can_edit).then_some("true")
            aria-invalid=refused.then_some("true")
            aria-describedby=refused.then(|| editor::note_id(row, at))
            data-c=at
            tabindex=if first { "0" } else { "-1" }
            class=format!("c-{}{state}", column.key())
        >
            {match mark {
                None => shown(column, cell),
                Some(mark) => editor::marked(grid, page, live, column, mark, (row, at)),
            }}
        </td>
    }
}

/// A cell at rest.
pub(super) fn shown(column: Column, cell: &Cell) -> AnyView {
    // No text node at all for no value: the style sheet puts a dash there.
    let text = (!cell.display.is_empty()).then(|| cell.display.clone());
    match (column, column.kind(), cell.raw.clone()) {
        (Column::Status | Column::Lock, _, Some(code)) => {
            let good = (column == Column::Status) == (code == "1");
            let class = if good { "badge ok" } else { "badge warn" };
            view! { <span class=class>{text}</span> }.into_any()
        }
        (_, Kind::Moment | Kind::Day, Some(iso)) => view! {
            <time class="v" datetime=iso>
                {text}
            </time>
        }
        .into_any(),
        _ => view! { <span class="v">{text}</span> }.into_any(),
    }
}
