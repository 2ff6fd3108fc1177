//! `/customers/download` and `/reports/segments/{id}/download`: the page's rows as a file, streamed.

use super::{changed, refusal};
use crate::{auth, state::AppState};
use app::api::server::Visitor;
use axum::{
    Extension, Form,
    body::{Body, Bytes},
    extract::{FromRequestParts, Path, rejection::ExtensionRejection},
    http::{HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::CookieJar;
use domain::{
    access::Action,
    customers::selection::{Chosen, Seen, Selection},
    error::Error,
    exports::format::Format,
    ids::SegmentId,
    imports::dialect::Delimiter,
    text::exports as text,
};
use futures::stream;
use serde::Deserialize;
use services::{
    carry::carry,
    context::Ctx,
    exports::{
        download::{self, Csv, Download, Refused, Request},
        spool::SpoolReader,
    },
    places::Place,
};
use std::{io, str::FromStr};
use tokio::time::Instant;

/// After so many bytes, too, it is asked again who fetches them.
const LOOK_BYTES: usize = 4 << 20;

/// What a POST adds to the query: the rows selected on the page, and what it said of them.
#[derive(Default, Deserialize)]
pub struct Selected {
    #[serde(default)]
    selection: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    count: String,
    #[serde(default)]
    delimiter: String,
    #[serde(default)]
    bom: String,
    #[serde(default)]
    crlf: String,
    #[serde(default)]
    raw: String,
}

impl Selected {
    /// How a CSV file is to be written, word by word.
    fn csv(&self) -> [(&'static str, &str); 4] {
        [
            ("delimiter", &self.delimiter),
            ("bom", &self.bom),
            ("crlf", &self.crlf),
            ("raw", &self.raw),
        ]
    }
}

/// Where a download was asked for, and by whom.
pub struct Asked {
    state: AppState,
    visitor: Visitor,
    jar: CookieJar,
    path: String,
    query: String,
    /// Does a person look at the answer?
    page: bool,
}

impl FromRequestParts<AppState> for Asked {
    type Rejection = ExtensionRejection;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ExtensionRejection> {
        let Extension(visitor) = Extension::from_request_parts(parts, state).await?;
        let accept = parts.headers.get(header::ACCEPT);
        Ok(Self {
            state: state.clone(),
            visitor,
            jar: CookieJar::from_headers(&parts.headers),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            page: accept.is_some_and(|kinds| kinds.to_str().is_ok_and(|kinds| kinds.contains("text/html"))),
        })
    }
}

/// The customers grid: all that match.
pub async fn customers(asked: Asked) -> Response {
    send(asked, Selected::default(), download::customers).await
}

/// The customers grid: the selected rows.
pub async fn selected_customers(asked: Asked, Form(selected): Form<Selected>) -> Response {
    send(asked, selected, download::customers).await
}

/// A segment's drill-down: all that match.
pub async fn members(Path(id): Path<i64>, asked: Asked) -> Response {
    let work = move |ctx, request| download::members(ctx, SegmentId(id), request);
    send(asked, Selected::default(), work).await
}

/// A segment's drill-down: the selected rows.
pub async fn selected_members(Path(id): Path<i64>, asked: Asked, Form(selected): Form<Selected>) -> Response {
    let work = move |ctx, request| download::members(ctx, SegmentId(id), request);
    send(asked, selected, work).await
}

async fn send<F, Fut>(asked: Asked, selected: Selected, work: F) -> Response
where
    F: FnOnce(Ctx, Request) -> Fut,
    Fut: Future<Output = Result<Download, Refused>> + Send + 'static,
{
    let locale = asked.visitor.locale;
    let Some(ctx) = asked.visitor.ctx.clone() else {
        return refusal(&Error::signed_out(), locale);
    };
    let by_link = asked.page && selected.raw.is_empty() && word(&asked.query, "raw").is_some();
    let request = match by_link {
        // Formulas are not to run because somebody was sent a link.
        true => Err(Error::invalid("raw", text::RAW_BY_LINK.plain())),
        false => read(asked.query.clone(), &selected),
    };
    let outcome = match request {
        Ok(request) => carry(work(ctx, request)).await,
        Err(error) => Err(error.into()),
    };
    match outcome {
        Ok(download) => file(download, asked),
        Err(Refused::Changed { sentence, now }) if asked.page => {
            let form = changed::Asked {
                path: &asked.path,
                query: &asked.query,
                selection: &selected.selection,
                csv: selected.csv(),
            };
            changed::page(&asked.state, &asked.visitor, &form, &sentence, now)
        }
        Err(Refused::Changed { sentence, .. }) => refusal(&Error::Conflict(sentence), locale),
        Err(Refused::Error(error)) => refusal(&error, locale),
    }
}

/// What the address says of a word.
fn word(query: &str, name: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes())
        .find(|(word, _)| word == name)
        .map(|(_, value)| value.into_owned())
}

fn read(query: String, selected: &Selected) -> Result<Request, Error> {
    let word = |name: &str| word(&query, name);
    let wanted = word("format").unwrap_or_else(|| Format::Csv.key().to_owned());
    let format: Format = wanted
        .parse()
        .map_err(|_| Error::invalid("format", text::BAD_FORMAT.with("value", &wanted)))?;
    let yes = |name: &str, value: &str| match value {
        "" => Ok(false),
        "1" => Ok(true),
        value => Err(Error::invalid(
            name,
            text::BAD_YES.with("word", name).and("value", value),
        )),
    };
    let all_columns = match word("all").as_deref() {
        None | Some("") => false,
        Some("1") => true,
        Some(value) => return Err(Error::invalid("all", text::BAD_ALL.with("value", value))),
    };
    // A form says it beside its rows, a program in the address.
    let [delimiter, bom, crlf, raw] = selected.csv().map(|(name, value)| match value {
        "" => word(name).unwrap_or_default(),
        value => value.to_owned(),
    });
    let csv = Csv {
        delimiter: match delimiter.as_str() {
            "" => Delimiter::default(),
            name => name
                .parse()
                .map_err(|_| Error::invalid("delimiter", text::BAD_DELIMITER.with("value", name)))?,
        },
        bom: yes("bom", &bom)?,
        crlf: yes("crlf", &crlf)?,
        guard: !yes("raw", &raw)?,
    };
    let selection = match selected.selection.as_str() {
        "" => Selection::all(),
        json => serde_json::from_str(json)
            .map_err(|_| Error::invalid("selection", text::BAD_SELECTION.plain()))?,
    };
    let seen = match (
        number("count", &selected.count)?,
        number("version", &selected.version)?,
    ) {
        (Some(count), Some(version)) => Some(Seen { version, count }),
        (Some(_) | None, None) | (None, Some(_)) => None,
    };
    Ok(Request {
        query,
        format,
        csv,
        all_columns,
        chosen: Chosen { selection, seen },
    })
}

/// A number of the form; nothing where it says none.
fn number<N: FromStr>(word: &str, value: &str) -> Result<Option<N>, Error> {
    match value {
        "" => Ok(None),
        value => value.parse().map(Some).map_err(|_| {
            let said = text::BAD_SEEN.with("word", word).and("value", value);
            Error::invalid(word, said)
        }),
    }
}

/// A file on its way to somebody who may have it, as long as they may.
struct Sending {
    reader: SpoolReader,
    state: AppState,
    /// Who fetches it; asked anew now and then.
    jar: CookieJar,
    action: Action,
    looked: Instant,
    unlooked: usize,
    _place: Place,
}

impl Sending {
    /// The next bytes; an error where they are not to be had any more.
    async fn next(&mut self) -> io::Result<Option<Bytes>> {
        if self.looked.elapsed() >= self.state.limits.look || self.unlooked >= LOOK_BYTES {
            self.look().await?;
        }
        let block = self.reader.next().await?;
        self.unlooked += block.as_ref().map_or(0, Vec::len);
        Ok(block.map(Bytes::from))
    }

    /// A session may have ended since, or a role have changed.
    async fn look(&mut self) -> io::Result<()> {
        let may = match auth::asker(&self.state, &self.jar).await {
            Ok(Some(ctx)) => ctx.ask(self.action).await,
            Ok(None) => Err(Error::signed_out()),
            Err(error) => Err(error),
        };
        match may {
            Err(Error::Forbidden(_) | Error::Unauthenticated(_)) => {
                tracing::info!("a download is cut off: whoever fetches it may not any more");
                Err(io::ErrorKind::PermissionDenied.into())
            }
            // A database that is busy, or away for a moment, has an answer the next time.
            Ok(()) | Err(_) => {
                (self.looked, self.unlooked) = (Instant::now(), 0);
                Ok(())
            }
        }
    }
}

/// The answer: its bytes follow the spool file as it is written.
fn file(download: Download, asked: Asked) -> Response {
    let Download {
        file_name,
        format,
        reader,
        place,
        action,
    } = download;
    let sending = Sending {
        reader,
        state: asked.state,
        jar: asked.jar,
        action,
        looked: Instant::now(),
        unlooked: 0,
        _place: place,
    };
    let blocks = stream::try_unfold(sending, |mut sending| async move {
        let block = sending.next().await?;
        Ok::<_, io::Error>(block.map(|block| (block, sending)))
    });
    let mut response = Body::from_stream(blocks).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(format.media_type()),
    );
    // Whoever comes again for the rest would get that of another state of the data.
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("none"));
    // The name is made of letters, digits, `_`, `-` and `.` only, so it needs no quoting rules.
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{file_name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
