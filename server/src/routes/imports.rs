//! `GET /imports/{id}/refused`: the rows an import refused, as a file to correct and to import.

use super::refusal;
use app::api::server::Visitor;
use axum::{
    Extension,
    body::Body,
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{error::Error, ids::JobId};
use services::{context::Ctx, error, imports};
use tokio::fs::File;
use tokio_util::io::ReaderStream;

/// The file of refused rows.
pub async fn refused(Extension(visitor): Extension<Visitor>, Path(id): Path<i64>) -> Response {
    let outcome = match visitor.ctx {
        Some(ctx) => file(ctx, JobId(id)).await,
        None => Err(Error::signed_out()),
    };
    outcome.unwrap_or_else(|error| refusal(&error, visitor.locale))
}

async fn file(ctx: Ctx, id: JobId) -> Result<Response, Error> {
    let path = imports::refused_rows(ctx, id).await?;
    let file = File::open(path).await.map_err(|e| error::io(&e))?;
    let mut response = Body::from_stream(ReaderStream::new(file)).into_response();
    let headers = response.headers_mut();
    let name = format!("attachment; filename=\"refused-{id}.csv\"");
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8"),
    );
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
