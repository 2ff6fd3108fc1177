//! The grid shows what the records say, filtered and sorted as a plain model does it, on both engines.

use chrono::{Days, NaiveDate};
use domain::{
    customers::{
        choice::ChoiceSet,
        column::{Column, Kind},
        country,
        query::{Filter, GridQuery, SortKey, Test},
        selection::Selection,
    },
    fold::{digits, fold},
    ids::{CustomerId, WebsiteId},
    time::DAY,
    value::Value,
};
use std::{
    cmp::Ordering,
    collections::HashMap,
    sync::{Arc, Mutex},
};
use storage::{
    Store,
    customers::{
        bulk::{Bulk, stream},
        operation,
        read::{Lens, Scope, count, page, rows},
        record::{CustomerRecord, save},
    },
    reference::add_website,
    testing::{a_customer, an_address, random_customers},
};

const NOW: i64 = 150 * DAY;

/// A reader two hours east of Greenwich.
fn day_starts(day: NaiveDate) -> i64 {
    day.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp_micros() - 2 * 3_600_000_000
}

fn lens() -> Lens<'static> {
    Lens {
        now: NOW,
        day_starts: &day_starts,
    }
}

/// All 28 values of a customer, as the column catalogue means them.
fn model_row(r: &CustomerRecord, confirms: &[WebsiteId]) -> Vec<Value> {
    let text = |text: String| Value::Text(text);
    let join = |parts: &[&str]| {
        parts
            .iter()
            .filter(|p| !p.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" ")
            .replace('\n', " ")
    };
    let b = r.billing().cloned().unwrap_or_default();
    let s = r.shipping().cloned().unwrap_or_default();
    let confirmed = match (confirms.contains(&r.website), r.confirmation.is_empty()) {
        (false, _) => 2,
        (true, empty) => i64::from(!empty),
    };
    vec![
        Value::Int(r.id.0),
        text(join(&[
            &r.prefix,
            &r.first_name,
            &r.middle_name,
            &r.last_name,
            &r.suffix,
        ])),
        text(r.email.clone()),
        Value::Int(r.group.0),
        text(b.phone.clone()),
        text(b.zip.clone()),
        text(b.country.clone()),
        text(b.region.clone()),
        Value::Int(r.created_at),
        Value::Int(r.website.0),
        Value::Int(confirmed),
        text(r.created_in.clone()),
        text(join(&[&b.street, &b.city, &b.region, &b.zip])),
        text(join(&[&s.street, &s.city, &s.region, &s.zip])),
        text(r.birth.clone()),
        text(r.tax_vat.clone()),
        Value::Int(r.gender),
        text(b.street),
        text(b.city),
        text(b.fax),
        text(b.vat),
        text(b.company),
        text(b.first_name),
        text(b.last_name),
        Value::Int(r.lock_expires),
        Value::Int(r.active.into()),
        Value::Int(r.company_role),
        text(r.sales_rep.clone()),
    ]
}

/// Customers on two websites, of which the second asks for confirmation, and their model rows.
struct Shop {
    rows: Vec<Vec<Value>>,
    names: HashMap<(Column, i64), &'static str>,
}

async fn shop(store: &Store, mut records: Vec<CustomerRecord>) -> Shop {
    let mut tx = store.begin().await.unwrap();
    let operation = operation::open(&mut tx, "test", "", "", NOW).await.unwrap();
    save(&mut tx, operation, &mut records, NOW).await.unwrap();
    tx.commit().await.unwrap();
    let groups = ["NOT LOGGED IN", "General", "Wholesale", "Retailer"];
    let mut names: HashMap<_, _> = (0..)
        .zip(groups)
        .map(|(id, name)| ((Column::Group, id), name))
        .collect();
    names.insert((Column::Website, 1), "Main Website");
    names.insert((Column::Website, 2), "Another Website");
    let rows = records.iter().map(|r| model_row(r, &[WebsiteId(2)])).collect();
    Shop { rows, names }
}

async fn crowd(store: &Store, count: usize) -> Shop {
    let mut tx = store.begin().await.unwrap();
    let second = add_website(&mut tx, "second", "Another Website", true, &[])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    shop(store, random_customers(count, 7, Some(second))).await
}

impl Shop {
    /// What a cell is sorted by.
    fn sort_key(&self, row: &[Value], column: Column) -> Value {
        let value = &row[column as usize];
        match (column.kind(), value) {
            (Kind::Choice(ChoiceSet::Country), Value::Text(code)) => {
                Value::Text(fold(country::name(code).unwrap_or(code)))
            }
            (Kind::Choice(ChoiceSet::Group | ChoiceSet::Website), Value::Int(id)) => {
                Value::Text(fold(self.names[&(column, *id)]))
            }
            (Kind::Text, Value::Text(text)) => Value::Text(fold(text).chars().take(200).collect()),
            _ => value.clone(),
        }
    }

