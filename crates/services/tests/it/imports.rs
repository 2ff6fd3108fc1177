//! Importing files, on a real database.

use crate::harness::{NOW, SKIP, STOP, Shop, TWO};
use domain::{
    access::Role,
    error::Error,
    ids::CustomerId,
    imports::{
        Behavior,
        dialect::Encoding,
        header::{Reading, rule},
        report::Report,
    },
    jobs::State,
};
use services::imports::{self, Upload, run::Plan};
use std::time::{Duration, UNIX_EPOCH};

pub(crate) const COMPOSITE: &str = include_str!("../../../../end2end/data/customer_composite.csv");
const MAIN: &str = include_str!("../../../../end2end/data/customer.csv");
const ADDRESS: &str = include_str!("../../../../end2end/data/customer_address.csv");

fn counts(report: &Report) -> (u64, u64, u64, u64, u64) {
    (
        report.created,
        report.updated,
        report.deleted,
        report.addresses,
        report.refused,
    )
}

#[tokio::test]
async fn the_three_sample_files_import_as_they_are() {
    let shop = Shop::open().await;
    let report = shop.import(STOP, &[COMPOSITE]).await.unwrap();
    assert_eq!((report.rows, counts(&report)), (1, (1, 0, 0, 1, 0)), "{report:?}");
    let rows = shop
        .grid("columns=name,email,zip,street,gender,birth,since")
        .await;
    let shown = [
        "Jon Doe",
        "jondoe@example.com",
        "95008",
        "Main Street 1\nSuite 200",
        "Male",
        "2016",
    ];
    assert_eq!(rows[0][..6], shown);
    assert_eq!(
        counts(&shop.import(STOP, &[MAIN]).await.unwrap()),
        (0, 1, 0, 0, 0)
    );
    let lines = ADDRESS.replace(",1,\"New York\"", ",,\"New York\"");
    assert_eq!(
        counts(&shop.import(STOP, &[&lines]).await.unwrap()),
        (0, 1, 0, 1, 0)
    );
    assert_eq!(
        shop.grid("columns=zip").await,
        [["10044"]],
        "the new address is the default one now"
    );
    let dump = std::fs::read(shop.folder.path().join("shop.db")).unwrap();
    let wal = std::fs::read(shop.folder.path().join("shop.db-wal")).unwrap_or_default();
    for secret in [
        "703feeb7a8a5195cf1cc9b759ba1e113",
        "07e71459c137f4da15292134ff459cba",
    ] {
        let found = [&dump, &wal]
            .iter()
            .any(|file| file.windows(secret.len()).any(|w| w == secret.as_bytes()));
        assert!(!found, "hashes and tokens are dropped");
    }
}

#[tokio::test]
async fn a_large_file_fills_an_empty_shop_and_everything_is_found() {
    let shop = Shop::open().await;
    let long = "long ".repeat(50);
    let rows = (0..1_100).map(|n| {
        format!(
            "n{n}@example.com,base,{long}{n},Doe,2020-01-01 00:00:00,Jon,{long},{long},{long},US,95008,123456789,1,1"
        )
    });
    let lines: Vec<_> = std::iter::once(TWO[0].to_owned()).chain(rows).collect();
    assert!(
        lines.iter().map(String::len).sum::<usize>() > 1 << 20,
        "a small one takes the other way"
    );
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    assert_eq!(
        counts(&shop.import(SKIP, &lines).await.unwrap()),
        (1_100, 0, 0, 1_100, 0)
    );
    for query in [
        "q=n1077@example",
        "f.name=1077&sort=-email",
        "f.id=1078&sort=city",
    ] {
        let found = shop.grid(&format!("columns=email&{query}")).await;
        assert_eq!(found, [["n1077@example.com"]], "{query}");
    }
}

