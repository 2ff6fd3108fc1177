//! The whole of what a cell shows in part: a value that is cut, and a moment with its zone.

use super::{focus, save, state::Grids};
use domain::{customers::column::Kind, text::grid as text};
use leptos::{
    ev::{self, Event},
    prelude::*,
    web_sys::Element,
};

/// Tells it to the pointer and, of cut values, to the keys, as long as the grid stands.
pub(super) fn follow(grid: Grids) {
    let over = window_event_listener(ev::mouseover, move |event| on_event(grid, &event));
    let focused = window_event_listener(ev::focusin, move |event| on_event(grid, &event));
    on_cleanup(move || {
        over.remove();
        focused.remove();
    });
    // Somebody was quicker.
    if let Some(inner) = document().active_element() {
        tell(grid, &inner);
    }
}

fn on_event(grid: Grids, event: &Event) {
    if let Some(inner) = focus::target(event) {
        tell(grid, &inner);
    }
}

/// Puts it where a pointer finds it, and marks the cell for the style sheet where its value is cut.
fn tell(grid: Grids, inner: &Element) {
    let Some(cell) = focus::around(inner, "#grid td[data-c]") else {
        return;
    };
    let Some(value) = cell.query_selector(":scope > :is(.v, .badge)").ok().flatten() else {
        return;
    };
    let cut = value.scroll_width() > value.client_width();
    let shown = value.text_content().filter(|shown| !shown.is_empty());
    let title = shown.and_then(|shown| match zone(grid, &cell) {
        Some(zone) => Some(
            text::MOMENT_IN
                .with("moment", shown)
                .and("zone", zone)
                .say(grid.locale()),
        ),
        None => cut.then_some(shown),
    });
    let _ = match title {
        Some(title) => value.set_attribute("title", &title),
        None => value.remove_attribute("title"),
    };
    let _ = cell.class_list().toggle_with_force("cut", cut);
}

/// The zone that the moment in a cell is written in; nothing where there is another value.
fn zone(grid: Grids, cell: &Element) -> Option<String> {
    let (_, at) = focus::position(cell)?;
    let column = save::column(grid, at).filter(|column| column.kind() == Kind::Moment);
    column.and_then(|_| grid.page()).map(|page| page.zone.clone())
}
