//! Below the rows: page by page, and how many rows a page has.

use super::{desk, forms, sizes, state::Grids};
use crate::ui::icon;
use domain::{
    customers::{
        page::Page,
        query::{ALL, GridQuery, MAX_PAGE_SIZE, PAGE_SIZES},
    },
    text::{Message, grid as text, shell as shell_text},
};
use leptos::{either::Either, prelude::*};

pub(super) fn pager(grid: Grids, page: &Page) -> Option<AnyView> {
    if page.total == 0 {
        return None;
    }
    let query = &page.query;
    if query.scrolls() {
        return Some(rows(grid, page).into_any());
    }
    let here = query.page;
    let before = (here > 1).then(|| query.on_page(here - 1));
    let after = page.goes_on().then(|| query.on_page(here + 1));
    let size = u64::from(query.per_page);
    let pages = move || grid.total.get().map(|total| total.div_ceil(size).max(1));
    let of_pages = move || text::OF_PAGES.with("n", grid.amount(pages())).say(grid.locale());
    let pager = view! {
        <nav class="pager" aria-label=grid.t(&text::PAGES)>
            {sizes(grid, query)} {keys(grid)} <span class="grow"></span>
            {step(grid, before, &text::PREVIOUS, true)}
            <form method="get" action=grid.setup(|s| s.path.clone()) class="toolbar">
                {forms::hidden(grid, &query.on_page(1))}
                <label for="page">{grid.t(&text::PAGE)}</label>
                <input
                    id="page"
                    type="number"
                    name="page"
                    min="1"
                    max=pages
                    required
                    value=here
                    prop:value=here.to_string()
                />
                <span>{of_pages}</span>
                <button type="submit" class="button small without-script">
                    {grid.t(&text::APPLY)}
                </button>
            </form>
            {step(grid, after, &text::NEXT, false)}
        </nav>
    };
    Some(pager.into_any())
}

/// Below all rows: which ones are in sight, and a way to others by number.
fn rows(grid: Grids, page: &Page) -> impl IntoView + use<> {
    let window = grid.window;
    let total = move || {
        text::OF_PAGES
            .with("n", grid.amount(grid.total.get()))
            .say(grid.locale())
    };
    let first = move || match window.seen.with(|seen| seen.start + 1) {
        1 if !window.live.get() => grid.first() + 1,
        first => first,
    };
    view! {
        <nav class="pager" aria-label=grid.t(&text::PAGES)>
            {sizes(grid, &page.query)} {keys(grid)} <span class="grow"></span>
            {move || {
                window.failure.get().map(|error| {
                    view! {
                        <span class="failure" role="alert">{error.message}</span>
                        <button type="button" class="button small" data-again="">
                            {grid.t(&shell_text::RETRY)}
                        </button>
                    }
                })
            }}
            <form method="get" action=grid.setup(|s| s.path.clone()) class="toolbar">
                {forms::hidden(grid, &page.query.on_page(1))} <label for="row">{grid.t(&text::ROW)}</label>
                <input
                    id="row"
                    type="number"
                    name="row"
                    min="1"
                    max=move || grid.total.get()
                    required
                    value=grid.first() + 1
                    prop:value=move || first().to_string()
                />
                <span>{total}</span>
                <button type="submit" class="button small without-script">
                    {grid.t(&text::APPLY)}
                </button>
            </form>
        </nav>
    }
}

/// Opens the sheet of keys, for whoever has no key for that.
fn keys(grid: Grids) -> impl IntoView {
    view! {
        <button type="button" class="button small plain needs-script" data-keys="">
            {grid.t(&text::KEYS_TITLE)}
        </button>
    }
}

fn step(grid: Grids, to: Option<GridQuery>, label: &'static Message, back: bool) -> impl IntoView + use<> {
    let id = if back { "page-before" } else { "page-after" };
    let arrow = || match back {
        true => Either::Left(icon::left()),
        false => Either::Right(icon::right()),
    };
    match to {
        Some(to) => Either::Left(view! {
            <a
                id=id
                class="button icon"
                href=grid.address(&to)
                data-refocus=format!("{id} page")
                aria-label=grid.t(label)
            >
                {arrow()}
            </a>
        }),
        None => Either::Right(view! {
            <span class="button icon" aria-disabled="true" role="link" aria-label=grid.t(label)>
                {arrow()}
            </span>
        }),
    }
}

/// The sizes offered, and one's own.
fn sizes(grid: Grids, query: &GridQuery) -> impl IntoView + use<> {
    let locale = grid.locale();
    let others = GridQuery {
        per_page: grid.setup(|s| s.base.per_page),
        page: 1,
        ..query.clone()
    };
    let called = |per_page| match per_page {
        ALL => text::ALL_ROWS.text(locale).to_owned(),
        size => text::PER_PAGE.with("n", size).say(locale),
    };
    // One's own that is in use; the others are the browser's.
    let own = Some(query.per_page).filter(|size| sizes::is_own(*size));
    let items: Vec<_> = PAGE_SIZES
        .into_iter()
        .chain([ALL])
        .chain(own)
        .map(|per_page| {
            let sized = GridQuery {
                per_page,
                ..others.clone()
            };
            let current = (per_page == query.per_page).then_some("true");
            view! {
                <a class="item" href=grid.address(&sized) aria-current=current data-close="">
                    {called(per_page)}
                </a>
            }
        })
        .collect();
    let form = view! {
        <form method="get" action=grid.setup(|s| s.path.clone()) class="toolbar custom">
            {forms::hidden(grid, &others)} <label for="per-page">{grid.t(&text::CUSTOM)}</label>
            <input
                id="per-page"
                type="number"
                name="per_page"
                min="1"
                max=MAX_PAGE_SIZE
                required
                value=(!query.scrolls()).then_some(query.per_page)
            />
            <button type="submit" class="button small">
                {grid.t(&text::APPLY)}
            </button>
        </form>
    };
    let open = RwSignal::new(false);
    let toggled = move |event| {
        let is_open = forms::is_open(&event);
        desk::with(grid, move |_| {
            // The list may have gone with its page meanwhile.
            open.try_set(is_open);
        });
    };
    view! {
        <details
            class="menu up"
            name="grid-menu"
            on:toggle=toggled
        >
            <summary class="button small">{called(query.per_page)}</summary>
            <div class="sheet" tabindex="-1">
                {items} {move || desk::once(open.get()).map(|desk| (desk.sizes)(grid))} {grid.anew(form)}
            </div>
        </details>
    }
}
