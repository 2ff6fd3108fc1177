//! The editor of a condition's value, as its kind and operator want it.

use super::tree::TestState;
use crate::{
    pages::segments::{
        draft::Editor,
        parts::{self, Pick},
    },
    ui::{focus, fold::fold},
};
use domain::{
    customers::choice::{Choice, ChoiceSet},
    segments::attribute::Kind,
    text::segments as text,
};
use leptos::{ev, html, prelude::*};

/// Lists longer than this can be searched.
const SEARCHED_FROM: usize = 12;

/// The editor for values of `kind`, a `list` of them or one.
pub(super) fn editor(editor: Editor, id: u32, test: TestState, kind: Kind, list: bool) -> AnyView {
    match kind {
        Kind::Text if list => text_list(editor, id, test),
        Kind::Text => line(editor, id, test, "text"),
        Kind::Day => line(editor, id, test, "date"),
        Kind::YesNo => {
            let say = editor.locale;
            let choice = |code: &str, label: &'static str| Choice {
                code: code.to_owned(),
                label: label.to_owned(),
            };
            let choices = vec![choice("1", text::YES.text(say)), choice("0", text::NO.text(say))];
            one_choice(editor, id, test, choices)
        }
        Kind::Choice(set) if list => many_choices(editor, id, test, set),
        Kind::Choice(set) => {
            let mut choices = choices(editor, set);
            choices.insert(
                0,
                Choice {
                    code: String::new(),
                    label: text::CHOOSE.text(editor.locale).to_owned(),
                },
            );
            one_choice(editor, id, test, choices)
        }
    }
}

/// The id of the sentence that says what is wrong with the value, while something is.
fn error_id(editor: Editor, id: u32, test: TestState) -> Signal<Option<String>> {
    Signal::derive(move || {
        editor
            .node_problem(id, test.touched.get())
            .map(|_| format!("rule-{id}-error"))
    })
}

fn choices(editor: Editor, set: ChoiceSet) -> Vec<Choice> {
    editor
        .reference
        .with_value(|reference| set.choices(reference, editor.locale))
}

fn line(editor: Editor, id: u32, test: TestState, kind: &'static str) -> AnyView {
    let error = error_id(editor, id, test);
    view! {
        <input
            class="rule-value"
            type=kind
            id=format!("rule-{id}-value")
            aria-label=text::VALUE.text(editor.locale)
            aria-invalid=move || error.with(Option::is_some).then_some("true")
            aria-describedby=error
            autocomplete="off"
            disabled=editor.frozen
            value=test.value.get_untracked()
            prop:value=test.value
            on:input=move |ev| test.value.set(event_target_value(&ev))
            on:blur=move |_| test.touched.set(true)
        />
    }
    .into_any()
}

fn text_list(editor: Editor, id: u32, test: TestState) -> AnyView {
    let say = editor.locale;
    let error = error_id(editor, id, test);
    // A pasted column of a spreadsheet has a value on each line; the rule splits on commas.
    let tidy = move |_| {
        test.touched.set(true);
        let joined: Vec<String> = test.value.with_untracked(|value| {
            value
                .split(['\n', '\r', '\t', ',', ';'])
                .map(|part| part.trim().to_owned())
                .filter(|part| !part.is_empty())
                .collect()
        });
        test.value.set(joined.join(", "));
    };
    view! {
        <textarea
            class="rule-value"
            rows="2"
            id=format!("rule-{id}-value")
            aria-label=text::VALUE.text(say)
            aria-invalid=move || error.with(Option::is_some).then_some("true")
            aria-describedby=move || format!("rule-{id}-hint {}", error.get().unwrap_or_default())
            disabled=editor.frozen
            prop:value=test.value
            on:input=move |ev| test.value.set(event_target_value(&ev))
            on:blur=tidy
            inner_html=parts::escaped(&test.value.get_untracked())
        ></textarea>
        <small class="rule-hint" id=format!("rule-{id}-hint")>
            {text::LIST_HINT.text(say)}
        </small>
    }
    .into_any()
}

