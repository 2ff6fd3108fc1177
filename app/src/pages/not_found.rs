//! not_found pages.

use leptos::prelude::*;

/// Being written.
#[component]
pub fn NotFound() -> impl IntoView {
    view! { <main></main> }
}
