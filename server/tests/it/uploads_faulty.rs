//! Files that are broken, or none of ours, sent as the browser sends them.

use crate::{harness::Site, uploads::upload};
use axum::http::StatusCode;
use domain::{access::Role, ids::JobId, imports::report::Report};

storage::both_engines! {
    Site:
    a_file_that_cannot_be_read_is_refused_at_once_with_what_to_do,
    what_is_wrong_with_rows_is_reported_by_line_and_column,
}

const HEADER: &str = "email,_website,firstname,lastname,group_id,_address_street";
const GOOD: &str = "ann@example.com,base,Ann,Lee,,";

fn utf_16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

async fn a_file_that_cannot_be_read_is_refused_at_once_with_what_to_do(site: Site) {
    let cookie = site.sign_in(Role::Contributor).await;
    let columns = (0..10_000).map(|n| format!("c{n}")).collect::<Vec<_>>().join(",");
    let endless = format!("email,_website,\"{}", "x".repeat(10 << 20));
    for (name, file, sentence) in [
        ("empty", Vec::new(), "The file is empty"),
        ("empty lines", b"\n\r\n\n".to_vec(), "The file is empty"),
        (
            "a workbook",
            b"PK\x03\x04\x14\0\x06\0[Content_Types].xml".to_vec(),
            "save it as CSV",
        ),
        (
            "an old workbook",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
            "save it as CSV",
        ),
        ("compressed", b"\x1f\x8b\x08\0email".to_vec(), "save it as CSV"),
        (
            "a page",
            b"<html><body>sign in</body></html>".to_vec(),
            "not a customer file",
        ),
        ("wide", columns.into_bytes(), "10000 columns, more than the 500"),
        (
            "an open quote in the header",
            endless.into_bytes(),
            "quotation mark on line 1",
        ),
        (
            "a heading with a NUL",
            b"email,_website,shoe\0size\n".to_vec(),
            "is not known here",
        ),
        (
            "twice",
            b"email,_website,email\n".to_vec(),
            "stands in the header twice",
        ),
    ] {
        let (status, body) = upload(&site, "name=x.csv", file.into(), &cookie).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {body}");
        assert!(body.contains(sentence), "{name}: {body}");
    }
    let left = std::fs::read_dir(&site.shared.spool).unwrap().count();
    assert_eq!(left, 0, "nothing of them stays");
}

/// Line, column, and a part of the sentence of each refusal.
type Expected = &'static [(u64, &'static str, &'static str)];

async fn what_is_wrong_with_rows_is_reported_by_line_and_column(site: Site) {
    let cookie = site.sign_in(Role::Contributor).await;
    let rows = |rows: &[&str]| {
        let lines = [&[HEADER], rows].concat();
        lines.iter().map(|line| format!("{line}\n")).collect::<String>()
    };
    let long = rows(&[
        &format!("bob@example.com,base,{},Lee,,", "x".repeat(10 << 20)),
        GOOD,
    ]);
    let cases: [(&str, Vec<u8>, u64, Expected); 11] = [
        ("no rows", rows(&[]).into(), 0, &[]),
        (
            "a NUL",
            rows(&["bob@example.com,base,B\0b,Lee,,", GOOD]).into(),
            1,
            &[(2, "firstname", "control character")],
        ),
        (
            "a NUL in the key",
            rows(&["b\0b@example.com,base,Bob,Lee,,", GOOD]).into(),
            1,
            &[(2, "email", "")],
        ),
        (
            "a quote that is never closed",
            rows(&[
                GOOD,
                "bob@example.com,base,\"Bob,Lee,,",
                "carl@example.com,base,Carl,Lee,,",
            ])
            .into(),
            1,
            &[(3, "", "The row has 3 fields, the header 6")],
        ),
        (
            "a field of 10 MB",
            long.into(),
            1,
            &[(2, "", "longer than 1024 KB")],
        ),
        (
            "ragged",
            rows(&[
                "bob@example.com,base",
                GOOD,
                "carl@example.com,base,Carl,Lee,,,,,",
            ])
            .into(),
            1,
            &[(2, "", "The row has 2 fields"), (4, "", "The row has 9 fields")],
        ),
        (
            "quoted line breaks",
            rows(&[
                "bob@example.com,base,\"B\r\no\rb\",Lee,,",
                "nobody,base,No,Body,,",
                GOOD,
            ])
            .into(),
            2,
            &[(5, "email", "not an e-mail address")],
        ),
        (
            "UTF-16 without a mark",
            utf_16(&rows(&[GOOD, "ann,base,Ann,Lee,,"]), u16::to_le_bytes),
            1,
            &[(3, "email", "")],
        ),
        (
            "the other UTF-16",
            utf_16(&rows(&[GOOD, "ann,base,Ann,Lee,,"]), u16::to_be_bytes),
            1,
            &[(3, "email", "")],
        ),
        (
            "an unknown website",
            rows(&[GOOD, "bob@example.com,mars,Bob,Lee,,"]).into(),
            1,
            &[(3, "_website", "no website with the code “mars”")],
        ),
        (
            "unknown groups",
            rows(&[
                "bob@example.com,base,Bob,Lee,77,",
                "carl@example.com,base,Carl,Lee,Vips,",
                GOOD,
            ])
            .into(),
            1,
            &[(2, "group_id", "“77”"), (3, "group_id", "“Vips”")],
        ),
    ];
    for (job, (name, file, good, expected)) in (1..).zip(cases) {
        let (status, body) = upload(&site, "name=x.csv&on_error=skip", file.into(), &cookie).await;
        assert_eq!(
            (status, body),
            (StatusCode::OK, format!("{{\"job\":{job}}}")),
            "{name}"
        );
        assert!(services::jobs::run_one(&site.shared, "test").await.unwrap());
        let job = storage::jobs::get(&site.shared.store, JobId(job))
            .await
            .unwrap()
            .unwrap();
        let report: Report = serde_json::from_str(&job.report).unwrap();
        let found = &report.refusals;
        let places: Vec<_> = found.iter().map(|it| (it.line, it.column.as_str())).collect();
        let expected_places: Vec<_> = expected
            .iter()
            .map(|(line, column, _)| (*line, *column))
            .collect();
        assert_eq!(places, expected_places, "{name}: {found:?}");
        for (refusal, (.., sentence)) in found.iter().zip(expected) {
            assert!(refusal.reason.contains(sentence), "{name}: {refusal:?}");
        }
        assert_eq!(
            report.created + report.updated + report.unchanged,
            good,
            "{name}: {report:?}"
        );
    }
}
