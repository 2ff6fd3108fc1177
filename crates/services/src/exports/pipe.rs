//! A file into a pipe, whose reader may take its time: the database is let go as soon as it is read.

use super::{
    download::{Request, write_to},
    spool::{Lent, spool},
};
use crate::{
    carry::PANICKED,
    context::Ctx,
    error::{internal, io as io_error},
};
use delivery::format::Written;
use domain::{error::Error, ids::SegmentId};
use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

/// Like [`write_to`], by way of a spool file: whoever reads slowly keeps room on its disk, and no state of the database.
pub async fn pass_on(
    ctx: Ctx,
    segment: Option<SegmentId>,
    request: Request,
    mut out: impl Write + Send + 'static,
) -> Result<Option<Written>, Error> {
    let (sink, mut reader) = spool(&ctx.shared.spool, ctx.shared.room()).map_err(|error| io_error(&error))?;
    let sink = Arc::new(Mutex::new(Some(sink)));
    let lent = Lent(Arc::clone(&sink));
    let take = {
        let sink = Arc::clone(&sink);
        move || sink.lock().unwrap_or_else(PoisonError::into_inner).take()
    };
    let writing = {
        let take = take.clone();
        tokio::spawn(async move {
            let written = write_to(ctx, segment, request, lent).await;
            match (take(), &written) {
                (Some(sink), Ok(Some(_))) => sink.complete(),
                (Some(sink), Ok(None) | Err(_)) => sink.fail("nothing follows"),
                (None, _) => {}
            }
            written
        })
    };
    let mut lost = None;
    let passed = loop {
        match reader.next().await {
            Ok(Some(block)) => {
                let passing = tokio::task::spawn_blocking(move || out.write_all(&block).map(|()| out));
                let passed = passing.await.map_err(|_| internal(PANICKED))?;
                match passed {
                    Ok(back) => out = back,
                    Err(error) => break Err(error),
                }
            }
            Ok(None) => break out.flush(),
            // Its writer says why it broke off, unless the disk did.
            Err(error) => {
                lost = Some(error);
                break Ok(());
            }
        }
    };
    if passed.is_err() {
        // Nobody wants the rest, so it is not read.
        drop(take());
    }
    let written = writing.await.map_err(|_| internal(PANICKED))?;
    match passed {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(None),
        Err(error) => Err(io_error(&error)),
        Ok(()) => match (written, lost) {
            (Ok(Some(_)), Some(error)) => Err(io_error(&error)),
            (written, _) => written,
        },
    }
}
