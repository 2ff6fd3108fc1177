//! Keys and clicks of the grid: the table of keys of the ARIA data grid, with a spreadsheet's habits.

use super::{
    desk,
    focus::{self, around, target},
    forms, pick, range, save, sheet,
    state::Grids,
    tell::COUNT_TRIES,
    window,
};
use domain::customers::{
    column::{Column, Kind},
    query::GridQuery,
};
use leptos::{
    ev::{KeyboardEvent, MouseEvent},
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement, HtmlInputElement},
};

/// What a key does in an editor, in a note, and between cells.
pub(super) fn on_key(grid: Grids, event: &KeyboardEvent) {
    let Some(target) = target(event).filter(|_| !event.is_composing()) else {
        return;
    };
    grid.told();
    if event.key() == "Escape" && target.get_attribute("name").as_deref() == Some("q") {
        return revert_keyword(grid, event, &target);
    }
    let Some((row, at)) = focus::position(&target) else {
        return;
    };
    if desk::keeps(grid, event, (row, at)) {
        return;
    }
    if target.class_list().contains("editor") {
        if let (Some(row), Some(desk)) = (row, desk::get()) {
            (desk.in_editor)(grid, event, &target, row, at);
        }
    } else if around(&target, ".note").is_some() {
        if event.key() == "Escape" {
            focus::focus(grid, row, at);
        }
    } else if around(&target, ".menu[open]").is_none() {
        between_cells(grid, event, &target, row, at);
    }
}

fn revert_keyword(grid: Grids, event: &KeyboardEvent, input: &Element) {
    if let (Some(page), Some(input)) = (grid.page(), input.dyn_ref::<HtmlInputElement>()) {
        event.prevent_default();
        input.set_value(&page.query.keyword);
    }
}

pub(super) fn in_editor(grid: Grids, event: &KeyboardEvent, editor: &Element, row: usize, at: usize) {
    match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            if save::commit(grid, row, at, &save::typed(editor)) {
                let last = grid.length().saturating_sub(1);
                focus::focus(grid, Some((row + 1).min(last)), at);
            }
        }
        "Tab" => {
            event.prevent_default();
            if save::commit(grid, row, at, &save::typed(editor)) {
                let (row, at) = next_editable(grid, row, at, event.shift_key());
                focus::focus(grid, Some(row), at);
            }
        }
        "Escape" => {
            event.prevent_default();
            save::cancel(grid, row, at);
            focus::focus(grid, Some(row), at);
        }
        _ => {}
    }
}

/// The next cell that can be edited, row by row; the same one when there is no other.
fn next_editable(grid: Grids, row: usize, at: usize, back: bool) -> (usize, usize) {
    let (rows, width) = (
        grid.length(),
        grid.page().map_or(0, |page| page.query.columns.len()),
    );
    let here = row * width + (at - 1);
    let place = |n: usize| (n / width, n % width + 1);
    let fits = |n: &usize| save::editable(grid, place(*n).1);
    let found = match back {
        true => (0..here).rev().find(fits),
        false => (here + 1..rows * width).find(fits),
    };
    found.map_or((row, at), place)
}

fn between_cells(grid: Grids, event: &KeyboardEvent, target: &Element, row: Option<usize>, at: usize) {
    let (rows, last) = (
        grid.length(),
        grid.page().map_or(0, |page| page.query.columns.len()) + 1,
    );
    if row.is_none() && on_heading(grid, event, at) {
        return event.prevent_default();
    }
    let all = event.ctrl_key() || event.meta_key();
    let key = event.key();
    // Rows counted with the header as 0.
    let line = row.map_or(0, |row| row + 1);
    let to = |line: usize, at: usize| {
        event.prevent_default();
        range::settle(grid);
        focus::focus(grid, line.min(rows).checked_sub(1), at);
    };
    if let Some(row) = row.filter(|_| event.shift_key() && !event.alt_key()) {
        let end = rows.saturating_sub(1);
        let far = match (key.as_str(), all) {
            ("ArrowDown", false) => Some(row + 1),
            ("ArrowUp", false) => Some(row.saturating_sub(1)),
            ("PageDown", false) => Some(row + visible_rows(target)),
            ("PageUp", false) => Some(row.saturating_sub(visible_rows(target))),
            ("Home", true) => Some(0),
            ("End", true) => Some(end),
            _ => None,
        };
        if let Some(far) = far {
            event.prevent_default();
            if far.min(end) != row {
                range::step(grid, row, far.min(end), at);
            }
            return;
        }
    }
    match key.as_str() {
        "ArrowDown" if event.alt_key() => match row.filter(|_| is_choice(grid, at)) {
            Some(row) => {
                if desk::start(grid, row, at, None) {
                    event.prevent_default();
                }
            }
            None => open_menu(event, target),
        },
        "ArrowLeft" | "ArrowRight" if event.shift_key() => event.prevent_default(),
        "Escape" => {
            let refused = || {
                row.zip(desk::get())
                    .is_some_and(|(row, desk)| (desk.give_up)(grid, row))
            };
            if refused() || range::give_up(grid) {
                event.prevent_default();
            }
        }
        "ArrowRight" => to(line, drawn(grid, row, &mut (at + 1..=last)).unwrap_or(at)),
        "ArrowLeft" => to(line, drawn(grid, row, &mut (0..at).rev()).unwrap_or(at)),
        "ArrowDown" => to(line + 1, at),
        "ArrowUp" => to(line.saturating_sub(1), at),
        "Home" if all => leap(grid, false, 0),
        "End" if all => leap(grid, true, last),
        "Home" => to(line, 0),
        "End" => to(line, drawn(grid, row, &mut (0..=last).rev()).unwrap_or(at)),
        "PageDown" => to(line + visible_rows(target), at),
        // From the rows not into the header, and from there nowhere.
        "PageUp" => to(line.saturating_sub(visible_rows(target)).max(line.min(1)), at),
        // A capital where Caps Lock is on.
        "a" | "A" if all && !event.shift_key() => {
            event.prevent_default();
            pick::choose(grid, "all");
        }
        " " => {
            // A box that has the focus turns itself over.
            if let Some(row) = row.filter(|_| target.tag_name() != "INPUT") {
                event.prevent_default();
                if event.shift_key() {
                    range::reach(grid, row, true);
                } else {
                    pick::toggle(grid, row);
                    range::begin(grid, row);
                    pick::tell(grid);
                }
            }
        }
        _ => {
            let typed = key.chars().count() == 1 && !all && !event.alt_key() && !sheet::takes(&key);
            let typed = (typed || key == desk::AMEND).then_some(key.as_str());
            if let Some(row) = row
                && target.has_attribute("data-c")
                && (typed.is_some() || key == "Enter")
                && (desk::start(grid, row, at, typed) || key == "Enter" && follow_within(target))
            {
                event.prevent_default();
            }
        }
    }
}

