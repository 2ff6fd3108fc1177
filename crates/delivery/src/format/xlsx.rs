//! Excel: Office Open XML workbooks, which every spreadsheet of today opens without asking.
//!
//! Types come from columns as in [`super::excel_xml`]. What a workbook holds is compressed as it is written, so that
//! memory stays the same for any number of rows; which worksheets there are is said at the end.
//!
//! Texts stand in their cells: a table of shared ones would have to be kept until the file ends.

use super::{
    Written,
    block::{self, Counted},
    moment,
    sheets::{EXACT, Options, Sheets},
    xml_text::{self, Changes},
};
use crate::table::{Cell, Header};
use domain::exports::format::CellType;
use std::{
    borrow::Cow,
    io::{self, BufWriter, Write},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use zip::{
    CompressionMethod, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

/// A workbook being written.
pub struct Xlsx<W: Write> {
    // Goes before the archive does.
    _unfinished: Unfinished,
    archive: ZipWriter<StreamWriter<BufWriter<Sink<W>>>>,
    /// What has not been compressed yet.
    bytes: Vec<u8>,
    sheets: Sheets,
    /// Bytes of the worksheet being written that have been.
    size: u64,
}

/// Bytes of a worksheet before it is compressed: beyond 4 GiB not every program reads an archive.
const MOST_BYTES: u64 = 3 << 30;

/// What stands in every workbook. A part is a worksheet unless it is said to be something else, so that worksheets
/// need not be counted here.
const PARTS: [(&str, &str); 3] = [
    (
        "[Content_Types].xml",
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>
"#,
    ),
    (
        "_rels/.rels",
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>
"#,
    ),
    // The styles of cells, from 0: none, heading, day, moment; the last shows exactly what CSV holds, zone included.
    (
        "xl/styles.xml",
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\Thh:mm:ss\Z"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>
"#,
    ),
];
const SHEET: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>"#;
const SHEET_END: &[u8] = b"</sheetData></worksheet>\n";
const TEXT: &[u8] = br#"<c t="inlineStr"><is><t xml:space="preserve">"#;
const HEADING: &[u8] = br#"<c s="1" t="inlineStr"><is><t xml:space="preserve">"#;
const TEXT_END: &[u8] = b"</t></is></c>";

impl<W: Write> Xlsx<W> {
    pub(super) fn new(sink: W, options: Options) -> Self {
        let unfinished = Unfinished(Arc::default());
        let sink = Sink {
            inner: Counted::new(sink),
            gone: Arc::clone(&unfinished.0),
        };
        Self {
            _unfinished: unfinished,
            archive: ZipWriter::new_stream(BufWriter::with_capacity(block::SIZE, sink)),
            bytes: Vec::with_capacity(block::SIZE + block::SPARE),
            sheets: Sheets::new(options),
            size: 0,
        }
    }

    pub(super) fn begin(&mut self, header: &Header) -> io::Result<()> {
        self.sheets.begin(header);
        for (name, part) in PARTS {
            self.part(name)?;
            self.archive.write_all(part.as_bytes())?;
        }
        self.open_sheet()
    }

    pub(super) fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        if self.sheets.is_full_for(cells)? || self.size > MOST_BYTES {
            self.close_sheet()?;
            self.open_sheet()?;
        }
        self.bytes.extend_from_slice(b"<row>");
        for (cell, kind) in cells.iter().zip(&self.sheets.header.types) {
            push_cell(&mut self.bytes, *cell, *kind, &mut self.sheets.changes);
        }
        self.bytes.extend_from_slice(b"</row>\n");
        self.sheets.count();
        match self.bytes.len() < block::SIZE {
            true => Ok(()),
            false => self.pass(),
        }
    }

    pub(super) fn finish(mut self) -> io::Result<Written> {
        if !self.sheets.begun {
            // Even a file of nothing is one that opens.
            self.begin(&Header::default())?;
        }
        self.close_sheet()?;
        self.say_sheets()?;
        let out = self.archive.finish()?.into_inner();
        let mut out = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        out.flush()?;
        Ok(self.sheets.written(out.inner.bytes))
    }

    /// Begins a part of the archive.
    fn part(&mut self, name: &str) -> io::Result<()> {
        // A higher level takes more time than reading the rows does.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(1));
        Ok(self.archive.start_file(name, options)?)
    }

    /// Compresses what there is.
    fn pass(&mut self) -> io::Result<()> {
        self.archive.write_all(&self.bytes)?;
        self.size += self.bytes.len() as u64;
        self.bytes.clear();
        // One huge cell must not keep its memory for the rest of the file.
        self.bytes.shrink_to(block::SIZE + block::SPARE);
        Ok(())
    }

    fn open_sheet(&mut self) -> io::Result<()> {
        self.sheets.open();
        self.size = 0;
        self.part(&format!("xl/worksheets/sheet{}.xml", self.sheets.sheet))?;
        let Sheets { header, changes, .. } = &mut self.sheets;
        let out = &mut self.bytes;
        out.extend_from_slice(SHEET.as_bytes());
        if !header.types.is_empty() {
            out.extend_from_slice(b"<cols>");
            for (kind, n) in header.types.iter().zip(1..) {
                let width = width(*kind);
                let column = format!(r#"<col min="{n}" max="{n}" width="{width}" customWidth="1"/>"#);
                out.extend_from_slice(column.as_bytes());
            }
            out.extend_from_slice(b"</cols>");
        }
        out.extend_from_slice(b"<sheetData>\n<row>");
        for label in &header.labels {
            push_text(out, HEADING, label, changes);
        }
        out.extend_from_slice(b"</row>\n");
        Ok(())
    }

    fn close_sheet(&mut self) -> io::Result<()> {
        self.bytes.extend_from_slice(SHEET_END);
        self.pass()
    }

    /// Says which worksheets there are, and where.
    fn say_sheets(&mut self) -> io::Result<()> {
        const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let (mut sheets, mut places) = (Vec::new(), String::new());
        for n in 1..=self.sheets.sheet {
            sheets.extend_from_slice(b"<sheet name=\"");
            let name = self.sheets.name(n);
            xml_text::push(&mut sheets, &name, &mut self.sheets.changes);
            sheets.extend_from_slice(format!(r#"" sheetId="{n}" r:id="rId{n}"/>"#).as_bytes());
            places.push_str(&format!(
                r#"<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>"#
            ));
        }
        let styles = self.sheets.sheet + 1;
        let xml = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
        self.part("xl/workbook.xml")?;
        write!(
            self.archive,
            "{xml}\n<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
             xmlns:r=\"{OFFICE}\"><bookViews><workbookView/></bookViews><sheets>"
        )?;
        self.archive.write_all(&sheets)?;
        self.archive.write_all(b"</sheets></workbook>\n")?;
        self.part("xl/_rels/workbook.xml.rels")?;
        write!(
            self.archive,
            "{xml}\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{places}\
             <Relationship Id=\"rId{styles}\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/></Relationships>\n"
        )
    }
}

/// Width of a column in characters; a date that does not fit is shown as `####`.
fn width(kind: CellType) -> u32 {
    match kind {
        CellType::Number => 11,
        CellType::Day => 12,
        CellType::Text => 22,
        CellType::Moment => 24,
    }
}

#[inline]
fn push_cell(out: &mut Vec<u8>, cell: Cell<'_>, kind: CellType, changes: &mut Changes) {
    match cell {
        Cell::Empty | Cell::Text("") | Cell::Day("") => out.extend_from_slice(b"<c/>"),
        Cell::Int(n) => {
            let exact = kind == CellType::Number && n.unsigned_abs() <= EXACT;
            let mut digits = itoa::Buffer::new();
            let digits = digits.format(n);
            match exact {
                true => push_number(out, b"<c><v>", digits),
                false => push_text(out, TEXT, digits, changes),
            }
        }
        Cell::Moment(at) => match moment::serial(at).filter(|_| kind == CellType::Moment) {
            Some(days) => push_number(out, br#"<c s="3"><v>"#, &days.to_string()),
            None => {
                out.extend_from_slice(TEXT);
                moment::push_iso(out, at);
                out.extend_from_slice(TEXT_END);
            }
        },
        Cell::Text(text) => push_text(out, TEXT, text, changes),
        Cell::Day(text) => match moment::serial_day(text).filter(|_| kind == CellType::Day) {
            Some(day) => push_number(out, br#"<c s="2"><v>"#, itoa::Buffer::new().format(day)),
            None => push_text(out, TEXT, text, changes),
        },
    }
}

fn push_number(out: &mut Vec<u8>, start: &[u8], digits: &str) {
    out.extend_from_slice(start);
    out.extend_from_slice(digits.as_bytes());
    out.extend_from_slice(b"</v></c>");
}

fn push_text(out: &mut Vec<u8>, start: &[u8], text: &str, changes: &mut Changes) {
    out.extend_from_slice(start);
    // What is left out goes first: without it, the rest may look like a character.
    let text = xml_text::kept(text, changes);
    xml_text::push_kept(out, &literal(&text));
    out.extend_from_slice(TEXT_END);
}

/// Text as workbooks have it, where `_x0041_` is read as `A` and a carriage return has no other way to be kept
/// (ECMA-376 part 1, 22.9.2.19).
fn literal(text: &str) -> Cow<'_, str> {
    let special = |at: usize| match &text.as_bytes()[at..] {
        [b'\r', ..] => true,
        [b'_', b'x', code @ ..] if code.len() > 4 => {
            // A carriage return begins with an underscore, too, once it is written.
            matches!(code[4], b'_' | b'\r') && code[..4].iter().all(u8::is_ascii_hexdigit)
        }
        _ => false,
    };
    let mut found = text
        .match_indices(['\r', '_'])
        .filter(|(at, _)| special(*at))
        .peekable();
    if found.peek().is_none() {
        return Cow::Borrowed(text);
    }
    let (mut out, mut done) = (String::with_capacity(text.len() + 8), 0);
    for (at, character) in found {
        out.push_str(&text[done..at]);
        out.push_str(if character == "_" { "_x005F_" } else { "_x000D_" });
        done = at + 1;
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// What the archive is written to. Once a file has been given up it takes what comes for written, because the archive
/// closes itself when it goes, and a file that is cut off must not look like one that ends.
struct Sink<W> {
    inner: Counted<W>,
    gone: Arc<AtomicBool>,
}

impl<W: Write> Write for Sink<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.gone.load(Ordering::Relaxed) {
            true => Ok(bytes.len()),
            false => self.inner.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.gone.load(Ordering::Relaxed) {
            true => Ok(()),
            false => self.inner.flush(),
        }
    }
}

/// Gives the file up where it goes; an archive that is finished writes nothing more.
struct Unfinished(Arc<AtomicBool>);

impl Drop for Unfinished {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_character_is_written_as_text() {
        for (text, written) in [
            ("", ""),
            ("a_b", "a_b"),
            ("_x0041_", "_x005F_x0041_"),
            ("_x_x0041__x00e9_", "_x_x005F_x0041__x005F_x00e9_"),
            ("_x004_", "_x004_"),
            ("_x004g_", "_x004g_"),
            ("_x0041", "_x0041"),
            ("_x0041\r", "_x005F_x0041_x000D_"),
            ("å_x", "å_x"),
            ("a\r\nb_", "a_x000D_\nb_"),
        ] {
            assert_eq!(literal(text), written, "{text}");
        }
    }

    #[test]
    fn a_file_that_is_given_up_has_no_end() {
        let mut bytes = Vec::new();
        let mut file = Xlsx::new(&mut bytes, Options::default());
        file.begin(&Header::default()).unwrap();
        drop(file);
        assert!(bytes.is_empty(), "{}", bytes.len());
    }
}
