//! What was imported before, by whom, and with what outcome.

use super::columns::dates_word;
use crate::{
    pages::segments::lines::duration,
    ui::{Badge, Tone},
};
use domain::{
    ids::JobId,
    imports::{Behavior, FileKind, OnError, field::Field},
    jobs::{ImportHistory, ImportView, State},
    text::{Locale, Message, columns, imports as text},
};
use leptos::prelude::*;

/// The words of a file kind.
pub(crate) fn kind_word(kind: FileKind) -> &'static Message {
    match kind {
        FileKind::Main => &text::KIND_MAIN,
        FileKind::Address => &text::KIND_ADDRESS,
        FileKind::Composite => &text::KIND_COMPOSITE,
    }
}

/// The words of a behaviour.
pub(crate) fn behavior_word(behavior: Behavior) -> &'static Message {
    match behavior {
        Behavior::AddUpdate => &text::ADD_UPDATE,
        Behavior::Replace => &text::REPLACE,
        Behavior::Delete => &text::DELETE,
    }
}

/// Where the refused rows of an import are.
pub(crate) fn refused_address(view: &ImportView) -> String {
    format!("/imports/{}/refused", view.id)
}

/// The imports so far, newest first; those before another one, where its number is in the address.
pub(crate) fn history(found: ImportHistory, before: Option<JobId>, locale: Locale) -> AnyView {
    let word = |message: &'static Message| message.text(locale);
    if found.lines.is_empty() && before.is_none() {
        return view! { <p class="muted">{word(&text::NO_HISTORY)}</p> }.into_any();
    }
    let rows: Vec<AnyView> = found.lines.iter().map(|view| row(view, before, locale)).collect();
    let last = found.lines.last().filter(|_| found.more);
    let older = last.map(|last| {
        let address = format!("/imports?before={}#import-history", last.id);
        view! { <a class="button small" href=address>{word(&text::OLDER)}</a> }
    });
    let newest = before.is_some().then(|| {
        view! { <a class="button small" href="/imports#import-history">{word(&text::NEWEST)}</a> }
    });
    let steps = (older.is_some() || newest.is_some()).then(|| {
        view! { <nav class="toolbar" aria-label=word(&text::HISTORY)>{newest} {older}</nav> }
    });
    view! {
        <div class="scroll">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col" class="number">{word(&columns::ID)}</th>
                        <th scope="col">{word(&text::HISTORY_FILE)}</th>
                        <th scope="col">{word(&text::BEHAVIOR)}</th>
                        <th scope="col">{word(&text::HISTORY_STATE)}</th>
                        <th scope="col" class="number">{word(&text::CREATED)}</th>
                        <th scope="col" class="number">{word(&text::UPDATED)}</th>
                        <th scope="col" class="number">{word(&text::DELETED)}</th>
                        <th scope="col" class="number">{word(&text::REFUSED)}</th>
                        <th scope="col">{word(&text::HISTORY_WHEN)}</th>
                        <th scope="col" class="number">{word(&text::HISTORY_TOOK)}</th>
                        <th scope="col">{word(&text::HISTORY_WHO)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {steps}
    }
    .into_any()
}

/// How it was asked for, and what the line has no column for.
fn details(view: &ImportView, locale: Locale) -> AnyView {
    let word = |message: &'static Message| message.text(locale).to_owned();
    let number = |n: u64| locale.number(i64::try_from(n).unwrap_or(i64::MAX));
    let (report, reading) = (&view.report, &view.reading);
    let on_error = view.on_error.map(|on_error| match on_error {
        OnError::Skip => word(&text::SKIP),
        OnError::Stop => text::STOP_ALLOWING
            .with("count", number(view.allowed))
            .say(locale),
    });
    let dates = reading.dates.or(report.dates);
    let columns = reading.columns.iter().map(|(heading, field)| {
        let field = field.map_or(&text::DO_NOT_IMPORT, Field::label);
        format!("{heading} → {}", field.text(locale))
    });
    let mut columns: Vec<String> = columns.take(COLUMNS_NAMED + 1).collect();
    if columns.len() > COLUMNS_NAMED {
        columns[COLUMNS_NAMED] = "…".to_owned();
    }
    let said: Vec<AnyView> = [
        (&text::ENTITY, view.file_kind.map(|kind| word(kind_word(kind)))),
        (&text::ROWS, Some(number(report.rows))),
        (&text::UNCHANGED, Some(number(report.unchanged))),
        (&text::ADDRESSES, Some(number(report.addresses))),
        (&text::ON_ERROR, on_error),
        (&text::ENCODING, reading.encoding.map(|it| it.name().to_owned())),
        (&text::DELIMITER, reading.delimiter.map(|it| word(it.label()))),
        (&text::DATES, dates.map(|it| word(dates_word(it)))),
        (&text::GUARDED, reading.guarded.then(|| word(&text::GUARD_TAKEN))),
        (&text::WEBSITE_OF_ALL, reading.website.clone()),
        (&text::COLUMNS, (!columns.is_empty()).then(|| columns.join("; "))),
    ]
    .into_iter()
    .filter_map(|(label, value): (&'static Message, Option<String>)| Some((label, value?)))
    .map(|(label, value)| view! { <dt>{label.text(locale)}</dt><dd>{value}</dd> }.into_any())
    .collect();
    view! {
        <details class="import-details">
            <summary>{word(&text::DETAILS)}</summary>
            <dl>{said}</dl>
        </details>
    }
    .into_any()
}

/// Columns with a choice of their own that are named in a line of the history.
const COLUMNS_NAMED: usize = 20;

fn row(view: &ImportView, before: Option<JobId>, locale: Locale) -> AnyView {
    let (tone, word) = match view.state {
        _ if view.report.stopped => (Tone::Error, &text::STATE_STOPPED),
        State::Queued => (Tone::Plain, &text::STATE_QUEUED),
        State::Running => (Tone::Busy, &text::STATE_RUNNING),
        State::Done if view.check => (Tone::Plain, &text::STATE_CHECKED),
        State::Done if view.report.took_nothing() => (Tone::Error, &text::STATE_FAILED),
        State::Done => (Tone::Ok, &text::STATE_DONE),
        State::Failed => (Tone::Error, &text::STATE_FAILED),
        State::Cancelled => (Tone::Warn, &text::STATE_CANCELLED),
    };
    let number = |n: u64| locale.number(i64::try_from(n).unwrap_or(i64::MAX));
    let report = &view.report;
    let who = if view.actor.is_empty() {
        text::COMMAND_LINE.text(locale).to_owned()
    } else {
        view.actor.clone()
    };
    // One that is done says so by its state.
    let said = view.state == State::Done && !view.report.stopped;
    let checked = (view.check && !said)
        .then(|| view! { " " <span class="muted">{text::STATE_CHECKED.text(locale)}</span> });
    let refused = match view.refused_file {
        true => view! {
            <a href=refused_address(view) download title=text::REFUSED_FILE.text(locale)>
                {number(report.refused)}
            </a>
        }
        .into_any(),
        false => number(report.refused).into_any(),
    };
    let took = view
        .took
        .map(|took| duration(took.unsigned_abs() / 1_000, locale));
    let page = before.map(|id| format!("&before={id}")).unwrap_or_default();
    view! {
        <tr>
            <td class="number muted">{view.id.0}</td>
            <th scope="row">
                <a href=format!("/imports?job={}{page}", view.id)>{view.file_name.clone()}</a>
                {details(view, locale)}
            </th>
            <td>{view.behavior.map(|behavior| behavior_word(behavior).text(locale))}</td>
            <td>
                <Badge tone=tone text=word.text(locale) />
                {checked}
            </td>
            <td class="number">{number(report.created)}</td>
            <td class="number">{number(report.updated)}</td>
            <td class="number">{number(report.deleted)}</td>
            <td class="number">{refused}</td>
            <td>
                <time datetime=view.created.iso.clone()>{view.created.display.clone()}</time>
            </td>
            <td class="number">{took}</td>
            <td>{who}</td>
        </tr>
    }
    .into_any()
}
