//! Importing addresses: which one a row is about, and when it is a new one.

use crate::{
    harness::{SKIP, STOP, Shop, TWO},
    imports::{MAIN, counts},
};
use domain::imports::Behavior;
use services::imports::run::Plan;

storage::both_engines! {
    Shop:
    an_address_of_another_shop_is_a_new_one,
    continuing_rows_add_addresses,
    an_address_file_may_come_back_to_a_customer,
    replacing_addresses_keeps_what_the_file_has_said_before,
    a_postcode_is_looked_at_with_the_country_that_is_stored,
}

async fn an_address_of_another_shop_is_a_new_one(shop: Shop) {
    // The address with the id 1 is Ann's, so that those of Jon come to have others than their file says.
    let ann = TWO[0].to_owned() + "\n" + TWO[2];
    shop.import(STOP, &[&ann]).await.unwrap();
    shop.import(STOP, &[MAIN]).await.unwrap();
    let head = "_email,_website,_entity_id,firstname,lastname,street,city,country_id,postcode,telephone";
    let [home, work] = [
        "1,Jon,Doe,Home 1,Ghent,BE,9000,1",
        "2,Jon,Doe,Work 2,Ghent,BE,9000,1",
    ]
    .map(|row| format!("jondoe@example.com,base,{row}"));
    for addresses in [2, 0, 0] {
        let report = shop.import(STOP, &[head, &home, &work]).await.unwrap();
        assert_eq!((report.refused, report.addresses), (0, addresses), "{report:?}");
        let jon = storage::testing::contents(&shop.shared.store).await.unwrap();
        let of = |street: &str| {
            jon.iter()
                .filter(|row| row.starts_with("address") && row.contains(street))
                .count()
        };
        assert_eq!((of("Home 1"), of("Work 2")), (1, 1), "{jon:?}");
    }
    // A row that says too little for a new one has to name one; no new one has the id 0.
    let skip = shop
        .import(
            SKIP,
            &[
                "_email,_website,_entity_id,telephone",
                "jondoe@example.com,base,999,2",
                "jondoe@example.com,base,0,3",
            ],
        )
        .await
        .unwrap();
    let lines: Vec<_> = skip.refusals.iter().map(|refusal| refusal.line).collect();
    assert_eq!((lines, skip.updated), (vec![2, 3], 0), "{skip:?}");
}

async fn continuing_rows_add_addresses(shop: Shop) {
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

async fn an_address_file_may_come_back_to_a_customer(shop: Shop) {
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

async fn replacing_addresses_keeps_what_the_file_has_said_before(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    let lines = [
        "_email,_website,_entity_id,firstname,lastname,street,city,country_id",
        "jon@example.com,base,,Jon,Doe,Side Street 2,Ghent,BE",
        "ann@example.com,base,,Ann,Åberg,Storgatan 1,Umeå,SE",
        "Jon@example.com,base,,Jon,Doe,Side Street 3,Ghent,BE",
    ];
    let plan = Plan {
        behavior: Behavior::Replace,
        ..STOP
    };
    let report = shop.import(plan, &lines).await.unwrap();
    assert_eq!(counts(&report), (0, 2, 0, 3, 0), "{report:?}");
    let contents = storage::testing::contents(&shop.shared.store).await.unwrap();
    let of = |street: &str| {
        let addresses = contents.iter().filter(|row| row.starts_with("address "));
        addresses.filter(|row| row.contains(street)).count()
    };
    assert_eq!(
        [of("Main Street 1"), of("Side Street 2"), of("Side Street 3")],
        [0, 1, 1],
        "{contents:?}"
    );
}

async fn a_postcode_is_looked_at_with_the_country_that_is_stored(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    let zip = |zip: &str| format!("jon@example.com,base,1,{zip}");
    let head = "_email,_website,_entity_id,postcode";
    let bad = shop.import(SKIP, &[head, &zip("9000")]).await.unwrap();
    let [refusal] = bad.refusals.as_slice() else {
        panic!("{bad:?}")
    };
    assert_eq!(
        (refusal.line, refusal.column.as_str(), refusal.value.as_str()),
        (2, "postcode", "9000")
    );
    assert!(refusal.reason.contains("95008"), "{refusal:?}");
    let good = shop.import(SKIP, &[head, &zip("95009")]).await.unwrap();
    assert_eq!(counts(&good), (0, 1, 0, 1, 0), "{good:?}");
    // Another country has other postcodes.
    let moved = "_email,_website,_entity_id,country_id";
    let moved = shop
        .import(SKIP, &[moved, "jon@example.com,base,1,BE"])
        .await
        .unwrap();
    assert_eq!(moved.refused, 1, "{moved:?}");
}
