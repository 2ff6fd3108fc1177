//! A file as a stream of units: one customer, or one run of address rows, with the lines they stand on.

use domain::{
    customers::{country, present::Births},
    error::Error,
    imports::{
        FileKind,
        header::{self, Field, Header},
        report::Refusal,
        row::{AddressFields, BadField, CustomerFields, Row, Shop},
        sequence::Sequence,
    },
    text::{Locale, Sentence, imports as text, rules},
};
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

/// Longest row, in bytes, to the nearest block: beyond it a quotation mark was never closed.
const MAX_ROW: u64 = 1 << 20;

/// Why a file cannot be read any further.
#[derive(Debug)]
pub(crate) enum Unreadable {
    /// What stands in it.
    Content(Vec<Sentence>),
    /// The disk says so.
    Io(io::Error),
}

/// What an unreadable file is to its owner.
pub(crate) fn refused(why: Unreadable) -> Error {
    match why {
        Unreadable::Content(sentences) => Error::Invalid(
            sentences
                .into_iter()
                .map(|s| domain::error::FieldError::new("file", s))
                .collect(),
        ),
        Unreadable::Io(error) => crate::error::io(&error),
    }
}

/// A customer with its addresses, or addresses of a customer that exists, as the file has them.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    /// Line the unit starts on.
    pub(crate) line: u64,
    /// E-mail address and website.
    pub(crate) key: (String, i64),
    /// The account part; nothing in address files.
    pub(crate) customer: Option<CustomerFields>,
    /// The addresses, each with its line.
    pub(crate) addresses: Vec<(u64, AddressFields)>,
}

/// An open file.
pub(crate) struct Source {
    /// Its header.
    pub(crate) header: Header,
    reader: csv::Reader<Bounded<File>>,
    record: csv::ByteRecord,
    waiting: Option<Unit>,
    sequence: Sequence,
    /// Rows read.
    pub(crate) rows: u64,
    /// Bytes of the file.
    pub(crate) size: u64,
}

/// Opens a file and reads its header.
pub(crate) fn open(path: &Path, kind: Option<FileKind>) -> Result<Source, Unreadable> {
    let file = File::open(path).map_err(Unreadable::Io)?;
    let size = file.metadata().map_err(Unreadable::Io)?.len();
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .buffer_capacity(1 << 16)
        .from_reader(Bounded {
            inner: file,
            read: 0,
            end: header::MAX_BYTES,
        });
    let mut record = csv::ByteRecord::new();
    let too_long = text::HEADER_TOO_LONG.with("max", header::MAX_BYTES / 1024);
    let found = reader.read_byte_record(&mut record);
    if !found.map_err(|error| broken(error, too_long))? {
        return Err(Unreadable::Content(vec![text::EMPTY_FILE.plain()]));
    }
    let names: Result<Vec<&str>, _> = record.iter().map(std::str::from_utf8).collect();
    let names = names.map_err(|_| Unreadable::Content(vec![text::NOT_UTF8.plain()]))?;
    let header = header::read(&names, kind).map_err(Unreadable::Content)?;
    Ok(Source {
        header,
        reader,
        record,
        waiting: None,
        sequence: Sequence::default(),
        rows: 0,
        size,
    })
}

/// What is wrong with a record that cannot be read; `too_long` where it has no end.
fn broken(error: csv::Error, too_long: Sentence) -> Unreadable {
    match error.into_kind() {
        csv::ErrorKind::Io(error) if error.get_ref().is_some_and(|why| why.is::<TooLong>()) => {
            Unreadable::Content(vec![too_long])
        }
        csv::ErrorKind::Io(error) => Unreadable::Io(error),
        other => Unreadable::Io(io::Error::other(format!("{other:?}"))),
    }
}

/// A reader that does not read past an end that moves along: a record is gathered in memory until it ends.
struct Bounded<R> {
    inner: R,
    /// Bytes read so far.
    read: u64,
    /// No more is read once so many are.
    end: u64,
}

/// A record goes on beyond what may be read.
#[derive(Debug, thiserror::Error)]
#[error("the record is too long")]
struct TooLong;

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let got = self.inner.read(into)?;
        // The end of the file is the end of its last record, too.
        if got > 0 && self.read >= self.end {
            return Err(io::Error::other(TooLong));
        }
        self.read += got as u64;
        Ok(got)
    }
}

/// What the file has next.
pub(crate) enum Next {
    /// A unit.
    Unit(Box<Unit>),
    /// A row that was refused, with one finding per field.
    Refused(Vec<Refusal>),
    /// Nothing more.
    End,
}

impl Source {
    /// Bytes read so far.
    pub(crate) fn position(&self) -> u64 {
        self.reader.position().byte()
    }

