//! The Columns menu: which columns are shown, and in which order.

use super::{forms, state::Grids, views};
use crate::ui::icon;
use domain::{
    customers::{column::Column, page::Page, query::GridQuery},
    text::{Message, grid as text, shell as shell_text},
};
use leptos::prelude::*;

pub(super) fn columns(grid: Grids, page: &Page) -> impl IntoView + use<> {
    let query = &page.query;
    let others = GridQuery {
        columns: grid.setup(|s| s.base.columns.clone()),
        ..query.clone()
    };
    let reset = {
        let query = query.clone();
        move || {
            grid.address(&GridQuery {
                columns: views::origin(grid, &query).columns,
                ..query.clone()
            })
        }
    };
    let offered = grid.setup(|s| s.offered.clone());
    let items: Vec<_> = listed(&query.columns, &offered)
        .into_iter()
        .map(|column| item(grid, query, column))
        .collect();
    // Select and Action are always there, as in the reference product's count.
    let visible = text::VISIBLE
        .with("n", query.columns.len() + 2)
        .and("m", offered.len() + 2)
        .say(grid.locale());
    let form = view! {
        <form method="get" action=grid.setup(|s| s.path.clone()) data-live="">
            {forms::hidden(grid, &others)}
            <p class="heading">{visible}</p>
            <ul class="plain column-list">{items}</ul>
            <div class="toolbar sheet-end">
                <a
                    id="columns-reset"
                    class="button"
                    href=reset
                    data-refocus="columns-reset"
                >
                    {grid.t(&text::RESET)}
                </a>
                <button type="button" class="button needs-script" data-columns-back="">
                    {grid.t(&shell_text::CANCEL)}
                </button>
                <button type="submit" class="button primary without-script">
                    {grid.t(&text::APPLY)}
                </button>
            </div>
        </form>
    };
    view! {
        <details class="menu end" name="grid-menu">
            <summary class="button" data-columns="">
                {icon::columns()} {grid.t(&text::COLUMNS)}
            </summary>
            <div class="sheet" tabindex="-1">
                {grid.anew(form)}
            </div>
        </details>
    }
}

/// Every column: the shown ones in their order, each hidden one behind its neighbour in the catalogue, so that
/// it stays where it was when it is hidden.
fn listed(shown: &[Column], offered: &[Column]) -> Vec<Column> {
    let mut listed = shown.to_vec();
    let mut before = None;
    for column in offered.iter().copied() {
        if !listed.contains(&column) {
            let at = listed.iter().position(|c| Some(*c) == before);
            listed.insert(at.map_or(0, |at| at + 1), column);
        }
        before = Some(column);
    }
    listed
}

fn item(grid: Grids, query: &GridQuery, column: Column) -> impl IntoView + use<> {
    let at = query.columns.iter().position(|c| *c == column);
    let last_one = query.columns == [column];
    let key = column.key();
    // A box that cannot be cleared is disabled, and a form leaves those out.
    let up = at.filter(|at| *at > 0).map(|at| (at, at - 1));
    let down = at
        .filter(|at| at + 1 < query.columns.len())
        .map(|at| (at, at + 1));
    view! {
        <li>
            <label class="check">
                <input
                    id=format!("col-{key}")
                    type="checkbox"
                    name="columns"
                    value=key
                    checked=at.is_some()
                    prop:checked=at.is_some()
                    disabled=last_one
                />
                {grid.t(column.label())}
            </label>
            {last_one.then(|| view! { <input type="hidden" name="columns" value=key /> })}
            {mover(grid, query, column, up, "up", &text::MOVE_UP)}
            {mover(grid, query, column, down, "down", &text::MOVE_DOWN)}
        </li>
    }
}

/// A link to the state in which the column has changed places with its neighbour.
fn mover(
    grid: Grids,
    query: &GridQuery,
    column: Column,
    swap: Option<(usize, usize)>,
    way: &'static str,
    label: &'static Message,
) -> Option<impl IntoView + use<>> {
    swap.map(|(from, to)| {
        let mut moved = query.clone();
        moved.columns.swap(from, to);
        let key = column.key();
        view! {
            <a
                id=format!("{way}-{key}")
                class=format!("button plain small icon {way}")
                data-refocus=format!("{way}-{key} col-{key}")
                href=grid.address(&moved)
                aria-label=label.with("column", grid.t(column.label())).say(grid.locale())
            >
                {match way {
                    "up" => icon::up().into_any(),
                    _ => icon::down().into_any(),
                }}
            </a>
        }
    })
}
