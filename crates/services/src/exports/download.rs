//! A table as a file: one consistent read, constant memory, whatever the size.

use super::spool::{SpoolReader, SpoolWriter, spool};
use crate::{
    context::Ctx,
    error::{OrFail, internal, io as io_error},
};
use chrono::DateTime;
use delivery::{
    format::{Options, Writer, writer},
    table::{Cell, Header},
};
use domain::{
    access::Action,
    customers::{
        choice::Reference,
        column::{Column, DRILL_DOWN, Kind},
        present::{self, Style},
        query::GridQuery,
        selection::Selection,
    },
    error::Error,
    exports::format::{CellType, Format},
    ids::SegmentId,
    text::{Locale, access as text},
    time::Micros,
    value::Raw,
};
use std::{
    collections::HashMap,
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};
use storage::customers::{
    bulk::{self, Bulk},
    read::{Lens, Scope},
};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The page's own query string.
    pub query: String,
    /// The file format.
    pub format: Format,
    /// All columns in native order, instead of the shown ones in shown order.
    pub all_columns: bool,
    /// Which of the matching rows.
    pub selection: Selection,
}

/// A file on its way.
pub struct Download {
    /// What to call it.
    pub file_name: String,
    /// Its format.
    pub format: Format,
    /// Its bytes, as they are written.
    pub reader: SpoolReader,
}

/// The rows of the customers grid.
pub async fn customers(ctx: Ctx, request: Request) -> Result<Download, Error> {
    ctx.ask(Action::ExportCustomers)?;
    let (query, _) = GridQuery::parse(&request.query);
    start(
        &ctx,
        plan(&ctx, &request, query, Scope::All, Column::all().collect()).await?,
        "customers",
    )
    .await
}

/// The rows of a segment's drill-down.
pub async fn members(ctx: Ctx, segment: SegmentId, request: Request) -> Result<Download, Error> {
    ctx.ask(Action::ExportReports)?;
    let found = storage::segments::definitions::get(ctx.store(), segment)
        .await
        .or_fail()?;
    found.ok_or_else(|| Error::NotFound(text::NOT_FOUND.plain()))?;
    let (query, _) = GridQuery::with_columns(&DRILL_DOWN).parse_over(&request.query);
    let plan = plan(
        &ctx,
        &request,
        query,
        Scope::Members(segment),
        DRILL_DOWN.to_vec(),
    )
    .await?;
    start(&ctx, plan, &format!("segment_{segment}")).await
}

/// Writes the rows of the customers grid, or of a segment's drill-down, straight to `sink`.
pub async fn write_to(
    ctx: Ctx,
    segment: Option<SegmentId>,
    request: Request,
    sink: impl Write + Send + 'static,
) -> Result<u64, Error> {
    ctx.ask(Action::ExportCustomers)?;
    let plan = match segment {
        None => {
            let (query, _) = GridQuery::parse(&request.query);
            plan(&ctx, &request, query, Scope::All, Column::all().collect()).await?
        }
        Some(id) => {
            let found = storage::segments::definitions::get(ctx.store(), id)
                .await
                .or_fail()?;
            found.ok_or_else(|| Error::NotFound(text::NOT_FOUND.plain()))?;
            let (query, _) = GridQuery::with_columns(&DRILL_DOWN).parse_over(&request.query);
            plan(&ctx, &request, query, Scope::Members(id), DRILL_DOWN.to_vec()).await?
        }
    };
    let (rows, _) = fill(&ctx, plan, sink).await.map_err(|error| failed(&error))?;
    Ok(rows)
}

struct Plan {
    bulk: Bulk,
    format: Format,
    locale: Locale,
    labels: Labels,
}

async fn plan(
    ctx: &Ctx,
    request: &Request,
    mut query: GridQuery,
    scope: Scope,
    all: Vec<Column>,
) -> Result<Plan, Error> {
    if request.all_columns {
        query.columns = all;
    }
    let reference = storage::reference::reference(ctx.store()).await.or_fail()?;
    let lens = Lens {
        now: ctx.now(),
        day_starts: &|day| ctx.day_start(day),
    };
    let bulk = Bulk::new(query, scope, request.selection.clone(), &lens);
    let labels = Labels {
        reference,
        locale: ctx.locale(),
        now: ctx.now(),
        known: HashMap::new(),
    };
    Ok(Plan {
        bulk,
        format: request.format,
        locale: ctx.locale(),
        labels,
    })
}

