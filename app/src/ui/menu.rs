//! Menus are `details.menu` elements, which need no script to open; scripts close them again.

use leptos::{
    ev::KeyboardEvent,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, Event, HtmlElement, Node},
};

/// Closes every open menu the event did not happen in: a press or the focus went elsewhere.
pub fn close_others(event: &Event) {
    let target: Option<Node> = event.target().and_then(|target| target.dyn_into().ok());
    let Ok(open) = document().query_selector_all("details.menu[open]") else {
        return;
    };
    for at in 0..open.length() {
        if let Some(menu) = open.item(at)
            && !menu.contains(target.as_ref())
            && let Some(menu) = menu.dyn_ref::<Element>()
        {
            let _ = menu.remove_attribute("open");
        }
    }
}

/// Escape closes the menu around it and gives the focus back to its button.
pub fn close_on_escape(event: &KeyboardEvent) {
    let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
    if event.key() != "Escape" || event.default_prevented() {
        return;
    }
    let menu = target.and_then(|target| target.closest("details.menu[open]").ok().flatten());
    if let Some(menu) = menu {
        event.prevent_default();
        let _ = menu.remove_attribute("open");
        let button = menu.query_selector("summary").ok().flatten();
        if let Some(button) = button.as_ref().and_then(|button| button.dyn_ref::<HtmlElement>()) {
            let _ = button.focus();
        }
    }
}
