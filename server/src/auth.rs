//! Who asks: the session cookie, the sign-in and sign-out forms.

use crate::state::AppState;
use app::api::server::Visitor;
use axum::{
    Extension, Form,
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use domain::text::Locale;
use serde::Deserialize;
use services::access::{self, Refused};
use std::net::SocketAddr;

/// The cookie's name; the prefix makes browsers insist on Secure, so it is for https only.
fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-cohort" } else { "cohort" }
}

fn cookie(https: bool, value: String) -> Cookie<'static> {
    Cookie::build((cookie_name(https), value))
        .path("/")
        .http_only(true)
        .secure(https)
        .same_site(SameSite::Lax)
        .build()
}

/// Finds out who asks, and keeps people without a session away from pages.
pub async fn identify(
    State(state): State<AppState>,
    jar: CookieJar,
    mut request: Request,
    next: Next,
) -> Response {
    let preferred = preferred_locale(request.headers());
    let token = jar.get(cookie_name(state.https)).map(|c| c.value().to_owned());
    let ctx = match &token {
        Some(token) => match access::authenticate(&state.shared, token).await {
            Ok(ctx) => ctx,
            Err(error) => return crate::routes::refusal(&error, preferred),
        },
        None => None,
    };
    let page = request.method() == Method::GET && wants_page(&request);
    let path = request.uri().path();
    if ctx.is_none() && page && path != "/sign-in" {
        let here = request.uri().path_and_query().map_or("/", |p| p.as_str());
        return Redirect::to(&format!("/sign-in?next={}", encode(here))).into_response();
    }
    if let (Some(_), Some(token), true) = (&ctx, &token, page) {
        // Pages are the sign of life that keeps a session open; a failure here must not cost the page.
        if let Err(error) = access::keep_alive(&state.shared, token).await {
            tracing::warn!(?error, "a session could not be kept alive");
        }
    }
    let locale = ctx.as_ref().map_or(preferred, services::context::Ctx::locale);
    request.extensions_mut().insert(Visitor { ctx, locale });
    next.run(request).await
}

/// Is this a request of a person for a page, rather than of a script for data?
fn wants_page(request: &Request) -> bool {
    let path = request.uri().path();
    !path.starts_with("/api/")
        && !path.starts_with("/pkg/")
        && !path.starts_with("/health")
        && !path.ends_with("/download")
        && !path.contains('.')
}

/// The first language of the browser that the interface speaks.
fn preferred_locale(headers: &HeaderMap) -> Locale {
    let wanted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let tags = wanted.split(',').filter_map(|tag| tag.split(';').next());
    tags.filter_map(|tag| Locale::from_tag(tag.trim()))
        .next()
        .unwrap_or_default()
}

fn encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The sign-in form.
#[derive(Deserialize)]
pub struct SignIn {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// `POST /sign-in`.
pub async fn sign_in(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    jar: CookieJar,
    Form(form): Form<SignIn>,
) -> Response {
    let address = peer.map_or_else(
        || "unknown".to_owned(),
        |Extension(ConnectInfo(a))| a.ip().to_string(),
    );
    let next = safe_next(&form.next).to_owned();
    let outcome = access::sign_in(
        &state.shared,
        &form.email,
        form.password,
        &address,
        visitor.locale,
    )
    .await;
    let back =
        |error: String| Redirect::to(&format!("/sign-in?{error}&next={}", encode(&next))).into_response();
    match outcome {
        Ok(token) => (jar.add(cookie(state.https, token)), Redirect::to(&next)).into_response(),
        Err(Refused::Wrong) => back("error=wrong".to_owned()),
        Err(Refused::Throttled(seconds)) => back(format!("error=throttled&wait={seconds}")),
        Err(Refused::Failed(error)) => crate::routes::refusal(&error, visitor.locale),
    }
}

/// `POST /sign-out`.
pub async fn sign_out(State(state): State<AppState>, jar: CookieJar) -> Response {
    if let Some(token) = jar.get(cookie_name(state.https))
        && let Err(error) = access::sign_out(&state.shared, token.value()).await
    {
        return crate::routes::refusal(&error, Locale::En);
    }
    let mut gone = cookie(state.https, String::new());
    gone.make_removal();
    let mut response = (jar.add(gone), Redirect::to("/sign-in")).into_response();
    let clear = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert("clear-site-data", clear);
    *response.status_mut() = StatusCode::SEE_OTHER;
    response
}

/// Where to go after signing in: a path of ours, never another site.
fn safe_next(next: &str) -> &str {
    let ours = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\n', '\r']);
    if ours && !next.starts_with("/sign-in") {
        next
    } else {
        "/customers"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for (next, goes_to) in [
            ("/customers?q=jon", "/customers?q=jon"),
            ("", "/customers"),
            ("//evil.example", "/customers"),
            ("/\\evil.example", "/customers"),
            ("https://evil.example", "/customers"),
            ("/sign-in", "/customers"),
            ("/a\r\nSet-Cookie: x=y", "/customers"),
        ] {
            assert_eq!(safe_next(next), goes_to, "{next:?}");
        }
    }

    #[test]
    fn the_browsers_language_is_heard() {
        for (wanted, locale) in [
            ("nl-BE,nl;q=0.9,en;q=0.8", Locale::Nl),
            ("de-DE, fr;q=0.5", Locale::Fr),
            ("", Locale::En),
            ("*", Locale::En),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(wanted));
            assert_eq!(preferred_locale(&headers), locale, "{wanted}");
        }
    }
}