/// Opens the spool file, and fills it in the background.
async fn start(ctx: &Ctx, plan: Plan, stem: &str) -> Result<Download, Error> {
    let format = plan.format;
    let stamp = DateTime::from_timestamp_micros(ctx.now())
        .unwrap_or_default()
        .format("%Y%m%dT%H%M%SZ");
    let file_name = format!("{stem}_{stamp}.{}", format.extension());
    let (sink, reader) = spool(&ctx.shared.spool).map_err(|e| io_error(&e))?;
    let ctx = ctx.clone();
    tokio::spawn(async move {
        let shared = Arc::new(Mutex::new(Some(sink)));
        let outcome = fill(&ctx, plan, Lent(Arc::clone(&shared))).await;
        let sink = shared.lock().unwrap_or_else(PoisonError::into_inner).take();
        match (outcome, sink) {
            (Ok((rows, bytes)), Some(sink)) => {
                tracing::info!(export.rows = rows, export.bytes = bytes, "a download was written");
                sink.complete();
            }
            (Err(error), Some(sink)) => {
                tracing::warn!(%error, "a download broke off");
                sink.fail(&error.to_string());
            }
            (_, None) => {}
        }
    });
    Ok(Download {
        file_name,
        format,
        reader,
    })
}

/// A spool writer that outlives the format writer, to be told how the file ended.
struct Lent(Arc<Mutex<Option<SpoolWriter>>>);

impl Write for Lent {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut sink = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sink.as_mut()
            .map_or(Err(io::ErrorKind::BrokenPipe.into()), |sink| sink.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn failed(error: &storage::Error) -> Error {
    match error {
        storage::Error::Sink(error) => io_error(error),
        storage::Error::Busy => Error::Busy(text::BUSY.plain()),
        other => internal(&other.to_string()),
    }
}

/// Streams the plan's rows through its format into `sink`; gives rows and bytes.
async fn fill(ctx: &Ctx, plan: Plan, sink: impl Write + Send + 'static) -> storage::Result<(u64, u64)> {
    let Plan {
        bulk,
        format,
        locale,
        mut labels,
    } = plan;
    let columns = bulk.query.columns.clone();
    let header = Header {
        labels: columns
            .iter()
            .map(|c| c.label().text(locale).to_owned())
            .collect(),
        types: columns.iter().map(|c| CellType::from(c.kind())).collect(),
    };
    let mut out = writer(format, sink, Options::default());
    out.begin(&header)?;
    let out = Arc::new(Mutex::new(Some(out)));
    let rows_out = Arc::clone(&out);
    let rows = bulk::stream(ctx.store(), bulk, move |cells: &[Raw<'_>]| {
        let mut guard = rows_out.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(out) = guard.as_mut() else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        write_row(out, &columns, cells, &mut labels)
    })
    .await?;
    let out = out.lock().unwrap_or_else(PoisonError::into_inner).take();
    let written = out.map(Writer::finish).transpose()?.unwrap_or_default();
    Ok((rows, written.bytes))
}

fn write_row<W: Write>(
    out: &mut Writer<W>,
    columns: &[Column],
    cells: &[Raw<'_>],
    labels: &mut Labels,
) -> io::Result<()> {
    for (column, raw) in columns.iter().zip(cells) {
        if let Kind::Choice(_) = column.kind() {
            labels.learn(*column, *raw);
        }
    }
    let labels = &*labels;
    let row: Vec<Cell<'_>> = columns
        .iter()
        .zip(cells)
        .map(|(column, raw)| match column.kind() {
            Kind::Choice(_) => labels.cell(*column, *raw),
            kind => Cell::stored(CellType::from(kind), *raw),
        })
        .collect();
    out.row(&row)
}

/// The labels of choices, each looked up once per file.
struct Labels {
    reference: Reference,
    locale: Locale,
    now: Micros,
    known: HashMap<(Column, String), String>,
}

impl Labels {
    fn key(&self, column: Column, raw: Raw<'_>) -> (Column, String) {
        (column, present::code(column, raw, self.now))
    }

    fn learn(&mut self, column: Column, raw: Raw<'_>) {
        let key = self.key(column, raw);
        if !self.known.contains_key(&key) {
            let local = |t: DateTime<chrono::Utc>| t.naive_utc();
            let style = Style {
                locale: self.locale,
                local: &local,
                reference: &self.reference,
                now: self.now,
            };
            let label = present::cell(column, raw, &style).display;
            self.known.insert(key, label);
        }
    }

    fn cell(&self, column: Column, raw: Raw<'_>) -> Cell<'_> {
        self.known
            .get(&self.key(column, raw))
            .map_or(Cell::Empty, |label| Cell::Text(label))
    }
}