    fn expected(&self, query: &GridQuery) -> Vec<i64> {
        let mut found: Vec<_> = self.rows.iter().filter(|row| matches(row, query)).collect();
        found.sort_by(|a, b| {
            let by_key = query.sort.iter().map(|key| {
                let order = compare(&self.sort_key(a, key.column), &self.sort_key(b, key.column));
                if key.descending { order.reverse() } else { order }
            });
            let by_id = compare(&a[0], &b[0]);
            let descending = query.sort.first().is_some_and(|key| key.descending);
            let by_id = if descending { by_id.reverse() } else { by_id };
            by_key.fold(Ordering::Equal, Ordering::then).then(by_id)
        });
        found.into_iter().map(|row| row[0].int().unwrap()).collect()
    }
}

fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (a, b) => a.text().as_bytes().cmp(b.text().as_bytes()),
    }
}

fn matches(row: &[Value], query: &GridQuery) -> bool {
    let keyword = query.keyword.split_whitespace().all(|term| {
        let searched = Column::all().filter(|c| c.spec().searched);
        let mut texts = searched.map(|c| fold(row[c as usize].text()));
        texts.any(|text| text.contains(&fold(term)))
            || (term.bytes().all(|b| b.is_ascii_digit())
                && (digits(row[Column::Phone as usize].text()).contains(term)
                    || term.parse() == Ok(row[0].int().unwrap())))
    });
    keyword && query.filters.iter().all(|filter| passes(row, filter))
}

fn passes(row: &[Value], Filter { column, test }: &Filter) -> bool {
    let value = &row[*column as usize];
    let key = fold(value.text());
    let number = value.int().unwrap_or_default();
    match test {
        Test::Contains(text) => key.contains(&fold(text)),
        Test::Starts(text) => key.starts_with(&fold(text)),
        Test::Is(text) => key == fold(text),
        Test::AtLeast(n) => number >= *n,
        Test::AtMost(n) => number <= *n,
        Test::OnOrAfter(day) if *column == Column::Since => number >= day_starts(*day),
        Test::OnOrBefore(day) if *column == Column::Since => number < day_starts(*day + Days::new(1)),
        Test::OnOrAfter(day) => !key.is_empty() && key >= day.to_string(),
        Test::OnOrBefore(day) => !key.is_empty() && key <= day.to_string(),
        Test::OneOf(codes) => {
            let code = match (column, value) {
                (Column::Lock, _) => i64::from(number > NOW).to_string(),
                (_, Value::Int(n)) => n.to_string(),
                (_, value) => value.text().to_owned(),
            };
            codes.contains(&code)
        }
        Test::Empty(yes) => value.text().is_empty() == *yes,
    }
}

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

storage::both_engines! {
    async fn every_cell_is_what_the_record_says(store: Store) {
        let shop = crowd(&store, 200).await;
        let columns: Vec<_> = Column::all().collect();
        let ids: Vec<_> = shop.rows.iter().map(|row| CustomerId(row[0].int().unwrap())).collect();
        let found = rows(&mut store.begin().await.unwrap(), &ids, &columns).await.unwrap();
        assert_eq!(found.len(), ids.len());
        for (found, expected) in found.iter().zip(&shop.rows) {
            assert_eq!(&found.values, expected);
            assert_eq!((found.version, found.country.as_str()), (1, expected[Column::Country as usize].text()));
        }
    }

    async fn every_filter_finds_what_the_model_finds(store: Store) {
        let shop = crowd(&store, 300).await;
        for words in FILTERS.iter().chain(KEYWORDS) {
            check(&store, &shop, &query(words)).await;
        }
        let some = FILTERS.iter().filter(|words| !shop.expected(&query(words)).is_empty()).count();
        assert!(some > FILTERS.len() * 3 / 4, "only {some} filters find anything");
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
            let bulk = Bulk::new(query, Scope::All, selection, &lens());
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
        let bulk = Bulk::new(query(""), Scope::All, Selection::all(), &lens());
        let mut left = 10;
        let ended = stream(&store, bulk, move |_| {
            left -= 1;
            if left == 0 { Err(std::io::Error::other("full")) } else { Ok(()) }
        }).await;
        assert!(matches!(ended, Err(storage::Error::Sink(e)) if e.to_string() == "full"));
    }
}
