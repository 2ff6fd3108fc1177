//! Menus are `details.menu` elements, which need no script to open; scripts close them again, and go through them by
//! keys.

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

/// Escape closes the menu around it and gives the focus back to its button; arrows go through its entries.
pub fn on_key(event: &KeyboardEvent) {
    let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
    if event.default_prevented() {
        return;
    }
    let Some((target, menu)) =
        target.and_then(|target| Some((target.clone(), target.closest("details.menu[open]").ok()??)))
    else {
        return;
    };
    let next = match event.key().as_str() {
        "Escape" => {
            let _ = menu.remove_attribute("open");
            menu.query_selector("summary").ok().flatten()
        }
        "ArrowDown" => neighbour(&menu, &target, 1),
        "ArrowUp" => neighbour(&menu, &target, -1),
        _ => None,
    };
    if let Some(next) = next.as_ref().and_then(|next| next.dyn_ref::<HtmlElement>()) {
        event.prevent_default();
        let _ = next.focus();
    }
}

/// The entry of a menu, or its button, that stands so far from another.
fn neighbour(menu: &Element, from: &Element, step: i32) -> Option<Element> {
    let all = menu.query_selector_all("summary, .item").ok()?;
    let here = (0..all.length()).find(|at| all.item(*at).as_deref() == Some(from))?;
    all.item(here.checked_add_signed(step)?)?.dyn_into().ok()
}
