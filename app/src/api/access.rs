//! Who is signed in.

use super::{ApiError, json::Json};
use domain::{
    access::{Density, Me, Theme},
    text::Locale,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Whoever opened the page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// The signed-in user; nobody on the sign-in page.
    pub me: Option<Me>,
    /// The language to speak: the user's, else the last reader's, else the browser's.
    pub locale: Locale,
    /// The colours: the user's, else the last reader's.
    pub theme: Theme,
    /// The e-mail address somebody tried to sign in with.
    pub tried: Option<String>,
}

/// Keeps the asker's language, colours and density.
#[server(prefix = "/api", endpoint = "access/profile", output = Json)]
pub async fn set_profile(locale: Locale, theme: Theme, density: Density) -> Result<Me, ApiError> {
    super::server::run(move |ctx| services::access::set_profile(ctx, locale, theme, density)).await
}
