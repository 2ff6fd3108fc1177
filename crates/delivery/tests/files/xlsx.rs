//! Excel workbooks, part by part and through a second reader.

use super::support::{self, Met};
use delivery::{Cell, Options};
use domain::exports::format::{CellType, Format};
use proptest::prelude::*;
use std::io::{self, Cursor, Read, Write};
use zip::ZipArchive;

/// A part of a workbook.
fn part(workbook: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut text = String::new();
    let mut part = archive.by_name(name).unwrap_or_else(|_| panic!("no {name}"));
    part.read_to_string(&mut text).unwrap();
    text
}

/// The cells of a worksheet: type, style and text.
fn cells(sheet: &str) -> Vec<Vec<(String, String, String)>> {
    let mut rows: Vec<Vec<(String, String, String)>> = Vec::new();
    support::read_xml(sheet, &["v", "t"], |met| match met {
        Met::Element("row", _) => rows.push(Vec::new()),
        Met::Element("c", attribute) => {
            let said = |name| attribute(name).unwrap_or_default();
            let cell = (said("t"), said("s"), String::new());
            rows.last_mut().unwrap().push(cell);
        }
        Met::Element(..) => {}
        Met::Text(text) => rows.last_mut().unwrap().last_mut().unwrap().2.push_str(text),
    });
    rows
}

#[test]
fn the_sample_is_written_as_agreed() {
    let (workbook, written) = support::sample_bytes(Format::Xlsx, Options::default());
    let sheet = part(&workbook, "xl/worksheets/sheet1.xml");
    support::golden("sample-sheet.xml", &sheet);
    assert_eq!((written.guarded, written.stripped, written.cut), (0, 2, 0));
}

#[test]
fn days_and_moments_are_numbers_where_all_programs_agree() {
    let columns = [("Since", CellType::Moment), ("Birth", CellType::Day)];
    let second = 1_000_000;
    let rows = [
        // 1970-01-01, 1900-03-01, the microsecond before it, 2016-04-19 12:55:51.5, the end of year 9999 and beyond.
        [Cell::Moment(0), Cell::Day("1970-01-01")],
        [Cell::Moment(-2_203_891_200 * second), Cell::Day("1900-03-01")],
        [Cell::Moment(-2_203_891_200 * second - 1), Cell::Day("1900-02-28")],
        [Cell::Moment(1_461_070_551_500_000), Cell::Day("2016-04-19")],
        [Cell::Moment(253_402_300_799 * second), Cell::Day("9999-12-31")],
        [Cell::Moment(253_402_300_800 * second), Cell::Day("10000-01-01")],
    ];
    let rows: Vec<_> = rows.iter().map(<[_; 2]>::as_slice).collect();
    let (workbook, _) = support::bytes(Format::Xlsx, Options::default(), &columns, &rows);
    let sheet = cells(&part(&workbook, "xl/worksheets/sheet1.xml"));
    let found: Vec<_> = sheet[1..]
        .iter()
        .map(|row| (row[0].2.as_str(), row[1].2.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("25569", "25569"),
            ("61", "61"),
            ("1900-02-28T23:59:59.999999Z", "1900-02-28"),
            ("42479.53879050926", "42479"),
            ("2958465.999988426", "2958465"),
            ("+10000-01-01T00:00:00Z", "10000-01-01"),
        ]
    );
    for row in [1, 2, 4, 5] {
        assert_eq!((sheet[row][0].1.as_str(), sheet[row][1].1.as_str()), ("3", "2"));
    }
}

