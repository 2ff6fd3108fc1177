//! Files of every kind: encodings, delimiters, other programs' columns, checks, and what is wrong with a file.

use crate::{
    harness::{SKIP, STOP, Shop, TWO},
    imports::counts,
};
use domain::{
    exports::guard,
    imports::{
        Behavior,
        dialect::Encoding,
        header::{Reading, rule},
        report::Report,
    },
};
use services::imports::run::Plan;

storage::both_engines! {
    Shop:
    a_malformed_file_is_refused_with_a_sentence,
    a_file_of_another_program_is_imported_by_a_mapping,
    refused_rows_are_a_file_that_can_be_mended_and_imported,
    refused_rows_of_a_mapped_file_need_no_mapping_again,
    rows_that_go_with_a_refused_one_are_counted_and_say_so,
    refused_rows_are_no_formulas_and_come_back_as_they_were,
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

async fn run(shop: &Shop, path: &std::path::Path, plan: Plan) -> Report {
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

async fn refused_rows_of_a_mapped_file_need_no_mapping_again(shop: Shop) {
    let lines = [
        "Who,Call me,Naam,Straat,Woonplaats,Land,Remark,email",
        "ann@example.com,Ann,Lee,Kade 1,Ghent,BE,VIP,old",
        "zoe@example.com,Zoe,Lee,Kade 2,Ghent,ZZ,,",
        "bob,Bob,Lee,Kade 3,Ghent,BE,,",
    ];
    let said = [
        "Who=email",
        "Call me=firstname",
        "Naam=lastname",
        "Remark=-",
        "email=-",
    ];
    let refused = shop.folder.path().join("refused.csv");
    let plan = Plan {
        reading: Reading {
            website: Some("base".to_owned()),
            columns: said.map(|text| rule(text).unwrap()).into(),
            ..Reading::PLAIN
        },
        refused: Some(refused.clone()),
        ..SKIP
    };
    let report = shop.import(plan, &lines).await.unwrap();
    assert_eq!(counts(&report), (1, 0, 0, 1, 2), "{report:?}");
    let text = std::fs::read_to_string(&refused).unwrap();
    let head = "email,firstname,lastname,Straat,Woonplaats,Land,_website,_row,_column,_value,_reason";
    assert_eq!(text.lines().next().unwrap().trim_start_matches('\u{feff}'), head);
    assert!(
        text.contains(",base,4,email,bob,"),
        "the place is called what it is called here: {text}"
    );
    let mended = text.replace("bob,", "bob@example.com,").replace(",ZZ,", ",BE,");
    let path = shop.folder.path().join("mended.csv");
    std::fs::write(&path, mended).unwrap();
    let report = run(&shop, &path, STOP).await;
    assert_eq!(counts(&report), (2, 0, 0, 2, 0), "{report:?}");
}

async fn refused_rows_are_a_file_that_can_be_mended_and_imported(shop: Shop) {
    let refused = shop.folder.path().join("refused.csv");
    let mut lines: Vec<String> = TWO.iter().map(|line| format!("{line},secret")).collect();
    lines[0] = format!("{},password_hash", TWO[0]);
    lines.insert(
        2,
        ",,,,,Jon,Doe,Side Street 2,Campbell,ZZ,95009,,,,secret".to_owned(),
    );
    lines.insert(
        3,
        ",,,,,Jon,Doe,\"Side \"\"Street\"\" 3\",Campbell,ZZ,95009,,,,secret".to_owned(),
    );
    lines.push("bob,base,Bob,Bad,,,,,,,,,,,secret".to_owned());
    lines.push(",,,,,Bob,Bad,Side Street 4,Campbell,US,95009,,,,secret".to_owned());
    lines.push("new@example.com,base,,,,,,,,,,,,,secret".to_owned());
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let plan = Plan {
        refused: Some(refused.clone()),
        ..SKIP
    };
    let report = shop.import(plan.clone(), &lines).await.unwrap();
    assert_eq!(counts(&report), (2, 0, 0, 1, 5), "{report:?}");
    let text = std::fs::read_to_string(&refused).unwrap();
    assert_eq!(text.len() as u64, report.refused_bytes);
    assert!(
        !text.contains("secret") && !text.contains("password_hash"),
        "{text}"
    );
    let rows: Vec<&str> = text.lines().collect();
    assert!(rows[0].ends_with("_row,_column,_value,_reason"), "{}", rows[0]);
    assert!(
        rows[1].starts_with("jon@example.com,base,") && rows[1].contains(",3,_address_country_id,ZZ,"),
        "{}",
        rows[1]
    );
    assert!(
        rows[2].starts_with(",,,") && rows[2].contains("\"Side \"\"Street\"\" 3\""),
        "{}",
        rows[2]
    );
    assert!(
        rows[3].starts_with("bob,base,") && rows[4].starts_with(",,,"),
        "the orphan follows its customer"
    );
    assert!(rows[5].contains(",8,firstname; lastname,; ,"), "{}", rows[5]);
    let mended = text
        .replace(",ZZ,", ",US,")
        .replace("bob,base", "bob@example.com,base")
        .replace("new@example.com,base,,", "new@example.com,base,New,One");
    let path = shop.folder.path().join("mended.csv");
    std::fs::write(&path, mended).unwrap();
    let again = Plan {
        refused: Some(shop.folder.path().join("none.csv")),
        ..STOP
    };
    let report = run(&shop, &path, again).await;
    assert_eq!(counts(&report), (2, 1, 0, 3, 0), "{report:?}");
    assert!(
        !shop.folder.path().join("none.csv").exists(),
        "nothing was refused"
    );
}

async fn rows_that_go_with_a_refused_one_are_counted_and_say_so(shop: Shop) {
    let refused = shop.folder.path().join("refused.csv");
    let plan = Plan {
        refused: Some(refused.clone()),
        ..SKIP
    };
    let lines = [
        "email,_website,firstname,lastname,_address_firstname,_address_lastname,_address_street,_address_city,\
         _address_country_id,_address_postcode,_address_telephone",
        "ann@example.com,base,Ann,Lee,Ann,Lee,First Street 1,Ghent,BE,9000,1",
        // That it has no street is found out when the whole customer is looked at.
        ",,,,Ann,Lee,,Mol,BE,2400,1",
        ",,,,Ann,Lee,Third Street 3,Ghent,BE,9000,1",
    ];
    let report = shop.import(plan, &lines).await.unwrap();
    assert_eq!(counts(&report), (0, 0, 0, 0, 3), "{report:?}");
    let told: Vec<_> = report
        .refusals
        .iter()
        .map(|r| (r.line, r.column.as_str()))
        .collect();
    assert_eq!(told, [(2, ""), (3, "_address_street"), (4, "")]);
    let text = std::fs::read_to_string(&refused).unwrap();
    let mut file = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let reasons: Vec<String> = file
        .records()
        .map(|row| row.unwrap().iter().last().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(reasons.len(), 3, "{text}");
    for reason in [&reasons[0], &reasons[2]] {
        assert!(reason.contains("left out with line 3"), "{reason}");
    }
}

async fn refused_rows_are_no_formulas_and_come_back_as_they_were(shop: Shop) {
    let values = [
        "=1+1", "'=1+1", "''@x", "'t Hooft", "-2e5", "+31 20", "-5", "'-5", "@x", "plain",
    ];
    let head = "email,_website,firstname,lastname,taxvat";
    let rows = values.iter().enumerate();
    let rows: Vec<_> = rows
        .map(|(n, value)| format!("bob{n},base,Bob,-Bad,{value}"))
        .collect();
    let mut lines = vec![head];
    lines.extend(rows.iter().map(String::as_str));
    let refused = |name: &str| Plan {
        refused: Some(shop.folder.path().join(name)),
        ..SKIP
    };
    let report = shop.import(refused("once.csv"), &lines).await.unwrap();
    assert_eq!(report.refused, values.len() as u64);
    let once = shop.folder.path().join("once.csv");
    // Refused again as it is, the file does not change.
    let report = run(&shop, &once, refused("twice.csv")).await;
    assert_eq!(report.refused, values.len() as u64);
    let mut tables = ["once.csv", "twice.csv"].map(|name| {
        let mut reader = csv::Reader::from_path(shop.folder.path().join(name)).unwrap();
        let rows = reader.records().map(|row| row.unwrap());
        rows.map(|row| row.iter().map(str::to_owned).collect::<Vec<_>>())
            .collect::<Vec<_>>()
    });
    assert_eq!(tables[0], tables[1]);
    for cell in tables[0].iter().flatten() {
        assert!(!guard::runs(cell), "{cell}");
    }
    assert_eq!(tables[0][0][4], "'=1+1");
    // A spreadsheet writes back what it was given, but for what somebody has put right.
    let mut writer = csv::Writer::from_path(&once).unwrap();
    writer
        .write_record(head.split(',').chain(["_row", "_column", "_value", "_reason"]))
        .unwrap();
    for row in &mut tables[0] {
        row[0].push_str("@example.com");
        writer.write_record(row).unwrap();
    }
    writer.flush().unwrap();
    let report = run(&shop, &once, STOP).await;
    assert_eq!(
        (report.created, report.refused),
        (values.len() as u64, 0),
        "{report:?}"
    );
    let mut kept: Vec<_> = shop.grid("columns=tax_vat").await.concat();
    kept.sort_unstable();
    let mut values = values.to_vec();
    values.sort_unstable();
    assert_eq!(kept, values);
    // Elsewhere an apostrophe is somebody's own.
    let report = shop
        .import(STOP, &[head, "ann@example.com,base,Ann,Lee,'=2"])
        .await;
    assert_eq!(report.unwrap().created, 1);
    assert!(
        shop.grid("columns=tax_vat")
            .await
            .concat()
            .contains(&"'=2".to_owned())
    );
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