#[tokio::test]
async fn importing_twice_doubles_nothing() {
    let shop = Shop::open().await;
    shop.import(STOP, &TWO).await.unwrap();
    let first = shop.grid("columns=name,email,street,zip").await;
    let report = shop.import(STOP, &TWO).await.unwrap();
    assert_eq!((counts(&report), report.unchanged), ((0, 0, 0, 0, 0), 2));
    assert_eq!(shop.grid("columns=name,email,street,zip").await, first);
    let mut tx = shop.shared.store.begin().await.unwrap();
    let stored = storage::customers::record::load(&mut tx, &[CustomerId(1), CustomerId(2)]).await;
    assert!(stored.unwrap().iter().all(|customer| customer.version == 1));
}

#[tokio::test]
async fn shared_accounts_stand_in_a_file_once() {
    let shop = Shop::open().await;
    let mut tx = shop.shared.store.begin().await.unwrap();
    storage::reference::add_website(&mut tx, "moon", "Moon", false, &[])
        .await
        .unwrap();
    storage::reference::set_share_accounts(&mut tx, true)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let columns = "email,_website,firstname,lastname";
    let others: Vec<_> = (0..600).map(|n| format!("c{n}@example.com,base,C,C")).collect();
    for between in [0, 600] {
        let mut lines = vec![columns, "jon@example.com,base,Jon,Doe"];
        lines.extend(others[..between].iter().map(String::as_str));
        lines.push("Jon@example.com,moon,Jon,Doe");
        let report = shop.import(STOP, &lines).await.unwrap();
        assert!(report.stopped, "{report:?}");
        let refusal = &report.refusals[0];
        assert_eq!((refusal.line, &*refusal.column), (between as u64 + 3, "email"));
        assert!(refusal.reason.contains("line 2"), "{refusal:?}");
        assert!(shop.grid("").await.is_empty());
    }
    let lines = [
        columns,
        "jon@example.com,base,Jon,Doe",
        "jon@example.com,moon,Jon,Doe",
    ];
    assert_eq!(counts(&shop.import(SKIP, &lines).await.unwrap()), (1, 0, 0, 0, 1));
    let report = shop.import(SKIP, &[columns, lines[2]]).await.unwrap();
    let reason = &report.refusals[0].reason;
    assert!(reason.contains("customer 1 in Main Website"), "{reason}");
}

#[tokio::test]
async fn stop_changes_nothing_and_names_every_bad_field() {
    let shop = Shop::open().await;
    let mut lines = TWO.to_vec();
    lines.push("nonsense,moon,Bob,Bad,,,,,,,,,,");
    let report = shop.import(STOP, &lines).await.unwrap();
    assert!(report.stopped);
    assert_eq!(counts(&report), (0, 0, 0, 0, 1));
    let found: Vec<_> = report
        .refusals
        .iter()
        .map(|r| (r.line, r.column.as_str(), r.value.as_str()))
        .collect();
    assert_eq!(found, [(4, "email", "nonsense"), (4, "_website", "moon")]);
    assert!(shop.grid("").await.is_empty());
}

#[tokio::test]
async fn skip_writes_the_good_rows_and_reports_the_rest() {
    let shop = Shop::open().await;
    let mut lines = TWO.to_vec();
    lines.extend([
        "nonsense,base,Bob,Bad,,,,,,,,,,",
        ",,,,,Ann,Second,Side Street 2,Campbell,US,95008,,,",
        "new@example.com,base,,,,,,,,,,,,",
        "JON@example.com,base,Jon,Again,,,,,,,,,,",
        "too,few,fields",
    ]);
    let report = shop.import(SKIP, &lines).await.unwrap();
    assert_eq!(counts(&report), (2, 0, 0, 1, 5), "{report:?}");
    let found: Vec<_> = report
        .refusals
        .iter()
        .map(|r| (r.line, r.column.as_str()))
        .collect();
    assert!(
        found.contains(&(4, "email")) && found.contains(&(5, "")) && found.contains(&(7, "email")),
        "{found:?}"
    );
    assert!(
        found.contains(&(6, "firstname")) && found.contains(&(6, "lastname")) && found.contains(&(8, ""))
    );
    assert_eq!(
        shop.grid("columns=email").await,
        [["jon@example.com"], ["ann@example.com"]]
    );
}

