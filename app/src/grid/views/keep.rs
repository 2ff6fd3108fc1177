//! Keeping, renaming, sharing and deleting views of one's own.

use super::{BUTTON, Here, Views};
use crate::{
    api::{
        ApiError,
        views::{delete_view, save_view, share_view},
    },
    grid::{forms, keys, state::Grids},
    ui::token,
};
use domain::{
    access::Role,
    customers::{
        query::GridQuery,
        view::{NAME_MAX, View},
    },
    ids::ViewId,
    text::{shell as shell_text, views as text},
};
use leptos::{
    ev::{KeyboardEvent, SubmitEvent},
    html,
    prelude::*,
    task::spawn_local,
    wasm_bindgen::JsCast,
    web_sys::{FormData, HtmlFormElement},
};
use std::future::Future;

/// What can be done with the active view, where it is the reader's own, and a new one of the present state.
pub(in crate::grid) fn own(grid: Grids, views: Views, here: &Here) -> AnyView {
    let own = here.active.clone().filter(|view| view.owner.is_none());
    view! {
        {own.map(|view| settings(grid, views, here, view))}
        {save_as(grid, views, here)}
    }
    .into_any()
}

fn settings(grid: Grids, views: Views, here: &Here, view: View) -> impl IntoView + use<> {
    let locale = grid.locale();
    let save = (here.modified || view.left_out).then(|| {
        let (view, query) = (view.clone(), here.query.clone());
        let label = text::SAVE_TO.with("name", &view.name).say(locale);
        view! {
            <button
                type="button"
                class="button primary"
                on:click=move |_| put(grid, views, Some(&view), view.name.clone(), &query)
            >
                {label}
            </button>
        }
    });
    let rename = {
        let (view, query) = (view.clone(), here.query.clone());
        move |event: SubmitEvent| {
            let name = field(&event, "name");
            let state = view.state.clone().unwrap_or_default();
            keep(
                grid,
                views,
                Some((view.id, view.version)),
                name,
                &state,
                query.clone(),
            );
        }
    };
    let form = view! {
        <form method="post" class="toolbar" on:submit=rename on:keydown=give_up>
            <label class="visually-hidden" for="view-rename">
                {grid.t(&text::NAME)}
            </label>
            <input
                id="view-rename"
                name="name"
                value=view.name.clone()
                required
                maxlength=NAME_MAX
                autocomplete="off"
            />
            <button type="submit" class="button">
                {grid.t(&text::RENAME)}
            </button>
        </form>
    };
    let label = view.name.clone();
    let sharing = views.may_share.then(|| sharing(grid, views, &view));
    let delete = delete(grid, views, here, view);
    view! {
        <section class="view-settings" aria-label=label>
            {save} {form} {sharing} {delete}
        </section>
    }
}

/// Whom the view is shared with, which a button changes: passing over a choice by keys shares nothing.
fn sharing(grid: Grids, views: Views, view: &View) -> impl IntoView + use<> {
    let locale = grid.locale();
    let (id, version, shared) = (view.id, view.version, view.shared);
    let name = view.name.clone();
    let roles: Vec<_> = Role::ALL
        .into_iter()
        .map(|role| {
            view! {
                <option value=role.key() selected=shared == Some(role)>
                    {role.label().text(locale)}
                </option>
            }
        })
        .collect();
    let share = move |event: SubmitEvent| {
        let with = field(&event, "role").parse().ok();
        let name = name.clone();
        attempt(grid, views, share_view(id, version, with), move |()| {
            (text::SAVED.with("name", name).say(locale), None)
        });
    };
    view! {
        <form method="post" class="toolbar" on:submit=share>
            <label for="view-role">{grid.t(&text::SHARED_WITH)}</label>
            <select id="view-role" name="role">
                <option value="" selected=shared.is_none()>
                    {grid.t(&text::NOBODY)}
                </option>
                {roles}
            </select>
            <button type="submit" class="button">
                {grid.t(&text::SAVE)}
            </button>
        </form>
    }
}

