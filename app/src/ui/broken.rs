//! What is shown once the page's own code has stopped: by a fault of ours, or because a part of it could not be loaded
//! after another version was installed.

use domain::text::{Locale, shell as text};
use leptos::{
    wasm_bindgen::{JsCast, JsValue},
    web_sys::HtmlAnchorElement,
};
use web_sys::{Document, Element};

/// Says so above the page, with the way on. Nothing reactive is left to say it with; a browser that refuses shows
/// nothing, and the console has the cause.
pub fn say_broken() {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        let _ = banner(&document);
    }
}

fn banner(document: &Document) -> Result<(), JsValue> {
    const ID: &str = "broken";
    let Some(body) = document.body() else {
        return Ok(());
    };
    if document.get_element_by_id(ID).is_some() {
        return Ok(());
    }
    let language = document
        .document_element()
        .and_then(|root| root.get_attribute("lang"));
    let say = language
        .and_then(|tag| Locale::from_tag(&tag))
        .unwrap_or_default();
    let banner = element(document, "div", "notice error")?;
    banner.set_id(ID);
    banner.set_attribute("role", "alert")?;
    let sentence = element(document, "p", "grow")?;
    sentence.set_text_content(Some(text::BROKEN.text(say)));
    let link: HtmlAnchorElement = element(document, "a", "button small")?.unchecked_into();
    link.set_href(&document.url()?);
    // Not for the router, which has stopped with the rest.
    link.set_rel("external");
    link.set_text_content(Some(text::LOAD_AGAIN.text(say)));
    banner.append_child(&sentence)?;
    banner.append_child(&link)?;
    body.prepend_with_node_1(&banner)
}

fn element(document: &Document, name: &str, class: &str) -> Result<Element, JsValue> {
    let element = document.create_element(name)?;
    element.set_class_name(class);
    Ok(element)
}