#[tokio::test]
async fn continuing_rows_add_addresses() {
    let shop = Shop::open().await;
    let mut lines = TWO[..2].to_vec();
    lines.push(",,,,,Jon,Doe,Side Street 2,Campbell,US,95009,,0,1");
    let report = shop.import(STOP, &lines).await.unwrap();
    assert_eq!((counts(&report), report.rows), ((1, 0, 0, 2, 0), 2));
    let rows = shop.grid("columns=billing_address,shipping_address").await;
    assert!(
        rows[0][0].contains("Main Street 1") && rows[0][1].contains("Side Street 2"),
        "{rows:?}"
    );
}

#[tokio::test]
async fn replace_leaves_exactly_what_the_file_says() {
    let shop = Shop::open().await;
    shop.import(STOP, &TWO).await.unwrap();
    let plan = Plan {
        behavior: Behavior::Replace,
        ..STOP
    };
    let lines = [
        "email,_website,firstname,lastname,_address_city",
        "jon@example.com,base,John,Doe,",
    ];
    assert_eq!(counts(&shop.import(plan, &lines).await.unwrap()), (0, 1, 0, 0, 0));
    assert_eq!(shop.grid("columns=name,zip&q=jon@").await, [["John Doe", ""]]);
}

#[tokio::test]
async fn replace_needs_what_a_new_customer_needs_and_keeps_when_it_was_made() {
    let shop = Shop::open().await;
    shop.import(STOP, &TWO).await.unwrap();
    let plan = Plan {
        behavior: Behavior::Replace,
        ..SKIP
    };
    let seen = "columns=name,since,created_in,tax_vat&q=jon@";
    let before = shop.grid(seen).await;
    let lines = ["email,_website,taxvat", "jon@example.com,base,NL1"];
    let report = shop.import(plan.clone(), &lines).await.unwrap();
    let found: Vec<_> = report.refusals.iter().map(|r| (r.line, &*r.column)).collect();
    assert_eq!(found, [(2, "firstname"), (2, "lastname")]);
    assert_eq!(shop.grid(seen).await, before);
    let lines = [
        "email,_website,firstname,lastname,taxvat",
        "jon@example.com,base,Jon,Doe,NL1",
    ];
    assert_eq!(counts(&shop.import(plan, &lines).await.unwrap()), (0, 1, 0, 0, 0));
    let mut expected = before;
    expected[0][3] = "NL1".to_owned();
    assert_eq!(shop.grid(seen).await, expected);
}

#[tokio::test]
async fn no_row_clears_what_is_required() {
    let shop = Shop::open().await;
    shop.import(STOP, &TWO).await.unwrap();
    let seen = "columns=name,billing_address";
    let before = shop.grid(seen).await;
    let names: Vec<_> = TWO[0].split(',').collect();
    for behavior in [Behavior::AddUpdate, Behavior::Replace] {
        for column in [
            "firstname",
            "lastname",
            "_address_firstname",
            "_address_lastname",
            "_address_street",
            "_address_city",
            "_address_country_id",
        ] {
            let mut cells: Vec<_> = TWO[1].split(',').collect();
            let at = names.iter().position(|name| *name == column).unwrap();
            cells[at] = domain::imports::row::EMPTY_VALUE;
            let plan = Plan { behavior, ..SKIP };
            let report = shop.import(plan, &[TWO[0], &cells.join(",")]).await.unwrap();
            let found: Vec<_> = report
                .refusals
                .iter()
                .map(|r| (r.line, &*r.column, &*r.value))
                .collect();
            assert_eq!(found, [(2, column, "__EMPTY__VALUE__")], "{behavior:?}");
        }
    }
    assert_eq!(shop.grid(seen).await, before);
}

#[tokio::test]
async fn an_update_may_leave_out_what_is_required() {
    let shop = Shop::open().await;
    shop.import(STOP, &TWO).await.unwrap();
    let lines = ["email,_website,taxvat", "jon@example.com,base,NL1"];
    assert_eq!(counts(&shop.import(STOP, &lines).await.unwrap()), (0, 1, 0, 0, 0));
    assert_eq!(
        shop.grid("columns=name,tax_vat&q=jon@").await,
        [["Jon Doe", "NL1"]]
    );
}

