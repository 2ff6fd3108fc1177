//! Rows on their way from the thread that reads the database to the one that writes the file, many at a time:
//! reading and formatting take about as long as each other, so that two cores halve the time.

use domain::value::Raw;
use std::{
    io,
    ops::Range,
    sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel},
};

/// Text that travels together, in bytes; with the cells about as much again.
const FULL: usize = 256 * 1024;
/// Batches on their way; two more are being filled and emptied.
const WAITING: usize = 2;

/// A batch of rows, in two buffers that are used again.
#[derive(Default)]
pub(super) struct Batch {
    text: String,
    cells: Vec<Held>,
}

/// A cell; text as its place in the batch's text.
#[derive(Clone)]
enum Held {
    Null,
    Int(i64),
    Text(Range<usize>),
}

impl Batch {
    fn push(&mut self, row: &[Raw<'_>]) {
        for cell in row {
            self.cells.push(match *cell {
                Raw::Null => Held::Null,
                Raw::Int(n) => Held::Int(n),
                Raw::Text(text) => {
                    let start = self.text.len();
                    self.text.push_str(text);
                    Held::Text(start..self.text.len())
                }
            });
        }
    }

    fn is_full(&self) -> bool {
        self.text.len() >= FULL || self.cells.len() >= FULL / 16
    }

    /// Every cell, row by row.
    pub(super) fn cells(&self) -> impl Iterator<Item = Raw<'_>> {
        self.cells.iter().map(|cell| match cell {
            Held::Null => Raw::Null,
            Held::Int(n) => Raw::Int(*n),
            Held::Text(place) => Raw::Text(&self.text[place.clone()]),
        })
    }
}

/// The end of the thread that reads.
pub(super) struct Reading {
    batch: Batch,
    full: SyncSender<Batch>,
    empty: Receiver<Batch>,
}

/// The end of the thread that writes.
pub(super) struct Writing {
    full: Receiver<Batch>,
    empty: Sender<Batch>,
}

/// Both ends.
pub(super) fn pipe() -> (Reading, Writing) {
    let (full_in, full_out) = sync_channel(WAITING);
    let (empty_in, empty_out) = channel();
    let reading = Reading {
        batch: Batch::default(),
        full: full_in,
        empty: empty_out,
    };
    let writing = Writing {
        full: full_out,
        empty: empty_in,
    };
    (reading, writing)
}

impl Reading {
    /// Puts a row on its way; waits while the writer is behind, and fails once it has gone.
    pub(super) fn push(&mut self, row: &[Raw<'_>]) -> io::Result<()> {
        self.batch.push(row);
        if self.batch.is_full() { self.send() } else { Ok(()) }
    }

    /// Puts what is left on its way.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.send()
    }

    fn send(&mut self) -> io::Result<()> {
        let next = self.empty.try_recv().unwrap_or_default();
        let batch = std::mem::replace(&mut self.batch, next);
        self.full
            .send(batch)
            .map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}

impl Writing {
    /// Hands every batch to `each` until the reader has gone.
    pub(super) fn each(self, mut each: impl FnMut(&Batch) -> io::Result<()>) -> io::Result<()> {
        for mut batch in self.full {
            each(&batch)?;
            batch.text.clear();
            batch.cells.clear();
            // A reader that is done needs it no more.
            let _ = self.empty.send(batch);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_arrives_once_and_in_order() {
        let (mut reading, writing) = pipe();
        let read = std::thread::spawn(move || {
            for n in 0..200_000_i64 {
                let text = "é".repeat(usize::try_from(n % 7).unwrap());
                reading.push(&[Raw::Int(n), Raw::Null, Raw::Text(&text)]).unwrap();
            }
            reading.finish().unwrap();
        });
        let (mut seen, mut batches) = (0, 0);
        let all = writing.each(|batch| {
            batches += 1;
            let cells: Vec<_> = batch.cells().collect();
            for row in cells.chunks(3) {
                let text = "é".repeat(usize::try_from(seen % 7).unwrap());
                assert_eq!(row, [Raw::Int(seen), Raw::Null, Raw::Text(&text)]);
                seen += 1;
            }
            Ok(())
        });
        all.unwrap();
        read.join().unwrap();
        assert_eq!(seen, 200_000);
        assert!(batches > 10, "{batches}");
    }

    #[test]
    fn a_reader_stops_when_the_writer_has_gone() {
        let (mut reading, writing) = pipe();
        drop(writing);
        let long = "x".repeat(FULL);
        let stopped = reading.push(&[Raw::Text(&long)]).unwrap_err();
        assert_eq!(stopped.kind(), io::ErrorKind::BrokenPipe);
    }
}
