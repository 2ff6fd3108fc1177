//! A table as a file: one consistent read, constant memory, whatever the size.

use super::{
    cells::{Table, header},
    labels::Reader,
    rows,
    spool::{Lent, Room, SpoolReader, spool},
    turns::Turn,
};
use crate::{
    audit::{self, Event},
    carry::PANICKED,
    context::Ctx,
    customers::{asked, views},
    error::{OrFail, internal, io as io_error, storage as storage_error},
    places::Place,
};
use chrono::DateTime;
use delivery::format::{Options, Written, csv, writer};
use domain::{
    access::Action,
    customers::{
        column::{Column, DRILL_DOWN},
        query::GridQuery,
        selection::{Chosen, Seen, Selection},
    },
    error::Error,
    exports::format::Format,
    ids::SegmentId,
    text::{Sentence, segments::NO_SUCH_SEGMENT},
    value::Raw,
};
use std::{
    io::{self, Write},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};
use storage::{
    Panicked, aside,
    customers::{
        bulk::{self, Bulk},
        read::{Lens, Scope},
    },
    segments::definitions,
};
use tokio::sync::oneshot;

pub use super::altered::altered;
pub use csv::Options as Csv;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The page's own query string.
    pub query: String,
    /// The file format.
    pub format: Format,
    /// How it is written, if it is a CSV file.
    pub csv: Csv,
    /// All columns in native order, instead of the shown ones in shown order.
    pub all_columns: bool,
    /// Which of the matching rows, and what their chooser was told of them.
    pub chosen: Chosen,
}

