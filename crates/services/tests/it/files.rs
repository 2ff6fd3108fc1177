//! Files of every kind: encodings, delimiters, other programs' columns, checks, and what is wrong with a file.

use crate::{
    harness::{SKIP, STOP, Shop, TWO},
    imports::counts,
};
use domain::imports::{
    Behavior,
    dialect::Encoding,
    header::{Reading, rule},
    report::Report,
};
use services::imports::run::Plan;

storage::both_engines! {
    Shop:
    a_malformed_file_is_refused_with_a_sentence,
    a_file_of_another_program_is_imported_by_a_mapping,
    a_row_without_end_is_refused_where_it_starts,
    a_check_says_what_the_import_then_does_and_changes_nothing,
    stop_goes_on_up_to_the_errors_that_are_allowed,
    every_encoding_delimiter_and_line_end_is_read,
    any_bytes_are_imported_or_refused_with_a_sentence,
}

/// Pieces of files that have been trouble somewhere.
const PIECES: [&[u8]; 24] = [
    b"email",
    b"_website",
    b"firstname",
    b"lastname",
    b"dob",
    b"group_id",
    b"_address_street",
    b"base",
    b"x@example.com",
    b",",
    b";",
    b"\t",
    b"\"",
    b"\"\"",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xe9",
    b"PK\x03\x04",
    b"=cmd|' /C calc'!A0",
];

/// How many files are made: more in a long run.
fn trials() -> u64 {
    let more = std::env::var("COHORT_TRIALS");
    more.map_or(300, |count| count.parse().expect("COHORT_TRIALS: a number"))
}

async fn any_bytes_are_imported_or_refused_with_a_sentence(shop: Shop) {
    let path = shop.folder.path().join("any.csv");
    let (mut imported, mut refused) = (0, 0);
    for n in 0..trials() {
        let mut dice = fastrand::Rng::with_seed(n);
        // Half of them begin as a file of customers does, so that their rows are looked at.
        let mut bytes = match n % 2 {
            0 => b"email,_website,firstname,lastname\nann@example.com,base,Ann,Lee\n".to_vec(),
            _ => Vec::new(),
        };
        for _ in 0..dice.usize(..60) {
            match dice.u8(..8) {
                0 => bytes.push(dice.u8(..)),
                1 => bytes.extend(std::iter::repeat_n(b'a', dice.usize(..5_000))),
                _ => bytes.extend(PIECES[dice.usize(..PIECES.len())]),
            }
        }
        if dice.bool() && !bytes.is_empty() {
            bytes.truncate(dice.usize(..bytes.len()));
        }
        std::fs::write(&path, &bytes).unwrap();
        let plan = Plan {
            check: dice.bool(),
            ..if dice.bool() { SKIP } else { STOP }
        };
        let outcome =
            services::imports::run::import(&shop.admin(), &path, plan, &mut |_: domain::jobs::Progress| ())
                .await;
        match outcome {
            Ok(report) => {
                let lines = report
                    .refusals
                    .iter()
                    .all(|refusal| refusal.line > 0 && !refusal.reason.is_empty());
                assert!(lines, "file {n}: {report:?}: {}", bytes.escape_ascii());
                imported += 1;
            }
            Err(domain::error::Error::Invalid(found)) => {
                assert!(!found.is_empty());
                refused += 1;
            }
            Err(other) => panic!("file {n}: {other:?}: {}", bytes.escape_ascii()),
        }
    }
    assert!(
        imported > 30 && refused > 30,
        "{imported} imported, {refused} refused"
    );
    // Nobody came in by halves.
    let found = shop.grid("columns=email,name").await;
    assert!(found.iter().all(|row| row[0].contains('@')), "{found:?}");
}

