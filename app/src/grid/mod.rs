//! The data grid of customers: one component for the customers page and for the members of a segment.
//!
//! Everything that decides what is shown stands in the address, so that links and GET forms are enough
//! without scripts. Rows are plain elements without components of their own; events are heard once, at the
//! root, and find their cell by `data-r` (row on this page, `h` for the header) and `data-c` (position).

mod address;
mod body;
mod chips;
mod columns;
mod copy;
mod desk;
mod draft;
mod editor;
mod export;
mod filters;
mod focus;
mod forms;
mod head;
mod hidden;
mod hover;
mod keys;
mod keyword;
mod layout;
mod left;
mod live;
mod nothing;
mod pager;
mod pick;
mod range;
mod route;
mod rows;
mod save;
mod sheet;
mod sizes;
mod state;
mod tell;
mod toolbar;
mod views;
mod window;

use crate::{
    api::ApiError,
    ui::{
        Notice, Tone,
        leave::{self, Leaving},
    },
};
use domain::{
    customers::{column::Column, page::Page, query::GridQuery},
    ids::ViewId,
    text::grid as text,
};
use leptos::{
    ev::{DragEvent, PointerEvent},
    prelude::*,
};
use state::{Grids, Setup};
use std::{cell::Cell, sync::Arc};

pub use layout::first;
pub use state::Count;
pub use views::Views;
pub use window::Fetch;

/// The part of a page's query string that rows are fetched by: not how wide columns are, nor which row of all is
/// in sight, nor that it started from no saved view.
pub fn asked(search: Memo<String>) -> Memo<String> {
    Memo::new(move |_| {
        let search = search.get();
        let words = form_urlencoded::parse(search.trim_start_matches('?').as_bytes());
        let none = ViewId::DEFAULT.word();
        let words = words.filter(|(word, value)| {
            word != "row" && !word.starts_with("w.") && !(word == "view" && *value == none)
        });
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(words)
            .finish()
    })
}

/// A grid of customers. It suspends while `page` is loading, so the page around it needs no `Suspense`:
///
/// ```ignore
/// let search = use_location().search;
/// let asked = asked(search);
/// let page = Resource::new(move || asked.get(), move |_| customers_page(search.get_untracked()));
/// view! { <Grid page=Signal::derive(move || page.get().map(Some)) fetch=Fetch::new(customers_block) .. /> }
/// ```
#[component]
pub fn Grid(
    /// The page to show; `None` while it loads, `Some(None)` while its address is only being found out.
    #[prop(into)]
    page: Signal<Option<Option<Result<Page, ApiError>>>>,
    /// Fetches further rows, where all of them scroll.
    fetch: Fetch,
    /// The state an address without query stands for: the default columns.
    base: GridQuery,
    /// The address of the page this grid stands on, without query.
    #[prop(into)]
    path: String,
    /// Asks for the page once more, where it did not come.
    #[prop(into)]
    again: Callback<()>,
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
    /// The heading of the page, when the toolbar is to carry it. One that stands elsewhere has the id `grid-title`,
    /// which names the grid.
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
        download,
        count,
        editable,
        title,
        nothing_yet,
        views,
        fetch,
        again,
        locale: crate::ui::use_locale(),
    });
    let pending = RwSignal::new(false);
    grid.clear_selection_with_filters();
    grid.tell_results();
    leave::ask_first(Leaving::Address, grid.t(&text::LEAVE), move |closing| {
        grid.unsaved() || focus::is_typing(grid) || closing && grid.is_saving()
    });
    window::follow(grid);
    sheet::follow(grid);
    desk::follow(grid);
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
            on:copy=move |event| {
                if let Some(desk) = desk::at_hand(grid) {
                    (desk.copy)(grid, &event);
                }
            }
            on:focusin=move |event| focus::on_focus_in(grid, &event)
            on:focusout=move |event| {
                if let Some(desk) = desk::get() {
                    (desk.left)(grid, &event);
                }
            }
            on:pointerdown=move |event| pull(grid, &event)
            on:pointermove=move |event| pull(grid, &event)
            on:pointerup=move |event| pull(grid, &event)
            on:pointercancel=move |event| pull(grid, &event)
            on:dragstart=move |event| carry(grid, &event)
            on:dragover=move |event| carry(grid, &event)
            on:drop=move |event| carry(grid, &event)
            on:dragend=move |event| carry(grid, &event)
        >
            <Transition fallback=move || nothing::loading(grid) set_pending=pending>
                {move || {
                    views::wait(grid);
                    // The fallback stands for what is on its way, and for nothing else.
                    page.get().map(|answer| match answer {
                        Some(answer) => ready(move || stands(grid, answer, pending)),
                        None => nothing::loading(grid),
                    })
                }}
            </Transition>
            {grid.setup(|s| s.editable).then(|| address::dialog(grid))} {sheet::dialog(grid)}
            <p class="visually-hidden" role="status">
                {anew(grid.said)}
            </p>
            <p class="visually-hidden" role="alert">
                {anew(grid.alarm)}
            </p>
        </div>
    }
}