#[test]
fn rows_beyond_a_sheet_continue_on_the_next() {
    let mut options = Options::default();
    options.sheets.sheet = "VIP & more".to_owned();
    options.sheets.rows_per_sheet = 3;
    let columns = [("ID", CellType::Number)];
    let rows: Vec<[Cell<'_>; 1]> = (1..=5).map(|id| [Cell::Int(id)]).collect();
    let rows: Vec<_> = rows.iter().map(<[_; 1]>::as_slice).collect();
    let (workbook, _) = support::bytes(Format::Xlsx, options, &columns, &rows);
    let names = part(&workbook, "xl/workbook.xml");
    for (name, id) in [
        ("VIP &amp; more", 1),
        ("VIP &amp; more (2)", 2),
        ("VIP &amp; more (3)", 3),
    ] {
        let said = format!("<sheet name=\"{name}\" sheetId=\"{id}\" r:id=\"rId{id}\"/>");
        assert!(names.contains(&said), "{said} in {names}");
    }
    let texts: Vec<Vec<String>> = (1..=3)
        .map(|n| {
            let sheet = part(&workbook, &format!("xl/worksheets/sheet{n}.xml"));
            cells(&sheet).into_iter().map(|row| row[0].2.clone()).collect()
        })
        .collect();
    assert_eq!(
        texts,
        [vec!["ID", "1", "2"], vec!["ID", "3", "4"], vec!["ID", "5"]]
    );
}

/// Text as readers of workbooks take it.
fn decoded(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(first) = rest.chars().next() {
        let code = rest.strip_prefix("_x").and_then(|rest| rest.get(..5));
        let code = code.and_then(|code| u32::from_str_radix(code.strip_suffix('_')?, 16).ok());
        let (character, length) = match code.and_then(char::from_u32) {
            Some(character) => (character, "_x0000_".len()),
            None => (first, first.len_utf8()),
        };
        out.push(character);
        rest = &rest[length..];
    }
    out
}

#[test]
fn a_view_of_the_workbook_is_there_for_that_of_the_sheet() {
    let (workbook, _) = support::sample_bytes(Format::Xlsx, Options::default());
    let said = part(&workbook, "xl/workbook.xml");
    assert!(
        said.contains("<bookViews><workbookView/></bookViews><sheets>"),
        "{said}"
    );
}

#[test]
fn what_is_left_out_or_cut_is_so_before_it_is_escaped() {
    let columns = [("Name", CellType::Text)];
    let full = "\r".repeat(32_767);
    for (text, read, stripped, cut) in [
        ("_x\u{1}0041_", "_x0041_", 1, 0),
        (full.as_str(), full.as_str(), 0, 0),
        (&format!("{full}_x0041_"), &full, 0, 1),
    ] {
        let row = [Cell::Text(text)];
        let (workbook, written) = support::bytes(Format::Xlsx, Options::default(), &columns, &[&row]);
        assert_eq!((written.stripped, written.cut), (stripped, cut));
        let sheet = cells(&part(&workbook, "xl/worksheets/sheet1.xml"));
        assert_eq!(decoded(&sheet[1][0].2), read);
    }
}

/// A file that is full after so many bytes.
struct Full(Vec<u8>, usize);

impl Write for &mut Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > self.1 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_workbook_that_breaks_off_is_none() {
    for room in [0, 100_000, 250_000] {
        let mut full = Full(Vec::new(), room);
        let mut writer = delivery::writer(Format::Xlsx, &mut full, Options::default());
        let columns = [("ID", CellType::Number), ("Name", CellType::Text)];
        let mut written = writer.begin(&support::header(&columns));
        let mut random = fastrand::Rng::with_seed(7);
        for id in 0..40_000 {
            let name = format!("{:x}", random.u64(..));
            written = written.and_then(|()| writer.row(&[Cell::Int(id), Cell::Text(&name)]));
        }
        let error = written.and_then(|()| writer.finish().map(drop)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{room}");
        assert!(
            full.0.len() <= room && ZipArchive::new(Cursor::new(&full.0)).is_err(),
            "{room}"
        );
    }
}

proptest! {
    #[test]
    fn any_text_comes_back(text in "\\PC{0,20}|[_x04af\r\n\t\u{1} ]{0,24}") {
        let columns = [("Name", CellType::Text)];
        let row = [Cell::Text(&text)];
        let (workbook, written) = support::bytes(Format::Xlsx, Options::default(), &columns, &[&row]);
        let legal: String = text.chars().filter(|c| *c != '\u{1}').collect();
        prop_assert_eq!((written.guarded, written.cut), (0, 0));
        let sheet = cells(&part(&workbook, "xl/worksheets/sheet1.xml"));
        prop_assert_eq!(decoded(&sheet[1][0].2), legal);
    }
}
