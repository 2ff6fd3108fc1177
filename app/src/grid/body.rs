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
    text::{grid as text, shell as shell_text},
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
    let columns = page.query.columns.iter().enumerate();
    let cells: Vec<_> = columns
        .map(|(i, column)| cell(grid, &page, &live, *column, (at, i + 1)))
        .collect();
    view! {
        <tr
            role="row"
            aria-rowindex=index
            aria-selected=move || grid.selection.with(|selection| selection.has(id)).to_string()
            data-r=at
            data-id=id.to_string()
            class:edited=move || live.with(|live| live.edited)
        >
            <td role="gridcell" aria-colindex="1" data-c="0" class="c-select" data-w="">
                {pick::row(grid, id, &name)}
            </td>
            {cells}
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

/// One cell. Its element stays while what is in it changes: an element whose attributes are set anew loses the
/// focus and the tab stop.
fn cell(grid: Grids, page: &Arc<Page>, live: &Live, column: Column, (row, at): (usize, usize)) -> AnyView {
    let role = match column {
        Column::Name => "rowheader",
        _ => "gridcell",
    };
    // The one tab stop of a fresh page; the focus moves it from then on.
    let tab = if row == 0 && at == 1 { "0" } else { "-1" };
    let class = format!("c-{}", column.key());
    let live = live.clone();
    if !(grid.setup(|s| s.editable) && column.spec().editable) {
        let content = move || live.with(|live| shown(grid, column, &value(live, at)));
        return view! {
            <td role=role aria-colindex=at + 1 aria-readonly="true" data-c=at tabindex=tab class=class>
                {content}
            </td>
        }
        .into_any();
    }
    // Apart for each cell, so that a save in one does not touch the editor in another.
    let state = Memo::new({
        let live = live.clone();
        move |_| live.with(|live| (live.mark(column).cloned(), value(live, at)))
    });
    let refused = move || {
        state.with(|(mark, _)| {
            matches!(
                mark,
                Some(Mark::Editing { trouble: Some(_), .. } | Mark::Conflict { .. })
            )
        })
    };
    let page = Arc::clone(page);
    let content = move || {
        state.with(|(mark, cell)| match mark {
            None => shown(grid, column, cell),
            Some(mark) => {
                live.with_untracked(|live| editor::marked(grid, &page, live, column, mark, (row, at)))
            }
        })
    };
    view! {
        <td
            role=role
            aria-colindex=at + 1
            aria-invalid=move || refused().then_some("true")
            aria-describedby=move || refused().then(|| editor::note_id(row, at))
            data-c=at
            tabindex=tab
            class=move || format!("{class}{}", state.with(|(mark, _)| state_class(mark.as_ref())))
        >
            {content}
        </td>
    }
    .into_any()
}

/// The value at a position; a row has one for each shown column.
fn value(live: &LiveRow, at: usize) -> Cell {
    live.row.cells.get(at - 1).cloned().unwrap_or_default()
}

fn state_class(mark: Option<&Mark>) -> &'static str {
    match mark {
        None => "",
        Some(Mark::Editing { trouble: None, .. }) => " editing",
        Some(Mark::Editing { .. }) => " editing trouble",
        Some(Mark::Saving { .. }) => " saving",
        Some(Mark::Conflict { .. }) => " conflict trouble",
    }
}

/// A cell at rest.
fn shown(grid: Grids, column: Column, cell: &Cell) -> AnyView {
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
        _ if text.is_none() => view! {
            <span class="v"></span>
            <span class="visually-hidden">{grid.t(&shell_text::NO_VALUE)}</span>
        }
        .into_any(),
        _ => view! { <span class="v">{text}</span> }.into_any(),
    }
}
