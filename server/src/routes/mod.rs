//! Plain routes: files go through these, never through server functions.

mod changed;
pub mod download;
pub mod health;
pub mod imports;
pub mod jobs;
pub mod password;
pub(crate) mod plain;
pub mod sessions;
pub mod upload;
pub mod zone;

use app::api::{
    ApiError,
    server::{RETRY_AFTER, Visitor, status, to_api},
};
use axum::{
    Extension, Json,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{
    error::{Error, ErrorKind},
    text::{Locale, shell as text},
};

/// What a refusal says, kept with the answer for whoever makes a page of it.
#[derive(Clone)]
pub struct Refusal {
    /// Kind and sentence.
    pub answer: ApiError,
    /// The language of the sentence.
    pub locale: Locale,
}

/// A refusal as JSON, with its status.
pub fn refusal(error: &Error, locale: Locale) -> Response {
    refused(to_api(error, locale), locale)
}

/// The answer to what no use case was found for, or none could read.
pub fn not_understood(locale: Locale) -> Response {
    let answer = ApiError {
        kind: ErrorKind::NotUnderstood,
        message: text::OUTDATED.text(locale).to_owned(),
        fields: Vec::new(),
    };
    refused(answer, locale)
}

/// Puts the sentence of a person's language in place of what axum says of a request that it could not take apart.
pub async fn in_words(Extension(visitor): Extension<Visitor>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let raw = response.headers().get(header::CONTENT_TYPE);
    let raw = raw.is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    match status {
        StatusCode::BAD_REQUEST | StatusCode::UNSUPPORTED_MEDIA_TYPE | StatusCode::UNPROCESSABLE_ENTITY
            if raw =>
        {
            let mut answer = not_understood(visitor.locale);
            *answer.status_mut() = status;
            answer
        }
        _ => response,
    }
}

fn refused(answer: ApiError, locale: Locale) -> Response {
    let mut response = (status(answer.kind), Json(&answer)).into_response();
    if answer.kind.passes() {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
    }
    response.extensions_mut().insert(Refusal { answer, locale });
    response
}
