//! A disk that is full, a database that another program holds, and one that is damaged, as people and whoever watches the
//! server see it.

use crate::{
    harness::{Site, text},
    process::{Door, LONG, Place, on_both, word},
};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::{access::Role, jobs::State};
use server::state::AppState;
use std::{
    collections::BTreeSet,
    io::Write,
    sync::Arc,
    time::{Duration, Instant},
};
use storage::{
    Store,
    testing::{self, Engine, by_hand, fill_disk, run_at},
};

storage::both_engines! {
    Site:
    a_full_disk_is_said_in_a_sentence_and_reading_goes_on,
    no_file_is_begun_on_a_disk_without_room_for_it,
}

on_both! {
    a_server_that_finds_its_database_held_serves_whoever_reads: served_though_it_is_held;
}

async fn a_full_disk_is_said_in_a_sentence_and_reading_goes_on(site: Site) {
    site.with_customers().await;
    let cookie = site.sign_in(Role::Administrator).await;
    let ready = async || {
        let answer = site.get("/health/ready", "").await;
        (answer.status(), text(answer).await)
    };
    let mut version = 1;
    let mut edit = async || {
        let value = format!("NL{version}");
        let json = format!(
            "{{\"edit\":{{\"customer\":1,\"version\":{version},\"column\":\"tax_vat\",\"value\":\"{value}\"}},\
             \"columns\":[\"tax_vat\"]}}"
        );
        let answer = site.json("/api/customers/save-cell", &json, &cookie).await;
        version += i64::from(answer.status() == StatusCode::OK);
        (answer.status(), text(answer).await)
    };
    assert_eq!(ready().await, (StatusCode::OK, "ready\n".to_owned()));
    fill_disk(&site.shared.store, true).await.expect("a full disk");
    // What has room in the pages there are still goes in.
    let refused = loop {
        match edit().await {
            (StatusCode::OK, _) => {}
            refused => break refused,
        }
    };
    assert_eq!(refused.0, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        refused.1.contains("The disk of the database is full"),
        "{}",
        refused.1
    );
    let begun = Instant::now();
    let still_full = async || {
        // SQLite forgets it with the connection that the refusal ended.
        fill_disk(&site.shared.store, true).await.expect("a full disk");
        ready().await
    };
    let degraded = "degraded: the disk of the database is full\n".to_owned();
    assert_eq!(still_full().await, (StatusCode::OK, degraded.clone()));
    let page = site.get("/customers?sort=id", &cookie).await;
    assert_eq!(page.status(), StatusCode::OK);
    assert!(text(page).await.contains("jon@example.com"));
    // Asking whether there is room does not end it, nor does what still fits.
    assert_eq!(
        site.form("/sign-out", "", &cookie).await.status(),
        StatusCode::SEE_OTHER
    );
    assert_eq!(still_full().await, (StatusCode::OK, degraded.clone()));
    fill_disk(&site.shared.store, false).await.expect("a free disk");
    // It was tried a moment ago, and is again in a while.
    let at_once = ready().await.1;
    assert!(
        at_once == degraded || begun.elapsed() >= Duration::from_secs(5),
        "{at_once}"
    );
    while ready().await.1 == degraded {
        assert!(begun.elapsed() < LONG);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(ready().await, (StatusCode::OK, "ready\n".to_owned()));
}

async fn no_file_is_begun_on_a_disk_without_room_for_it(site: Site) {
    site.with_customers().await;
    let cookie = site.sign_in(Role::Administrator).await;
    let crammed = site.crammed();
    let state = |state| AppState {
        shared: Arc::clone(&crammed),
        ..state
    };
    let rows = "email,_website,firstname,lastname\nnobody,base,No,Body\n";
    for (path, kind, accept) in [
        ("/imports/upload?name=x.csv&on_error=skip", "text/csv", "*/*"),
        ("/customers/download", "application/x-www-form-urlencoded", "*/*"),
        (
            "/customers/download",
            "application/x-www-form-urlencoded",
            "text/html",
        ),
    ] {
        let request = Request::post(path)
            .header(header::COOKIE, &cookie)
            .header(header::CONTENT_TYPE, kind)
            .header(header::ACCEPT, accept)
            .body(Body::from(if kind == "text/csv" { rows } else { "selection=" }));
        let answer = site.send_to(state, request.unwrap()).await;
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(
            text(answer).await.contains("not enough room on the server"),
            "{path}"
        );
    }
    // What is longer than any upload may be is not even looked at.
    let huge = Request::post("/imports/upload?name=x.csv&size=1000000000000")
        .header(header::COOKIE, &cookie)
        .body(Body::from(rows));
    let answer = site.send(huge.unwrap()).await;
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text(answer).await.contains("512"));
    let left = || std::fs::read_dir(&site.shared.spool).unwrap().count();
    assert_eq!(left(), 0);
    // An import that is on its way does without the file of its refused rows.
    let upload = Request::post("/imports/upload?name=x.csv&on_error=skip")
        .header(header::COOKIE, &cookie)
        .body(Body::from(rows));
    assert_eq!(site.send(upload.unwrap()).await.status(), StatusCode::OK);
    assert!(services::jobs::run_one(&crammed, "test").await.unwrap());
    let import = services::imports::one(site.operator(), domain::ids::JobId(1))
        .await
        .unwrap();
    assert_eq!((import.state, import.report.refused), (State::Done, 1));
    assert!(!import.refused_file);
    assert_eq!(left(), 0);
    assert_eq!(
        site.get("/customers?sort=id", &cookie).await.status(),
        StatusCode::OK
    );
}

