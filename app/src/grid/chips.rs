//! What is searched and filtered, in words, each with a way to take it off.

use super::state::Grids;
use crate::ui::icon;
use domain::{
    customers::{
        column::{Column, Kind},
        page::Page,
        query::{Filter, GridQuery, Test},
    },
    text::grid as text,
};
use leptos::prelude::*;

/// The state without keyword and filters.
pub(super) fn cleared(query: &GridQuery) -> GridQuery {
    GridQuery {
        keyword: String::new(),
        filters: Vec::new(),
        page: 1,
        ..query.clone()
    }
}

/// A filter in words.
fn describe(grid: Grids, page: &Page, Filter { column, test }: &Filter) -> String {
    let locale = grid.locale();
    let label = grid.t(column.label());
    match test {
        Test::Contains(value) => format!("{label} {} “{value}”", text::CONTAINS.text(locale)),
        Test::Starts(value) => format!("{label} {} “{value}”", text::STARTS.text(locale)),
        Test::Is(value) => format!("{label} {} “{value}”", text::IS.text(locale)),
        Test::AtLeast(n) => format!("{label} {} {n}", text::FROM.text(locale)),
        Test::AtMost(n) => format!("{label} {} {n}", text::TO.text(locale)),
        Test::OnOrAfter(day) => format!("{label} {} {day}", text::FROM.text(locale)),
        Test::OnOrBefore(day) => format!("{label} {} {day}", text::TO.text(locale)),
        Test::OneOf(codes) => format!("{label}: {}", labels(grid, page, *column, codes).join(", ")),
        Test::Empty(true) => format!("{label} {}", text::IS_EMPTY.text(locale)),
        Test::Empty(false) => format!("{label} {}", text::IS_NOT_EMPTY.text(locale)),
    }
}

fn labels(grid: Grids, page: &Page, column: Column, codes: &[String]) -> Vec<String> {
    let choices = match column.kind() {
        Kind::Choice(set) => set.choices(&page.reference, grid.locale()),
        Kind::Number | Kind::Text | Kind::Moment | Kind::Day => Vec::new(),
    };
    let label = |code: &String| choices.iter().find(|c| c.code == *code).map(|c| c.label.clone());
    codes
        .iter()
        .map(|code| label(code).unwrap_or_else(|| code.clone()))
        .collect()
}

pub(super) fn chips(grid: Grids, page: &Page) -> Option<impl IntoView + use<>> {
    let query = &page.query;
    let mut chips = Vec::new();
    if !query.keyword.is_empty() {
        let without = GridQuery {
            keyword: String::new(),
            page: 1,
            ..query.clone()
        };
        let words = text::KEYWORD.with("value", &query.keyword).say(grid.locale());
        chips.push(chip(grid, words, &without));
    }
    for at in 0..query.filters.len() {
        let mut without = query.on_page(1);
        let filter = without.filters.remove(at);
        chips.push(chip(grid, describe(grid, page, &filter), &without));
    }
    (!chips.is_empty()).then(|| {
        view! {
            <div class="chips">
                <span class="muted" id="chips-label">
                    {grid.t(&text::ACTIVE_FILTERS)}
                </span>
                <ul class="plain" aria-labelledby="chips-label">
                    {chips}
                </ul>
                <a id="clear-all" href=grid.address(&cleared(query)) data-refocus="keyword">
                    {grid.t(&text::CLEAR_ALL)}
                </a>
            </div>
        }
    })
}

fn chip(grid: Grids, words: String, without: &GridQuery) -> impl IntoView + use<> {
    view! {
        <li>
            <span class="chip">
                <span>{words.clone()}</span>
                <a
                    href=grid.address(without)
                    data-refocus="clear-all keyword"
                    aria-label=text::REMOVE.with("filter", words).say(grid.locale())
                >
                    {icon::cross()}
                </a>
            </span>
        </li>
    }
}
