//! `/time-zone`: the page on which people choose the zone they live by. A plain form, outside of the bundle: the list
//! of zones is long.

use super::{plain, refusal};
use crate::state::AppState;
use app::api::server::{Visitor, to_api};
use axum::{
    Extension, Form,
    extract::{RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    error::Error,
    text::{access as text, shell},
};
use leptos::prelude::*;
use serde::Deserialize;
use services::{
    access::{set_zone, zones},
    carry::carry,
    context::Ctx,
};

/// What the form says.
#[derive(Deserialize)]
pub struct Chosen {
    #[serde(default)]
    zone: String,
}

/// `GET /time-zone`.
pub async fn form(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    RawQuery(query): RawQuery,
) -> Response {
    let Some(ctx) = &visitor.ctx else {
        return refusal(&Error::signed_out(), visitor.locale);
    };
    let said = (query.as_deref() == Some("changed")).then(|| {
        let sentence = text::ZONE_CHANGED
            .with("zone", ctx.zone().name())
            .and("time", ctx.shown(ctx.now()).display);
        (true, sentence.say(visitor.locale))
    });
    page(&state, &visitor, ctx, said)
}

/// `POST /time-zone`.
pub async fn change(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Form(chosen): Form<Chosen>,
) -> Response {
    let Some(ctx) = visitor.ctx.clone() else {
        return refusal(&Error::signed_out(), visitor.locale);
    };
    let asked = ctx.clone();
    match carry(async move { set_zone(asked, &chosen.zone).await }).await {
        Ok(()) => Redirect::to("/time-zone?changed").into_response(),
        Err(error @ Error::Invalid(_)) => {
            let said = to_api(&error, visitor.locale).message;
            page(&state, &visitor, &ctx, Some((false, said)))
        }
        Err(error) => refusal(&error, visitor.locale),
    }
}

/// The page, with what is said of the choice: whether it was good, and how.
fn page(state: &AppState, visitor: &Visitor, ctx: &Ctx, said: Option<(bool, String)>) -> Response {
    let locale = visitor.locale;
    let title = text::TIME_ZONE.text(locale);
    let status = match said {
        Some((false, _)) => StatusCode::UNPROCESSABLE_ENTITY,
        Some((true, _)) | None => StatusCode::OK,
    };
    let bad = status != StatusCode::OK;
    let said = said.map(|(good, sentence)| {
        let (class, role) = if good {
            ("notice ok", "status")
        } else {
            ("notice error", "alert")
        };
        view! {
            <div class=class role=role>
                {sentence}
            </div>
        }
    });
    let option = |value: &'static str, label: String, selected: bool| {
        view! {
            <option value=value selected=selected>
                {label}
            </option>
        }
    };
    let of_server = text::ZONE_OF_SERVER
        .with("zone", ctx.shared.zone.name())
        .say(locale);
    let places: Vec<_> = zones()
        .map(|zone| {
            option(
                zone.name(),
                zone.name().replace('_', " "),
                ctx.actor.zone == Some(zone),
            )
        })
        .collect();
    let card = view! {
        <form class="card" method="post" action="/time-zone">
            <h1>{title}</h1>
            {said}
            <div class="field">
                <label for="zone">{title}</label>
                <select id="zone" name="zone" aria-invalid=bad.then_some("true") aria-describedby="zone-hint">
                    {option("", of_server, ctx.actor.zone.is_none())}
                    {places}
                </select>
                <p class="hint" id="zone-hint">
                    {text::TIME_ZONE_HINT.text(locale)}
                </p>
            </div>
            <button type="submit" class="button primary">
                {text::SAVE_ZONE.text(locale)}
            </button>
            <a class="button" href="/customers">
                {shell::BACK.text(locale)}
            </a>
        </form>
    };
    plain::page(
        &state.assets.css,
        (visitor.locale, visitor.theme),
        status,
        title,
        card.into_any(),
    )
}
