//! The Filters panel: one typed field per column, in a GET form that works without scripts.

use super::{forms, state::Grids};
use crate::ui::{icon, t};
use domain::{
    customers::{
        choice::ChoiceSet,
        column::{Column, Kind},
        page::Page,
        query::{Filter, GridQuery, Test},
    },
    text::{grid as text, shell as shell_text},
};
use leptos::prelude::*;

/// The filters not yet shown by a field; what is left over stays in the form unseen.
struct Rest(Vec<Filter>);

impl Rest {
    /// Takes the first test of a column that `read` understands.
    fn take<T>(&mut self, column: Column, read: impl Fn(&Test) -> Option<T>) -> Option<T> {
        let found = self
            .0
            .iter()
            .enumerate()
            .find_map(|(at, filter)| Some((at, read(&filter.test).filter(|_| filter.column == column)?)));
        let (at, value) = found?;
        self.0.remove(at);
        Some(value)
    }
}

pub(super) fn filters(grid: Grids, page: &Page) -> impl IntoView + use<> {
    let query = &page.query;
    let mut rest = Rest(query.filters.clone());
    let mut columns = query.columns.clone();
    for filter in &query.filters {
        if !columns.contains(&filter.column) {
            columns.push(filter.column);
        }
    }
    let fields: Vec<_> = columns
        .into_iter()
        .map(|column| field(grid, page, column, &mut rest))
        .collect();
    let others = GridQuery {
        filters: rest.0,
        page: 1,
        ..query.clone()
    };
    let none = GridQuery {
        filters: Vec::new(),
        ..others.clone()
    };
    let count = query.filters.len();
    let form = view! {
        <form method="get" action=grid.setup(|s| s.path.clone())>
            {forms::hidden(grid, &others)}
            <div class="filter-fields">{fields}</div>
            <div class="toolbar sheet-end">
                <button type="submit" class="button primary">
                    {grid.t(&text::APPLY_FILTERS)}
                </button>
                <button type="button" class="button needs-script" data-cancel="">
                    {t(&shell_text::CANCEL)}
                </button>
                <a class="button plain" href=grid.address(&none) data-close="">
                    {grid.t(&text::CLEAR_ALL)}
                </a>
            </div>
        </form>
    };
    view! {
        <details class="menu wide" name="grid-menu">
            <summary class="button">
                {icon::funnel()} {grid.t(&text::FILTERS)}
                {(count > 0).then(|| view! { <span class="count">{count}</span> })}
            </summary>
            <div class="sheet" tabindex="-1">
                {grid.anew(form)}
            </div>
        </details>
    }
}

fn field(grid: Grids, page: &Page, column: Column, rest: &mut Rest) -> AnyView {
    match column.kind() {
        Kind::Text => text_field(grid, column, rest),
        Kind::Number => {
            let from = rest.take(column, |test| match test {
                Test::AtLeast(n) => Some(n.to_string()),
                _ => None,
            });
            let to = rest.take(column, |test| match test {
                Test::AtMost(n) => Some(n.to_string()),
                _ => None,
            });
            range(grid, column, "number", from, to, None)
        }
        Kind::Moment | Kind::Day => {
            let from = rest.take(column, |test| match test {
                Test::OnOrAfter(day) => Some(day.to_string()),
                _ => None,
            });
            let to = rest.take(column, |test| match test {
                Test::OnOrBefore(day) => Some(day.to_string()),
                _ => None,
            });
            let empty = (column.kind() == Kind::Day).then(|| take_empty(column, rest));
            range(grid, column, "date", from, to, empty)
        }
        Kind::Choice(set) => check_list(grid, page, column, set, rest),
    }
}

fn take_empty(column: Column, rest: &mut Rest) -> Option<bool> {
    rest.take(column, |test| match test {
        Test::Empty(empty) => Some(*empty),
        _ => None,
    })
}

