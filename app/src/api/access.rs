//! Who is signed in.

use super::ApiError;
use domain::{
    access::{Me, Theme},
    text::Locale,
};
use leptos::prelude::*;

/// Who asks.
#[server(prefix = "/api", endpoint = "access/me")]
pub async fn who_am_i() -> Result<Me, ApiError> {
    super::server::run(services::access::me).await
}

/// Keeps the asker's language and colours.
#[server(prefix = "/api", endpoint = "access/profile")]
pub async fn set_profile(locale: Locale, theme: Theme) -> Result<Me, ApiError> {
    super::server::run(move |ctx| services::access::set_profile(ctx, locale, theme)).await
}
