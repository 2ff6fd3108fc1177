//! Where columns stand and how wide they are: a style sheet, since style attributes are forbidden.
//!
//! Each row is a CSS grid of the tracks in `--cols`; each track is as wide as its column's own property, so that
//! one property is all that a resize writes.

use super::{focus, state::Grids};
use domain::{
    customers::{
        column::{CATALOGUE, Column},
        query::{GridQuery, WIDTHS},
    },
    text::{Locale, shell as text},
};
use leptos::{
    ev::PointerEvent,
    prelude::*,
    task::{spawn_local, tick},
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement},
};
use std::fmt::Write;

/// Width of the cell with the box of a row.
pub(super) const SELECT: u32 = 58;
/// Least width of the cell with the link to a customer; it takes what the columns leave.
const ACTION: u32 = 84;
/// Windows narrower than this show cards instead of rows, which have no tracks; see `style/cards.css`.
const CARDS: u32 = 640;
/// Windows narrower than this have no pinned columns.
const NARROW: u32 = 721;
/// What a key adds to a width.
const STEP: i32 = 16;

/// The widths before anybody changes them, and what is said of a cell without a value, for the nonce'd element in the
/// head.
pub fn first() -> String {
    let mut css = String::from(":root{");
    for spec in &CATALOGUE {
        let _ = write!(css, "--w-{}:{}px;", spec.key, spec.width);
    }
    css.push('}');
    for locale in Locale::ALL {
        let (tag, said) = (locale.tag(), text::NO_VALUE.text(locale));
        let _ = write!(css, ":root:lang({tag}){{--none:\"{said}\"}}");
    }
    css
}

/// The sheet of one grid: its tracks, its own widths, and its pinned columns.
pub(super) fn sheet(query: &GridQuery, widths: &[(Column, u16)]) -> String {
    let mut tracks = String::new();
    for column in &query.columns {
        let _ = write!(tracks, " var(--w-{})", column.key());
    }
    let sum = tracks.trim().replace(' ', " + ");
    let mut css = format!(
        "@media(min-width:{CARDS}px){{#grid{{--cols:{SELECT}px{tracks} minmax({ACTION}px,1fr);\
         min-inline-size:calc({sum} + {}px)",
        SELECT + ACTION
    );
    for (column, width) in widths {
        let _ = write!(css, ";--w-{}:{width}px", column.key());
    }
    css.push_str("}}");
    let width = |column: Column| {
        let own = widths.iter().find(|(c, _)| *c == column);
        u32::from(own.map_or(column.spec().width, |(_, width)| *width))
    };
    let (mut start, mut end) = (format!("{SELECT}px"), SELECT);
    for column in query.columns.iter().take(query.pinned) {
        let key = column.key();
        end += width(*column);
        // Together they take two fifths of the window at most: the others go with the rest.
        let window = NARROW.max(end * 5 / 2);
        let stays = format!("position:sticky;z-index:3;background:inherit;inset-inline-start:calc({start})");
        let _ = write!(start, " + var(--w-{key})");
        let _ = write!(
            css,
            "@media(min-width:{window}px){{#grid .c-{key}{{{stays}}}.scrolled .c-{key}::before{{content:''}}\
             .grid-scroll{{scroll-padding-inline-start:calc({start})}}}}"
        );
    }
    css
}

/// The nonce of this document's policy: the server has it at hand, the browser in the elements that bear it.
pub(super) fn nonce() -> Option<String> {
    if !cfg!(target_family = "wasm") {
        return leptos::nonce::use_nonce().map(|nonce| nonce.to_string());
    }
    let bearer = document().query_selector("style[nonce]").ok().flatten()?;
    Some(bearer.unchecked_into::<HtmlElement>().nonce())
}

/// A column whose edge is being dragged.
#[derive(Clone, Copy)]
pub(super) struct Drag {
    column: Column,
    /// Where the pointer was pressed.
    from: i32,
    /// How wide the column was then.
    width: i32,
    now: u16,
}

/// The pointer does something to the edge of a column.
pub(super) fn on_pointer(grid: Grids, event: &PointerEvent) {
    match event.type_().as_str() {
        "pointerdown" => on_pointer_down(grid, event),
        "pointermove" => on_pointer_move(grid, event),
        _ => on_pointer_up(grid),
    }
}

