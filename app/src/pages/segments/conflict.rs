//! A save that came second: both values where they differ, and the choice between them.

use super::{actions::Actions, draft::Editor};
use crate::ui::{Notice, Tone};
use domain::{
    segments::{
        reading::{self, Reading},
        segment::Definition,
    },
    text::{Message, columns, segments as text},
};
use leptos::prelude::*;

/// Shows what somebody else stored beside what is typed here.
pub(crate) fn conflict(actions: Actions, stored: &Definition) -> AnyView {
    let editor = actions.editor;
    let say = editor.locale;
    let mine = editor.current.get();
    let message = actions.failure.get().map(|error| error.message);
    let rows: Vec<AnyView> = differences(editor, stored, &mine)
        .into_iter()
        .map(|(label, theirs, mine)| {
            view! {
                <tr>
                    <th scope="row">{label.text(say)}</th>
                    <td class="lines">{theirs}</td>
                    <td class="lines">{mine}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <Notice tone=Tone::Warn>
            <div class="grow">
                <p>{message}</p>
                <p>{text::BOTH_VALUES.text(say)}</p>
            </div>
            <button type="button" class="button" on:click=move |_| actions.take_theirs()>
                {text::TAKE_THEIRS.text(say)}
            </button>
            <button type="button" class="button" on:click=move |_| actions.keep_mine()>
                {text::KEEP_MINE.text(say)}
            </button>
            <div class="scroll whole">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{text::FIELD.text(say)}</th>
                            <th scope="col">{text::THEIRS.text(say)}</th>
                            <th scope="col">{text::MINE.text(say)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Notice>
    }
    .into_any()
}

fn differences(
    editor: Editor,
    theirs: &Definition,
    mine: &Definition,
) -> Vec<(&'static Message, String, String)> {
    let say = editor.locale;
    let words = |definition: &Definition| {
        let status = if definition.active {
            &columns::ACTIVE
        } else {
            &columns::INACTIVE
        };
        let (websites, rule) = editor.reference.with_value(|reference| {
            let known = reference.websites.iter();
            let names: Vec<&str> = known
                .filter(|(id, _)| definition.websites.iter().any(|website| website.0 == *id))
                .map(|(_, name)| name.as_str())
                .collect();
            let reading = reading::read(&definition.rule, &definition.websites, reference, say);
            (names.join(", "), outline(&reading))
        });
        [
            (&text::SEGMENT_NAME, definition.name.clone()),
            (&text::DESCRIPTION, definition.description.clone()),
            (&text::ASSIGNED, websites),
            (&columns::STATUS, status.text(say).to_owned()),
            (&text::CONDITIONS, rule),
        ]
    };
    words(theirs)
        .into_iter()
        .zip(words(mine))
        .filter(|((_, theirs), (_, mine))| theirs != mine)
        .map(|((label, theirs), (_, mine))| (label, theirs, mine))
        .collect()
}

/// A reading as indented lines.
fn outline(reading: &Reading) -> String {
    fn add(reading: &Reading, depth: usize, out: &mut String) {
        if depth > 0 {
            out.push('\n');
            out.push_str(&"\u{2003}".repeat(depth - 1));
            out.push_str("• ");
        }
        out.push_str(&reading.text);
        for part in &reading.parts {
            add(part, depth + 1, out);
        }
    }
    let mut out = String::new();
    add(reading, 0, &mut out);
    out
}
