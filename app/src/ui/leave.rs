//! The question before unsaved changes are left behind: by a link, by the browser's Back, or by closing the window.

use leptos::{
    ev,
    prelude::*,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
};
use leptos_router::hooks::use_location;
use std::{cell::RefCell, rc::Rc};
use web_sys::{Element, Event, HtmlAnchorElement, MouseEvent};

/// What counts as leaving.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// Another page.
    Page,
    /// Another page, or another address of this one.
    Address,
}

/// Asks before something is left behind that is not saved. `dirty` is told whether the window closes: that takes along
/// what other pages would still hear of.
pub fn ask_first(what: Leaving, question: &'static str, dirty: impl Fn(bool) -> bool + Copy + 'static) {
    let location = use_location();
    let from = location.pathname;
    let dirty = move |closing| untrack(|| dirty(closing));
    // Answered by a file, a form leaves nothing behind, although the browser cannot know that beforehand.
    let for_file = StoredValue::new(false);
    Effect::new(move || {
        let closing = window_event_listener(ev::beforeunload, move |ev| {
            if dirty(true) && !for_file.get_value() {
                ev.prevent_default();
            }
            for_file.set_value(false);
        });
        on_cleanup(move || closing.remove());
        hear_first("submit", move |ev: Event| {
            let form = ev.target().and_then(|form| form.dyn_into::<Element>().ok());
            for_file.set_value(form.is_some_and(|form| form.has_attribute("data-file")));
        });
        hear_first("click", move |ev: MouseEvent| {
            let from = (what == Leaving::Page).then(|| from.get_untracked());
            if follows(&ev, from.as_deref()) && dirty(false) && stays(question) {
                ev.prevent_default();
                ev.stop_propagation();
            }
        });
        let guard = Rc::new(move || {
            let path = from.get_untracked();
            let other = what == Leaving::Address || window().location().pathname().as_ref() != Ok(&path);
            let stays = other && dirty(false) && stays(question);
            stays.then(|| match location.search.get_untracked().trim_start_matches('?') {
                "" => path,
                words => format!("{path}?{words}"),
            })
        });
        let id = GUARDS.with_borrow_mut(|guards| {
            let id = guards.last().map_or(0, |(id, _)| id + 1);
            guards.push((id, guard));
            id
        });
        on_cleanup(move || GUARDS.with_borrow_mut(|guards| guards.retain(|(other, _)| *other != id)));
    });
}

/// Says which address to stay at, if anybody stays.
type Guard = Rc<dyn Fn() -> Option<String>>;

thread_local! {
    /// Asked before the browser's Back and Forward.
    static GUARDS: RefCell<Vec<(u32, Guard)>> = const { RefCell::new(Vec::new()) };
}

/// Hears the browser's Back and Forward. Called before there is a router: of the listeners of a window, the first to
/// come is the first to hear.
pub fn hear_back() {
    let heard = Closure::<dyn Fn(Event)>::new(|ev: Event| {
        let guards: Vec<_> =
            GUARDS.with_borrow(|guards| guards.iter().map(|(_, guard)| Rc::clone(guard)).collect());
        if let Some(here) = guards.iter().find_map(|guard| guard()) {
            // The browser has gone there, the router has not: where one stays is the next entry after it.
            ev.stop_immediate_propagation();
            if let Ok(history) = window().history() {
                // At worst the address is another one; what was typed is still there.
                let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&here));
            }
        }
    });
    // What cannot be heard is not asked about.
    let _ = window().add_event_listener_with_callback("popstate", heard.as_ref().unchecked_ref());
    heard.forget();
}

/// Asks; a browser that does not ask lets the person go.
pub fn stays(question: &str) -> bool {
    !window().confirm_with_message(question).unwrap_or(true)
}

/// Hears an event of the window before the router does, as long as the page is there.
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

/// Is this a press on a link that the router follows away (from the path `from`, if given)? Before any other link it is
/// the browser that asks, or nothing is left behind.
fn follows(ev: &MouseEvent, from: Option<&str>) -> bool {
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
    !of_browser && from != Some(link.pathname().as_str())
}