/// A press on the edge of a column.
fn on_pointer_down(grid: Grids, event: &PointerEvent) {
    let Some(edge) = focus::target(event).filter(|_| event.button() == 0) else {
        return;
    };
    let column = edge
        .get_attribute("data-edge")
        .and_then(|key| Column::from_key(&key));
    let heading = edge
        .parent_element()
        .and_then(|th| th.dyn_into::<HtmlElement>().ok());
    if let Some((column, heading)) = column.zip(heading) {
        event.prevent_default();
        let _ = edge.set_pointer_capture(event.pointer_id());
        let width = heading.offset_width();
        grid.drag.set_value(Some(Drag {
            column,
            from: event.client_x(),
            width,
            now: limited(width),
        }));
    }
}

fn on_pointer_move(grid: Grids, event: &PointerEvent) {
    let moved = grid.drag.try_update_value(|drag| {
        let drag = drag.as_mut()?;
        drag.now = limited(drag.width + event.client_x() - drag.from);
        Some((drag.column, drag.now))
    });
    if let Some((column, width)) = moved.flatten()
        && let Some(table) = table(grid)
    {
        let _ = table
            .style()
            .set_property(&property(column), &format!("{width}px"));
    }
}

fn on_pointer_up(grid: Grids) {
    let Some(drag) = grid.drag.try_update_value(Option::take).flatten() else {
        return;
    };
    if i32::from(drag.now) == drag.width {
        return;
    }
    set(grid, drag.column, drag.now);
    spawn_local(async move {
        // The sheet says it now.
        tick().await;
        if let Some(table) = table(grid) {
            let _ = table.style().remove_property(&property(drag.column));
        }
    });
}

/// Makes a column wider or narrower by steps.
pub(super) fn step(grid: Grids, column: Column, steps: i32) {
    let width = i32::from(grid.query().width(column));
    set(grid, column, limited(width + steps * STEP));
}

/// Makes a column as wide as what it shows.
pub(super) fn fit(grid: Grids, column: Column) {
    let Some(root) = grid.root.get_untracked() else {
        return;
    };
    let class = format!("#grid .c-{}", column.key());
    let widest = |selector: String, around: i32| {
        let found = root.query_selector_all(&selector).ok()?;
        let widths = (0..found.length()).filter_map(|at| {
            let inner: Element = found.item(at)?.dyn_into().ok()?;
            Some(inner.scroll_width().max(inner.client_width()) + around)
        });
        widths.max()
    };
    // A block is as wide as its cell; what it would like to have, its overflow tells.
    let _ = root.class_list().add_1("measuring");
    let cells = widest(format!("{class} > :is(.v, .badge)"), 26);
    let heading = widest(format!("{class} > a > span:first-child"), 72);
    let _ = root.class_list().remove_1("measuring");
    set(grid, column, limited(cells.max(heading).unwrap_or_default()));
}

/// Gives a column the catalogue's width again.
pub(super) fn reset(grid: Grids, column: Column) {
    set(grid, column, column.spec().width);
}

fn set(grid: Grids, column: Column, width: u16) {
    let mut query = grid.query();
    query.widen(column, width);
    grid.say_width(column, query.width(column));
    grid.note(&query);
}

fn limited(width: i32) -> u16 {
    let width = u16::try_from(width.max(0)).unwrap_or(u16::MAX);
    width.clamp(*WIDTHS.start(), *WIDTHS.end())
}

fn property(column: Column) -> String {
    format!("--w-{}", column.key())
}

fn table(grid: Grids) -> Option<HtmlElement> {
    let root = grid.root.get_untracked()?;
    root.query_selector("#grid").ok().flatten()?.dyn_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pinned_columns_stay_where_the_window_is_wide_enough() {
        let (query, _) = GridQuery::parse("columns=id,email&pin=id&w.id=100");
        let css = sheet(&query, &query.widths);
        assert!(css.starts_with(
            "@media(min-width:640px){#grid{--cols:58px var(--w-id) var(--w-email) minmax(84px,1fr);\
             min-inline-size:calc(var(--w-id) + var(--w-email) + 142px);--w-id:100px}}"
        ));
        assert!(css.contains("@media(min-width:721px){#grid .c-id{position:sticky;z-index:3;background:inherit;inset-inline-start:calc(58px)}"));
        let (query, _) = GridQuery::parse("columns=id,email&pin=id,email&w.id=100&w.email=400");
        let css = sheet(&query, &query.widths);
        assert!(css.contains("@media(min-width:1395px){#grid .c-email{"), "{css}");
        assert!(
            css.contains("inset-inline-start:calc(58px + var(--w-id))"),
            "{css}"
        );
    }
}
