//! The Export menu: which rows, which columns, which format. A plain form, answered by a file.

use super::state::Grids;
use crate::ui::icon;
use domain::{
    customers::{page::Page, selection::Selection},
    exports::format::Format,
    imports::dialect::Delimiter,
    text::{Message, exports as file_text, grid as text, imports as import_text},
};
use leptos::prelude::*;

pub(super) fn export(grid: Grids, page: &Page) -> Option<impl IntoView + use<>> {
    let download = grid.setup(|s| s.download.clone())?;
    let query = grid.setup(|s| page.query.to_query_over(&s.base));
    let which = move || {
        let locale = grid.locale();
        match (grid.selection.with(Selection::is_empty), grid.selected()) {
            (false, Some(1)) => text::EXPORT_ONE.text(locale).to_owned(),
            (false, Some(n)) => text::EXPORT_SELECTED.with("n", grid.number(n)).say(locale),
            (false, None) if grid.left_out() > 0 => {
                let n = grid.number(grid.left_out());
                text::EXPORT_BUT.with("n", n).say(locale)
            }
            (true, _) | (false, None) => match grid.total.get() {
                Some(n) => text::EXPORT_ALL.with("n", grid.number(n)).say(locale),
                None => text::EXPORT_EVERY.text(locale).to_owned(),
            },
        }
    };
    // Nothing selected means everything that matches.
    let selection = move || {
        grid.selection.with(|selection| match selection.is_empty() {
            true => serde_json::to_string(&Selection::all()),
            false => serde_json::to_string(selection),
        })
    };
    let version = page.version;
    // What the page says there is, in the file or not at all; nothing while it says no number.
    let count = move || match grid.selection.with(Selection::is_empty) {
        true => grid.total.get(),
        false => grid.selected(),
    };
    // Every choice is a button of its own, so that a press is enough, with scripts or without.
    let scopes = [("", &text::VISIBLE_COLUMNS), ("1", &text::ALL_COLUMNS)];
    let choices: Vec<_> = scopes
        .into_iter()
        .map(|(all, label)| scope(grid, &download, &query, all, label))
        .collect();
    Some(view! {
        <details class="menu end" name="grid-menu">
            <summary class="button">{icon::download()} {grid.t(&text::EXPORT)}</summary>
            <div class="sheet" tabindex="-1">
                <form method="post" action=download class="export" data-file="">
                    <p>
                        <span class="label">{grid.t(&text::EXPORTED)} " "</span>
                        <span data-which="">{which}</span>
                    </p>
                    <input type="hidden" name="selection" value=move || selection().unwrap_or_default() />
                    <input type="hidden" name="version" value=version />
                    <input type="hidden" name="count" value=move || count().map(|n| n.to_string()).unwrap_or_default() />
                    {choices} {csv(grid)}
                </form>
            </div>
        </details>
    })
}

/// How a CSV file is written, unless as most programs expect it.
fn csv(grid: Grids) -> impl IntoView {
    let delimiters: Vec<_> = Delimiter::ALL
        .into_iter()
        .map(|delimiter| view! { <option value=delimiter.key()>{grid.t(delimiter.label())}</option> })
        .collect();
    let check = |name: &'static str, label| {
        view! {
            <label class="check">
                <input type="checkbox" name=name value="1" autocomplete="off" />
                {grid.t(label)}
            </label>
        }
    };
    view! {
        <fieldset class="field">
            <legend>{grid.t(Format::Csv.label())}</legend>
            <select name="delimiter" aria-label=grid.t(&import_text::DELIMITER) autocomplete="off">
                {delimiters}
            </select>
            {check("bom", &file_text::BOM)} {check("crlf", &file_text::CRLF)}
            {check("raw", &file_text::RAW)}
        </fieldset>
    }
}

fn scope(
    grid: Grids,
    download: &str,
    query: &str,
    all: &'static str,
    label: &'static Message,
) -> impl IntoView + use<> {
    let label = grid.t(label);
    let buttons: Vec<_> = Format::ALL
        .into_iter()
        .map(|format| {
            let name = grid.t(format.label());
            let mut words = form_urlencoded::Serializer::new(query.to_owned());
            words.append_pair("format", format.key());
            if !all.is_empty() {
                words.append_pair("all", all);
            }
            view! {
                <button
                    type="submit"
                    class="button"
                    formaction=format!("{download}?{}", words.finish())
                    aria-label=format!("{name}, {label}")
                >
                    {name}
                </button>
            }
        })
        .collect();
    view! {
        <div class="field">
            <span class="label">{label}</span>
            <div class="toolbar">{buttons}</div>
        </div>
    }
}
