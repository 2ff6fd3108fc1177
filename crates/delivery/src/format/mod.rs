//! The formats: one writer over all of them, its options, and what it says of a finished file.

mod block;
pub mod csv;
pub mod excel_xml;
mod moment;
pub mod sheets;
pub mod xlsx;
mod xml_text;

use crate::table::{Cell, Header};
use domain::exports::format::Format;
use std::io::{self, Write};

/// What can be chosen about a file; every format reads its own part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Choices for CSV.
    pub csv: csv::Options,
    /// Choices for worksheets: Excel XML and Excel.
    pub sheets: sheets::Options,
}

/// What went into a file, and what had to be changed on the way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows, headers not counted.
    pub rows: u64,
    /// Bytes.
    pub bytes: u64,
    /// Cells that got a leading apostrophe, so that no spreadsheet runs them as a formula.
    pub guarded: u64,
    /// Characters left out because the format cannot hold them.
    pub stripped: u64,
    /// Cells cut at the longest text the format's readers take.
    pub cut: u64,
}

/// A file being written: [`begin`](Self::begin), then [`row`](Self::row) for each row, then
/// [`finish`](Self::finish). Bytes reach the sink in blocks of about 64 KiB.
pub enum Writer<W: Write> {
    /// Comma-separated values.
    Csv(csv::Csv<W>),
    /// SpreadsheetML 2003.
    ExcelXml(excel_xml::ExcelXml<W>),
    /// Office Open XML.
    Xlsx(Box<xlsx::Xlsx<W>>),
}

/// A writer of `format` into `sink`.
pub fn writer<W: Write>(format: Format, sink: W, options: Options) -> Writer<W> {
    match format {
        Format::Csv => Writer::Csv(csv::Csv::new(sink, options.csv)),
        Format::ExcelXml => Writer::ExcelXml(excel_xml::ExcelXml::new(sink, options.sheets)),
        Format::Xlsx => Writer::Xlsx(Box::new(xlsx::Xlsx::new(sink, options.sheets))),
    }
}

impl<W: Write> Writer<W> {
    /// Writes what stands above the rows.
    pub fn begin(&mut self, header: &Header) -> io::Result<()> {
        match self {
            Self::Csv(csv) => csv.begin(header),
            Self::ExcelXml(xml) => xml.begin(header),
            Self::Xlsx(xlsx) => xlsx.begin(header),
        }
    }

    /// Writes one row, which has as many cells as the header.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        match self {
            Self::Csv(csv) => csv.row(cells),
            Self::ExcelXml(xml) => xml.row(cells),
            Self::Xlsx(xlsx) => xlsx.row(cells),
        }
    }

    /// Writes what stands below the rows and hands everything to the sink.
    pub fn finish(self) -> io::Result<Written> {
        match self {
            Self::Csv(csv) => csv.finish(),
            Self::ExcelXml(xml) => xml.finish(),
            Self::Xlsx(xlsx) => xlsx.finish(),
        }
    }
}

/// Refuses a row that would shift its values under wrong headings.
fn same_width(cells: usize, columns: usize) -> io::Result<()> {
    if cells == columns {
        return Ok(());
    }
    let sentence = format!("a row of {cells} cells does not fit a header of {columns} columns");
    Err(io::Error::new(io::ErrorKind::InvalidInput, sentence))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::exports::format::CellType;

    #[test]
    fn a_row_of_another_width_is_refused() {
        let header: Header = [("ID".to_owned(), CellType::Number)].into_iter().collect();
        for format in Format::ALL {
            let mut writer = writer(format, Vec::new(), Options::default());
            writer.begin(&header).unwrap();
            let error = writer.row(&[Cell::Int(1), Cell::Int(2)]).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidInput, "{format:?}");
        }
    }

    #[test]
    fn bytes_are_counted_and_come_in_blocks() {
        struct Sizes(Vec<usize>);
        impl Write for &mut Sizes {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.push(bytes.len());
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        for format in Format::ALL {
            let mut sizes = Sizes(Vec::new());
            let mut writer = writer(format, &mut sizes, Options::default());
            let header = [("Name".to_owned(), CellType::Text)].into_iter().collect();
            writer.begin(&header).unwrap();
            for _ in 0..50_000 {
                writer.row(&[Cell::Text("Jon Doe")]).unwrap();
            }
            let written = writer.finish().unwrap();
            assert_eq!(written.rows, 50_000);
            assert_eq!(written.bytes, sizes.0.iter().sum::<usize>() as u64);
            assert!(
                sizes.0.iter().all(|n| *n < block::SIZE + 1_024),
                "{format:?} {:?}",
                sizes.0
            );
            // The header and the rest may come alone; all else comes in full blocks.
            let blocks = written.bytes.div_ceil(block::SIZE as u64) as usize;
            assert!(sizes.0.len() <= blocks + 2, "{format:?} {:?}", sizes.0);
        }
    }

    #[test]
    fn a_broken_sink_stops_the_writer() {
        struct Broken;
        impl Write for Broken {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::Error::from(io::ErrorKind::BrokenPipe))
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        for format in Format::ALL {
            let header = [("Name".to_owned(), CellType::Text)].into_iter().collect();
            let mut writer = writer(format, Broken, Options::default());
            let error = writer.begin(&header).and_then(|()| writer.finish().map(|_| ()));
            assert_eq!(error.unwrap_err().kind(), io::ErrorKind::BrokenPipe, "{format:?}");
        }
    }
}
