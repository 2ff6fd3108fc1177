//! The program as a process that is killed, or asked to stop: what it has said is done stays done, and nothing is done
//! twice.

use crate::process::{KILLS, LONG, Place, Process, on_both, word};
use domain::{
    ids::{CustomerId, JobId},
    imports::report::Report,
    jobs::State,
};
use std::{
    io::Read,
    time::{Duration, Instant},
};
use storage::{
    Store,
    customers::{operation, record},
    jobs,
    testing::{self, Engine, run_at},
};

const COLUMNS: &str = "email,_website,firstname,lastname,created_at,_address_firstname,_address_lastname,\
                       _address_street,_address_company,_address_city,_address_country_id,_address_postcode,_address_telephone,\
                       _address_default_billing_,_address_default_shipping_";

/// A composite file of customers, with a row to refuse after every fiftieth where that is asked for.
fn file(count: u32, first_name: &str, refused: bool) -> String {
    let long = "Long Street ".repeat(15);
    let mut text = format!("{COLUMNS}\n");
    for n in 1..=count {
        text.push_str(&format!(
            "c{n}@example.com,base,{first_name},Number {n},2020-01-01 00:00:00,A,B,{long}{n},{long},Town,NL,1234 AB,5,1,1\n"
        ));
        if refused && n % 50 == 0 {
            text.push_str("nobody,base,No,Body,,,,,,,,,,,\n");
        }
    }
    text
}

/// What an import leaves behind, but for the moments it was written at.
#[derive(Debug)]
struct Left {
    customers: Vec<record::CustomerRecord>,
    indexes: Vec<String>,
    next_operation: i64,
    state: Option<State>,
    report: String,
    refused: String,
}

impl Left {
    async fn of(place: &Place, count: u32) -> Self {
        let store = place.store().await;
        testing::invariants(&store).await.expect("a look");
        let job = jobs::get(&store, JobId(1)).await.expect("a look");
        let refused = std::fs::read_dir(place.path("spool"))
            .expect("a spool folder")
            .flatten();
        let refused = refused.filter(|file| file.file_name().to_string_lossy().starts_with("refused-"));
        let refused = refused.map(|file| std::fs::read_to_string(file.path()).expect("refused rows"));
        let indexes = testing::indexes(&store, "customer_grid").await.expect("indexes");
        let mut tx = store.begin().await.expect("a transaction");
        let ids: Vec<_> = (1..=i64::from(count) + 1).map(CustomerId).collect();
        let mut customers = record::load(&mut tx, &ids).await.expect("customers");
        for customer in &mut customers {
            customer.updated_at = 0;
        }
        let next = operation::open(&mut tx, "test", "", "", 0)
            .await
            .expect("an operation");
        drop(tx);
        store.close().await;
        Self {
            customers,
            indexes,
            next_operation: next.0,
            state: job.as_ref().map(|job| job.state),
            report: job.map(|job| job.report).unwrap_or_default(),
            refused: refused.collect(),
        }
    }
}

/// Names the first customer that is not the same; printing all would say nothing.
fn assert_same(left: &[record::CustomerRecord], undisturbed: &[record::CustomerRecord]) {
    assert_eq!(left.len(), undisturbed.len());
    for (left, undisturbed) in left.iter().zip(undisturbed) {
        assert_eq!(left, undisturbed);
    }
}

const ROWS: u32 = 3_000;
const KNOWN: u32 = 700;

/// Puts a file into the queue of a server that is killed then; what is there already.
async fn queued(place: &Place) {
    let old = place.path("old.csv");
    std::fs::write(&old, file(KNOWN, "Old", false)).expect("a file");
    place.run(&["import", word(&old)]);
    let (mut server, door) = place.serve_somebody(&[]);
    let path = "/imports/upload?name=new.csv&on_error=skip";
    let answer = door.ask("POST", path, "text/csv", file(ROWS, "New", true).as_bytes());
    assert!(answer.ends_with("{\"job\":1}"), "{answer}");
    server.kill();
}

