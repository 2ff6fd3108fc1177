//! Importing customer files: choosing and looking at one, sending it, what became of it, and the history.

mod chooser;
mod columns;
mod history;
mod pace;
mod preview;
mod preview_view;
mod radios;
mod result;
mod upload;

use crate::{
    api::imports::{import, imports},
    ui::{Notice, PageHead, Problem, events, t, use_locale, use_me},
};
use domain::{
    access::Action,
    ids::JobId,
    jobs::{ImportHistory, ImportView, Note},
    text::imports as text,
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

/// `/imports`; `?job=12` shows one of them.
#[component]
pub fn ImportsPage() -> impl IntoView {
    let locale = use_locale();
    let me = use_me();
    let may = me.may(Action::ImportCustomers);
    let query = use_query_map();
    let named = move |word: &'static str| {
        Memo::new(move |_| {
            let id = query.with(|query| query.get(word));
            id.and_then(|id| id.parse::<JobId>().ok())
        })
    };
    let (job, before) = (named("job"), named("before"));
    let one = Resource::new(
        move || job.get(),
        |job| async move {
            match job {
                Some(id) => Some(import(id).await),
                None => None,
            }
        },
    );
    let all = Resource::new(move || before.get(), imports);
    let navigate = use_navigate();
    let started = Callback::new(move |id: JobId| {
        navigate(&format!("/imports?job={id}"), NavigateOptions::default());
        all.refetch();
    });
    let ended = Callback::new(move |()| all.refetch());
    // Those that run are followed here, too, whoever began them.
    let unended = move |behind: &dyn Fn(JobId) -> bool| {
        let all = all.get().and_then(Result::ok);
        all.is_some_and(|all| {
            all.lines
                .iter()
                .any(|line| !line.state.ended() && behind(line.id))
        })
    };
    let running = Memo::new(move |_| unended(&|_| true));
    let heard = move |notes: Vec<Note>| untrack(|| unended(&|id| notes.iter().all(|note| note.id != id)));
    let ask = move |()| all.refetch();
    events::follow("import", running, Callback::new(heard), Callback::new(ask));
    // The history may have been read just before the end that the other answer tells of.
    Effect::new(move || {
        let over = |view: &ImportView| view.state.ended();
        let Some(Some(Ok(view))) = one.get() else { return };
        let behind = move |all: ImportHistory| all.lines.iter().any(|line| line.id == view.id && !over(line));
        if over(&view) && all.get().and_then(Result::ok).is_some_and(behind) {
            all.refetch();
        }
    });
    let note = (!may).then(|| {
        let role = me.role.label().text(locale);
        view! { <Notice>{text::VIEWER_NOTE.with("role", role).say(locale)}</Notice> }
    });
    view! {
        <PageHead title=t(&text::IMPORT_TITLE) />
        {note}
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                one.await
                    .map(|found| match found {
                        Ok(view) => result::watched(view, may, locale, ended),
                        Err(error) => view! { <Problem error=error /> }.into_any(),
                    })
            })}
        </Transition>
        {may.then(|| chooser::chooser(locale, started))}
        <section class="stack" aria-labelledby="import-history">
            <h2 id="import-history">{t(&text::HISTORY)}</h2>
            <Transition fallback=|| ()>
                {move || Suspend::new(async move {
                    match all.await {
                        Ok(found) => history::history(found, before.get_untracked(), locale),
                        Err(error) => view! { <Problem error=error /> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}
