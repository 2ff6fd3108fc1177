//! Plain routes: files go through these, never through server functions.

mod changed;
pub mod download;
pub mod health;
pub mod imports;
pub mod jobs;
pub mod password;
mod plain;
pub mod upload;
pub mod zone;

use app::api::{
    ApiError,
    server::{RETRY_AFTER, status, to_api},
};
use axum::{
    Json,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{
    error::{Error, ErrorKind},
    text::Locale,
};

/// Carries work to its end in a task of its own, though the browser may go away in the middle.
pub async fn carry<T, E>(work: impl Future<Output = Result<T, E>> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    tokio::spawn(work).await.unwrap_or_else(|panic| {
        tracing::error!(%panic, "a use case panicked");
        Err(services::error::internal("panic").into())
    })
}

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
    let answer = to_api(error, locale);
    let mut response = (status(answer.kind), Json(&answer)).into_response();
    if answer.kind == ErrorKind::Busy {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
    }
    response.extensions_mut().insert(Refusal { answer, locale });
    response
}
