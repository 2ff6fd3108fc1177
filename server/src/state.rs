//! What every request shares.

use crate::assets::AssetNames;
use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use services::context::Shared;
use std::sync::Arc;
use tokio::sync::watch;

/// The state of the router.
#[derive(Clone)]
pub struct AppState {
    /// Store, clock, zone and spool folder.
    pub shared: Arc<Shared>,
    /// Names of the browser bundle.
    pub assets: Arc<AssetNames>,
    /// People reach us by https: cookies are Secure, browsers are told to stay on it.
    pub https: bool,
    /// Turns true when the server is to stop: what would go on for ever ends then.
    pub stopping: watch::Receiver<bool>,
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
            stopping: watch::channel(false).1,
            leptos,
        }
    }

    /// The state of a server that can be asked to stop.
    pub fn until(self, stopping: watch::Receiver<bool>) -> Self {
        Self { stopping, ..self }
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
