//! The page instead of a file whose rows are not those that were chosen: both numbers, and the two ways on.

use super::plain;
use crate::state::AppState;
use app::api::server::Visitor;
use axum::{http::StatusCode, response::Response};
use domain::{
    customers::{query::FILE_WORDS, selection::Seen},
    text::{Sentence, exports as text},
};
use leptos::prelude::*;

/// What was asked for.
pub(super) struct Asked<'a> {
    /// The path of the download, without query.
    pub(super) path: &'a str,
    /// Its query string.
    pub(super) query: &'a str,
    /// The selection, as the form sent it.
    pub(super) selection: &'a str,
    /// How a CSV file is to be written, as the form sent it.
    pub(super) csv: [(&'static str, &'a str); 4],
}

/// The page. It works without scripts, like the form that led to it.
pub(super) fn page(
    state: &AppState,
    visitor: &Visitor,
    asked: &Asked<'_>,
    sentence: &Sentence,
    now: Seen,
) -> Response {
    let locale = visitor.locale;
    let title = text::CHANGED_TITLE.text(locale);
    let hint = match now.count {
        0 => &text::NOTHING_LEFT,
        _ => &text::CHANGED_HINT,
    };
    let count = locale.number(i64::try_from(now.count).unwrap_or(i64::MAX));
    let csv = asked.csv.into_iter().filter(|(_, value)| !value.is_empty());
    let csv: Vec<_> = csv
        .map(|(name, value)| view! { <input type="hidden" name=name value=value.to_owned() /> })
        .collect();
    let anyway = (now.count > 0).then(|| {
        view! {
            <form method="post" action=format!("{}?{}", asked.path, asked.query)>
                <input type="hidden" name="selection" value=asked.selection.to_owned() />
                <input type="hidden" name="version" value=now.version />
                <input type="hidden" name="count" value=now.count />
                {csv}
                <button type="submit" class="button">
                    {text::EXPORT_ANYWAY.with("n", count).say(locale)}
                </button>
            </form>
        }
    });
    let card = view! {
        <div class="card">
            <h1>{title}</h1>
            <p>{sentence.say(locale)}</p>
            <p>{hint.text(locale)}</p>
            <a class="button primary" href=rows(asked)>
                {text::BACK_TO_ROWS.text(locale)}
            </a>
            {anyway}
        </div>
    };
    plain::page(
        &state.assets.css,
        (locale, visitor.theme),
        StatusCode::CONFLICT,
        title,
        card.into_any(),
    )
}

/// The address of the grid whose rows were asked for.
fn rows(asked: &Asked<'_>) -> String {
    let page = asked.path.strip_suffix("/download").unwrap_or(asked.path);
    let words = form_urlencoded::parse(asked.query.as_bytes());
    let words = words.filter(|(word, _)| !FILE_WORDS.contains(&&**word));
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(words)
        .finish();
    match query.as_str() {
        "" => page.to_owned(),
        query => format!("{page}?{query}"),
    }
}
