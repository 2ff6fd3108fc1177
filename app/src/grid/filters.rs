//! The Filters panel: one typed field per column, in a GET form that works without scripts. What a field cannot say
//! in one word of the address, it says in pieces, which the query puts together.

use super::{chips, forms, state::Grids};
use crate::ui::{icon, t};
use domain::{
    customers::{
        choice::{Choice, ChoiceSet},
        column::{Column, Kind},
        filter::{Filter, MAX_LAST, MAX_NEXT, PERIODS, Period, Test},
        page::Page,
        present::Births,
        query::{GridQuery, MAX_TEXT},
    },
    text::{Message, grid as text, segments as segment_text, shell as shell_text},
    time,
};
use leptos::{ev::Event, prelude::*};

/// A list of more choices than this is searched, and drawn only once the panel was opened.
const LONG: usize = 12;

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
        .filter(|column| !page.sight().hides(*column))
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
    let opened = move |event: Event| {
        if forms::is_open(&event) {
            grid.filtering.set(true);
        }
    };
    view! {
        <details class="menu wide" name="grid-menu" on:toggle=opened>
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
        Kind::Number => numbers(grid, column, rest),
        Kind::Moment => moments(grid, column, rest),
        Kind::Day => days(grid, column, page.births, rest),
        Kind::Choice(set) => check_list(grid, page, column, set, rest),
    }
}

fn take_empty(column: Column, rest: &mut Rest) -> Option<bool> {
    rest.take(column, |test| match test {
        Test::Empty(empty) => Some(*empty),
        _ => None,
    })
}

/// An option of a select box.
fn option(grid: Grids, value: &'static str, label: &'static Message, selected: bool) -> impl IntoView {
    view! {
        <option value=value selected=selected>
            {grid.t(label)}
        </option>
    }
}

/// Contains, starts with, is, is empty, is not.
fn text_field(grid: Grids, column: Column, rest: &mut Rest) -> AnyView {
    let found = rest.take(column, |test| match test {
        Test::Contains(value) => Some(("", value.clone())),
        Test::Starts(value) => Some(("starts", value.clone())),
        Test::Is(value) => Some(("is", value.clone())),
        Test::Empty(true) => Some(("empty", String::new())),
        Test::Empty(false) => Some(("filled", String::new())),
        _ => None,
    });
    let (how, value) = found.unwrap_or_default();
    let word = format!("f.{}", column.key());
    let label = grid.t(column.label());
    let options: Vec<_> = [
        ("", &text::CONTAINS),
        ("starts", &text::STARTS),
        ("is", &text::IS),
        ("empty", &text::IS_EMPTY),
        ("filled", &text::IS_NOT_EMPTY),
    ]
    .into_iter()
    .map(|(value, label)| option(grid, value, label, value == how))
    .collect();
    let id = format!("filter-{}", column.key());
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <div class="joined">
                <select
                    name=format!("{word}.how")
                    aria-label=text::HOW.with("column", label).say(grid.locale())
                >
                    {options}
                </select>
                <input id=id type="text" name=word value=value maxlength=MAX_TEXT />
            </div>
        </div>
    }
    .into_any()
}

