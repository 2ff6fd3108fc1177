//! The few pictures: drawn in place, hidden from screen readers because a text always stands beside them.

use leptos::prelude::*;

/// A 16 by 16 picture of one path.
fn draw(path: &'static str) -> impl IntoView {
    view! {
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path d=path></path>
        </svg>
    }
}

/// The product's mark: three circles that share customers.
pub fn mark() -> impl IntoView {
    view! {
        <svg viewBox="0 0 20 20" aria-hidden="true" stroke="currentColor" stroke-width="1.9">
            <circle cx="7.4" cy="7.6" r="4.6"></circle>
            <circle cx="12.6" cy="7.6" r="4.6"></circle>
            <circle cx="10" cy="12.4" r="4.6"></circle>
        </svg>
    }
}

/// Take away.
pub fn cross() -> impl IntoView {
    draw("M4.2 3.1 8 6.9l3.8-3.8 1.1 1.1L9.1 8l3.8 3.8-1.1 1.1L8 9.1l-3.8 3.8-1.1-1.1L6.9 8 3.1 4.2z")
}

/// Search.
pub fn lens() -> impl IntoView {
    draw("M7 2a5 5 0 0 1 4 8l3.2 3.2-1 1L10 11a5 5 0 1 1-3-9zm0 1.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7z")
}

/// Filters.
pub fn funnel() -> impl IntoView {
    draw("M2 3h12v1.6L9.5 9.4V13l-3 1.2V9.4L2 4.6z")
}

/// A view to come back to.
pub fn bookmark() -> impl IntoView {
    draw("M4 2h8v12l-4-3-4 3zm1.5 1.5V11L8 9.1l2.5 1.9V3.5z")
}

/// Back to how it was.
pub fn undo() -> impl IntoView {
    draw("M6 2.5v2.7h2.5a4.3 4.3 0 1 1 0 8.6H4v-1.5h4.5a2.8 2.8 0 1 0 0-5.6H6v2.7L2.2 6z")
}

/// Once more.
pub fn again() -> impl IntoView {
    draw("M8 2.2c1.8 0 3.4.8 4.5 2.1V2H14v5H9V5.5h2.6A4.3 4.3 0 1 0 12.2 9h1.5A5.8 5.8 0 1 1 8 2.2z")
}

/// Columns.
pub fn columns() -> impl IntoView {
    draw("M2 3h3.3v10H2zm4.7 0h2.6v10H6.7zm4 0H14v10h-3.3z")
}

/// A file to take home.
pub fn download() -> impl IntoView {
    draw("M7.25 2h1.5v6l2.1-2.1 1 1L8 10.9 4.1 6.9l1-1L7.25 8zM3 12h10v1.6H3z")
}

/// Up.
pub fn up() -> impl IntoView {
    draw("M8 4.2 13 9.2l-1.1 1.1L8 6.4l-3.9 3.9L3 9.2z")
}

/// Down.
pub fn down() -> impl IntoView {
    draw("M8 11.8 3 6.8l1.1-1.1L8 9.6l3.9-3.9L13 6.8z")
}

/// Back.
pub fn left() -> impl IntoView {
    draw("M10.3 3 11.4 4.1 7.5 8l3.9 3.9-1.1 1.1-5-5z")
}

/// Onward.
pub fn right() -> impl IntoView {
    draw("M5.7 3 4.6 4.1 8.5 8l-3.9 3.9 1.1 1.1 5-5z")
}
