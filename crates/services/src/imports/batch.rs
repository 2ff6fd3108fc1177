//! The file batch by batch: while one is written, the next is read.

use super::{
    read::{Next, Source, Unit, Unreadable},
    records::Raw,
    refused::Refused,
};
use domain::{
    customers::present::Births,
    imports::{header::Header, row::Shop},
    text::Locale,
};
use std::{io, sync::Arc};
use tokio::task::JoinHandle;

/// Bytes of rows after which a batch ends although it is not full.
const MAX_KEPT: usize = 8 << 20;

/// What a reader of rows has to know.
#[derive(Clone)]
pub(super) struct Reader {
    pub(super) shop: Arc<Shop>,
    pub(super) births: Births,
    pub(super) locale: Locale,
}

/// How far a file has been read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    /// The line the first row stands on that is not done with.
    pub(super) line: u64,
    /// Rows read.
    pub(super) rows: u64,
    /// Bytes read, to the nearest block.
    pub(super) position: u64,
    /// Bytes of the file.
    pub(super) size: u64,
}

impl Place {
    pub(super) fn of(source: &Source) -> Self {
        Self {
            line: source.line(),
            rows: source.rows,
            position: source.position(),
            size: source.size,
        }
    }
}

/// What is written together.
pub(super) struct Batch {
    pub(super) header: Arc<Header>,
    pub(super) units: Vec<Unit>,
    /// What cannot be read.
    pub(super) refused: Vec<Refused>,
    /// Its rows as they stand in the file, with their lines, where somebody wants them.
    raws: Vec<(u64, Raw)>,
    /// Rows that are done with once it is.
    pub(super) done: u64,
    pub(super) place: Place,
    /// The file ends with it.
    pub(super) last: bool,
}

impl Batch {
    /// Reads so many units, or refused rows.
    fn read(source: &mut Source, reader: &Reader, size: usize) -> Result<Self, Unreadable> {
        let (mut units, mut refused, mut last) = (Vec::with_capacity(size), Vec::new(), false);
        loop {
            match source.next(&reader.shop, reader.births, reader.locale)? {
                Next::Unit(unit, of_it) => {
                    units.push(*unit);
                    refused.extend(of_it);
                }
                Next::Refused(row) => refused.push(row),
                Next::End => last = true,
            }
            // Behind the first, so that each batch gets on however much is kept.
            if last || units.len() >= size || refused.len() >= size || source.kept() >= MAX_KEPT {
                break;
            }
        }
        Ok(Self {
            header: Arc::clone(&source.header),
            units,
            refused,
            raws: source.hand_over(),
            done: source.done(),
            place: Place::of(source),
            last,
        })
    }

    /// The row that starts on a line, where it has been kept.
    pub(super) fn raw(&self, line: u64) -> Option<&Raw> {
        let at = self.raws.binary_search_by_key(&line, |(line, _)| *line).ok()?;
        self.raws.get(at).map(|(_, raw)| raw)
    }
}

/// A file of which the next batch is being read, on a thread that may block.
pub(super) struct Ahead {
    reader: Reader,
    reading: JoinHandle<Result<(Source, Batch), Unreadable>>,
}

impl Ahead {
    /// Starts to read `size` units.
    pub(super) fn of(source: Source, reader: Reader, size: usize) -> Self {
        let reading = read(source, reader.clone(), size);
        Self { reader, reading }
    }

    /// The next batch; the one behind it, of `size` units, is read meanwhile. After the last there is nothing.
    pub(super) async fn next(self, size: usize) -> Result<(Batch, Option<Self>), Unreadable> {
        let read = self.reading.await;
        // What it said may be of people.
        let read = read.map_err(|_| Unreadable::Io(io::Error::other("the reader of a file panicked")))?;
        let (source, batch) = read?;
        let ahead = (!batch.last).then(|| Self::of(source, self.reader, size));
        Ok((batch, ahead))
    }
}

fn read(mut source: Source, reader: Reader, size: usize) -> JoinHandle<Result<(Source, Batch), Unreadable>> {
    tokio::task::spawn_blocking(move || {
        let batch = Batch::read(&mut source, &reader, size)?;
        Ok((source, batch))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_a_reader_panics_with_is_not_handed_on() {
        let reader = Reader {
            shop: Arc::default(),
            births: Births::Day,
            locale: Locale::En,
        };
        let reading = tokio::task::spawn_blocking(|| panic!("no row of jon@example.com"));
        let Err(Unreadable::Io(error)) = (Ahead { reader, reading }).next(1).await else {
            panic!("a batch of a reader that is gone")
        };
        assert!(!format!("{error} {error:?}").contains("jon"), "{error:?}");
    }
}
