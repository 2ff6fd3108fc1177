//! `/customers/download` and `/reports/segments/{id}/download`: the page's rows as a file, streamed.

use super::{carry, refusal};
use app::api::server::Visitor;
use axum::{
    Extension, Form,
    body::Body,
    extract::{Path, RawQuery},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{
    customers::selection::Selection,
    error::Error,
    exports::format::Format,
    ids::SegmentId,
    text::{access, exports as text},
};
use futures::stream;
use serde::Deserialize;
use services::{
    context::Ctx,
    exports::download::{self, Download, Request},
};

/// What a POST adds to the query: the rows selected on the page.
#[derive(Default, Deserialize)]
pub struct Selected {
    #[serde(default)]
    selection: String,
}

/// The customers grid: all that match.
pub async fn customers(Extension(visitor): Extension<Visitor>, RawQuery(query): RawQuery) -> Response {
    send(visitor, query, Selected::default(), download::customers).await
}

/// The customers grid: the selected rows.
pub async fn selected_customers(
    Extension(visitor): Extension<Visitor>,
    RawQuery(query): RawQuery,
    Form(selected): Form<Selected>,
) -> Response {
    send(visitor, query, selected, download::customers).await
}

/// A segment's drill-down: all that match.
pub async fn members(
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<i64>,
    RawQuery(query): RawQuery,
) -> Response {
    let work = move |ctx, request| download::members(ctx, SegmentId(id), request);
    send(visitor, query, Selected::default(), work).await
}

/// A segment's drill-down: the selected rows.
pub async fn selected_members(
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<i64>,
    RawQuery(query): RawQuery,
    Form(selected): Form<Selected>,
) -> Response {
    let work = move |ctx, request| download::members(ctx, SegmentId(id), request);
    send(visitor, query, selected, work).await
}

async fn send<F, Fut>(visitor: Visitor, query: Option<String>, selected: Selected, work: F) -> Response
where
    F: FnOnce(Ctx, Request) -> Fut,
    Fut: Future<Output = Result<Download, Error>> + Send + 'static,
{
    let Some(ctx) = visitor.ctx else {
        return refusal(
            &Error::Unauthenticated(access::SESSION_ENDED.plain()),
            visitor.locale,
        );
    };
    let outcome = match read(query.unwrap_or_default(), &selected) {
        Ok(request) => carry(work(ctx, request)).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(download) => file(download),
        Err(error) => refusal(&error, visitor.locale),
    }
}

fn read(query: String, selected: &Selected) -> Result<Request, Error> {
    let word = |name: &str| {
        form_urlencoded::parse(query.as_bytes())
            .find(|(word, _)| word == name)
            .map(|(_, value)| value.into_owned())
    };
    let wanted = word("format").unwrap_or_else(|| Format::Csv.key().to_owned());
    let format: Format = wanted
        .parse()
        .map_err(|_| Error::invalid("format", text::BAD_FORMAT.with("value", &wanted)))?;
    let all_columns = match word("all").as_deref() {
        None | Some("") => false,
        Some("1") => true,
        Some(value) => return Err(Error::invalid("all", text::BAD_ALL.with("value", value))),
    };
    let selection = match selected.selection.as_str() {
        "" => Selection::all(),
        json => serde_json::from_str(json)
            .map_err(|_| Error::invalid("selection", text::BAD_SELECTION.plain()))?,
    };
    Ok(Request {
        query,
        format,
        all_columns,
        selection,
    })
}

/// The answer: its bytes follow the spool file as it is written.
fn file(download: Download) -> Response {
    let Download {
        file_name,
        format,
        reader,
    } = download;
    let blocks = stream::try_unfold(reader, |mut reader| async move {
        let block = reader.next().await?;
        Ok::<_, std::io::Error>(block.map(|block| (axum::body::Bytes::from(block), reader)))
    });
    let mut response = Body::from_stream(blocks).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(format.media_type()),
    );
    // The name is made of letters, digits, `_`, `-` and `.` only, so it needs no quoting rules.
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{file_name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
