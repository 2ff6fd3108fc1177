//! A look at the first rows of a file, by the rules the import itself applies; nothing is sent for it.

use domain::{
    exports::guard,
    imports::{
        FileKind,
        dates::{self, Evidence, Order},
        dialect::{Delimiter, Encoding, is_no_text, one_line_end},
        header::{self, Column, Header, Reading},
        report::Refusal,
        row::{BadField, Shop},
        sequence::Sequence,
    },
    text::{Locale, imports as text},
};
use web_sys::TextDecoder;

/// How much of a file is read for its preview.
pub(crate) const READ: u64 = 64 * 1024;
/// Rows shown.
pub(crate) const SHOWN: usize = 10;

/// The beginning of a file, or the whole of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Start {
    pub(crate) bytes: Vec<u8>,
    pub(crate) whole: bool,
}

/// A file as a table of bytes, before anybody says what its columns are.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Table {
    /// What the bytes are, by themselves and as they are read.
    pub(crate) found: (Encoding, Delimiter),
    pub(crate) read: (Encoding, Delimiter),
    /// The headings, and the first value under each.
    pub(crate) columns: Vec<(String, String)>,
    /// Whether they are rows that an import refused.
    pub(crate) of_refusals: bool,
    rows: Vec<(u64, Vec<Vec<u8>>)>,
    whole: bool,
}

/// What the beginning of a file looks like.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Preview {
    pub(crate) kind: FileKind,
    /// What the dates of the rows say about their order; nothing where the file has no column of dates.
    pub(crate) dates: Option<Evidence>,
    /// What becomes of each column.
    pub(crate) columns: Vec<Column>,
    /// What is to be sent along, so that the server reads the file as it is shown here.
    pub(crate) reading: Reading,
    /// The rows, or why the file cannot be imported as it is.
    pub(crate) rows: Result<Rows, Vec<String>>,
}

/// The first rows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rows {
    /// The header they are read by.
    pub(crate) header: Header,
    /// Cells in the header's order, with their lines.
    pub(crate) shown: Vec<(u64, Vec<String>)>,
    /// How many rows were looked at.
    pub(crate) checked: usize,
    /// Whether that was all of them.
    pub(crate) whole: bool,
    /// Whether some dates can be read in two ways, and rows that are not shown here have to say in which.
    pub(crate) dates_open: bool,
    /// What is wrong with them.
    pub(crate) problems: Vec<Refusal>,
}

impl Start {
    /// Parts the bytes into lines and fields; a sentence where there is no header.
    pub(crate) fn table(&self, reading: &Reading, locale: Locale) -> Result<Table, String> {
        if is_no_text(&self.bytes) {
            return Err(text::NOT_TEXT.text(locale).to_owned());
        }
        let encoding = Encoding::sniff(&self.bytes).unwrap_or_default();
        let read_as = reading.encoding.unwrap_or(encoding);
        let mut bytes = decoded(&self.bytes, read_as);
        let mut after_return = false;
        let left = one_line_end(&mut bytes, &mut after_return);
        bytes.truncate(left);
        let delimiter = Delimiter::sniff(&String::from_utf8_lossy(&bytes));
        let part_by = reading.delimiter.unwrap_or(delimiter);
        let mut rows = records(&bytes, part_by);
        if !self.whole {
            // The last one may be cut in the middle.
            let cut = rows.pop();
            if rows.is_empty() && cut.is_some() {
                let sentence = text::HEADER_TOO_LONG.with("max", header::MAX_BYTES / 1024);
                return Err(sentence.say(locale));
            }
        }
        let mut rows = rows.into_iter();
        let Some((_, names)) = rows.next() else {
            return Err(text::EMPTY_FILE.text(locale).to_owned());
        };
        let rows: Vec<_> = rows.collect();
        if names.len() > header::MAX_COLUMNS {
            let sentence = text::TOO_MANY_COLUMNS.with("n", names.len());
            return Err(sentence.and("max", header::MAX_COLUMNS).say(locale));
        }
        let names: Vec<String> = names
            .iter()
            .map(|name| header::tidy(&String::from_utf8_lossy(name)))
            .collect();
        let of_refusals = header::is_of_refusals(names.iter().map(String::as_str));
        let guarded = of_refusals || reading.guarded;
        let example = |at: usize| {
            let cells = rows.iter().filter_map(|(_, cells)| cells.get(at));
            let mut filled = cells
                .map(|cell| String::from_utf8_lossy(cell))
                .filter(|cell| !cell.trim().is_empty());
            let first = filled.next().unwrap_or_default();
            let first = if guarded { guard::opened(&first) } else { &first };
            first.chars().take(60).collect()
        };
        let columns = names.into_iter().enumerate();
        Ok(Table {
            found: (encoding, delimiter),
            read: (read_as, part_by),
            columns: columns.map(|(at, name)| (name, example(at))).collect(),
            of_refusals,
            rows,
            whole: self.whole,
        })
    }
}

