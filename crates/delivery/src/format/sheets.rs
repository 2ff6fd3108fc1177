//! What the formats of worksheets have in common: their choices, what a spreadsheet can hold, and how far a file is.

use super::{
    Written, same_width,
    xml_text::{Changes, sheet_name},
};
use crate::table::{Cell, Header};
use std::io;

/// What can be chosen about a file of worksheets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Name of the worksheet; cleaned and shortened to what readers accept.
    pub sheet: String,
    /// Rows of a worksheet with its header; what is beyond continues on a further one.
    pub rows_per_sheet: u32,
}

/// The most rows a worksheet of today's readers holds.
pub const ROWS_PER_SHEET: u32 = 1_048_576;
/// The most rows a worksheet of readers before 2007 holds.
pub const OLD_ROWS_PER_SHEET: u32 = 65_536;
/// The largest number spreadsheets, which count in floating point, show digit by digit.
pub(super) const EXACT: u64 = 999_999_999_999_999;

impl Default for Options {
    fn default() -> Self {
        Self {
            sheet: "Customers".to_owned(),
            rows_per_sheet: ROWS_PER_SHEET,
        }
    }
}

/// How far a file of worksheets is.
pub(super) struct Sheets {
    options: Options,
    pub(super) header: Header,
    pub(super) begun: bool,
    /// The worksheet being written, from 1.
    pub(super) sheet: u32,
    /// Rows on it, with its header.
    on_sheet: u32,
    rows: u64,
    pub(super) changes: Changes,
}

impl Sheets {
    pub(super) fn new(options: Options) -> Self {
        Self {
            options,
            header: Header::default(),
            begun: false,
            sheet: 0,
            on_sheet: 0,
            rows: 0,
            changes: Changes::default(),
        }
    }

    pub(super) fn begin(&mut self, header: &Header) {
        self.header = header.clone();
        self.begun = true;
    }

    /// A worksheet begins, with its header.
    pub(super) fn open(&mut self) {
        self.sheet += 1;
        self.on_sheet = 1;
    }

    /// What the worksheet with this number is called.
    pub(super) fn name(&self, sheet: u32) -> String {
        sheet_name(&self.options.sheet, sheet)
    }

    /// A row is to be written; says whether there is no room for it on this worksheet.
    pub(super) fn is_full_for(&self, cells: &[Cell<'_>]) -> io::Result<bool> {
        same_width(cells.len(), self.header.types.len())?;
        Ok(self.on_sheet >= self.options.rows_per_sheet.max(2))
    }

    /// A row has been written.
    pub(super) fn count(&mut self) {
        self.rows += 1;
        self.on_sheet += 1;
    }

    /// What went into the file, which has so many bytes.
    pub(super) fn written(&self, bytes: u64) -> Written {
        Written {
            rows: self.rows,
            bytes,
            stripped: self.changes.stripped,
            cut: self.changes.cut,
            ..Written::default()
        }
    }
}
