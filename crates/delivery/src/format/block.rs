//! The buffer between a format and its sink: rows gather in memory and leave in blocks of about 64 KiB.

use std::io::{self, Write};

/// A block leaves once it holds this many bytes.
pub(super) const SIZE: usize = 64 * 1024;
/// Room for the row that fills a block up, so that the buffer rarely grows.
pub(super) const SPARE: usize = 16 * 1024;

/// A sink with a block in front of it. Formats append to `bytes` and call [`Block::pass`] after each row.
pub(super) struct Block<W> {
    /// What has not left yet.
    pub(super) bytes: Vec<u8>,
    sink: W,
    passed: u64,
}

impl<W: Write> Block<W> {
    pub(super) fn new(sink: W) -> Self {
        Self {
            bytes: Vec::with_capacity(SIZE + SPARE),
            sink,
            passed: 0,
        }
    }

    /// Hands the block to the sink if it is full.
    pub(super) fn pass(&mut self) -> io::Result<()> {
        match self.bytes.len() < SIZE {
            true => Ok(()),
            false => self.hand_over(),
        }
    }

    /// Hands over the rest, and says how many bytes there were in all.
    pub(super) fn finish(mut self) -> io::Result<u64> {
        self.hand_over()?;
        self.sink.flush()?;
        Ok(self.passed)
    }

    fn hand_over(&mut self) -> io::Result<()> {
        self.sink.write_all(&self.bytes)?;
        self.passed += self.bytes.len() as u64;
        self.bytes.clear();
        // One huge cell must not keep its memory for the rest of the file.
        self.bytes.shrink_to(SIZE + SPARE);
        Ok(())
    }
}

/// Counts what the sink takes.
pub(super) struct Counted<W> {
    sink: W,
    pub(super) bytes: u64,
}

impl<W> Counted<W> {
    pub(super) fn new(sink: W) -> Self {
        Self { sink, bytes: 0 }
    }
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.sink.write(bytes)?;
        self.bytes += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}
