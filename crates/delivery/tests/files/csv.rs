//! CSV files, byte by byte and through a second reader.

use super::support;
use delivery::{Cell, Options, format::csv::Delimiter};
use domain::exports::{
    format::{CellType, Format},
    guard,
};
use proptest::prelude::*;

fn options(change: impl FnOnce(&mut delivery::format::csv::Options)) -> Options {
    let mut options = Options::default();
    change(&mut options.csv);
    options
}

#[test]
fn the_sample_is_written_as_agreed() {
    let (plain, written) = support::sample(Format::Csv, Options::default());
    support::golden("sample.csv", &plain);
    assert_eq!((written.guarded, written.stripped, written.cut), (4, 0, 0));
    let (machine, written) = support::sample(
        Format::Csv,
        options(|csv| {
            csv.delimiter = Delimiter::Semicolon;
            csv.bom = true;
            csv.crlf = true;
            csv.guard = false;
        }),
    );
    support::golden("sample-options.csv", &machine);
    assert_eq!(written.guarded, 0);
}

#[test]
fn a_header_without_id_in_front_is_not_quoted() {
    let columns = [("Name", CellType::Text), ("ID", CellType::Number)];
    assert_eq!(
        support::file(Format::Csv, Options::default(), &columns, &[]).0,
        "Name,ID\n"
    );
}

#[test]
fn a_row_of_nothing_is_still_a_row() {
    let columns = [("Name", CellType::Text)];
    let rows: [&[Cell<'_>]; 2] = [&[Cell::Empty], &[Cell::Text("")]];
    assert_eq!(
        support::file(Format::Csv, Options::default(), &columns, &rows).0,
        "Name\n\"\"\n\"\"\n"
    );
}

/// Any text, and more often than by chance text that begins like a formula.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "'{0,2}[=+@\t\r\0-]{0,2}[0-9 a().,;\"\n'-]{0,8}"]
}

proptest! {
    #[test]
    fn any_text_survives_a_second_reader(
        rows in prop::collection::vec([text(), text(), text()], 0..8),
        delimiter in prop::sample::select(Delimiter::ALL.to_vec()),
        crlf: bool,
        guard: bool,
    ) {
        let columns = ["A", "B", "C"].map(|label| (label, CellType::Text));
        let cells: Vec<Vec<_>> = rows.iter().map(|row| row.iter().map(|text| Cell::Text(text)).collect()).collect();
        let cells: Vec<_> = cells.iter().map(Vec::as_slice).collect();
        let options = options(|csv| {
            csv.delimiter = delimiter;
            csv.crlf = crlf;
            csv.guard = guard;
        });
        let (file, written) = support::file(Format::Csv, options, &columns, &cells);
        let mut reader = ::csv::ReaderBuilder::new().delimiter(delimiter.byte()).from_reader(file.as_bytes());
        let mut guarded = 0;
        let mut read = 0;
        for (record, row) in reader.records().zip(&rows) {
            let record = record.unwrap();
            prop_assert_eq!(record.len(), row.len());
            for (field, text) in record.iter().zip(row) {
                if guard && guard::needed(text) {
                    guarded += 1;
                    prop_assert_eq!(field.strip_prefix('\''), Some(text.as_str()));
                } else {
                    prop_assert_eq!(field, text);
                }
                prop_assert_eq!(guard && guard::runs(field), false);
                prop_assert_eq!(if guard { guard::opened(field) } else { field }, text);
            }
            read += 1;
        }
        prop_assert_eq!(read, rows.len());
        prop_assert_eq!(written.guarded, guarded);
    }
}
