//! The data grid of customers: one component for the customers page and for the members of a segment.
//!
//! Everything that decides what is shown stands in the address, so that links and GET forms are enough
//! without scripts. Rows are plain elements without components of their own; events are heard once, at the
//! root, and find their cell by `data-r` (row on this page, `h` for the header) and `data-c` (position).

mod address;
mod body;
mod chips;
mod columns;
mod draft;
mod editor;
mod export;
mod filters;
mod focus;
mod forms;
mod head;
mod keys;
mod nothing;
mod pager;
mod pick;
mod save;
mod state;
mod toolbar;
mod views;

pub use views::Views;

use crate::{
    api::ApiError,
    ui::{
        Notice, Tone,
        leave::{self, Leaving},
    },
};
use domain::{
    customers::{
        column::{CATALOGUE, Column},
        page::Page,
        query::GridQuery,
    },
    text::grid as text,
};
use leptos::prelude::*;
pub use state::Count;
use state::{Grids, Setup};
use std::{fmt::Write, sync::Arc};

/// Column widths as a style sheet, for the nonce'd element in the head: style attributes are forbidden.
pub fn widths() -> String {
    let mut css = String::new();
    for spec in &CATALOGUE {
        let _ = write!(css, ".c-{}{{inline-size:{}px}}", spec.key, spec.width);
    }
    css
}

/// A grid of customers. It suspends while `page` is loading, so the page around it needs no `Suspense`:
///
/// ```ignore
/// let search = use_location().search;
/// let page = Resource::new(move || search.get(), customers_page);
/// view! { <Grid page=Signal::derive(move || page.get()) base=GridQuery::default() path="/customers" caption=".." /> }
/// ```
#[component]
pub fn Grid(
    /// The page to show; `None` while it loads.
    #[prop(into)]
    page: Signal<Option<Result<Page, ApiError>>>,
    /// The state an address without query stands for: the default columns.
    base: GridQuery,
    /// The address of the page this grid stands on, without query.
    #[prop(into)]
    path: String,
    /// The name of the grid, for those who cannot see the heading.
    #[prop(into)]
    caption: String,
    /// Where its rows can be downloaded; nothing for people who may not.
    download: Option<String>,
    /// Counts what a query matches, for a page that came before that was known.
    #[prop(into)]
    count: Count,
    /// The columns that can be shown here.
    #[prop(default = Column::all().collect())]
    offered: Vec<Column>,
    /// May cells be edited here, by this person?
    #[prop(optional)]
    editable: bool,
    /// The heading of the page, when the toolbar is to carry it.
    #[prop(optional, into)]
    title: Option<String>,
    /// What stands there while there is nothing at all, filters aside.
    #[prop(optional, into)]
    nothing_yet: ViewFn,
    /// The saved views of this grid, where it has some.
    #[prop(optional)]
    views: Option<Views>,
) -> impl IntoView {
    let grid = Grids::new(Setup {
        base,
        offered,
        path,
        caption,
        download,
        count,
        editable,
        title,
        nothing_yet,
        views,
        locale: crate::ui::use_locale(),
    });
    let pending = RwSignal::new(false);
    grid.clear_selection_with_filters();
    grid.tell_results();
    views::keep_place(grid);
    leave::ask_first(Leaving::Address, grid.t(&text::LEAVE), move || grid.unsaved());
    view! {
        <div
            node_ref=grid.root
            class="grid-fill"
            class:pending=move || pending.get()
            on:submit=move |event| forms::on_submit(grid, &event)
            on:change=move |event| forms::on_change(grid, &event)
            on:click=move |event| keys::on_click(grid, &event)
            on:dblclick=move |event| keys::on_double_click(grid, &event)
            on:keydown=move |event| keys::on_key(grid, &event)
            on:focusin=move |event| focus::on_focus_in(grid, &event)
            on:focusout=move |event| focus::on_focus_out(grid, &event)
            on:mouseover=move |event| focus::on_mouse_over(&event)
        >
            <Transition fallback=move || nothing::loading(grid) set_pending=pending>
                {move || page.get().map(|page| match page {
                    Ok(page) => loaded(grid, page, pending),
                    Err(error) => nothing::failed(grid, error),
                })}
            </Transition>
            {grid.setup(|s| s.editable).then(|| address::dialog(grid))}
            <p class="visually-hidden" role="status">
                {move || grid.said.get()}
            </p>
            <p class="visually-hidden" role="alert">
                {move || grid.alarm.get()}
            </p>
        </div>
    }
}

/// The grid with a page in it.
fn loaded(grid: Grids, page: Page, pending: RwSignal<bool>) -> AnyView {
    let page = Arc::new(page);
    grid.take(Arc::clone(&page));
    let notices: Vec<_> = page
        .notices
        .iter()
        .cloned()
        .map(|sentence| view! { <Notice tone=Tone::Warn>{sentence}</Notice> })
        .collect();
    let rows = match page.rows.is_empty() {
        true => nothing::instead(grid, &page),
        false => view! {
            <div class="grid-scroll">
                <table
                    id="grid"
                    role="grid"
                    class="grid"
                    aria-label=grid.setup(|s| s.caption.clone())
                    aria-describedby="grid-keys"
                    aria-rowcount=move || grid.total.get().map_or(-1, |n| n.cast_signed() + 1)
                    aria-colcount=grid.setup(|s| s.offered.len()) + 2
                    aria-multiselectable="true"
                    aria-busy=move || pending.get().to_string()
                >
                    {head::head(grid, &page)}
                    {body::body(grid, &page)}
                </table>
            </div>
        }
        .into_any(),
    };
    view! {
        {toolbar::toolbar(grid, &page)}
        {chips::chips(grid, &page)}
        {notices}
        {views::notice(grid, &page)}
        <p id="grid-keys" class="visually-hidden">
            {grid.keys_hint()}
        </p>
        {rows}
        {pager::pager(grid, &page)}
    }
    .into_any()
}
