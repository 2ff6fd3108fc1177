//! The sheet of keys, and the keys that work on the whole page: `/` and `?`, which can be switched off, and Ctrl+K.

use super::{desk, focus, state::Grids};
use domain::text::{Message, grid as text, segments as segment_text};
use leptos::{
    ev::{self, Event, KeyboardEvent},
    html,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlInputElement, Storage},
};

/// Where a browser keeps that its reader wants no keys of one character.
const KEY: &str = "cohort-keys";
const OFF: &str = "off";

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn are_on() -> bool {
    let kept = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
    kept.as_deref() != Some(OFF)
}

/// Is this key taken by the page, instead of being typed into a cell?
pub(super) fn takes(key: &str) -> bool {
    matches!(key, "/" | "?") && are_on()
}

/// Hears the keys of the page as long as the grid stands.
pub(super) fn follow(grid: Grids) {
    Effect::new(move |_| {
        let heard = window_event_listener(ev::keydown, move |event| on_key(grid, &event));
        on_cleanup(move || heard.remove());
    });
}

fn on_key(grid: Grids, event: &KeyboardEvent) {
    let in_dialog = document().query_selector("dialog[open]").ok().flatten().is_some();
    let key = event.key();
    let taken = match event.ctrl_key() || event.meta_key() {
        // A capital where Caps Lock is on.
        true => matches!(key.as_str(), "k" | "K") && !event.shift_key(),
        false => takes(&key) && focus::target(event).is_some_and(|target| !types(&target)),
    };
    if !taken || event.alt_key() || in_dialog || event.default_prevented() || event.is_composing() {
        return;
    }
    event.prevent_default();
    if key == "?" {
        open(grid);
    } else if let Some(field) = focus::find(grid, "#keyword") {
        focus::focus_on(&field);
        if let Some(field) = field.dyn_ref::<HtmlInputElement>() {
            field.select();
        }
    }
}

/// Does a key pressed here end up in a field?
fn types(target: &Element) -> bool {
    let boxes = "[type=checkbox], [type=radio], [type=button], [type=submit]";
    let field = target.closest("input, textarea, select, [contenteditable]");
    field
        .ok()
        .flatten()
        .is_some_and(|field| !field.matches(boxes).unwrap_or_default())
}

/// The dialog with the sheet; its lines are drawn when it opens.
pub(super) fn dialog(grid: Grids) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if grid.sheet.get()
            && let Some(dialog) = dialog.get()
            && !dialog.open()
        {
            // Refused only where it is open already.
            let _ = dialog.show_modal();
        }
    });
    view! {
        <dialog node_ref=dialog aria-labelledby="keys-title" on:close=move |_| grid.sheet.set(false)>
            {move || desk::once(grid.sheet.get()).map(|desk| (desk.keys)(grid, dialog))}
        </dialog>
    }
}

/// Opens the sheet.
pub(super) fn open(grid: Grids) {
    desk::with(grid, move |_| grid.sheet.set(true));
}

pub(super) fn lines(grid: Grids, dialog: NodeRef<html::Dialog>) -> AnyView {
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let editable = grid.setup(|s| s.editable);
    let lines: [(&str, &'static Message, bool); 20] = [
        ("← ↑ → ↓", &text::KEY_ARROWS, true),
        ("Home, End", &text::KEY_ENDS, true),
        ("Ctrl+Home, Ctrl+End", &text::KEY_ALL_ENDS, true),
        ("Page Up, Page Down", &text::KEY_PAGES, true),
        (grid.t(&text::KEY_SPACE), &text::KEY_SELECT, true),
        ("Shift+↑, Shift+↓", &text::KEY_STRETCH, true),
        ("Shift+Page Up, Shift+Page Down", &text::KEY_STRETCH_PAGE, true),
        ("Ctrl+Shift+Home, Ctrl+Shift+End", &text::KEY_STRETCH_END, true),
        ("Ctrl+A", &text::SELECT_ALL, true),
        ("Esc", &text::KEY_ESCAPE, true),
        ("Ctrl+C", &text::KEY_COPY, true),
        ("Enter, F2", &text::KEY_EDIT, editable),
        ("Enter, Shift+Enter", &text::KEY_SORT, true),
        ("Delete", &text::KEY_UNSORT, true),
        ("Alt+↓", &text::KEY_MENU, true),
        ("Shift+←, Shift+→", &text::KEY_WIDTH, true),
        ("Alt+Shift+←, Alt+Shift+→", &text::KEY_SHIFT, true),
        ("Alt+Shift+Home, Alt+Shift+End", &text::KEY_PIN, true),
        ("/, Ctrl+K", &text::SEARCH, true),
        ("?", &text::KEYS_TITLE, true),
    ];
    let lines: Vec<_> = lines
        .into_iter()
        .filter(|(.., there)| *there)
        .map(|(keys, what, _)| {
            view! {
                <tr>
                    <th scope="row">
                        {keys
                            .split(", ")
                            .map(|chord| view! { <kbd>{chord}</kbd> " " })
                            .collect::<Vec<_>>()}
                    </th>
                    <td>{grid.t(what)}</td>
                </tr>
            }
        })
        .collect();
    view! {
        <div class="stack">
            <h2 id="keys-title" tabindex="-1" autofocus>{grid.t(&text::KEYS_TITLE)}</h2>
            <table class="keys">
                <tbody>{lines}</tbody>
            </table>
            <label class="check">
                <input id="page-keys" type="checkbox" checked=are_on() on:change=on_change />
                {grid.t(&text::KEYS_ON)}
            </label>
            <div class="toolbar end">
                <button type="button" class="button primary" on:click=close>
                    {grid.t(&segment_text::CLOSE)}
                </button>
            </div>
        </div>
    }
    .into_any()
}

fn on_change(event: Event) {
    let on = event_target_checked(&event);
    if let Some(storage) = storage() {
        // Where nothing is kept, the keys stay on.
        let _ = match on {
            true => storage.remove_item(KEY),
            false => storage.set_item(KEY, OFF),
        };
    }
}