const CUSTOMERS: usize = 300;

async fn with_customers(place: &Place) {
    let mut lines = "email,_website,firstname,lastname\n".to_owned();
    for n in 1..=CUSTOMERS {
        lines.push_str(&format!("c{n}@example.com,base,Number,{n}\n"));
    }
    std::fs::write(place.path("all.csv"), lines).expect("a file");
    place.run(&["import", word(&place.path("all.csv"))]);
}

/// The first customers as a page shows them.
fn assert_reads(door: &Door) {
    let page = door.ask("GET", "/customers?sort=id", "text/plain", b"");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    assert!(page.contains("c1@example.com"), "{page}");
}

async fn served_though_it_is_held(store: Store, url: String) {
    let place = Place::around(store, url).await;
    with_customers(&place).await;
    let (mut server, door) = place.serve_somebody(&[]);
    server.kill();
    let store = place.store().await;
    // What a start puts right: what is left of deleted customers, and a number of rows that is not theirs.
    for statement in [
        "INSERT INTO setting (key, value) VALUES ('erase', '1') ON CONFLICT (key) DO UPDATE SET value = '1'",
        "UPDATE row_count SET total = total + 1 WHERE name = 'customer_grid'",
    ] {
        by_hand(&store, statement).await.expect("a write");
    }
    let held = testing::hold(&store).await.expect("nobody else");
    server = place.serve(&[]);
    let port = server.port();
    assert_reads(&Door { port, ..door });
    for what in ["could not be put in order yet", "could not be swept"] {
        assert!(place.log().contains(what), "{}", place.log());
    }
    server.kill();
    drop(held);
    // The next one does what this one would have done an hour later.
    server = place.serve(&[]);
    server.port();
    testing::invariants(&store).await.expect("a look");
    let rows = testing::contents(&store).await.expect("a look");
    let nothing_left = ["setting 'erase',''", "setting (erase,\"\")"];
    assert!(rows.iter().any(|row| nothing_left.contains(&row.as_str())));
    store.close().await;
}

/// Overwrites every page of an SQLite file that has a word on it.
fn damage(path: &str, word: &str) {
    const PAGE: usize = 4096;
    let mut file = std::fs::read(path).expect("a file");
    let found = file.windows(word.len()).enumerate();
    let found = found.filter(|(_, bytes)| *bytes == word.as_bytes());
    let pages: BTreeSet<_> = found.map(|(at, _)| at / PAGE * PAGE).collect();
    assert!(!pages.is_empty());
    for page in pages {
        file[page..page + PAGE].fill(0xa5);
    }
    std::fs::write(path, file).expect("a write");
}