fn numbers(grid: Grids, column: Column, rest: &mut Rest) -> AnyView {
    let from = rest.take(column, |test| match test {
        Test::AtLeast(n) => Some(n.to_string()),
        _ => None,
    });
    let to = rest.take(column, |test| match test {
        Test::AtMost(n) => Some(n.to_string()),
        _ => None,
    });
    let ends = [("from", &text::FROM, from), ("to", &text::TO, to)].map(|(word, name, value)| {
        end(
            grid,
            column,
            word,
            name,
            "number",
            value.unwrap_or_default(),
            None,
        )
    });
    view! {
        <fieldset class="field">
            <legend>{grid.t(column.label())}</legend>
            <div class="ends">{ends.into_iter().collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

/// Days of the reader's calendar, and the time of the day where it matters.
fn moments(grid: Grids, column: Column, rest: &mut Rest) -> AnyView {
    let label = grid.t(column.label());
    let within = rest.take(column, |test| match test {
        Test::Within(period) if !matches!(period, Period::LastDays(_)) => Some(*period),
        _ => None,
    });
    let last = rest.take(column, |test| match test {
        Test::Within(Period::LastDays(days)) => Some(days.to_string()),
        _ => None,
    });
    let from = rest.take(column, |test| match test {
        Test::OnOrAfter(day) => Some((day.to_string(), String::new())),
        Test::NotBefore(minute) => Some((minute.date().to_string(), time::minute(minute.time()))),
        _ => None,
    });
    let to = rest.take(column, |test| match test {
        Test::OnOrBefore(day) => Some((day.to_string(), String::new())),
        Test::NotAfter(minute) => Some((minute.date().to_string(), time::minute(minute.time()))),
        _ => None,
    });
    let ends = [("from", &text::FROM, from), ("to", &text::TO, to)].map(|(word, name, value)| {
        let (day, time) = value.unwrap_or_default();
        end(grid, column, word, name, "date", day, Some(time))
    });
    let periods: Vec<_> = PERIODS
        .into_iter()
        .map(|(word, period)| option(grid, word, chips::period(period), within == Some(period)))
        .collect();
    view! {
        <fieldset class="field">
            <legend>{label}</legend>
            <div class="ends days">
                <select
                    name=format!("f.{}.in", column.key())
                    aria-label=text::PERIOD.with("column", label).say(grid.locale())
                >
                    {option(grid, "", &text::ANY_TIME, false)}
                    {periods}
                </select>
                {count(grid, column, "last", (&text::LAST, &text::LAST_DAYS), 1, MAX_LAST, last)}
                {ends.into_iter().collect_view()}
            </div>
        </fieldset>
    }
    .into_any()
}

/// Birthdays, days of birth, or none; of those shown as years, years.
fn days(grid: Grids, column: Column, births: Births, rest: &mut Rest) -> AnyView {
    let (kind, length) = match births {
        Births::Year => ("number", "YYYY".len()),
        Births::Day => ("date", "YYYY-MM-DD".len()),
    };
    let shown = |mut day: String| {
        day.truncate(length);
        day
    };
    let next = rest.take(column, |test| match test {
        Test::Birthday(days) => Some(days.to_string()),
        _ => None,
    });
    let from = rest.take(column, |test| match test {
        Test::OnOrAfter(day) => Some(shown(day.to_string())),
        _ => None,
    });
    let to = rest.take(column, |test| match test {
        Test::OnOrBefore(day) => Some(shown(day.to_string())),
        _ => None,
    });
    let empty = take_empty(column, rest);
    let ends = [("from", &text::FROM, from), ("to", &text::TO, to)]
        .map(|(word, name, value)| end(grid, column, word, name, kind, value.unwrap_or_default(), None));
    let within = (&text::WITHIN, &text::WITHIN_DAYS);
    let next = (births == Births::Day).then(|| count(grid, column, "next", within, 0, MAX_NEXT, next));
    view! {
        <fieldset class="field">
            <legend>{grid.t(column.label())}</legend>
            <div class="ends days">
                {next} {ends.into_iter().collect_view()} {empty_choice(grid, column, empty)}
            </div>
        </fieldset>
    }
    .into_any()
}

/// One end of a range, with a time of the day or without.
fn end(
    grid: Grids,
    column: Column,
    word: &'static str,
    name: &'static Message,
    kind: &'static str,
    value: String,
    time: Option<String>,
) -> impl IntoView {
    let (name, word) = (grid.t(name), format!("f.{}.{word}", column.key()));
    let label = format!("{} {name}", grid.t(column.label()));
    let time = time.map(|time| {
        view! {
            <input
                type="time"
                name=format!("{word}.at")
                value=time
                aria-label=format!("{label}, {}", grid.t(&text::TIME))
            />
        }
    });
    view! {
        <label>
            <span>{name}</span>
            <input type=kind name=word value=value aria-label=label />
            {time}
        </label>
    }
}

/// A number of days, in the middle of a sentence.
fn count(
    grid: Grids,
    column: Column,
    word: &'static str,
    (before, after): (&'static Message, &'static Message),
    min: u16,
    max: u16,
    value: Option<String>,
) -> impl IntoView {
    let (before, after) = (grid.t(before), grid.t(after));
    view! {
        <label class="sentence">
            <span>{before}</span>
            <input
                type="number"
                name=format!("f.{}.{word}", column.key())
                min=min
                max=max
                value=value
                aria-label=format!("{}: {before} … {after}", grid.t(column.label()))
            />
            <span>{after}</span>
        </label>
    }
}

fn empty_choice(grid: Grids, column: Column, empty: Option<bool>) -> impl IntoView {
    let options: Vec<_> = [
        ("", &text::ANY, None),
        ("1", &text::IS_EMPTY, Some(true)),
        ("0", &text::IS_NOT_EMPTY, Some(false)),
    ]
    .into_iter()
    .map(|(value, label, means)| option(grid, value, label, means == empty))
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
    let empty = column.may_be_empty().then(|| take_empty(column, rest));
    let choices = set.choices(&page.reference, grid.locale());
    let label = grid.t(column.label());
    let list = if choices.len() > LONG {
        // What is picked comes first, where it is seen.
        let (mut first, others): (Vec<_>, Vec<_>) = choices
            .into_iter()
            .partition(|choice| picked.contains(&choice.code));
        first.extend(others);
        let choices = first;
        // What is ticked and not sent stays while the panel is closed.
        let drawn = Memo::new(move |_| !grid.hydrated.get() || grid.filtering.get());
        let boxes = move || drawn.get().then(|| boxes(column, &choices, &picked));
        view! {
            <input
                type="search"
                class="needs-script"
                autocomplete="off"
                placeholder=grid.t(&segment_text::FIND_CHOICE)
                aria-label=format!("{label}: {}", grid.t(&segment_text::FIND_CHOICE))
                on:input=move |event| forms::narrow(grid, &event)
            />
            <div class="choices">{boxes}</div>
        }
        .into_any()
    } else {
        view! { <div class="choices">{boxes(column, &choices, &picked)}</div> }.into_any()
    };
    view! {
        <fieldset class="field">
            <legend>{label}</legend>
            {list}
            {empty.map(|empty| empty_choice(grid, column, empty))}
        </fieldset>
    }
    .into_any()
}

fn boxes(column: Column, choices: &[Choice], picked: &[String]) -> Vec<impl IntoView + use<>> {
    let check_box = |choice: &Choice| {
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    name=format!("f.{}", column.key())
                    value=choice.code.clone()
                    checked=picked.contains(&choice.code)
                />
                {choice.label.clone()}
            </label>
        }
    };
    choices.iter().map(check_box).collect()
}
