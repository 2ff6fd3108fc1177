//! Selecting rows: the header's box and menu, the box of a row.

use super::{range, state::Grids};
use domain::{
    customers::selection::Selection,
    ids::CustomerId,
    text::{Message, grid as text},
};
use leptos::prelude::*;

/// Ticks this page; half ticked when only some of its rows are selected. The menu reaches further.
pub(super) fn header(grid: Grids) -> impl IntoView {
    let picked = Memo::new(move |_| {
        let ids = grid.ids();
        grid.selection.with(|selection| {
            let picked = ids.iter().filter(|id| selection.has(**id)).count();
            (
                picked == ids.len() && picked > 0,
                picked > 0 && picked < ids.len(),
            )
        })
    });
    let label = match grid.page().is_some_and(|page| page.query.scrolls()) {
        true => &text::PICK_SEEN,
        false => &text::PICK_PAGE,
    };
    view! {
        <span class="needs-script picks">
            <input
                type="checkbox"
                data-pick="page"
                tabindex="-1"
                aria-label=grid.t(label)
                prop:checked=move || picked.get().0
                prop:indeterminate=move || picked.get().1
            />
            <details class="menu">
                <summary tabindex="-1" aria-label=grid.t(&text::SELECTION_MENU)></summary>
                <div class="sheet">
                    {item(grid, "all", &text::SELECT_ALL)} {item(grid, "none", &text::DESELECT_ALL)}
                    {item(grid, "page", &text::SELECT_VISIBLE)}
                    {item(grid, "not-page", &text::UNSELECT_VISIBLE)}
                </div>
            </details>
        </span>
    }
}

fn item(grid: Grids, what: &'static str, label: &'static Message) -> impl IntoView {
    view! {
        <button type="button" class="item" data-select=what>
            {grid.t(label)}
        </button>
    }
}

/// The box of one row.
pub(super) fn row(grid: Grids, id: Memo<Option<CustomerId>>, name: Memo<String>) -> impl IntoView {
    view! {
        <input
            type="checkbox"
            class="needs-script"
            data-pick="row"
            tabindex="-1"
            aria-label=move || text::PICK.with("name", name.get()).say(grid.locale())
            prop:checked=move || id.get().is_some_and(|id| grid.selection.with(|s| s.has(id)))
        />
    }
}

/// Does what an entry of the menu says.
pub(super) fn choose(grid: Grids, what: &str) {
    match what {
        "all" => grid.selection.set(Selection::all()),
        "none" => grid.selection.set(Selection::default()),
        "page" => pick_page(grid, true),
        "not-page" => pick_page(grid, false),
        _ => return,
    }
    range::end(grid);
    tell(grid);
}

/// Selects or deselects the rows of this page.
pub(super) fn pick_page(grid: Grids, selected: bool) {
    let ids = grid.ids();
    range::end(grid);
    grid.selection.update(|selection| {
        for id in ids {
            selection.set(id, selected);
        }
    });
}

/// Turns one row over.
pub(super) fn toggle(grid: Grids, index: usize) {
    if let Some(id) = grid
        .row(index)
        .map(|live| live.with_untracked(|live| live.row.id))
    {
        grid.selection.update(|selection| {
            let selected = selection.has(id);
            selection.set(id, !selected);
        });
    }
}

/// Says how many are selected now.
pub(super) fn tell(grid: Grids) {
    grid.said.set(untrack(|| grid.selected_words()));
}
