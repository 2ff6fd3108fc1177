//! A file as a stream of units: one customer, or one run of address rows, with the lines they stand on.

use super::{
    dates,
    decode::{self, Decoded},
    records::{Raw, Record, Records},
    refused::Refused,
};
use domain::{
    customers::{country, present::Births, sight::HIDDEN},
    error::Error,
    imports::{
        FileKind, dates as rule,
        dialect::{Delimiter, Encoding},
        header::{self, Field, Header, Reading},
        report::Refusal,
        row::{AddressFields, BadField, CustomerFields, Row, Shop},
        sequence::Sequence,
    },
    text::{Locale, Sentence, imports as text, rules},
};
use std::{
    fs::File,
    io, mem,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Longest row, in bytes: beyond it a quotation mark was never closed.
pub(super) const MAX_ROW: usize = 1 << 20;

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
    /// The file has had others of this customer before, and rows of somebody else in between.
    pub(crate) again: bool,
    /// Some row of the customer is refused.
    pub(crate) flawed: bool,
}

impl Unit {
    /// The lines its rows stand on.
    pub(super) fn lines(&self) -> Vec<u64> {
        let mut lines = vec![self.line];
        let others = self.addresses.iter().map(|(line, _)| *line);
        lines.extend(others.filter(|line| *line != self.line));
        lines
    }

    /// The unit as what is left out: each of its rows says why, if only that another one is refused.
    pub(super) fn refused(&self, mut found: Vec<Refusal>, locale: Locale) -> Refused {
        let lines = self.lines();
        if let Some(first) = found.iter().map(|finding| finding.line).min() {
            let sound = |line: &&u64| found.iter().all(|finding| finding.line != **line);
            let sound: Vec<_> = lines
                .iter()
                .filter(sound)
                .map(|line| left_out_with(*line, first, locale))
                .collect();
            found.extend(sound);
            found.sort_by_key(|finding| finding.line);
        }
        Refused {
            lines,
            of: Some((self.key.0.to_lowercase(), self.key.1)),
            found,
        }
    }
}

/// An open file.
pub(crate) struct Source {
    /// Its header.
    pub(crate) header: Arc<Header>,
    /// What its bytes are.
    pub(crate) encoding: Encoding,
    /// What parts its fields.
    pub(crate) delimiter: Delimiter,
    path: PathBuf,
    /// Whether the order of its dates has been said or looked for.
    dates_known: bool,
    records: Records<Decoded<File>>,
    /// The unit that waits for its end, and the rows of it that are refused.
    waiting: Option<Unit>,
    beside: Vec<Refused>,
    /// The refused row that was a unit's end, which was given before it.
    behind: Option<Refused>,
    sequence: Sequence,
    /// The rows of the batch at hand as they stand in the file, with their lines.
    kept: Option<Vec<(u64, Raw)>>,
    kept_bytes: usize,
    /// Rows read.
    pub(crate) rows: u64,
    /// Bytes of the file.
    pub(crate) size: u64,
}

/// Opens a file and reads its header.
pub(crate) fn open(path: &Path, reading: &Reading) -> Result<Source, Unreadable> {
    let mut file = File::open(path).map_err(Unreadable::Io)?;
    let size = file.metadata().map_err(Unreadable::Io)?.len();
    if decode::is_no_text(&mut file).map_err(Unreadable::Io)? {
        return Err(Unreadable::Content(vec![text::NOT_TEXT.plain()]));
    }
    let encoding = match reading.encoding {
        Some(encoding) => encoding,
        None => decode::sniff(&mut file).map_err(Unreadable::Io)?,
    };
    let delimiter = match reading.delimiter {
        Some(delimiter) => delimiter,
        None => decode::delimiter(&mut file, encoding).map_err(Unreadable::Io)?,
    };
    let mut records = Records::new(Decoded::new(file, encoding), delimiter);
    match records.next(header::MAX_BYTES).map_err(Unreadable::Io)? {
        Record::Row => {}
        Record::TooLong => {
            let sentence = text::HEADER_TOO_LONG.with("max", header::MAX_BYTES / 1024);
            return Err(Unreadable::Content(vec![sentence]));
        }
        Record::End => return Err(Unreadable::Content(vec![text::EMPTY_FILE.plain()])),
    }
    let names: Result<Vec<&str>, _> = records.cells().into_iter().map(std::str::from_utf8).collect();
    let names = names.map_err(|_| Unreadable::Content(vec![text::NOT_UTF8.plain()]))?;
    let header = header::read(&names, reading).map_err(Unreadable::Content)?;
    Ok(Source {
        header: Arc::new(header),
        encoding,
        delimiter,
        path: path.to_owned(),
        dates_known: reading.dates.is_some(),
        records,
        waiting: None,
        beside: Vec::new(),
        behind: None,
        sequence: Sequence::default(),
        kept: None,
        kept_bytes: 0,
        rows: 0,
        size,
    })
}

