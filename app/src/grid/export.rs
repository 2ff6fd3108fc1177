//! The Export menu: which rows, which columns, which format. A plain form, answered by a file.

use super::state::Grids;
use crate::ui::icon;
use domain::{
    customers::{page::Page, selection::Selection},
    exports::format::Format,
    text::{Message, grid as text},
};
use leptos::prelude::*;

pub(super) fn export(grid: Grids, page: &Page) -> Option<impl IntoView + use<>> {
    let download = grid.setup(|s| s.download.clone())?;
    let query = grid.setup(|s| page.query.to_query_over(&s.base));
    let total = page.total;
    let which = move || {
        let locale = grid.locale();
        match grid.selection.with(|s| (s.is_empty(), s.count(total))) {
            (false, 1) => text::EXPORT_ONE.text(locale).to_owned(),
            (false, n) => text::EXPORT_SELECTED.with("n", grid.number(n)).say(locale),
            (true, _) => text::EXPORT_ALL.with("n", grid.number(total)).say(locale),
        }
    };
    // Nothing selected means everything that matches.
    let selection = move || {
        grid.selection.with(|selection| match selection.is_empty() {
            true => serde_json::to_string(&Selection::all()),
            false => serde_json::to_string(selection),
        })
    };
    let formats: Vec<_> = Format::ALL
        .into_iter()
        .enumerate()
        .map(|(at, format)| radio("format", format.key(), grid.t(format.label()), at == 0))
        .collect();
    let columns: Vec<_> = [
        ("shown", &text::VISIBLE_COLUMNS),
        ("all-columns", &text::ALL_COLUMNS),
    ]
    .into_iter()
    .enumerate()
    .map(|(at, (value, label)): (usize, (&str, &'static Message))| {
        radio("scope", value, grid.t(label), at == 0)
    })
    .collect();
    Some(view! {
        <details class="menu end" name="grid-menu">
            <summary class="button">{icon::download()} {grid.t(&text::EXPORT)}</summary>
            <div class="sheet" tabindex="-1">
                <form method="post" action=format!("{download}?{query}") class="export">
                    <p>
                        <span class="label">{grid.t(&text::EXPORTED)} ": "</span>
                        <span data-which="">{which}</span>
                    </p>
                    <input type="hidden" name="selection" value=move || selection().unwrap_or_default() />
                    <fieldset class="field">
                        <legend>{grid.t(&text::FORMAT)}</legend>
                        {formats}
                    </fieldset>
                    <fieldset class="field">
                        <legend>{grid.t(&text::COLUMNS)}</legend>
                        {columns}
                    </fieldset>
                    <div class="toolbar sheet-end">
                        <button type="submit" class="button primary">
                            {grid.t(&text::EXPORT)}
                        </button>
                    </div>
                </form>
            </div>
        </details>
    })
}

fn radio(name: &'static str, value: &'static str, label: &'static str, first: bool) -> impl IntoView {
    view! {
        <label class="check">
            <input type="radio" name=name value=value checked=first />
            {label}
        </label>
    }
}
