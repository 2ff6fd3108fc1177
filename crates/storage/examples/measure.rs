//! Measures what has to be fast, on a database of its own: `measure DATABASE_URL [CUSTOMERS]`.
//!
//! Run it with `cargo run --release -p storage --features testing --example measure -- sqlite:///tmp/m.db`.

#![expect(clippy::print_stdout, reason = "printing figures is what this program is for")]

use domain::{
    customers::{
        column::{Column, DRILL_DOWN},
        query::{GridQuery, SortKey},
        selection::Selection,
    },
    segments::{
        attribute::{Attribute, Operator},
        condition::{AddressScope, Condition, Group, Test},
        segment::Definition,
    },
    value::Raw,
};
use std::{
    io::Write,
    time::{Duration, Instant},
};
use storage::{
    Result, Store,
    customers::{
        bulk::{Bulk, stream},
        operation,
        read::{Lens, Scope, count, page},
        record::{load, save},
    },
    segments::{definitions, members},
    testing::random_customers,
};

const LENS: Lens<'static> = Lens {
    now: 1,
    today: chrono::NaiveDate::MIN,
    clock: &|_| 0..0,
    sight: domain::customers::sight::Sight {
        births: domain::customers::present::Births::Year,
        numbers: true,
    },
};

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments
        .next()
        .unwrap_or_else(|| "sqlite:///tmp/measure.db".to_owned());
    let customers = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let store = Store::open(&url).await?;
    store.migrate().await?;
    if count(&store, &GridQuery::default(), Scope::All, &LENS).await? == 0 {
        fill(&store, customers).await?;
    }
    pages(&store).await?;
    words(&store).await?;
    edits(&store).await?;
    bulk(&store).await?;
    refresh(&store).await
}

/// Saves new customers, 2,000 to a transaction.
async fn fill(store: &Store, customers: usize) -> Result<()> {
    let mut records = random_customers(customers, 1, None);
    for (n, record) in records.iter_mut().enumerate() {
        // Spread over the alphabet, as real names are.
        let spread = (n * 7919) % customers;
        record.last_name = format!("{}{spread:06}", record.last_name);
        record.email = format!("{spread:06}.{}", record.email);
        for address in &mut record.addresses {
            address.street = format!("Street {spread}");
            address.phone = format!("+31 20 {spread:07}");
            address.zip = format!("{:05}", spread % 99_999);
        }
    }
    let started = Instant::now();
    for batch in records.chunks_mut(2000) {
        let mut tx = store.begin().await?;
        let operation = operation::open(&mut tx, "measure", "", "", 1).await?;
        save(&mut tx, operation, batch, 1).await?;
        tx.commit().await?;
    }
    rate("save new customers", customers, started.elapsed());
    let started = Instant::now();
    store.settle().await?;
    println!("settle: {:.1?}", started.elapsed());
    Ok(())
}

async fn pages(store: &Store) -> Result<()> {
    let mut slowest = (Duration::ZERO, "");
    for column in Column::all() {
        for descending in [false, true] {
            let query = GridQuery {
                sort: vec![SortKey { column, descending }],
                ..GridQuery::default()
            };
            let took = typical(async || page(store, &query, Scope::All, &LENS).await.map(drop)).await?;
            slowest = slowest.max((took, column.key()));
        }
    }
    println!("first page, slowest sort ({}): {:.2?}", slowest.1, slowest.0);
    for number in [1, 2500, 5000] {
        let query = GridQuery {
            page: number,
            ..GridQuery::default()
        };
        let took = typical(async || page(store, &query, Scope::All, &LENS).await.map(drop)).await?;
        println!("page {number} by id: {took:.2?}");
    }
    Ok(())
}

