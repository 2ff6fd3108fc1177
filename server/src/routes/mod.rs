//! Plain routes: files go through these, never through server functions.

pub mod download;
pub mod health;
pub mod upload;

use app::api::server::{status, to_api};
use axum::{
    Json,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{
    error::{Error, ErrorKind},
    text::Locale,
};

/// A refusal as JSON, with its status.
pub fn refusal(error: &Error, locale: Locale) -> Response {
    let answer = to_api(error, locale);
    let mut response = (status(answer.kind), Json(&answer)).into_response();
    if answer.kind == ErrorKind::Busy {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}
