//! The drill-down of a segment: the state of its data, and the customers in it.

use crate::{
    api::{
        ApiError,
        segments::{refresh_segments, segment_members},
    },
    pages::segments::{lines, not_found},
    ui::{Notice, Problem, Tone, use_locale, use_me},
};
use domain::{
    access::Action,
    customers::page::Page,
    segments::{
        report::{Members, ReportLine},
        segment::{ApplyTo, Freshness},
    },
    text::{Locale, segments as text},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_params_map};

/// `/reports/segments/{id}`.
#[component]
pub fn MembersPage() -> impl IntoView {
    let locale = use_locale();
    let me = use_me();
    let may_edit = me.may(Action::ViewSegments);
    let may_refresh = me.may(Action::RefreshSegments);
    let params = use_params_map();
    let search = use_location().search;
    let asked = Memo::new(move |_| {
        let id = params.with(|params| params.get("id").unwrap_or_default());
        (id, search.get())
    });
    let members = Resource::new(
        move || asked.get(),
        move |(id, query)| async move {
            match id.parse() {
                Ok(id) => segment_members(id, query).await,
                Err(_) => Err(not_found(locale)),
            }
        },
    );
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match members.await {
                    Ok(found) => {
                        let again = Callback::new(move |()| members.refetch());
                        view! {
                            {head(&found, locale, may_edit, may_refresh, again)}
                            {rows(found.page)}
                        }
                            .into_any()
                    }
                    Err(error) => view! { <Problem error=error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn head(found: &Members, locale: Locale, may_edit: bool, may_refresh: bool, again: Callback<()>) -> AnyView {
    let line = found.line.clone();
    let (id, name) = (line.id, line.name.clone());
    let visitors = line.apply_to == ApplyTo::Visitors;
    let shown = RwSignal::new(vec![line]);
    let failure = RwSignal::new(None::<ApiError>);
    lines::follow(shown, Some(id), again);
    let refreshing = move || shown.with(|all| all.iter().any(|line| line.freshness == Freshness::Refreshing));
    let refresh = move |_| {
        failure.set(None);
        spawn_local(async move {
            match refresh_segments(vec![id]).await {
                Ok(lines) => {
                    shown.try_set(lines);
                }
                Err(error) => {
                    failure.try_set(Some(error));
                }
            }
        });
    };
    view! {
        <Title text=format!("{name} · Cohort") />
        <nav class="crumbs" aria-label=text::REPORT.text(locale)>
            <a href="/reports/segments">{text::REPORT.text(locale)}</a>
        </nav>
        <div class="page-head">
            <h1>{name}</h1>
            {move || shown.with(|all| all.first().map(|line| state(line, locale)))}
            <div class="actions">
                {may_edit
                    .then(|| {
                        view! {
                            <a class="button" href=format!("/segments/{id}")>
                                {text::EDIT_SEGMENT.text(locale)}
                            </a>
                        }
                    })}
                {(may_refresh && !visitors)
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button primary needs-script"
                                disabled=refreshing
                                on:click=refresh
                            >
                                {text::REFRESH_DATA.text(locale)}
                            </button>
                        }
                    })}
            </div>
        </div>
        {move || failure.get().map(|error| view! { <Problem error=error /> })}
        {move || {
            shown
                .with(|all| all.first().is_some_and(|line| line.customers.is_none()))
                .then(|| {
                    let why = if visitors { &text::VISITORS_HAVE_NO_MEMBERS } else { &text::NO_MEMBERS_YET };
                    view! { <Notice tone=Tone::Warn>{why.text(locale)}</Notice> }
                })
        }}
    }
    .into_any()
}

fn state(line: &ReportLine, locale: Locale) -> AnyView {
    view! {
        <div class="toolbar">
            {lines::status(line.active, locale)} <strong class="count">{lines::count(line, locale)}</strong>
            <span class="muted">{text::CUSTOMERS.text(locale)}</span> {lines::data_state(line, locale)}
        </div>
    }
    .into_any()
}

/// The customers of the page.
fn rows(page: Page) -> AnyView {
    let _ = page;
    ().into_any()
}