// PostgreSQL looks after its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_file_is_said_to_be_and_read_and_not_written() {
    run_at(Engine::Sqlite, async |store, url| {
        let place = Place::around(store, url.clone()).await;
        with_customers(&place).await;
        let (mut server, door) = place.serve_somebody(&[]);
        server.kill();
        // All of it is in the file then.
        let store = place.store().await;
        store.settle().await.expect("a file without a log");
        store.close().await;
        let path = url.trim_start_matches("sqlite://");
        // Nothing that the first page of customers is made of.
        damage(path, &format!("c{CUSTOMERS}@example.com"));
        let damaged = std::fs::read(path).expect("a file");
        server = place.serve(&[]);
        let door = Door {
            port: server.port(),
            ..door
        };
        let begun = Instant::now();
        let ready = loop {
            let answer = door.ask("GET", "/health/ready", "text/plain", b"");
            if !answer.starts_with("HTTP/1.1 200") {
                break answer;
            }
            assert!(begun.elapsed() < LONG, "{}", place.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        assert!(ready.starts_with("HTTP/1.1 503"), "{ready}");
        assert!(
            ready.ends_with("the database is damaged: restore the last backup\n"),
            "{ready}"
        );
        assert_reads(&door);
        let edit = "{\"edit\":{\"customer\":1,\"version\":1,\"column\":\"tax_vat\",\"value\":\"NL1\"},\
                    \"columns\":[\"tax_vat\"]}";
        let refused = door.save(edit);
        assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
        let sentence = domain::text::access::DATABASE_DAMAGED.text(domain::text::Locale::En);
        assert!(refused.contains(sentence), "{refused}");
        server.kill();
        assert!(
            std::fs::read(path).expect("a file") == damaged,
            "something is written"
        );
    })
    .await;
}

// A disk of PostgreSQL is its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_fills_up_takes_writes_again_without_a_restart() {
    run_at(Engine::Sqlite, async |store, url| {
        let place = Place::around(store, url.clone()).await;
        with_customers(&place).await;
        place.add("anna@example.com");
        // All of it is in the file then.
        let store = place.store().await;
        store.settle().await.expect("a file without a log");
        store.close().await;
        let file = url.trim_start_matches("sqlite://");
        let Some((mut server, disk)) = place.serve_on_a_disk(24, file) else {
            return;
        };
        let door = Door::of(server.port(), "anna@example.com");
        let mut version = 1;
        let mut edit = || {
            let answer = door.save(&format!(
                "{{\"edit\":{{\"customer\":1,\"version\":{version},\"column\":\"tax_vat\",\"value\":\"NL{version}\"}},\
                 \"columns\":[\"tax_vat\"]}}"
            ));
            version += i32::from(answer.starts_with("HTTP/1.1 200"));
            (version, answer)
        };
        let ready = || door.ask("GET", "/health/ready", "text/plain", b"");
        let (saved, answer) = edit();
        assert_eq!(saved, 2, "{answer}");
        let mut filler = std::fs::File::create(disk.join("filler")).expect("a file");
        while filler.write_all(&[0; 4_096]).is_ok() {}
        let (saved, refused) = edit();
        assert_eq!(saved, 2, "nothing has room");
        assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
        let sentence = domain::text::access::DATABASE_FULL.text(domain::text::Locale::En);
        assert!(refused.contains(sentence), "{refused}");
        assert!(ready().contains("degraded: the disk of the database is full"));
        assert_reads(&door);
        drop(filler);
        std::fs::remove_file(disk.join("filler")).expect("room");
        let begun = Instant::now();
        while !ready().ends_with("ready\n") {
            assert!(begun.elapsed() < LONG, "{}", place.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(edit().0, 3, "the value that was refused is saved now");
        let page = door.ask("GET", "/customers?columns=id,tax_vat&f.id.to=1", "text/plain", b"");
        assert!(page.contains("NL2"), "{page}");
        server.kill();
    })
    .await;
}
