//! A file as a stream of units: one customer, or one run of address rows, with the lines they stand on.

use domain::{
    error::Error,
    imports::{
        FileKind,
        header::{self, Header},
        report::Refusal,
        row::{self, AddressFields, BadField, CustomerFields, Shop},
    },
    text::{Locale, Sentence, imports as text, rules},
};
use std::{
    collections::HashMap,
    fs::File,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::Path,
};

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
    /// Key hash and first line of each customer met, to name a second one.
    met: HashMap<u64, u32>,
    orphan: bool,
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
    let met = HashMap::new();
    Ok(Source {
        header,
        reader,
        record,
        waiting: None,
        met,
        orphan: false,
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
            let row = match self.parse(shop) {
                Ok(row) => row,
                Err(bad) => {
                    // Rows that continue a refused customer belong to nobody.
                    self.orphan = self.header.kind != FileKind::Address;
                    let refusals = bad.into_iter().map(|bad| refusal(line, bad, locale)).collect();
                    return Ok(Next::Refused(refusals));
                }
            };
            match self.place(line, row) {
                Ok(None) => {}
                Ok(Some(unit)) => return Ok(Next::Unit(Box::new(unit))),
                Err(bad) => return Ok(Next::Refused(vec![refusal(line, bad, locale)])),
            }
        }
    }

    fn parse(&self, shop: &Shop) -> Result<row::Row, Vec<BadField>> {
        let mut cells = Vec::with_capacity(self.record.len());
        for (at, cell) in self.record.iter().enumerate() {
            match std::str::from_utf8(cell) {
                Ok(cell) => cells.push(cell),
                Err(_) => {
                    let column = self.header.names.get(at).cloned().unwrap_or_default();
                    let value = String::from_utf8_lossy(cell).into_owned();
                    return Err(vec![BadField {
                        column,
                        value,
                        sentence: text::NOT_UTF8.plain(),
                    }]);
                }
            }
        }
        row::read(&self.header, &cells, shop)
    }

    /// Joins a row to the unit it belongs to; gives the unit before it, once that is whole.
    fn place(&mut self, line: u64, row: row::Row) -> Result<Option<Unit>, BadField> {
        let addresses: Vec<_> = row.address.into_iter().map(|address| (line, address)).collect();
        let Some((email, website)) = row.key else {
            return match (&mut self.waiting, self.orphan) {
                (Some(unit), false) => {
                    unit.addresses.extend(addresses);
                    Ok(None)
                }
                _ => Err(whole_row(text::ORPHAN.plain())),
            };
        };
        let key = (email.to_lowercase(), website);
        if self.header.kind == FileKind::Address {
            if let Some(unit) = self.waiting.as_mut().filter(|unit| unit.key == key) {
                unit.addresses.extend(addresses);
                return Ok(None);
            }
        } else if let Some(first) = self.meet(&key, line) {
            self.orphan = true;
            let column = self.header.name_of(header::Field::Email).to_owned();
            let sentence = text::TWICE_IN_FILE.with("email", &email).and("line", first);
            return Err(BadField {
                column,
                value: email,
                sentence,
            });
        }
        self.orphan = false;
        // The unit keeps the address as written: it is what a new account gets.
        let unit = Unit {
            line,
            key: (email, website),
            customer: row.customer,
            addresses,
        };
        Ok(self.waiting.replace(unit))
    }

    fn meet(&mut self, key: &(String, i64), line: u64) -> Option<u32> {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        match self.met.entry(hasher.finish()) {
            std::collections::hash_map::Entry::Occupied(first) => Some(*first.get()),
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(line);
                None
            }
        }
    }
}

fn whole_row(sentence: Sentence) -> BadField {
    BadField {
        column: String::new(),
        value: String::new(),
        sentence,
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

/// A required field that a new customer or address lacks.
pub(crate) fn lacking(line: u64, header: &Header, field: header::Field, locale: Locale) -> Refusal {
    let column = header.name_of(field).to_owned();
    refusal(
        line,
        BadField {
            column,
            value: String::new(),
            sentence: rules::REQUIRED.plain(),
        },
        locale,
    )
}
