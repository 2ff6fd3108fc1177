//! One import: how far it is, then what it did and which rows it refused.

use super::{
    columns, history,
    pace::{self, Pace},
};
use crate::{
    api::imports::{cancel_job, import},
    ui::{Notice, Problem, Tone, events},
};
use domain::{
    error::ErrorKind,
    imports::report::{Refusal, Report},
    jobs::{ImportView, Note, State},
    text::{Locale, Message, imports as text},
};
use leptos::{prelude::*, task::spawn_local};

/// The import, kept up to date until it has ended; `ended` runs when it does. `may` the reader stop it?
pub(crate) fn watched(view: ImportView, may: bool, locale: Locale, ended: Callback<()>) -> AnyView {
    let id = view.id;
    let running = !view.state.ended();
    let now = RwSignal::new(view);
    let silent = RwSignal::new(false);
    let pace = RwSignal::new(Pace::default());
    let over = Memo::new(move |_| now.with(|view| view.state.ended()));
    let ask = Callback::new(move |()| {
        spawn_local(async move {
            match import(id).await {
                Ok(view) => {
                    now.try_set(view);
                    silent.try_set(false);
                }
                Err(_) => {
                    silent.try_set(true);
                }
            }
        });
    });
    let heard = Callback::new(move |notes: Vec<Note>| {
        let Some(note) = notes.iter().find(|note| note.id == id) else {
            return true;
        };
        silent.set(false);
        pace.update(|pace| pace.hear(web_sys::js_sys::Date::now(), note.progress, note.rows));
        now.update(|view| {
            view.state = note.state;
            view.progress = note.progress;
            view.report.rows = note.rows;
        });
        false
    });
    if running {
        events::follow("import", Memo::new(move |_| !over.get()), heard, ask);
        Effect::new(move || {
            if over.get() {
                ended.run(());
            }
        });
    }
    // Read out at each quarter, more would drown what else is said; the end is said where it is shown.
    let told = Memo::new(move |_| {
        let share = now.with(|view| share(view).filter(|_| !view.state.ended()));
        share.map(|percent| locale.percent(percent / 25 * 25))
    });
    view! {
        <section class="card stack">
            <p class="visually-hidden" role="status">
                {told}
            </p>
            {move || {
                match over.get() {
                    true => ended_view(&now.get_untracked(), locale),
                    false => running_view(now, silent, pace, may, locale),
                }
            }}
        </section>
    }
    .into_any()
}

/// Percent of what there is to do.
fn share(view: &ImportView) -> Option<u64> {
    (view.progress.total > 0).then(|| view.progress.done * 100 / view.progress.total)
}

