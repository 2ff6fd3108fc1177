//! Importing customer files: choosing and looking at one, sending it, what became of it, and the history.

use leptos::prelude::*;

/// `/imports`.
#[component]
pub fn ImportsPage() -> impl IntoView {}
