//! The header row: selection, and per column a sort link, a menu, and an edge to drag.

use super::{columns, desk, focus, layout, pick, state::Grids};
use crate::ui::icon;
use domain::{
    customers::{
        column::{Column, Kind},
        page::Page,
        query::{MAX_SORT_KEYS, SortKey},
    },
    text::{Message, columns as column_text, grid as text},
};
use leptos::{
    either::Either,
    ev::{DragEvent, Event},
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement},
};

pub(super) fn head(grid: Grids, page: &Page) -> impl IntoView + use<> {
    let columns: Vec<_> = page
        .query
        .columns
        .iter()
        .enumerate()
        .map(|(i, column)| heading(grid, page, *column, i + 1))
        .collect();
    let last = page.query.columns.len() + 1;
    view! {
        <thead role="rowgroup">
            <tr role="row" aria-rowindex="1" data-r="h">
                <th role="columnheader" scope="col" aria-colindex="1" data-c="0" class="c-select" data-w="">
                    {pick::header(grid)}
                </th>
                {columns}
                <th
                    role="columnheader"
                    scope="col"
                    aria-colindex=grid.colindex(last)
                    data-c=last
                    class="c-action"
                    tabindex="-1"
                >
                    {grid.t(&column_text::ACTION)}
                </th>
            </tr>
        </thead>
    }
}

fn heading(grid: Grids, page: &Page, column: Column, at: usize) -> impl IntoView + use<> {
    let label = grid.t(column.label());
    let key = column.key();
    let order = page.query.sort_of(column);
    let sorted = match order {
        None => "none",
        Some((_, false)) => "ascending",
        Some((_, true)) => "descending",
    };
    let several = page.query.sort.len() > 1;
    let rank = order.filter(|_| several).map(|(rank, _)| {
        view! {
            <span class="rank" aria-hidden="true">
                {rank}
            </span>
            <span class="visually-hidden">
                {text::SORT_KEY.with("n", rank).say(grid.locale())}
            </span>
        }
    });
    let arrow = order.map(|(_, descending)| match descending {
        true => Either::Left(icon::down()),
        false => Either::Right(icon::up()),
    });
    // Far to the right there is more room to the left.
    let side = if at > page.query.columns.len() / 2 && at > 3 {
        "menu end heading-menu needs-script"
    } else {
        "menu heading-menu needs-script"
    };
    let title = match column.kind() == Kind::Moment {
        true => Some(text::TIMES_IN.with("zone", &page.zone).say(grid.locale())),
        false => column.spec().hint.map(|hint| grid.t(hint).to_owned()),
    };
    let open = RwSignal::new(false);
    // By what somebody may not see nothing is sorted: the link leads to where they are.
    let href = match page.sight().hides(column) {
        true => grid.address(&page.query),
        false => grid.address(&page.query.sorted_by(column, false)),
    };
    view! {
        <th
            role="columnheader"
            scope="col"
            aria-colindex=grid.colindex(at)
            aria-sort=sorted
            data-c=at
            class=format!("c-{key}")
            data-w=""
        >
            <a
                id=format!("head-{key}")
                href=href
                data-sort=key
                tabindex="-1"
                title=title
            >
                <span>{label}</span>
                {arrow}
                {rank}
            </a>
            <details class=side on:toggle=move |event| opened(grid, &event, open)>
                <summary
                    tabindex="-1"
                    aria-label=text::COLUMN_MENU.with("column", label).say(grid.locale())
                ></summary>
                {move || desk::once(open.get()).map(|desk| (desk.entries)(grid, column))}
            </details>
            <span class="edge needs-script" data-edge=key aria-hidden="true"></span>
        </th>
    }
}

/// A menu that has opened draws its entries, and gives the first one the focus.
fn opened(grid: Grids, event: &Event, open: RwSignal<bool>) {
    let Some(menu) = focus::target(event) else { return };
    desk::with(grid, move |_| {
        let is_open = menu.has_attribute("open");
        // The menu may have gone with its page meanwhile.
        open.try_set(is_open);
        if is_open {
            focus::focus_within(menu, ".item");
        }
    });
}

