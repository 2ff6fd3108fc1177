//! segments pages.

use leptos::prelude::*;

/// Being written.
#[component]
pub fn SegmentsPage() -> impl IntoView {
    view! { <main></main> }
}

/// Being written.
#[component]
pub fn SegmentPage() -> impl IntoView {
    view! { <main></main> }
}
