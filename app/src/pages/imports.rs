//! imports pages.

use leptos::prelude::*;

/// Being written.
#[component]
pub fn ImportsPage() -> impl IntoView {
    view! { <main></main> }
}
