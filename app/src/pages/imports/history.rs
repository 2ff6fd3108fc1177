//! What was imported before, by whom, and with what outcome.

use super::pace;
use crate::ui::{Badge, Tone};
use domain::{
    imports::{Behavior, FileKind},
    jobs::{ImportView, State},
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

/// The imports so far, newest first.
pub(crate) fn history(found: Vec<ImportView>, locale: Locale) -> AnyView {
    let word = |message: &'static Message| message.text(locale);
    if found.is_empty() {
        return view! { <p class="muted">{word(&text::NO_HISTORY)}</p> }.into_any();
    }
    let rows: Vec<AnyView> = found.iter().map(|view| row(view, locale)).collect();
    view! {
        <div class="scroll">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col" class="number">{word(&columns::ID)}</th>
                        <th scope="col">{word(&text::HISTORY_FILE)}</th>
                        <th scope="col">{word(&text::ENTITY)}</th>
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
    }
    .into_any()
}

fn row(view: &ImportView, locale: Locale) -> AnyView {
    let (tone, word) = match view.state {
        _ if view.report.stopped => (Tone::Error, &text::STATE_STOPPED),
        State::Queued => (Tone::Plain, &text::STATE_QUEUED),
        State::Running => (Tone::Busy, &text::STATE_RUNNING),
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
    let checked = view.check.then(|| {
        view! { <span class="muted">"(" {text::HISTORY_CHECK.text(locale)} ")"</span> }
    });
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
        .map(|took| pace::time(took.unsigned_abs() / 1_000, locale));
    view! {
        <tr>
            <td class="number muted">{view.id.0}</td>
            <th scope="row">
                <a href=format!("/imports?job={}", view.id)>{view.file_name.clone()}</a>
            </th>
            <td>{view.file_kind.map(|kind| kind_word(kind).text(locale))}</td>
            <td>{view.behavior.map(|behavior| behavior_word(behavior).text(locale))} {checked}</td>
            <td>
                <Badge tone=tone text=word.text(locale) />
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
