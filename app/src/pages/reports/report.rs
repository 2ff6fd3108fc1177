//! The segment report: who is how large, how fresh that is, and refreshing it.

use super::selection::{Choice, Filter, Selection};
use crate::{
    api::{
        ApiError,
        segments::{cancel_refreshes, refresh_segments, segment_report},
    },
    pages::segments::{lines, none_yet, not_found},
    ui::{Empty, PageHead, Problem, focus, icon, t, use_locale, use_me},
};
use domain::{
    access::Action,
    ids::SegmentId,
    segments::{
        report::ReportLine,
        segment::{ApplyTo, Freshness},
    },
    text::{Locale, Message, columns, counted, grid as grid_text, segments as text},
};
use leptos::{ev::MouseEvent, html, prelude::*, task::spawn_local};
use leptos_router::{components::Form, hooks::use_query_map};

/// `/reports/segments`.
#[component]
pub fn ReportPage() -> impl IntoView {
    let locale = use_locale();
    let me = use_me();
    let (may_edit, may_refresh) = (me.may(Action::EditSegments), me.may(Action::RefreshSegments));
    let report = Resource::new(|| (), |()| segment_report());
    view! {
        <PageHead title=t(&text::REPORT) />
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match report.await {
                    Ok(found) if found.is_empty() => none_yet(locale, may_edit),
                    Ok(found) => table(found, locale, may_refresh),
                    Err(error) => view! { <Problem error=error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// The report and what is being done with it.
#[derive(Clone, Copy)]
struct Report {
    selection: Selection,
    locale: Locale,
    /// May its reader refresh segments? They are selected for nothing else.
    may_refresh: bool,
    busy: RwSignal<bool>,
    failure: RwSignal<Option<ApiError>>,
    /// What was started or ended last, for those who hear the page.
    news: RwSignal<String>,
}

impl Report {
    /// What a refresh is about: the selected, or all where nothing is; visitors have no members to compute.
    fn wanted(self) -> Vec<SegmentId> {
        let picked = self.selection.ids();
        self.selection.lines.with(|all| {
            all.iter()
                .filter(|line| line.apply_to != ApplyTo::Visitors)
                .map(|line| line.id)
                .filter(|id| picked.is_empty() || picked.contains(id))
                .collect()
        })
    }

    fn refresh(self) {
        let wanted = untrack(|| self.wanted());
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            match refresh_segments(wanted.clone()).await {
                Ok(lines) => {
                    // What somebody deleted meanwhile is in no answer, and so leaves the report.
                    match lines.iter().filter(|line| wanted.contains(&line.id)).count() {
                        0 => {
                            self.failure.try_set(Some(not_found(self.locale)));
                        }
                        n => {
                            self.news.try_set(started(n, self.locale));
                        }
                    }
                    self.selection.lines.try_set(lines);
                }
                Err(error) => {
                    self.failure.try_set(Some(error));
                }
            }
            self.busy.try_set(false);
        });
    }

    /// Those that are being refreshed.
    fn refreshing(self) -> Vec<SegmentId> {
        self.selection.lines.with(|all| {
            let busy = all.iter().filter(|line| line.freshness == Freshness::Refreshing);
            busy.map(|line| line.id).collect()
        })
    }

    fn cancel(self) {
        let ids = untrack(|| self.refreshing());
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            match cancel_refreshes(ids).await {
                Ok(lines) => {
                    self.selection.lines.try_set(lines);
                    self.news
                        .try_set(text::REFRESH_CANCELLED.text(self.locale).to_owned());
                    // The button has gone with its press.
                    focus(NAME.to_owned());
                }
                Err(error) => {
                    self.failure.try_set(Some(error));
                }
            }
            self.busy.try_set(false);
        });
    }
}

fn started(n: usize, locale: Locale) -> String {
    match n {
        1 => text::STARTED_ONE.text(locale).to_owned(),
        n => text::STARTED.with("n", n).say(locale),
    }
}

