//! `POST /imports/upload`: the raw file as the body, streamed to the spool folder; then a job imports it.

use super::{carry, refusal};
use crate::state::AppState;
use app::api::server::Visitor;
use axum::{
    Extension, Json,
    body::Body,
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use domain::{
    access::Action,
    error::Error,
    imports::{Behavior, FileKind, OnError},
    text::{access as access_text, imports as text, rules},
};
use futures::StreamExt;
use serde::Deserialize;
use services::{
    access,
    context::Ctx,
    error,
    imports::{self, MAX_UPLOAD, Upload},
};
use std::path::{Path, PathBuf};
use tokio::{fs::File, io::AsyncWriteExt};

/// The words of the address.
#[derive(Deserialize)]
pub struct Words {
    #[serde(default)]
    name: String,
    size: Option<u64>,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    behavior: String,
    #[serde(default)]
    on_error: String,
}

/// Takes a file and starts its import; answers `{"job": 12}`.
pub async fn upload(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Query(words): Query<Words>,
    body: Body,
) -> Response {
    let Some(ctx) = visitor.ctx else {
        return refusal(
            &Error::Unauthenticated(access_text::SESSION_ENDED.plain()),
            visitor.locale,
        );
    };
    // Asked before the first byte is taken.
    let outcome = match ctx.ask(Action::ImportCustomers) {
        Ok(()) => take(ctx, &state.shared.spool, words, body).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(job) => Json(serde_json::json!({ "job": job })).into_response(),
        Err(error) => refusal(&error, visitor.locale),
    }
}

async fn take(ctx: Ctx, folder: &Path, words: Words, body: Body) -> Result<i64, Error> {
    let choice = |field: &str, word: &str| Error::invalid(field, rules::BAD_CHOICE.with("value", word));
    let kind: Option<FileKind> = match words.kind.as_str() {
        "" | "auto" => None,
        word => Some(word.parse().map_err(|_| choice("kind", word))?),
    };
    let behavior: Behavior = match words.behavior.as_str() {
        "" => Behavior::default(),
        word => word.parse().map_err(|_| choice("behavior", word))?,
    };
    let on_error: OnError = match words.on_error.as_str() {
        "" => OnError::default(),
        word => word.parse().map_err(|_| choice("on_error", word))?,
    };
    let spool = format!("{}{}.csv", imports::UPLOADS, access::new_token()?);
    let copy = Copy {
        path: folder.join(&spool),
        kept: false,
    };
    receive(&copy.path, words.size, body).await?;
    let file_name: String = words.name.chars().filter(|c| !c.is_control()).take(255).collect();
    let upload = Upload {
        file_name,
        spool,
        kind,
        behavior,
        on_error,
    };
    // The copy goes along: a job that was put into the queue keeps its file.
    carry(async move {
        let job = imports::start(ctx, upload).await?;
        copy.keep();
        Ok(job.0)
    })
    .await
}

/// The spooled copy: removed again unless a job owns it.
struct Copy {
    path: PathBuf,
    kept: bool,
}

impl Copy {
    fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        if !self.kept
            && let Err(error) = std::fs::remove_file(&self.path)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "a spooled upload could not be removed");
        }
    }
}

/// Writes the body to `path`; a body that breaks off or has another size than announced is refused whole.
async fn receive(path: &Path, announced: Option<u64>, body: Body) -> Result<(), Error> {
    let mut options = File::options();
    options.write(true).create_new(true).mode(0o600);
    let mut file = options.open(path).await.map_err(|e| error::io(&e))?;
    let mut got = 0_u64;
    let cut = |got: u64| {
        let expected = announced.map_or_else(|| "?".to_owned(), |n| n.to_string());
        Error::invalid(
            "file",
            text::CUT_UPLOAD.with("got", got).and("expected", expected),
        )
    };
    let mut blocks = body.into_data_stream();
    while let Some(block) = blocks.next().await {
        let Ok(block) = block else { return Err(cut(got)) };
        got += block.len() as u64;
        if got > MAX_UPLOAD {
            return Err(Error::invalid(
                "file",
                text::TOO_LARGE.with("max", MAX_UPLOAD / (1024 * 1024)),
            ));
        }
        file.write_all(&block).await.map_err(|e| error::io(&e))?;
    }
    file.flush().await.map_err(|e| error::io(&e))?;
    match announced {
        Some(expected) if expected != got => Err(cut(got)),
        _ => Ok(()),
    }
}
