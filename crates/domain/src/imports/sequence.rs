//! The rows of one file in their order: whom each belongs to, and who stands there twice.

use super::{
    FileKind,
    header::{Field, Header},
    row::{self, BadField, Row, Shop},
};
use crate::text::{Sentence, imports as text};
use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    hash::{DefaultHasher, Hash, Hasher},
};

/// Reads the rows of one file, top down, and remembers what the next one needs: a hash per customer.
#[derive(Clone, Debug, Default)]
pub struct Sequence {
    /// Key hash and first line of each customer met, to name a second one.
    met: HashMap<u64, u32>,
    /// E-mail addresses of refused rows of an address file, as hashes.
    flawed: HashSet<u64>,
    /// The customer that a continuing row belongs to; nothing where the last one was refused.
    above: Option<(String, i64)>,
    /// How much that customer's rows come to so far.
    run: usize,
}

/// So much the rows of one customer may come to: they are kept until the last of them is read.
const MAX_RUN: usize = 4 << 20;
/// What a row comes to beside its bytes.
const ROW: usize = 256;

impl Sequence {
    /// Reads the next row, which starts on `line`. One that has no key belongs to the customer of the row before.
    pub fn read(
        &mut self,
        header: &Header,
        shop: &Shop,
        line: u64,
        cells: &[&[u8]],
    ) -> Result<Row, Vec<BadField>> {
        self.run += ROW + cells.iter().map(|cell| cell.len()).sum::<usize>();
        if self.run > MAX_RUN {
            self.above = None;
        }
        let read = utf8(header, cells).and_then(|cells| row::read(header, &cells, shop));
        match read {
            Ok(row) => self.place(header, line, row).map_err(|bad| vec![bad]),
            Err(bad) => {
                // Rows that continue a refused customer belong to nobody; each row of an address file says whose
                // it is.
                match (header.kind, named(header, cells)) {
                    (FileKind::Address, Some(email)) => {
                        self.flawed
                            .insert(hash(&String::from_utf8_lossy(email).to_lowercase()));
                    }
                    (FileKind::Address, None) => {}
                    (_, Some([])) if !header.names_somebody(cells) => {}
                    (_, None | Some(_)) => self.above = None,
                }
                Err(bad)
            }
        }
    }

    /// A row went by that nobody could read: what continues it belongs to nobody.
    pub fn lost(&mut self) {
        self.above = None;
    }

    /// Has a row of an address file been refused that has this e-mail address?
    pub fn is_flawed(&self, email: &str) -> bool {
        self.flawed.contains(&hash(&email.to_lowercase()))
    }

    /// Whose the rows are that say it of no one themselves: e-mail address and website.
    pub fn above(&self) -> Option<&(String, i64)> {
        self.above.as_ref()
    }

    fn place(&mut self, header: &Header, line: u64, row: Row) -> Result<Row, BadField> {
        let Some((email, website)) = &row.key else {
            return match self.above {
                Some(_) => Ok(row),
                None => Err(whole_row(text::ORPHAN.plain())),
            };
        };
        let key = (email.to_lowercase(), *website);
        let of_addresses = header.kind == FileKind::Address;
        if of_addresses && self.above.as_ref() == Some(&key) {
            return Ok(Row { key: None, ..row });
        }
        let first = self.meet(&key, line);
        if let Some(first) = first.filter(|_| !of_addresses) {
            self.above = None;
            return Err(BadField {
                column: header.name_of(Field::Email),
                value: email.clone(),
                sentence: text::TWICE_IN_FILE.with("email", email).and("line", first),
            });
        }
        (self.above, self.run) = (Some(key), 0);
        Ok(Row {
            again: first.is_some(),
            ..row
        })
    }

    fn meet(&mut self, key: &(String, i64), line: u64) -> Option<u32> {
        match self.met.entry(hash(key)) {
            Entry::Occupied(first) => Some(*first.get()),
            Entry::Vacant(place) => {
                place.insert(u32::try_from(line).unwrap_or(u32::MAX));
                None
            }
        }
    }
}

fn hash(key: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

fn utf8<'a>(header: &Header, cells: &[&'a [u8]]) -> Result<Vec<&'a str>, Vec<BadField>> {
    let open = |cell| header.opened(cell);
    let read = |(at, cell): (usize, &&'a [u8])| {
        std::str::from_utf8(cell).map(open).map_err(|_| {
            vec![BadField {
                column: header.names.get(at).cloned().unwrap_or_default(),
                value: String::from_utf8_lossy(cell).into_owned(),
                sentence: text::NOT_UTF8.plain(),
            }]
        })
    };
    cells.iter().enumerate().map(read).collect()
}

