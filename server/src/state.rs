//! What every request shares.

use crate::{assets::AssetNames, listen::Limits, proxy::Proxies};
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
    /// How long clients may take.
    pub limits: Limits,
    /// Proxies whose word counts.
    pub proxies: Arc<Proxies>,
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
            limits: Limits::default(),
            proxies: Arc::default(),
            leptos,
        }
    }

    /// The state of a server whose clients have so long.
    pub fn within(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// The state of a server behind these proxies.
    pub fn behind(self, proxies: Proxies) -> Self {
        Self {
            proxies: Arc::new(proxies),
            ..self
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
