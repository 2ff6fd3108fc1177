//! A file as a stream of units: one customer, or one run of address rows, with the lines they stand on.

use domain::{
    error::Error,
    imports::{
        FileKind,
        header::{self, Header},
        report::Refusal,
        row::{AddressFields, BadField, CustomerFields, Row, Shop},
        sequence::Sequence,
    },
    text::{Locale, Sentence, imports as text, rules},
};
use std::{fs::File, io, path::Path};

/// Why a file cannot be read at all.
#[derive(Debug)]
pub(crate) enum Unreadable {
    /// Its header says so.
    Header(Vec<Sentence>),
    /// The disk says so.
    Io(io::Error),
}

/// What an unreadable file is to its owner.
pub(crate) fn refused(why: Unreadable) -> Error {
    match why {
        Unreadable::Header(sentences) => Error::Invalid(
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
    reader: csv::Reader<File>,
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
        .from_reader(file);
    let mut record = csv::ByteRecord::new();
    if !reader.read_byte_record(&mut record).map_err(broken)? {
        return Err(Unreadable::Header(vec![text::EMPTY_FILE.plain()]));
    }
    let names: Result<Vec<&str>, _> = record.iter().map(std::str::from_utf8).collect();
    let names = names.map_err(|_| Unreadable::Header(vec![text::NOT_UTF8.plain()]))?;
    let header = header::read(&names, kind).map_err(Unreadable::Header)?;
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

fn broken(error: csv::Error) -> Unreadable {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Unreadable::Io(error),
        other => Unreadable::Io(io::Error::other(format!("{other:?}"))),
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

    /// The next unit or refusal; findings speak `locale`.
    pub(crate) fn next(&mut self, shop: &Shop, locale: Locale) -> io::Result<Next> {
        loop {
            let more = self.reader.read_byte_record(&mut self.record);
            if !more.map_err(|e| io::Error::other(e.to_string()))? {
                return Ok(self
                    .waiting
                    .take()
                    .map_or(Next::End, |unit| Next::Unit(Box::new(unit))));
            }
            self.rows += 1;
            let line = self.record.position().map_or(0, csv::Position::line);
            let cells: Vec<&[u8]> = self.record.iter().collect();
            match self.sequence.read(&self.header, shop, line, &cells) {
                Ok(row) => {
                    if let Some(unit) = self.join(line, row) {
                        return Ok(Next::Unit(Box::new(unit)));
                    }
                }
                Err(bad) => {
                    let refusals = bad.into_iter().map(|bad| refusal(line, bad, locale)).collect();
                    return Ok(Next::Refused(refusals));
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
        reason: bad.sentence.say(locale),
    }
}

/// A required field that a customer or an address would be without.
pub(crate) fn lacking(line: u64, header: &Header, field: header::Field, locale: Locale) -> Refusal {
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
