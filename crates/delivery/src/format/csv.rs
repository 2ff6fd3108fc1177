//! CSV as RFC 4180 has it: UTF-8, quotes only where needed, moments in ISO 8601.

use super::{
    Written,
    block::{self, Counted},
    moment, same_width,
};
use crate::table::{Cell, Header};
use domain::exports::guard;
use std::io::{self, Write};

pub use domain::imports::dialect::Delimiter;

/// What can be chosen about a CSV file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// What stands between two cells. Spreadsheets expect `;` where the comma is the decimal mark.
    pub delimiter: Delimiter,
    /// Begin with a byte order mark, by which Excel knows UTF-8.
    pub bom: bool,
    /// End lines with CR LF instead of LF.
    pub crlf: bool,
    /// Put an apostrophe before text that a spreadsheet would run as a formula; see [`guard`].
    pub guard: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            delimiter: Delimiter::default(),
            bom: false,
            crlf: false,
            guard: true,
        }
    }
}

impl Options {
    fn open<W: Write>(self, sink: W, quotes: csv::QuoteStyle) -> csv::Writer<W> {
        let line_end = match self.crlf {
            true => csv::Terminator::CRLF,
            false => csv::Terminator::Any(b'\n'),
        };
        csv::WriterBuilder::new()
            .delimiter(self.delimiter.byte())
            .terminator(line_end)
            .quote_style(quotes)
            .buffer_capacity(block::SIZE)
            .from_writer(sink)
    }
}

/// A CSV file being written.
pub struct Csv<W: Write> {
    options: Options,
    stage: Stage<W>,
    text: Text,
    columns: usize,
    rows: u64,
}

/// How far the file is. The header has a writer of its own, because it is quoted in its own way.
enum Stage<W: Write> {
    Header(Counted<W>),
    Rows(Box<csv::Writer<Counted<W>>>),
    Failed,
}

impl<W: Write> Csv<W> {
    pub(super) fn new(sink: W, options: Options) -> Self {
        Self {
            options,
            stage: Stage::Header(Counted::new(sink)),
            text: Text {
                guard: options.guard,
                guarded: 0,
                cell: Vec::new(),
            },
            columns: 0,
            rows: 0,
        }
    }

    pub(super) fn begin(&mut self, header: &Header) -> io::Result<()> {
        let Stage::Header(mut sink) = std::mem::replace(&mut self.stage, Stage::Failed) else {
            return Err(out_of_order("a header stands at the beginning of a file"));
        };
        if self.options.bom {
            sink.write_all("\u{feff}".as_bytes())?;
        }
        self.columns = header.labels.len();
        if let Some(first) = header.labels.first() {
            // Excel takes a file whose first two bytes are `ID` for SYLK and refuses it; quotes help.
            let quotes = match first.starts_with("ID") {
                true => csv::QuoteStyle::Always,
                false => csv::QuoteStyle::Necessary,
            };
            let mut head = self.options.open(sink, quotes);
            for label in &header.labels {
                head.write_field(self.text.of(label)).map_err(cause)?;
            }
            end_row(&mut head)?;
            sink = head.into_inner().map_err(csv::IntoInnerError::into_error)?;
        }
        self.stage = Stage::Rows(Box::new(self.options.open(sink, csv::QuoteStyle::Necessary)));
        Ok(())
    }

    pub(super) fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        let Stage::Rows(file) = &mut self.stage else {
            return Err(out_of_order("a row stands below a header"));
        };
        same_width(cells.len(), self.columns)?;
        for cell in cells {
            let written = match *cell {
                Cell::Empty => file.write_field(b""),
                Cell::Int(n) => file.write_field(itoa::Buffer::new().format(n)),
                Cell::Moment(at) => file.write_field(self.text.moment(at)),
                Cell::Text(text) | Cell::Day(text) => file.write_field(self.text.of(text)),
            };
            written.map_err(cause)?;
        }
        self.rows += 1;
        end_row(file)
    }

    pub(super) fn finish(mut self) -> io::Result<Written> {
        if matches!(self.stage, Stage::Header(_)) {
            self.begin(&Header::default())?;
        }
        let Stage::Rows(file) = self.stage else {
            return Err(out_of_order("writing the header failed"));
        };
        let mut sink = file.into_inner().map_err(csv::IntoInnerError::into_error)?;
        sink.flush()?;
        Ok(Written {
            rows: self.rows,
            bytes: sink.bytes,
            guarded: self.text.guarded,
            ..Written::default()
        })
    }
}

fn end_row<W: Write>(file: &mut csv::Writer<W>) -> io::Result<()> {
    file.write_record(None::<&[u8]>).map_err(cause)
}

/// The sink's own error, so that a closed pipe is still seen to be one.
fn cause(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn out_of_order(sentence: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, sentence)
}

/// How a cell's text comes about.
struct Text {
    guard: bool,
    /// Cells that got an apostrophe.
    guarded: u64,
    /// Room for text that is not simply the cell's own.
    cell: Vec<u8>,
}

impl Text {
    fn of<'a>(&'a mut self, text: &'a str) -> &'a [u8] {
        if !self.guard || !guard::needed(text) {
            return text.as_bytes();
        }
        self.guarded += 1;
        self.cell.clear();
        self.cell.push(b'\'');
        self.cell.extend_from_slice(text.as_bytes());
        &self.cell
    }

    fn moment(&mut self, at: domain::time::Micros) -> &[u8] {
        self.cell.clear();
        moment::push_iso(&mut self.cell, at);
        &self.cell
    }
}