/// A view in which nothing has to be waited for any more. The server would look through all of it for what has, which
/// takes as long as drawing it; a browser does not look.
fn ready(view: impl FnOnce() -> AnyView + Send + 'static) -> AnyView {
    match cfg!(feature = "ssr") {
        true => Unsuspend::new(view).into_any(),
        false => view(),
    }
}

/// What a live region holds. Said twice, it is another text each time, for only what changes is read out.
fn anew(said: RwSignal<String>) -> impl Fn() -> String {
    let odd = Cell::new(false);
    move || {
        odd.set(!odd.get());
        let end = if odd.get() { "\u{a0}" } else { "" };
        said.get() + end
    }
}

/// The pointer pulls at the edge of a column.
fn pull(grid: Grids, event: &PointerEvent) {
    let begins = || focus::target(event).is_some_and(|edge| edge.has_attribute("data-edge"));
    if (grid.drag.with_value(Option::is_some) || begins())
        && let Some(desk) = desk::at_hand(grid)
    {
        (desk.pull)(grid, event);
    }
}

/// A heading is carried to another place.
fn carry(grid: Grids, event: &DragEvent) {
    if let Some(desk) = desk::at_hand(grid) {
        (desk.carry)(grid, event);
    }
}

/// The page that has come; where none came, the one before it, and why.
fn stands(grid: Grids, answer: Result<Page, ApiError>, pending: RwSignal<bool>) -> AnyView {
    match (answer, grid.page()) {
        (Ok(page), _) => {
            grid.trouble.set(None);
            let page = Arc::new(page);
            grid.take(Arc::clone(&page));
            loaded(grid, page, pending)
        }
        (Err(error), Some(page)) => {
            grid.trouble.set(Some(error));
            grid.draw(Arc::clone(&page));
            // Whoever was counting it has nothing to write the number to any more.
            if grid.total.with_untracked(Option::is_none) && !grid.uncounted.get_untracked() {
                grid.count(tell::COUNT_TRIES);
            }
            loaded(grid, page, pending)
        }
        (Err(error), None) => nothing::failed(grid, error),
    }
}

/// The grid with a page in it.
fn loaded(grid: Grids, page: Arc<Page>, pending: RwSignal<bool>) -> AnyView {
    let notices: Vec<_> = page
        .notices
        .iter()
        .cloned()
        .map(|sentence| view! { <Notice tone=Tone::Warn>{sentence}</Notice> })
        .collect();
    let sheet = {
        let query = page.query.clone();
        move || layout::sheet(&query, &grid.widths())
    };
    let rows = match page.rows.is_empty() {
        true => nothing::instead(grid, &page),
        false => view! {
            // Mended in place, it would lose its nonce before it gets another text.
            {grid.anew(view! { <style nonce=layout::nonce() inner_html=sheet></style> })}
            <div class="grid-scroll" on:scroll=move |_| window::on_scroll(grid)>
                <table
                    id="grid"
                    role="grid"
                    class="grid"
                    aria-labelledby="grid-title"
                    aria-describedby="grid-keys"
                    aria-rowcount=move || grid.total.get().map_or(-1, |n| n.cast_signed() + 1)
                    aria-colcount=grid.setup(|s| s.offered.len()) + 2
                    aria-multiselectable="true"
                    aria-busy=move || (pending.get() || grid.window.busy.get()).to_string()
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
        {move || grid.trouble.get().map(|error| nothing::trouble(grid, error))}
        {move || desk::lacks(grid)}
        {notices}
        {views::notice(grid, &page)}
        <p id="grid-keys" class="visually-hidden" data-turn=grid.turn()>
            {grid.keys_hint()}
        </p>
        {rows}
        {pager::pager(grid, &page)}
    }
    .into_any()
}
