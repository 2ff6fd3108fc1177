//! What server functions share on the server: who asks, and how a refusal becomes an answer.

use super::{ApiError, access::Visit};
use axum::http::{HeaderValue, StatusCode, header};
use domain::{
    access::Theme,
    customers::country,
    error::{Error, ErrorKind},
    text::{Locale, access as text},
};
use leptos::prelude::*;
use services::{carry::carry, context::Ctx};
use std::future::Future;

/// The asker of this request, put in place by the router; `None` where nobody is signed in.
#[derive(Clone)]
pub struct Visitor {
    /// The signed-in user's context.
    pub ctx: Option<Ctx>,
    /// The language to answer in: the user's, else the last reader's, else the browser's.
    pub locale: Locale,
    /// The colours: the user's, else the last reader's.
    pub theme: Theme,
    /// The e-mail address somebody tried to sign in with, where the page is the form that refused it.
    pub tried: Option<String>,
}

/// After so many seconds it is worth asking again where too much is going on.
pub const RETRY_AFTER: &str = "5";

/// Runs a use case for the signed-in user in a task of its own, so that a browser that goes away in the
/// middle cannot stop a write half way.
pub async fn run<T, F, Fut>(use_case: F) -> Result<T, ApiError>
where
    T: Send + 'static,
    F: FnOnce(Ctx) -> Fut + Send + 'static,
    Fut: Future<Output = Result<T, Error>> + Send + 'static,
{
    let visitor = use_context::<Visitor>();
    let locale = visitor.as_ref().map_or(Locale::En, |v| v.locale);
    let outcome = match visitor.and_then(|v| v.ctx) {
        Some(ctx) => carry(async move { use_case(ctx).await }).await,
        None => Err(Error::signed_out()),
    };
    outcome.map_err(|error| answer(&error, locale))
}

impl From<Visitor> for Visit {
    fn from(visitor: Visitor) -> Self {
        Self {
            locale: visitor.locale,
            theme: visitor.theme,
            tried: visitor.tried,
            me: visitor.ctx.map(|ctx| ctx.actor.me),
        }
    }
}

/// The answer to a refusal, with its HTTP status set on the response.
fn answer(error: &Error, locale: Locale) -> ApiError {
    let kind = error.kind();
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(status(kind));
        if kind.passes() {
            response.insert_header(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
        }
    }
    to_api(error, locale)
}

/// An error in one language.
pub fn to_api(error: &Error, locale: Locale) -> ApiError {
    let kind = error.kind();
    let (message, fields) = match error {
        Error::Invalid(found) => {
            let fields: Vec<_> = found
                .iter()
                .map(|f| {
                    (
                        f.field.clone(),
                        country::named(f.sentence.clone(), locale).say(locale),
                    )
                })
                .collect();
            (fields.first().map(|(_, s)| s.clone()).unwrap_or_default(), fields)
        }
        Error::NotFound(s)
        | Error::Forbidden(s)
        | Error::Unauthenticated(s)
        | Error::Conflict(s)
        | Error::Busy(s)
        | Error::TooMany(s) => (s.say(locale), Vec::new()),
        Error::Internal { reference } => (
            text::INTERNAL.with("reference", reference).say(locale),
            Vec::new(),
        ),
    };
    ApiError {
        kind,
        message,
        fields,
    }
}

/// The status of an error kind as axum types it.
pub fn status(kind: ErrorKind) -> StatusCode {
    StatusCode::from_u16(kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
