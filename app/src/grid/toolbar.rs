//! Above the rows: heading, keyword, filters, how many, columns, export.

use super::{columns, desk, export, filters, forms, state::Grids, views};
use crate::ui::icon;
use domain::{
    customers::{
        page::Page,
        query::{GridQuery, MAX_TEXT},
    },
    text::grid as text,
};
use leptos::prelude::*;
use leptos_meta::Title;

pub(super) fn toolbar(grid: Grids, page: &Page) -> impl IntoView + use<> {
    let heading = grid.setup(|s| s.title.clone()).map(|title| {
        // As a text and not as a function: the head asks for it again when the grid may be gone.
        let named = title.clone();
        let full = move || match grid.total.get() {
            Some(n) => format!("{named} ({}) · Cohort", grid.number(n)),
            None => format!("{named} · Cohort"),
        };
        view! {
            {move || view! { <Title text=full() /> }}
            <h1 id="grid-title">{title}</h1>
        }
    });
    let selected = move || (grid.selected() != Some(0)).then(|| grid.selected_words());
    let uncounted = move || {
        let again = grid.t(&text::COUNT_AGAIN);
        grid.uncounted.get().then(|| {
            view! {
                {grid.t(&text::NOT_COUNTED)}
                " "
                <button type="button" class="link" data-count="">
                    {again}
                </button>
            }
        })
    };
    let outside = move || {
        let some = grid.hidden.with(|hidden| *hidden > 0);
        desk::once(some).and_then(|desk| (desk.outside)(grid))
    };
    view! {
        <div class="toolbar grid-tools">
            <a class="skip needs-script" href="#grid" rel="external" data-rows="">
                {grid.t(&text::TO_ROWS)}
            </a>
            {heading} {views::menu(grid, page)} {search(grid, &page.query)} {filters::filters(grid, page)}
            <a
                class="button icon"
                href=grid.address(&page.query)
                aria-label=grid.t(&text::REFRESH)
                title=grid.t(&text::REFRESH)
                data-refresh=""
            >
                {icon::again()}
            </a>
            <p class="found">
                {move || (!grid.uncounted.get()).then(|| grid.found(grid.total.get()))} {uncounted} " "
                <strong>{selected}</strong> " " {outside}
            </p>
            {columns::columns(grid, page)} {export::export(grid, page)}
            // The live region says it, too.
            <p class="toast" aria-hidden="true">
                {move || Some(grid.hint.get()).filter(|hint| !hint.is_empty())}
            </p>
        </div>
    }
}

fn search(grid: Grids, query: &GridQuery) -> impl IntoView + use<> {
    let others = GridQuery {
        keyword: String::new(),
        page: 1,
        ..query.clone()
    };
    view! {
        <form method="get" action=grid.setup(|s| s.path.clone()) role="search" class="search">
            {forms::hidden(grid, &others)}
            <input
                id="keyword"
                type="search"
                name="q"
                value=query.keyword.clone()
                maxlength=MAX_TEXT
                placeholder=grid.t(&text::SEARCH)
                aria-label=grid.t(&text::SEARCH)
                autocomplete="off"
            />
            <button type="submit" class="button icon" aria-label=grid.t(&text::SEARCH_BUTTON)>
                {icon::lens()}
            </button>
        </form>
    }
}
