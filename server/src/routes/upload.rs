//! `POST /imports/upload`: the raw file as the body, streamed to the spool folder; then a job imports it.

use super::refusal;
use app::api::server::Visitor;
use axum::{
    Extension, Json,
    body::Body,
    extract::RawQuery,
    http::{HeaderMap, StatusCode, header::CONTENT_LENGTH},
    response::{IntoResponse, Response},
};
use domain::{
    access::Action,
    error::Error,
    imports::{
        ALLOWED_ERRORS, Behavior, OnError,
        header::{self, Reading},
    },
    text::{imports as text, rules},
};
use futures::StreamExt;
use services::{
    access,
    carry::carry,
    context::Ctx,
    error,
    exports::spool::Room,
    imports::{self, MAX_UPLOAD, Upload},
};
use std::path::{Path, PathBuf};
use tokio::{fs::File, io::AsyncWriteExt};

/// What the address says: what to do with the file, and how to read it.
struct Words {
    name: String,
    size: Option<u64>,
    behavior: Behavior,
    on_error: OnError,
    allowed: u64,
    check: bool,
    reading: Reading,
    /// By which the same request is known when it comes again.
    token: String,
}

impl Words {
    fn read(query: &str) -> Result<Self, Error> {
        let mut words = Self {
            name: String::new(),
            size: None,
            behavior: Behavior::default(),
            on_error: OnError::default(),
            allowed: ALLOWED_ERRORS,
            check: false,
            reading: Reading::PLAIN,
            token: String::new(),
        };
        for (word, value) in form_urlencoded::parse(query.as_bytes()) {
            let wrong = || Error::invalid(&*word, rules::BAD_CHOICE.with("value", &value));
            match (&*word, &*value) {
                ("name", name) => words.name = name.chars().filter(|c| !c.is_control()).take(255).collect(),
                ("check", "1") => words.check = true,
                ("check", "0") => words.check = false,
                ("guarded", "1") => words.reading.guarded = true,
                ("guarded", "0") => words.reading.guarded = false,
                ("check" | "guarded", _) => return Err(wrong()),
                // What nobody chose.
                (_, "" | "auto") => {}
                ("size", size) => words.size = Some(size.parse().map_err(|_| wrong())?),
                ("behavior", behavior) => words.behavior = behavior.parse().map_err(|_| wrong())?,
                ("on_error", on_error) => words.on_error = on_error.parse().map_err(|_| wrong())?,
                ("allowed", n) => words.allowed = n.parse().map_err(|_| wrong())?,
                ("token", token) => words.token = token.to_owned(),
                ("kind", kind) => words.reading.kind = Some(kind.parse().map_err(|_| wrong())?),
                ("encoding", name) => words.reading.encoding = Some(name.parse().map_err(|_| wrong())?),
                ("delimiter", name) => words.reading.delimiter = Some(name.parse().map_err(|_| wrong())?),
                ("dates", word) => words.reading.dates = Some(word.parse().map_err(|_| wrong())?),
                ("website", code) => words.reading.website = Some(code.to_owned()),
                ("map", text) => {
                    let rule = header::rule(text).map_err(|sentence| Error::invalid("map", sentence))?;
                    words.reading.columns.push(rule);
                }
                // A word that is not understood may have been the one that was to keep something from being written.
                _ => return Err(Error::invalid(&*word, text::UNKNOWN_WORD.with("word", &word))),
            }
        }
        Ok(words)
    }
}

