//! Where the keyboard is: one tab stop for the whole grid, which moves with the focus and outlives a new page.

use super::{live::Mark, save, state::Grids, window};
use domain::{
    customers::{column::Column, page::Page},
    ids::CustomerId,
};
use leptos::{
    ev::FocusEvent,
    prelude::*,
    task::{spawn_local, tick},
    wasm_bindgen::JsCast,
    web_sys::{Element, Event, HtmlElement, HtmlInputElement},
};

/// The last focused cell, found again after sorting, filtering and paging by customer and column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Place {
    /// Position among the rows, and whose row, once that is known; nothing for the header.
    row: Option<(usize, Option<CustomerId>)>,
    /// Position among the cells, and the column; nothing for Select and Action.
    at: usize,
    column: Option<Column>,
}

impl Place {
    pub(super) fn row(&self) -> Option<usize> {
        self.row.map(|(row, _)| row)
    }
}

/// What a stop inside a cell can be; the link of a row that is on its way leads nowhere yet.
const WIDGETS: &str = "input, a";

/// The element an event happened on.
pub(super) fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

/// The nearest element around `inner` that `selector` fits.
pub(super) fn around(inner: &Element, selector: &str) -> Option<Element> {
    inner.closest(selector).ok().flatten()
}

/// Row (nothing for the header) and position of the cell around an element.
pub(super) fn position(inner: &Element) -> Option<(Option<usize>, usize)> {
    let cell = around(inner, "#grid [data-c]")?;
    let row = around(&cell, "[data-r]")?.get_attribute("data-r")?;
    Some((row.parse().ok(), cell.get_attribute("data-c")?.parse().ok()?))
}

/// The cell at a position.
pub(super) fn cell(grid: Grids, row: Option<usize>, at: usize) -> Option<Element> {
    let row = row.map_or_else(|| "h".to_owned(), |row| row.to_string());
    find(grid, &format!("#grid [data-r='{row}'] > [data-c='{at}']"))
}

/// The first element of the grid that `selector` fits.
pub(super) fn find(grid: Grids, selector: &str) -> Option<Element> {
    let root: Element = grid.root.try_get_untracked().flatten()?.unchecked_into();
    root.query_selector(selector).ok().flatten()
}

/// Is the cell at a position drawn? In a narrow window most of a row are not.
pub(super) fn is_drawn(grid: Grids, row: Option<usize>, at: usize) -> bool {
    cell(grid, row, at)
        .and_then(|cell| cell.dyn_into::<HtmlElement>().ok())
        .is_some_and(|cell| cell.offset_width() > 0)
}

/// Focuses the cell at a position, or the one thing in it that can be used.
pub(super) fn focus(grid: Grids, row: Option<usize>, at: usize) {
    let now = move || {
        let at = if is_drawn(grid, row, at) { at } else { 1 };
        if let Some(cell) = cell(grid, row, at) {
            focus_on(&stop(&cell));
        }
    };
    match row.is_some_and(|row| window::reveal(grid, row)) {
        true => spawn_local(async move {
            tick().await;
            now();
        }),
        false => now(),
    }
}

/// Focuses the first element that `selector` finds inside `outer`, once it stands there.
pub(super) fn focus_within(outer: Element, selector: &'static str) {
    spawn_local(async move {
        tick().await;
        if let Ok(Some(inner)) = outer.query_selector(selector) {
            focus_on(&inner);
        }
    });
}

/// What gets the focus in a cell.
fn stop(cell: &Element) -> Element {
    let widget = || cell.query_selector(WIDGETS).ok().flatten();
    match cell.has_attribute("data-w") {
        true => widget().unwrap_or_else(|| cell.clone()),
        false => cell.clone(),
    }
}

