//! Saved views of the customers grid, and where one left it.

use super::{ApiError, json::Json};
use domain::{access::Role, customers::view::View, ids::ViewId};
use leptos::prelude::*;

/// The asker's own views, then those shared with their role.
#[server(prefix = "/api", endpoint = "views/list", output = Json)]
pub async fn views() -> Result<Vec<View>, ApiError> {
    super::server::run(services::customers::views::list).await
}

/// Saves the state in `query` under a name: as a new view, which is made once under the same `token`, or in place of
/// `id` as it was at `version`.
#[server(prefix = "/api", endpoint = "views/save", input = Json, output = Json)]
pub async fn save_view(
    id: Option<ViewId>,
    version: i64,
    name: String,
    query: String,
    #[server(default)] token: String,
) -> Result<ViewId, ApiError> {
    super::server::run(move |ctx| async move {
        services::customers::views::save_once(ctx, id, version, name, query, &token).await
    })
    .await
}

/// Shares a view with a role, or with nobody any more.
#[server(prefix = "/api", endpoint = "views/share", input = Json, output = Json)]
pub async fn share_view(id: ViewId, version: i64, with: Option<Role>) -> Result<(), ApiError> {
    super::server::run(move |ctx| services::customers::views::share(ctx, id, version, with)).await
}

/// Deletes a view.
#[server(prefix = "/api", endpoint = "views/delete", output = Json)]
pub async fn delete_view(id: ViewId, version: i64) -> Result<(), ApiError> {
    super::server::run(move |ctx| services::customers::views::delete(ctx, id, version)).await
}

/// Where the asker left the grid, as its query string.
#[server(prefix = "/api", endpoint = "views/place", output = Json)]
pub async fn place() -> Result<String, ApiError> {
    super::server::run(services::customers::views::place).await
}

/// Keeps where the asker is.
#[server(prefix = "/api", endpoint = "views/keep", output = Json)]
pub async fn keep_place(query: String) -> Result<(), ApiError> {
    super::server::run(move |ctx| services::customers::views::keep_place(ctx, query)).await
}
