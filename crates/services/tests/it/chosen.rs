//! The number on the page is the number of rows in the file, or there is no file.

use crate::{
    downloads::request,
    harness::{STOP, Shop},
};
use domain::{
    customers::selection::{Chosen, Seen, Selection},
    ids::{CustomerId, SegmentId},
    text::Sentence,
    time::DAY,
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use services::{
    exports::download::{Refused, Request, customers, members},
    segments::report,
};

storage::both_engines! {
    Shop:
    other_rows_than_were_chosen_are_told_with_both_numbers,
    a_filter_by_the_present_moment_is_told_apart,
    any_selection_is_what_the_file_holds,
}

/// Twenty customers, the first ten of them in Ghent.
async fn fill(shop: &Shop) {
    let mut lines = vec![COLUMNS.to_owned()];
    for n in 0..20 {
        let city = if n < 10 { "Ghent" } else { "Bruges" };
        lines.push(format!(
            "c{n}@example.com,base,C{n},Doe,Street 1,{city},BE,9000,C{n},Doe,1"
        ));
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    shop.import(STOP, &lines).await.expect("an import");
}

const COLUMNS: &str = "email,_website,firstname,lastname,_address_street,_address_city,_address_country_id,\
                       _address_postcode,_address_firstname,_address_lastname,_address_default_billing_";

/// What the page says: the number of rows that are selected on it, and the version of the data.
async fn seen(shop: &Shop, query: &str, selection: &Selection) -> Seen {
    let page = services::customers::page::page(shop.admin(), query.to_owned())
        .await
        .expect("a page");
    Seen {
        version: page.version,
        count: selection.count(Some(page.total)).expect("a number"),
    }
}

/// The rows of the file, or what is said instead and what there is now.
async fn rows(
    shop: &Shop,
    query: &str,
    selection: &Selection,
    seen: Seen,
) -> Result<usize, (Sentence, Seen)> {
    let request = Request {
        chosen: Chosen {
            selection: selection.clone(),
            seen: Some(seen),
        },
        ..request(query)
    };
    match customers(shop.admin(), request).await {
        Ok(file) => Ok(crate::downloads::whole(file).await.lines().count() - 1),
        Err(Refused::Changed { sentence, now }) => Err((sentence, now)),
        Err(Refused::Error(error)) => panic!("{error:?}"),
    }
}

async fn delete(shop: &Shop, customers: &[usize]) {
    let mut lines = vec!["email,_website".to_owned()];
    lines.extend(customers.iter().map(|n| format!("c{n}@example.com,base")));
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let plan = services::imports::run::Plan {
        behavior: domain::imports::Behavior::Delete,
        ..STOP
    };
    let report = shop.import(plan, &lines).await.expect("an import");
    assert_eq!(report.deleted, customers.len() as u64);
}

async fn other_rows_than_were_chosen_are_told_with_both_numbers(shop: Shop) {
    let ghent = "columns=email&f.city=ghent";
    let ids = |ids: &[i64]| ids.iter().copied().map(CustomerId).collect::<Vec<_>>();
    for (query, selection, before, now, said) in [
        (ghent, Selection::all(), 10, 8, Some("OTHERS_MATCH")),
        ("columns=email", Selection::all(), 20, 17, Some("OTHERS_MATCH")),
        (
            ghent,
            Selection::AllExcept { ids: ids(&[2]) },
            9,
            8,
            Some("OTHERS_MATCH"),
        ),
        (
            ghent,
            Selection::Only { ids: ids(&[2, 3, 4]) },
            3,
            1,
            Some("SOME_ARE_GONE"),
        ),
        // Nobody of them is among those who went, though the data has changed.
        (
            ghent,
            Selection::Only {
                ids: ids(&[4, 5, 12]),
            },
            3,
            3,
            None,
        ),
        ("columns=email&f.email=c19", Selection::all(), 1, 1, None),
    ] {
        Shop::run(shop.engine, async |shop| {
            told(&shop, query, selection, before, now, said).await;
        })
        .await;
    }
}

async fn told(shop: &Shop, query: &str, selection: Selection, before: u64, now: u64, said: Option<&str>) {
    fill(shop).await;
    let seen = seen(shop, query, &selection).await;
    assert_eq!(seen.count, before);
    assert_eq!(
        rows(shop, query, &selection, seen).await.ok(),
        Some(usize::try_from(before).unwrap())
    );
    delete(shop, &[1, 2, 14]).await;
    let outcome = rows(shop, query, &selection, seen).await;
    let Some(said) = said else {
        assert_eq!(outcome.ok(), Some(usize::try_from(now).unwrap()), "{query}");
        return;
    };
    let (sentence, there) = outcome.expect_err(query);
    assert_eq!((sentence.message().key, there.count), (said, now), "{query}");
    assert!(there.version > seen.version);
    let files = std::fs::read_dir(&shop.shared.spool).unwrap().count();
    assert_eq!(files, 0, "nothing is half written");
    // Whoever wants it anyway names the number they were told.
    assert_eq!(
        rows(shop, query, &selection, there).await.ok(),
        Some(usize::try_from(now).unwrap())
    );
}

async fn a_filter_by_the_present_moment_is_told_apart(shop: Shop) {
    fill(&shop).await;
    let query = "columns=email&f.since.last=1";
    let seen = seen(&shop, query, &Selection::all()).await;
    assert_eq!(seen.count, 20);
    shop.shared.clock.advance(2 * DAY);
    let (sentence, now) = rows(&shop, query, &Selection::all(), seen)
        .await
        .expect_err("another day");
    assert_eq!(
        (sentence.message().key, now),
        ("TIME_WENT_ON", Seen { count: 0, ..seen })
    );
}

/// Parts of an address, of which any come together.
const WORDS: [&str; 18] = [
    "q=a",
    "q=e+a",
    "q=9",
    "f.group=1",
    "f.group=2&f.group=3",
    "f.name=o",
    "f.email=example",
    "f.zip.empty=0",
    "f.country=NL&f.country=BE&f.country=US",
    "f.since.from=2020-01-01",
    "f.since.last=500",
    "f.id.from=20&f.id.to=150",
    "f.id=3,5,8,13,21,34,55",
    "sort=name",
    "sort=-zip,email",
    "sort=country",
    "page=2&per_page=20",
    "per_page=all&row=7",
];

/// What somebody does in the grid: everything or nothing first, then boxes by their place.
fn any_choice() -> impl Strategy<Value = (Vec<&'static str>, bool, Vec<(usize, bool)>)> {
    let words = proptest::sample::subsequence(WORDS.to_vec(), 0..5);
    let boxes = proptest::collection::vec((any::<usize>(), any::<bool>()), 0..40);
    (words, any::<bool>(), boxes)
}

/// Random choices in the grid of a scope are, one by one, what its files hold.
async fn hold(shop: &Shop, segment: Option<SegmentId>, offered: &[&str]) {
    let mut runner = TestRunner::deterministic();
    let (mut some, mut none) = (0, 0);
    for _ in 0..120 {
        let (words, all, boxes) = any_choice().new_tree(&mut runner).expect("a choice").current();
        let words: Vec<_> = words
            .into_iter()
            .filter(|word| offered.iter().any(|part| word.starts_with(part)))
            .collect();
        let words = words.join("&");
        let page = async |words: String| match segment {
            None => services::customers::page::page(shop.admin(), words)
                .await
                .expect("a page"),
            Some(id) => {
                report::members(shop.admin(), id, words)
                    .await
                    .expect("a page")
                    .page
            }
        };
        let shown = page(words.clone()).await;
        let whole = page(format!(
            "{}&per_page=999",
            words
                .replace("page=2&per_page=20", "")
                .replace("per_page=all&row=7", "")
        ))
        .await;
        assert_eq!(whole.total, whole.rows.len() as u64, "{words}");
        let mut selection = if all {
            Selection::all()
        } else {
            Selection::default()
        };
        for (at, on) in boxes {
            if let Some(row) = shown.rows.get(at % shown.rows.len().max(1)) {
                selection.set(row.id, on);
            }
        }
        let count = selection.count(Some(shown.total)).expect("a number");
        let mut expected: Vec<i64> = whole
            .rows
            .iter()
            .map(|row| row.id)
            .filter(|id| selection.has(*id))
            .map(|id| id.0)
            .collect();
        let chosen = Chosen {
            selection,
            seen: Some(Seen {
                version: shown.version,
                count,
            }),
        };
        let request = Request {
            chosen,
            ..request(&format!("{words}&columns=id"))
        };
        let file = match segment {
            None => customers(shop.admin(), request).await,
            Some(id) => members(shop.admin(), id, request).await,
        };
        let file = file.unwrap_or_else(|refused| panic!("{words}: {refused:?}"));
        let file = crate::downloads::whole(file).await;
        let mut ids: Vec<i64> = file
            .lines()
            .skip(1)
            .map(|id| id.parse().expect("an id"))
            .collect();
        assert_eq!(ids.len() as u64, count, "{words}");
        ids.sort_unstable();
        expected.sort_unstable();
        assert_eq!(ids, expected, "{words}");
        *(if count > 0 { &mut some } else { &mut none }) += 1;
    }
    assert!(
        some > 60 && none > 5,
        "{some} choices of somebody, {none} of nobody"
    );
}

async fn any_selection_is_what_the_file_holds(shop: Shop) {
    let told = &mut |_| ();
    services::demo::load(&shop.shared.store, 200, 3, crate::harness::NOW, told)
        .await
        .expect("demo data");
    hold(&shop, None, &["q=", "f.", "sort=", "page=", "per_page="]).await;
    let segments = report::report(shop.admin()).await.expect("a report");
    let largest = segments
        .iter()
        .filter(|line| line.customers.is_some())
        .max_by_key(|line| line.customers);
    let segment = largest.expect("a refreshed segment");
    assert!(segment.customers > Some(20), "{segment:?}");
    let offered = [
        "q=",
        "f.group",
        "f.name",
        "f.email",
        "f.zip",
        "f.country",
        "f.id",
        "sort=name",
        "sort=country",
        "page=",
        "per_page=",
    ];
    hold(&shop, Some(segment.id), &offered).await;
}
