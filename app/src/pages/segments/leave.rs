//! The question before unsaved changes are left behind: by a link, or by closing the window.
//!
//! The browser's Back is not asked about: the router has left by then.

use super::draft::Editor;
use domain::text::segments as text;
use leptos::{
    ev,
    prelude::*,
    wasm_bindgen::{JsCast, closure::Closure},
};
use leptos_router::hooks::use_location;
use web_sys::{Element, Event, HtmlAnchorElement, MouseEvent};

/// Asks before the form is left while something in it is not saved.
pub(crate) fn ask_first(editor: Editor) {
    let location = use_location();
    let dirty = move || untrack(|| editor.dirty());
    // A browser that does not ask lets the person go.
    let stays = move || {
        let question = text::LEAVE.text(editor.locale);
        dirty() && !window().confirm_with_message(question).unwrap_or(true)
    };
    Effect::new(move || {
        let closing = window_event_listener(ev::beforeunload, move |ev| {
            if dirty() {
                ev.prevent_default();
            }
        });
        on_cleanup(move || closing.remove());

        let from = location.pathname;
        hear_first("click", move |ev: MouseEvent| {
            if follows(&ev, &from.get_untracked()) && stays() {
                ev.prevent_default();
            }
        });
    });
}

/// Hears an event of the window before the router does, as long as the form is there.
fn hear_first<E: JsCast + 'static>(name: &'static str, heard: impl Fn(E) + 'static) {
    let heard = Closure::<dyn Fn(Event)>::new(move |ev: Event| heard(ev.unchecked_into()));
    // What cannot be heard is not asked about.
    let _ = window().add_event_listener_with_callback_and_bool(name, heard.as_ref().unchecked_ref(), true);
    let heard = StoredValue::new_local(heard);
    on_cleanup(move || {
        heard.try_with_value(|heard| {
            let heard = heard.as_ref().unchecked_ref();
            let _ = window().remove_event_listener_with_callback_and_bool(name, heard, true);
        });
    });
}

/// Is this a press on a link that the router follows to another page? Before any other link it is the browser that
/// asks, or nothing is left behind.
fn follows(ev: &MouseEvent, from: &str) -> bool {
    if ev.button() != 0 || ev.meta_key() || ev.alt_key() || ev.ctrl_key() || ev.shift_key() {
        return false;
    }
    let target = ev.target().and_then(|target| target.dyn_into::<Element>().ok());
    let link = target.and_then(|target| target.closest("a[href]").ok().flatten());
    let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) else {
        return false;
    };
    let of_browser = !link.target().is_empty()
        || link.has_attribute("download")
        || link.rel().split_whitespace().any(|rel| rel == "external")
        || link.origin() != window().location().origin().unwrap_or_default();
    !of_browser && link.pathname() != from
}