/// Serves until the import has ended; how long that took.
async fn served_to_the_end(place: &Place) -> Duration {
    let begun = Instant::now();
    let mut server = place.serve(&[]);
    server.port();
    let store = place.store().await;
    while begun.elapsed() < LONG {
        let job = jobs::get(&store, JobId(1)).await.expect("a look").expect("a job");
        if job.state.ended() {
            store.close().await;
            return begun.elapsed();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the import does not end: {}", place.log());
}

async fn end_leases(place: &Place) {
    let store = place.store().await;
    testing::end_leases(&store).await.expect("a write");
    store.close().await;
}

async fn an_import_of_a_killed_server(store: Store, url: String) {
    let (tell, told) = tokio::sync::oneshot::channel();
    run_at(Engine::Sqlite, async move |store, url| {
        let place = Place::around(store, url).await;
        queued(&place).await;
        end_leases(&place).await;
        let took = served_to_the_end(&place).await;
        tell.send((Left::of(&place, ROWS).await, took))
            .expect("a listener");
    })
    .await;
    let (undisturbed, took) = told.await.expect("what it leaves");
    assert_eq!(
        (undisturbed.state, undisturbed.customers.len()),
        (Some(State::Done), ROWS as usize)
    );
    assert_eq!(
        undisturbed.refused.matches("\nnobody,").count(),
        (ROWS / 50) as usize
    );

    let place = Place::around(store, url).await;
    queued(&place).await;
    let mut dice = fastrand::Rng::with_seed(7);
    for _ in 0..KILLS {
        end_leases(&place).await;
        let mut server = place.serve(&[]);
        tokio::time::sleep(took.mul_f64(dice.f64())).await;
        server.kill();
    }
    end_leases(&place).await;
    served_to_the_end(&place).await;
    let left = Left::of(&place, ROWS).await;
    assert_same(&left.customers, &undisturbed.customers);
    assert_eq!(
        (left.state, left.next_operation, left.report),
        (undisturbed.state, undisturbed.next_operation, undisturbed.report)
    );
    assert!(left.refused == undisturbed.refused, "{}", left.refused);
}

async fn a_killed_command(store: Store, url: String) {
    let (tell, told) = tokio::sync::oneshot::channel();
    let text = file(ROWS, "New", false);
    assert!(text.len() > 1 << 20, "long enough to be loaded without indexes");
    let again = text.clone();
    run_at(Engine::Sqlite, async move |store, url| {
        let place = Place::around(store, url).await;
        std::fs::write(place.path("new.csv"), again).expect("a file");
        let begun = Instant::now();
        place.run(&["import", word(&place.path("new.csv"))]);
        let took = begun.elapsed();
        tell.send((Left::of(&place, ROWS).await.customers, took))
            .expect("a listener");
    })
    .await;
    let (undisturbed, took) = told.await.expect("what it leaves");
    let indexes = testing::indexes(&store, "customer_grid").await.expect("indexes");

    let place = Place::around(store, url).await;
    std::fs::write(place.path("new.csv"), text).expect("a file");
    let mut dice = fastrand::Rng::with_seed(8);
    for _ in 0..KILLS {
        let import = place.command(&["import", word(&place.path("new.csv"))]).spawn();
        let mut import = Process(import.expect("the program"));
        tokio::time::sleep(took.mul_f64(dice.f64())).await;
        import.kill();
    }
    place.run(&["import", word(&place.path("new.csv"))]);
    let left = Left::of(&place, ROWS).await;
    assert_same(&left.customers, &undisturbed);
    assert_eq!(left.indexes, indexes);
}

/// What was acknowledged of one customer: the last value, and the one that was sent after it.
#[derive(Clone, Default)]
struct Edited {
    version: i64,
    said: String,
    sent: String,
}

const EDITED: i64 = 7;

async fn edits_of_a_killed_server(store: Store, url: String) {
    let place = Place::around(store, url).await;
    std::fs::write(place.path("new.csv"), file(20, "New", false)).expect("a file");
    place.run(&["import", word(&place.path("new.csv"))]);
    let (mut server, mut door) = place.serve_somebody(&[]);
    let mut edited = vec![
        Edited {
            version: 1,
            ..Edited::default()
        };
        7
    ];
    let mut dice = fastrand::Rng::with_seed(9);
    let mut acknowledged = 0;
    for round in 0..KILLS {
        let killed_at = Instant::now() + Duration::from_millis(dice.u64(50..700));
        let killing = std::thread::spawn(move || {
            std::thread::sleep(killed_at.saturating_duration_since(Instant::now()));
            server.kill();
        });
        for n in 0.. {
            let customer = 1 + n % EDITED;
            let one = &mut edited[(customer - 1) as usize];
            one.sent = format!("V{round}-{n}");
            let body = format!(
                "{{\"edit\":{{\"customer\":{customer},\"version\":{},\"column\":\"tax_vat\",\"value\":\"{}\"}},\
                 \"columns\":[\"tax_vat\"]}}",
                one.version, one.sent
            );
            let mut answer = String::new();
            let path = "/api/customers/save-cell";
            let sent = door.send("POST", path, "application/json", body.as_bytes());
            let heard = sent.and_then(|mut stream| stream.read_to_string(&mut answer));
            if heard.is_err() || !answer.contains("{\"Saved\":") {
                assert!(answer.is_empty() || !answer.contains("\r\n\r\n"), "{answer}");
                break;
            }
            acknowledged += 1;
            (one.version, one.said) = (one.version + 1, std::mem::take(&mut one.sent));
        }
        killing.join().expect("a kill");
        server = place.serve(&[]);
        door.port = server.port();
        let store = place.store().await;
        testing::invariants(&store).await.expect("a look");
        let mut tx = store.begin().await.expect("a transaction");
        let ids: Vec<_> = (1..=EDITED).map(CustomerId).collect();
        let found = record::load(&mut tx, &ids).await.expect("customers");
        for (found, one) in found.iter().zip(&mut edited) {
            // What was under way when the server died may be in, whole.
            let in_time = !one.sent.is_empty() && found.tax_vat == one.sent;
            let expected = if in_time {
                (one.version + 1, one.sent.clone())
            } else {
                (one.version, one.said.clone())
            };
            assert_eq!((found.version, found.tax_vat.clone()), expected, "round {round}");
            *one = Edited {
                version: expected.0,
                said: expected.1,
                sent: String::new(),
            };
        }
        drop(tx);
        store.close().await;
    }
    assert!(acknowledged > 0, "nothing was saved");
}

/// Two servers on one database: whichever has the import is killed, and the other one goes on with it.
async fn an_import_of_two_servers(store: Store, url: String) {
    let place = Place::around(store, url).await;
    let (first, door) = place.serve_somebody(&[]);
    let mut second = place.serve(&[]);
    second.port();
    let path = "/imports/upload?name=new.csv&on_error=skip";
    let answer = door.ask("POST", path, "text/csv", file(ROWS, "New", true).as_bytes());
    assert!(answer.ends_with("{\"job\":1}"), "{answer}");
    let store = place.store().await;
    let begun = Instant::now();
    let owner = loop {
        let owner = testing::lease_owner(&store, JobId(1)).await.expect("a look");
        if !owner.is_empty() {
            break owner;
        }
        assert!(begun.elapsed() < LONG, "nobody takes the import: {}", place.log());
        tokio::time::sleep(Duration::from_millis(2)).await;
    };
    let of_first = owner.ends_with(&format!("/{}", first.0.id()));
    let (mut holder, _other) = if of_first {
        (first, second)
    } else {
        (second, first)
    };
    assert!(owner.ends_with(&format!("/{}", holder.0.id())), "{owner}");
    holder.kill();
    testing::end_leases(&store).await.expect("a write");
    while begun.elapsed() < LONG {
        let job = jobs::get(&store, JobId(1)).await.expect("a look").expect("a job");
        if job.state.ended() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    store.close().await;
    let left = Left::of(&place, ROWS).await;
    assert_eq!(
        (left.state, left.customers.len()),
        (Some(State::Done), ROWS as usize)
    );
    assert!(
        left.customers.iter().all(|customer| customer.version == 1),
        "one was written twice"
    );
    let report: Report = serde_json::from_str(&left.report).expect("a report");
    let (all, refused) = (u64::from(ROWS), u64::from(ROWS / 50));
    assert_eq!(
        (report.rows, report.created, report.updated, report.refused),
        (all + refused, all, 0, refused)
    );
    assert_eq!(left.refused.matches("\nnobody,").count() as u64, refused);
}

on_both! {
    of_two_servers_one_goes_on_where_the_other_was_killed: an_import_of_two_servers;
    an_import_outlives_its_killed_servers: an_import_of_a_killed_server;
    an_import_command_that_was_killed_may_simply_be_repeated: a_killed_command;
    every_edit_that_was_acknowledged_outlives_a_killed_server: edits_of_a_killed_server;
}
