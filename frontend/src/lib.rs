//! The browser entry: hydrates the page and marks it, so that scripts and tests know it answers.

use leptos::{mount::hydrate_from_async, tachys::dom::body};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

/// Name of the event sent to the document once every listener is in place.
const HYDRATED_EVENT: &str = "cohort:hydrated";

/// Called by the page's boot script as soon as the WASM module is ready.
#[wasm_bindgen]
pub fn hydrate() {
    std::panic::set_hook(Box::new(|fault| {
        console_error_panic_hook::hook(fault);
        app::ui::broken::say_broken();
    }));
    app::ui::leave::hear_back();
    // As `hydrate_lazy` does, which does not say when it is done: a page may have to fetch its part first.
    spawn_local(async {
        hydrate_from_async(body(), app::App).await.forget();
        mark_hydrated();
    });
}

/// Sets `data-hydrated` on `<html>`, a performance mark, and sends the event.
/// A browser that refuses one of them still has a working page, so refusals are not errors.
fn mark_hydrated() {
    let Some(window) = web_sys::window() else { return };
    let Some(document) = window.document() else { return };
    if let Some(root) = document.document_element() {
        let _ = root.set_attribute("data-hydrated", "");
    }
    if let Some(performance) = window.performance() {
        let _ = performance.mark("hydrated");
    }
    if let Ok(event) = web_sys::Event::new(HYDRATED_EVENT) {
        let _ = document.dispatch_event(&event);
    }
}
