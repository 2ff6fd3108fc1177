//! The Views menu: choosing a saved view by a link, and where one is among them.

mod keep;

pub(super) use keep::{delete, own};

use super::{desk, forms, state::Grids};
use crate::{
    api::{ApiError, views as api},
    ui::{Notice, Tone, icon},
};
use domain::{
    customers::{page::Page, query::GridQuery, view::View},
    text::views as text,
};
use leptos::{prelude::*, task::spawn_local};

/// The menu's button, by id.
const BUTTON: &str = "views-button";

/// The saved views a grid offers.
#[derive(Clone, Copy)]
pub struct Views {
    list: Resource<Result<Vec<View>, ApiError>>,
    may_share: bool,
    /// Was the menu opened? Before that, nobody needs what is in it besides the links.
    opened: RwSignal<bool>,
    /// Why the last change was refused.
    trouble: RwSignal<Option<String>>,
    /// The word a new view is asked for under, until it is there: the server tells it from what is sent again.
    token: StoredValue<String>,
    /// The place to keep next, and whether one is on its way.
    place: StoredValue<(Option<String>, bool)>,
}

impl Views {
    /// Those of whoever is signed in.
    pub fn new(may_share: bool) -> Self {
        Self {
            list: Resource::new(|| (), |()| api::views()),
            may_share,
            opened: RwSignal::new(false),
            trouble: RwSignal::new(None),
            token: StoredValue::new(String::new()),
            place: StoredValue::new((None, false)),
        }
    }
}

/// Keeps every state the grid is in as the place where its reader left it: one at a time, and of those that
/// came meanwhile the last.
pub(super) fn keep_place(grid: Grids) {
    let Some(views) = grid.setup(|s| s.views) else {
        return;
    };
    Effect::new(move || {
        let Some(query) = grid.shown_query().map(|query| query.to_query()) else {
            return;
        };
        views.place.update_value(|(next, _)| *next = Some(query));
        if views.place.with_value(|(_, busy)| *busy) {
            return;
        }
        views.place.update_value(|(_, busy)| *busy = true);
        spawn_local(async move {
            while let Some(query) = views.place.try_update_value(|(next, _)| next.take()).flatten() {
                // Not kept is no harm done: the grid opens as it was left before.
                let _ = api::keep_place(query).await;
            }
            views.place.try_update_value(|(_, busy)| *busy = false);
        });
    });
}

/// Where one is among the views.
#[derive(Clone)]
pub(super) struct Here {
    query: GridQuery,
    /// The view the address names; nothing for Default View, or for one that is not there for this reader.
    active: Option<View>,
    name: String,
    /// The state of the active view.
    origin: GridQuery,
    modified: bool,
}

impl Here {
    fn new(grid: Grids, query: &GridQuery, views: &[View]) -> Self {
        let named = views.iter().find(|view| view.id == query.view);
        let active = named.filter(|view| view.state.is_some()).cloned();
        let state = active.as_ref().and_then(|view| view.state.clone());
        let origin = match (&active, state) {
            (Some(view), Some(state)) => state.in_view(view.id),
            _ => GridQuery::default(),
        };
        let name = active.as_ref().map(|view| view.name.clone());
        Self {
            name: name.unwrap_or_else(|| grid.t(&text::DEFAULT_VIEW).to_owned()),
            modified: !query.shows_the_same(&origin),
            query: query.clone(),
            active,
            origin,
        }
    }
}

/// Has the server draw no page before the list is there, which is drawn with it. A browser draws the page, and the list
/// when it comes.
pub(super) fn wait(grid: Grids) {
    if cfg!(feature = "ssr")
        && let Some(views) = grid.setup(|s| s.views)
    {
        views.list.with(|_| ());
    }
}

/// The state the grid goes back to: that of the active view.
pub(super) fn origin(grid: Grids, query: &GridQuery) -> GridQuery {
    let list = grid.setup(|s| s.views).and_then(|views| views.list.get());
    match list {
        Some(Ok(list)) => Here::new(grid, query, &list).origin,
        Some(Err(_)) | None => grid.setup(|s| s.base.clone()),
    }
}

pub(super) fn menu(grid: Grids, page: &Page) -> Option<impl IntoView + use<>> {
    let views = grid.setup(|s| s.views)?;
    let query = page.query.clone();
    let menu = move || {
        let query = GridQuery {
            widths: grid.widths(),
            ..query.clone()
        };
        views.list.get().map(|list| match list {
            Ok(list) => loaded(grid, views, &Here::new(grid, &query, &list), list),
            Err(error) => view! {
                <span class="muted" title=error.message>
                    {grid.t(&text::FAILED)}
                </span>
            }
            .into_any(),
        })
    };
    Some(view! { <div class="views">{menu}</div> })
}