fn table(found: Vec<ReportLine>, locale: Locale, may_refresh: bool) -> AnyView {
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        query.with(|query| Filter {
            name: query.get("name").unwrap_or_default().trim().to_owned(),
            active: match query.get("status").as_deref() {
                Some("active") => Some(true),
                Some("inactive") => Some(false),
                _ => None,
            },
        })
    });
    let report = Report {
        selection: Selection::new(RwSignal::new(found), filter),
        locale,
        may_refresh,
        busy: RwSignal::new(false),
        failure: RwSignal::new(None),
        news: RwSignal::new(String::new()),
    };
    let lines = report.selection.lines;
    let ended = move |()| report.news.set(text::REFRESH_DONE.text(locale).to_owned());
    lines::follow(lines, None, Callback::new(ended));
    let shown = Memo::new(move |_| {
        let filter = filter.get();
        lines.with(|all| {
            all.iter()
                .filter(|line| filter.passes(line))
                .map(|line| line.id)
                .collect::<Vec<_>>()
        })
    });
    let none = Memo::new(move |_| shown.with(Vec::is_empty));
    view! {
        {toolbar(report, shown)}
        {move || report.failure.get().map(|error| view! { <Problem error=error /> })}
        <p class="visually-hidden" role="status">
            {report.news}
        </p>
        // Inputs in the heading row belong to this form by name; it works without scripts too.
        <Form method="get" action="/reports/segments" {..} id="report-filter" hidden=true>
            ""
        </Form>
        <div class="scroll">
            <table class="table segments">
                <thead>
                    {headings(report)}
                    {filters(report)}
                </thead>
                <tbody>
                    <For each=move || shown.get() key=|id| *id let:id>
                        {row(report, id)}
                    </For>
                </tbody>
            </table>
        </div>
        {move || none.get().then(|| none_match(locale))}
    }
    .into_any()
}

/// The field that segments are filtered by name in.
const NAME: &str = "filter-name";

/// A button that goes with its press leaves the focus to the filter.
fn to_name(_: MouseEvent) {
    focus(NAME.to_owned());
}

fn none_match(locale: Locale) -> AnyView {
    view! {
        <Empty title=text::NO_SEGMENT_MATCHES.text(locale)>
            <a class="button primary" href="/reports/segments" on:click=to_name>
                {text::RESET_FILTER.text(locale)}
            </a>
        </Empty>
    }
    .into_any()
}

fn toolbar(report: Report, shown: Memo<Vec<SegmentId>>) -> AnyView {
    let say = report.locale;
    let selection = report.selection;
    let total = move || selection.lines.with(Vec::len);
    let found = move || {
        text::FOUND
            .with("n", shown.with(Vec::len))
            .and("total", total())
            .say(say)
    };
    let how_many = move || {
        let n = report.wanted().len();
        if selection.ids().is_empty() {
            text::REFRESH_ALL.with("n", n).say(say)
        } else {
            counted(say, n as u64, &grid_text::SELECTED_ONE, &grid_text::SELECTED).say(say)
        }
    };
    let refresh = move || {
        view! {
            <button
                type="button"
                class="button primary needs-script"
                disabled=move || report.busy.get() || report.wanted().is_empty()
                on:click=move |_| report.refresh()
            >
                {text::REFRESH_DATA.text(say)}
                " "
                <span>{how_many}</span>
            </button>
        }
    };
    let refreshing = Memo::new(move |_| !report.refreshing().is_empty());
    let cancel = move || {
        refreshing.get().then(|| {
            view! {
                <button
                    type="button"
                    class="button needs-script"
                    disabled=move || report.busy.get()
                    on:click=move |_| report.cancel()
                >
                    {text::CANCEL_REFRESH.text(say)}
                </button>
            }
        })
    };
    view! {
        <div class="toolbar">
            {report.may_refresh.then(|| select_menu(report))}
            <span class="muted">{found}</span>
            <span class="muted" role="status">
                {move || selection.told(say)}
            </span>
            <span class="grow"></span>
            {report.may_refresh.then_some(cancel)}
            {report.may_refresh.then(refresh)}
        </div>
    }
    .into_any()
}

fn select_menu(report: Report) -> AnyView {
    let say = report.locale;
    let menu = NodeRef::<html::Details>::new();
    let close = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    let item = move |choice: Choice, label: &'static Message| {
        view! {
            <button
                type="button"
                class="item"
                on:click=move |_| {
                    untrack(|| report.selection.choose(choice));
                    close();
                }
            >
                {label.text(say)}
            </button>
        }
    };
    view! {
        <details
            class="menu needs-script"
            node_ref=menu
            on:keydown=move |ev| {
                if ev.key() == "Escape" {
                    close();
                }
            }
        >
            <summary class="button">{columns::SELECT.text(say)}</summary>
            <div class="sheet">
                {item(Choice::All, &grid_text::SELECT_ALL)}
                {item(Choice::None, &grid_text::DESELECT_ALL)}
                {item(Choice::Visible, &grid_text::SELECT_VISIBLE)}
                {item(Choice::NotVisible, &grid_text::UNSELECT_VISIBLE)}
            </div>
        </details>
    }
    .into_any()
}

