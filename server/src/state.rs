//! What every request shares.

use crate::assets::AssetNames;
use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use services::context::Shared;
use std::sync::Arc;

/// The state of the router.
#[derive(Clone)]
pub struct AppState {
    /// Store, clock, zone and spool folder.
    pub shared: Arc<Shared>,
    /// Names of the browser bundle.
    pub assets: Arc<AssetNames>,
    /// People reach us by https: cookies are Secure, browsers are told to stay on it.
    pub https: bool,
    /// What leptos wants to know.
    pub leptos: LeptosOptions,
}

impl AppState {
    /// The state around `shared`.
    pub fn new(shared: Arc<Shared>, https: bool) -> Self {
        let leptos = LeptosOptions::builder().output_name("cohort").build();
        Self {
            shared,
            assets: Arc::new(AssetNames::load()),
            https,
            leptos,
        }
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
