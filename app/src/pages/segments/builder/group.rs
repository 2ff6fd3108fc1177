//! A combination of conditions: its sentence, its children and the buttons that add to it.

use super::{
    leaf,
    tree::{GroupState, Kind, Node, new_test},
};
use crate::{
    pages::segments::{
        draft::Editor,
        parts::{self, Pick, Piece},
    },
    ui::focus,
};
use domain::{
    segments::{
        attribute::Subject,
        condition::{AddressScope, Condition, Group, Quantifier},
    },
    text::{Message, segments as text},
};
use leptos::prelude::*;

const QUANTIFIERS: [(Quantifier, &str, &Message); 2] = [
    (Quantifier::All, "all", &text::ALL_OF),
    (Quantifier::Any, "any", &text::ANY_OF),
];
const EXPECTED: [(bool, &str, &Message); 2] = [(true, "true", &text::TRUE), (false, "false", &text::FALSE)];
const SCOPES: [(AddressScope, &str, &Message); 3] = [
    (AddressScope::Any, "any", &text::SCOPE_ANY),
    (AddressScope::DefaultBilling, "billing", &text::SCOPE_BILLING),
    (AddressScope::DefaultShipping, "shipping", &text::SCOPE_SHIPPING),
];

/// A select over a short fixed list of words.
fn words<T: Copy + PartialEq + Send + Sync + 'static>(
    editor: Editor,
    id: String,
    label: &'static Message,
    choices: &'static [(T, &'static str, &'static Message)],
    signal: RwSignal<T>,
) -> AnyView {
    let key = move || {
        let now = signal.get();
        choices
            .iter()
            .find(|(it, ..)| *it == now)
            .map_or("", |(_, key, _)| key)
            .to_owned()
    };
    parts::pick(Pick {
        id,
        label: label.text(editor.locale),
        class: "rule-word",
        choices: choices
            .iter()
            .map(|(_, key, word)| ((*key).to_owned(), word.text(editor.locale).to_owned()))
            .collect(),
        value: Signal::derive(key),
        change: Callback::new(move |key: String| {
            if let Some((it, ..)) = choices.iter().find(|(_, k, _)| *k == key) {
                signal.set(*it);
            }
        }),
        error: Signal::stored(None),
        disabled: editor.frozen,
    })
}

/// The rule's own group.
pub(super) fn root(editor: Editor, state: GroupState) -> AnyView {
    let key = || "root".to_owned();
    view! {
        {sentence(editor, state, None, &key())}
        {children(editor, state, Subject::Customer, &text::CONDITIONS, key())}
    }
    .into_any()
}

/// "If ALL of these conditions are TRUE:", with selects for its words; `key` names its elements.
fn sentence(editor: Editor, state: GroupState, scope: Option<RwSignal<AddressScope>>, key: &str) -> AnyView {
    let message = match scope {
        Some(_) => &text::ADDRESS_SENTENCE,
        None => &text::RULE_SENTENCE,
    };
    let id = |what: &str| format!("rule-{key}-{what}");
    let pieces: Vec<AnyView> = parts::pieces(message.text(editor.locale))
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(words) => {
                let mark = words.starts_with(|c: char| c.is_ascii_punctuation());
                view! { <span class:mark=mark>{words}</span> }.into_any()
            }
            Piece::Mark(mark @ "quantifier") => words(
                editor,
                id(mark),
                &text::QUANTIFIER,
                &QUANTIFIERS,
                state.quantifier,
            ),
            Piece::Mark(mark @ "expected") => {
                words(editor, id(mark), &text::EXPECTED, &EXPECTED, state.expected)
            }
            Piece::Mark(mark) => scope
                .map(|scope| words(editor, id(mark), &text::SCOPE, &SCOPES, scope))
                .into_any(),
        })
        .collect();
    view! { <p class="rule-sentence">{pieces}</p> }.into_any()
}

/// What hangs below a sentence; `name` says to screen readers what kind of group it is.
fn children(
    editor: Editor,
    state: GroupState,
    subject: Subject,
    name: &'static Message,
    key: String,
) -> AnyView {
    let all = state.children;
    let parent = key.clone();
    view! {
        <ol class="rule-children" aria-label=name.text(editor.locale)>
            <For each=move || all.get() key=|node| node.id let:child>
                {node(editor, state, subject, child, parent.clone())}
            </For>
            {(!editor.frozen).then(|| view! { <li class="rule-add">{adders(editor, state, subject, key)}</li> })}
        </ol>
    }
    .into_any()
}