/// Follows the link in a cell, as a press of it does; false where there is none.
fn follow_within(cell: &Element) -> bool {
    let link = cell.query_selector("a[href]").ok().flatten();
    let link = link.and_then(|link| link.dyn_into::<HtmlElement>().ok());
    link.inspect(HtmlElement::click).is_some()
}

/// The first of these cells of a line that is drawn.
fn drawn(grid: Grids, row: Option<usize>, mut cells: &mut dyn Iterator<Item = usize>) -> Option<usize> {
    Iterator::find(&mut cells, |at| focus::is_drawn(grid, row, *at))
}

/// Goes to the first or the last of all rows, be it on another page.
fn leap(grid: Grids, end: bool, at: usize) {
    let Some(page) = grid.page() else { return };
    let last = grid.length().saturating_sub(1);
    let pages = grid.total.get_untracked().map_or(page.query.page, |total| {
        let pages = total.div_ceil(u64::from(page.query.limit())).max(1);
        u32::try_from(pages).unwrap_or(u32::MAX)
    });
    let wanted = if end { pages } else { 1 };
    if page.query.scrolls() || wanted == page.query.page {
        return focus::focus(grid, Some(if end { last } else { 0 }), at);
    }
    grid.landing.set_value(Some((end, at)));
    if !grid.go(&grid.query().on_page(wanted)) {
        grid.landing.set_value(None);
    }
}

/// Widens, narrows, moves and pins the column of a heading, or takes it out of the order; whether the key was for that.
fn on_heading(grid: Grids, event: &KeyboardEvent, at: usize) -> bool {
    let Some(column) = save::column(grid, at) else {
        return false;
    };
    let what = match (event.key().as_str(), event.shift_key(), event.alt_key()) {
        ("ArrowLeft", true, true) => "back",
        ("ArrowRight", true, true) => "on",
        ("Home", true, true) => "pin",
        ("End", true, true) => "unpin",
        ("ArrowLeft", true, false) => "narrower",
        ("ArrowRight", true, false) => "wider",
        ("Delete", false, false) => "unsort",
        _ => return false,
    };
    desk::with(grid, move |desk| (desk.column)(grid, column, what));
    true
}

/// Is one of a list chosen in this column?
fn is_choice(grid: Grids, at: usize) -> bool {
    save::column(grid, at).is_some_and(|column| matches!(column.kind(), Kind::Choice(_)))
}

fn open_menu(event: &KeyboardEvent, target: &Element) {
    let menu = around(target, "[data-c]").and_then(|cell| cell.query_selector(".menu").ok().flatten());
    if let Some(menu) = menu {
        event.prevent_default();
        let _ = menu.set_attribute("open", "");
        if let Ok(Some(first)) = menu.query_selector(".item") {
            focus::focus_on(&first);
        }
    }
}

/// Rows that fit the window of the grid, less one.
fn visible_rows(target: &Element) -> usize {
    let height = |element: Option<Element>| element.map_or(0, |element| element.client_height());
    let scroll = height(around(target, ".grid-scroll"));
    let row = height(around(target, "tr")).max(1);
    usize::try_from(scroll / row - 2).unwrap_or(1).max(1)
}