/// The bytes as UTF-8. What claims to be UTF-8 and is not stays as it is: each cell is looked at by itself.
fn decoded(bytes: &[u8], encoding: Encoding) -> Vec<u8> {
    if encoding == Encoding::Utf8 {
        return bytes.to_vec();
    }
    let decoder = TextDecoder::new_with_label(encoding.key());
    let text = decoder.and_then(|decoder| decoder.decode_with_u8_array(bytes));
    text.map_or_else(|_| bytes.to_vec(), String::into_bytes)
}

fn records(bytes: &[u8], delimiter: Delimiter) -> Vec<(u64, Vec<Vec<u8>>)> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter.byte())
        .from_reader(bytes);
    let mut records = Vec::new();
    let mut record = csv::ByteRecord::new();
    // Bytes in memory cannot fail to be read.
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let line = record
            .position()
            .map_or(0, |at| at.line() + empty_lines(bytes, at.byte()));
        records.push((line, record.iter().map(<[u8]>::to_vec).collect()));
    }
    records
}

/// Lines without anything before a record: its position is that of the first of them.
fn empty_lines(bytes: &[u8], from: u64) -> u64 {
    let from = usize::try_from(from).unwrap_or(bytes.len()).min(bytes.len());
    bytes[from..].iter().take_while(|byte| **byte == b'\n').count() as u64
}

fn utf8(cells: &[Vec<u8>]) -> Option<Vec<&str>> {
    cells.iter().map(|cell| std::str::from_utf8(cell).ok()).collect()
}

impl Table {
    /// Looks at the rows as `reading` says; `today` is the reader's day, `YYYY-MM-DD`: nobody is born after it.
    pub(crate) fn look(&self, reading: &Reading, today: &str, locale: Locale) -> Preview {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        let mut reading = Reading {
            columns: reading
                .columns
                .iter()
                .filter(|(name, _)| names.contains(&name.as_str()))
                .cloned()
                .collect(),
            ..reading.clone()
        };
        let (kind, mut columns) = header::columns(&names, &reading);
        // What nobody knows is left out, and the server is told so.
        for (name, column) in names
            .iter()
            .zip(&mut columns)
            .filter(|(_, column)| **column == Column::Unknown)
        {
            reading.columns.push(((*name).to_owned(), None));
            *column = Column::LeftOut;
        }
        let header = header::read(&names, &reading);
        let dates = header.as_ref().ok().and_then(|header| self.dates(header));
        let rows = header
            .map(|header| {
                let found = dates.map(|found| found.order()).unwrap_or_default();
                let dates = reading.dates.map_or(found, Order::Known);
                self.check(Header { dates, ..header }, today, locale)
            })
            .map_err(|sentences| sentences.iter().map(|s| s.say(locale)).collect());
        Preview {
            kind,
            dates,
            columns,
            reading,
            rows,
        }
    }

    /// What the dates of these rows say; nothing where they have none.
    fn dates(&self, header: &Header) -> Option<Evidence> {
        let mut evidence = Evidence::default();
        for (_, cells) in &self.rows {
            let cells: Vec<&[u8]> = cells.iter().map(Vec::as_slice).collect();
            evidence.see(header, &cells);
        }
        dates::occur(header).then_some(evidence)
    }