async fn a_malformed_file_is_refused_with_a_sentence(shop: Shop) {
    let many = (0..10_000).map(|n| format!("c{n}")).collect::<Vec<_>>().join(",");
    for (lines, key) in [
        ("", "EMPTY_FILE"),
        ("one,two\n1,2", "NOT_A_CUSTOMER_FILE"),
        (&many, "TOO_MANY_COLUMNS"),
        ("email,_website,shoe\na,b,c", "UNKNOWN_COLUMN"),
        ("email\na", "MISSING_WEBSITE"),
        (
            "email,_website,_action\njon@example.com,base,delete",
            "ACTION_COLUMN",
        ),
    ] {
        let error = shop.import(STOP, &[lines]).await.unwrap_err();
        assert_eq!(crate::harness::invalid(&error), [("file".to_owned(), key)]);
    }
    let path = shop.folder.path().join("latin1.csv");
    std::fs::write(
        &path,
        b"email,_website,firstname,lastname\nzoe@example.com,base,Zo\xe9,Doe\n",
    )
    .unwrap();
    let plan = Plan {
        reading: Reading {
            encoding: Some(Encoding::Utf8),
            ..Reading::PLAIN
        },
        ..SKIP
    };
    let report = run(&shop, &path, plan).await;
    assert_eq!(
        (report.refused, report.refusals[0].column.as_str()),
        (1, "firstname")
    );
}

pub(crate) async fn run(shop: &Shop, path: &std::path::Path, plan: Plan) -> Report {
    services::imports::run::import(&shop.admin(), path, plan, &mut |_: domain::jobs::Progress| ())
        .await
        .unwrap()
}

async fn every_encoding_delimiter_and_line_end_is_read(shop: Shop) {
    let text = "email;_website;firstname;lastname\r\nzoe@example.com;base;Zoé;\"Doe\r\n€\"\r\rann@example.com;base;Ann\n";
    let utf_16 = |little: bool| -> Vec<u8> {
        let order = |unit: u16| {
            if little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            }
        };
        format!("\u{feff}{text}").encode_utf16().flat_map(order).collect()
    };
    let latin = text.replace('é', "\u{1}").replace('€', "\u{2}").into_bytes();
    let latin = latin.into_iter().map(|byte| match byte {
        1 => 0xe9,
        2 => 0x80,
        byte => byte,
    });
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), None),
        (format!("\u{feff}{text}").into_bytes(), None),
        (utf_16(true), Some(Encoding::Utf16Le)),
        (utf_16(false), Some(Encoding::Utf16Be)),
        (latin.collect(), Some(Encoding::Windows1252)),
    ] {
        for delimiter in [';', ',', '\t', '|'] {
            let path = shop.folder.path().join("any.csv");
            let bytes: Vec<u8> = bytes
                .iter()
                .map(|byte| if *byte == b';' { delimiter as u8 } else { *byte })
                .collect();
            std::fs::write(&path, bytes).unwrap();
            let report = run(&shop, &path, SKIP).await;
            assert_eq!(
                (counts(&report), report.encoding),
                ((1, 0, 0, 0, 1), encoding),
                "{delimiter:?}"
            );
            let ragged = &report.refusals[0];
            assert_eq!(
                (ragged.line, &*ragged.column),
                (5, ""),
                "lines are those of the file: {ragged:?}"
            );
            assert_eq!(shop.grid("columns=name").await, [["Zoé Doe €"]]);
            let away = Plan {
                behavior: Behavior::Delete,
                ..SKIP
            };
            assert_eq!(run(&shop, &path, away).await.deleted, 1);
        }
    }
}

async fn a_file_of_another_program_is_imported_by_a_mapping(shop: Shop) {
    let lines = [
        "Voornaam,Achternaam,E-mailadres,Straat,Postcode,Woonplaats,Land,Klantgroep,Opmerking,Wachtwoord",
        "Jan,Jansen,jan@example.com,Kade 1,3011 AB,Rotterdam,Netherlands,General,VIP,geheim",
    ];
    let error = shop.import(STOP, &lines).await.unwrap_err();
    let keys: Vec<_> = crate::harness::invalid(&error)
        .into_iter()
        .map(|(_, key)| key)
        .collect();
    assert_eq!(keys, ["UNKNOWN_COLUMN", "MISSING_WEBSITE"]);
    let plan = Plan {
        reading: Reading {
            website: Some("base".to_owned()),
            columns: vec![rule("Opmerking=-").unwrap()],
            ..Reading::PLAIN
        },
        ..STOP
    };
    assert_eq!(counts(&shop.import(plan, &lines).await.unwrap()), (1, 0, 0, 1, 0));
    let rows = shop
        .grid("columns=name,email,zip,country,billing_first,website")
        .await;
    let expected = [
        "Jan Jansen",
        "jan@example.com",
        "3011 AB",
        "Netherlands",
        "Jan",
        "Main Website",
    ];
    assert_eq!(rows, [expected], "the only address is the default one");
}

