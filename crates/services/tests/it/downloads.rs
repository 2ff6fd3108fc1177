//! Downloads: the rows, columns, order and selection of the page.

use crate::harness::{STOP, Shop, TWO};
use domain::{
    access::Role,
    customers::selection::Selection,
    error::Error,
    exports::format::Format,
    ids::{CustomerId, SegmentId},
};
use services::exports::download::{Request, customers, members};

fn request(query: &str) -> Request {
    Request {
        query: query.into(),
        format: Format::Csv,
        all_columns: false,
        selection: Selection::all(),
    }
}

async fn text(shop: &Shop, request: Request) -> String {
    let mut reader = customers(shop.admin(), request).await.expect("a download").reader;
    let mut all = Vec::new();
    while let Some(block) = reader.next().await.expect("a block") {
        all.extend(block);
    }
    String::from_utf8(all).expect("UTF-8")
}

#[tokio::test]
async fn the_file_has_the_pages_columns_order_and_filters() {
    let shop = Shop::open().await;
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

#[tokio::test]
async fn a_selection_is_what_the_file_holds() {
    let shop = Shop::open().await;
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
                selection,
                ..request("columns=name")
            },
        )
        .await;
        assert_eq!(file.lines().skip(1).collect::<Vec<_>>(), names);
    }
}

#[tokio::test]
async fn an_unknown_segment_has_no_file() {
    let shop = Shop::open().await;
    let nowhere = members(shop.as_role(Role::Viewer), SegmentId(9), request("")).await;
    assert!(matches!(nowhere, Err(Error::NotFound(_))));
}
