//! Deleting customers by an import leaves nothing of them: not in a table, the log of the database or the spool folder.

use crate::harness::{STOP, Shop};
use domain::imports::Behavior;
use services::imports::run::Plan;
use std::{fs, path::Path};
use storage::testing::{Engine, contents};

storage::both_engines! {
    Shop:
    nothing_is_left_of_customers_whom_an_import_deletes,
}

/// In every text of those who are deleted.
const CANARY: &str = "zq7x";

const HEADER: &str = "email,_website,prefix,firstname,middlename,lastname,suffix,dob,taxvat,_address_prefix,\
    _address_firstname,_address_middlename,_address_lastname,_address_suffix,_address_company,_address_street,\
    _address_city,_address_country_id,_address_region,_address_postcode,_address_telephone,_address_fax,\
    _address_vat_id,_address_default_billing_,_address_default_shipping_";

/// Twenty customers, each with the canary and `word` in every text.
fn rows(word: &str) -> Vec<String> {
    let row = |n: usize| {
        let w = format!("{CANARY} {word} {n}");
        format!(
            "{CANARY}{n}@example.com,base,{w} a,{w} b,{w} c,{w} d,{w} e,1984-05-31,{w} f,{w} g,{w} h,{w} i,{w} j,\
             {w} k,{w} l,{w} m,{w} n,NL,Utrecht,1234 AB,{w} q,{w} r,{w} s,1,1"
        )
    };
    (0..20).map(row).collect()
}

async fn import(shop: &Shop, behavior: Behavior, lines: Vec<String>) -> domain::imports::report::Report {
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    let report = shop
        .import(Plan { behavior, ..STOP }, &lines)
        .await
        .expect("an import");
    assert_eq!(report.refusals, []);
    fs::remove_file(shop.folder.path().join("import.csv")).expect("the file of the test");
    report
}

fn with_header(header: &str, rows: Vec<String>) -> Vec<String> {
    [vec![header.to_owned()], rows].concat()
}

/// Does a file hold the canary? One that is not there does not.
fn holds(path: &Path) -> bool {
    let bytes = fs::read(path).unwrap_or_default();
    bytes
        .windows(4)
        .any(|four| four.eq_ignore_ascii_case(CANARY.as_bytes()))
}

async fn nothing_is_left_of_customers_whom_an_import_deletes(shop: Shop) {
    let others = (0..200).map(|n| format!("other{n}@example.com,base,Jon,Doe{n}"));
    let others = with_header("email,_website,firstname,lastname", others.collect());
    import(&shop, Behavior::AddUpdate, others).await;
    assert_eq!(
        import(&shop, Behavior::AddUpdate, with_header(HEADER, rows("old")))
            .await
            .created,
        20
    );
    assert_eq!(
        import(&shop, Behavior::AddUpdate, with_header(HEADER, rows("new")))
            .await
            .updated,
        20
    );
    let store = &shop.shared.store;
    let held = contents(store).await.expect("every row");
    assert!(
        held.iter()
            .any(|row| row.starts_with("operation_image ") && row.contains(CANARY))
    );

    let gone = (0..20).map(|n| format!("{CANARY}{n}@example.com,base"));
    let report = import(
        &shop,
        Behavior::Delete,
        with_header("email,_website", gone.collect()),
    )
    .await;
    assert_eq!(report.deleted, 20);
    let held = contents(store).await.expect("every row");
    assert!(held.iter().any(|row| row.contains("other7@example.com")));
    let left = held.iter().filter(|row| row.to_lowercase().contains(CANARY));
    assert_eq!(left.collect::<Vec<_>>(), [""; 0]);
    let spooled = fs::read_dir(&shop.shared.spool).expect("a folder").flatten();
    assert!(!spooled.map(|file| file.path()).any(|path| holds(&path)));
    if shop.engine == Engine::Sqlite {
        let log = format!("{}-wal", shop.url.trim_start_matches("sqlite://"));
        assert!(!holds(Path::new(&log)));
    }
}