/// Contains, starts with, is, is empty: without scripts the first and the last.
fn text_field(grid: Grids, column: Column, rest: &mut Rest) -> AnyView {
    let found = rest.take(column, |test| match test {
        Test::Contains(value) => Some(("", value.clone())),
        Test::Starts(value) => Some(("starts", value.clone())),
        Test::Is(value) => Some(("is", value.clone())),
        Test::Empty(empty) => Some((if *empty { "1" } else { "0" }, String::new())),
        _ => None,
    });
    let (how, value) = found.unwrap_or_default();
    let word = format!("f.{}", column.key());
    let name = match how {
        "starts" | "is" => format!("{word}.{how}"),
        _ => word.clone(),
    };
    let label = grid.t(column.label());
    let options: Vec<_> = [
        ("", &text::CONTAINS),
        ("starts", &text::STARTS),
        ("is", &text::IS),
        ("1", &text::IS_EMPTY),
        ("0", &text::IS_NOT_EMPTY),
    ]
    .into_iter()
    .map(|(value, label)| {
        // The field's name says which of these is meant, and only a script can change it.
        let scripted = value == "starts" || value == "is";
        view! {
            <option value=value selected=value == how disabled=move || scripted && !grid.hydrated.get()>
                {grid.t(label)}
            </option>
        }
    })
    .collect();
    let id = format!("filter-{}", column.key());
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <div class="joined">
                <select
                    name=format!("{word}.empty")
                    data-how=word
                    aria-label=text::HOW.with("column", label).say(grid.locale())
                >
                    {options}
                </select>
                <input id=id type="text" name=name value=value maxlength="200" disabled=how == "1" || how == "0" />
            </div>
        </div>
    }
    .into_any()
}

fn range(
    grid: Grids,
    column: Column,
    kind: &'static str,
    from: Option<String>,
    to: Option<String>,
    empty: Option<Option<bool>>,
) -> AnyView {
    let label = grid.t(column.label());
    let end = |word: &'static str, name: &'static str, value: Option<String>| {
        view! {
            <label>
                <span>{name}</span>
                <input
                    type=kind
                    name=format!("f.{}.{word}", column.key())
                    value=value.unwrap_or_default()
                    aria-label=format!("{label} {name}")
                />
            </label>
        }
    };
    view! {
        <fieldset class="field">
            <legend>{label}</legend>
            <div class="ends">
                {end("from", grid.t(&text::FROM), from)} {end("to", grid.t(&text::TO), to)}
                {empty.map(|empty| empty_choice(grid, column, empty))}
            </div>
        </fieldset>
    }
    .into_any()
}

fn empty_choice(grid: Grids, column: Column, empty: Option<bool>) -> impl IntoView {
    let options: Vec<_> = [
        ("", &text::ANY, None),
        ("1", &text::IS_EMPTY, Some(true)),
        ("0", &text::IS_NOT_EMPTY, Some(false)),
    ]
    .into_iter()
    .map(|(value, label, means)| {
        view! {
            <option value=value selected=means == empty>
                {grid.t(label)}
            </option>
        }
    })
    .collect();
    let label = text::HOW
        .with("column", grid.t(column.label()))
        .say(grid.locale());
    view! {
        <select name=format!("f.{}.empty", column.key()) aria-label=label>
            {options}
        </select>
    }
}

fn check_list(grid: Grids, page: &Page, column: Column, set: ChoiceSet, rest: &mut Rest) -> AnyView {
    let picked = rest.take(column, |test| match test {
        Test::OneOf(codes) => Some(codes.clone()),
        _ => None,
    });
    let picked = picked.unwrap_or_default();
    let empty = (set == ChoiceSet::Country).then(|| take_empty(column, rest));
    let choices: Vec<_> = set
        .choices(&page.reference, grid.locale())
        .into_iter()
        .map(|choice| {
            let checked = picked.contains(&choice.code);
            view! {
                <label class="check">
                    <input
                        type="checkbox"
                        name=format!("f.{}", column.key())
                        value=choice.code
                        checked=checked
                    />
                    {choice.label}
                </label>
            }
        })
        .collect();
    view! {
        <fieldset class="field">
            <legend>{grid.t(column.label())}</legend>
            <div class="choices">{choices}</div>
            {empty.map(|empty| empty_choice(grid, column, empty))}
        </fieldset>
    }
    .into_any()
}
