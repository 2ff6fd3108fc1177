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
    moment,
    sheets::{EXACT, Options, Sheets},
    xml_text::{self, Changes},
};
use crate::table::{Cell, Header};
use domain::exports::format::CellType;
use std::io::{self, Write};

/// An Excel XML file being written.
pub struct ExcelXml<W: Write> {
    block: Block<W>,
    sheets: Sheets,
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
            sheets: Sheets::new(options),
        }
    }

    pub(super) fn begin(&mut self, header: &Header) -> io::Result<()> {
        self.sheets.begin(header);
        self.block.bytes.extend_from_slice(HEAD.as_bytes());
        self.open_sheet();
        self.block.pass()
    }

    pub(super) fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        if self.sheets.is_full_for(cells)? {
            self.block.bytes.extend_from_slice(SHEET_END.as_bytes());
            self.open_sheet();
        }
        let out = &mut self.block.bytes;
        out.extend_from_slice(b"<Row>");
        for (cell, kind) in cells.iter().zip(&self.sheets.header.types) {
            push_cell(out, *cell, *kind, &mut self.sheets.changes);
        }
        out.extend_from_slice(b"</Row>\n");
        self.sheets.count();
        self.block.pass()
    }

    pub(super) fn finish(mut self) -> io::Result<Written> {
        if !self.sheets.begun {
            // Even a file of nothing is one that opens.
            self.begin(&Header::default())?;
        }
        self.block.bytes.extend_from_slice(SHEET_END.as_bytes());
        self.block.bytes.extend_from_slice(b"</Workbook>\n");
        Ok(self.sheets.written(self.block.finish()?))
    }

    fn open_sheet(&mut self) {
        self.sheets.open();
        let name = self.sheets.name(self.sheets.sheet);
        let Sheets { header, changes, .. } = &mut self.sheets;
        let out = &mut self.block.bytes;
        out.extend_from_slice(b"<Worksheet ss:Name=\"");
        xml_text::push(out, &name, changes);
        out.extend_from_slice(b"\">\n<Table>\n");
        for kind in &header.types {
            let column = format!("<Column ss:AutoFitWidth=\"0\" ss:Width=\"{}\"/>\n", width(*kind));
            out.extend_from_slice(column.as_bytes());
        }
        out.extend_from_slice(b"<Row ss:StyleID=\"head\">");
        for label in &header.labels {
            out.extend_from_slice(br#"<Cell ss:StyleID="head"><Data ss:Type="String">"#);
            xml_text::push(out, label, changes);
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
