//! One import: how far it is, then what it did and which rows it refused.

use crate::{
    api::imports::import,
    ui::{Notice, Tone},
};
use domain::{
    imports::report::{Refusal, Report},
    jobs::{ImportView, State},
    text::{Locale, Message, imports as text},
};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

/// How often the page asks while an import runs.
const AGAIN: Duration = Duration::from_millis(500);

/// The import, kept up to date until it has ended; `ended` runs when it does.
pub(crate) fn watched(view: ImportView, locale: Locale, ended: Callback<()>) -> AnyView {
    let id = view.id;
    let running = !view.state.ended();
    let now = RwSignal::new(view);
    let silent = RwSignal::new(false);
    let asked = RwSignal::new(0_u32);
    if running {
        Effect::new(move || {
            asked.track();
            if now.with_untracked(|view| view.state.ended()) {
                ended.run(());
                return;
            }
            let ask = move || {
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
                    asked.try_update(|n| *n += 1);
                });
            };
            if let Ok(timer) = set_timeout_with_handle(ask, AGAIN) {
                on_cleanup(move || timer.clear());
            }
        });
    }
    let over = Memo::new(move |_| now.with(|view| view.state.ended()));
    view! {
        <section class="card" aria-live="polite">
            {move || {
                if over.get() { ended_view(&now.get_untracked(), locale) } else { running_view(now, silent, locale) }
            }}
        </section>
    }
    .into_any()
}

fn running_view(now: RwSignal<ImportView>, silent: RwSignal<bool>, locale: Locale) -> AnyView {
    let title = now.with_untracked(|view| text::IMPORTING.with("file", &view.file_name).say(locale));
    let share = Memo::new(move |_| {
        now.with(|view| (view.progress.total > 0).then(|| view.progress.done * 100 / view.progress.total))
    });
    let word = move || match share.get() {
        _ if now.with(|view| view.state == State::Queued) => text::WAITING.text(locale).to_owned(),
        Some(percent) => format!("{percent} %"),
        None => String::new(),
    };
    view! {
        <h2 id="import-running">{title}</h2>
        <div class="toolbar">
            <progress
                aria-labelledby="import-running"
                max="100"
                value=move || share.get().map(|percent| percent.to_string())
            ></progress>
            <span class="muted" aria-hidden="true">{word}</span>
        </div>
        {move || silent.get().then(|| view! { <Notice tone=Tone::Warn>{text::NO_ANSWER.text(locale)}</Notice> })}
    }
    .into_any()
}

fn ended_view(view: &ImportView, locale: Locale) -> AnyView {
    let (tone, sentence) = match view.state {
        _ if view.report.stopped => (Tone::Error, &text::RESULT_STOPPED),
        // What was written before it broke off stays.
        State::Failed if view.report.rows > 0 => (Tone::Error, &text::RESULT_PARTLY),
        State::Failed => (Tone::Error, &text::RESULT_FAILED),
        State::Cancelled => (Tone::Warn, &text::RESULT_CANCELLED),
        _ if view.report.refused > 0 => (Tone::Warn, &text::RESULT_DONE),
        _ => (Tone::Ok, &text::RESULT_DONE),
    };
    let report = &view.report;
    let sentence = sentence.with("file", &view.file_name).say(locale);
    let error = (!view.error.is_empty() && !report.stopped).then(|| view.error.clone());
    view! {
        <Notice tone=tone>
            <strong>{sentence}</strong>
            {error}
        </Notice>
        {(report.rows > 0).then(|| counts(report, locale))}
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