#[tokio::test]
async fn a_bad_address_row_leaves_the_next_one_alone() {
    let shop = Shop::open().await;
    let lines = [
        TWO[0],
        TWO[1],
        ",,,,,Jon,Doe,Side Street 2,Campbell,ZZ,95009,,,",
        ",,,,,Jon,Doe,Side Street 3,Campbell,US,95010,,0,1",
    ];
    let report = shop.import(SKIP, &lines).await.unwrap();
    assert_eq!(counts(&report), (1, 0, 0, 2, 1), "{report:?}");
    let rows = shop.grid("columns=shipping_address").await;
    assert!(rows[0][0].contains("Side Street 3"), "{rows:?}");
}

#[tokio::test]
async fn an_address_file_may_come_back_to_a_customer() {
    let shop = Shop::open().await;
    shop.import(STOP, &TWO).await.unwrap();
    let lines = [
        "_email,_website,_entity_id,firstname,lastname,street,city,country_id,_address_default_billing_,_address_default_shipping_",
        "jon@example.com,base,,Jon,Doe,Side Street 2,Ghent,BE,1,0",
        "ann@example.com,base,,Ann,Åberg,Storgatan 1,Umeå,SE,1,1",
        "Jon@example.com,base,,Jon,Doe,Side Street 3,Ghent,BE,0,1",
    ];
    let report = shop.import(STOP, &lines).await.unwrap();
    assert_eq!(counts(&report), (0, 2, 0, 3, 0), "{report:?}");
    let rows = shop.grid("columns=billing_address,shipping_address&q=jon@").await;
    assert!(
        rows[0][0].contains("Side Street 2") && rows[0][1].contains("Side Street 3"),
        "{rows:?}"
    );
}

#[tokio::test]
async fn delete_removes_and_an_unknown_one_is_an_error() {
    let shop = Shop::open().await;
    shop.import(STOP, &TWO).await.unwrap();
    let plan = Plan {
        behavior: Behavior::Delete,
        ..SKIP
    };
    let lines = [
        "email,_website",
        "jon@example.com,base",
        "nobody@example.com,base",
    ];
    assert_eq!(counts(&shop.import(plan, &lines).await.unwrap()), (0, 0, 1, 0, 1));
    assert_eq!(shop.grid("columns=email").await, [["ann@example.com"]]);
}

#[tokio::test]
async fn a_malformed_file_is_refused_with_a_sentence() {
    let shop = Shop::open().await;
    let many = (0..10_000).map(|n| format!("c{n}")).collect::<Vec<_>>().join(",");
    for (lines, key) in [
        ("", "EMPTY_FILE"),
        ("one,two\n1,2", "NOT_A_CUSTOMER_FILE"),
        (&many, "TOO_MANY_COLUMNS"),
        ("email,_website,shoe\na,b,c", "UNKNOWN_COLUMN"),
        ("email\na", "MISSING_COLUMN"),
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

#[tokio::test]
async fn every_encoding_delimiter_and_line_end_is_read() {
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
            let shop = Shop::open().await;
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
        }
    }
}

#[tokio::test]
async fn a_file_of_another_program_is_imported_by_a_mapping() {
    let shop = Shop::open().await;
    let lines = [
        "Voornaam,Achternaam,E-mailadres,Straat,Postcode,Woonplaats,Land,Klantgroep,Opmerking,Wachtwoord",
        "Jan,Jansen,jan@example.com,Kade 1,3011 AB,Rotterdam,Netherlands,General,VIP,geheim",
    ];
    let error = shop.import(STOP, &lines).await.unwrap_err();
    let keys: Vec<_> = crate::harness::invalid(&error)
        .into_iter()
        .map(|(_, key)| key)
        .collect();
    assert_eq!(keys, ["UNKNOWN_COLUMN", "MISSING_COLUMN"]);
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

#[tokio::test]
async fn a_check_says_what_the_import_then_does_and_changes_nothing() {
    let shop = Shop::open().await;
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
        let other = Shop::open().await;
        other.import(STOP, &TWO[..2]).await.unwrap();
        let imported = other.import(plan, &lines).await.unwrap();
        let imported = Report {
            operation: None,
            ..imported
        };
        assert_eq!(checked, imported, "{behavior:?} {allowed}");
        assert_eq!(checked.stopped, checked.refused > allowed);
    }
}