/// The button that deletes a view, and the question it asks first.
pub(in crate::grid) fn delete(grid: Grids, views: Views, here: &Here, view: View) -> AnyView {
    let query = here.query.clone();
    let locale = grid.locale();
    let dialog = NodeRef::<html::Dialog>::new();
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let open = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            // Refused only where it is open already.
            let _ = dialog.show_modal();
        }
    };
    let id = view.id;
    let title = text::DELETE_TITLE.with("name", &view.name).say(locale);
    let label = text::DELETE_NAME.with("name", &view.name).say(locale);
    let sure = move |_| {
        close();
        let name = view.name.clone();
        let next = (query.view == id).then(GridQuery::default);
        attempt(grid, views, delete_view(id, view.version), move |()| {
            (text::DELETED.with("name", name).say(locale), next)
        });
    };
    view! {
        <button type="button" class="button danger needs-script" aria-label=label on:click=open>
            {grid.t(&text::DELETE)}
        </button>
        <dialog node_ref=dialog aria-labelledby=format!("view-{id}-sure") aria-describedby=format!("view-{id}-what")>
            <div class="stack">
                <h2 id=format!("view-{id}-sure")>{title}</h2>
                <p id=format!("view-{id}-what")>{grid.t(&text::DELETE_WHAT)}</p>
                <div class="toolbar end">
                    <button type="button" class="button" on:click=move |_| close()>
                        {grid.t(&shell_text::CANCEL)}
                    </button>
                    <button type="button" class="button danger" on:click=sure>
                        {grid.t(&text::DELETE)}
                    </button>
                </div>
            </div>
        </dialog>
    }
    .into_any()
}

/// A name for the present state. Of somebody else's view this makes a copy of one's own.
fn save_as(grid: Grids, views: Views, here: &Here) -> impl IntoView + use<> {
    let query = here.query.clone();
    let theirs = here.active.as_ref().filter(|view| view.owner.is_some());
    let heading = match (theirs, here.modified) {
        (Some(_), false) => &text::COPY,
        _ => &text::SAVE_CURRENT,
    };
    let proposed = theirs.map(|view| view.name.clone());
    let save = move |event: SubmitEvent| put(grid, views, None, field(&event, "name"), &query);
    view! {
        <form method="post" on:submit=save on:keydown=give_up>
            <p class="heading">{grid.t(heading)}</p>
            <div class="toolbar">
                <input
                    id="view-name"
                    name="name"
                    value=proposed
                    required
                    maxlength=NAME_MAX
                    placeholder=grid.t(&text::NEW_NAME)
                    aria-label=grid.t(&text::NEW_NAME)
                    autocomplete="off"
                />
                <button type="submit" class="button">
                    {grid.t(&text::SAVE)}
                </button>
            </div>
        </form>
    }
}

/// Saves the present state, as a new view or in place of one.
fn put(grid: Grids, views: Views, into: Option<&View>, name: String, query: &GridQuery) {
    let into = into.map(|view| (view.id, view.version));
    keep(grid, views, into, name, query, query.clone());
}

/// Saves `state` under a name, then goes on with `next` in that view.
fn keep(
    grid: Grids,
    views: Views,
    into: Option<(ViewId, i64)>,
    name: String,
    state: &GridQuery,
    next: GridQuery,
) {
    let (id, version) = into.unzip();
    let said = text::SAVED.with("name", &name).say(grid.locale());
    if views.token.with_value(String::is_empty) {
        views.token.set_value(token());
    }
    let token = views.token.get_value();
    let saving = save_view(
        id,
        version.unwrap_or_default(),
        name,
        state.kept().to_query(),
        token,
    );
    attempt(grid, views, saving, move |view| {
        views.token.try_set_value(String::new());
        let moved = next.view != view;
        let page = grid.query().page;
        (said, moved.then_some(GridQuery { view, page, ..next }))
    });
}

/// Does something to the views: says what was done and goes where it leads, or why it was refused.
fn attempt<T: 'static>(
    grid: Grids,
    views: Views,
    work: impl Future<Output = Result<T, ApiError>> + 'static,
    done: impl FnOnce(T) -> (String, Option<GridQuery>) + 'static,
) {
    views.trouble.set(None);
    spawn_local(async move {
        match work.await {
            // The answer may come when the grid has gone.
            Ok(_) if grid.try_turn().is_none() => {}
            Ok(value) => {
                let (said, next) = done(value);
                close();
                views.list.refetch();
                grid.said.try_set(said);
                if let Some(next) = next {
                    grid.refocus.set_value(Some(BUTTON.to_owned()));
                    grid.go(&next);
                }
            }
            Err(error) => drop(views.trouble.try_set(Some(error.message))),
        }
    });
}

/// Closes the menu with what was typed in it, and gives the focus back to its button.
fn close() {
    let Some(menu) = document().get_element_by_id("views-menu") else {
        return;
    };
    for form in forms::all(&menu, "form") {
        forms::revert(&form);
    }
    keys::close_menu(&menu);
}

/// What a field of the form that was sent holds.
fn field(event: &SubmitEvent, name: &str) -> String {
    event.prevent_default();
    let form = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
    let value = form
        .and_then(|form| FormData::new_with_form(&form).ok())
        .and_then(|data| data.get(name).as_string());
    value.unwrap_or_default()
}

/// Escape gives up what was typed; the menu closes by itself.
fn give_up(event: KeyboardEvent) {
    let form = event.current_target().and_then(|form| form.dyn_into().ok());
    if let Some(form) = form.filter(|_| event.key() == "Escape") {
        forms::revert(&form);
    }
}