/// Says that part of the active view was left out, as long as it is shown as it is stored.
pub(super) fn notice(grid: Grids, page: &Page) -> Option<impl IntoView + use<>> {
    let views = grid.setup(|s| s.views)?;
    let active = page.query.view;
    Some(move || {
        let list = views.list.get()?.ok()?;
        let view = list.into_iter().find(|view| view.id == active && view.left_out)?;
        let sentence = text::LEFT_OUT.with("name", view.name).say(grid.locale());
        Some(view! { <Notice tone=Tone::Warn>{sentence}</Notice> })
    })
}

fn loaded(grid: Grids, views: Views, here: &Here, list: Vec<View>) -> AnyView {
    let locale = grid.locale();
    let reset = here.modified.then(|| {
        view! {
            <a
                class="button plain small icon"
                href=grid.address(&here.origin)
                data-exact=""
                data-refocus=BUTTON
                aria-label=text::RESET.with("name", &here.name).say(locale)
                title=text::RESET.with("name", &here.name).say(locale)
            >
                {icon::undo()}
            </a>
        }
    });
    let badge = here
        .modified
        .then(|| view! { <span class="badge plain">{grid.t(&text::MODIFIED)}</span> });
    let default_name = grid.t(&text::DEFAULT_VIEW).to_owned();
    let default = choice(grid, here, default_name, None, &GridQuery::default());
    let choices: Vec<_> = list
        .into_iter()
        .map(|view| entry(grid, views, here, view))
        .collect();
    let trouble = move || {
        let sentence = views.trouble.get()?;
        Some(view! { <Notice tone=Tone::Error>{sentence}</Notice> })
    };
    let here_too = here.clone();
    let own = move || {
        let desk = desk::once(views.opened.get())?;
        Some((desk.keep)(grid, views, &here_too))
    };
    view! {
        <details
            id="views-menu"
            class="menu"
            name="grid-menu"
            on:toggle=move |event| {
                if forms::is_open(&event) {
                    opened(grid);
                }
            }
        >
            <summary id=BUTTON class="button">
                {icon::bookmark()}
                <span class="visually-hidden">{grid.t(&text::VIEW)} ": "</span>
                <span class="name">{here.name.clone()}</span>
                " "
                {badge}
            </summary>
            <div class="sheet" tabindex="-1">
                {trouble}
                <ul class="plain" aria-label=grid.t(&text::VIEWS)>
                    {default}
                    {choices}
                </ul>
                <div class="needs-script">{own}</div>
            </div>
        </details>
        {reset}
    }
    .into_any()
}

/// The menu was opened: what only scripts can do stands in it from now on.
pub(super) fn opened(grid: Grids) {
    if let Some(views) = grid.setup(|s| s.views) {
        desk::with(grid, move |_| {
            views.opened.try_set(true);
        });
    }
}

/// A view to choose, or one that cannot be.
fn entry(grid: Grids, views: Views, here: &Here, view: View) -> AnyView {
    let locale = grid.locale();
    let more = match (&view.owner, view.shared) {
        (Some(owner), _) => Some(text::SHARED_BY.with("owner", owner).say(locale)),
        (None, Some(role)) => Some(text::SHARED.with("role", role.label().text(locale)).say(locale)),
        (None, None) => None,
    };
    match &view.state {
        Some(state) => choice(grid, here, view.name, more, &state.in_view(view.id)),
        None => {
            let (here, name) = (here.clone(), view.name.clone());
            let delete = move || {
                let desk = desk::once(views.opened.get() && view.owner.is_none())?;
                Some((desk.delete)(grid, views, &here, view.clone()))
            };
            view! {
                <li class="unusable">
                    <span class="name">{name}</span>
                    <span class="muted">{grid.t(&text::UNUSABLE)}</span>
                    {delete}
                </li>
            }
            .into_any()
        }
    }
}

/// A link to a view. The menu is made anew with the page it leads to, so the focus has to find its button again.
fn choice(grid: Grids, here: &Here, name: String, more: Option<String>, state: &GridQuery) -> AnyView {
    let active = here.origin.view == state.view;
    let address = grid.address(state);
    let leads_on = address != grid.address(&here.query);
    view! {
        <li>
            <a
                class="item"
                href=address
                data-exact=""
                aria-current=active.then_some("true")
                data-close=""
                data-refocus=leads_on.then_some(BUTTON)
            >
                <span class="name">{name}</span>
                {more.map(|more| view! { <small class="muted">{more}</small> })}
            </a>
        </li>
    }
    .into_any()
}
