//! `/password`: the page on which people give themselves another password. A plain form, outside of the bundle.

use super::{plain, refusal};
use crate::{auth, state::AppState};
use app::api::server::{Visitor, to_api};
use axum::{
    Extension, Form,
    extract::{ConnectInfo, RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use domain::{
    access::Me,
    error::Error,
    text::{access as text, shell},
};
use leptos::prelude::*;
use serde::Deserialize;
use services::{
    carry::carry,
    passwords::{PASSWORD_MAX, PASSWORD_MIN},
    users::{self, NewPassword},
};
use std::net::SocketAddr;

/// What the form says.
#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    current: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    again: String,
}

/// `GET /password`.
pub async fn form(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    RawQuery(query): RawQuery,
) -> Response {
    let Some(ctx) = &visitor.ctx else {
        return refusal(&Error::signed_out(), visitor.locale);
    };
    let done = query.as_deref() == Some("changed");
    page(&state, &visitor, &ctx.actor.me, done, &[])
}

/// `POST /password`.
pub async fn change(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    jar: CookieJar,
    Form(wanted): Form<Wanted>,
) -> Response {
    let (Some(ctx), Some(token)) = (visitor.ctx.clone(), auth::token(&state, &jar)) else {
        return refusal(&Error::signed_out(), visitor.locale);
    };
    let me = ctx.actor.me.clone();
    let address = auth::origin(&state, peer, &headers);
    let wanted = NewPassword {
        current: wanted.current,
        new: wanted.new,
        again: wanted.again,
    };
    let changed = carry(async move { users::change_own_password(ctx, wanted, &address, &token).await });
    match changed.await {
        Ok(()) => Redirect::to("/password?changed").into_response(),
        Err(error @ Error::Invalid(_)) => {
            let wrong = to_api(&error, visitor.locale).fields;
            page(&state, &visitor, &me, false, &wrong)
        }
        Err(error) => refusal(&error, visitor.locale),
    }
}

fn page(state: &AppState, visitor: &Visitor, me: &Me, done: bool, wrong: &[(String, String)]) -> Response {
    let locale = visitor.locale;
    let title = text::CHANGE_PASSWORD.text(locale);
    let status = match wrong {
        [] => StatusCode::OK,
        [..] => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let field = |name: &'static str, label: &'static str, kind: &'static str| {
        let sentence = wrong
            .iter()
            .find(|(of, _)| of == name)
            .map(|(_, said)| said.clone());
        let bad = sentence.is_some();
        let described = bad.then(|| format!("{name}-wrong"));
        let sentence = sentence.map(|said| {
            view! {
                <p class="error" id=format!("{name}-wrong")>
                    {said}
                </p>
            }
        });
        view! {
            <div class="field">
                <label for=name>{label}</label>
                <input
                    id=name
                    name=name
                    type="password"
                    autocomplete=kind
                    required
                    maxlength=(4 * PASSWORD_MAX).to_string()
                    autofocus=bad || (wrong.is_empty() && name == "current")
                    aria-invalid=bad.then_some("true")
                    aria-describedby=described
                />
                {sentence}
            </div>
        }
    };
    let back = view! {
        <a class="button" href="/customers">
            {shell::BACK.text(locale)}
        </a>
    };
    let card = if done {
        view! {
            <div class="card">
                <h1>{title}</h1>
                <div class="notice ok" role="status">
                    {text::PASSWORD_CHANGED.text(locale)}
                </div>
                {back}
            </div>
        }
        .into_any()
    } else {
        view! {
            <form class="card" method="post" action="/password">
                <h1>{title}</h1>
                <p>{me.email.clone()}</p>
                <p>{text::NEW_PASSWORD_HINT.with("min", PASSWORD_MIN).say(locale)}</p>
                <input type="hidden" name="username" autocomplete="username" value=me.email.clone() />
                {field("current", text::CURRENT_PASSWORD.text(locale), "current-password")}
                {field("new", text::NEW_PASSWORD.text(locale), "new-password")}
                {field("again", text::NEW_PASSWORD_AGAIN.text(locale), "new-password")}
                <button type="submit" class="button primary">
                    {title}
                </button>
                {back}
            </form>
        }
        .into_any()
    };
    plain::page(
        &state.assets.css,
        (visitor.locale, visitor.theme),
        status,
        title,
        card,
    )
}
