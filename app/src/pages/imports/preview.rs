//! A look at the first rows of a file, by the rules the import itself applies; nothing is sent for it.

use domain::{
    imports::{
        FileKind,
        header::{self, Header},
        report::Refusal,
        row::Shop,
        sequence::Sequence,
    },
    text::{Locale, imports as text},
};

/// How much of a file is read for its preview.
pub(crate) const READ: u64 = 64 * 1024;
/// Rows shown.
pub(crate) const SHOWN: usize = 10;

/// What the beginning of a file looks like.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Preview {
    /// The file cannot be imported, for these reasons.
    Bad(Vec<String>),
    /// It can, as far as can be seen.
    Good {
        /// Its header.
        header: Header,
        /// The first rows, cells in the header's order.
        rows: Vec<(u64, Vec<String>)>,
        /// How many rows were looked at.
        checked: usize,
        /// Whether that was all of them.
        whole: bool,
        /// What is wrong with them.
        problems: Vec<Refusal>,
    },
}

/// Looks at `bytes`, the beginning of a file or the `whole` of it.
///
/// `today` is the reader's day, `YYYY-MM-DD`: nobody is born after it.
pub(crate) fn look(
    bytes: &[u8],
    whole: bool,
    kind: Option<FileKind>,
    today: &str,
    locale: Locale,
) -> Preview {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    let mut records: Vec<(u64, Vec<Vec<u8>>)> = Vec::new();
    let mut record = csv::ByteRecord::new();
    // Bytes in memory cannot fail to be read.
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let line = record.position().map_or(0, csv::Position::line);
        records.push((line, record.iter().map(<[u8]>::to_vec).collect()));
    }
    if !whole && records.len() > 1 {
        // The last one may be cut in the middle.
        records.pop();
    }
    let mut records = records.into_iter();
    let Some((_, names)) = records.next() else {
        return Preview::Bad(vec![text::EMPTY_FILE.text(locale).to_owned()]);
    };
    let Some(names) = utf8(&names) else {
        return Preview::Bad(vec![text::NOT_UTF8.text(locale).to_owned()]);
    };
    let header = match header::read(&names, kind) {
        Ok(header) => header,
        Err(sentences) => return Preview::Bad(sentences.iter().map(|s| s.say(locale)).collect()),
    };
    check(header, records.collect(), whole, today, locale)
}

fn utf8(cells: &[Vec<u8>]) -> Option<Vec<&str>> {
    cells.iter().map(|cell| std::str::from_utf8(cell).ok()).collect()
}

fn check(
    header: Header,
    records: Vec<(u64, Vec<Vec<u8>>)>,
    whole: bool,
    today: &str,
    locale: Locale,
) -> Preview {
    let readable: Vec<Vec<&str>> = records.iter().filter_map(|(_, cells)| utf8(cells)).collect();
    let shop = Shop {
        today: today.to_owned(),
        ..Shop::trusting(&header, readable.iter().map(Vec::as_slice))
    };
    let mut sequence = Sequence::default();
    let mut problems = Vec::new();
    for (line, cells) in &records {
        let cells: Vec<&[u8]> = cells.iter().map(Vec::as_slice).collect();
        let bad = sequence
            .read(&header, &shop, *line, &cells)
            .err()
            .unwrap_or_default();
        problems.extend(bad.into_iter().map(|bad| Refusal {
            line: *line,
            column: bad.column,
            value: bad.value,
            reason: bad.sentence.say(locale),
        }));
    }
    let rows = records.iter().take(SHOWN);
    let rows = rows
        .map(|(line, cells)| {
            let cells = cells
                .iter()
                .map(|cell| String::from_utf8_lossy(cell).into_owned());
            (*line, cells.collect())
        })
        .collect();
    Preview::Good {
        rows,
        checked: records.len(),
        whole,
        problems,
        header,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: &str = "2026-11-21";

    const FILE: &str = "email,_website,password_hash,firstname,gender\n\
        jon@example.com,base,secret,Jon,Male\n\
        nobody,base,secret,\"No\nbody\",robot\n\
        cut@exam";

    fn good(preview: Preview) -> (usize, usize, Vec<Refusal>) {
        match preview {
            Preview::Good {
                rows,
                checked,
                problems,
                ..
            } => (rows.len(), checked, problems),
            Preview::Bad(why) => panic!("{why:?}"),
        }
    }

    #[test]
    fn problems_are_named_by_line_column_and_value() {
        let (shown, checked, problems) = good(look(FILE.as_bytes(), false, None, TODAY, Locale::En));
        assert_eq!((shown, checked), (2, 2), "the cut row is left for the import");
        let found: Vec<_> = problems.iter().map(|p| (p.line, &*p.column, &*p.value)).collect();
        assert_eq!(found, [(3, "email", "nobody"), (3, "gender", "robot")]);
        let (_, checked, problems) = good(look(FILE.as_bytes(), true, None, TODAY, Locale::En));
        assert_eq!(
            (checked, problems.len()),
            (3, 3),
            "a whole file has no cut row but a ragged one"
        );
    }

    #[test]
    fn a_customer_twice_an_orphan_and_a_birth_to_come_are_seen() {
        let file = b"email,_website,dob,_address_city\n\
            jon@example.com,base,2026-11-22,Ghent\n,,,Ghent\n\
            ann@example.com,base,,\nAnn@example.com,base,,\n";
        let (_, _, problems) = good(look(file, true, None, TODAY, Locale::En));
        let found: Vec<_> = problems.iter().map(|p| (p.line, &*p.column)).collect();
        assert_eq!(found, [(2, "dob"), (3, ""), (5, "email")]);
    }

    #[test]
    fn what_is_no_customer_file_says_so() {
        for (bytes, kind) in [
            (&b""[..], None),
            (b"one,two\n1,2\n", None),
            (b"email,_web\xffsite\n", None),
            (b"email,_website\n", Some(FileKind::Address)),
        ] {
            assert!(
                matches!(look(bytes, true, kind, TODAY, Locale::En), Preview::Bad(_)),
                "{bytes:?}"
            );
        }
        let (_, _, problems) = good(look(
            b"email,_website\nj\xff@x.nl,base\n",
            true,
            None,
            TODAY,
            Locale::En,
        ));
        assert_eq!(problems.len(), 1);
    }
}
