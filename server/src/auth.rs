//! Who asks: the session cookie, the sign-in and sign-out forms.

use crate::{
    remember::{self, Look},
    routes::refusal,
    state::AppState,
};
use app::api::server::Visitor;
use axum::{
    Extension, Form,
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use domain::{
    access::{Theme, next},
    error::Error,
    text::Locale,
};
use serde::Deserialize;
use services::{
    access::{self, Origin, Refused},
    carry::carry,
    context::{Ctx, Shared},
    sessions::agent,
};
use std::{net::SocketAddr, sync::Arc, time::Duration};

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

/// How long rows wait for the number of all that match, where that can be asked for apart.
const PATIENCE: Duration = Duration::from_millis(25);

/// Finds out who asks, and keeps people without a session away from pages.
pub async fn identify(
    State(state): State<AppState>,
    jar: CookieJar,
    mut request: Request,
    next: Next,
) -> Response {
    let https = state.https;
    let last = Look::read(&jar, https);
    let preferred = last.map_or_else(|| preferred_locale(request.headers()), |look| look.locale);
    let token = jar.get(cookie_name(https)).map(|c| c.value().to_owned());
    let mut ctx = match token {
        Some(token) => match session(&state.shared, token).await {
            Ok(ctx) => ctx,
            Err(error) => return refusal(&error, preferred),
        },
        None => None,
    };
    let page = request.method() == Method::GET && wants_page(&request);
    let path = request.uri().path();
    if ctx.is_none() && page && path != "/sign-in" {
        let here = request.uri().path_and_query().map_or("/", |p| p.as_str());
        return Redirect::to(&format!("/sign-in?next={}", encode(here))).into_response();
    }
    let look = match &ctx {
        Some(ctx) => Look {
            locale: ctx.locale(),
            theme: ctx.actor.me.theme,
        },
        None => Look {
            locale: preferred,
            theme: last.map_or(Theme::System, |look| look.theme),
        },
    };
    if let Some(ctx) = &mut ctx
        && path.starts_with("/api/")
    {
        // Scripts can ask for the rest; who gets a page may have none.
        ctx.patience = Some(PATIENCE);
    }
    // An address somebody typed stands in the form that refused it, and in no other page.
    let refused = path == "/sign-in" && has_word(request.uri().query(), "error");
    let tried = remember::tried(&jar, https).filter(|_| refused && ctx.is_none());
    let mut changed = match page && path == "/sign-in" && !refused {
        true => remember::forget(jar, https),
        false => jar,
    };
    if page && ctx.is_some() && last != Some(look) {
        changed = changed.add(look.cookie(https));
    }
    request.extensions_mut().insert(Visitor {
        ctx,
        locale: look.locale,
        theme: look.theme,
        tried,
    });
    (changed, next.run(request).await).into_response()
}

/// Where a request comes from.
pub fn origin(
    state: &AppState,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: &HeaderMap,
) -> String {
    peer.map_or_else(
        || "unknown".to_owned(),
        |Extension(ConnectInfo(peer))| state.proxies.origin(peer.ip(), headers).to_string(),
    )
}

/// The token of the session that a request names.
pub fn token(state: &AppState, jar: &CookieJar) -> Option<String> {
    jar.get(cookie_name(state.https)).map(|c| c.value().to_owned())
}

/// Whose session it is at this moment, which is no sign of life.
pub async fn asker(state: &AppState, jar: &CookieJar) -> Result<Option<Ctx>, Error> {
    let Some(token) = jar.get(cookie_name(state.https)) else {
        return Ok(None);
    };
    let session = access::authenticate(&state.shared, token.value()).await?;
    Ok(session.map(|session| session.ctx))
}

/// Whose session it is. Any request is a sign of life that moves its end on, now and then; nobody waits for
/// that, and a failure costs nothing but time.
async fn session(shared: &Arc<Shared>, token: String) -> Result<Option<Ctx>, Error> {
    let Some(session) = access::authenticate(shared, &token).await? else {
        return Ok(None);
    };
    if let Some(until) = session.until {
        let shared = Arc::clone(shared);
        tokio::spawn(async move {
            if let Err(error) = access::keep_alive(&shared, &token, until).await {
                tracing::warn!(?error, "a session could not be kept alive");
            }
        });
    }
    Ok(Some(session.ctx))
}

/// Is this a request of a person for a page, rather than of a script for data?
fn wants_page(request: &Request) -> bool {
    let path = request.uri().path();
    let begins = ["/api/", "/pkg/", "/health"];
    let ends = ["/download", "/refused", "/events"];
    !begins.iter().any(|start| path.starts_with(start))
        && !ends.iter().any(|end| path.ends_with(end))
        && !path.contains('.')
}

fn has_word(query: Option<&str>, wanted: &str) -> bool {
    form_urlencoded::parse(query.unwrap_or_default().as_bytes()).any(|(word, _)| word == wanted)
}

/// The first language of the browser that the interface speaks.
pub(crate) fn preferred_locale(headers: &HeaderMap) -> Locale {
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
    headers: HeaderMap,
    jar: CookieJar,
    Form(form): Form<SignIn>,
) -> Response {
    let user_agent = headers
        .get(header::USER_AGENT)
        .and_then(|name| name.to_str().ok());
    let from = Origin {
        address: origin(&state, peer, &headers),
        agent: agent(user_agent.unwrap_or_default()),
    };
    let (next, https) = (safe_next(&form.next).to_owned(), state.https);
    // Not that of the page, which may be as the reader before left it.
    let (own, email) = (preferred_locale(&headers), form.email.clone());
    let outcome =
        carry(async move { access::sign_in(&state.shared, &form.email, form.password, &from, own).await })
            .await;
    let back = |error: String| {
        let to = Redirect::to(&format!("/sign-in?{error}&next={}", encode(&next)));
        (remember::trying(jar.clone(), https, &email), to).into_response()
    };
    match outcome {
        Ok(token) => {
            let jar = remember::forget(jar, https).add(cookie(https, token));
            (jar, Redirect::to(&next)).into_response()
        }
        Err(Refused::Wrong) => back("error=wrong".to_owned()),
        Err(Refused::Throttled(seconds)) => back(format!("error=throttled&wait={seconds}")),
        Err(Refused::Failed(error)) => refusal(&error, visitor.locale),
    }
}

/// `POST /sign-out`.
pub async fn sign_out(State(state): State<AppState>, jar: CookieJar) -> Response {
    let https = state.https;
    if let Some(token) = jar.get(cookie_name(https)) {
        let token = token.value().to_owned();
        let ended = carry(async move { access::sign_out(&state.shared, &token).await });
        if let Err(error) = ended.await {
            return refusal(&error, Locale::En);
        }
    }
    let mut gone = cookie(https, String::new());
    gone.make_removal();
    let mut response = (jar.add(gone), Redirect::to("/sign-in")).into_response();
    let clear = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert("clear-site-data", clear);
    *response.status_mut() = StatusCode::SEE_OTHER;
    response
}

/// Where to go after signing in: a path of ours, never another site.
fn safe_next(next: &str) -> &str {
    next::ours(next)
        .filter(|next| !next.starts_with("/sign-in"))
        .unwrap_or("/customers")
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
            ("/\t/evil.example", "/customers"),
            ("/%09/evil.example", "/%09/evil.example"),
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
