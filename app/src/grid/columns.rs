//! The Columns menu: which columns are shown, and in which order.

use super::{focus, forms, state::Grids, views};
use crate::ui::{fold::fold, icon};
use domain::{
    customers::{column::Column, page::Page, query::GridQuery},
    text::{Message, grid as text, shell as shell_text},
};
use leptos::{ev::Event, prelude::*};

pub(super) fn columns(grid: Grids, page: &Page) -> impl IntoView + use<> {
    let query = &page.query;
    let reset = {
        let query = query.clone();
        move || {
            let origin = views::origin(grid, &query);
            grid.address(&GridQuery {
                columns: origin.columns,
                pinned: origin.pinned,
                widths: origin.widths,
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
            {forms::hidden_but(grid, query, "columns")}
            <p class="heading">{visible}</p>
            <ul class="plain column-list">{items}</ul>
            <div class="toolbar sheet-end">
                <a
                    id="columns-reset"
                    class="button"
                    href=reset
                    data-refocus="columns-reset"
                    data-exact=""
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
                <input
                    type="search"
                    class="needs-script find-column"
                    autocomplete="off"
                    placeholder=grid.t(&text::FIND_COLUMN)
                    aria-label=grid.t(&text::FIND_COLUMN)
                    value=grid.column_search.get_value()
                    on:input=move |event| narrow(grid, &event)
                />
                {grid.anew(form)}
            </div>
        </details>
    }
}

/// Lists the columns whose name holds what is typed.
fn narrow(grid: Grids, event: &Event) {
    let Some(field) = focus::target(event) else { return };
    let wanted = event_target_value(event);
    let list = focus::around(&field, ".sheet").map(|sheet| forms::all(&sheet, ".column-list > li"));
    let mut left = 0;
    for line in list.unwrap_or_default() {
        let fits = fits(&line.text_content().unwrap_or_default(), &wanted);
        let _ = line.toggle_attribute_with_force("hidden", !fits);
        left += u64::from(fits);
    }
    grid.column_search.set_value(wanted);
    grid.said.set(match left {
        0 => grid.t(&text::NO_CHOICE_FITS).to_owned(),
        n => text::CHOICES_FIT.with("n", grid.number(n)).say(grid.locale()),
    });
}

fn fits(label: &str, wanted: &str) -> bool {
    fold(label).contains(&fold(wanted))
}

/// The state in which a column is hidden.
pub(super) fn without(query: &GridQuery, column: Column) -> GridQuery {
    let mut next = query.clone();
    let pinned = query.columns[..query.pinned].contains(&column);
    next.pinned -= usize::from(pinned);
    next.columns.retain(|c| *c != column);
    next
}

/// Every column: the shown ones in their order, each hidden one behind its neighbour in the catalogue, so that
/// it stays where it was when it is hidden.
pub(super) fn listed(shown: &[Column], offered: &[Column]) -> Vec<Column> {
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
    let hidden = grid
        .column_search
        .with_value(|wanted| !fits(grid.t(column.label()), wanted));
    // A box that cannot be cleared is disabled, and a form leaves those out.
    let up = at.and_then(|at| at.checked_sub(1));
    let down = at.map(|at| at + 1).filter(|to| *to < query.columns.len());
    view! {
        <li hidden=hidden>
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
    to: Option<usize>,
    way: &'static str,
    label: &'static Message,
) -> Option<impl IntoView + use<>> {
    to.map(|to| {
        let moved = query.moved(column, to);
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
