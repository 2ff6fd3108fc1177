//! Records of a CSV file, one at a time, each with the line it starts on; one without end is passed over.
//!
//! The parser is `csv_core`. The reader of `csv` above it gathers a record whole, however long it is.

use csv_core::{ReadRecordResult, ReaderBuilder};
use domain::imports::dialect::Delimiter;
use std::{
    io::{self, Read},
    ops::Range,
};

const BLOCK: usize = 1 << 16;
/// Most fields of a record; beyond it nobody has meant them.
const MAX_FIELDS: usize = 1 << 17;

/// What reading a record came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Record {
    /// It is there.
    Row,
    /// It is longer than any may be, and was passed over.
    TooLong,
    /// There are no more.
    End,
}

/// A record as it stands in the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Raw {
    fields: Vec<u8>,
    ends: Vec<usize>,
}

impl Raw {
    /// Bytes of its fields.
    pub(super) fn size(&self) -> usize {
        self.fields.len()
    }

    /// One of its fields.
    pub(super) fn get(&self, at: usize) -> Option<&[u8]> {
        let start = at
            .checked_sub(1)
            .map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.fields.get(start..*self.ends.get(at)?)
    }
}

/// A reader of records.
pub(super) struct Records<R> {
    inner: R,
    parser: csv_core::Reader,
    block: Vec<u8>,
    /// What of the block the parser has not had yet.
    waiting: Range<usize>,
    ended: bool,
    /// The record read last, and more room than it needs.
    fields: Vec<u8>,
    ends: Vec<usize>,
    found: Range<usize>,
    start: u64,
}

impl<R: Read> Records<R> {
    pub(super) fn new(inner: R, delimiter: Delimiter) -> Self {
        Self {
            inner,
            parser: ReaderBuilder::new().delimiter(delimiter.byte()).build(),
            block: vec![0; BLOCK],
            waiting: 0..0,
            ended: false,
            fields: vec![0; 1 << 10],
            ends: vec![0; 1 << 6],
            found: 0..0,
            start: 1,
        }
    }

    /// What is read from.
    pub(super) fn inner(&self) -> &R {
        &self.inner
    }

    /// The line that the record read last starts on.
    pub(super) fn start(&self) -> u64 {
        self.start
    }

    /// The line that is read next.
    pub(super) fn line(&self) -> u64 {
        self.parser.line()
    }

    /// The fields of the record read last.
    pub(super) fn cells(&self) -> Vec<&[u8]> {
        let ends = &self.ends[self.found.clone()];
        let mut start = 0;
        let cell = |end: &usize| &self.fields[std::mem::replace(&mut start, *end)..*end];
        ends.iter().map(cell).collect()
    }

    /// The record read last, to keep.
    pub(super) fn raw(&self) -> Raw {
        let ends = self.ends[self.found.clone()].to_vec();
        let size = ends.last().copied().unwrap_or_default();
        Raw {
            fields: self.fields[..size].to_vec(),
            ends,
        }
    }

    /// Reads the next record; one of more than `limit` bytes is too long.
    pub(super) fn next(&mut self, limit: usize) -> io::Result<Record> {
        self.found = 0..0;
        self.pass_empty_lines()?;
        self.start = self.parser.line();
        let (mut written, mut ended, mut too_long) = (0, 0, false);
        loop {
            self.fill()?;
            let input = &self.block[self.waiting.clone()];
            let (result, read, more, ends) =
                self.parser
                    .read_record(input, &mut self.fields[written..], &mut self.ends[ended..]);
            self.waiting.start += read;
            written += more;
            ended += ends;
            match result {
                ReadRecordResult::InputEmpty => {}
                // What is left out makes room for the rest of what is left out.
                ReadRecordResult::OutputFull if self.fields.len() > limit => (written, too_long) = (0, true),
                ReadRecordResult::OutputFull => self.fields.resize(2 * self.fields.len(), 0),
                ReadRecordResult::OutputEndsFull if self.ends.len() > MAX_FIELDS => {
                    (ended, too_long) = (0, true)
                }
                ReadRecordResult::OutputEndsFull => self.ends.resize(2 * self.ends.len(), 0),
                ReadRecordResult::Record if too_long || written > limit => return Ok(Record::TooLong),
                ReadRecordResult::Record => {
                    self.found = 0..ended;
                    return Ok(Record::Row);
                }
                ReadRecordResult::End => return Ok(Record::End),
            }
        }
    }

    /// Has the parser's next bytes ready, where there are any.
    fn fill(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() && !self.ended {
            self.waiting = 0..self.inner.read(&mut self.block)?;
            self.ended = self.waiting.is_empty();
        }
        Ok(())
    }

    /// Empty lines are no records, but lines.
    fn pass_empty_lines(&mut self) -> io::Result<()> {
        loop {
            self.fill()?;
            let waiting = &self.block[self.waiting.clone()];
            let empty = waiting.iter().take_while(|byte| **byte == b'\n').count();
            let more = empty > 0 && empty == waiting.len();
            self.waiting.start += empty;
            self.parser.set_line(self.parser.line() + empty as u64);
            if !more {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &[u8], limit: usize) -> Vec<(Record, u64, Vec<Vec<u8>>)> {
        let mut records = Records::new(text, Delimiter::Comma);
        let mut found = Vec::new();
        loop {
            let record = records.next(limit).unwrap();
            if record == Record::End {
                return found;
            }
            let cells = records.cells().into_iter().map(<[u8]>::to_vec).collect();
            let raw = records.raw();
            for (at, cell) in records.cells().iter().enumerate() {
                assert_eq!(raw.get(at), Some(*cell));
            }
            found.push((record, records.start(), cells));
        }
    }

    #[test]
    fn records_know_their_lines_and_long_ones_are_passed_over() {
        let long = format!("\"{}\",x\n", "y\n".repeat(100_000));
        let text = format!("a,b\n\n\n1,\"2\n3\"\n{long}4,\n\n\"5");
        let found = read(text.as_bytes(), 1_000);
        let seen: Vec<_> = found
            .iter()
            .map(|(record, line, cells)| (*record, *line, cells.len()))
            .collect();
        let (row, long) = (Record::Row, Record::TooLong);
        assert_eq!(
            seen,
            [
                (row, 1, 2),
                (row, 4, 2),
                (long, 6, 0),
                (row, 100_007, 2),
                (row, 100_009, 1)
            ]
        );
        assert_eq!(found[1].2, [b"1".to_vec(), b"2\n3".to_vec()]);
        assert_eq!(read(text.as_bytes(), 1 << 20)[2].0, row);
    }

    #[test]
    fn a_record_of_very_many_fields_is_too_long_or_whole() {
        let wide = ",".repeat(10_000);
        let found = read(format!("{wide}\na\n").as_bytes(), 1_000);
        assert_eq!(
            (found[0].0, found[0].2.len(), found[1].1),
            (Record::Row, 10_001, 2)
        );
        let found = read(format!("{}\na\n", ",".repeat(1 << 19)).as_bytes(), 1_000);
        assert_eq!(
            (found[0].0, found[1].0, found[1].1),
            (Record::TooLong, Record::Row, 2)
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_as_csv_reads_them(text in "[a,\"\n;é]{0,200}") {
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(text.as_bytes());
            let expected: Vec<Vec<Vec<u8>>> = reader
                .byte_records()
                .map(|record| record.unwrap().iter().map(<[u8]>::to_vec).collect())
                .collect();
            let found: Vec<_> = read(text.as_bytes(), 1 << 20).into_iter().map(|(_, _, cells)| cells).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
