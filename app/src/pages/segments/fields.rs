//! The general properties of a segment.

use super::draft::Editor;
use domain::{
    ids::WebsiteId,
    segments::segment::ApplyTo,
    text::{Message, columns, segments as text},
};
use leptos::prelude::*;

/// Name, description, websites, status and whom it applies to.
pub(crate) fn general(editor: Editor) -> AnyView {
    let say = editor.locale;
    view! {
        <section class="card" aria-labelledby="general">
            <h2 id="general">{text::GENERAL.text(say)}</h2>
            <div class="segment-fields">
                <div class="stack">{name(editor)} {description(editor)}</div>
                <div class="stack">{websites(editor)} {status(editor)} {apply_to(editor)}</div>
            </div>
        </section>
    }
    .into_any()
}

fn name(editor: Editor) -> AnyView {
    let name = editor.draft.name;
    let problem = move || editor.problem("name");
    view! {
        <div class="field">
            <label for="segment-name">{text::SEGMENT_NAME.text(editor.locale)}</label>
            <input
                type="text"
                id="segment-name"
                name="name"
                required
                autocomplete="off"
                disabled=editor.frozen
                aria-invalid=move || problem().map(|_| "true")
                aria-describedby=move || problem().map(|_| "segment-name-error")
                value=name.get_untracked()
                prop:value=name
                on:input=move |ev| name.set(event_target_value(&ev))
            />
            {error("segment-name-error", problem)}
        </div>
    }
    .into_any()
}

fn description(editor: Editor) -> AnyView {
    let description = editor.draft.description;
    view! {
        <div class="field">
            <label for="segment-description">{text::DESCRIPTION.text(editor.locale)}</label>
            <textarea
                id="segment-description"
                name="description"
                rows="4"
                disabled=editor.frozen
                prop:value=description
                on:input=move |ev| description.set(event_target_value(&ev))
                inner_html=super::parts::escaped(&description.get_untracked())
            ></textarea>
        </div>
    }
    .into_any()
}

fn websites(editor: Editor) -> AnyView {
    let chosen = editor.draft.websites;
    let problem = move || editor.problem("websites");
    let known = editor
        .reference
        .with_value(|reference| reference.websites.clone());
    let boxes: Vec<AnyView> = known
        .into_iter()
        .map(|(id, name)| {
            let website = WebsiteId(id);
            let toggle = move |on: bool| {
                chosen.update(|all| {
                    all.retain(|other| *other != website);
                    if on {
                        all.push(website);
                        all.sort_unstable();
                    }
                });
            };
            view! {
                <label class="check">
                    <input
                        type="checkbox"
                        name="website"
                        value=id
                        disabled=editor.frozen
                        aria-invalid=move || problem().map(|_| "true")
                        checked=chosen.with_untracked(|all| all.contains(&website))
                        prop:checked=move || chosen.with(|all| all.contains(&website))
                        on:change=move |ev| toggle(event_target_checked(&ev))
                    />
                    {name}
                </label>
            }
            .into_any()
        })
        .collect();
    view! {
        <fieldset
            class="field"
            id="segment-websites"
            tabindex="-1"
            aria-describedby=move || problem().map(|_| "segment-websites-error")
        >
            <legend>{text::ASSIGNED.text(editor.locale)}</legend>
            <div class="checks">{boxes}</div>
            {error("segment-websites-error", problem)}
        </fieldset>
    }
    .into_any()
}

fn error(id: &'static str, problem: impl Fn() -> Option<String> + Send + Sync + 'static) -> AnyView {
    (move || problem().map(|sentence| view! { <p class="error" id=id>{sentence}</p> })).into_any()
}

fn option(code: &'static str, label: &'static str, selected: bool) -> AnyView {
    view! {
        <option value=code selected=selected>
            {label}
        </option>
    }
    .into_any()
}

fn status(editor: Editor) -> AnyView {
    let say = editor.locale;
    let active = editor.draft.active;
    let now = active.get_untracked();
    let word = |message: &'static Message| message.text(say);
    view! {
        <div class="field">
            <label for="segment-status">{word(&columns::STATUS)}</label>
            <select
                id="segment-status"
                name="status"
                disabled=editor.frozen
                prop:value=move || if active.get() { "1" } else { "0" }
                on:change=move |ev| active.set(event_target_value(&ev) == "1")
            >
                {option("1", word(&columns::ACTIVE), now)}
                {option("0", word(&columns::INACTIVE), !now)}
            </select>
            {move || {
                (!active.get()).then(|| view! { <p class="hint">{text::INACTIVE_NOTE.text(say)}</p> })
            }}
        </div>
    }
    .into_any()
}

fn apply_to(editor: Editor) -> AnyView {
    let say = editor.locale;
    let apply_to = editor.draft.apply_to;
    let now = apply_to.get_untracked();
    let options: Vec<AnyView> = ApplyTo::ALL
        .into_iter()
        .map(|it| option(it.key(), it.label().text(say), it == now))
        .collect();
    let note = match editor.id {
        Some(_) => &text::APPLY_TO_FIXED,
        None => &text::APPLY_TO_NOTE,
    };
    let problem = move || editor.problem("apply_to");
    view! {
        <div class="field">
            <label for="segment-apply_to">{text::APPLY_TO.text(say)}</label>
            <select
                id="segment-apply_to"
                name="apply_to"
                aria-invalid=move || problem().map(|_| "true")
                aria-describedby=move || match problem() {
                    Some(_) => "segment-apply-error segment-apply-note",
                    None => "segment-apply-note",
                }
                disabled=editor.frozen || editor.id.is_some()
                prop:value=move || apply_to.get().key()
                on:change=move |ev| {
                    if let Some(it) = ApplyTo::from_key(&event_target_value(&ev)) {
                        apply_to.set(it);
                    }
                }
            >
                {options}
            </select>
            <p class="hint" id="segment-apply-note">
                {note.text(say)}
            </p>
            {error("segment-apply-error", problem)}
        </div>
    }
    .into_any()
}