/// Why there is no file.
#[derive(Debug)]
pub enum Refused {
    /// The rows are not as many as those that were chosen.
    Changed {
        /// What is said of it.
        sentence: Sentence,
        /// What there is now.
        now: Seen,
    },
    /// As with any other request.
    Error(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// A file on its way.
pub struct Download {
    /// What to call it.
    pub file_name: String,
    /// Its format.
    pub format: Format,
    /// Its bytes, as they are written.
    pub reader: SpoolReader,
    /// Kept until it is fetched or given up.
    pub place: Place,
    /// What whoever fetches it may do, as long as they do.
    pub action: Action,
}

/// What somebody does who exports a segment's drill-down, or the customers grid.
fn action(of: Option<SegmentId>) -> Action {
    of.map_or(Action::ExportCustomers, |_| Action::ExportReports)
}

/// The rows of the customers grid.
pub async fn customers(ctx: Ctx, request: Request) -> Result<Download, Refused> {
    ctx.ask(action(None)).await?;
    let plan = plan(&ctx, None, &request).await?;
    let (query, _) = asked::of_customers(&request.query, ctx.sight());
    let view = views::name_of(&ctx, query.view).await?;
    let stem = view.map_or_else(|| "customers".to_owned(), |view| format!("customers_{view}"));
    start(&ctx, plan, &stem).await
}

/// The rows of a segment's drill-down.
pub async fn members(ctx: Ctx, segment: SegmentId, request: Request) -> Result<Download, Refused> {
    ctx.ask(action(Some(segment))).await?;
    let plan = plan(&ctx, Some(segment), &request).await?;
    start(&ctx, plan, &format!("segment_{segment}")).await
}

/// Writes the rows of the customers grid, or of a segment's drill-down, straight to `sink`; gives what was written, or
/// nothing where whoever reads the sink had enough before the end.
pub async fn write_to(
    ctx: Ctx,
    segment: Option<SegmentId>,
    request: Request,
    sink: impl Write + Send + 'static,
) -> Result<Option<Written>, Error> {
    ctx.ask(action(segment)).await?;
    let plan = plan(&ctx, segment, &request).await?;
    let kept = Kept::begin(&ctx, &plan).await?;
    let filled = fill(&ctx, plan, sink, None, &kept.rows).await;
    kept.end(&ctx, filled.as_ref().ok()).await?;
    match filled {
        Ok(written) => Ok(Some(written)),
        Err(storage::Error::Sink(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

/// What is kept of a download: without it, nobody gets a file.
struct Kept {
    begun: i64,
    /// Rows written so far.
    rows: Arc<AtomicU64>,
}

impl Kept {
    async fn begin(ctx: &Ctx, plan: &Plan) -> Result<Self, Error> {
        let columns: Vec<_> = plan.bulk.columns.iter().map(|column| column.key()).collect();
        let event = Event::DownloadBegun {
            of: plan.of.clone(),
            query: plan.words.clone(),
            chosen: match &plan.chosen.selection {
                Selection::Only { ids } => format!("{} by id", ids.len()),
                Selection::AllExcept { ids } if ids.is_empty() => "all".to_owned(),
                Selection::AllExcept { ids } => format!("all but {}", ids.len()),
            },
            columns: columns.join(","),
            format: match (plan.format, plan.csv.guard) {
                (Format::Csv, false) => "csv raw",
                (format, _) => format.key(),
            },
        };
        Ok(Self {
            begun: audit::note(ctx, &event).await?,
            rows: Arc::default(),
        })
    }

    async fn end(&self, ctx: &Ctx, whole: Option<&Written>) -> Result<(), Error> {
        let event = Event::DownloadEnded {
            begun: self.begun,
            rows: self.rows.load(Ordering::SeqCst),
            whole: whole.is_some(),
            guarded: whole.map(|written| written.guarded),
            stripped: whole.map(|written| written.stripped),
            cut: whole.map(|written| written.cut),
        };
        audit::note(ctx, &event).await.map(drop)
    }
}

pub(super) struct Plan {
    /// What the rows are: `customers`, or the members of a segment.
    of: String,
    action: Action,
    /// What they match and how they are ordered, as in the address.
    words: String,
    bulk: Bulk,
    format: Format,
    csv: Csv,
    reader: Reader,
    chosen: Chosen,
}

/// What to read and how to write it, for the customers grid or a segment's drill-down.
pub(super) async fn plan(ctx: &Ctx, segment: Option<SegmentId>, request: &Request) -> Result<Plan, Error> {
    let (scope, mut query) = match segment {
        None => {
            let asked = asked::of_customers(&request.query, ctx.sight());
            (Scope::All, asked::whole(asked)?)
        }
        Some(id) => {
            let found = definitions::get(ctx.store(), id).await.or_fail()?;
            found.ok_or_else(|| Error::NotFound(NO_SUCH_SEGMENT.with("id", id)))?;
            (
                Scope::Members(id),
                asked::whole(asked::of_members(&request.query))?,
            )
        }
    };
    if request.all_columns {
        query.columns = match scope {
            Scope::All => Column::all().collect(),
            Scope::Members(_) => DRILL_DOWN.to_vec(),
        };
    }
    let reference = storage::reference::reference(ctx.store()).await.or_fail()?;
    let lens = Lens {
        now: ctx.now(),
        today: ctx.today(),
        clock: &|minute| ctx.clock(minute),
        sight: ctx.sight(),
    };
    let of = match scope {
        Scope::All => "customers".to_owned(),
        Scope::Members(id) => format!("segment {id}"),
    };
    let words = GridQuery {
        filters: query.filters.clone(),
        keyword: query.keyword.clone(),
        sort: query.sort.clone(),
        ..GridQuery::default()
    };
    let bulk = Bulk::new(query, scope, &request.chosen.selection, &lens);
    let reader = Reader {
        reference,
        locale: ctx.locale(),
        now: ctx.now(),
        sight: ctx.sight(),
    };
    Ok(Plan {
        of,
        action: action(segment),
        words: words.to_query(),
        bulk,
        format: request.format,
        csv: request.csv,
        reader,
        chosen: request.chosen.clone(),
    })
}

/// Opens the spool file, and fills it in the background, once it is known that it holds as many rows as were chosen.
async fn start(ctx: &Ctx, plan: Plan, stem: &str) -> Result<Download, Refused> {
    start_in(ctx, plan, stem, ctx.shared.room()).await
}

/// Like [`start`], on a disk with so much room.
pub(super) async fn start_in(ctx: &Ctx, plan: Plan, stem: &str, room: Room) -> Result<Download, Refused> {
    let Turn { place, free } = ctx.shared.downloads.turn(&ctx.actor.me.email).await?;
    let (format, action) = (plan.format, plan.action);
    let stamp = DateTime::from_timestamp_micros(ctx.now())
        .unwrap_or_default()
        .format("%Y%m%dT%H%M%SZ");
    let file_name = format!("{stem}_{stamp}.{}", format.extension());
    ctx.shared.room_for(0)?;
    let (sink, reader) = spool(&ctx.shared.spool, room).map_err(|e| io_error(&e))?;
    let kept = Kept::begin(ctx, &plan).await?;
    let ctx = ctx.clone();
    let (admitted, admission) = match plan.chosen.seen {
        Some(_) => Some(oneshot::channel()).unzip(),
        None => (None, None),
    };
    let writing = tokio::spawn(async move {
        let shared = Arc::new(Mutex::new(Some(sink)));
        let mut outcome = fill(&ctx, plan, Lent(Arc::clone(&shared)), admitted, &kept.rows).await;
        drop(free);
        // Before the reader is told that the file is whole.
        if kept.end(&ctx, outcome.as_ref().ok()).await.is_err() && outcome.is_ok() {
            outcome = Err(io::Error::other("its end could not be written down").into());
        }
        let sink = shared.lock().unwrap_or_else(PoisonError::into_inner).take();
        match (&outcome, sink) {
            (Ok(written), Some(sink)) => {
                let Written { rows, bytes, .. } = written;
                tracing::info!(export.rows = rows, export.bytes = bytes, "a download was written");
                sink.complete();
            }
            (Err(error), Some(sink)) => {
                tracing::warn!(%error, "a download broke off");
                sink.fail(&error.to_string());
            }
            (_, None) => {}
        }
        outcome
    });
    if let Some(admission) = admission {
        match admission.await {
            Ok(None) => {}
            Ok(Some((sentence, now))) => return Err(Refused::Changed { sentence, now }),
            // Nobody came to count.
            Err(_) => {
                let outcome = writing.await.map_err(|_| internal(PANICKED))?;
                outcome.map_err(failed)?;
            }
        }
    }
    Ok(Download {
        file_name,
        format,
        reader,
        place,
        action,
    })
}

fn failed(error: storage::Error) -> Error {
    match error {
        storage::Error::Sink(error) => io_error(&error),
        other => storage_error(other),
    }
}

/// What becomes of a choice: nothing to say, or what is told instead of a file.
type Admitted = oneshot::Sender<Option<(Sentence, Seen)>>;

/// Streams the plan's rows through its format into `sink`; gives what was written. Whoever waits to be `admitted` is
/// told whether they are as many as were chosen; where they are not, none is read.
async fn fill(
    ctx: &Ctx,
    plan: Plan,
    sink: impl Write + Send + 'static,
    mut admitted: Option<Admitted>,
    count: &Arc<AtomicU64>,
) -> storage::Result<Written> {
    let Plan {
        of: _,
        action: _,
        words: _,
        bulk,
        format,
        csv,
        reader,
        chosen,
    } = plan;
    let columns = bulk.columns.clone();
    let (reading, writing) = rows::pipe();
    let count = Arc::clone(count);
    let written = aside(move || {
        let options = Options {
            csv,
            ..Options::default()
        };
        let mut out = writer(format, sink, options);
        out.begin(&header(&columns, &reader))?;
        let mut table = Table::new(&columns, reader);
        writing.each(|batch| table.write(batch, &mut out, &count))?;
        out.finish()
    });
    let reading = Arc::new(Mutex::new(Some(reading)));
    let pushing = Arc::clone(&reading);
    let each = move |cells: &[Raw<'_>]| {
        let mut reading = pushing.lock().unwrap_or_else(PoisonError::into_inner);
        reading
            .as_mut()
            .map_or(Err(io::ErrorKind::BrokenPipe.into()), |reading| {
                reading.push(cells)
            })
    };
    let read = match chosen.seen {
        None => bulk::stream(ctx.store(), bulk, each).await,
        Some(_) => {
            let admit = move |now: Seen| {
                let changed = chosen.changed(now).map(|sentence| (sentence, now));
                let refused = changed.is_some();
                let told = admitted
                    .take()
                    .is_some_and(|admitted| admitted.send(changed).is_ok());
                match told && !refused {
                    true => Ok(()),
                    false => Err(io::Error::other("the rows are not those that were chosen")),
                }
            };
            bulk::stream_if(ctx.store(), bulk, admit, each).await
        }
    };
    let reading = reading.lock().unwrap_or_else(PoisonError::into_inner).take();
    let finished = match read {
        Ok(_) => reading.map(rows::Reading::finish).transpose().map(drop),
        Err(_) => {
            drop(reading);
            Ok(())
        }
    };
    let written = written
        .await
        .map_err(|Panicked| io::Error::other("its writer panicked"))?;
    // Where the writer failed, that is the cause, and not that the reader then found it gone.
    match (read, written) {
        (Ok(_), Ok(written)) => finished.map(|()| written).map_err(Into::into),
        (Ok(_) | Err(storage::Error::Sink(_)), Err(error)) => Err(error.into()),
        (Err(error), _) => Err(error),
    }
}
