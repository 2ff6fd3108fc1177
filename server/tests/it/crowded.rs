//! Files of a crowd while the program is killed, asked to stop, or not read from: half a file never looks like a whole one,
//! and nobody else is kept waiting.

use crate::process::{Door, KILLS, LONG, Place, Process, heard, word};
use domain::exports::format::Format;
use std::{
    io::Read,
    time::{Duration, Instant},
};
use storage::testing::{Engine, run_at};
use tokio::io::AsyncReadExt;

/// Customers enough for a file that does not fit between two programs.
struct Crowded;

impl Crowded {
    async fn run<T: Future<Output = ()>>(engine: Engine, test: impl FnOnce(Place) -> T) {
        run_at(engine, async move |store, url| {
            let place = Place::around(store, url).await;
            place.run(&["demo", "--customers", "10000"]);
            test(place).await;
        })
        .await;
    }
}

storage::both_engines! {
    Crowded:
    a_download_of_a_killed_server_does_not_end_as_a_whole_one_does,
    a_killed_export_leaves_no_file_that_looks_whole,
    somebody_who_does_not_read_on_keeps_no_server_that_is_asked_to_stop,
    a_second_word_to_stop_ends_the_server_at_once,
    whoever_reads_slowly_keeps_neither_memory_nor_the_database,
}

async fn a_download_of_a_killed_server_does_not_end_as_a_whole_one_does(place: Place) {
    let (mut server, mut door) = place.serve_somebody(&[]);
    let end = b"\r\n0\r\n\r\n";
    for format in Format::ALL {
        let mut whole = Vec::new();
        let fetched = door.fetch_as(format).read_to_end(&mut whole);
        fetched.expect("a whole file");
        assert!(
            whole.ends_with(end),
            "a whole answer ends with its last chunk: {format:?}"
        );
        let mut cut = 0;
        for quarters in 0..4 {
            let mut stream = door.fetch_as(format);
            let mut part = vec![0; whole.len() / 4 * quarters];
            stream.read_exact(&mut part).expect("a part");
            server.kill();
            // The end of the connection, or a word that it was reset.
            let _ = stream.read_to_end(&mut part);
            if part.ends_with(end) {
                // What lay between the two programs was all that was left.
                assert_eq!(part.len(), whole.len(), "{format:?} {quarters}");
            } else {
                cut += 1;
            }
            server = place.serve(&[]);
            door.port = server.port();
        }
        assert!(
            cut > 0,
            "each file was whole before its server was killed: {format:?}"
        );
    }
}

async fn a_killed_export_leaves_no_file_that_looks_whole(place: Place) {
    let (first, out) = (place.path("first.xml"), place.path("out.xml"));
    let words = |to| {
        [
            "export",
            "customers",
            "--all-columns",
            "--format",
            "excel-xml",
            "--output",
            to,
        ]
    };
    let begun = Instant::now();
    place.run(&words(word(&first)));
    let took = begun.elapsed();
    let whole = std::fs::read(&first).expect("a file");
    let mut dice = fastrand::Rng::with_seed(10);
    for _ in 0..KILLS {
        let export = place.command(&words(word(&out))).spawn();
        let mut export = Process(export.expect("the program"));
        std::thread::sleep(took.mul_f64(dice.f64()));
        export.kill();
        match std::fs::read(&out) {
            Ok(bytes) => assert!(bytes == whole, "a part under the final name"),
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::NotFound),
        }
    }
    place.run(&words(word(&out)));
    assert!(std::fs::read(&out).expect("a file") == whole);
}

async fn somebody_who_does_not_read_on_keeps_no_server_that_is_asked_to_stop(place: Place) {
    let (mut server, door) = place.serve_somebody(&["--drain", "1"]);
    let stalled = door.fetch();
    server.terminate();
    assert!(server.ended().success(), "{}", place.log());
    assert!(place.log().contains("cut off"), "{}", place.log());
    drop(stalled);
    // Whom nothing keeps has no need to wait.
    let mut server = place.serve(&["--drain", "600"]);
    server.port();
    server.terminate();
    assert!(server.ended().success(), "{}", place.log());
    assert!(!place.log().contains("cut off"), "{}", place.log());
}

async fn a_second_word_to_stop_ends_the_server_at_once(place: Place) {
    let (mut server, door) = place.serve_somebody(&["--drain", "600"]);
    let _stalled = door.fetch();
    server.terminate();
    heard(&place);
    server.terminate();
    assert_eq!(server.ended().code(), Some(1));
}

/// Clients who do not read on.
const STALLED: usize = 50;

/// Kilobytes of memory that a process has.
fn memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("its state");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
    number.unwrap_or_else(|| panic!("{status}"))
}

async fn whoever_reads_slowly_keeps_neither_memory_nor_the_database(place: Place) {
    let (server, door) = place.serve_somebody(&[]);
    // Nobody fetches more than two files at a time.
    let others: Vec<_> = (0..STALLED / 2).map(|n| format!("{n}@example.com")).collect();
    place.add_like("anna@example.com", &others).await;
    let others: Vec<_> = others.iter().map(|email| Door::of(door.port, email)).collect();
    let path = "/customers/download?format=excel-xml&all=1&f.id.to=4500";
    let written = |count: usize| {
        let begun = Instant::now();
        while place.log().matches("a download was written").count() < count {
            assert!(begun.elapsed() < LONG, "{}", place.log());
            std::thread::sleep(Duration::from_millis(10));
        }
    };
    let mut whole = Vec::new();
    let mut stream = door.fetch_narrowly(path).await;
    stream.read_to_end(&mut whole).await.expect("a whole file");
    assert!(
        whole.len() > 5 << 20,
        "{} bytes fit between two programs",
        whole.len()
    );
    written(1);
    let before = memory(server.0.id());
    // The server has read all there is while nobody reads on.
    let mut stalled = Vec::new();
    for door in &others {
        for _ in 0..2 {
            stalled.push(door.fetch_narrowly(path).await);
            written(1 + stalled.len());
        }
    }
    assert_eq!(stalled.len(), STALLED);
    let files = STALLED * whole.len() / 1024;
    let grown = memory(server.0.id()).saturating_sub(before);
    assert!(grown < files as u64 / 2, "{grown} kB for files of {files} kB");
    let edit =
        "{\"edit\":{\"customer\":1,\"version\":1,\"column\":\"tax_vat\",\"value\":\"V\"},\"columns\":[]}";
    let saved = door.save(edit);
    assert!(saved.contains("Saved"), "{saved}");
    let page = door.ask("GET", "/customers", "text/plain", b"");
    assert!(
        page.starts_with("HTTP/1.1 200") && page.contains("</html>"),
        "{page}"
    );
    // Whoever reads on has the file of then.
    let mut rest = Vec::new();
    let read = stalled.remove(0).read_to_end(&mut rest).await;
    read.expect("the rest");
    assert!(whole.ends_with(&rest[rest.len() - 1_000..]) && rest.len() > whole.len() / 2);
}
