//! Choices of which one is picked, each with what it means.

use domain::text::{Locale, Message};
use leptos::prelude::*;

/// Shows `choices`: what is picked by each, its word in forms, its label, and its note.
pub(super) fn radios<T: Copy + PartialEq + Send + Sync + 'static>(
    locale: Locale,
    name: &'static str,
    label: &'static Message,
    choices: &[(T, &'static str, &'static Message, &'static Message)],
    picked: RwSignal<T>,
) -> AnyView {
    let items: Vec<AnyView> = choices
        .iter()
        .map(|&(choice, key, label, note)| {
            let id = format!("import-{key}");
            let note_id = format!("{id}-note");
            view! {
                <div class="choice">
                    <input
                        type="radio"
                        id=id.clone()
                        name=name
                        value=key
                        checked=picked.get_untracked() == choice
                        // Not what somebody chose before the scripts came: it would be shown and not done.
                        prop:checked=move || picked.get() == choice
                        aria-describedby=note_id.clone()
                        on:change=move |_| picked.set(choice)
                    />
                    <label for=id>{label.text(locale)}</label>
                    <p class="hint" id=note_id>
                        {note.text(locale)}
                    </p>
                </div>
            }
            .into_any()
        })
        .collect();
    view! {
        <fieldset class="field">
            <legend>{label.text(locale)}</legend>
            {items}
        </fieldset>
    }
    .into_any()
}