fn node(editor: Editor, above: GroupState, subject: Subject, child: Node, parent: String) -> AnyView {
    let id = child.id;
    let key = id.to_string();
    let problem = move || {
        let worked_on = match child.kind {
            Kind::Test(test) => test.touched.get(),
            Kind::Combination(_) | Kind::Address(..) => true,
        };
        editor.node_problem(id, worked_on)
    };
    let (class, head, below) = match child.kind {
        Kind::Test(test) => ("rule-leaf", leaf::row(editor, id, test), None),
        Kind::Combination(group) => (
            "rule-group",
            sentence(editor, group, None, &key),
            Some(children(editor, group, subject, &text::COMBINATION, key)),
        ),
        Kind::Address(scope, group) => (
            "rule-group",
            sentence(editor, group, Some(scope), &key),
            Some(children(
                editor,
                group,
                Subject::Address,
                &text::CUSTOMER_ADDRESS,
                key,
            )),
        ),
    };
    let tools = (!editor.frozen).then(|| tools(editor, above, child, parent));
    view! {
        <li class=class id=format!("rule-{id}") tabindex="-1">
            <div class="rule-head">{head} {tools}</div>
            {move || {
                problem()
                    .map(|sentence| {
                        view! { <p class="error-text" id=format!("rule-{id}-error")>{sentence}</p> }
                    })
            }}
            {below}
        </li>
    }
    .into_any()
}

/// The buttons at the end of a group.
fn adders(editor: Editor, state: GroupState, subject: Subject, key: String) -> AnyView {
    let add = move |condition: Condition| {
        let new = editor.draft.tree.node(&condition);
        state.children.update(|children| children.push(new));
        focus_node(new);
    };
    let button = move |label: &'static Message, id: Option<String>, make: fn(Subject) -> Condition| {
        view! {
            <button type="button" class="button plain small" id=id on:click=move |_| add(make(subject))>
                {parts::plus()}
                {label.text(editor.locale)}
            </button>
        }
        .into_any()
    };
    view! {
        {button(&text::ADD_CONDITION, Some(format!("rule-{key}-add")), new_test)}
        {(subject == Subject::Customer)
            .then(|| button(
                &text::ADD_ADDRESS,
                None,
                |_| Condition::Address {
                    scope: AddressScope::Any,
                    group: Group {
                        children: vec![new_test(Subject::Address)],
                        ..Group::default()
                    },
                },
            ))}
        {button(
            &text::ADD_COMBINATION,
            None,
            |subject| Condition::Combination(Group {
                children: vec![new_test(subject)],
                ..Group::default()
            }),
        )}
    }
    .into_any()
}

/// Puts the focus where work on a new node begins.
fn focus_node(node: Node) {
    let field = match node.kind {
        Kind::Test(_) => "attribute",
        Kind::Combination(_) => "quantifier",
        Kind::Address(..) => "scope",
    };
    focus(format!("rule-{}-{field}", node.id));
}

/// The buttons of one node.
fn tools(editor: Editor, above: GroupState, child: Node, parent: String) -> AnyView {
    let id = child.id;
    let siblings = above.children;
    let place = move || siblings.with(|all| all.iter().position(|node| node.id == id).unwrap_or_default());
    let last = move || siblings.with(|all| place() + 1 >= all.len());
    // Handlers read without being told of changes later.
    let shift = move |down: bool| {
        let at = untrack(place);
        let to = if down { at + 1 } else { at.wrapping_sub(1) };
        siblings.update(|all| {
            if to < all.len() {
                all.swap(at, to);
            }
        });
        // A button at the end of its way is disabled; its twin takes the focus then.
        let ended = untrack(|| if down { last() } else { place() == 0 });
        let button = if down == ended { "up" } else { "down" };
        focus(format!("rule-{id}-{button}"));
    };
    let duplicate = move || {
        let new = editor.draft.tree.node(&untrack(|| child.condition()));
        let at = untrack(place);
        siblings.update(|all| all.insert(at + 1, new));
        focus_node(new);
    };
    let remove = move || {
        let at = untrack(place);
        siblings.update(|all| {
            all.remove(at);
        });
        match siblings.with_untracked(|all| all.get(at).or(all.last()).copied()) {
            Some(next) => focus_node(next),
            None => focus(format!("rule-{parent}-add")),
        }
    };
    let say = editor.locale;
    view! {
        <div class="rule-tools">
            {parts::icon_button(
                format!("rule-{id}-up"),
                text::MOVE_UP.text(say),
                parts::Icon::Up,
                Signal::derive(move || place() == 0),
                move || shift(false),
            )}
            {parts::icon_button(
                format!("rule-{id}-down"),
                text::MOVE_DOWN.text(say),
                parts::Icon::Down,
                Signal::derive(last),
                move || shift(true),
            )}
            {parts::icon_button(
                format!("rule-{id}-duplicate"),
                text::DUPLICATE.text(say),
                parts::Icon::Copy,
                Signal::stored(false),
                duplicate,
            )}
            {parts::icon_button(
                format!("rule-{id}-remove"),
                text::REMOVE.text(say),
                parts::Icon::Remove,
                Signal::stored(false),
                remove,
            )}
        </div>
    }
    .into_any()
}