pub(super) fn on_click(grid: Grids, event: &MouseEvent) {
    let Some(target) = target(event) else { return };
    grid.told();
    // The change of a box, which comes after its click, does not tell.
    grid.shift.set_value(event.shift_key());
    let attribute = |name: &str| around(&target, &format!("[{name}]"))?.get_attribute(name);
    if let Some(what) = attribute("data-do") {
        if let (Some((Some(row), at)), Some(desk)) = (focus::position(&target), desk::get()) {
            (desk.act)(grid, &what, row, at);
        }
    } else if let Some(what) = attribute("data-select") {
        pick::choose(grid, &what);
        close_menu(&target);
        focus::focus(grid, None, 0);
    } else if attribute("data-columns").is_some() {
        grid.columns_before.set_value(
            grid.page()
                .map(|page| (page.query.columns.clone(), page.query.pinned)),
        );
    } else if attribute("data-columns-back").is_some() {
        close_menu(&target);
        columns_back(grid);
    } else if attribute("data-cancel").is_some() {
        if let Some(form) = around(&target, "form") {
            forms::revert(&form);
        }
        close_menu(&target);
    } else if attribute("data-close").is_some() {
        close_menu(&target);
        follow(grid, event, &target);
    } else if let Some((column, what)) = attribute("data-column").zip(attribute("data-what")) {
        close_menu(&target);
        if let Some(column) = Column::from_key(&column) {
            desk::with(grid, move |desk| (desk.column)(grid, column, &what));
        }
    } else if attribute("data-rows").is_some() {
        event.prevent_default();
        if let Some(stop) = focus::find(grid, "#grid [tabindex='0']") {
            focus::focus_on(&stop);
        }
    } else if attribute("data-keys").is_some() {
        sheet::open(grid);
    } else if attribute("data-refresh").is_some() {
        event.prevent_default();
        grid.ask_again();
    } else if attribute("data-again").is_some() {
        // The button goes with the trouble, and the focus must not.
        if let Some(row) = focus::find(grid, "#row") {
            focus::focus_on(&row);
        }
        window::again(grid);
    } else if attribute("data-count").is_some() {
        focus::focus(grid, None, 0);
        grid.count(COUNT_TRIES);
    } else if let Some(column) = attribute("data-sort").and_then(|key| Column::from_key(&key))
        && event.shift_key()
        && let Some(page) = grid.page()
    {
        event.prevent_default();
        if !page.sight().hides(column) {
            grid.go(&grid.since(page.query.sorted_by(column, true)));
        }
    } else {
        follow(grid, event, &target);
    }
}

/// Follows a link to another state of this grid; one that is to open elsewhere is the browser's.
fn follow(grid: Grids, event: &MouseEvent, target: &Element) {
    let plain = event.button() == 0
        && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
    let href = around(target, "a[href]:not([rel~=external])").and_then(|link| link.get_attribute("href"));
    let query = href.filter(|_| plain).and_then(|href| {
        let rest = grid.setup(|s| href.strip_prefix(s.path.as_str()).map(str::to_owned))?;
        match rest.strip_prefix('?') {
            Some(query) => Some(query.to_owned()),
            None => rest.is_empty().then_some(rest),
        }
    });
    if let Some(query) = query {
        event.prevent_default();
        let next_focus = around(target, "[data-refocus]").and_then(|link| link.get_attribute("data-refocus"));
        if next_focus.is_some() || around(target, "[data-close]").is_some() {
            grid.refocus.set_value(next_focus);
        }
        let (next, _) = grid.setup(|s| s.base.clone()).parse_over(&query);
        // A link that says `data-exact` leads to the very state it names.
        match around(target, "[data-exact]") {
            Some(_) => grid.travel(&next),
            None => grid.travel(&grid.since(next)),
        }
    }
}

/// Shows the columns that were shown when the Columns menu was opened.
fn columns_back(grid: Grids) {
    let now = grid.query();
    if let Some((columns, pinned)) = grid.columns_before.get_value()
        && (&now.columns, now.pinned) != (&columns, pinned)
    {
        grid.go(&GridQuery {
            columns,
            pinned,
            ..now
        });
    }
}

/// Closes the menu around an element, and gives the focus back to its button.
pub(super) fn close_menu(inner: &Element) {
    if let Some(menu) = around(inner, ".menu") {
        let _ = menu.remove_attribute("open");
        if let Ok(Some(button)) = menu.query_selector("summary") {
            focus::focus_on(&button);
        }
    }
}

pub(super) fn on_double_click(grid: Grids, event: &MouseEvent) {
    let Some(target) = target(event) else { return };
    let edge = target.get_attribute("data-edge");
    if let Some(column) = edge.and_then(|key| Column::from_key(&key)) {
        desk::with(grid, move |desk| (desk.column)(grid, column, "fit"));
    } else if around(&target, ".note, .editor, a, input").is_none()
        && let Some((Some(row), at)) = focus::position(&target)
        && desk::start(grid, row, at, None)
    {
        event.prevent_default();
    }
}
