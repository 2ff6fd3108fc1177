//! The grid shows what the records say, filtered and sorted as a plain model does it, on both engines.

mod grid_model;

use domain::{
    customers::{
        choice::ChoiceSet,
        column::{Column, Kind},
        filter::{Filter, PERIODS, Test},
        present::Births,
        query::{GridQuery, SortKey},
        selection::Selection,
    },
    ids::CustomerId,
    value::Value,
};
use grid_model::{Shop, crowd, lens, shop};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use storage::{
    Store,
    customers::{
        bulk::{Bulk, stream},
        loading, operation,
        read::{Lens, Scope, count, count_within, page, rows},
        record::delete,
    },
    testing::{a_customer, an_address, random_customers},
};

fn query(words: &str) -> GridQuery {
    let (query, notices) = GridQuery::parse(words);
    assert!(notices.is_empty(), "{words}: {notices:?}");
    GridQuery {
        per_page: 999,
        columns: vec![Column::Id],
        ..query
    }
}

async fn check(store: &Store, shop: &Shop, query: &GridQuery) {
    let found = page(store, query, Scope::All, &lens()).await.unwrap();
    let ids: Vec<_> = found.iter().map(|row| row.id.0).collect();
    let expected = shop.expected(query);
    assert_eq!(ids, expected, "{query:?}");
    assert_eq!(
        count(store, query, Scope::All, &lens()).await.unwrap(),
        expected.len() as u64,
        "{query:?}"
    );
}

async fn check_cells(store: &Store, shop: &Shop, version: i64) {
    let columns: Vec<_> = Column::all().collect();
    let ids: Vec<_> = shop.records.iter().map(|record| record.id).collect();
    let found = rows(&mut store.begin().await.unwrap(), &ids, &columns)
        .await
        .unwrap();
    assert_eq!(found.len(), ids.len());
    for (found, expected) in found.iter().zip(&shop.rows) {
        assert_eq!(&found.values, expected);
        assert_eq!(found.version, version);
        assert_eq!(found.country, expected[Column::Country as usize].text());
    }
    for words in [
        "sort=name",
        "sort=-billing_address",
        "q=smith&sort=city,-zip",
        "sort=country",
    ] {
        check(store, shop, &query(words)).await;
    }
}

const FILTERS: &[&str] = &[
    "f.id.from=10&f.id.to=20",
    "f.id=7",
    "f.name=o",
    "f.name=%25",
    "f.name=_b",
    "f.name=\\",
    "f.name.starts=dr",
    "f.name.is=SOREN+smith",
    "f.email=EXAMPLE.nl",
    "f.group=1&f.group=3",
    "f.phone=555",
    "f.phone.empty=1",
    "f.phone.empty=0",
    "f.zip=01234",
    "f.zip.starts=0",
    "f.country=NL&f.country=SE",
    "f.country.empty=1",
    "f.country.empty=0",
    "f.region=ile",
    "f.since.from=1970-03-01",
    "f.since.to=1970-03-01",
    "f.since.from=1970-02-01&f.since.to=1970-02-03",
    "f.since.from=1970-02-01T09:30",
    "f.since.to=1970-02-01T08:00",
    "f.since.from=1970-04-01T02:00&f.since.to=1970-04-01T02:00",
    "f.since.in=today",
    "f.since.in=yesterday",
    "f.since.in=this_month",
    "f.since.in=last_month",
    "f.since.in=this_year",
    "f.since.last=3",
    "f.birth.next=0",
    "f.birth.next=300",
    "f.birth.next=366",
    "f.id=3,5,8",
    "f.website=2",
    "f.confirmed=0",
    "f.confirmed=1&f.confirmed=2",
    "f.created_in=default",
    "f.billing_address=main+street",
    "f.shipping_address.empty=0",
    "f.birth.from=1985-01-01",
    "f.birth.to=1990-01-01",
    "f.birth.empty=1",
    "f.birth.empty=0",
    "f.tax_vat==1",
    "f.gender=1&f.gender=2",
    "f.street=eglise",
    "f.city=100%25",
    "f.city.is=goteborg",
    "f.fax.empty=1",
    "f.vat=se",
    "f.company=unit",
    "f.billing_first.is=zoe",
    "f.billing_last.starts=van",
    "f.lock=1",
    "f.lock=0",
    "f.lock=0&f.lock=1",
    "f.status=0",
    "f.type=2",
    "f.sales_rep.is=REP+TWO",
    "f.sales_rep.empty=1",
    "f.gender=1&f.city=koln&f.group=2",
    "f.lock=9",
];