fn headings(report: Report) -> AnyView {
    let word = |message: &'static Message| message.text(report.locale);
    let select = || view! { <th scope="col">{word(&columns::SELECT)}</th> };
    view! {
        <tr>
            {report.may_refresh.then(select)}
            <th scope="col" class="number">{word(&columns::ID)}</th>
            <th scope="col">{word(&text::SEGMENT)}</th>
            <th scope="col">{word(&columns::STATUS)}</th>
            <th scope="col">{word(&text::SEGMENT_WEBSITE)}</th>
            <th scope="col" class="number">{word(&text::CUSTOMERS)}</th>
            <th scope="col">{word(&text::DATA)}</th>
        </tr>
    }
    .into_any()
}

/// The filter inputs of the heading row.
fn filters(report: Report) -> AnyView {
    let say = report.locale;
    let filter = report.selection.filter;
    let now = filter.get_untracked();
    let option = |value: &'static str, label: &'static Message, selected: bool| {
        view! {
            <option value=value selected=selected>
                {label.text(say)}
            </option>
        }
    };
    view! {
        <tr class="filters">
            {report.may_refresh.then(|| view! { <td></td> })}
            <td></td>
            <td>
                <input
                    id=NAME
                    type="search"
                    name="name"
                    form="report-filter"
                    aria-label=text::FILTER_NAME.text(say)
                    placeholder=text::SEGMENT.text(say)
                    value=now.name.clone()
                    prop:value=move || filter.with(|filter| filter.name.clone())
                />
            </td>
            <td>
                <select
                    name="status"
                    form="report-filter"
                    aria-label=text::FILTER_STATUS.text(say)
                    prop:value=move || match filter.with(|filter| filter.active) {
                        Some(true) => "active",
                        Some(false) => "inactive",
                        None => "",
                    }
                >
                    {option("", &text::ANY_STATUS, now.active.is_none())}
                    {option("active", &columns::ACTIVE, now.active == Some(true))}
                    {option("inactive", &columns::INACTIVE, now.active == Some(false))}
                </select>
            </td>
            <td colspan="3">
                <div class="toolbar">
                    <button type="submit" form="report-filter" class="button small">
                        {icon::lens()}
                        {text::SEARCH.text(say)}
                    </button>
                    {move || {
                        (!filter.with(Filter::is_open))
                            .then(|| {
                                view! {
                                    <a class="button small" href="/reports/segments" on:click=to_name>
                                        {text::RESET_FILTER.text(say)}
                                    </a>
                                }
                            })
                    }}
                </div>
            </td>
        </tr>
    }
    .into_any()
}

fn row(report: Report, id: SegmentId) -> AnyView {
    let say = report.locale;
    let selection = report.selection;
    let line = lines::one(selection.lines, id);
    let ticked = move || selection.has(id);
    let name = move || line.get().map(|line| line.name).unwrap_or_default();
    let select = move || {
        view! {
            <td class="at-select">
                <input
                    type="checkbox"
                    class="needs-script"
                    aria-label=move || text::SELECT_ROW.with("name", name()).say(say)
                    prop:checked=ticked
                    on:change=move |ev| selection.set(id, event_target_checked(&ev))
                />
            </td>
        }
    };
    view! {
        <tr aria-selected=move || ticked().then_some("true")>
            {report.may_refresh.then(select)}
            <td class="at-id number muted">{id.0}</td>
            <th scope="row" class="at-name">
                <a href=format!("/reports/segments/{id}")>{name}</a>
            </th>
            <td class="at-status">{move || line.get().map(|line| lines::status(line.active, say))}</td>
            <td class="at-website">{move || line.get().map(|line| line.websites)}</td>
            <td class="at-count number">{move || line.get().map(|line| lines::count(&line, say))}</td>
            <td class="at-data">{move || line.get().map(|line| lines::data_state(&line, say))}</td>
        </tr>
    }
    .into_any()
}
