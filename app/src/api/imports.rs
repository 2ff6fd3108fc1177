//! Imports and how far they are. Files themselves go through `POST /imports/upload`.

use super::ApiError;
use domain::{ids::JobId, jobs::ImportView};
use leptos::prelude::*;

/// The latest imports, newest first.
#[server(prefix = "/api", endpoint = "imports/list")]
pub async fn imports() -> Result<Vec<ImportView>, ApiError> {
    super::server::run(services::imports::list).await
}

/// One import.
#[server(prefix = "/api", endpoint = "imports/one")]
pub async fn import(id: JobId) -> Result<ImportView, ApiError> {
    super::server::run(move |ctx| services::imports::one(ctx, id)).await
}
