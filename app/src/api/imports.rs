//! Imports and how far they are. Files themselves go through `POST /imports/upload`.

use super::{ApiError, json::Json};
use domain::{
    ids::JobId,
    jobs::{ImportHistory, ImportView},
};
use leptos::prelude::*;

/// The latest imports, newest first, or the latest of those before another one.
#[server(prefix = "/api", endpoint = "imports/list", output = Json)]
pub async fn imports(before: Option<JobId>) -> Result<ImportHistory, ApiError> {
    super::server::run(move |ctx| services::imports::list(ctx, before)).await
}

/// One import.
#[server(prefix = "/api", endpoint = "imports/one", output = Json)]
pub async fn import(id: JobId) -> Result<ImportView, ApiError> {
    super::server::run(move |ctx| services::imports::one(ctx, id)).await
}

/// Websites to choose from, by code and name, for a file that says none.
#[server(prefix = "/api", endpoint = "imports/websites", output = Json)]
pub async fn websites() -> Result<Vec<(String, String)>, ApiError> {
    super::server::run(services::imports::websites).await
}

/// Stops a job: at once while it waits, else between two of its steps.
#[server(prefix = "/api", endpoint = "jobs/cancel", input = Json, output = Json)]
pub async fn cancel_job(id: JobId) -> Result<(), ApiError> {
    super::server::run(move |ctx| services::jobs::follow::cancel(ctx, id)).await
}