/// What can be done with a column.
pub(super) fn menu(grid: Grids, column: Column) -> AnyView {
    let query = grid.query();
    let Some(at) = query.columns.iter().position(|c| *c == column) else {
        return ().into_any();
    };
    let sorted = query.sort_of(column);
    let last = query.columns.len() - 1;
    let others = query.sort.iter().any(|key| key.column != column);
    let is_pinned = at < query.pinned;
    let shown = grid.page().is_none_or(|page| !page.sight().hides(column));
    let entries: [(&str, &'static Message, bool); 13] = [
        ("ascending", &text::SORT_ASCENDING, shown),
        ("descending", &text::SORT_DESCENDING, shown),
        (
            "add",
            &text::SORT_ADD,
            shown && others && sorted.is_none() && query.sort.len() < MAX_SORT_KEYS,
        ),
        ("unsort", &text::SORT_REMOVE, sorted.is_some()),
        ("pin", &text::PIN, !is_pinned),
        ("unpin", &text::UNPIN, is_pinned),
        ("back", &text::MOVE_BACK, at > 0),
        ("on", &text::MOVE_ON, at < last),
        ("fit", &text::FIT, true),
        ("wider", &text::WIDER, true),
        ("narrower", &text::NARROWER, true),
        (
            "width",
            &text::USUAL_WIDTH,
            query.width(column) != column.spec().width,
        ),
        ("hide", &text::HIDE, last > 0),
    ];
    let entries: Vec<_> = entries
        .into_iter()
        .filter(|(_, _, there)| *there)
        .map(|(what, label, _)| {
            view! {
                <button type="button" class="item" data-column=column.key() data-what=what>
                    {grid.t(label)}
                </button>
            }
        })
        .collect();
    view! { <div class="sheet">{entries}</div> }.into_any()
}

/// Does what an entry of a column's menu says.
pub(super) fn act(grid: Grids, column: Column, what: &str) {
    let mut query = grid.query();
    let at = query
        .columns
        .iter()
        .position(|c| *c == column)
        .unwrap_or_default();
    match what {
        "ascending" | "descending" => {
            query.page = 1;
            query.sort = vec![SortKey {
                column,
                descending: what == "descending",
            }];
            grid.go_back_to(&query, &head_id(column));
        }
        "add" => grid.go_back_to(&query.sorted_by(column, true), &head_id(column)),
        "unsort" if query.sort_of(column).is_some() => {
            grid.go_back_to(&query.not_sorted_by(column), &head_id(column));
        }
        "pin" | "unpin" => grid.go_back_to(&query.pin(column, what == "pin"), &head_id(column)),
        "back" => shift(grid, column, -1),
        "on" => shift(grid, column, 1),
        "fit" => layout::fit(grid, column),
        "wider" => layout::step(grid, column, 1),
        "narrower" => layout::step(grid, column, -1),
        "width" => layout::reset(grid, column),
        "hide" => {
            let next = columns::without(&query, column);
            let neighbour = next.columns[at.min(next.columns.len() - 1)];
            grid.go_back_to(&next, &head_id(neighbour));
        }
        _ => {}
    }
}

/// Moves a column by one place.
fn shift(grid: Grids, column: Column, by: isize) {
    let query = grid.query();
    let at = query.columns.iter().position(|c| *c == column);
    if let Some(to) = at.and_then(|at| at.checked_add_signed(by)) {
        grid.go_back_to(&query.moved(column, to), &head_id(column));
    }
}

/// The id of a column's heading.
pub(super) fn head_id(column: Column) -> String {
    format!("head-{}", column.key())
}

/// A heading is carried to another place.
pub(super) fn on_drag(grid: Grids, event: &DragEvent) {
    match event.type_().as_str() {
        "dragstart" => on_drag_start(grid, event),
        "dragover" => on_drag_over(grid, event),
        "drop" => on_drop(grid, event),
        _ => on_drag_end(grid),
    }
}

fn on_drag_start(grid: Grids, event: &DragEvent) {
    let link = focus::target(event).and_then(|inner| focus::around(&inner, "[data-sort]"));
    let column = link.and_then(|link| Column::from_key(&link.get_attribute("data-sort")?));
    grid.carried.set_value(column);
}

/// Shows where a carried column would come to stand.
fn on_drag_over(grid: Grids, event: &DragEvent) {
    unmark(grid);
    if let Some((heading, behind)) = grid.carried.get_value().and_then(|_| place(event)) {
        event.prevent_default();
        let _ = heading
            .class_list()
            .add_1(if behind { "drop-behind" } else { "drop-before" });
    }
}

fn on_drop(grid: Grids, event: &DragEvent) {
    unmark(grid);
    let (Some(column), Some((heading, behind))) = (grid.carried.get_value(), place(event)) else {
        return;
    };
    event.prevent_default();
    grid.carried.set_value(None);
    let query = grid.query();
    let at = heading
        .get_attribute("data-c")
        .and_then(|at| at.parse::<usize>().ok());
    let from = query.columns.iter().position(|c| *c == column);
    if let Some((at, from)) = at.zip(from) {
        // Cells count from the box, columns behind it; and the carried one leaves a gap.
        let gap = at - 1 + usize::from(behind);
        let to = if from < gap { gap - 1 } else { gap };
        if to != from {
            grid.go_back_to(&query.moved(column, to), &head_id(column));
        }
    }
}

fn on_drag_end(grid: Grids) {
    grid.carried.set_value(None);
    unmark(grid);
}

/// The heading under the pointer, and whether its second half is.
fn place(event: &DragEvent) -> Option<(Element, bool)> {
    let heading = focus::around(&focus::target(event)?, "th:has([data-sort])")?;
    let area = heading.get_bounding_client_rect();
    let behind = f64::from(event.client_x()) > area.left() + area.width() / 2.0;
    Some((heading, behind))
}

fn unmark(grid: Grids) {
    let root = grid
        .root
        .get_untracked()
        .map(|root| root.unchecked_into::<HtmlElement>());
    let marked = root.and_then(|root| root.query_selector(".drop-before, .drop-behind").ok().flatten());
    if let Some(marked) = marked {
        let _ = marked.class_list().remove_2("drop-before", "drop-behind");
    }
}
