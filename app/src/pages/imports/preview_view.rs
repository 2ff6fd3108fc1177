//! How a preview is shown: what the header says, the first rows, and what is wrong with them.

use super::{
    columns::Parts,
    history,
    preview::{Preview, Rows, Table},
    result,
};
use crate::ui::{Notice, Tone};
use domain::{
    imports::{dialect::Encoding, field::is_secret, header::Header, report::Refusal},
    text::{Locale, imports as text},
};
use leptos::prelude::*;

/// The preview of the chosen file. What is chosen in it stays in place; what follows from that is drawn anew.
pub(crate) fn card(parts: Parts, name: &str, size: u64) -> AnyView {
    let locale = parts.locale;
    let title = text::PREVIEW_OF
        .with("file", name)
        .and("size", bytes(size, locale))
        .say(locale);
    let fault = Memo::new(move |_| {
        parts
            .table
            .with(|table| table.as_ref().and_then(|table| table.clone().err()))
    });
    let content = move || match fault.get() {
        Some(sentence) => bad(&[sentence], locale),
        None => view! {
            {parts.dialect()}
            {move || parts.table.with(|table| not_utf8(table.as_ref()?.as_ref().ok()?, locale))}
            {move || parts.preview.with(|preview| Some(wrong(preview.as_ref()?, locale)))}
            {parts.mapping()}
            {move || parts.preview.with(|preview| Some(looked(preview.as_ref()?, locale)))}
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

/// Says that the file is not UTF-8, where it says so only by not being it.
fn not_utf8(table: &Table, locale: Locale) -> Option<AnyView> {
    (table.read.0 == Encoding::Windows1252).then(|| {
        let sentence = text::NOT_UTF8_SO
            .with("encoding", table.read.0.name())
            .say(locale);
        view! { <Notice tone=Tone::Warn>{sentence}</Notice> }.into_any()
    })
}

/// What the file is, or why it cannot be imported as it is.
fn wrong(preview: &Preview, locale: Locale) -> AnyView {
    match &preview.rows {
        Ok(rows) => about(&rows.header, locale),
        Err(why) => bad(why, locale),
    }
}

/// The rows and what is wrong with them.
fn looked(preview: &Preview, locale: Locale) -> AnyView {
    let Ok(rows) = &preview.rows else {
        return ().into_any();
    };
    let open = rows
        .dates_open
        .then(|| view! { <Notice tone=Tone::Warn>{text::DATES_LATER.text(locale)}</Notice> });
    view! {
        {open}
        {shown(rows, locale)}
        {verdict(rows.checked, rows.whole, &rows.problems, locale)}
    }
    .into_any()
}

/// `775 B`, `12.4 kB`, `3.1 MB`.
fn bytes(n: u64, locale: Locale) -> String {
    let point = if locale == Locale::En { '.' } else { ',' };
    let tenths = |unit: u64, name: &str| format!("{}{point}{} {name}", n / unit, n % unit * 10 / unit);
    let [one, thousand, million] = match locale {
        Locale::Fr => ["o", "Ko", "Mo"],
        Locale::En | Locale::Nl | Locale::Sv => ["B", "kB", "MB"],
    };
    match n {
        0..1_000 => format!("{n} {one}"),
        1_000..1_000_000 => tenths(1_000, thousand),
        _ => tenths(1_000_000, million),
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
    let left_out = columns
        .filter(|(_, field)| field.is_none())
        .map(|(name, _)| name.as_str());
    let (secret, dropped): (Vec<&str>, Vec<&str>) = left_out.partition(|name| is_secret(name));
    let secret =
        (!secret.is_empty()).then(|| text::SECRETS_DROPPED.with("names", secret.join(", ")).say(locale));
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
            <span class="muted">{columns.say(locale)} " " {secret}</span>
        </p>
    }
    .into_any()
}

fn shown(rows: &Rows, locale: Locale) -> AnyView {
    match rows.shown.as_slice() {
        // One that is longer than what was read of the file.
        [] if !rows.whole => ().into_any(),
        [] => view! { <Notice tone=Tone::Warn>{text::NO_ROWS.text(locale)}</Notice> }.into_any(),
        shown => table(&rows.header, shown, &rows.problems, locale),
    }
}

fn table(header: &Header, rows: &[(u64, Vec<String>)], problems: &[Refusal], locale: Locale) -> AnyView {
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
        for (n, swedish, french) in [
            (775, "775 B", "775 o"),
            (12_449, "12,4 kB", "12,4 Ko"),
            (3_100_000, "3,1 MB", "3,1 Mo"),
        ] {
            assert_eq!(
                (bytes(n, Locale::Sv).as_str(), bytes(n, Locale::Fr).as_str()),
                (swedish, french)
            );
        }
    }
}
