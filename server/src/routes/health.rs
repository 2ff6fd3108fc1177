//! Is the server alive, and can it do its work?

use crate::state::AppState;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use std::time::Duration;
use storage::Health;

/// How often a full disk is tried, however many ask: nobody has to sign in for it, and it is a write like others.
const TRIED: Duration = Duration::from_secs(5);

/// `GET /health/live`: the process answers.
pub async fn live() -> &'static str {
    "alive\n"
}

/// `GET /health/ready`: the database answers too, and how it fares.
pub async fn ready(State(state): State<AppState>) -> Response {
    let store = &state.shared.store;
    if let Err(error) = store.ping().await {
        return silent(&error);
    }
    match store.look_now_and_then(TRIED).await {
        Ok(Health::Good) => "ready\n".into_response(),
        // Whoever only looks is served as before.
        Ok(Health::Full) => "degraded: the disk of the database is full\n".into_response(),
        Ok(Health::Damaged) | Err(storage::Error::Damaged) => {
            let sentence = "the database is damaged: restore the last backup\n";
            (StatusCode::SERVICE_UNAVAILABLE, sentence).into_response()
        }
        Err(error) => silent(&error),
    }
}

fn silent(error: &storage::Error) -> Response {
    tracing::warn!(%error, "the database does not answer");
    (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
}
