//! What stands where rows would be: nothing yet, nothing matches, no such page, still loading.

use super::{chips, state::Grids};
use crate::{
    api::ApiError,
    ui::{Empty, PageHead, Problem, leave},
};
use domain::{
    customers::page::Page,
    error::ErrorKind,
    text::{grid as text, shell as shell_text},
};
use leptos::prelude::*;

pub(super) fn instead(grid: Grids, page: &Page) -> AnyView {
    let query = &page.query;
    if query.keyword.is_empty() && query.filters.is_empty() {
        return grid.setup(|s| s.nothing_yet.run()).into_any();
    }
    let cleared = grid.address(&chips::cleared(query));
    view! {
        <Empty title=grid.t(&text::NONE_MATCH)>
            <p>{grid.t(&text::NONE_MATCH_HINT)}</p>
            <a class="button primary" href=cleared data-refocus="keyword">
                {grid.t(&text::CLEAR_ALL)}
            </a>
        </Empty>
    }
    .into_any()
}

/// The page could not be had: why, below the heading it would have.
pub(super) fn failed(grid: Grids, error: ApiError) -> AnyView {
    let title = grid.setup(|s| s.title.clone());
    view! {
        {title.map(|title| view! { <PageHead title=title /> })}
        {trouble(grid, error)}
    }
    .into_any()
}

/// Why a page did not come: once more, or without the filters that may be at fault.
pub(super) fn trouble(grid: Grids, error: ApiError) -> AnyView {
    let asked = grid.asked();
    let filtered = !asked.keyword.is_empty() || !asked.filters.is_empty();
    let at_fault = matches!(
        error.kind,
        ErrorKind::Invalid | ErrorKind::Internal | ErrorKind::Busy
    );
    let clear = (filtered && at_fault).then(|| {
        view! {
            <a class="button small" href=grid.address(&chips::cleared(&asked)) data-refocus="keyword">
                {grid.t(&text::CLEAR_FILTERS)}
            </a>
        }
    });
    // The rows that still stand may hold what is not saved; the link goes with the trouble, and the focus must not.
    let again = Callback::new(move |()| {
        if !(grid.unsaved() && leave::stays(grid.t(&text::LEAVE))) {
            grid.refocus.set_value(Some("keyword".to_owned()));
            grid.ask_again();
        }
    });
    view! { <Problem error=error again=again>{clear}</Problem> }.into_any()
}

/// Shown only where no page has stood yet: what there will be, in grey.
pub(super) fn loading(grid: Grids) -> AnyView {
    let title = grid.setup(|s| s.title.clone());
    view! {
        {title.map(|title| view! { <PageHead title=title /> })}
        <p class="visually-hidden" role="status">
            {grid.t(&shell_text::LOADING)}
        </p>
        <div class="skeleton" aria-hidden="true"></div>
    }
    .into_any()
}
