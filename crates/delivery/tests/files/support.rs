//! What the tests of several formats share: one table with something of everything, and a way to write it.

use delivery::{Cell, Header, Options, Written, writer};
use domain::exports::format::{CellType, Format};
use quick_xml::{Reader, escape::unescape, events::Event};

/// A column of every type, and text columns of the kinds that get damaged.
pub(crate) const COLUMNS: [(&str, CellType); 7] = [
    ("ID", CellType::Number),
    ("Name", CellType::Text),
    ("Phone", CellType::Text),
    ("ZIP", CellType::Text),
    ("Customer Since", CellType::Moment),
    ("Date of Birth", CellType::Day),
    ("Tax/VAT Number", CellType::Text),
];

/// 2016-04-19 12:55:51 UTC.
const SINCE: i64 = 1_461_070_551_000_000;

/// Plain rows, and rows with what files usually get wrong.
pub(crate) const ROWS: [[Cell<'static>; 7]; 6] = {
    use Cell::{Day, Empty, Int, Moment, Text};
    [
        [
            Int(1),
            Text("Jon Doe"),
            Text("+1 (408) 555-0100"),
            Text("95008"),
            Moment(SINCE),
            Day("1984-05-31"),
            Text("US-12"),
        ],
        [
            Int(2),
            Text("Åsa Öberg"),
            Text("+46-8-123 456"),
            Text("01234"),
            Moment(SINCE + 1_500_000),
            Day("2000-02-29"),
            Text("-12.50"),
        ],
        [
            Int(3),
            Text("=Data & Sons"),
            Text("@SUM(A1)"),
            Text("+1;2"),
            Moment(0),
            Day("1899-12-31"),
            Text("\t=1+1"),
        ],
        [
            Int(4),
            Text("Dwayne \"The Rock\" <Johnson>"),
            Empty,
            Text(""),
            Empty,
            Empty,
            Text("a,b;c"),
        ],
        [
            Int(-5),
            Text("Two\nlines\r\nand more"),
            Text("007"),
            Text("1E5"),
            Moment(-2_208_988_800_000_001),
            Day("rubbish"),
            Text(" blanks "),
        ],
        [
            Int(9_007_199_254_740_993),
            Text("bell\u{7} and \u{ffff}"),
            Text("ﬁ 日本 😀"),
            Text("0"),
            Text("soon"),
            Text("never"),
            Text("]]>"),
        ],
    ]
};

/// A header of these columns.
pub(crate) fn header(columns: &[(&str, CellType)]) -> Header {
    columns
        .iter()
        .map(|(label, kind)| ((*label).to_owned(), *kind))
        .collect()
}

/// The file of these rows, where it is text.
pub(crate) fn file(
    format: Format,
    options: Options,
    columns: &[(&str, CellType)],
    rows: &[&[Cell<'_>]],
) -> (String, Written) {
    let (bytes, written) = bytes(format, options, columns, rows);
    (String::from_utf8(bytes).unwrap(), written)
}

/// The file of these rows.
pub(crate) fn bytes(
    format: Format,
    options: Options,
    columns: &[(&str, CellType)],
    rows: &[&[Cell<'_>]],
) -> (Vec<u8>, Written) {
    let mut bytes = Vec::new();
    let mut writer = writer(format, &mut bytes, options);
    writer.begin(&header(columns)).unwrap();
    for row in rows {
        writer.row(row).unwrap();
    }
    let written = writer.finish().unwrap();
    assert_eq!(written.bytes, bytes.len() as u64);
    assert_eq!(written.rows, rows.len() as u64);
    (bytes, written)
}

/// The file of the shared table, where it is text.
pub(crate) fn sample(format: Format, options: Options) -> (String, Written) {
    let (bytes, written) = sample_bytes(format, options);
    (String::from_utf8(bytes).unwrap(), written)
}

/// The file of the shared table.
pub(crate) fn sample_bytes(format: Format, options: Options) -> (Vec<u8>, Written) {
    let rows: Vec<&[Cell<'_>]> = ROWS.iter().map(<[_; 7]>::as_slice).collect();
    bytes(format, options, &COLUMNS, &rows)
}

/// Holds a file against its golden copy in `tests/golden`; with `UPDATE_GOLDEN` set, makes it the new copy.
///
/// Golden files hold control characters and both line ends, so a difference is shown escaped.
pub(crate) fn golden(name: &str, written: &str) {
    let path = format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, written).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let shown = |text: &str| -> Vec<String> {
        text.split_inclusive('\n')
            .map(|line| line.escape_debug().to_string())
            .collect()
    };
    assert_eq!(shown(written), shown(&golden), "{name}");
}

/// What a second reader meets in a file of XML.
pub(crate) enum Met<'a> {
    /// An element of this name begins, with attributes by their names.
    Element(&'a str, &'a dyn Fn(&str) -> Option<String>),
    /// Text of an element.
    Text(&'a str),
}

/// Reads XML through; of text only that in elements with one of these names is met.
pub(crate) fn read_xml(xml: &str, texts: &[&str], mut meet: impl FnMut(Met<'_>)) {
    let mut reader = Reader::from_str(xml);
    // `<Cell/>` opens and closes like any other element.
    reader.config_mut().expand_empty_elements = true;
    let mut in_text = false;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                let attribute = |name: &str| {
                    let found = tag.try_get_attribute(name).unwrap()?;
                    Some(unescape(&found.value).unwrap().into_owned())
                };
                let name = tag.name();
                in_text |= texts.contains(&name.as_ref());
                meet(Met::Element(name.as_ref(), &attribute));
            }
            Event::End(tag) if texts.contains(&tag.name().as_ref()) => in_text = false,
            Event::Text(text) if in_text => meet(Met::Text(&text.xml10_content())),
            Event::GeneralRef(name) if in_text => {
                let reference = format!("&{};", name.xml10_content());
                meet(Met::Text(&unescape(&reference).unwrap()));
            }
            Event::Eof => return,
            _ => {}
        }
    }
}