    fn check(&self, header: Header, today: &str, locale: Locale) -> Rows {
        let opened = |cells: Vec<_>| cells.into_iter().map(|cell| header.opened(cell)).collect();
        let readable = self.rows.iter().filter_map(|(_, cells)| utf8(cells));
        let readable: Vec<Vec<&str>> = readable.map(opened).collect();
        let shop = Shop {
            today: today.to_owned(),
            ..Shop::trusting(&header, readable.iter().map(Vec::as_slice))
        };
        let mut sequence = Sequence::default();
        let (mut problems, mut dates_open) = (Vec::new(), false);
        for (line, cells) in &self.rows {
            let cells: Vec<&[u8]> = cells.iter().map(Vec::as_slice).collect();
            let bad = sequence
                .read(&header, &shop, *line, &cells)
                .err()
                .unwrap_or_default();
            let later = |bad: &BadField| !self.whole && *bad.sentence.message() == text::DATE_IN_DOUBT;
            dates_open |= bad.iter().any(later);
            let bad: Vec<_> = bad.into_iter().filter(|bad| !later(bad)).collect();
            problems.extend(bad.into_iter().map(|bad| Refusal {
                line: *line,
                column: bad.column,
                value: bad.value,
                reason: bad.sentence.say(locale),
                discreet: None,
            }));
        }
        let text = |cell: &Vec<u8>| header.opened(&String::from_utf8_lossy(cell)).to_owned();
        let shown = self.rows.iter().take(SHOWN);
        Rows {
            shown: shown
                .map(|(line, cells)| (*line, cells.iter().map(text).collect()))
                .collect(),
            checked: self.rows.len(),
            whole: self.whole,
            dates_open,
            problems,
            header,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::imports::{dates::Dates, header::Field};

    const TODAY: &str = "2026-11-21";

    const FILE: &str = "email,_website,password_hash,firstname,gender\n\
        jon@example.com,base,secret,Jon,Male\n\
        nobody,base,secret,\"No\nbody\",robot\n\
        cut@exam";

    fn look(bytes: &[u8], whole: bool, reading: &Reading) -> Preview {
        let start = Start {
            bytes: bytes.to_vec(),
            whole,
        };
        let table = start.table(reading, Locale::En).unwrap();
        table.look(reading, TODAY, Locale::En)
    }

    fn good(preview: Preview) -> (usize, usize, Vec<Refusal>) {
        let rows = preview.rows.unwrap();
        (rows.shown.len(), rows.checked, rows.problems)
    }

    #[test]
    fn problems_are_named_by_line_column_and_value() {
        let (shown, checked, problems) = good(look(FILE.as_bytes(), false, &Reading::PLAIN));
        assert_eq!((shown, checked), (2, 2), "the cut row is left for the import");
        let found: Vec<_> = problems.iter().map(|p| (p.line, &*p.column, &*p.value)).collect();
        assert_eq!(found, [(3, "email", "nobody"), (3, "gender", "robot")]);
        let (_, checked, problems) = good(look(FILE.as_bytes(), true, &Reading::PLAIN));
        assert_eq!(
            (checked, problems.len()),
            (3, 3),
            "a whole file has no cut row but a ragged one"
        );
    }

    #[test]
    fn a_header_without_end_is_none() {
        let start = |whole| Start {
            bytes: b"email,\"_website,firstname\njon@example.com,base,Jon\n".to_vec(),
            whole,
        };
        let cut = start(false).table(&Reading::PLAIN, Locale::En);
        let said = text::HEADER_TOO_LONG.with("max", header::MAX_BYTES / 1024);
        assert_eq!(cut, Err(said.say(Locale::En)));
        assert!(start(true).table(&Reading::PLAIN, Locale::En).is_ok());
    }

    #[test]
    fn a_customer_twice_an_orphan_and_a_birth_to_come_are_seen() {
        let file = b"email;_website;dob;_address_city\r\
            jon@example.com;base;2026-11-22;Ghent\r\n;;;Ghent\n\
            ann@example.com;base;;\rAnn@example.com;base;;\r";
        let (_, _, problems) = good(look(file, true, &Reading::PLAIN));
        let found: Vec<_> = problems.iter().map(|p| (p.line, &*p.column)).collect();
        assert_eq!(found, [(2, "dob"), (3, ""), (5, "email")]);
    }

    #[test]
    fn what_nobody_knows_is_left_out_and_said_to_the_server() {
        let file = b"E-mail,Site,Shoe size,Wachtwoord\na@example.com,base,9,geheim\n";
        let preview = look(file, true, &Reading::PLAIN);
        assert!(preview.rows.is_err(), "nothing says the website");
        let reading = Reading {
            columns: vec![
                ("Site".to_owned(), Some(Field::Website)),
                ("Gone".to_owned(), None),
            ],
            ..Reading::PLAIN
        };
        let preview = look(file, true, &reading);
        let read = |field| Column::Read(field);
        assert_eq!(
            preview.columns,
            [
                read(Field::Email),
                read(Field::Website),
                Column::LeftOut,
                Column::Secret
            ]
        );
        let said = [
            ("Site".to_owned(), Some(Field::Website)),
            ("Shoe size".to_owned(), None),
        ];
        assert_eq!(preview.reading.columns, said);
        assert_eq!(good(preview), (1, 1, Vec::new()));
    }

    #[test]
    fn a_guarded_value_is_shown_as_it_will_be_stored() {
        let rows = "email,_website,firstname\na@example.com,base,'=1+1\nb@example.com,base,''@x\n";
        let refused = rows.replace("firstname\n", "firstname,_row,_reason\n");
        let refused = refused
            .replace("1+1\n", "1+1,2,no\n")
            .replace("@x\n", "@x,3,no\n");
        for (file, guarded, shown) in [
            (rows, false, ["'=1+1", "''@x"]),
            (rows, true, ["=1+1", "'@x"]),
            (&refused, false, ["=1+1", "'@x"]),
        ] {
            let start = Start {
                bytes: file.into(),
                whole: true,
            };
            let reading = Reading {
                guarded,
                ..Reading::PLAIN
            };
            let table = start.table(&reading, Locale::En).unwrap();
            assert_eq!(table.columns[2].1, shown[0], "{file}");
            assert_eq!(table.of_refusals, file == refused);
            let preview = table.look(&reading, TODAY, Locale::En);
            assert_eq!(preview.reading.guarded, guarded, "what the server is told");
            let found = preview.rows.unwrap().shown;
            let found: Vec<_> = found.iter().map(|(_, cells)| cells[2].as_str()).collect();
            assert_eq!(found, shown, "{file}");
        }
    }

    #[test]
    fn the_rows_say_the_order_of_their_dates_as_far_as_they_can() {
        let file = |dates: &[&str]| {
            let mut file = "email,_website,dob\n".to_owned();
            for (n, date) in dates.iter().enumerate() {
                file += &format!("c{n}@example.com,base,{date}\n");
            }
            file
        };
        let found = |dates: &[&str], whole, reading: &Reading| {
            let preview = look(file(dates).as_bytes(), whole, reading);
            let dates = preview.dates.unwrap();
            let rows = preview.rows.unwrap();
            assert_eq!(
                preview.reading.dates, reading.dates,
                "what is found is not said to the server"
            );
            (dates.order(), rows.dates_open, rows.problems.len())
        };
        let plain = &Reading::PLAIN;
        let open = ["01/02/1984", "1984-05-31", "1984-05-31"];
        let known = Order::Known(Dates::DayFirst);
        assert_eq!(
            found(&["01/02/1984", "31/12/1980"], true, plain),
            (known, false, 0)
        );
        assert_eq!(
            found(&open, true, plain),
            (Order::Open, false, 1),
            "there is nothing more to come"
        );
        assert_eq!(
            found(&open, false, plain),
            (Order::Open, true, 0),
            "the rest may say it"
        );
        let said = Reading {
            dates: Some(Dates::MonthFirst),
            ..Reading::PLAIN
        };
        assert_eq!(found(&open, false, &said), (Order::Open, false, 0));
        assert_eq!(found(&["31/12/1980"], true, &said), (known, false, 1));
        assert_eq!(look(b"email,_website\na@b.nl,base\n", true, plain).dates, None);
    }

    #[test]
    fn what_has_no_header_or_too_long_a_one_says_so() {
        let wide = vec![b','; 1_000];
        for bytes in [&b""[..], &wide, b"PK\x03\x04email,_website\n"] {
            let start = Start {
                bytes: bytes.to_vec(),
                whole: true,
            };
            assert!(start.table(&Reading::PLAIN, Locale::En).is_err());
        }
        let as_utf_8 = Reading {
            encoding: Some(Encoding::Utf8),
            ..Reading::PLAIN
        };
        let (_, _, problems) = good(look(b"email,_website\nj\xff@x.nl,base\n", true, &as_utf_8));
        assert_eq!(problems.len(), 1);
    }
}
