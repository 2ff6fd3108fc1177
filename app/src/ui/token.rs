//! The word a request is known by when it has to be sent again, because its answer was lost.

use leptos::web_sys::js_sys::Math;

/// A word that no other request has.
pub(crate) fn token() -> String {
    format!("{:.17}{:.17}", Math::random(), Math::random()).replace('.', "")
}