/// The e-mail address in a refused row, empty where it names no customer; nothing where that cannot be said. It is
/// taken to name another one then: an address that is refused can be sent again, one given to a stranger is not found
/// again.
fn named<'a>(header: &Header, cells: &[&'a [u8]]) -> Option<&'a [u8]> {
    let at = header.position(Field::Email);
    let in_place = at == Some(0) || cells.len() == header.names.len();
    let email = at.and_then(|at| cells.get(at)).filter(|_| in_place);
    email.map(|email| {
        let text = std::str::from_utf8(email).map(|text| header.opened(text).as_bytes());
        text.unwrap_or(email).trim_ascii()
    })
}

fn whole_row(sentence: Sentence) -> BadField {
    BadField {
        column: String::new(),
        value: String::new(),
        sentence,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::header::{self, Reading},
        *,
    };
    use proptest::prelude::*;

    /// What becomes of each line: whose it is, or what is wrong with it.
    fn fates(lines: &[&str]) -> Vec<Result<bool, (String, &'static str)>> {
        read(lines)
            .into_iter()
            .map(|read| match read {
                Ok(row) => Ok(row.key.is_some()),
                Err(bad) => Err((bad[0].column.clone(), bad[0].sentence.message().key)),
            })
            .collect()
    }

    fn read(lines: &[&str]) -> Vec<Result<Row, Vec<BadField>>> {
        let header = header::read(&lines[0].split(',').collect::<Vec<_>>(), &Reading::PLAIN).unwrap();
        let rows: Vec<Vec<&str>> = lines[1..].iter().map(|line| line.split(',').collect()).collect();
        let shop = Shop {
            today: "2026-11-21".into(),
            ..Shop::trusting(&header, rows.iter().map(Vec::as_slice))
        };
        let mut sequence = Sequence::default();
        let fate = |(at, row): (usize, &Vec<&str>)| {
            let cells: Vec<_> = row.iter().map(|cell| cell.as_bytes()).collect();
            sequence.read(&header, &shop, at as u64 + 2, &cells)
        };
        rows.iter().enumerate().map(fate).collect()
    }

    const OPENS: Result<bool, (String, &str)> = Ok(true);
    const CONTINUES: Result<bool, (String, &str)> = Ok(false);

    fn bad(column: &str, key: &'static str) -> Result<bool, (String, &'static str)> {
        Err((column.to_owned(), key))
    }

    const COMPOSITE: &str = "email,_website,dob,_address_city,_address_country_id";

    #[test]
    fn a_bad_address_row_makes_no_orphans() {
        let found = fates(&[
            COMPOSITE,
            "jon@example.com,base,,Campbell,US",
            ",,,Campbell,ZZ",
            ",,,Ghent,BE",
            ",,,too,many,cells",
            ",,,Ghent,BE",
        ]);
        let country = bad("_address_country_id", "UNKNOWN_COUNTRY");
        let expected = [OPENS, country, CONTINUES, bad("", "RAGGED_ROW"), CONTINUES];
        assert_eq!(found, expected);
    }

    #[test]
    fn rows_below_somebody_without_an_email_are_orphans() {
        let found = fates(&[
            "email,_website,firstname,_address_city,_address_country_id",
            "jon@example.com,base,Jon,Ghent,BE",
            ",base,Emil,Mol,BE",
            ",,,Lier,BE",
        ]);
        assert_eq!(found, [OPENS, bad("email", "REQUIRED"), bad("", "ORPHAN")]);
    }

    #[test]
    fn rows_below_a_refused_customer_are_orphans() {
        let orphan = || bad("", "ORPHAN");
        for (line, why) in [
            ("nobody,base,,Ghent,BE", bad("email", "BAD_EMAIL")),
            (
                "ann@example.com,base,2026-11-22,Ghent,BE",
                bad("dob", "FUTURE_BIRTH"),
            ),
            ("ann@example.com,base", bad("", "RAGGED_ROW")),
            ("JON@example.com,base,,Ghent,BE", bad("email", "TWICE_IN_FILE")),
        ] {
            let jon = "jon@example.com,base,,,";
            let found = fates(&[
                COMPOSITE,
                jon,
                line,
                ",,,Ghent,BE",
                ",,,Ghent,BE",
                "zoe@example.com,base,,,",
            ]);
            assert_eq!(found, [OPENS, why, orphan(), orphan(), OPENS], "{line}");
        }
        assert_eq!(fates(&[COMPOSITE, ",,,Ghent,BE"]), [orphan()]);
        // Where the e-mail address stands further on, a missing separator moves it: nobody knows whose the row is.
        let found = fates(&[
            "_website,email,_address_city",
            "base,jon@example.com,",
            "base;ann@example.com,",
            ",,Ghent",
        ]);
        assert_eq!(found, [OPENS, bad("", "RAGGED_ROW"), orphan()]);
    }

    #[test]
    fn a_customer_stands_in_a_file_once_per_website() {
        let found = fates(&[
            "email,_website",
            "jon@example.com,base",
            "jon@example.com,moon",
            "ann@example.com,base",
            "JON@example.com,moon",
        ]);
        assert_eq!(found, [OPENS, OPENS, OPENS, bad("email", "TWICE_IN_FILE")]);
    }

    #[test]
    fn address_rows_of_one_customer_go_together() {
        let found = fates(&[
            "_email,_website,city,country_id",
            "jon@example.com,base,Ghent,BE",
            "Jon@example.com,base,Ghent,ZZ",
            "Jon@example.com,base,Ghent,BE",
            "ann@example.com,base,Ghent,BE",
            "jon@example.com,base,Ghent,BE",
        ]);
        let country = bad("country_id", "UNKNOWN_COUNTRY");
        assert_eq!(found, [OPENS, country, CONTINUES, OPENS, OPENS]);
    }

    #[test]
    fn an_address_row_says_whether_it_comes_back_to_somebody() {
        let rows = read(&[
            "_email,_website,city,country_id",
            "jon@example.com,base,Ghent,BE",
            "jon@example.com,base,Lier,BE",
            "ann@example.com,base,Ghent,BE",
            "Jon@example.com,base,Mol,BE",
            "jon@example.com,moon,Mol,BE",
        ]);
        let again: Vec<_> = rows.into_iter().map(|row| row.unwrap().again).collect();
        assert_eq!(again, [false, false, false, true, false]);
    }

    #[test]
    fn rows_of_one_customer_end_somewhere() {
        let city = "x".repeat(1 << 20);
        let (long, jon) = (format!(",,,{city},BE"), "jon@example.com,base,,Ghent,BE");
        let found = fates(&[
            COMPOSITE,
            jon,
            &long,
            &long,
            &long,
            &long,
            ",,,Ghent,BE",
            "zoe@example.com,base,,,",
        ]);
        assert!(found[1].is_err(), "{found:?}");
        assert_eq!(found[5..], [bad("", "ORPHAN"), OPENS]);
    }

    #[test]
    fn formulas_lose_their_apostrophe_where_the_file_has_the_guard() {
        let names = ["email", "_website", "firstname", "lastname"];
        let refused = [&names[..], &["_row", "_reason"]].concat();
        let guarded = Reading {
            guarded: true,
            ..Reading::PLAIN
        };
        for (names, reading, opens) in [
            (&names[..], &Reading::PLAIN, false),
            (&names, &guarded, true),
            (&refused, &Reading::PLAIN, true),
            (&refused, &guarded, true),
        ] {
            let header = header::read(names, reading).unwrap();
            for (cell, opened) in [
                ("'=2", "=2"),
                ("''=2", "'=2"),
                ("'-1+1", "-1+1"),
                ("'+31 x", "+31 x"),
                ("'-5", "'-5"),
                ("'t Hooft", "'t Hooft"),
                ("=2", "=2"),
                ("Jon", "Jon"),
            ] {
                let mut cells = vec!["jon@example.com", "base", cell, "Doe"];
                cells.resize(names.len(), "2");
                let shop = Shop::trusting(&header, [cells.as_slice()].into_iter());
                let cells: Vec<&[u8]> = cells.into_iter().map(str::as_bytes).collect();
                let row = Sequence::default().read(&header, &shop, 2, &cells).unwrap();
                let found = row.customer.unwrap().first_name;
                let expected = if opens { opened } else { cell };
                assert_eq!(found, Some(expected.to_owned()), "{names:?}");
            }
        }
    }

    #[test]
    fn a_refused_row_of_an_address_file_is_known_by_its_guarded_address() {
        let guarded = Reading {
            guarded: true,
            ..Reading::PLAIN
        };
        let header = header::read(&["_email", "_website", "city", "country_id"], &guarded).unwrap();
        let mut sequence = Sequence::default();
        let cells: [&[u8]; 4] = [b"'+a@example.com", b"base", b"Ghent", b"ZZ"];
        sequence.read(&header, &Shop::default(), 2, &cells).unwrap_err();
        assert!(sequence.is_flawed("+A@example.com"));
    }

    #[test]
    fn a_cell_that_is_no_utf_8_is_named() {
        let header = header::read(&["email", "_website", "firstname"], &Reading::PLAIN).unwrap();
        let cells: [&[u8]; 3] = [b"zoe@example.com", b"base", b"Zo\xe9"];
        let found = Sequence::default()
            .read(&header, &Shop::default(), 2, &cells)
            .unwrap_err();
        assert_eq!(
            (found[0].column.as_str(), found[0].value.as_str()),
            ("firstname", "Zo\u{fffd}")
        );
        assert_eq!(found[0].sentence.message().key, "NOT_UTF8");
    }

    proptest! {
        #[test]
        fn no_rows_panic(rows in prop::collection::vec(prop::collection::vec(any::<Vec<u8>>(), 0..7), 0..6)) {
            let header = header::read(&COMPOSITE.split(',').collect::<Vec<_>>(), &Reading::PLAIN).unwrap();
            let mut sequence = Sequence::default();
            for row in &rows {
                let cells: Vec<&[u8]> = row.iter().map(Vec::as_slice).collect();
                let _ = sequence.read(&header, &Shop::default(), 2, &cells);
            }
        }
    }
}
