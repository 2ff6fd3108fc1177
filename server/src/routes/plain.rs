//! A page outside of the browser's bundle: a card in the middle, no scripts.

use crate::headers;
use app::ui::icon;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use domain::{access::Theme, text::Locale};
use leptos::{prelude::*, tachys::view::RenderHtml};

/// The page with this title around `card`, in a person's language and colours.
pub(crate) fn page(
    css: &str,
    (locale, theme): (Locale, Theme),
    status: StatusCode,
    title: &'static str,
    card: AnyView,
) -> Response {
    let page = view! {
        <html lang=locale.tag() data-theme=theme.key()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title>{title} " · Cohort"</title>
                <link rel="stylesheet" href=css.to_owned() />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
            </head>
            <body>
                <main class="sign-in">
                    <span class="brand">{icon::mark()} "Cohort"</span>
                    {card}
                </main>
            </body>
        </html>
    };
    let mut response = Html(format!("<!DOCTYPE html>{}", page.to_html())).into_response();
    *response.status_mut() = status;
    let policy = HeaderValue::from_static(headers::PLAIN_PAGE);
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}
