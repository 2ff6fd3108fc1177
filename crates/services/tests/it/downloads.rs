//! Downloads: the rows, columns, order and selection of the page.

use crate::harness::{STOP, Shop, TWO, invalid};
use domain::{
    access::Role,
    customers::selection::Selection,
    error::Error,
    exports::format::Format,
    ids::{CustomerId, SegmentId},
    imports::dialect::Delimiter,
};
use services::{
    context::{Ctx, Shared},
    exports::{
        download::{Csv, Download, Refused, Request, altered, customers, members, write_to},
        turns::Turns,
    },
};
use std::{sync::Arc, time::Duration};
use storage::testing::Engine;

storage::both_engines! {
    Shop:
    the_file_has_the_pages_columns_order_and_filters,
    a_selection_is_what_the_file_holds,
    a_csv_file_is_written_as_its_reader_says,
    an_unknown_segment_has_no_file,
    what_is_not_understood_is_refused_instead_of_left_out,
    a_drill_down_hands_out_its_members_and_nine_columns_only,
    only_the_year_of_a_birth_leaves_unless_the_operator_has_a_reason,
    downloads_stand_in_line_and_not_for_long,
    a_file_takes_a_place_until_it_is_let_go,
    what_of_a_file_is_not_as_it_is_stored_is_told_and_kept,
    one_odd_record_ends_no_file,
}

pub(crate) fn request(query: &str) -> Request {
    Request {
        query: query.into(),
        format: Format::Csv,
        csv: Csv::default(),
        all_columns: false,
        chosen: Selection::all().into(),
    }
}

pub(crate) async fn text(shop: &Shop, request: Request) -> String {
    whole(customers(shop.admin(), request).await.expect("a download")).await
}

pub(crate) async fn whole(download: Download) -> String {
    let mut reader = download.reader;
    let mut all = Vec::new();
    while let Some(block) = reader.next().await.expect("a block") {
        all.extend(block);
    }
    match all.starts_with(b"PK") {
        true => parts(all),
        false => String::from_utf8(all).expect("UTF-8"),
    }
}

/// All that a workbook says.
fn parts(workbook: Vec<u8>) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(workbook)).expect("a workbook");
    let mut all = String::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        std::io::Read::read_to_string(&mut part, &mut all).expect("UTF-8");
    }
    all
}

fn error(refused: Result<Download, Refused>) -> Error {
    match refused {
        Err(Refused::Error(error)) => error,
        Err(Refused::Changed { sentence, .. }) => panic!("{sentence}"),
        Ok(_) => panic!("a file"),
    }
}

async fn the_file_has_the_pages_columns_order_and_filters(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    let file = text(&shop, request("columns=name,zip,since,id&sort=-id")).await;
    let lines: Vec<_> = file.lines().collect();
    assert_eq!(lines[0], "Name,ZIP,Customer Since,ID");
    assert!(
        lines[1].starts_with("Ann Åberg,,2020-01-01T00:00:00"),
        "{}",
        lines[1]
    );
    assert!(
        lines[2].starts_with("Jon Doe,95008,2016-04-19T12:55:51"),
        "{}",
        lines[2]
    );
    let file = text(&shop, request("columns=name&q=ann&page=7&per_page=1")).await;
    assert_eq!(
        file.lines().collect::<Vec<_>>(),
        ["Name", "Ann Åberg"],
        "pages do not cut a file"
    );
    let all = Request {
        all_columns: true,
        ..request("columns=name")
    };
    assert_eq!(
        text(&shop, all).await.lines().next().unwrap().split(',').count(),
        28
    );
}

async fn a_selection_is_what_the_file_holds(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    let page = services::customers::page::page(shop.admin(), String::new())
        .await
        .unwrap();
    let first: CustomerId = page.rows[0].id;
    for (selection, names) in [
        (Selection::Only { ids: vec![first] }, vec!["Jon Doe"]),
        (Selection::AllExcept { ids: vec![first] }, vec!["Ann Åberg"]),
        (Selection::default(), vec![]),
    ] {
        let file = text(
            &shop,
            Request {
                chosen: selection.into(),
                ..request("columns=name")
            },
        )
        .await;
        assert_eq!(file.lines().skip(1).collect::<Vec<_>>(), names);
    }
}

async fn a_csv_file_is_written_as_its_reader_says(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    for (csv, written) in [
        (Csv::default(), "Name,Email\nJon Doe,"),
        (
            Csv {
                delimiter: Delimiter::Semicolon,
                bom: true,
                crlf: true,
                ..Csv::default()
            },
            "\u{feff}Name;Email\r\nJon Doe;",
        ),
    ] {
        let asked = Request {
            csv,
            ..request("columns=name,email&sort=-name")
        };
        let file = text(&shop, asked).await;
        assert!(file.starts_with(written), "{file:?}");
    }
}

