//! The rule builder: "If ALL of these conditions are TRUE", nested, by selects and buttons alone.

mod group;
mod leaf;
pub(super) mod tree;
mod value;

use super::draft::Editor;
use domain::{
    segments::reading::{self, Reading},
    text::segments as text,
};
use leptos::prelude::*;

/// The rule of the segment, to be changed.
pub(crate) fn builder(editor: Editor) -> AnyView {
    let say = editor.locale;
    let root = editor.draft.tree.root;
    let empty = move || root.children.with(Vec::is_empty);
    let confirmed = editor.draft.everyone;
    let problem = move || editor.problem("rule.");
    view! {
        <div class="rule needs-script" id="rule-root" tabindex="-1">
            {group::root(editor, root)}
            {move || {
                empty()
                    .then(|| {
                        view! {
                            <label class="check">
                                <input
                                    type="checkbox"
                                    aria-invalid=move || problem().map(|_| "true")
                                    aria-describedby=move || problem().map(|_| "rule-root-error")
                                    prop:checked=confirmed
                                    on:change=move |ev| confirmed.set(event_target_checked(&ev))
                                />
                                {text::CONFIRM_EVERYONE.text(say)}
                            </label>
                        }
                    })
            }}
            {move || {
                problem()
                    .map(|sentence| {
                        view! {
                            <p class="error-text" id="rule-root-error">
                                {sentence}
                            </p>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}

/// The rule in words; all there is of it where scripts are off.
pub(crate) fn in_words(editor: Editor) -> AnyView {
    let reading = Memo::new(move |_| {
        let rule = editor.draft.tree.rule();
        let websites = editor.draft.websites.get();
        editor
            .reference
            .with_value(|reference| reading::read(&rule, &websites, reference, editor.locale))
    });
    view! {
        <section class="rule-words" aria-labelledby="in-words">
            <h3 id="in-words">{text::IN_WORDS.text(editor.locale)}</h3>
            {move || clause(reading.get())}
        </section>
    }
    .into_any()
}

fn clause(reading: Reading) -> AnyView {
    let parts: Vec<AnyView> = reading
        .parts
        .into_iter()
        .map(|part| view! { <li>{clause(part)}</li> }.into_any())
        .collect();
    let list = (!parts.is_empty()).then(|| view! { <ul>{parts}</ul> });
    view! {
        <span>{reading.text}</span>
        {list}
    }
    .into_any()
}
