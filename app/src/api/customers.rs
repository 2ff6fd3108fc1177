//! The customers grid and a customer's page.

use super::{ApiError, json::Json};
use domain::{
    customers::{
        address::NewAddress,
        column::Column,
        detail::CustomerDetail,
        edit::CellEdit,
        page::{EditOutcome, Page, Row},
    },
    ids::CustomerId,
};
use leptos::prelude::*;

/// One page of the grid; `query` is the page's own query string.
#[server(prefix = "/api", endpoint = "customers/page", output = Json)]
pub async fn customers_page(query: String) -> Result<Page, ApiError> {
    super::server::run(move |ctx| services::customers::page::page(ctx, query)).await
}

/// How many customers match; `query` is that of a page that came without the number.
#[server(prefix = "/api", endpoint = "customers/total", output = Json)]
pub async fn customers_total(query: String) -> Result<u64, ApiError> {
    super::server::run(move |ctx| services::customers::page::total(ctx, query)).await
}

/// The rows of one block, where all rows scroll.
#[server(prefix = "/api", endpoint = "customers/block", output = Json)]
pub async fn customers_block(query: String) -> Result<Vec<Row>, ApiError> {
    super::server::run(move |ctx| services::customers::page::block(ctx, query)).await
}

/// Saves one cell; answers with the row in `columns`.
#[server(prefix = "/api", endpoint = "customers/save-cell", input = Json, output = Json)]
pub async fn save_cell(edit: CellEdit, columns: Vec<Column>) -> Result<EditOutcome, ApiError> {
    super::server::run(move |ctx| services::customers::edit::save_cell(ctx, edit, columns)).await
}

/// Gives a customer a default billing address; answers with the row in `columns`.
#[server(prefix = "/api", endpoint = "customers/create-billing-address", input = Json, output = Json)]
pub async fn create_billing_address(address: NewAddress, columns: Vec<Column>) -> Result<Row, ApiError> {
    super::server::run(move |ctx| services::customers::address::create_billing_address(ctx, address, columns))
        .await
}

/// All about one customer.
#[server(prefix = "/api", endpoint = "customers/detail", output = Json)]
pub async fn customer(id: CustomerId) -> Result<CustomerDetail, ApiError> {
    super::server::run(move |ctx| services::customers::detail::detail(ctx, id)).await
}