/// What the file has next.
pub(crate) enum Next {
    /// A unit, and the rows of it that were refused.
    Unit(Box<Unit>, Vec<Refused>),
    /// A row of no unit that was refused, with one finding per field.
    Refused(Refused),
    /// Nothing more.
    End,
}

impl Source {
    /// Bytes read so far, to the nearest block.
    pub(crate) fn position(&self) -> u64 {
        self.records.inner().bytes
    }

    /// Keeps the rows of a batch as they stand in the file, from now on.
    pub(crate) fn keep(&mut self) {
        self.kept = Some(Vec::new());
    }

    /// A batch ends: its rows are handed over, those that are not given yet stay.
    pub(super) fn hand_over(&mut self) -> Vec<(u64, Raw)> {
        let from = self.pending().unwrap_or(u64::MAX);
        let Some(kept) = &mut self.kept else {
            return Vec::new();
        };
        let next = kept.split_off(kept.partition_point(|(line, _)| *line < from));
        self.kept_bytes = next.iter().map(|(_, raw)| raw.size()).sum();
        mem::replace(kept, next)
    }

    /// Bytes of the rows that are kept.
    pub(super) fn kept(&self) -> usize {
        self.kept_bytes
    }

    /// Rows that are done with once every unit and refusal given so far is.
    pub(crate) fn done(&self) -> u64 {
        // Whatever is given, one row at most has been read beyond it: the one that was its end.
        self.rows - u64::from(self.pending().is_some())
    }

    /// The line of the row that has been read beyond what is given.
    fn pending(&self) -> Option<u64> {
        let unit = self.waiting.as_ref().map(|unit| unit.line);
        unit.or_else(|| self.behind.as_ref()?.lines.first().copied())
    }

    /// The line the first row stands on that is not done with.
    pub(crate) fn line(&self) -> u64 {
        self.pending().unwrap_or_else(|| self.records.line())
    }

    /// Passes over rows that an earlier attempt is done with, for what later ones need to know of them.
    pub(crate) fn pass_over(&mut self, shop: &Shop, rows: u64) -> Result<(), Unreadable> {
        while self.rows < rows {
            match self.record()? {
                Record::Row => {
                    // What was wrong with it has been reported.
                    let _ = self.understood(shop)?;
                }
                Record::TooLong => self.sequence.lost(),
                Record::End => break,
            }
        }
        Ok(())
    }

    /// What the record read last means.
    fn understood(&mut self, shop: &Shop) -> Result<Result<Row, Vec<BadField>>, Unreadable> {
        let (line, cells) = (self.records.start(), self.records.cells());
        if !self.dates_known && rule::in_doubt(&self.header, &cells) {
            let order = dates::order(&self.path, self.encoding, self.delimiter, &self.header);
            Arc::make_mut(&mut self.header).dates = order.map_err(Unreadable::Io)?;
            self.dates_known = true;
        }
        Ok(self.sequence.read(&self.header, shop, line, &cells))
    }

    /// Reads the next record.
    fn record(&mut self) -> Result<Record, Unreadable> {
        let record = self.records.next(MAX_ROW).map_err(Unreadable::Io)?;
        self.rows += u64::from(record != Record::End);
        Ok(record)
    }

