//! Excel XML: SpreadsheetML 2003, the reference product's second format.
//!
//! A cell's type comes from its column, never from its value, so postcodes and phone numbers keep their
//! zeros. What a typed cell cannot hold (a day before 1900, an id beyond 15 digits) is text instead: every
//! file opens.
//!
//! Tags and text are written as bytes here: quick-xml's escaping takes five times as long for the same cells
//! (`benches/speed.rs`) and would pass characters on that XML forbids. The tests read back with quick-xml.

use super::{
    Written,
    block::Block,
    moment, same_width,
    sheets::{EXACT, Options},
    xml_text::{self, Changes, sheet_name},
};
use crate::table::{Cell, Header};
use domain::exports::format::CellType;
use std::io::{self, Write};

/// An Excel XML file being written.
pub struct ExcelXml<W: Write> {
    block: Block<W>,
    options: Options,
    header: Header,
    begun: bool,
    /// The worksheet being written, from 1.
    sheet: u32,
    /// Rows on it, with its header.
    on_sheet: u32,
    rows: u64,
    changes: Changes,
}

/// The moment style shows exactly what CSV holds, zone included.
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40">
<o:OfficeDocumentSettings/>
<x:ExcelWorkbook/>
<Styles>
<Style ss:ID="Default" ss:Name="Normal"/>
<Style ss:ID="head"><Font ss:Bold="1"/></Style>
<Style ss:ID="day"><NumberFormat ss:Format="yyyy\-mm\-dd"/></Style>
<Style ss:ID="moment"><NumberFormat ss:Format="yyyy\-mm\-dd\Thh:mm:ss\Z"/></Style>
</Styles>
"#;
const SHEET_END: &str = r#"</Table>
<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><FreezePanes/><FrozenNoSplit/><SplitHorizontal>1</SplitHorizontal><TopRowBottomPane>1</TopRowBottomPane><ActivePane>2</ActivePane></WorksheetOptions>
</Worksheet>
"#;
const STRING: &[u8] = br#"<Cell><Data ss:Type="String">"#;
const NUMBER: &[u8] = br#"<Cell><Data ss:Type="Number">"#;
const DAY: &[u8] = br#"<Cell ss:StyleID="day"><Data ss:Type="DateTime">"#;
const MOMENT: &[u8] = br#"<Cell ss:StyleID="moment"><Data ss:Type="DateTime">"#;
const CELL_END: &[u8] = b"</Data></Cell>";

impl<W: Write> ExcelXml<W> {
    pub(super) fn new(sink: W, options: Options) -> Self {
        Self {
            block: Block::new(sink),
            options,
            header: Header::default(),
            begun: false,
            sheet: 0,
            on_sheet: 0,
            rows: 0,
            changes: Changes::default(),
        }
    }

    pub(super) fn begin(&mut self, header: &Header) -> io::Result<()> {
        self.header = header.clone();
        self.begun = true;
        self.block.bytes.extend_from_slice(HEAD.as_bytes());
        self.open_sheet();
        self.block.pass()
    }

    pub(super) fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        same_width(cells.len(), self.header.types.len())?;
        if self.on_sheet >= self.options.rows_per_sheet.max(2) {
            self.block.bytes.extend_from_slice(SHEET_END.as_bytes());
            self.open_sheet();
        }
        let out = &mut self.block.bytes;
        out.extend_from_slice(b"<Row>");
        for (cell, kind) in cells.iter().zip(&self.header.types) {
            push_cell(out, *cell, *kind, &mut self.changes);
        }
        out.extend_from_slice(b"</Row>\n");
        self.rows += 1;
        self.on_sheet += 1;
        self.block.pass()
    }

    pub(super) fn finish(mut self) -> io::Result<Written> {
        if !self.begun {
            // Even a file of nothing is one that opens.
            self.begin(&Header::default())?;
        }
        self.block.bytes.extend_from_slice(SHEET_END.as_bytes());
        self.block.bytes.extend_from_slice(b"</Workbook>\n");
        Ok(Written {
            rows: self.rows,
            bytes: self.block.finish()?,
            stripped: self.changes.stripped,
            cut: self.changes.cut,
            ..Written::default()
        })
    }

    fn open_sheet(&mut self) {
        self.sheet += 1;
        self.on_sheet = 1;
        let out = &mut self.block.bytes;
        out.extend_from_slice(b"<Worksheet ss:Name=\"");
        xml_text::push(
            out,
            &sheet_name(&self.options.sheet, self.sheet),
            &mut self.changes,
        );
        out.extend_from_slice(b"\">\n<Table>\n");
        for kind in &self.header.types {
            let column = format!("<Column ss:AutoFitWidth=\"0\" ss:Width=\"{}\"/>\n", width(*kind));
            out.extend_from_slice(column.as_bytes());
        }
        out.extend_from_slice(b"<Row ss:StyleID=\"head\">");
        for label in &self.header.labels {
            out.extend_from_slice(br#"<Cell ss:StyleID="head"><Data ss:Type="String">"#);
            xml_text::push(out, label, &mut self.changes);
            out.extend_from_slice(CELL_END);
        }
        out.extend_from_slice(b"</Row>\n");
    }
}

/// Width of a column in points; a date that does not fit is shown as `####`.
fn width(kind: CellType) -> u32 {
    match kind {
        CellType::Number => 60,
        CellType::Day => 70,
        CellType::Text => 120,
        CellType::Moment => 130,
    }
}

#[inline]
fn push_cell(out: &mut Vec<u8>, cell: Cell<'_>, kind: CellType, changes: &mut Changes) {
    match cell {
        Cell::Empty | Cell::Text("") | Cell::Day("") => return out.extend_from_slice(b"<Cell/>"),
        Cell::Int(n) => {
            let exact = kind == CellType::Number && n.unsigned_abs() <= EXACT;
            out.extend_from_slice(if exact { NUMBER } else { STRING });
            out.extend_from_slice(itoa::Buffer::new().format(n).as_bytes());
        }
        Cell::Moment(at) => {
            let start = out.len();
            out.extend_from_slice(MOMENT);
            if kind != CellType::Moment || !moment::push_date_time(out, at) {
                out.truncate(start);
                out.extend_from_slice(STRING);
                moment::push_iso(out, at);
            }
        }
        Cell::Day(day) if kind == CellType::Day && moment::is_spreadsheet_day(day) => {
            out.extend_from_slice(DAY);
            out.extend_from_slice(day.as_bytes());
            out.extend_from_slice(b"T00:00:00.000");
        }
        Cell::Text(text) | Cell::Day(text) => {
            out.extend_from_slice(STRING);
            xml_text::push(out, text, changes);
        }
    }
    out.extend_from_slice(CELL_END);
}
