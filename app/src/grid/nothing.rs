//! What stands where rows would be: nothing yet, nothing matches, no such page, still loading.

use super::{chips, state::Grids};
use crate::ui::{Empty, t};
use domain::{
    customers::page::Page,
    text::{grid as text, shell as shell_text},
};
use leptos::prelude::*;

pub(super) fn instead(grid: Grids, page: &Page) -> AnyView {
    let query = &page.query;
    if page.total > 0 {
        let title = text::PAST_THE_END.with("n", query.page).say(grid.locale());
        let last = grid.address(&query.on_page(u32::try_from(page.pages()).unwrap_or(u32::MAX)));
        return view! {
            <Empty title=title>
                <a class="button primary" href=last>
                    {grid.t(&text::TO_LAST_PAGE)}
                </a>
            </Empty>
        }
        .into_any();
    }
    if query.keyword.is_empty() && query.filters.is_empty() {
        return grid.setup(|s| s.nothing_yet.run()).into_any();
    }
    let cleared = grid.address(&chips::cleared(query));
    view! {
        <Empty title=grid.t(&text::NONE_MATCH)>
            <p>{grid.t(&text::NONE_MATCH_HINT)}</p>
            <a class="button primary" href=cleared>
                {grid.t(&text::CLEAR_ALL)}
            </a>
        </Empty>
    }
    .into_any()
}

/// Shown only where no page has stood yet.
pub(super) fn loading(grid: Grids) -> impl IntoView {
    let title = grid.setup(|s| s.title.clone());
    view! {
        <div class="toolbar grid-tools">{title.map(|title| view! { <h1>{title}</h1> })}</div>
        <p class="muted" role="status">
            {t(&shell_text::LOADING)}
        </p>
    }
}