fn one_choice(editor: Editor, id: u32, test: TestState, choices: Vec<Choice>) -> AnyView {
    parts::pick(Pick {
        id: format!("rule-{id}-value"),
        label: text::VALUE.text(editor.locale),
        class: "rule-value",
        choices: choices
            .into_iter()
            .map(|choice| (choice.code, choice.label))
            .collect(),
        value: test.value.into(),
        change: Callback::new(move |code| {
            test.touched.set(true);
            test.value.set(code);
        }),
        error: error_id(editor, id, test),
        disabled: editor.frozen,
    })
}

fn split(value: &str) -> Vec<String> {
    let parts = value.split([',', ';']).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// A list of check boxes behind a summary of what is checked; drawn only while it is open.
fn many_choices(editor: Editor, id: u32, test: TestState, set: ChoiceSet) -> AnyView {
    let say = editor.locale;
    let all = StoredValue::new(choices(editor, set));
    let open = RwSignal::new(false);
    let error = error_id(editor, id, test);
    let details = NodeRef::<html::Details>::new();
    let summary = move || {
        let chosen = split(&test.value.get());
        let labels: Vec<String> = all.with_value(|all| {
            let label = |code: &String| {
                let known = all.iter().find(|choice| choice.code == *code);
                known.map_or_else(|| code.clone(), |choice| choice.label.clone())
            };
            chosen.iter().map(label).collect()
        });
        match labels.len() {
            0 => text::CHOOSE.text(say).to_owned(),
            1..=4 => labels.join(", "),
            n => text::CHOSEN.with("n", n).say(say),
        }
    };
    let close = move |ev: ev::KeyboardEvent| {
        if ev.key() == "Escape"
            && let Some(details) = details.get_untracked()
        {
            details.set_open(false);
            focus(format!("rule-{id}-value"));
        }
    };
    let toggled = move |_| {
        let now = details.get_untracked().is_some_and(|details| details.open());
        if open.get_untracked() && !now {
            test.touched.set(true);
        }
        open.set(now);
    };
    view! {
        <details class="rule-value rule-choices" node_ref=details on:toggle=toggled on:keydown=close>
            <summary id=format!("rule-{id}-value") aria-describedby=error>
                <span class="visually-hidden">{text::VALUE.text(say)} " "</span>
                {summary}
            </summary>
            {move || open.get().then(|| choice_list(editor, test, all))}
        </details>
    }
    .into_any()
}

fn choice_list(editor: Editor, test: TestState, all: StoredValue<Vec<Choice>>) -> AnyView {
    let say = editor.locale;
    let wanted = RwSignal::new(String::new());
    let searched = all.with_value(Vec::len) > SEARCHED_FROM;
    let toggle = move |code: &str, on: bool| {
        let mut codes = split(&test.value.get_untracked());
        codes.retain(|other| other != code);
        if on {
            codes.push(code.to_owned());
        }
        test.value.set(codes.join(", "));
    };
    let items = move || {
        let wanted = fold(&wanted.get());
        let chosen = split(&test.value.get_untracked());
        let fits = |choice: &&Choice| wanted.is_empty() || fold(&choice.label).contains(&wanted);
        all.with_value(|all| {
            all.iter()
                .filter(fits)
                .cloned()
                .map(|choice| {
                    let checked = chosen.contains(&choice.code);
                    let code = choice.code;
                    view! {
                        <li>
                            <label>
                                <input
                                    type="checkbox"
                                    disabled=editor.frozen
                                    prop:checked=checked
                                    on:change=move |ev| toggle(&code, event_target_checked(&ev))
                                />
                                {choice.label}
                            </label>
                        </li>
                    }
                })
                .collect_view()
        })
    };
    view! {
        {searched
            .then(|| {
                view! {
                    <input
                        type="search"
                        autocomplete="off"
                        placeholder=text::FIND_CHOICE.text(say)
                        aria-label=text::FIND_CHOICE.text(say)
                        prop:value=wanted
                        on:input=move |ev| wanted.set(event_target_value(&ev))
                    />
                }
            })}
        <ul class="rule-choice-list" tabindex="-1">
            {items}
        </ul>
    }
    .into_any()
}
