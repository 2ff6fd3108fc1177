//! How fast each format writes, beside the library that could do the same: `cargo bench -p delivery`.
//!
//! The rows have the shape of the customers grid; nothing is read from a database and nothing reaches a
//! disk, so the figures are those of the writers alone.

use delivery::{Cell, Header, Options, writer};
use domain::exports::format::{CellType, Format};
use std::{
    hint::black_box,
    io::{self, Write},
    time::Instant,
};

const ROWS: usize = 500_000;
const ROUNDS: usize = 5;

/// Rows of 20 columns, as many as fit into the processor's cache: reading them should cost nothing.
struct Sample {
    types: Vec<CellType>,
    rows: Vec<Vec<Owned>>,
}

enum Owned {
    Int(i64),
    Moment(i64),
    Day(String),
    Text(String),
}

impl Sample {
    fn new() -> Self {
        let mut rng = fastrand::Rng::with_seed(7);
        let texts = [
            "Anneke van der Berg",
            "anneke.van.der.berg@example.com",
            "General",
            "+31 20 123 4567",
            "1012 AB",
            "Netherlands",
            "Noord-Holland",
            "Main Website",
            "Confirmed",
            "Default Store View",
            "Prinsengracht 263, 1016 GV Amsterdam",
            "",
            "NL123456789B01",
            "Female",
            "Prinsengracht 263",
            "Amsterdam",
            "De Vries & Zn",
        ];
        let mut types = vec![CellType::Number];
        types.extend([CellType::Text; 17]);
        types.extend([CellType::Moment, CellType::Day]);
        let rows = (0..200)
            .map(|id| {
                let mut row = vec![Owned::Int(1_000_000 + id)];
                for text in texts {
                    let keep = rng.usize(text.len() / 2..=text.len());
                    row.push(Owned::Text(text.chars().take(keep).collect()));
                }
                row.push(Owned::Moment(
                    1_461_070_551_000_000 + rng.i64(0..300_000_000) * 1_000_000,
                ));
                row.push(Owned::Day(format!(
                    "19{:02}-{:02}-{:02}",
                    rng.u8(30..99),
                    rng.u8(1..13),
                    rng.u8(1..29)
                )));
                row
            })
            .collect();
        types.truncate(20);
        Self { types, rows }
    }

    fn header(&self) -> Header {
        self.types
            .iter()
            .enumerate()
            .map(|(i, kind)| (format!("Column {i}"), *kind))
            .collect()
    }

    fn each(&self, mut row: impl FnMut(&[Cell<'_>])) {
        let rows: Vec<Vec<Cell<'_>>> = self
            .rows
            .iter()
            .map(|row| row.iter().map(Owned::cell).collect())
            .collect();
        for i in 0..ROWS {
            row(black_box(&rows[i % rows.len()]));
        }
    }
}

impl Owned {
    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Int(n) => Cell::Int(*n),
            Self::Moment(at) => Cell::Moment(*at),
            Self::Day(day) => Cell::Day(day),
            Self::Text(text) => Cell::Text(text),
        }
    }
}

/// Counts and forgets.
struct Null(u64);

impl Write for &mut Null {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += black_box(bytes).len() as u64;
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn ours(format: Format, sample: &Sample) -> u64 {
    let mut sink = Null(0);
    let mut writer = writer(format, &mut sink, Options::default());
    writer.begin(&sample.header()).unwrap();
    sample.each(|row| writer.row(row).unwrap());
    writer.finish().unwrap().bytes
}

/// quick-xml's escaping between tags written by hand, moments for nothing; its events are slower still.
fn quick_xml_escape(sample: &Sample) -> u64 {
    let mut sink = Null(0);
    let mut out = io::BufWriter::with_capacity(64 * 1024, &mut sink);
    sample.each(|row| {
        out.write_all(b"<Row>").unwrap();
        for cell in row {
            let (kind, text) = match *cell {
                Cell::Empty => {
                    out.write_all(b"<Cell/>").unwrap();
                    continue;
                }
                Cell::Int(n) => ("Number", n.to_string().into()),
                Cell::Moment(_) => ("DateTime", "2016-04-19T12:55:51.000".into()),
                Cell::Day(day) => ("DateTime", day.into()),
                Cell::Text(text) => ("String", quick_xml::escape::escape(text)),
            };
            let legal = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
            let text: std::borrow::Cow<'_, str> = match text.chars().all(legal) {
                true => text,
                false => text.chars().filter(|c| legal(*c)).collect(),
            };
            write!(out, "<Cell><Data ss:Type=\"{kind}\">{text}</Data></Cell>").unwrap();
        }
        out.write_all(b"</Row>\n").unwrap();
    });
    out.flush().unwrap();
    drop(out);
    sink.0
}

#[expect(clippy::print_stdout, reason = "a bench says its figures")]
fn main() {
    let sample = Sample::new();
    let candidates: [(&str, &dyn Fn() -> u64); 4] = [
        ("CSV", &|| ours(Format::Csv, &sample)),
        ("Excel XML, quick-xml's escape", &|| quick_xml_escape(&sample)),
        ("Excel XML", &|| ours(Format::ExcelXml, &sample)),
        ("Excel", &|| ours(Format::Xlsx, &sample)),
    ];
    for (name, run) in candidates {
        // The best of several rounds: other programs only ever add time.
        let (seconds, bytes) = (0..ROUNDS)
            .map(|_| {
                let start = Instant::now();
                let bytes = run();
                (start.elapsed().as_secs_f64(), bytes)
            })
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .unwrap_or_default();
        let (rows, megabytes) = (ROWS as f64 / seconds / 1e6, bytes as f64 / seconds / 1e6);
        println!("{name:32} {seconds:6.3} s  {rows:5.2} million rows/s  {megabytes:6.0} MB/s");
    }
}