/// Takes a file and starts its import; answers `{"job": 12}`.
pub async fn upload(
    Extension(visitor): Extension<Visitor>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Response {
    up_to(MAX_UPLOAD, visitor, &query.unwrap_or_default(), &headers, body).await
}

/// Takes a file of so many bytes at most.
async fn up_to(most: u64, visitor: Visitor, query: &str, headers: &HeaderMap, body: Body) -> Response {
    let Some(ctx) = visitor.ctx else {
        return refusal(&Error::signed_out(), visitor.locale);
    };
    // Asked before the first byte is taken.
    let outcome = match ctx.ask(Action::ImportCustomers).await {
        Ok(()) => match Words::read(query) {
            Ok(words) => match fits(&ctx, words.size.or_else(|| length(headers)), most) {
                Ok(()) => take(ctx, words, body, most).await,
                Err(error) => Err(error),
            },
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    match outcome {
        Ok(job) => Json(serde_json::json!({ "job": job })).into_response(),
        Err(error) => {
            let mut answer = refusal(&error, visitor.locale);
            if error == too_large(most) {
                *answer.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
            }
            answer
        }
    }
}

/// How long the body says it is.
fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Refuses what is too large, or too large for the disk, before a byte of it is taken.
fn fits(ctx: &Ctx, announced: Option<u64>, most: u64) -> Result<(), Error> {
    match announced {
        Some(size) if size > most => Err(too_large(most)),
        size => ctx.shared.room_for(size.unwrap_or_default()),
    }
}

fn too_large(most: u64) -> Error {
    Error::invalid("file", text::TOO_LARGE.with("max", most / (1024 * 1024)))
}

async fn take(ctx: Ctx, words: Words, body: Body, most: u64) -> Result<i64, Error> {
    let spool = format!("{}{}.csv", imports::UPLOADS, access::new_token()?);
    let copy = Copy {
        path: ctx.shared.spool.join(&spool),
        kept: false,
    };
    receive(&copy.path, words.size, body, most, ctx.shared.room()).await?;
    let upload = Upload {
        file_name: words.name,
        spool,
        reading: words.reading,
        behavior: words.behavior,
        on_error: words.on_error,
        allowed: words.allowed,
        check: words.check,
    };
    let token = words.token;
    // The copy goes along: a job that was put into the queue keeps its file.
    carry(async move {
        let started = imports::start_once(ctx, upload, &token).await?;
        if !started.again {
            copy.keep();
        }
        Ok(started.job.0)
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

/// Writes the body to `path`; one that breaks off, is longer than `most` or has another size than announced is refused
/// whole.
async fn receive(
    path: &Path,
    announced: Option<u64>,
    body: Body,
    most: u64,
    mut room: Room,
) -> Result<(), Error> {
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
        if got > most {
            return Err(too_large(most));
        }
        room.reach(got).map_err(|e| error::io(&e))?;
        file.write_all(&block).await.map_err(|e| error::io(&e))?;
    }
    file.flush().await.map_err(|e| error::io(&e))?;
    match announced {
        Some(expected) if expected != got => Err(cut(got)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{access::Theme, text::Locale};
    use services::context::{Actor, Clock, Shared};
    use std::io;

    #[tokio::test]
    async fn an_upload_grows_only_while_there_is_room() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("import-1.csv");
        let mut asked = 0;
        let room = Room::new(move |_| {
            asked += 1;
            match asked {
                1 => Ok(()),
                _ => Err(io::ErrorKind::StorageFull.into()),
            }
        });
        let body = Body::from_stream(futures::stream::repeat_with(|| {
            Ok::<_, io::Error>(axum::body::Bytes::from(vec![b'a'; 64 * 1024]))
        }));
        let refused = receive(&path, None, body, MAX_UPLOAD, room).await;
        assert!(matches!(refused, Err(Error::Busy(_))), "{refused:?}");
        let taken = std::fs::metadata(&path).unwrap().len();
        assert!(taken > 0 && taken <= 4 << 20, "{taken}");
    }

    storage::both_engines! {
        async fn an_upload_that_does_not_say_how_long_it_is_is_cut_off_at_the_limit(store: Store) {
            let folder = tempfile::tempdir().unwrap();
            let shared = Shared {
                spare: 0,
                ..Shared::new(store, Clock::System, folder.path().to_owned())
            };
            let ctx = Ctx::new(shared.into(), Actor::operator());
            let sent = async |blocks: usize| {
                let visitor = Visitor {
                    ctx: Some(ctx.clone()),
                    locale: Locale::En,
                    theme: Theme::System,
                    tried: None,
                };
                let header = "email,_website,firstname,lastname\n".to_owned();
                let row = "jon@example.com,base,Jon,Doe\n".repeat(100);
                let blocks = std::iter::once(header).chain(std::iter::repeat_n(row, blocks));
                let body = Body::from_stream(futures::stream::iter(blocks.map(Ok::<_, io::Error>)));
                up_to(10_000, visitor, "name=x.csv", &HeaderMap::new(), body).await.status()
            };
            let kept = || std::fs::read_dir(folder.path()).unwrap().count();
            assert_eq!((sent(4).await, kept()), (StatusCode::PAYLOAD_TOO_LARGE, 0));
            assert_eq!((sent(3).await, kept()), (StatusCode::OK, 1));
        }
    }
}
