//! One condition: attribute, operator, value.

use super::{tree::TestState, value};
use crate::pages::segments::{
    draft::Editor,
    parts::{self, Pick},
};
use domain::{
    segments::attribute::{Attribute, Operator},
    text::segments as text,
};
use leptos::prelude::*;

/// The row of a condition.
pub(super) fn row(editor: Editor, id: u32, test: TestState) -> AnyView {
    let say = editor.locale;
    let subject = test.attribute.get_untracked().subject();
    let attributes = Attribute::ALL
        .iter()
        .filter(|attribute| attribute.subject() == subject)
        .map(|attribute| (attribute.key().to_owned(), attribute.label().text(say).to_owned()))
        .collect();
    let attribute = parts::pick(Pick {
        id: format!("rule-{id}-attribute"),
        label: text::ATTRIBUTE.text(say),
        class: "rule-attribute",
        choices: attributes,
        value: Signal::derive(move || test.attribute.get().key().to_owned()),
        change: Callback::new(move |key: String| {
            if let Some(attribute) = Attribute::from_key(&key) {
                test.choose(attribute);
            }
        }),
        error: Signal::stored(None),
        disabled: editor.frozen,
    });
    let kind = Memo::new(move |_| test.attribute.get().kind());
    let operator = move || {
        let operators: &'static [Operator] = kind.get().operators();
        parts::pick(Pick {
            id: format!("rule-{id}-operator"),
            label: text::OPERATOR.text(say),
            class: "rule-operator",
            choices: operators
                .iter()
                .map(|operator| (operator.key().to_owned(), operator.label().text(say).to_owned()))
                .collect(),
            value: Signal::derive(move || test.operator.get().key().to_owned()),
            change: Callback::new(move |key: String| {
                if let Some(operator) = operators.iter().find(|operator| operator.key() == key) {
                    test.compare(*operator);
                }
            }),
            error: Signal::stored(None),
            disabled: editor.frozen,
        })
    };
    let shape = Memo::new(move |_| {
        let operator = test.operator.get();
        (kind.get(), operator.takes_list(), operator.takes_value())
    });
    let value = move || {
        let (kind, list, any) = shape.get();
        any.then(|| value::editor(editor, id, test, kind, list))
    };
    view! {
        <div class="rule-test">
            {attribute} {operator} {value}
        </div>
    }
    .into_any()
}