pub(super) fn focus_on(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// Focuses the editor in a cell once it stands there.
pub(super) fn focus_editor(grid: Grids, row: usize, at: usize, select: bool) {
    spawn_local(async move {
        tick().await;
        let editor = cell(grid, Some(row), at).and_then(|cell| cell.query_selector(".editor").ok().flatten());
        if let Some(editor) = editor {
            focus_on(&editor);
            if let Some(input) = editor.dyn_ref::<HtmlInputElement>() {
                // Everything, to be typed over; or behind the character that opened the editor.
                let end = u32::try_from(input.value().encode_utf16().count()).unwrap_or(u32::MAX);
                let start = if select { 0 } else { end };
                let _ = input.set_selection_range(start, end);
            }
        }
    });
}

/// Moves the tab stop along, and remembers the place.
pub(super) fn on_focus_in(grid: Grids, event: &FocusEvent) {
    let Some(target) = target(event) else { return };
    let (Some((row, at)), Some(cell)) = (position(&target), around(&target, "#grid [data-c]")) else {
        return;
    };
    let page = grid.page();
    let column = page
        .as_ref()
        .and_then(|page| page.query.columns.get(at.checked_sub(1)?).copied());
    grid.active.set(Some(Place {
        row: row.map(|row| (row, whose(grid, row))),
        at,
        column,
    }));
    put_stop(grid, &stop(&cell));
}

/// Makes an element the one tab stop.
fn put_stop(grid: Grids, stop: &Element) {
    if let Some(old) = find(grid, "#grid [tabindex='0']").filter(|old| old != stop) {
        let _ = old.set_attribute("tabindex", "-1");
    }
    let _ = stop.set_attribute("tabindex", "0");
}

fn whose(grid: Grids, row: usize) -> Option<CustomerId> {
    Some(grid.row(row)?.with_untracked(|live| live.row.id))
}

/// Rows have arrived, perhaps the one with the focus.
pub(super) fn learn(grid: Grids) {
    grid.active.update(|place| {
        if let Some((row, whose_row @ None)) = place.as_mut().and_then(|place| place.row.as_mut()) {
            *whose_row = whose(grid, *row);
        }
    });
}

/// Is something being typed into a cell that is not sent yet?
pub(super) fn is_typing(grid: Grids) -> bool {
    let input = find(grid, "input.editor").and_then(|input| input.dyn_into::<HtmlInputElement>().ok());
    input.is_some_and(|input| input.value() != input.default_value())
}

/// An editor that loses the focus saves what was typed; leaving the window is not leaving the editor.
pub(super) fn leave_editor(grid: Grids, event: &FocusEvent) {
    // Elements that go with their page lose the focus as well.
    let Some(target) = target(event).filter(|_| grid.page().is_some()) else {
        return;
    };
    let to: Option<Element> = event.related_target().and_then(|to| to.dyn_into().ok());
    let left_window = document().active_element().as_ref() == Some(&target);
    if left_window || !target.class_list().contains("editor") {
        return;
    }
    let (Some((Some(row), at)), Some(cell)) = (position(&target), around(&target, "[data-c]")) else {
        return;
    };
    if to.is_some_and(|to| cell.contains(Some(&to))) {
        return;
    }
    let (Some(live), Some(column)) = (grid.row(row), save::column(grid, at)) else {
        return;
    };
    let value = save::typed(&target);
    let waits = live.with_untracked(|live| match live.mark(column) {
        Some(Mark::Editing { text, trouble }) => trouble.is_none() || *text != value,
        _ => false,
    });
    if waits {
        save::commit(grid, row, at, &value);
    }
}

/// After a new page stands: the focus goes back to its customer and column, or to the control that asked, and then
/// only the tab stop goes back to its cell.
pub(super) fn restore(grid: Grids) {
    spawn_local(async move {
        tick().await;
        let asked = grid.refocus.try_update_value(Option::take).flatten();
        // Whoever has gone to a menu meanwhile stays there: it would close behind them.
        let menu = document()
            .active_element()
            .and_then(|here| around(&here, "details.menu[open]"));
        let control = asked
            .and_then(|ids| ids.split(' ').find_map(|id| document().get_element_by_id(id)))
            .filter(|control| menu.is_none_or(|menu| menu.contains(Some(control))));
        if let Some(control) = &control {
            focus_on(control);
        }
        let Some(page) = grid.page() else { return };
        let landing = grid.landing.try_update_value(Option::take).flatten();
        if let Some((last, at)) = landing {
            return focus(
                grid,
                Some(if last {
                    page.rows.len().saturating_sub(1)
                } else {
                    0
                }),
                at,
            );
        }
        let lost = document()
            .active_element()
            .is_none_or(|element| matches!(element.tag_name().as_str(), "BODY" | "MAIN"));
        let Some(place) = grid.active.get_untracked() else {
            return;
        };
        if page.rows.is_empty() {
            // No cell is left; the way to others is the search.
            if let Some(search) = find(grid, "#keyword").filter(|_| lost) {
                focus_on(&search);
            }
            return;
        }
        let row = place.row.map(|(row, id)| found(grid, &page, row, id));
        let column = |column| page.query.columns.iter().position(|c| *c == column);
        let at = place
            .column
            .and_then(column)
            .map_or_else(|| place.at.min(page.query.columns.len() + 1), |at| at + 1);
        if lost {
            grid.gone.set_value(row.is_some_and(|(_, same)| !same));
            return focus(grid, row.map(|(row, _)| row), at);
        }
        // Somebody is elsewhere: the grid only remembers where to come back to.
        let row = row.map(|(row, _)| row);
        if let Some(cell) = cell(grid, row, at).filter(|_| control.is_none_or(|c| position(&c).is_none())) {
            grid.active.set(Some(Place {
                row: row.map(|row| (row, whose(grid, row))),
                at,
                column: at
                    .checked_sub(1)
                    .and_then(|at| page.query.columns.get(at).copied()),
            }));
            put_stop(grid, &stop(&cell));
        }
    });
}

/// Where a customer's row is now, and whether it is theirs: where it has gone, the one that followed it.
fn found(grid: Grids, page: &Page, row: usize, id: Option<CustomerId>) -> (usize, bool) {
    // The first row that has arrived, and the one that stands in the place of what was in sight.
    let (start, seen) = match page.query.scrolls() {
        true => (
            usize::try_from(page.query.offset()).unwrap_or_default(),
            window::first(&page.query),
        ),
        false => (0, 0),
    };
    let of = |id: CustomerId| page.rows.iter().position(|row| row.id == id);
    if let Some(at) = id.and_then(of) {
        return (start + at, true);
    }
    let next = grid.before.with_value(|before| {
        let at = before.iter().position(|other| Some(*other) == id)?;
        before[at..].iter().find_map(|next| of(*next))
    });
    // A grid that is new knows nothing of rows beyond those it came with.
    let beyond = !(start..start + page.rows.len()).contains(&row);
    if page.query.scrolls() && beyond && grid.before.with_value(Vec::is_empty) {
        return (row, true);
    }
    let near = || row.clamp(seen, seen.max(grid.length().saturating_sub(1)));
    (next.map_or_else(near, |at| start + at), false)
}