    /// The next unit or refusal; findings speak `locale`, and say as much of a date of birth as `births` shows.
    pub(crate) fn next(&mut self, shop: &Shop, births: Births, locale: Locale) -> Result<Next, Unreadable> {
        if let Some(refused) = self.behind.take() {
            return Ok(Next::Refused(refused));
        }
        loop {
            let record = self.record()?;
            let line = self.records.start();
            let refused = match record {
                Record::End => return Ok(self.whole().unwrap_or(Next::End)),
                Record::TooLong => {
                    self.sequence.lost();
                    too_long(line, locale)
                }
                Record::Row => {
                    self.keep_row(line);
                    match self.understood(shop)? {
                        Ok(row) => match self.join(line, row) {
                            Some(unit) => return Ok(unit),
                            None => continue,
                        },
                        Err(bad) => self.left_out(line, bad, births, locale),
                    }
                }
            };
            // What follows may belong to the unit yet, so it is not whole, and what is refused of it is not done with.
            if self.waiting.is_some() && self.sequence.above().is_some() {
                self.beside.push(refused);
                continue;
            }
            return Ok(match self.whole() {
                Some(unit) => {
                    self.behind = Some(refused);
                    unit
                }
                None => Next::Refused(refused),
            });
        }
    }

    /// The unit that waited for its end.
    fn whole(&mut self) -> Option<Next> {
        let mut unit = self.waiting.take()?;
        unit.flawed = match self.header.kind {
            // Rows of somebody else may stand between those of one customer.
            FileKind::Address => self.sequence.is_flawed(&unit.key.0),
            FileKind::Main | FileKind::Composite => !self.beside.is_empty(),
        };
        Some(Next::Unit(Box::new(unit), mem::take(&mut self.beside)))
    }

    /// Keeps the row read last, where somebody wants it.
    fn keep_row(&mut self, line: u64) {
        if let Some(kept) = &mut self.kept {
            let raw = self.records.raw();
            self.kept_bytes += raw.size();
            kept.push((line, raw));
        }
    }

    /// The row read last as what is left out.
    fn left_out(&self, line: u64, bad: Vec<BadField>, births: Births, locale: Locale) -> Refused {
        let shown = |bad: BadField| match (self.header.field_of(&bad.column), births) {
            (Some(Field::Birth), Births::Year) => discreet(line, masked(bad), locale),
            (Some(field), _) if field.is_personal() => discreet(line, bad, locale),
            // What is dropped is kept nowhere.
            (None, _) if !bad.value.is_empty() => refusal(line, hidden(bad), locale),
            _ => refusal(line, bad, locale),
        };
        Refused {
            lines: vec![line],
            // A row that names a customer has none above any more.
            of: self.sequence.above().cloned(),
            found: bad.into_iter().map(shown).collect(),
        }
    }

    /// Joins a row to the unit it belongs to; gives the unit before it, once that is whole.
    fn join(&mut self, line: u64, row: Row) -> Option<Next> {
        let addresses = row.address.into_iter().map(|address| (line, address));
        match (row.key, &mut self.waiting) {
            // The unit keeps the e-mail address as written: it is what a new account gets.
            (Some(key), _) => {
                let next = Unit {
                    line,
                    key,
                    customer: row.customer,
                    addresses: addresses.collect(),
                    again: row.again,
                    flawed: false,
                };
                let whole = self.whole();
                self.waiting = Some(next);
                whole
            }
            (None, Some(unit)) => {
                unit.addresses.extend(addresses);
                None
            }
            (None, None) => None,
        }
    }
}

/// A row that is longer than any may be.
fn too_long(line: u64, locale: Locale) -> Refused {
    let bad = BadField {
        column: String::new(),
        value: String::new(),
        sentence: text::ROW_TOO_LONG.with("max", MAX_ROW / 1024),
    };
    Refused {
        lines: vec![line],
        of: None,
        found: vec![refusal(line, bad, locale)],
    }
}

/// A row that has to go with another one.
fn left_out_with(line: u64, refused: u64, locale: Locale) -> Refusal {
    let bad = BadField {
        column: String::new(),
        value: String::new(),
        sentence: text::LEFT_OUT_WITH.with("line", refused),
    };
    refusal(line, bad, locale)
}

/// A finding that shows how something was written, and not what: no letter and no digit of it.
fn masked(bad: BadField) -> BadField {
    let mask = |text: &str| text.replace(char::is_alphanumeric, "•");
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
        discreet: None,
    }
}

fn hidden(bad: BadField) -> BadField {
    BadField {
        value: HIDDEN.to_owned(),
        ..bad
    }
}

/// A finding whose value not everybody may see who may see the report.
fn discreet(line: u64, bad: BadField, locale: Locale) -> Refusal {
    let reason = bad.sentence.clone().refill("value", |_| HIDDEN.to_owned());
    Refusal {
        discreet: Some(reason.say(locale)),
        ..refusal(line, bad, locale)
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
