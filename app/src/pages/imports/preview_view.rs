//! How a preview is shown: what the header says, the first rows, and what is wrong with them.

use super::{history, preview::Preview, result};
use crate::ui::{Notice, Tone};
use domain::{
    imports::{header::Header, report::Refusal},
    text::{Locale, imports as text},
};
use leptos::prelude::*;

/// The preview of the chosen file.
pub(crate) fn card(preview: &Preview, name: &str, size: u64, locale: Locale) -> AnyView {
    let title = text::PREVIEW_OF
        .with("file", name)
        .and("size", bytes(size, locale))
        .say(locale);
    let content = match preview {
        Preview::Bad(why) => bad(why, locale),
        Preview::Good {
            header,
            rows,
            checked,
            whole,
            problems,
        } => view! {
            {about(header, locale)}
            {table(header, rows, problems, locale)}
            {verdict(*checked, *whole, problems, locale)}
        }
        .into_any(),
    };
    view! {
        <section class="card stack" aria-labelledby="import-preview">
            <h2 id="import-preview">
                {text::PREVIEW.text(locale)} " " <small>{title}</small>
            </h2>
            {content}
        </section>
    }
    .into_any()
}

/// `775 B`, `12.4 kB`, `3.1 MB`.
fn bytes(n: u64, locale: Locale) -> String {
    let point = if locale == Locale::En { '.' } else { ',' };
    let tenths = |unit: u64, name: &str| format!("{}{point}{} {name}", n / unit, n % unit * 10 / unit);
    match n {
        0..1_000 => format!("{n} B"),
        1_000..1_000_000 => tenths(1_000, "kB"),
        _ => tenths(1_000_000, "MB"),
    }
}

fn bad(why: &[String], locale: Locale) -> AnyView {
    let items: Vec<AnyView> = why
        .iter()
        .map(|why| view! { <li>{why.clone()}</li> }.into_any())
        .collect();
    view! {
        <Notice tone=Tone::Error>
            <div>
                <p>{text::BAD_HEADER.text(locale)}</p>
                <ul class="problems">{items}</ul>
            </div>
        </Notice>
    }
    .into_any()
}

fn about(header: &Header, locale: Locale) -> AnyView {
    let kind = history::kind_word(header.kind).text(locale);
    let read = header.fields.iter().flatten().count();
    let columns = header.names.iter().zip(&header.fields);
    let dropped: Vec<&str> = columns
        .filter(|(_, field)| field.is_none())
        .map(|(name, _)| name.as_str())
        .collect();
    let columns = if dropped.is_empty() {
        text::COLUMNS_ALL_READ.with("n", read)
    } else {
        text::COLUMNS_READ
            .with("n", read)
            .and("names", dropped.join(", "))
    };
    view! {
        <p>
            {text::DETECTED.with("kind", kind).say(locale)} " "
            <span class="muted">{columns.say(locale)}</span>
        </p>
    }
    .into_any()
}

fn table(header: &Header, rows: &[(u64, Vec<String>)], problems: &[Refusal], locale: Locale) -> AnyView {
    if rows.is_empty() {
        return view! { <Notice tone=Tone::Warn>{text::NO_ROWS.text(locale)}</Notice> }.into_any();
    }
    // Columns that are left out, passwords among them, are not shown either.
    let kept: Vec<usize> = (0..header.names.len())
        .filter(|at| header.fields[*at].is_some())
        .collect();
    let names: Vec<AnyView> = kept
        .iter()
        .map(|at| view! { <th scope="col">{header.names[*at].clone()}</th> }.into_any())
        .collect();
    let row = |(line, cells): &(u64, Vec<String>)| {
        let cells: Vec<AnyView> = kept
            .iter()
            .map(|at| {
                let column = &header.names[*at];
                let wrong = problems.iter().any(|p| p.line == *line && p.column == *column);
                let cell = cells.get(*at).cloned().unwrap_or_default();
                view! { <td class:wrong=wrong>{cell}</td> }.into_any()
            })
            .collect();
        view! {
            <tr>
                <th scope="row" class="number muted">{*line}</th>
                {cells}
            </tr>
        }
        .into_any()
    };
    let shown: Vec<AnyView> = rows.iter().map(row).collect();
    view! {
        <p id="import-rows">{text::FIRST_ROWS.text(locale)}</p>
        <div class="scroll" tabindex="0" role="region" aria-labelledby="import-rows">
            <table class="table preview">
                <thead>
                    <tr>
                        <th scope="col" class="number">{text::LINE.text(locale)}</th>
                        {names}
                    </tr>
                </thead>
                <tbody>{shown}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn verdict(checked: usize, whole: bool, problems: &[Refusal], locale: Locale) -> AnyView {
    if checked == 0 {
        return ().into_any();
    }
    let looked = if whole {
        &text::ROWS_ALL_CHECKED
    } else {
        &text::ROWS_CHECKED
    };
    let n = locale.number(i64::try_from(checked).unwrap_or(i64::MAX));
    let (tone, sentence) = if problems.is_empty() {
        (Tone::Ok, &text::NO_PROBLEMS)
    } else {
        (Tone::Warn, &text::SOME_PROBLEMS)
    };
    view! {
        <Notice tone=tone>
            <span>{looked.with("n", n).say(locale)}</span>
            <strong>{sentence.text(locale)}</strong>
        </Notice>
        {(!problems.is_empty()).then(|| result::findings(problems, locale))}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        for (n, text) in [(775, "775 B"), (12_449, "12,4 kB"), (3_100_000, "3,1 MB")] {
            assert_eq!(bytes(n, Locale::Sv), text);
        }
    }
}