    /// Rows that are done with once every unit and refusal given so far is.
    pub(crate) fn done(&self) -> u64 {
        // A unit that waits for its end has one row yet: those in between would have been given.
        self.rows - u64::from(self.waiting.is_some())
    }

    /// The line the first row stands on that is not done with.
    pub(crate) fn line(&self) -> u64 {
        let next = || self.reader.position().line();
        self.waiting.as_ref().map_or_else(next, |unit| unit.line)
    }

    /// Passes over rows that an earlier attempt is done with, for what later ones need to know of them.
    pub(crate) fn pass_over(&mut self, shop: &Shop, rows: u64) -> Result<(), Unreadable> {
        while self.rows < rows && self.record()? {
            let cells: Vec<&[u8]> = self.record.iter().collect();
            // What was wrong with it has been reported.
            let _ = self
                .sequence
                .read(&self.header, shop, line_of(&self.record), &cells);
        }
        Ok(())
    }

    /// Reads the next record; false at the end of the file.
    fn record(&mut self) -> Result<bool, Unreadable> {
        let start = self.reader.position().clone();
        self.reader.get_mut().end = start.byte() + MAX_ROW;
        let more = self.reader.read_byte_record(&mut self.record).map_err(|error| {
            let too_long = text::ROW_TOO_LONG.with("line", start.line());
            broken(error, too_long.and("max", MAX_ROW / 1024))
        })?;
        self.rows += u64::from(more);
        Ok(more)
    }

    /// The next unit or refusal; findings speak `locale`, and say as much of a date of birth as `births` shows.
    pub(crate) fn next(&mut self, shop: &Shop, births: Births, locale: Locale) -> Result<Next, Unreadable> {
        loop {
            if !self.record()? {
                return Ok(self
                    .waiting
                    .take()
                    .map_or(Next::End, |unit| Next::Unit(Box::new(unit))));
            }
            let line = line_of(&self.record);
            let cells: Vec<&[u8]> = self.record.iter().collect();
            match self.sequence.read(&self.header, shop, line, &cells) {
                Ok(row) => {
                    if let Some(unit) = self.join(line, row) {
                        return Ok(Next::Unit(Box::new(unit)));
                    }
                }
                Err(bad) => {
                    let birth = self.header.name_of(Field::Birth);
                    let shown = |bad: BadField| match births {
                        Births::Year if bad.column == birth => masked(bad),
                        Births::Year | Births::Day => bad,
                    };
                    let refusals = bad.into_iter().map(|bad| refusal(line, shown(bad), locale));
                    return Ok(Next::Refused(refusals.collect()));
                }
            }
        }
    }

    /// Joins a row to the unit it belongs to; gives the unit before it, once that is whole.
    fn join(&mut self, line: u64, row: Row) -> Option<Unit> {
        let addresses = row.address.into_iter().map(|address| (line, address));
        match (row.key, &mut self.waiting) {
            // The unit keeps the e-mail address as written: it is what a new account gets.
            (Some(key), waiting) => waiting.replace(Unit {
                line,
                key,
                customer: row.customer,
                addresses: addresses.collect(),
            }),
            (None, Some(unit)) => {
                unit.addresses.extend(addresses);
                None
            }
            (None, None) => None,
        }
    }
}

/// The line a record starts on.
fn line_of(record: &csv::ByteRecord) -> u64 {
    record.position().map_or(0, csv::Position::line)
}

/// A finding that shows how something was written, and not what: each digit is a 9, each letter an A.
fn masked(bad: BadField) -> BadField {
    let mask = |text: &str| -> String {
        let letter = |c: char| match (c.is_numeric(), c.is_alphabetic()) {
            (true, _) => '9',
            (false, true) => 'A',
            (false, false) => c,
        };
        text.chars().map(letter).collect()
    };
    BadField {
        value: mask(&bad.value),
        sentence: bad.sentence.refill("value", mask),
        ..bad
    }
}

/// A finding as the report keeps it; values of secret columns never get here, their columns have no field.
pub(crate) fn refusal(line: u64, bad: BadField, locale: Locale) -> Refusal {
    let value = match bad.value.char_indices().nth(200) {
        Some((at, _)) => format!("{}…", &bad.value[..at]),
        None => bad.value,
    };
    Refusal {
        line,
        column: bad.column,
        value,
        reason: country::named(bad.sentence, locale).say(locale),
    }
}

/// A required field that a customer or an address would be without.
pub(crate) fn lacking(line: u64, header: &Header, field: Field, locale: Locale) -> Refusal {
    refusal(
        line,
        BadField {
            column: header.name_of(field),
            value: String::new(),
            sentence: rules::REQUIRED.plain(),
        },
        locale,
    )
}
