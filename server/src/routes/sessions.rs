//! `/sessions`: the page on which people see where they are signed in, and end what is not theirs. Plain forms, outside
//! of the bundle.

use super::{plain, refusal};
use crate::{auth, state::AppState};
use app::api::server::Visitor;
use axum::{
    Extension, Form,
    extract::{RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use domain::{
    error::Error,
    text::{access as text, shell},
    time::Micros,
};
use leptos::prelude::*;
use serde::Deserialize;
use services::{
    carry::carry,
    sessions::{self, Own, Which},
};

/// What a form says: when the session began that is to end; nothing for all others.
#[derive(Deserialize)]
pub struct Ended {
    started: Option<Micros>,
}

/// `GET /sessions`.
pub async fn list(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    jar: CookieJar,
    RawQuery(query): RawQuery,
) -> Response {
    let (Some(ctx), Some(token)) = (visitor.ctx.clone(), auth::token(&state, &jar)) else {
        return refusal(&Error::signed_out(), visitor.locale);
    };
    match sessions::own(ctx, &token).await {
        Ok(own) => page(&state, &visitor, own, query.as_deref() == Some("ended")),
        Err(error) => refusal(&error, visitor.locale),
    }
}

/// `POST /sessions`.
pub async fn end(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    jar: CookieJar,
    Form(ended): Form<Ended>,
) -> Response {
    let (Some(ctx), Some(token)) = (visitor.ctx.clone(), auth::token(&state, &jar)) else {
        return refusal(&Error::signed_out(), visitor.locale);
    };
    let which = ended.started.map_or(Which::Others, Which::Of);
    match carry(async move { sessions::end(ctx, which, &token).await }).await {
        Ok(()) => Redirect::to("/sessions?ended").into_response(),
        Err(error) => refusal(&error, visitor.locale),
    }
}

fn page(state: &AppState, visitor: &Visitor, own: Vec<Own>, ended: bool) -> Response {
    let locale = visitor.locale;
    let title = text::SESSIONS.text(locale);
    let said = ended.then(|| {
        view! {
            <div class="notice ok" role="status">
                {text::SESSION_ENDED_THERE.text(locale)}
            </div>
        }
    });
    let others = own.len() > 1;
    let line = |session: Own| {
        let name = match session.origin.agent {
            unknown if unknown.is_empty() => text::UNKNOWN_BROWSER.text(locale).to_owned(),
            known => known,
        };
        let since = text::SIGNED_IN_SINCE
            .with("time", session.since.display)
            .say(locale);
        let way_out = if session.this {
            view! { <span class="badge ok">{text::THIS_SESSION.text(locale)}</span> }.into_any()
        } else {
            view! {
                <form method="post" action="/sessions">
                    <button
                        type="submit"
                        class="button small"
                        name="started"
                        value=session.started.to_string()
                        aria-label=format!("{}: {name}, {since}", text::SIGN_OUT.text(locale))
                    >
                        {text::SIGN_OUT.text(locale)}
                    </button>
                </form>
            }
            .into_any()
        };
        view! {
            <li>
                <p>
                    <strong>{name.clone()}</strong>
                    <span>{session.origin.address}</span>
                    <time datetime=session.since.iso>{since.clone()}</time>
                </p>
                {way_out}
            </li>
        }
    };
    let all = others.then(|| {
        view! {
            <form method="post" action="/sessions">
                <button type="submit" class="button">
                    {text::SIGN_OUT_ELSEWHERE.text(locale)}
                </button>
            </form>
        }
    });
    let card = view! {
        <div class="card">
            <h1>{title}</h1>
            {said}
            <ul class="sessions">{own.into_iter().map(line).collect::<Vec<_>>()}</ul>
            <p class="hint">{text::SESSIONS_HINT.text(locale)}</p>
            {all}
            <a class="button" href="/customers">
                {shell::BACK.text(locale)}
            </a>
        </div>
    };
    plain::page(
        &state.assets.css,
        (visitor.locale, visitor.theme),
        StatusCode::OK,
        title,
        card.into_any(),
    )
}
