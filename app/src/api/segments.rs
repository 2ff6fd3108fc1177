//! Segments, their report and their members.

use super::{ApiError, json::Json};
use domain::{
    customers::page::Row,
    ids::SegmentId,
    segments::{
        report::{Form, Members, ReportLine},
        segment::Definition,
    },
};
use leptos::prelude::*;

/// Every segment with the state of its data.
#[server(prefix = "/api", endpoint = "segments/report", output = Json)]
pub async fn segment_report() -> Result<Vec<ReportLine>, ApiError> {
    super::server::run(services::segments::report::report).await
}

/// What the form of a segment (or of a new one) starts from.
#[server(prefix = "/api", endpoint = "segments/form", output = Json)]
pub async fn segment_form(id: Option<SegmentId>) -> Result<Form, ApiError> {
    super::server::run(move |ctx| services::segments::define::form(ctx, id)).await
}

/// Saves a segment as seen at `version`, or a new one, which is made once under the same `token`; the rule travels as
/// JSON because forms cannot nest.
#[server(prefix = "/api", endpoint = "segments/save", input = Json, output = Json)]
pub async fn save_segment(
    id: Option<SegmentId>,
    version: i64,
    definition: Definition,
    #[server(default)] token: String,
) -> Result<SegmentId, ApiError> {
    super::server::run(move |ctx| async move {
        services::segments::define::save_once(ctx, id, version, definition, &token).await
    })
    .await
}

/// Deletes a segment; customers and orders stay.
#[server(prefix = "/api", endpoint = "segments/delete", input = Json, output = Json)]
pub async fn delete_segment(id: SegmentId, version: i64) -> Result<(), ApiError> {
    super::server::run(move |ctx| services::segments::define::delete(ctx, id, version)).await
}

/// Starts a refresh of each in the background; answers with the lines as they now stand.
#[server(prefix = "/api", endpoint = "segments/refresh", input = Json, output = Json)]
pub async fn refresh_segments(ids: Vec<SegmentId>) -> Result<Vec<ReportLine>, ApiError> {
    super::server::run(move |ctx| services::segments::refresh::start(ctx, ids)).await
}

/// Stops the refreshes of these that wait; answers with the lines as they now stand.
#[server(prefix = "/api", endpoint = "segments/cancel", input = Json, output = Json)]
pub async fn cancel_refreshes(ids: Vec<SegmentId>) -> Result<Vec<ReportLine>, ApiError> {
    super::server::run(move |ctx| services::segments::refresh::cancel(ctx, ids)).await
}

/// One page of a segment's members; `query` is the page's own query string.
#[server(prefix = "/api", endpoint = "segments/members", output = Json)]
pub async fn segment_members(id: SegmentId, query: String) -> Result<Members, ApiError> {
    super::server::run(move |ctx| services::segments::report::members(ctx, id, query)).await
}

/// How many members match; `query` is that of a page that came without the number.
#[server(prefix = "/api", endpoint = "segments/total", output = Json)]
pub async fn segment_total(id: SegmentId, query: String) -> Result<u64, ApiError> {
    super::server::run(move |ctx| services::segments::report::members_total(ctx, id, query)).await
}

/// The rows of one block of a segment's members, where all of them scroll.
#[server(prefix = "/api", endpoint = "segments/block", output = Json)]
pub async fn segment_block(id: SegmentId, query: String) -> Result<Vec<Row>, ApiError> {
    super::server::run(move |ctx| services::segments::report::block(ctx, id, query)).await
}
