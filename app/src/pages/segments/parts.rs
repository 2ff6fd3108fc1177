//! Small parts of the segment form: selects, icon buttons, sentences with selects in them.

use crate::ui::icon;
use leptos::{html, prelude::*};

/// A piece of a message: words, or a mark where a control stands.
pub(crate) enum Piece {
    /// Words.
    Text(&'static str),
    /// The name of a mark.
    Mark(&'static str),
}

/// Takes a message apart at its marks.
pub(crate) fn pieces(text: &'static str) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((mark, tail)) = after.split_once('}') else {
            break;
        };
        if !before.trim().is_empty() {
            out.push(Piece::Text(before.trim()));
        }
        out.push(Piece::Mark(mark));
        rest = tail;
    }
    if !rest.trim().is_empty() {
        out.push(Piece::Text(rest.trim()));
    }
    out
}

/// A select to be made.
pub(crate) struct Pick {
    /// Its element's id.
    pub id: String,
    /// Its name for screen readers.
    pub label: &'static str,
    /// Its class.
    pub class: &'static str,
    /// Codes and labels.
    pub choices: Vec<(String, String)>,
    /// The code picked.
    pub value: Signal<String>,
    /// Called with the code picked by hand.
    pub change: Callback<String>,
    /// The id of the sentence that says what is wrong, while something is.
    pub error: Signal<Option<String>>,
    /// To be read only.
    pub disabled: bool,
}

/// A select whose value is a signal.
pub(crate) fn pick(pick: Pick) -> AnyView {
    let Pick {
        value, change, error, ..
    } = pick;
    let element = NodeRef::<html::Select>::new();
    // One effect for the select instead of one for each of its options, of which there can be hundreds.
    Effect::new(move || {
        let now = value.get();
        if let Some(element) = element.get() {
            element.set_value(&now);
        }
    });
    let first = value.get_untracked();
    let options: Vec<AnyView> = pick
        .choices
        .into_iter()
        .map(|(code, label)| {
            let selected = code == first;
            view! {
                <option value=code selected=selected>
                    {label}
                </option>
            }
            .into_any()
        })
        .collect();
    view! {
        <select
            id=pick.id
            class=pick.class
            aria-label=pick.label
            aria-invalid=move || error.with(Option::is_some).then_some("true")
            aria-describedby=error
            disabled=pick.disabled
            node_ref=element
            on:change=move |ev| change.run(event_target_value(&ev))
        >
            {options}
        </select>
    }
    .into_any()
}

/// A picture on a button.
#[derive(Clone, Copy)]
pub(crate) enum Icon {
    /// Move up.
    Up,
    /// Move down.
    Down,
    /// Make another.
    Copy,
    /// Take away.
    Remove,
}

/// A plus sign.
pub(crate) fn plus() -> impl IntoView {
    view! {
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
            <path d="M7.2 3h1.6v4.2H13v1.6H8.8V13H7.2V8.8H3V7.2h4.2z"></path>
        </svg>
    }
}

fn copy() -> impl IntoView {
    view! {
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path d="M6 2h7.5v8.5H12V12H10.5v2H3V5.500h3zm1.500 3.500H10.500V9H12V3.500H7.500zM4.500 7v5.500H9V7z"></path>
        </svg>
    }
}

/// A button that shows a picture and is named by a word.
pub(crate) fn icon_button(
    id: String,
    label: &'static str,
    picture: Icon,
    disabled: Signal<bool>,
    press: impl Fn() + 'static,
) -> AnyView {
    let picture = match picture {
        Icon::Up => icon::up().into_any(),
        Icon::Down => icon::down().into_any(),
        Icon::Copy => copy().into_any(),
        Icon::Remove => icon::cross().into_any(),
    };
    view! {
        <button
            type="button"
            class="button plain small icon"
            id=id
            title=label
            aria-label=label
            disabled=disabled
            on:click=move |_| press()
        >
            {picture}
        </button>
    }
    .into_any()
}

/// `text` as the content of an element: a `textarea` has no other way to start with text that may be empty.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_comes_apart_at_its_marks() {
        let shown: Vec<String> = pieces("If {how} of these are {what}:")
            .into_iter()
            .map(|piece| match piece {
                Piece::Text(words) => words.to_owned(),
                Piece::Mark(mark) => format!("<{mark}>"),
            })
            .collect();
        assert_eq!(shown, ["If", "<how>", "of these are", "<what>", ":"]);
    }
}