const KEYWORDS: &[&str] = &[
    "q=oberg",
    "q=ber",
    "q=ber+mit",
    "q=123",
    "q=007",
    "q=%c3%98be",
    "q=a%25b",
    "q=o",
    "q=SØREN",
    "q=soren+smith",
    "q=smith+soren",
    "q=100%25",
    "q=a_b",
    "q=42",
    "q=3120123",
    "q=02012345",
    "q=(0)20-123",
    "q='",
    "q=back\\",
    "q=nobody",
    "q=eglise+lyon",
    "q=99999999999999999999",
    "q=doe&f.group=1",
];

/// One filter, in the words of the address; pieces of text that wildcards, quotes and accents hide in.
fn any_word() -> impl Strategy<Value = String> {
    let column = prop::sample::select(Column::all().collect::<Vec<_>>());
    let piece = prop::sample::select(vec![
        "o", "an", "%25", "_", "\\", "'", "E", "é", "doe", "1", "0", "%2B", "%25%25", "a_b", "ss", "example",
        "street",
    ]);
    let period = prop::sample::select(PERIODS.map(|(word, _)| word).to_vec());
    let day = (
        "(1969|1970|1984|1990)-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])",
        "(0[0-9]|1[0-9]|2[0-3]):[0-5][0-9]",
    );
    (column, 0..6, piece, period, day, 0..320_u16).prop_map(|(column, how, piece, period, (day, time), n)| {
        let (key, end) = (column.key(), if n % 2 == 0 { "from" } else { "to" });
        match (column.kind(), how) {
            (_, 0) if column.may_be_empty() => format!("f.{key}.empty={}", n % 2),
            (Kind::Text, 1) => format!("f.{key}.starts={piece}"),
            (Kind::Text, 2) => format!("f.{key}.is={piece}"),
            (Kind::Text, _) => format!("f.{key}={piece}"),
            (Kind::Moment, 1) => format!("f.{key}.in={period}"),
            (Kind::Moment, 2) => format!("f.{key}.last={}", n + 1),
            (Kind::Moment, 3) => format!("f.{key}.{end}={day}T{time}"),
            (Kind::Day, 1) => format!("f.{key}.next={n}"),
            (Kind::Moment | Kind::Day, _) => format!("f.{key}.{end}={day}"),
            (Kind::Number, 1 | 2) => format!("f.{key}.{end}={n}"),
            (Kind::Choice(ChoiceSet::Country), 1 | 2) => format!("f.{key}=NL"),
            (Kind::Choice(ChoiceSet::Country), _) => format!("f.{key}=FR,SE,US"),
            (Kind::Choice(_), 1 | 2) => format!("f.{key}={}", n % 4),
            (Kind::Number | Kind::Choice(_), _) => format!("f.{key}={},{}", n % 4, n % 3),
        }
    })
}

