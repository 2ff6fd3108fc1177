//! Imports of files that write dates with the day or the month first, on a real database.

use crate::harness::{SKIP, STOP, Shop};
use domain::{
    customers::page::Cell,
    imports::{dates::Dates, header::Reading, report::Report},
    jobs::Progress,
};
use services::imports::run::{Plan, import};

storage::both_engines! {
    Shop:
    the_whole_file_says_the_order_of_its_dates,
    dates_that_nothing_decides_are_refused_until_somebody_says,
    dates_of_both_orders_decide_nothing,
    moments_speak_for_births_and_keep_their_time,
    yes_and_no_are_read_in_every_language,
}

const HEADER: &str = "email,_website,firstname,lastname,dob,created_at";

/// A file of one customer per date of birth.
fn births(births: &[&str]) -> Vec<String> {
    let rows = births.iter().enumerate();
    let rows = rows.map(|(n, birth)| format!("c{n}@example.com,base,C,{n},{birth},"));
    [HEADER.to_owned()].into_iter().chain(rows).collect()
}

fn read_as(dates: Dates, plan: Plan) -> Plan {
    let reading = Reading {
        dates: Some(dates),
        ..Reading::PLAIN
    };
    Plan { reading, ..plan }
}

async fn run(shop: &Shop, plan: Plan, lines: &[String]) -> Report {
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let path = shop.file("dates.csv", &lines);
    let ctx = shop.admin_with_whole_births();
    import(&ctx, &path, plan, &mut |_: Progress| ()).await.unwrap()
}

/// The dates of birth of all customers, in the order of the file.
async fn stored(shop: &Shop) -> Vec<String> {
    let query = "columns=birth&sort=id".to_owned();
    let page = services::customers::page::page(shop.admin_with_whole_births(), query).await;
    let rows = page.unwrap().rows.into_iter();
    let day = |cell: &Cell| cell.raw.as_ref().unwrap_or(&cell.display).clone();
    rows.map(|row| day(&row.cells[0])).collect()
}

fn refusals(report: &Report) -> Vec<(u64, &str)> {
    let refusals = report.refusals.iter();
    refusals
        .map(|refusal| (refusal.line, refusal.column.as_str()))
        .collect()
}

async fn the_whole_file_says_the_order_of_its_dates(shop: Shop) {
    // Those that say it stand behind many that do not.
    for (deciding, dates, expected) in [
        ("31-12-1980", Dates::DayFirst, "1984-02-01"),
        ("12/31/1980", Dates::MonthFirst, "1984-01-02"),
    ] {
        for plan in [STOP, SKIP] {
            Shop::run(shop.engine, async |shop| {
                let mut lines = vec!["1984-05-31", "05.05.1984"];
                lines.extend(vec!["01/02/1984"; 700]);
                lines.push(deciding);
                let report = run(&shop, plan.clone(), &births(&lines)).await;
                assert_eq!((report.created, report.refused), (703, 0));
                assert_eq!(report.dates, Some(dates));
                assert_eq!(stored(&shop).await[..3], ["1984-05-31", "1984-05-05", expected]);
                let again = run(&shop, plan, &births(&lines)).await;
                assert_eq!((again.unchanged, again.refused), (703, 0));
            })
            .await;
        }
    }
}

async fn dates_that_nothing_decides_are_refused_until_somebody_says(shop: Shop) {
    let lines = births(&["1984-05-31", "01/02/1984", "5/5/1984", "01/02/84"]);
    let report = run(&shop, SKIP, &lines).await;
    assert_eq!(refusals(&report), [(3, "dob"), (5, "dob")]);
    assert!(report.refusals[0].reason.contains("--dates"), "{report:?}");
    assert!(
        report.refusals[1].reason.contains("write it with four"),
        "{report:?}"
    );
    assert_eq!(stored(&shop).await, ["1984-05-31", "1984-05-05"]);
    let report = run(&shop, read_as(Dates::Iso, SKIP), &lines).await;
    assert_eq!(refusals(&report), [(3, "dob"), (4, "dob"), (5, "dob")]);
    let report = run(&shop, read_as(Dates::MonthFirst, SKIP), &lines).await;
    assert_eq!((report.created, refusals(&report)), (1, vec![(5, "dob")]));
    assert!(stored(&shop).await.contains(&"1984-01-02".to_owned()));
    let report = run(&shop, read_as(Dates::DayFirst, SKIP), &lines).await;
    assert_eq!(report.updated, 1);
    assert!(stored(&shop).await.contains(&"1984-02-01".to_owned()));
}

async fn dates_of_both_orders_decide_nothing(shop: Shop) {
    let lines = births(&["31/12/1980", "01/02/1984", "12/31/1980"]);
    let report = run(&shop, SKIP, &lines).await;
    assert_eq!((refusals(&report), report.dates), (vec![(3, "dob")], None));
    assert!(report.refusals[0].reason.contains("both orders"), "{report:?}");
    assert_eq!(stored(&shop).await, ["1980-12-31", "1980-12-31"]);
    // Whoever says the order hears of the dates that do not fit it.
    let report = run(&shop, read_as(Dates::DayFirst, SKIP), &lines).await;
    assert_eq!((report.created, refusals(&report)), (1, vec![(4, "dob")]));
}

async fn moments_speak_for_births_and_keep_their_time(shop: Shop) {
    let lines = [
        HEADER,
        "a@example.com,base,A,A,1/2/1984,",
        "b@example.com,base,B,B,,4/19/2016 12:55:51",
    ];
    let report = shop.import(STOP, &lines).await.unwrap();
    assert_eq!((report.created, report.dates), (2, Some(Dates::MonthFirst)));
    assert_eq!(stored(&shop).await[0], "1984-01-02");
    let since = shop.grid("columns=since&f.email=b%40example.com").await;
    assert_eq!(
        since,
        [["Apr 19, 2016 2:55:51 PM"]],
        "the file says UTC, the shop is in Amsterdam"
    );
}

async fn yes_and_no_are_read_in_every_language(shop: Shop) {
    let header = "email,_website,firstname,lastname,_address_street,_address_city,_address_country_id,\
                  _address_default_billing_";
    let words = ["1", "ja", "Oui", "TRUE", "Y", "0", "Nej", "non", "nee", "false"];
    let rows = words.iter().enumerate();
    let rows = rows.map(|(n, word)| format!("c{n}@example.com,base,C,{n},Street,City,NL,{word}"));
    let lines: Vec<String> = [header.to_owned()].into_iter().chain(rows).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let report = shop.import(STOP, &lines).await.unwrap();
    assert_eq!((report.created, report.refused), (10, 0));
    let bad = [header, "x@example.com,base,X,X,Street,City,NL,maybe"];
    let report = shop.import(SKIP, &bad).await.unwrap();
    assert_eq!(refusals(&report), [(2, "_address_default_billing_")]);
}
