//! Excel XML files, byte by byte and through a second reader.

use super::support::{self, Met};
use delivery::{Cell, Options};
use domain::exports::format::{CellType, Format};
use proptest::prelude::*;

/// A worksheet as a second reader sees it: its name, and the rows with type and text of each cell.
#[derive(Debug, Default)]
struct Sheet {
    name: String,
    rows: Vec<Vec<(String, String)>>,
}

fn read(xml: &str) -> Vec<Sheet> {
    let mut sheets: Vec<Sheet> = Vec::new();
    support::read_xml(xml, &["Data"], |met| match met {
        Met::Element("Worksheet", attribute) => sheets.push(Sheet {
            name: attribute("ss:Name").unwrap(),
            ..Sheet::default()
        }),
        Met::Element("Row", _) => sheets.last_mut().unwrap().rows.push(Vec::new()),
        Met::Element("Cell", _) => cells(&mut sheets).push(Default::default()),
        Met::Element("Data", attribute) => {
            cells(&mut sheets).last_mut().unwrap().0 = attribute("ss:Type").unwrap();
        }
        Met::Element(..) => {}
        Met::Text(text) => cells(&mut sheets).last_mut().unwrap().1.push_str(text),
    });
    sheets
}

fn cells(sheets: &mut [Sheet]) -> &mut Vec<(String, String)> {
    sheets.last_mut().unwrap().rows.last_mut().unwrap()
}

#[test]
fn the_sample_is_written_as_agreed() {
    let (xml, written) = support::sample(Format::ExcelXml, Options::default());
    support::golden("sample.xml", &xml);
    assert_eq!((written.guarded, written.stripped, written.cut), (0, 2, 0));
}

#[test]
fn types_follow_the_column_unless_the_cell_cannot() {
    let (xml, _) = support::sample(Format::ExcelXml, Options::default());
    let sheet = read(&xml).remove(0);
    let types: Vec<Vec<&str>> = sheet
        .rows
        .iter()
        .map(|row| row.iter().map(|(kind, _)| kind.as_str()).collect())
        .collect();
    assert_eq!(types[0], ["String"; 7]);
    assert_eq!(
        types[1],
        [
            "Number", "String", "String", "String", "DateTime", "DateTime", "String"
        ]
    );
    assert_eq!(
        types[3],
        [
            "Number", "String", "String", "String", "DateTime", "String", "String"
        ]
    );
    assert_eq!(types[4], ["Number", "String", "", "", "", "", "String"]);
    assert_eq!(
        types[5],
        [
            "Number", "String", "String", "String", "String", "String", "String"
        ]
    );
    assert_eq!(types[6], ["String"; 7]);
}

#[test]
fn rows_beyond_a_sheet_continue_on_the_next() {
    let mut options = Options::default();
    options.sheets.sheet = "VIP: Nederland/België & more".to_owned();
    options.sheets.rows_per_sheet = 3;
    let columns = [("ID", CellType::Number)];
    let rows: Vec<[Cell<'_>; 1]> = (1..=5).map(|id| [Cell::Int(id)]).collect();
    let rows: Vec<_> = rows.iter().map(<[_; 1]>::as_slice).collect();
    let (xml, _) = support::file(Format::ExcelXml, options, &columns, &rows);
    let sheets = read(&xml);
    let names: Vec<_> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "VIP  Nederland België & more",
            "VIP  Nederland België & mor (2)",
            "VIP  Nederland België & mor (3)"
        ]
    );
    let texts: Vec<Vec<&str>> = sheets
        .iter()
        .map(|s| s.rows.iter().map(|row| row[0].1.as_str()).collect())
        .collect();
    assert_eq!(
        texts,
        [vec!["ID", "1", "2"], vec!["ID", "3", "4"], vec!["ID", "5"]]
    );
}

#[test]
fn the_default_sheet_takes_what_excel_takes() {
    let columns = [("ID", CellType::Number)];
    let count = 1_048_576;
    let mut bytes = Vec::new();
    let mut writer = delivery::writer(Format::ExcelXml, &mut bytes, Options::default());
    writer.begin(&support::header(&columns)).unwrap();
    for id in 0..count {
        writer.row(&[Cell::Int(id)]).unwrap();
    }
    writer.finish().unwrap();
    let xml = String::from_utf8(bytes).unwrap();
    let (first, second) = xml.split_once("</Worksheet>").unwrap();
    assert_eq!(first.matches("<Row").count(), 1_048_576);
    assert_eq!(second.matches("<Row").count(), 2);
}

#[test]
fn text_beyond_a_cell_is_cut_and_counted() {
    let columns = [("Name", CellType::Text)];
    let long = "é".repeat(40_000);
    let rows: [&[Cell<'_>]; 1] = [&[Cell::Text(&long)]];
    let (xml, written) = support::file(Format::ExcelXml, Options::default(), &columns, &rows);
    assert_eq!(written.cut, 1);
    assert_eq!(read(&xml)[0].rows[1][0].1.chars().count(), 32_767);
}

proptest! {
    #[test]
    fn any_text_survives_a_second_reader(rows in prop::collection::vec([any::<String>(), "[\0-\u{20}<>&\"'\u{fffd}-\u{ffff}a]{0,8}"], 0..8)) {
        let columns = ["A", "B"].map(|label| (label, CellType::Text));
        let cells: Vec<Vec<_>> = rows.iter().map(|row| row.iter().map(|text| Cell::Text(text)).collect()).collect();
        let cells: Vec<_> = cells.iter().map(Vec::as_slice).collect();
        let (xml, written) = support::file(Format::ExcelXml, Options::default(), &columns, &cells);
        let sheet = read(&xml).remove(0);
        prop_assert_eq!(sheet.rows.len(), rows.len() + 1);
        let mut stripped = 0;
        for (read, row) in sheet.rows[1..].iter().zip(&rows) {
            for ((kind, text), original) in read.iter().zip(row) {
                let legal = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
                let expected: String = original.chars().filter(legal).collect();
                stripped += original.chars().count() as u64 - expected.chars().count() as u64;
                prop_assert_eq!(text, &expected);
                prop_assert_eq!(kind, if original.is_empty() { "" } else { "String" });
            }
        }
        prop_assert_eq!(written.stripped, stripped);
    }
}
