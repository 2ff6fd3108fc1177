//! sign_in pages.

use leptos::prelude::*;

/// Being written.
#[component]
pub fn SignInPage() -> impl IntoView {
    view! { <main></main> }
}
