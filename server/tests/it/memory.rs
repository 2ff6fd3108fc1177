//! What a command keeps in memory: as much for a large file as for a small one.

use crate::process::{Place, Process, word};
use domain::exports::format::Format;
use std::{fmt::Write, time::Duration};
use storage::{
    Store,
    testing::{Engine, run_at},
};

/// A place whose database is empty.
struct Empty;

impl Empty {
    async fn run<T: Future<Output = ()>>(engine: Engine, test: impl FnOnce(Place) -> T) {
        run_at(engine, async move |store: Store, url| {
            test(Place::around(store, url).await).await
        })
        .await;
    }
}

storage::both_engines! {
    Empty:
    an_import_needs_no_more_memory_for_a_file_ten_times_as_large,
    an_export_needs_no_more_memory_for_twenty_times_as_many_rows,
}

const HEAD: &str = "email,_website,firstname,lastname,_address_firstname,_address_lastname,_address_street,\
                    _address_city,_address_country_id,_address_postcode,_address_telephone,\
                    _address_default_billing_,_address_default_shipping_,note\n";

/// The most kilobytes of memory that a process has had once it ends as it should.
fn peak(place: &Place, words: &[&str], code: i32) -> u64 {
    let mut process = Process(place.command(words).spawn().expect("the program"));
    let mut most = 0;
    let status = loop {
        // One that has ended has no such line any more.
        let state = std::fs::read_to_string(format!("/proc/{}/status", process.0.id())).expect("its state");
        let line = state.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        if let Some(line) = line {
            let number = line.trim().trim_end_matches(" kB").parse();
            most = number.unwrap_or_else(|_| panic!("{state}"));
        }
        if let Some(status) = process.0.try_wait().expect("a look") {
            break status;
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    assert_eq!(status.code(), Some(code), "{words:?}: {}", place.log());
    assert!(most > 0, "nobody saw it run");
    most
}

/// A composite file of customers, whose notes nobody keeps.
fn file(count: usize) -> String {
    let note = "n".repeat(20_000);
    let mut text = HEAD.to_owned();
    for n in 0..count {
        let row = format!("c{n}@example.com,base,A,A,A,A,S {n},Town,NL,1234 AB,5,1,1,{note}");
        writeln!(text, "{row}").expect("a row");
    }
    text
}

async fn an_import_needs_no_more_memory_for_a_file_ten_times_as_large(place: Place) {
    let import = |name: &str, text: String, code| {
        let path = place.path(name);
        std::fs::write(&path, &text).expect("a file");
        let words = ["import", "--on-error", "skip", "--map", "note=-", word(&path)];
        (peak(&place, &words, code), text.len() as u64 / 1024)
    };
    let (small, few) = import("small.csv", file(300), 0);
    let (large, many) = import("large.csv", file(3_000), 0);
    // SQLite fills its caches, which are bounded.
    assert!(
        large < small + (many - few) / 2,
        "{small} kB for a file of {few} kB, {large} kB for one of {many} kB"
    );
    // A field that is as large as a file is not held, either.
    let huge = format!("{HEAD}h@example.com,base,H,\"{}\"\n", "x\n,y".repeat(10 << 20));
    let (endless, long) = import("huge.csv", huge, 3);
    assert!(
        endless < small + long / 2,
        "{small} kB for a file of {few} kB, {endless} kB for a field of {long} kB"
    );
}

async fn an_export_needs_no_more_memory_for_twenty_times_as_many_rows(place: Place) {
    place.run(&["demo", "--customers", "20000"]);
    for format in Format::ALL {
        let path = place.path("out");
        let export = |query| {
            let words = [
                "export",
                "customers",
                "--all-columns",
                "--format",
                format.key(),
                "--query",
                query,
                "--output",
                word(&path),
            ];
            peak(&place, &words, 0)
        };
        let (small, large) = (export("f.id.to=1000"), export("f.id.to=20000"));
        // The cache of SQLite may be filled.
        assert!(
            large < small + (16 << 10),
            "{format:?}: {small} kB for 1,000 customers, {large} kB for 20,000"
        );
    }
}