async fn a_row_without_end_is_refused_where_it_starts(shop: Shop) {
    let (columns, good) = ("email,_website,firstname,lastname", "a@example.com,base,A,A");
    let endless = format!("\"{}", "x,y\n".repeat(1 << 19));
    let error = shop.import(STOP, &[&endless, good, good]).await.unwrap_err();
    assert_eq!(
        crate::harness::invalid(&error),
        [("file".to_owned(), "HEADER_TOO_LONG")]
    );
    for (plan, created) in [(STOP, 0), (SKIP, 1)] {
        let report = shop.import(plan, &[columns, good, &endless]).await.unwrap();
        assert_eq!(
            (report.created, report.refused, report.stopped),
            (created, 1, created == 0)
        );
        let refusal = &report.refusals[0];
        assert_eq!((refusal.line, &*refusal.column), (3, ""));
        assert!(refusal.reason.contains("longer than 1024 KB"), "{refusal:?}");
    }
    // One field of ten megabytes, whose quotation mark is closed: the rows below are read.
    let huge = format!("c@example.com,base,C,\"{}\"", "x\n,".repeat(10 << 20 >> 2));
    let rows = [columns, good, &huge, "d@example.com,base,D,D", "e,base,E,E"];
    let report = shop.import(SKIP, &rows).await.unwrap();
    assert_eq!(
        (report.created, report.unchanged, report.refused),
        (1, 1, 2),
        "{report:?}"
    );
    let lines: Vec<u64> = report.refusals.iter().map(|r| r.line).collect();
    assert_eq!(lines, [3, 3 + (10 << 20 >> 2) + 2]);
    // What is long but ends is no such row.
    let long = format!("b@example.com,base,B,{}", "x".repeat(900_000));
    let report = shop
        .import(SKIP, &[columns, &long, "f@example.com,base,F,F"])
        .await
        .unwrap();
    assert_eq!(
        (counts(&report), &*report.refusals[0].column),
        ((1, 0, 0, 0, 1), "lastname")
    );
}

async fn a_check_says_what_the_import_then_does_and_changes_nothing(shop: Shop) {
    shop.import(STOP, &TWO[..2]).await.unwrap();
    let mut lines = TWO.to_vec();
    lines.extend([
        "nonsense,base,Bob,Bad,,,,,,,,,,",
        "JON@example.com,base,Jon,Again,,,,,,,,,,",
    ]);
    let before = shop.grid("columns=name,email,zip").await;
    for (behavior, allowed) in [
        (Behavior::AddUpdate, 10),
        (Behavior::AddUpdate, 1),
        (Behavior::Replace, 2),
        (Behavior::Delete, 10),
    ] {
        let plan = Plan {
            behavior,
            allowed,
            ..STOP
        };
        let check = Plan {
            check: true,
            ..plan.clone()
        };
        let checked = shop.import(check, &lines).await.unwrap();
        assert_eq!(checked.operation, None);
        assert_eq!(shop.grid("columns=name,email,zip").await, before);
        Shop::run(shop.engine, async |other| {
            other.import(STOP, &TWO[..2]).await.unwrap();
            let imported = other.import(plan, &lines).await.unwrap();
            let imported = Report {
                operation: None,
                ..imported
            };
            assert_eq!(checked, imported, "{behavior:?} {allowed}");
        })
        .await;
        assert_eq!(checked.stopped, checked.refused > allowed);
    }
}

async fn stop_goes_on_up_to_the_errors_that_are_allowed(shop: Shop) {
    // What is refused leaves the shop empty for the next.
    for (allowed, created) in [(1, 0), (2, 1)] {
        let lines = [
            "email,_website,firstname,lastname",
            "a,base,A,A",
            "b,base,B,B",
            "c@example.com,base,C,C",
        ];
        let report = shop.import(Plan { allowed, ..STOP }, &lines).await.unwrap();
        assert_eq!(
            (report.created, report.refused, report.stopped),
            (created, 2, created == 0)
        );
    }
}
