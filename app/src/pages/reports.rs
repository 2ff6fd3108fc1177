//! reports pages.

use leptos::prelude::*;

/// Being written.
#[component]
pub fn ReportPage() -> impl IntoView {
    view! { <main></main> }
}

/// Being written.
#[component]
pub fn MembersPage() -> impl IntoView {
    view! { <main></main> }
}