fn running_view(
    now: RwSignal<ImportView>,
    silent: RwSignal<bool>,
    pace: RwSignal<Pace>,
    may: bool,
    locale: Locale,
) -> AnyView {
    let title = now.with_untracked(|view| {
        let doing = if view.check {
            &text::CHECKING
        } else {
            &text::IMPORTING
        };
        doing.with("file", &view.file_name).say(locale)
    });
    let share = Memo::new(move |_| now.with(share));
    let word = move || match share.get() {
        _ if now.with(|view| view.stopping) => text::STOPPING.text(locale).to_owned(),
        _ if now.with(|view| view.state == State::Queued) => text::WAITING.text(locale).to_owned(),
        Some(percent) => locale.percent(percent),
        None => String::new(),
    };
    let number = move |n: u64| locale.number(i64::try_from(n).unwrap_or(i64::MAX));
    let rows = move || {
        let rate = pace.with(Pace::rate)?;
        let rows = now.with(|view| view.report.rows);
        Some(
            text::PACE
                .with("rows", number(rows))
                .and("rate", number(rate))
                .say(locale),
        )
    };
    let left = move || {
        let left = pace.with(Pace::left)?;
        Some(text::TIME_LEFT.with("time", pace::time(left, locale)).say(locale))
    };
    let said = move || {
        [Some(word()), rows(), left()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · ")
    };
    view! {
        <h2 id="import-running">{title}</h2>
        <div class="toolbar">
            <progress
                aria-labelledby="import-running"
                max="100"
                value=move || share.get().map(|percent| percent.to_string())
                aria-valuetext=said
            ></progress>
            <span class="muted" aria-hidden="true">
                {said}
            </span>
            {may.then(|| stop_button(now, locale))}
        </div>
        {move || silent.get().then(|| view! { <Notice tone=Tone::Warn>{text::NO_ANSWER.text(locale)}</Notice> })}
    }
    .into_any()
}

/// Stops the import between two batches; what is in by then stays.
fn stop_button(now: RwSignal<ImportView>, locale: Locale) -> AnyView {
    let problem = RwSignal::new(None);
    let press = move |_| {
        let id = now.with_untracked(|view| view.id);
        now.update(|view| view.stopping = true);
        spawn_local(async move {
            match cancel_job(id).await {
                Ok(()) => {}
                // It has ended by itself, which is about to show.
                Err(error) if error.kind == ErrorKind::Conflict => {}
                Err(error) => {
                    now.try_update(|view| view.stopping = false);
                    problem.try_set(Some(error));
                }
            }
        });
    };
    view! {
        <button
            type="button"
            class="button small"
            disabled=move || now.with(|view| view.stopping)
            on:click=press
        >
            {text::CANCEL_IMPORT.text(locale)}
        </button>
        {move || problem.get().map(|error| view! { <Problem error=error /> })}
    }
    .into_any()
}

fn ended_view(view: &ImportView, locale: Locale) -> AnyView {
    let (tone, sentence) = match view.state {
        _ if view.report.stopped && view.check => (Tone::Error, &text::RESULT_CHECK_STOPS),
        _ if view.report.stopped => (Tone::Error, &text::RESULT_STOPPED),
        State::Done if view.check && view.report.refused > 0 => (Tone::Warn, &text::RESULT_CHECKED),
        State::Done if view.check => (Tone::Ok, &text::RESULT_CHECKED),
        // What was written before it broke off stays.
        State::Failed if view.report.rows > 0 => (Tone::Error, &text::RESULT_PARTLY),
        State::Failed => (Tone::Error, &text::RESULT_FAILED),
        State::Cancelled if view.report.wrote() => (Tone::Warn, &text::RESULT_CANCELLED),
        State::Cancelled => (Tone::Warn, &text::RESULT_CANCELLED_EMPTY),
        _ if view.report.took_nothing() => (Tone::Error, &text::RESULT_FAILED),
        _ if view.report.refused > 0 => (Tone::Warn, &text::RESULT_DONE),
        _ => (Tone::Ok, &text::RESULT_DONE),
    };
    let report = &view.report;
    let number = |n: u64| locale.number(i64::try_from(n).unwrap_or(i64::MAX));
    let sentence = sentence
        .with("file", &view.file_name)
        .and("refused", number(report.refused))
        .and("allowed", number(view.allowed))
        .say(locale);
    let read_as = report
        .encoding
        .map(|encoding| text::READ_AS.with("encoding", encoding.name()).say(locale));
    let dates = report
        .dates
        .map(|dates| columns::dates_word(dates).text(locale))
        .map(|dates| text::DATES_READ.with("dates", dates).say(locale));
    let file = view.refused_file.then(|| {
        view! {
            <div class="toolbar">
                <a class="button" href=history::refused_address(view) download>
                    {text::REFUSED_FILE.text(locale)}
                </a>
                <p class="muted">{text::REFUSED_FILE_NOTE.text(locale)}</p>
            </div>
        }
    });
    let error = (!view.error.is_empty() && !report.stopped).then(|| view.error.clone());
    view! {
        <Notice tone=tone>
            <strong>{sentence}</strong>
            {error}
            {read_as}
            {dates}
        </Notice>
        {(report.rows > 0).then(|| counts(report, locale))}
        {file}
        {(!report.refusals.is_empty()).then(|| refusals(report, locale))}
    }
    .into_any()
}

fn counts(report: &Report, locale: Locale) -> AnyView {
    let number = |n: u64| locale.number(i64::try_from(n).unwrap_or(i64::MAX));
    let unchanged = (report.unchanged > 0).then_some((&text::UNCHANGED, report.unchanged));
    let items: Vec<AnyView> = [
        Some((&text::ROWS, report.rows)),
        Some((&text::CREATED, report.created)),
        Some((&text::UPDATED, report.updated)),
        unchanged,
        Some((&text::DELETED, report.deleted)),
        Some((&text::ADDRESSES, report.addresses)),
        Some((&text::REFUSED, report.refused)),
    ]
    .into_iter()
    .flatten()
    .map(|(label, n): (&'static Message, u64)| {
        view! {
            <div class:some=move || { n > 0 }>
                <dt>{label.text(locale)}</dt>
                <dd>{number(n)}</dd>
            </div>
        }
        .into_any()
    })
    .collect();
    view! { <dl class="import-counts">{items}</dl> }.into_any()
}

fn refusals(report: &Report, locale: Locale) -> AnyView {
    let n = report.refusals.len();
    let cut = (n >= domain::imports::report::MAX_REFUSALS).then(|| {
        let sentence = text::FIRST_REFUSALS.with("n", n).and("refused", report.refused);
        view! { <p class="muted">{sentence.say(locale)}</p> }
    });
    view! {
        <h3>{text::REFUSED_ROWS.text(locale)}</h3>
        {cut}
        {findings(&report.refusals, locale)}
    }
    .into_any()
}

/// A table of findings: where, what stood there, and why it will not do.
pub(crate) fn findings(found: &[Refusal], locale: Locale) -> AnyView {
    let word = |message: &'static Message| message.text(locale);
    let rows: Vec<AnyView> = found
        .iter()
        .map(|refusal| {
            let column = if refusal.column.is_empty() {
                view! { <span class="muted">{text::WHOLE_ROW.text(locale)}</span> }.into_any()
            } else {
                view! { <code>{refusal.column.clone()}</code> }.into_any()
            };
            view! {
                <tr>
                    <td class="number">{refusal.line}</td>
                    <td>{column}</td>
                    <td class="cut">{refusal.value.clone()}</td>
                    <td>{refusal.reason.clone()}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <div class="scroll findings" tabindex="0" role="region" aria-label=word(&text::REASON)>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col" class="number">{word(&text::LINE)}</th>
                        <th scope="col">{word(&text::COLUMN)}</th>
                        <th scope="col">{word(&text::VALUE)}</th>
                        <th scope="col">{word(&text::REASON)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
