//! What a cell shows while it is edited, saved or disputed.

use super::{
    body::{self, note_id},
    live::{LiveRow, Mark, Trouble, Way},
    state::Grids,
};
use crate::ui::problem;
use domain::{
    customers::{
        choice::{Choice, Reference},
        column::{Column, Kind},
        page::Page,
    },
    text::{Locale, access as access_text, grid as text, shell as shell_text},
};
use leptos::{either::Either, prelude::*};

/// What can be chosen in an editable column; the group of visitors is not for accounts.
pub(super) fn choices(column: Column, reference: &Reference, locale: Locale) -> Option<Vec<Choice>> {
    match column.kind() {
        Kind::Choice(set) => {
            let mut choices = set.choices(reference, locale);
            choices.retain(|choice| !(column == Column::Group && choice.code == "0"));
            Some(choices)
        }
        Kind::Number | Kind::Text | Kind::Moment | Kind::Day => None,
    }
}

pub(super) fn marked(
    grid: Grids,
    page: &Page,
    live: &LiveRow,
    column: Column,
    mark: &Mark,
    place: (usize, usize),
) -> AnyView {
    match mark {
        Mark::Editing { text, trouble } => editing(grid, page, live, column, text, trouble.as_ref(), place),
        Mark::Saving { shown } => view! {
            <span class="v">{shown.clone()}</span>
            <span class="state">{grid.t(&text::SAVING)}</span>
        }
        .into_any(),
        Mark::Conflict {
            theirs,
            mine,
            message,
            ..
        } => conflict(grid, theirs, mine, message, place),
    }
}

fn editing(
    grid: Grids,
    page: &Page,
    live: &LiveRow,
    column: Column,
    typed: &str,
    trouble: Option<&Trouble>,
    (row, at): (usize, usize),
) -> AnyView {
    let locale = grid.locale();
    let label = text::CELL
        .with("column", grid.t(column.label()))
        .and("name", body::name(page, live))
        .say(locale);
    let refused = trouble.is_some().then_some("true");
    let described = trouble.is_some().then(|| note_id(row, at));
    let required = (column == Column::Email).then_some("true");
    let editor = match choices(column, &page.reference, locale) {
        Some(choices) => {
            let options: Vec<_> = choices
                .into_iter()
                .map(|choice| {
                    view! {
                        <option value=choice.code.clone() selected=choice.code == typed>
                            {choice.label}
                        </option>
                    }
                })
                .collect();
            Either::Left(view! {
                <select class="editor" aria-label=label aria-invalid=refused aria-describedby=described>
                    {options}
                </select>
            })
        }
        None => Either::Right(view! {
            <input
                class="editor"
                type="text"
                autocomplete="off"
                spellcheck="false"
                value=typed.to_owned()
                aria-label=label
                aria-required=required
                aria-invalid=refused
                aria-describedby=described
            />
        }),
    };
    view! {
        {editor}
        {trouble.map(|trouble| note(grid, trouble, note_id(row, at)))}
    }
    .into_any()
}

/// Why the value was not saved, right below it.
fn note(grid: Grids, trouble: &Trouble, id: String) -> impl IntoView + use<> {
    let address = matches!(trouble.way, Way::Address { .. }).then(|| {
        view! {
            <button type="button" class="button small primary" data-do="address">
                {grid.t(&text::CREATE_ADDRESS)}
            </button>
            <button type="button" class="button small" data-do="discard">
                {grid.t(&text::DISCARD)}
            </button>
        }
    });
    let again = matches!(trouble.way, Way::Retry | Way::SignIn).then(|| {
        view! {
            <button type="button" class="button small primary" data-do="again">
                {grid.t(&text::SAVE_AGAIN)}
            </button>
            <button type="button" class="button small" data-do="discard">
                {grid.t(&text::DISCARD)}
            </button>
        }
    });
    let sign_in = (trouble.way == Way::SignIn).then(|| {
        view! {
            <a
                class="button small"
                rel="external"
                href=problem::sign_in_address(&grid.page().map_or_else(String::new, |page| grid.address(&page.query)))
            >
                {grid.t(&access_text::SIGN_IN)}
            </a>
        }
    });
    let reload = (trouble.way == Way::Reload).then(|| {
        view! {
            <a
                class="button small primary"
                rel="external"
                href=grid.page().map_or_else(String::new, |page| grid.address(&page.query))
            >
                {grid.t(&shell_text::LOAD_AGAIN)}
            </a>
        }
    });
    view! {
        <span class="note" id=id>
            <span>{trouble.message.clone()}</span>
            <span class="toolbar">{sign_in} {reload} {again} {address}</span>
        </span>
    }
}

/// Both values, and the choice between them.
fn conflict(grid: Grids, theirs: &str, mine: &str, message: &str, (row, at): (usize, usize)) -> AnyView {
    view! {
        <span class="v">{theirs.to_owned()}</span>
        <span class="note" id=note_id(row, at) role="group" aria-label=message.to_owned()>
            <span>{message.to_owned()}</span>
            <span class="versus">
                <span class="label">{grid.t(&text::THEIRS)}</span>
                <span data-side="theirs">{theirs.to_owned()}</span>
                <span class="label">{grid.t(&text::MINE)}</span>
                <span data-side="mine">{mine.to_owned()}</span>
            </span>
            <span class="toolbar">
                <button type="button" class="button small" data-do="theirs">
                    {grid.t(&text::KEEP_THEIRS)}
                </button>
                <button type="button" class="button small primary" data-do="mine">
                    {grid.t(&text::SAVE_MINE)}
                </button>
            </span>
        </span>
    }
    .into_any()
}
