//! The file formats a table can be written in.

use crate::text::{Message, exports as text};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Format {
    /// Comma-separated values, RFC 4180, UTF-8.
    Csv,
    /// SpreadsheetML 2003, as the reference product's "Excel XML".
    ExcelXml,
    /// Office Open XML, the workbooks of Excel since 2007.
    Xlsx,
}

impl Format {
    /// Every format, in menu order.
    pub const ALL: [Self; 3] = [Self::Csv, Self::ExcelXml, Self::Xlsx];

    /// Its word in URLs and on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::ExcelXml => "excel-xml",
            Self::Xlsx => "xlsx",
        }
    }

    /// Its name in menus.
    pub fn label(self) -> &'static Message {
        match self {
            Self::Csv => &text::CSV,
            Self::ExcelXml => &text::EXCEL_XML,
            Self::Xlsx => &text::EXCEL,
        }
    }

    /// Its media type, with the character set where it is text.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::ExcelXml => "application/vnd.ms-excel; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The end of its file names.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::ExcelXml => "xml",
            Self::Xlsx => "xlsx",
        }
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(key: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|format| format.key() == key)
            .ok_or_else(|| format!("`{key}` is not a format: use csv, excel-xml or xlsx"))
    }
}

/// The type of a column's cells in a typed file: decided by the column, never by the value, so that
/// postcodes and phone numbers keep their zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellType {
    /// Text.
    Text,
    /// A whole number.
    Number,
    /// A moment, handed over as ISO 8601 in UTC.
    Moment,
    /// A day, handed over as `YYYY-MM-DD`.
    Day,
}

impl From<crate::customers::column::Kind> for CellType {
    fn from(kind: crate::customers::column::Kind) -> Self {
        use crate::customers::column::Kind;
        match kind {
            Kind::Number => Self::Number,
            Kind::Text | Kind::Choice(_) => Self::Text,
            Kind::Moment => Self::Moment,
            Kind::Day => Self::Day,
        }
    }
}
