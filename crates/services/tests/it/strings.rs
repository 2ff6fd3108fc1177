//! Any string is the same after import, in the grid, and in files of both kinds as other programs read them.

use crate::harness::{SKIP, Shop};
use domain::{
    exports::{format::Format, guard},
    imports::{
        Behavior,
        header::{Reading, rule},
        report::Report,
    },
};
use quick_xml::{Reader, escape::unescape, events::Event};
use services::{
    exports::download::Request,
    imports::run::{Plan, import},
};
use std::path::Path;

storage::both_engines! {
    Shop:
    any_string_survives_import_grid_and_files,
    a_guarded_file_is_imported_as_it_was,
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

async fn any_string_survives_import_grid_and_files(shop: Shop) {
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
    let report = import(&shop.admin(), &path, SKIP, &mut |_: domain::jobs::Progress| ()).await;
    let report = report.unwrap();
    assert_eq!(report.created, expected.len() as u64);
    assert!(report.refused > 0 && report.rows == report.created + report.refused);
    let query = "columns=email,company,street&sort=id&per_page=999";
    let grid = shop.grid(query).await;
    assert_eq!(grid.len(), expected.len());
    for (row, expected) in grid.iter().zip(&expected) {
        assert_eq!(row, expected, "the grid");
    }
    let file = crate::downloads::text(&shop, crate::downloads::request(query)).await;
    let mut reader = csv::Reader::from_reader(file.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<[String; 3]> = reader.deserialize().map(|row| row.unwrap()).collect();
    assert_eq!(rows.len(), expected.len());
    for (row, expected) in rows.into_iter().zip(&expected) {
        // An apostrophe keeps spreadsheets from running it as a formula.
        assert!(row.iter().all(|text| !guard::runs(text)), "{row:?}");
        assert_eq!(row.each_ref().map(|text| guard::opened(text)), *expected, "CSV");
    }
    let request = Request {
        format: Format::ExcelXml,
        ..crate::downloads::request(query)
    };
    let rows = cells(&crate::downloads::text(&shop, request).await);
    assert_eq!(rows[0], ["Email", "Company", "Street Address"]);
    assert_eq!(rows.len(), expected.len() + 1);
    for (row, expected) in rows[1..].iter().zip(&expected) {
        // XML has no form for these two.
        let whole = expected
            .clone()
            .map(|text| text.replace(['\u{fffe}', '\u{ffff}'], ""));
        assert_eq!(*row, whole, "Excel XML");
    }
}

async fn a_guarded_file_is_imported_as_it_was(shop: Shop) {
    let mut out = csv::Writer::from_writer(Vec::new());
    let customer = ["email", "_website", "firstname", "lastname"];
    let address = [
        "_address_company",
        "_address_street",
        "_address_city",
        "_address_country_id",
    ];
    out.write_record(customer.into_iter().chain(address)).unwrap();
    let guarded = ["''=1", "'''@x", "'-1+1", "'-5", "+31 20 x1", "-5", "'t Hooft"];
    let texts = guarded.into_iter().map(str::to_owned).chain(strings());
    for (n, text) in texts.enumerate() {
        let email = format!("+c{n}@example.com");
        out.write_record([&email, "base", &text, "=1+1", &text, "@1", "Ghent", "BE"])
            .unwrap();
    }
    let path = shop.folder.path().join("any.csv");
    std::fs::write(&path, out.into_inner().unwrap()).unwrap();
    let created = run(&shop, SKIP, &path).await.created;
    assert!(created > 100, "{created}");
    let query = "columns=email,billing_first,billing_last,company,street,city,country&sort=id&per_page=999";
    let before = shop.grid(query).await;
    let exported = shop.folder.path().join("exported.csv");
    let file = crate::downloads::text(&shop, crate::downloads::request(query)).await;
    std::fs::write(&exported, file).unwrap();
    let as_it_is = Reading {
        website: Some("base".to_owned()),
        columns: ["Billing Firstname=firstname", "Billing Lastname=lastname"]
            .map(|text| rule(text).unwrap())
            .into(),
        ..Reading::PLAIN
    };
    let guarded = Reading {
        guarded: true,
        ..as_it_is.clone()
    };
    // Each is deleted by the addresses they have by then.
    for (reading, same, deleted_by) in [
        (&as_it_is, false, (&Reading::PLAIN, &path)),
        (&guarded, true, (&as_it_is, &exported)),
    ] {
        let plan = |reading: &Reading, behavior| Plan {
            reading: reading.clone(),
            behavior,
            ..SKIP
        };
        let (by, of) = deleted_by;
        assert_eq!(run(&shop, plan(by, Behavior::Delete), of).await.deleted, created);
        let report = run(&shop, plan(reading, Behavior::AddUpdate), &exported).await;
        assert_eq!((report.created, report.refused), (created, 0), "{report:?}");
        assert_eq!(shop.grid(query).await == before, same);
    }
}

async fn run(shop: &Shop, plan: Plan, path: &Path) -> Report {
    let report = import(&shop.admin(), path, plan, &mut |_: domain::jobs::Progress| ()).await;
    report.unwrap()
}

/// The texts of an Excel XML file, row by row, as a reader of XML has them.
fn cells(xml: &str) -> Vec<Vec<String>> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let (mut rows, mut in_data): (Vec<Vec<String>>, bool) = (Vec::new(), false);
    let push = |rows: &mut Vec<Vec<String>>, text: &str| {
        rows.last_mut().unwrap().last_mut().unwrap().push_str(text);
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => match tag.name().as_ref() {
                "Row" => rows.push(Vec::new()),
                "Cell" => rows.last_mut().unwrap().push(String::new()),
                "Data" => in_data = true,
                _ => {}
            },
            Event::End(tag) if tag.name().as_ref() == "Data" => in_data = false,
            Event::Text(text) if in_data => push(&mut rows, &text.xml10_content()),
            Event::GeneralRef(name) if in_data => {
                let reference = format!("&{};", &*name);
                push(&mut rows, &unescape(&reference).unwrap());
            }
            Event::Eof => return rows,
            _ => {}
        }
    }
}