#[tokio::test]
async fn stop_goes_on_up_to_the_errors_that_are_allowed() {
    for (allowed, created) in [(1, 0), (2, 1)] {
        let shop = Shop::open().await;
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

#[tokio::test]
async fn refused_rows_are_a_file_that_can_be_mended_and_imported() {
    let shop = Shop::open().await;
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

#[tokio::test]
async fn a_row_without_end_is_refused_where_it_starts() {
    let shop = Shop::open().await;
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

#[tokio::test]
async fn an_upload_becomes_a_job_and_the_job_a_report() {
    let shop = Shop::open().await;
    shop.with_account(Role::Administrator, Role::Administrator).await;
    std::fs::write(shop.shared.spool.join("upload.csv"), TWO.join("\n")).unwrap();
    let upload = Upload {
        file_name: "my customers.csv".into(),
        spool: "upload.csv".into(),
        reading: Reading::PLAIN,
        behavior: Behavior::AddUpdate,
        on_error: STOP.on_error,
        allowed: 0,
        check: false,
    };
    let refused = imports::start(shop.as_role(Role::Viewer), upload.clone()).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    let id = imports::start(shop.admin(), upload).await.unwrap();
    assert_eq!(imports::one(shop.admin(), id).await.unwrap().state, State::Queued);
    assert!(services::jobs::run_one(&shop.shared, "test").await.unwrap());
    assert!(
        !services::jobs::run_one(&shop.shared, "test").await.unwrap(),
        "the queue is empty"
    );
    let done = imports::list(shop.admin()).await.unwrap().remove(0);
    assert_eq!(
        (done.state, done.report.created, done.file_name.as_str()),
        (State::Done, 2, "my customers.csv")
    );
    assert!(
        !shop.shared.spool.join("upload.csv").exists(),
        "the spooled copy is gone"
    );
}

#[tokio::test]
async fn an_import_has_the_rights_its_owner_has_when_it_runs() {
    for (now, refusal) in [
        (
            None,
            "the account that asked for this import has been switched off since",
        ),
        (
            Some(Role::Viewer),
            "Your role, Viewer, does not allow this: ask an administrator.",
        ),
        (Some(Role::Contributor), ""),
    ] {
        let shop = Shop::open().await;
        if let Some(now) = now {
            shop.with_account(Role::Administrator, now).await;
        }
        std::fs::write(shop.shared.spool.join("upload.csv"), TWO.join("\n")).unwrap();
        let upload = Upload {
            file_name: "customers.csv".into(),
            spool: "upload.csv".into(),
            reading: Reading::PLAIN,
            behavior: Behavior::AddUpdate,
            on_error: STOP.on_error,
            allowed: 0,
            check: false,
        };
        let id = imports::start(shop.admin(), upload).await.unwrap();
        assert!(services::jobs::run_one(&shop.shared, "test").await.unwrap());
        let ended = imports::one(shop.admin(), id).await.unwrap();
        let state = if refusal.is_empty() {
            State::Done
        } else {
            State::Failed
        };
        assert_eq!((ended.state, ended.error.as_str()), (state, refusal));
        assert_eq!(shop.grid("").await.is_empty(), state == State::Failed);
    }
}

#[tokio::test]
async fn uploads_that_nothing_waits_for_are_swept_after_a_day() {
    let shop = Shop::open().await;
    let put = |name: &str, hours: u64| {
        let path = shop.shared.spool.join(name);
        std::fs::write(&path, TWO.join("\n")).unwrap();
        let file = std::fs::File::options().write(true).open(&path).unwrap();
        let now = UNIX_EPOCH + Duration::from_micros(NOW.unsigned_abs());
        file.set_modified(now - Duration::from_hours(hours)).unwrap();
        path
    };
    let (old, young) = (put("import-old.csv", 25), put("import-young.csv", 1));
    let (waiting, other) = (put("import-waiting.csv", 25), put("notes.csv", 25));
    let upload = Upload {
        file_name: "customers.csv".into(),
        spool: "import-waiting.csv".into(),
        reading: Reading::PLAIN,
        behavior: Behavior::AddUpdate,
        on_error: STOP.on_error,
        allowed: 0,
        check: false,
    };
    imports::start(shop.admin(), upload).await.unwrap();
    imports::sweep(&shop.shared).await.unwrap();
    let left = [&old, &young, &waiting, &other].map(|path| path.exists());
    assert_eq!(left, [false, true, true, true]);
}

/// Strings that have been trouble somewhere, and any others.
fn strings() -> Vec<String> {
    use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
    let nasty = [
        "=1+1",
        "+31 6 12",
        "-x",
        "@x",
        "\u{202e}rtl",
        "😀👩‍👩‍👧",
        "a\u{0}b",
        "\u{7}",
        "\"",
        "\"\"",
        ",;|\t",
        "'=x",
        "\\",
        "a\r\nb\rc\nd",
        "\u{feff}x",
        "NULL",
        "%_%",
        "é́",
        "\u{fffd}",
        "\u{10ffff}",
    ];
    let mut runner = TestRunner::deterministic();
    let random = (0..300).map(|_| any::<String>().new_tree(&mut runner).expect("a string").current());
    nasty.into_iter().map(str::to_owned).chain(random).collect()
}

#[tokio::test]
async fn any_string_survives_import_storage_and_export() {
    let shop = Shop::open().await;
    let mut out = csv::Writer::from_writer(Vec::new());
    let columns = [
        "email",
        "_website",
        "firstname",
        "lastname",
        "_address_company",
        "_address_street",
    ];
    let more = ["_address_city", "_address_country_id"];
    out.write_record(columns.into_iter().chain(more)).unwrap();
    let mut expected = Vec::new();
    for (n, string) in strings().into_iter().enumerate() {
        let street = format!("x{string}x");
        let row = [
            format!("c{n}@example.com"),
            "base".into(),
            "A".into(),
            "B".into(),
            string.clone(),
            street.clone(),
        ];
        out.write_record(row.into_iter().chain(["Ghent".to_owned(), "BE".to_owned()]))
            .unwrap();
        let unix = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
        let (company, street) = (unix(&string).trim().to_owned(), unix(&street));
        let bad = |text: &str| text.chars().any(|c| c.is_control() && c != '\n');
        if !bad(&company) && !bad(&street) {
            expected.push([format!("c{n}@example.com"), company.replace('\n', " "), street]);
        }
    }
    let path = shop.folder.path().join("any.csv");
    std::fs::write(&path, out.into_inner().unwrap()).unwrap();
    let report = run(&shop, &path, SKIP).await;
    assert_eq!(report.created, expected.len() as u64);
    assert!(report.refused > 0 && report.rows == report.created + report.refused);
    let query = crate::downloads::request("columns=email,company,street&sort=id");
    let file = crate::downloads::text(&shop, query).await;
    let file = file.trim_start_matches('\u{feff}');
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    let rows: Vec<[String; 3]> = reader.deserialize().map(|row| row.unwrap()).collect();
    let guarded = |text: String| match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
        _ => text,
    };
    assert_eq!(rows.len(), expected.len());
    for (row, expected) in rows.into_iter().zip(expected) {
        // An apostrophe keeps spreadsheets from running it as a formula.
        let [email, company, street] = row;
        let apostrophe = expected[1].starts_with('\'');
        let company = if apostrophe { company } else { guarded(company) };
        assert_eq!([email, company, street], expected);
    }
}