async fn an_unknown_segment_has_no_file(shop: Shop) {
    let nowhere = members(shop.as_role(Role::Viewer), SegmentId(9), request("")).await;
    assert!(matches!(nowhere, Err(Refused::Error(Error::NotFound(_)))));
}

async fn what_is_not_understood_is_refused_instead_of_left_out(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    for (query, keys) in [
        ("f.gruop=2", vec!["URL_BAD_VALUE"]),
        ("gruop=2", vec!["URL_NO_WORD"]),
        (
            "f.since.from=2026-02-30&sort=shoe&format=csv&all=1",
            vec!["URL_BAD_VALUE", "URL_NO_COLUMN"],
        ),
    ] {
        let keys: Vec<_> = keys.into_iter().map(|key| ("query".to_owned(), key)).collect();
        let refused = customers(shop.admin(), request(query)).await;
        assert_eq!(invalid(&error(refused)), keys);
        let written = write_to(shop.admin(), None, request(query), std::io::sink()).await;
        assert_eq!(invalid(&written.expect_err(query)), keys);
    }
    assert!(
        customers(shop.admin(), request("format=csv&all=1&f.group=1"))
            .await
            .is_ok()
    );
}

async fn a_drill_down_hands_out_its_members_and_nine_columns_only(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    let page = services::customers::page::page(shop.admin(), String::new())
        .await
        .unwrap();
    let ids: Vec<CustomerId> = page.rows.iter().map(|row| row.id).collect();
    let segment = crate::segments::with_jon_only(&shop).await;
    for selection in [Selection::Only { ids }, Selection::all()] {
        let request = Request {
            chosen: selection.into(),
            ..request("columns=name")
        };
        let file = members(shop.as_role(Role::Viewer), segment, request)
            .await
            .unwrap();
        assert_eq!(whole(file).await.lines().collect::<Vec<_>>(), ["Name", "Jon Doe"]);
    }
    for query in ["columns=tax_vat", "f.birth.from=1990-01-01", "sort=vat"] {
        let refused = members(shop.admin(), segment, request(query)).await;
        assert_eq!(invalid(&error(refused)), [("query".to_owned(), "URL_NO_COLUMN")]);
        let page = services::segments::report::members(shop.admin(), segment, query.to_owned());
        let page = page.await.unwrap().page;
        assert_eq!((page.notices.len(), page.total), (1, 1), "{query}");
        assert_eq!(page.query.columns.len(), 9, "{query}");
    }
}

async fn only_the_year_of_a_birth_leaves_unless_the_operator_has_a_reason(shop: Shop) {
    shop.import(STOP, &[crate::imports::COMPOSITE]).await.unwrap();
    let everything = shop.admin_with_whole_births();
    let query = "columns=birth&f.birth.from=2016-04-19&f.birth.to=2016-04-19";
    for (ctx, shown, csv, type_in_xml) in [
        (shop.admin(), "2016", "2016", "Number"),
        (everything, "Apr 19, 2016", "2016-04-19", "DateTime"),
    ] {
        let page = services::customers::page::page(ctx.clone(), query.to_owned())
            .await
            .unwrap();
        assert_eq!(page.rows[0].cells[0].display, shown);
        let id = page.rows[0].id;
        let detail = services::customers::detail::detail(ctx.clone(), id)
            .await
            .unwrap();
        assert!(
            detail.account.iter().any(|(_, value)| value == shown),
            "{detail:?}"
        );
        let file = whole(customers(ctx.clone(), request(query)).await.unwrap()).await;
        assert_eq!(file.lines().collect::<Vec<_>>(), ["Date of Birth", csv]);
        let format = Format::ExcelXml;
        let file = whole(
            customers(
                ctx.clone(),
                Request {
                    format,
                    ..request(query)
                },
            )
            .await
            .unwrap(),
        )
        .await;
        assert!(
            file.contains(&format!("ss:Type=\"{type_in_xml}\">{csv}")),
            "{file}"
        );
        assert_eq!(file.contains("04-19"), csv != "2016", "{file}");
        // Who is found must not tell what is not shown.
        let day = "columns=birth&f.birth.from=2016-11-01&f.birth.to=2016-11-01";
        let found = services::customers::page::total(ctx.clone(), day.to_owned())
            .await
            .unwrap();
        let file = whole(customers(ctx.clone(), request(day)).await.unwrap()).await;
        let rows = u64::from(csv == "2016");
        assert_eq!((found, file.lines().count() as u64), (rows, rows + 1));
        let birthdays = customers(ctx, request("columns=birth&f.birth.next=366")).await;
        assert_eq!(birthdays.is_ok(), csv != "2016");
    }
}

/// The same shop with so many turns, for which nobody waits long.
fn crowded(shop: &Shop, turns: usize) -> Arc<Shared> {
    Arc::new(Shared {
        downloads: Turns::new(turns, Duration::from_millis(50)),
        ..shop.again()
    })
}

