//! The list of segments.

use super::{done::Done, lines};
use crate::{
    api::segments::segment_report,
    ui::{Empty, Notice, PageHead, Problem, Tone, focus, icon, t, use_locale, use_me},
};
use domain::{
    access::Action,
    ids::SegmentId,
    segments::{
        report::ReportLine,
        segment::{ApplyTo, Freshness},
    },
    text::{Locale, columns, segments as text},
};
use leptos::{ev::MouseEvent, prelude::*};

/// `/segments`.
#[component]
pub fn SegmentsPage() -> impl IntoView {
    let locale = use_locale();
    let may_edit = use_me().may(Action::EditSegments);
    let report = Resource::new(|| (), |()| segment_report());
    let done = RwSignal::new(Done::take());
    view! {
        <PageHead title=t(&text::SEGMENTS)>{may_edit.then(|| add(locale))}</PageHead>
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match report.await {
                    Ok(found) => list(found, done, locale, may_edit),
                    Err(error) => view! { <Problem error=error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn add(locale: Locale) -> AnyView {
    view! {
        <a class="button primary" href="/segments/new" on:click=not_twice>
            {super::parts::plus()}
            {text::ADD_SEGMENT.text(locale)}
        </a>
    }
    .into_any()
}

/// The second press of two was meant for what stood here before, a Save perhaps.
fn not_twice(event: MouseEvent) {
    if event.detail() > 1 {
        event.prevent_default();
    }
}

fn list(found: Vec<ReportLine>, done: RwSignal<Option<Done>>, locale: Locale, may_edit: bool) -> AnyView {
    if found.is_empty() {
        return none_yet(locale, may_edit);
    }
    let word = |message: &'static domain::text::Message| message.text(locale);
    let shown = RwSignal::new(found);
    lines::follow(shown, None, Callback::new(|()| ()));
    let ids = Memo::new(move |_| shown.with(|all| all.iter().map(|line| line.id).collect::<Vec<_>>()));
    let told = Memo::new(move |_| told(done.get()?, shown, locale));
    view! {
        {move || told.get().map(|(sentence, uncounted)| notice(sentence, uncounted, done, locale))}
        <div class="scroll">
            <table class="table segments">
                <thead>
                    <tr>
                        <th scope="col" class="number">{word(&columns::ID)}</th>
                        <th scope="col">{word(&text::SEGMENT)}</th>
                        <th scope="col">{word(&columns::STATUS)}</th>
                        <th scope="col">{word(&text::SEGMENT_WEBSITE)}</th>
                        <th scope="col" class="number">{word(&text::CUSTOMERS)}</th>
                        <th scope="col">{word(&text::DATA)}</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || ids.get() key=|id| *id let:id>
                        {row(shown, id, locale)}
                    </For>
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What stands in place of the segments while there are none.
pub(crate) fn none_yet(locale: Locale, may_edit: bool) -> AnyView {
    view! {
        <Empty title=text::NO_SEGMENTS.text(locale)>
            <p>{text::NO_SEGMENTS_NOTE.text(locale)}</p>
            {may_edit.then(|| add(locale))}
        </Empty>
    }
    .into_any()
}

/// A row made once; only what stands in its cells changes, so that a link in it keeps the focus.
fn row(shown: RwSignal<Vec<ReportLine>>, id: SegmentId, locale: Locale) -> AnyView {
    let line = lines::one(shown, id);
    view! {
        <tr>
            <td class="at-id number muted">{id.0}</td>
            <th scope="row" class="at-name">
                <a href=format!("/segments/{id}")>{move || line.get().map(|line| line.name)}</a>
            </th>
            <td class="at-status">{move || line.get().map(|line| lines::status(line.active, locale))}</td>
            <td class="at-website">{move || line.get().map(|line| line.websites)}</td>
            <td class="at-count number">
                <a class="quiet" href=format!("/reports/segments/{id}")>
                    {move || line.get().map(|line| lines::count(&line, locale))}
                </a>
            </td>
            <td class="at-data">{move || line.get().map(|line| lines::data_state(&line, locale))}</td>
        </tr>
    }
    .into_any()
}

/// What was done just before, and whether there are customers to be counted after it.
fn told(done: Done, shown: RwSignal<Vec<ReportLine>>, locale: Locale) -> Option<(String, bool)> {
    let id = match done {
        Done::Saved(id) => id,
        Done::Deleted => return Some((text::DELETED.text(locale).to_owned(), false)),
    };
    let line = shown.with(|all| all.iter().find(|line| line.id == id).cloned())?;
    let saved = text::SAVED.with("name", line.name).say(locale);
    Some(match line.freshness {
        // Visitors are nobody who could be counted.
        _ if line.apply_to == ApplyTo::Visitors => (saved, false),
        Freshness::Missing | Freshness::Stale => (format!("{saved} {}", text::TO_COUNT.text(locale)), true),
        Freshness::Fresh | Freshness::Refreshing | Freshness::Failed => (saved, false),
    })
}

fn notice(sentence: String, uncounted: bool, done: RwSignal<Option<Done>>, locale: Locale) -> AnyView {
    view! {
        <Notice tone=Tone::Ok>
            <span class="grow">
                {sentence} " "
                {uncounted
                    .then(|| view! { <a href="/reports/segments">{text::REPORT.text(locale)}</a> })}
            </span>
            <button
                type="button"
                class="button plain small icon"
                aria-label=text::CLOSE.text(locale)
                on:click=move |_| {
                    done.set(None);
                    focus("main".to_owned());
                }
            >
                {icon::cross()}
            </button>
        </Notice>
    }
    .into_any()
}
