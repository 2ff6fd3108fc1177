//! customers pages.

use leptos::prelude::*;

/// Being written.
#[component]
pub fn CustomersPage() -> impl IntoView {
    view! { <main></main> }
}

/// Being written.
#[component]
pub fn CustomerPage() -> impl IntoView {
    view! { <main></main> }
}