async fn a_file_takes_a_place_until_it_is_let_go(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    let shared = crowded(&shop, 2);
    let ctx = |role| Ctx::new(Arc::clone(&shared), shop.as_role(role).actor);
    let [admin, viewer] = [Role::Administrator, Role::Viewer].map(ctx);
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut file = customers(admin.clone(), request("")).await.unwrap();
        while file.reader.next().await.unwrap().is_some() {}
        held.push(file);
    }
    let third = customers(admin.clone(), request("")).await.err();
    assert!(matches!(third, Some(Refused::Error(Error::TooMany(_)))));
    // The database is free, though nobody has let go of a file.
    whole(customers(viewer, request("")).await.unwrap()).await;
    held.pop();
    customers(admin, request("")).await.unwrap();
}

async fn what_of_a_file_is_not_as_it_is_stored_is_told_and_kept(shop: Shop) {
    let head = "email,_website,firstname,lastname,taxvat";
    shop.import(STOP, &[head, "a@example.com,base,=1+1,Doe,=2+2"])
        .await
        .unwrap();
    // No import and no editor lets it in.
    let spoilt = "UPDATE customer_grid SET billing_first = 'a\u{1}b'";
    storage::testing::by_hand(&shop.shared.store, spoilt)
        .await
        .unwrap();
    let of = |format| Request {
        format,
        ..request("columns=name,tax_vat,billing_first")
    };
    for (format, guarded, stripped) in [
        (Format::Csv, 2, 0),
        (Format::ExcelXml, 0, 1),
        (Format::Xlsx, 0, 1),
    ] {
        let written = write_to(shop.admin(), None, of(format), std::io::sink())
            .await
            .unwrap();
        let sentence = altered(&written.unwrap()).map(|sentence| sentence.to_string());
        let sentence = sentence.expect("a sentence");
        assert!(
            sentence.contains(&format!("runs them: {guarded}."))
                && sentence.contains(&format!("cannot hold: {stripped}.")),
            "{format:?}: {sentence}"
        );
        let kept = services::audit::last(shop.admin(), 1).await.unwrap().remove(0);
        let detail: serde_json::Value = serde_json::from_str(&kept.entry.detail).unwrap();
        assert_eq!(
            (&detail["guarded"], &detail["stripped"], &detail["cut"]),
            (&guarded.into(), &stripped.into(), &0.into()),
            "{format:?}"
        );
    }
    let raw = Request {
        csv: Csv {
            guard: false,
            ..Csv::default()
        },
        ..request("columns=name,tax_vat")
    };
    assert_eq!(text(&shop, raw).await, "Name,Tax VAT Number\n=1+1 Doe,=2+2\n");
    let plain = write_to(shop.admin(), None, request("columns=id"), std::io::sink()).await;
    assert!(altered(&plain.unwrap().unwrap()).is_none());
}

async fn one_odd_record_ends_no_file(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    let mut spoilt = vec![(
        "UPDATE customer_grid SET birth = 'in spring', group_id = 77, country = 'QQ' WHERE id = 1",
        "in spring",
    )];
    if shop.engine == Engine::Sqlite {
        // PostgreSQL takes no text that is none.
        spoilt.push((
            "UPDATE customer_grid SET city = CAST(x'ff41' AS TEXT), birth = CAST(x'38ff' AS TEXT) WHERE id = 1",
            "\u{fffd}A",
        ));
    }
    for (statement, told) in spoilt {
        storage::testing::by_hand(&shop.shared.store, statement)
            .await
            .unwrap();
        let ctx = shop.admin_with_whole_births();
        for format in Format::ALL {
            let request = Request {
                format,
                all_columns: true,
                ..request("")
            };
            let file = whole(customers(ctx.clone(), request).await.unwrap()).await;
            assert!(file.contains(told) && file.contains("Ann"), "{statement}: {file}");
        }
        let page = services::customers::page::page(ctx, "columns=name,city,birth".into()).await;
        let rows = page.unwrap().rows;
        assert_eq!(rows.len(), 2, "{statement}");
        assert!(
            rows[0].cells.iter().any(|cell| cell.display == told),
            "{statement}: {rows:?}"
        );
        // Of what is no date nobody knows how much it tells.
        let year = whole(customers(shop.admin(), request("columns=birth")).await.unwrap()).await;
        assert_eq!(year.lines().nth(1), Some("\"\""), "{statement}");
    }
}

async fn downloads_stand_in_line_and_not_for_long(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    let shared = crowded(&shop, 1);
    let ctx = Ctx::new(shared, shop.admin().actor);
    let turn = ctx.shared.downloads.turn("somebody").await.unwrap();
    let refused = customers(ctx.clone(), request("")).await.err();
    assert!(matches!(refused, Some(Refused::Error(Error::Busy(_)))));
    drop(turn);
    let file = customers(ctx.clone(), request("")).await.unwrap();
    assert_eq!(whole(file).await.lines().count(), 3);
    assert!(
        customers(ctx, request("")).await.is_ok(),
        "a turn ends with its download"
    );
}