async fn words(store: &Store) -> Result<()> {
    for words in [
        "",
        "q=smith",
        "q=nobody-has-this",
        "f.email=smith&sort=name",
        "f.group=2&sort=-zip",
    ] {
        let (query, _) = GridQuery::parse(words);
        let first = typical(async || page(store, &query, Scope::All, &LENS).await.map(drop)).await?;
        let total = typical(async || count(store, &query, Scope::All, &LENS).await.map(drop)).await?;
        println!("`{words}`: first page {first:.2?}, count {total:.2?}");
    }
    Ok(())
}

async fn edits(store: &Store) -> Result<()> {
    let query = GridQuery {
        per_page: 50,
        ..GridQuery::default()
    };
    let ids: Vec<_> = page(store, &query, Scope::All, &LENS)
        .await?
        .iter()
        .map(|row| row.id)
        .collect();
    let started = Instant::now();
    for id in &ids {
        let mut tx = store.begin().await?;
        let mut records = load(&mut tx, &[*id]).await?;
        records[0].tax_vat.push('1');
        let operation = operation::open(&mut tx, "measure", "", "", 2).await?;
        save(&mut tx, operation, &mut records, 2).await?;
        tx.commit().await?;
    }
    println!("one edit: {:.2?}", started.elapsed() / 50);
    Ok(())
}

/// Nine columns of every customer, written out much as a CSV file would be.
async fn bulk(store: &Store) -> Result<()> {
    for words in ["", "sort=name"] {
        let (query, _) = GridQuery::with_columns(&DRILL_DOWN).parse_over(words);
        let mut out = std::io::BufWriter::new(std::fs::File::create("/dev/null")?);
        let bulk = Bulk::new(query, Scope::All, &Selection::all(), &LENS);
        let started = Instant::now();
        let rows = stream(store, bulk, move |cells| {
            for cell in cells {
                match cell {
                    Raw::Null => {}
                    Raw::Int(n) => write!(out, "{n}")?,
                    Raw::Text(text) => out.write_all(text.as_bytes())?,
                }
                out.write_all(b",")?;
            }
            out.write_all(b"\n")
        });
        rate(
            &format!("bulk read `{words}`"),
            usize::try_from(rows.await?).unwrap_or(0),
            started.elapsed(),
        );
    }
    Ok(())
}

async fn refresh(store: &Store) -> Result<()> {
    let test = |attribute, operator, value: &str| {
        Condition::Test(Test {
            attribute,
            operator,
            value: value.to_owned(),
        })
    };
    let country = vec![test(Attribute::Country, Operator::OneOf, "NL, SE")];
    let group = Group {
        children: country,
        ..Group::default()
    };
    let children = vec![
        test(Attribute::Email, Operator::Contains, "example.nl"),
        test(Attribute::Group, Operator::IsNot, "3"),
        Condition::Address {
            scope: AddressScope::DefaultBilling,
            group,
        },
    ];
    let definition = Definition {
        name: "Measured".to_owned(),
        websites: vec![domain::ids::WebsiteId(1)],
        rule: Group {
            children,
            ..Group::default()
        },
        ..Definition::default()
    };
    let mut tx = store.begin().await?;
    let id = definitions::create(&mut tx, &definition, 1).await?;
    tx.commit().await?;
    for _ in 0..2 {
        let started = Instant::now();
        let Some(found) = members::find(store, id).await? else {
            continue;
        };
        let mut tx = store.begin().await?;
        let refreshed = members::refresh(&mut tx, found, 1).await?;
        tx.commit().await?;
        println!(
            "refresh of three conditions: {:.1?} {refreshed:?}",
            started.elapsed()
        );
    }
    Ok(())
}

/// The median of nine runs.
async fn typical(run: impl AsyncFn() -> Result<()>) -> Result<Duration> {
    let mut times = Vec::with_capacity(9);
    for _ in 0..9 {
        let started = Instant::now();
        run().await?;
        times.push(started.elapsed());
    }
    times.sort_unstable();
    Ok(times[4])
}

fn rate(what: &str, rows: usize, took: Duration) {
    println!(
        "{what}: {rows} in {took:.2?}, {:.0} per second",
        rows as f64 / took.as_secs_f64()
    );
}
