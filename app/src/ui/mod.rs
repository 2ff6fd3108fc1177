//! Small parts pages are made of: what they say, where they stand, and what they show when something is wrong.

pub mod broken;
pub mod events;
pub(crate) mod fold;
pub mod frame;
pub mod icon;
pub mod leave;
pub mod menu;
pub mod page;
pub mod problem;
pub mod tab;

mod token;

pub use frame::{Frame, provide_visit};
pub use page::{Badge, Empty, Notice, PageHead, Tone};
pub use problem::Problem;
pub(crate) use token::token;

use domain::{
    access::Me,
    text::{Locale, Message},
};
use leptos::{prelude::*, wasm_bindgen::JsCast};

/// The language of this document; a change of language loads the document anew.
pub fn use_locale() -> Locale {
    use_context::<Locale>().unwrap_or_default()
}

/// Who is signed in; to be asked inside [`Frame`] only, which lets nobody else in.
pub fn use_me() -> Me {
    expect_context::<Me>()
}

/// A message in the language of this document. Ask while a component is made, not in a handler or a task.
pub fn t(message: &'static Message) -> &'static str {
    message.text(use_locale())
}

/// Moves the focus to the element with this id, once it is drawn.
pub(crate) fn focus(id: String) {
    request_animation_frame(move || {
        let element = document().get_element_by_id(&id);
        if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
            // An element that cannot take the focus leaves it where it is.
            let _ = element.focus();
        }
    });
}
