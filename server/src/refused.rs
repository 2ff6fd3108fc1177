//! Refusals for people: a browser that was sent to a file or a form gets a page that says why there is none, and the
//! way back; programs get JSON.

use crate::{
    auth,
    remember::Look,
    routes::{Refusal, plain, refusal},
    state::AppState,
};
use axum::{
    extract::{Request, State},
    http::{Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use domain::{
    access::Theme,
    error::{Error, ErrorKind},
    text::{access, shell as text},
};
use leptos::prelude::*;
use services::error::internal;
use std::any::Any;
use tower_http::csrf::ProtectionError;

/// What marks the answer to a request of another site until it is put into words.
#[derive(Clone)]
struct CrossSite;

/// The answer to a request of another site, in which language is not known yet.
pub(crate) fn cross_site(_: ProtectionError) -> Response {
    tracing::warn!(
        "a request was refused as one of another site; a proxy in between must hand on Host as the browser sent it"
    );
    let mut response = StatusCode::FORBIDDEN.into_response();
    response.extensions_mut().insert(CrossSite);
    response
}

/// What marks the answer to what panicked until it is put into words.
#[derive(Clone)]
struct Panicked;

/// The answer to what panicked, before the language is known. What the panic said is nobody's to read.
pub(crate) fn panicked(_: Box<dyn Any + Send>) -> Response {
    let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    response.extensions_mut().insert(Panicked);
    response
}

/// Puts a page in place of a refusal where a person asked. Who is signed out is led to the sign-in and back.
pub(crate) async fn for_people(
    State(state): State<AppState>,
    jar: CookieJar,
    request: Request,
    next: Next,
) -> Response {
    let accept = request.headers().get(header::ACCEPT);
    let person = accept.is_some_and(|types| types.as_bytes().starts_with(b"text/html"));
    let back = way_back(request.method(), request.uri());
    let look = Look::read(&jar, state.https);
    let locale = look.map_or_else(|| auth::preferred_locale(request.headers()), |look| look.locale);
    let mut response = next.run(request).await;
    let foreign = response.extensions().get::<CrossSite>().is_some();
    if foreign {
        response = refusal(&Error::Forbidden(access::CROSS_SITE.plain()), locale);
    }
    if response.extensions().get::<Panicked>().is_some() {
        response = refusal(&internal("a request panicked"), locale);
    }
    let Some(refusal) = response.extensions_mut().remove::<Refusal>().filter(|_| person) else {
        return response;
    };
    if refusal.answer.kind == ErrorKind::Unauthenticated {
        return Redirect::to(&format!("/sign-in?next={}", encode(&back))).into_response();
    }
    let theme = look.map_or(Theme::System, |look| look.theme);
    let title = match refusal.answer.kind {
        ErrorKind::Forbidden if !foreign => &text::FORBIDDEN_TITLE,
        ErrorKind::Busy | ErrorKind::TooMany => &text::BUSY_TITLE,
        ErrorKind::Conflict => &text::CONFLICT_TITLE,
        ErrorKind::NotFound => &text::NOT_FOUND_TITLE,
        ErrorKind::Unauthenticated => &text::ENDED_TITLE,
        ErrorKind::NotUnderstood => &text::OUTDATED_TITLE,
        ErrorKind::Forbidden | ErrorKind::Invalid | ErrorKind::Internal => &text::FAILED_TITLE,
    };
    let title = title.text(refusal.locale);
    let card = view! {
        <div class="card">
            <h1>{title}</h1>
            <p>{refusal.answer.message.clone()}</p>
            <a class="button primary" href=back>
                {text::BACK.text(refusal.locale)}
            </a>
        </div>
    };
    let look = (refusal.locale, theme);
    let mut page = plain::page(&state.assets.css, look, response.status(), title, card.into_any());
    let kept = response.headers_mut().remove(header::RETRY_AFTER);
    page.headers_mut()
        .extend(kept.map(|after| (header::RETRY_AFTER, after)));
    page
}

/// The page that a file is of, or a form stands on; anything else is asked for once more.
fn way_back(method: &Method, address: &Uri) -> String {
    let (path, query) = (address.path(), address.query().unwrap_or_default());
    if let Some(page) = path.strip_suffix("/download") {
        let mut words = form_urlencoded::Serializer::new(String::new());
        let of_page =
            form_urlencoded::parse(query.as_bytes()).filter(|(word, _)| word != "format" && word != "all");
        let words = words.extend_pairs(of_page).finish();
        return if words.is_empty() {
            page.to_owned()
        } else {
            format!("{page}?{words}")
        };
    }
    match path {
        _ if path.starts_with("/imports/") => "/imports".to_owned(),
        "/sign-in" => path.to_owned(),
        _ if method == Method::GET => address.path_and_query().map_or("/", |p| p.as_str()).to_owned(),
        _ => "/".to_owned(),
    }
}

fn encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_is_the_page_of_the_file() {
        for (method, address, back) in [
            (
                Method::POST,
                "/customers/download?q=jon&format=csv&all=1",
                "/customers?q=jon",
            ),
            (Method::GET, "/customers/download?format=csv", "/customers"),
            (
                Method::GET,
                "/customers/download?q=a%26b%3Dc",
                "/customers?q=a%26b%3Dc",
            ),
            (
                Method::POST,
                "/reports/segments/7/download?format=csv",
                "/reports/segments/7",
            ),
            (Method::GET, "/imports/3/refused", "/imports"),
            (Method::GET, "/segments/3?x=1", "/segments/3?x=1"),
            (Method::POST, "/sign-in", "/sign-in"),
            (Method::POST, "/sign-out", "/"),
        ] {
            assert_eq!(way_back(&method, &address.parse().unwrap()), back, "{address}");
        }
    }
}