storage::both_engines! {
    async fn every_cell_is_what_the_record_says(store: Store) {
        let first = crowd(&store, 200).await;
        check_cells(&store, &first, 1).await;
        // The same customers, turned into others one after the other, and some of them back.
        let mut records = random_customers(200, 8, None);
        for (new, old) in records.iter_mut().zip(&first.records) {
            new.id = old.id;
        }
        let second = shop(&store, records).await;
        check_cells(&store, &second, 2).await;
        let third = shop(&store, first.records).await;
        check_cells(&store, &third, 3).await;
    }

    async fn customers_changed_together_each_in_its_own_way_are_shown_and_found_as_they_are(store: Store) {
        let mut records = crowd(&store, 200).await.records;
        for record in &mut records {
            match record.id.0 % 4 {
                0 => record.last_name = format!("Qux{}", record.id.0),
                1 => record.gender = 3 - record.gender.min(2),
                2 => record.addresses.iter_mut().for_each(|a| a.city = "Zzyzx".to_owned()),
                _ => record.tax_vat = "Qqj".to_owned(),
            }
        }
        fastrand::Rng::with_seed(3).shuffle(&mut records);
        let mut changed = shop(&store, records).await;
        for words in ["", "q=qux", "q=qux1", "q=zzy", "q=zzyzx", "q=qqj", "q=smi", "q=smith", "f.city=zzy"] {
            let words = if words.is_empty() { "sort=id".to_owned() } else { format!("{words}&sort=id") };
            check(&store, &changed, &query(&words)).await;
        }
        changed.records.sort_by_key(|record| record.id);
        let columns: Vec<_> = Column::all().collect();
        let ids: Vec<_> = changed.records.iter().map(|record| record.id).collect();
        let found = rows(&mut store.begin().await.unwrap(), &ids, &columns).await.unwrap();
        changed.rows.sort_by_key(|row| row[0].int());
        assert!(found.iter().map(|row| &row.values).eq(&changed.rows));
    }

    async fn every_filter_finds_what_the_model_finds(store: Store) {
        let shop = crowd(&store, 300).await;
        for words in FILTERS.iter().chain(KEYWORDS) {
            check(&store, &shop, &query(words)).await;
        }
        let some = FILTERS.iter().filter(|words| !shop.expected(&query(words)).is_empty()).count();
        assert!(some > FILTERS.len() * 3 / 4, "only {some} filters find anything");
    }

    async fn random_filters_find_what_the_model_finds(store: Store) {
        let shop = crowd(&store, 300).await;
        let mut runner = TestRunner::deterministic();
        let mut found = 0;
        for _ in 0..400 {
            let words = prop::collection::vec(any_word(), 1..4).new_tree(&mut runner).unwrap().current();
            let query = query(&words.join("&"));
            found += usize::from(!shop.expected(&query).is_empty());
            check(&store, &shop, &query).await;
        }
        assert!(found > 100, "only {found} filters find anything");
    }

    async fn birthdays_come_round(store: Store) {
        let born = ["1992-02-29", "1990-02-28", "1990-03-01", "1988-12-31", "1988-01-01", ""];
        let records = born.iter().enumerate().map(|(n, day)| {
            a_customer().email(&format!("{n}@example.com")).born(day).build()
        });
        shop(&store, records.collect()).await;
        let lens = lens();
        for (today, days, ids) in [
            ("2026-02-28", 0, vec![1, 2]),
            ("2028-02-28", 0, vec![2]),
            ("2028-02-28", 1, vec![1, 2]),
            ("2026-02-27", 2, vec![1, 2, 3]),
            ("2026-03-01", 0, vec![3]),
            ("2026-12-31", 1, vec![4, 5]),
            ("2026-12-30", 70, vec![1, 2, 3, 4, 5]),
            ("2026-06-15", 7, vec![]),
            ("2026-06-15", 366, vec![1, 2, 3, 4, 5]),
        ] {
            let lens = Lens { today: today.parse().unwrap(), ..lens };
            let found = page(&store, &query(&format!("f.birth.next={days}")), Scope::All, &lens).await.unwrap();
            assert_eq!(found.iter().map(|row| row.id.0).collect::<Vec<_>>(), ids, "{days} from {today}");
        }
    }

    async fn where_years_are_shown_the_order_tells_no_days(store: Store) {
        let born = ["1990-12-31", "1984-05-31", "1990-01-01", "", "1990-06-15", "1984-01-01"];
        let records = born.iter().enumerate().map(|(n, day)| {
            a_customer().email(&format!("{n}@example.com")).born(day).build()
        });
        shop(&store, records.collect()).await;
        let lens = Lens { sight: Births::Year.into(), ..lens() };
        for (words, ids) in [
            ("sort=birth", [4, 2, 6, 1, 3, 5]),
            ("sort=-birth", [5, 3, 1, 6, 2, 4]),
            ("sort=birth,-id", [4, 6, 2, 5, 3, 1]),
        ] {
            let found = page(&store, &query(words), Scope::All, &lens).await.unwrap();
            assert_eq!(found.iter().map(|row| row.id.0).collect::<Vec<_>>(), ids, "{words}");
            let bulk = Bulk::new(GridQuery { columns: vec![Column::Id], ..query(words) }, Scope::All, &Selection::all(), &lens);
            let seen = Arc::new(Mutex::new(Vec::new()));
            let sink = Arc::clone(&seen);
            stream(&store, bulk, move |cells| {
                sink.lock().unwrap().push(cells[0].to_value().int().unwrap());
                Ok(())
            }).await.unwrap();
            assert_eq!(*seen.lock().unwrap(), ids, "{words}");
        }
    }

    async fn any_part_of_a_searched_text_is_found(store: Store) {
        let shop = crowd(&store, 200).await;
        let mut random = fastrand::Rng::with_seed(7);
        let searched: Vec<_> = Column::all().filter(|column| column.spec().searched).collect();
        for _ in 0..300 {
            let parts = (0..random.usize(1..3)).map(|_| {
                let row = random.choice(&shop.rows).unwrap();
                let text: Vec<char> = row[*random.choice(&searched).unwrap() as usize].text().chars().collect();
                let start = random.usize(0..=text.len());
                let length = random.usize(0..20);
                text.into_iter().skip(start).take(length).collect::<String>()
            });
            let keyword = parts.collect::<Vec<_>>().join(" ");
            check(&store, &shop, &GridQuery { keyword, ..query("") }).await;
        }
    }

    async fn words_the_index_has_its_own_mind_about_are_only_words(store: Store) {
        let shop = crowd(&store, 100).await;
        for keyword in ["AND OR NOT", "\"smith\"", "smi*", "^smith", "search:smith", "NEAR(a b)", "'''"] {
            let keyword = keyword.to_owned();
            check(&store, &shop, &GridQuery { keyword, ..query("") }).await;
        }
    }

    async fn a_long_word_is_found(store: Store) {
        let word: String = (0..200).map(|n| char::from(b'a' + (n % 26))).collect();
        let address = an_address().with(|a| a.street = word.clone());
        let shop = shop(&store, vec![a_customer().with_address(address).build()]).await;
        for keyword in [word.clone(), word[3..].to_owned(), format!("{word}z"), word.replace('m', "M")] {
            check(&store, &shop, &GridQuery { keyword, ..query("") }).await;
        }
    }

    async fn who_was_deleted_is_neither_counted_nor_found(store: Store) {
        let mut shop = crowd(&store, 120).await;
        let gone: Vec<_> = shop.records.iter().map(|record| record.id).filter(|id| id.0 % 3 == 0).collect();
        let mut tx = store.begin().await.unwrap();
        let deleting = operation::open(&mut tx, "delete", "", "", grid_model::NOW).await.unwrap();
        assert_eq!(delete(&mut tx, deleting, &gone).await.unwrap(), 40);
        tx.commit().await.unwrap();
        shop.records.retain(|record| record.id.0 % 3 != 0);
        shop.rows.retain(|row| row[0].int().unwrap() % 3 != 0);
        for words in ["", "q=smith", "q=example", "f.name=smi"] {
            check(&store, &shop, &query(words)).await;
        }
    }

    async fn a_load_without_indexes_is_searched_once_it_is_done(store: Store) {
        loading::begin(&store).await.unwrap();
        let shop = crowd(&store, 100).await;
        for _ in ["before the indexes are there", "and with them"] {
            for words in ["", "q=smith", "q=example+soren"] {
                let query = query(words);
                check(&store, &shop, &query).await;
                let bulk = Bulk::new(query.clone(), Scope::All, &Selection::all(), &lens());
                let rows = stream(&store, bulk, |_| Ok(())).await.unwrap();
                assert_eq!(rows, shop.expected(&query).len() as u64, "{words}");
            }
            loading::finish(&store).await.unwrap();
        }
        let third = a_customer().email("third@example.com").build();
        let more = grid_model::shop(&store, shop.records.into_iter().chain([third]).collect()).await;
        check(&store, &more, &query("q=third@example")).await;
    }

    async fn a_count_that_takes_too_long_is_stopped_and_harms_nobody(store: Store) {
        crowd(&store, 1_000).await;
        let slow = query("q=a+e+i+o+u+n+r+s");
        let whole = count(&store, &slow, Scope::All, &lens()).await.unwrap();
        for _ in 0..10 {
            let hasty = count_within(&store, &slow, Scope::All, &lens(), Some(Duration::from_nanos(1))).await.unwrap();
            assert!(hasty.is_none_or(|n| n == whole));
            let patient = count_within(&store, &slow, Scope::All, &lens(), Some(Duration::from_secs(60))).await;
            assert_eq!(patient.unwrap(), Some(whole));
            assert_eq!(count(&store, &slow, Scope::All, &lens()).await.unwrap(), whole);
        }
    }

    async fn every_column_sorts_both_ways(store: Store) {
        let shop = crowd(&store, 300).await;
        for column in Column::all() {
            for descending in [false, true] {
                let sort = vec![SortKey { column, descending }];
                check(&store, &shop, &GridQuery { sort, ..query("") }).await;
            }
        }
        for words in ["sort=country,-name", "sort=-gender,zip,city", "sort=status,-id", "sort=-group,website,-since,birth"] {
            check(&store, &shop, &query(words)).await;
        }
    }

    async fn pages_follow_each_other(store: Store) {
        let shop = crowd(&store, 130).await;
        let whole = query("sort=-city&f.group=1&f.group=2");
        let mut ids = Vec::new();
        for number in 1..20 {
            let part = GridQuery { per_page: 7, page: number, ..whole.clone() };
            let rows = page(&store, &part, Scope::All, &lens()).await.unwrap();
            ids.extend(rows.iter().map(|row| row.id.0));
        }
        assert_eq!(ids, shop.expected(&whole));
    }

    async fn long_text_sorts_by_its_start_and_is_found_by_its_end(store: Store) {
        let long = "é".repeat(5000);
        let street = |end: &str| format!("{long}{end}");
        let records = ["b", "a", ""].iter().enumerate().map(|(n, end)| {
            let address = an_address().with(|a| a.street = street(end));
            a_customer().email(&format!("{n}@example.com")).with_address(address).build()
        });
        let shop = shop(&store, records.collect()).await;
        check(&store, &shop, &query("sort=street")).await;
        let end = Filter { column: Column::Street, test: Test::Contains("eea".to_owned()) };
        check(&store, &shop, &GridQuery { filters: vec![end], ..query("") }).await;
        let whole = Filter { column: Column::Street, test: Test::Is(street("b")) };
        check(&store, &shop, &GridQuery { filters: vec![whole], ..query("") }).await;
    }

    async fn a_bulk_read_equals_the_pages(store: Store) {
        let shop = crowd(&store, 300).await;
        let columns = vec![Column::Email, Column::Since, Column::Id, Column::Group, Column::Birth];
        let all = [
            ("", Selection::all()),
            ("sort=-name&f.since.from=1970-02-01&f.since.to=1970-06-01&f.lock=1", Selection::all()),
            ("q=doe&sort=zip", Selection::AllExcept { ids: vec![CustomerId(3), CustomerId(5)] }),
            ("q=nobody&sort=-id", Selection::Only { ids: vec![CustomerId(9), CustomerId(2), CustomerId(12345)] }),
        ];
        for (words, selection) in all {
            let query = GridQuery { columns: columns.clone(), ..query(words) };
            let ids = match &selection {
                Selection::Only { .. } => vec![9, 2],
                Selection::AllExcept { ids } => {
                    shop.expected(&query).into_iter().filter(|id| !ids.contains(&CustomerId(*id))).collect()
                }
            };
            let expected: Vec<Vec<Value>> = ids.iter().map(|id| {
                let row = shop.rows.iter().find(|row| row[0] == Value::Int(*id)).unwrap();
                columns.iter().map(|column| row[*column as usize].clone()).collect()
            }).collect();
            let bulk = Bulk::new(query, Scope::All, &selection, &lens());
            let seen = Arc::new(Mutex::new(Vec::new()));
            let sink = Arc::clone(&seen);
            let rows = stream(&store, bulk, move |cells| {
                sink.lock().unwrap().push(cells.iter().map(|cell| cell.to_value()).collect::<Vec<_>>());
                Ok(())
            }).await.unwrap();
            assert_eq!(rows, expected.len() as u64);
            assert_eq!(*seen.lock().unwrap(), expected, "{words}");
        }
    }

    async fn a_refused_row_ends_the_bulk_read(store: Store) {
        crowd(&store, 50).await;
        let bulk = Bulk::new(query(""), Scope::All, &Selection::all(), &lens());
        let mut left = 10;
        let ended = stream(&store, bulk, move |_| {
            left -= 1;
            if left == 0 { Err(std::io::Error::other("full")) } else { Ok(()) }
        }).await;
        assert!(matches!(ended, Err(storage::Error::Sink(e)) if e.to_string() == "full"));
    }
}
