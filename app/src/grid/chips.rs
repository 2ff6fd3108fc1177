//! What is searched and filtered, in words, each with a way to take it off.

use super::state::Grids;
use crate::ui::icon;
use domain::{
    customers::{
        column::{Column, Kind},
        filter::{Filter, Period, Test},
        page::Page,
        present,
        query::GridQuery,
    },
    text::{Message, grid as text},
};
use leptos::prelude::*;
use std::fmt::Display;

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
    let says = |message: &'static Message, value: &dyn Display| {
        let sentence = message.with("column", grid.t(column.label()));
        sentence.and("value", value).say(locale)
    };
    let day = |day: &_| match column {
        Column::Birth => present::born(*day, page.births, locale),
        _ => present::calendar_day(*day, locale),
    };
    let minute = |minute: &_| present::minute(*minute, locale);
    match test {
        Test::Contains(value) => says(&text::SAYS_CONTAINS, value),
        Test::Starts(value) => says(&text::SAYS_STARTS, value),
        Test::Is(value) => says(&text::SAYS_IS, value),
        Test::AtLeast(n) => says(&text::SAYS_FROM, n),
        Test::AtMost(n) => says(&text::SAYS_TO, n),
        Test::OnOrAfter(first) => says(&text::SAYS_FROM, &day(first)),
        Test::OnOrBefore(last) => says(&text::SAYS_TO, &day(last)),
        Test::NotBefore(first) => says(&text::SAYS_FROM, &minute(first)),
        Test::NotAfter(last) => says(&text::SAYS_TO, &minute(last)),
        Test::Within(Period::LastDays(days)) if *days > 1 => says(&text::SAYS_LAST, days),
        Test::Within(within) => says(&text::SAYS, &grid.t(period(*within))),
        Test::Birthday(0) => says(&text::SAYS, &grid.t(&text::BIRTHDAY_TODAY)),
        Test::Birthday(1) => says(&text::SAYS, &grid.t(&text::BIRTHDAY_TOMORROW)),
        Test::Birthday(days) => says(&text::SAYS_NEXT, days),
        Test::OneOf(codes) => says(&text::SAYS, &some(grid, labels(grid, page, *column, codes))),
        Test::Empty(true) => says(&text::SAYS_EMPTY, &""),
        Test::Empty(false) => says(&text::SAYS_NOT_EMPTY, &""),
    }
}

/// A period in words; one day that ends today is today.
pub(super) fn period(period: Period) -> &'static Message {
    match period {
        Period::Today | Period::LastDays(_) => &text::TODAY,
        Period::Yesterday => &text::YESTERDAY,
        Period::ThisMonth => &text::THIS_MONTH,
        Period::LastMonth => &text::LAST_MONTH,
        Period::ThisYear => &text::THIS_YEAR,
    }
}

/// All of four, else three and how many more.
fn some(grid: Grids, labels: Vec<String>) -> String {
    match labels.len() {
        0..=4 => labels.join(", "),
        n => text::AND_MORE
            .with("some", labels[..3].join(", "))
            .and("n", n - 3)
            .say(grid.locale()),
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
