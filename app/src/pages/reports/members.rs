//! The drill-down of a segment: the state of its data, and the customers in it.

use crate::{
    api::{
        ApiError,
        segments::{refresh_segments, segment_block, segment_members, segment_total},
    },
    grid::{Fetch, Grid, asked},
    pages::segments::{lines, not_found},
    ui::{Empty, PageHead, Problem, use_locale, use_me},
};
use domain::{
    access::{Action, Me},
    customers::{column::DRILL_DOWN, query::GridQuery},
    ids::SegmentId,
    segments::{
        report::ReportLine,
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
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<SegmentId>().ok()));
    let locale = use_locale();
    let me = StoredValue::new(use_me());
    move || match id.get() {
        Some(id) => drill_down(id, locale, me.get_value()),
        None => nowhere(not_found(locale), locale),
    }
}

fn nowhere(error: ApiError, locale: Locale) -> AnyView {
    view! {
        <PageHead title=text::REPORT.text(locale) />
        <Problem error=error />
    }
    .into_any()
}

fn drill_down(id: SegmentId, locale: Locale, me: Me) -> AnyView {
    let search = use_location().search;
    let asked = asked(search);
    let members = Resource::new(
        move || asked.get(),
        move |_| {
            let query = search.with_untracked(|query| query.trim_start_matches('?').to_owned());
            segment_members(id, query)
        },
    );
    let lines = RwSignal::new(Vec::new());
    // Each page brings the line as it stood with its rows, so that the heading never speaks of others.
    Effect::new(move || {
        if let Some(Ok(found)) = members.get() {
            lines.set(vec![found.line]);
        }
    });
    lines::follow(lines, Some(id), Callback::new(move |()| members.refetch()));
    let download = me
        .may(Action::ExportReports)
        .then(|| format!("/reports/segments/{id}/download"));
    let download = StoredValue::new(download);
    let me = StoredValue::new(me);
    let page = move || members.get().map(|found| Some(found.map(|found| found.page)));
    view! {
        <Transition fallback=|| ()>
            {
                // Drawn with the first page: the heading, its button and the grid stay while pages turn.
                let first = Memo::new(move |before: Option<&Option<Result<ReportLine, ApiError>>>| {
                    match before {
                        Some(Some(Ok(line))) => Some(Ok(line.clone())),
                        _ => members.get().map(|found| found.map(|found| found.line)),
                    }
                });
                move || first.get().map(|line| match line {
                    Ok(line) => {
                        let name = line.name.clone();
                        lines.set(vec![line]);
                        view! {
                            {head(lines, &name, id, locale, me.get_value())}
                            <Grid
                                page=Signal::derive(page)
                                fetch=Fetch::new(move |query| segment_block(id, query))
                                again=move |()| members.refetch()
                                base=GridQuery::with_columns(&DRILL_DOWN)
                                offered=DRILL_DOWN.to_vec()
                                path=format!("/reports/segments/{id}")
                                count=move |query| segment_total(id, query)
                                download=download.get_value()
                                nothing_yet=move || nobody(lines, locale)
                            />
                        }
                            .into_any()
                    }
                    Err(error) => nowhere(error, locale),
                })
            }
        </Transition>
    }
    .into_any()
}

fn head(lines: RwSignal<Vec<ReportLine>>, name: &str, id: SegmentId, locale: Locale, me: Me) -> AnyView {
    let failure = RwSignal::new(None::<ApiError>);
    let visitors = lines.with_untracked(|all| all.iter().any(|line| line.apply_to == ApplyTo::Visitors));
    let refreshing = move || lines.with(|all| all.iter().any(|line| line.freshness == Freshness::Refreshing));
    let refresh = move |_| {
        failure.set(None);
        spawn_local(async move {
            match refresh_segments(vec![id]).await {
                Ok(mut fresh) => {
                    fresh.retain(|line| line.id == id);
                    if fresh.is_empty() {
                        failure.try_set(Some(not_found(locale)));
                    } else {
                        lines.try_set(fresh);
                    }
                }
                Err(error) => {
                    failure.try_set(Some(error));
                }
            }
        });
    };
    let name = name.to_owned();
    let title = {
        let name = name.clone();
        move || match lines.with(|all| all.first().and_then(|line| line.customers)) {
            Some(n) => {
                let n = locale.number(i64::try_from(n).unwrap_or(i64::MAX));
                format!("{name} ({n}) · Cohort")
            }
            None => format!("{name} · Cohort"),
        }
    };
    view! {
        <Title text=title />
        <nav class="crumbs" aria-label=text::TRAIL.text(locale)>
            <a href="/reports/segments">{text::REPORT.text(locale)}</a>
        </nav>
        <div class="page-head">
            <h1 id="grid-title">{name}</h1>
            {state(lines::one(lines, id), locale)}
            <div class="actions">
                <a class="button" href=format!("/segments/{id}")>
                    {if me.may(Action::EditSegments) { &text::EDIT_SEGMENT } else { &text::SHOW_SEGMENT }
                        .text(locale)}
                </a>
                {(me.may(Action::RefreshSegments) && !visitors)
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button needs-script"
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
    }
    .into_any()
}

fn state(line: Memo<Option<ReportLine>>, locale: Locale) -> AnyView {
    let noun = move || match line.with(|line| line.as_ref().and_then(|line| line.customers)) {
        Some(1) => &text::CUSTOMER_COUNTED,
        Some(0) if locale == Locale::Fr => &text::CUSTOMER_COUNTED,
        Some(_) | None => &text::CUSTOMERS_COUNTED,
    };
    view! {
        <div class="toolbar">
            {move || line.get().map(|line| lines::status(line.active, locale))}
            <span>
                <strong class="tally">{move || line.get().map(|line| lines::count(&line, locale))}</strong> " "
                <span class="muted">{move || noun().text(locale)}</span>
            </span>
            {move || line.get().map(|line| lines::data_state(&line, locale))}
        </div>
    }
    .into_any()
}

/// What stands in place of the grid while nobody is in the segment.
fn nobody(lines: RwSignal<Vec<ReportLine>>, locale: Locale) -> AnyView {
    let words = move || {
        lines.with(|all| match all.first() {
            Some(line) if line.apply_to == ApplyTo::Visitors => {
                (&text::NOBODY, &text::VISITORS_HAVE_NO_MEMBERS)
            }
            Some(line) if line.customers.is_none() => (&text::NOT_REFRESHED, &text::NO_MEMBERS_YET),
            _ => (&text::NOBODY, &text::NOBODY_NOTE),
        })
    };
    let told = move || {
        let (title, why) = words();
        view! {
            <Empty title=title.text(locale)>
                <p>{why.text(locale)}</p>
            </Empty>
        }
    };
    told.into_any()
}
