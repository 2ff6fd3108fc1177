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
    nothing_is_replaced_by_half_of_a_customers_rows,
    a_file_without_addresses_replaces_none,
    a_short_row_is_about_the_address_that_the_grid_shows,
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

/// The streets of all addresses.
async fn streets(shop: &Shop) -> Vec<String> {
    let rows = shop
        .grid("columns=street,billing_address,shipping_address&sort=id")
        .await;
    rows.into_iter().map(|row| row.join(" / ")).collect()
}

async fn nothing_is_replaced_by_half_of_a_customers_rows(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    let before = streets(&shop).await;
    let head = "_email,_website,_entity_id,firstname,lastname,street,city,country_id";
    let row = |who: &str, street: &str, country: &str| {
        format!("{who}@example.com,base,,A,B,{street},Ghent,{country}")
    };
    let composite = "email,_website,firstname,lastname,_address_firstname,_address_lastname,_address_street,_address_city,_address_country_id";
    let replacing = Plan {
        behavior: Behavior::Replace,
        ..SKIP
    };
    for (lines, refused) in [
        (
            vec![head.to_owned(), row("jon", "S 1", "BE"), row("Jon", "S 2", "ZZ")],
            vec![2, 3],
        ),
        (
            vec![
                head.to_owned(),
                row("jon", "S 1", "ZZ"),
                row("ann", "S 3", "ZZ"),
                row("jon", "S 2", "BE"),
            ],
            vec![2, 3, 4],
        ),
        (
            vec![
                composite.to_owned(),
                "jon@example.com,base,Jon,Doe,Jon,Doe,S 1,Ghent,BE".to_owned(),
                ",,,,Jon,Doe,S 2,Ghent,ZZ".to_owned(),
            ],
            vec![2, 3],
        ),
    ] {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let report = shop.import(replacing.clone(), &lines).await.unwrap();
        let told: Vec<_> = report.refusals.iter().map(|refusal| refusal.line).collect();
        assert_eq!((told, report.updated), (refused, 0), "{report:?}");
        assert_eq!(streets(&shop).await, before, "{lines:?}");
    }
    // Rows of somebody else are nobody's fault but theirs.
    let lines = [
        head.to_owned(),
        row("jon", "S 1", "BE"),
        row("ann", "S 3", "ZZ"),
        row("jon", "S 2", "BE"),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let report = shop.import(replacing, &lines).await.unwrap();
    assert_eq!(
        (report.refused, report.updated, report.addresses),
        (1, 1, 2),
        "{report:?}"
    );
}

async fn a_file_without_addresses_replaces_none(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    let before = streets(&shop).await;
    let plan = Plan {
        behavior: Behavior::Replace,
        ..STOP
    };
    let lines = [
        "email,_website,firstname,lastname",
        "jon@example.com,base,John,Doe",
    ];
    let report = shop.import(plan, &lines).await.unwrap();
    assert_eq!(counts(&report), (0, 1, 0, 0, 0), "{report:?}");
    assert_eq!(shop.grid("columns=name&q=jon@").await, [["John Doe"]]);
    assert_eq!(streets(&shop).await, before);
}

async fn a_short_row_is_about_the_address_that_the_grid_shows(shop: Shop) {
    let lines = [
        TWO[0],
        TWO[1],
        ",,,,,Jon,Doe,Side Street 2,Campbell,US,95009,617,1,0",
    ];
    shop.import(STOP, &lines).await.unwrap();
    let phone = async || shop.grid("columns=phone&q=jon@").await[0][0].clone();
    assert_eq!(phone().await, "617");
    let short = ["email,_website,_address_telephone", "jon@example.com,base,618"];
    let report = shop.import(STOP, &short).await.unwrap();
    assert_eq!(counts(&report), (0, 1, 0, 1, 0), "{report:?}");
    assert_eq!(phone().await, "618");
    let contents = storage::testing::contents(&shop.shared.store).await.unwrap();
    let other = |row: &&String| row.starts_with("address ") && row.contains("Main Street 1");
    let kept: Vec<_> = contents.iter().filter(other).collect();
    assert!(kept.len() == 1 && kept[0].contains("123456789"), "{kept:?}");
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
