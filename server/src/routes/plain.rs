//! A page outside of the browser's bundle: a card in the middle, no scripts.

use crate::{headers, state::AppState};
use app::api::server::Visitor;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use leptos::{prelude::*, tachys::view::RenderHtml};

/// The page with this title around `card`.
pub(super) fn page(
    state: &AppState,
    visitor: &Visitor,
    status: StatusCode,
    title: &'static str,
    card: AnyView,
) -> Response {
    let page = view! {
        <html lang=visitor.locale.tag() data-theme=visitor.theme.key()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title>{title} " · Cohort"</title>
                <link rel="stylesheet" href=state.assets.css.clone() />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
            </head>
            <body>
                <main class="sign-in">
                    <span class="brand">"Cohort"</span>
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
