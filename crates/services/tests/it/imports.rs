//! Importing files, on a real database.

use crate::harness::{SKIP, STOP, Shop, TWO};
use domain::{
    access::Role,
    error::Error,
    ids::{CustomerId, JobId},
    imports::{Behavior, FileKind, OnError, header::Reading, report::Report},
    jobs::{State, Task},
};
use services::imports::{self, Upload, run::Plan};

storage::both_engines! {
    Shop:
    the_three_sample_files_import_as_they_are,
    a_large_file_fills_an_empty_shop_and_everything_is_found,
    importing_twice_doubles_nothing,
    shared_accounts_stand_in_a_file_once,
    stop_changes_nothing_and_names_every_bad_field,
    skip_writes_the_good_rows_and_reports_the_rest,
    replace_leaves_exactly_what_the_file_says,
    replace_needs_what_a_new_customer_needs_and_keeps_when_it_was_made,
    no_row_clears_what_is_required,
    an_update_may_leave_out_what_is_required,
    a_bad_address_row_leaves_the_next_one_alone,
    delete_removes_and_an_unknown_one_is_an_error,
    a_report_says_how_a_birth_was_written_and_not_when_it_was,
    a_postcode_is_refused_with_the_name_of_its_country,
    an_upload_becomes_a_job_and_the_job_a_report,
    every_import_is_found_in_the_history,
    an_import_has_the_rights_its_owner_has_when_it_runs,
}

pub(crate) const COMPOSITE: &str = include_str!("../../../../end2end/data/customer_composite.csv");
pub(crate) const MAIN: &str = include_str!("../../../../end2end/data/customer.csv");
const ADDRESS: &str = include_str!("../../../../end2end/data/customer_address.csv");

pub(crate) fn counts(report: &Report) -> (u64, u64, u64, u64, u64) {
    (
        report.created,
        report.updated,
        report.deleted,
        report.addresses,
        report.refused,
    )
}

async fn the_three_sample_files_import_as_they_are(shop: Shop) {
    let report = shop.import(STOP, &[COMPOSITE]).await.unwrap();
    assert_eq!((report.rows, counts(&report)), (1, (1, 0, 0, 1, 0)), "{report:?}");
    let rows = shop
        .grid("columns=name,email,zip,street,gender,birth,since")
        .await;
    let shown = [
        "Jon Doe",
        "jondoe@example.com",
        "95008",
        "Main Street 1\nSuite 200",
        "Male",
        "2016",
    ];
    assert_eq!(rows[0][..6], shown);
    assert_eq!(
        counts(&shop.import(STOP, &[MAIN]).await.unwrap()),
        (0, 1, 0, 0, 0)
    );
    assert_eq!(
        counts(&shop.import(STOP, &[ADDRESS]).await.unwrap()),
        (0, 1, 0, 1, 0)
    );
    assert_eq!(
        shop.grid("columns=zip").await,
        [["10044"]],
        "it is the address with the id 1, which the file names"
    );
    let stored = storage::testing::contents(&shop.shared.store).await.unwrap();
    for secret in [
        "703feeb7a8a5195cf1cc9b759ba1e113",
        "07e71459c137f4da15292134ff459cba",
    ] {
        let found = stored.iter().any(|row| row.contains(secret));
        assert!(!found, "hashes and tokens are dropped");
    }
}

async fn a_large_file_fills_an_empty_shop_and_everything_is_found(shop: Shop) {
    let long = "long ".repeat(50);
    let rows = (0..1_100).map(|n| {
        format!(
            "n{n}@example.com,base,{long}{n},Doe,2020-01-01 00:00:00,Jon,{long},{long},{long},US,95008,123456789,1,1"
        )
    });
    let lines: Vec<_> = std::iter::once(TWO[0].to_owned()).chain(rows).collect();
    assert!(
        lines.iter().map(String::len).sum::<usize>() > 1 << 20,
        "a small one takes the other way"
    );
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    assert_eq!(
        counts(&shop.import(SKIP, &lines).await.unwrap()),
        (1_100, 0, 0, 1_100, 0)
    );
    for query in [
        "q=n1077@example",
        "f.name=1077&sort=-email",
        "f.id=1078&sort=city",
    ] {
        let found = shop.grid(&format!("columns=email&{query}")).await;
        assert_eq!(found, [["n1077@example.com"]], "{query}");
    }
}

async fn importing_twice_doubles_nothing(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    let first = shop.grid("columns=name,email,street,zip").await;
    let report = shop.import(STOP, &TWO).await.unwrap();
    assert_eq!((counts(&report), report.unchanged), ((0, 0, 0, 0, 0), 2));
    assert_eq!(shop.grid("columns=name,email,street,zip").await, first);
    let mut tx = shop.shared.store.begin().await.unwrap();
    let stored = storage::customers::record::load(&mut tx, &[CustomerId(1), CustomerId(2)]).await;
    assert!(stored.unwrap().iter().all(|customer| customer.version == 1));
}

async fn shared_accounts_stand_in_a_file_once(shop: Shop) {
    let mut tx = shop.shared.store.begin().await.unwrap();
    storage::reference::add_website(&mut tx, "moon", "Moon", false, &[])
        .await
        .unwrap();
    storage::reference::set_share_accounts(&mut tx, true)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let columns = "email,_website,firstname,lastname";
    let others: Vec<_> = (0..600).map(|n| format!("c{n}@example.com,base,C,C")).collect();
    for between in [0, 600] {
        let mut lines = vec![columns, "jon@example.com,base,Jon,Doe"];
        lines.extend(others[..between].iter().map(String::as_str));
        lines.push("Jon@example.com,moon,Jon,Doe");
        let report = shop.import(STOP, &lines).await.unwrap();
        assert!(report.stopped, "{report:?}");
        let refusal = &report.refusals[0];
        assert_eq!((refusal.line, &*refusal.column), (between as u64 + 3, "email"));
        assert!(refusal.reason.contains("line 2"), "{refusal:?}");
        assert!(shop.grid("").await.is_empty());
    }
    let lines = [
        columns,
        "jon@example.com,base,Jon,Doe",
        "jon@example.com,moon,Jon,Doe",
    ];
    assert_eq!(counts(&shop.import(SKIP, &lines).await.unwrap()), (1, 0, 0, 0, 1));
    let report = shop.import(SKIP, &[columns, lines[2]]).await.unwrap();
    let reason = &report.refusals[0].reason;
    assert!(reason.contains("customer 1 in Main Website"), "{reason}");
}

async fn stop_changes_nothing_and_names_every_bad_field(shop: Shop) {
    let mut lines = TWO.to_vec();
    lines.push("nonsense,moon,Bob,Bad,,,,,,,,,,");
    let report = shop.import(STOP, &lines).await.unwrap();
    assert!(report.stopped);
    assert_eq!(counts(&report), (0, 0, 0, 0, 1));
    let found: Vec<_> = report
        .refusals
        .iter()
        .map(|r| (r.line, r.column.as_str(), r.value.as_str()))
        .collect();
    assert_eq!(found, [(4, "email", "nonsense"), (4, "_website", "moon")]);
    assert!(shop.grid("").await.is_empty());
}

async fn skip_writes_the_good_rows_and_reports_the_rest(shop: Shop) {
    let mut lines = TWO.to_vec();
    lines.extend([
        "nonsense,base,Bob,Bad,,,,,,,,,,",
        ",,,,,Ann,Second,Side Street 2,Campbell,US,95008,,,",
        "new@example.com,base,,,,,,,,,,,,",
        "JON@example.com,base,Jon,Again,,,,,,,,,,",
        "too,few,fields",
    ]);
    let report = shop.import(SKIP, &lines).await.unwrap();
    assert_eq!(counts(&report), (2, 0, 0, 1, 5), "{report:?}");
    let found: Vec<_> = report
        .refusals
        .iter()
        .map(|r| (r.line, r.column.as_str()))
        .collect();
    assert!(
        found.contains(&(4, "email")) && found.contains(&(5, "")) && found.contains(&(7, "email")),
        "{found:?}"
    );
    assert!(
        found.contains(&(6, "firstname")) && found.contains(&(6, "lastname")) && found.contains(&(8, ""))
    );
    assert_eq!(
        shop.grid("columns=email").await,
        [["jon@example.com"], ["ann@example.com"]]
    );
}

async fn replace_leaves_exactly_what_the_file_says(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    let plan = Plan {
        behavior: Behavior::Replace,
        ..STOP
    };
    let lines = [
        "email,_website,firstname,lastname,_address_city",
        "jon@example.com,base,John,Doe,",
    ];
    assert_eq!(counts(&shop.import(plan, &lines).await.unwrap()), (0, 1, 0, 0, 0));
    assert_eq!(shop.grid("columns=name,zip&q=jon@").await, [["John Doe", ""]]);
}

async fn replace_needs_what_a_new_customer_needs_and_keeps_when_it_was_made(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    let plan = Plan {
        behavior: Behavior::Replace,
        ..SKIP
    };
    let seen = "columns=name,since,created_in,tax_vat&q=jon@";
    let before = shop.grid(seen).await;
    let lines = ["email,_website,taxvat", "jon@example.com,base,NL1"];
    let report = shop.import(plan.clone(), &lines).await.unwrap();
    let found: Vec<_> = report.refusals.iter().map(|r| (r.line, &*r.column)).collect();
    assert_eq!(found, [(2, "firstname"), (2, "lastname")]);
    assert_eq!(shop.grid(seen).await, before);
    let lines = [
        "email,_website,firstname,lastname,taxvat",
        "jon@example.com,base,Jon,Doe,NL1",
    ];
    assert_eq!(counts(&shop.import(plan, &lines).await.unwrap()), (0, 1, 0, 0, 0));
    let mut expected = before;
    expected[0][3] = "NL1".to_owned();
    assert_eq!(shop.grid(seen).await, expected);
}

async fn no_row_clears_what_is_required(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    let seen = "columns=name,billing_address";
    let before = shop.grid(seen).await;
    let names: Vec<_> = TWO[0].split(',').collect();
    for behavior in [Behavior::AddUpdate, Behavior::Replace] {
        for column in [
            "firstname",
            "lastname",
            "_address_firstname",
            "_address_lastname",
            "_address_street",
            "_address_city",
            "_address_country_id",
        ] {
            let mut cells: Vec<_> = TWO[1].split(',').collect();
            let at = names.iter().position(|name| *name == column).unwrap();
            cells[at] = domain::imports::row::EMPTY_VALUE;
            let plan = Plan { behavior, ..SKIP };
            let report = shop.import(plan, &[TWO[0], &cells.join(",")]).await.unwrap();
            let found: Vec<_> = report
                .refusals
                .iter()
                .map(|r| (r.line, &*r.column, &*r.value))
                .collect();
            assert_eq!(found, [(2, column, "__EMPTY__VALUE__")], "{behavior:?}");
        }
    }
    assert_eq!(shop.grid(seen).await, before);
}

async fn an_update_may_leave_out_what_is_required(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    let lines = ["email,_website,taxvat", "jon@example.com,base,NL1"];
    assert_eq!(counts(&shop.import(STOP, &lines).await.unwrap()), (0, 1, 0, 0, 0));
    assert_eq!(
        shop.grid("columns=name,tax_vat&q=jon@").await,
        [["Jon Doe", "NL1"]]
    );
}

async fn a_bad_address_row_leaves_the_next_one_alone(shop: Shop) {
    let lines = [
        TWO[0],
        TWO[1],
        ",,,,,Jon,Doe,Side Street 2,Campbell,ZZ,95009,,,",
        ",,,,,Jon,Doe,Side Street 3,Campbell,US,95010,,0,1",
    ];
    let report = shop.import(SKIP, &lines).await.unwrap();
    assert_eq!(counts(&report), (1, 0, 0, 2, 1), "{report:?}");
    let rows = shop.grid("columns=shipping_address").await;
    assert!(rows[0][0].contains("Side Street 3"), "{rows:?}");
}

async fn delete_removes_and_an_unknown_one_is_an_error(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    let plan = Plan {
        behavior: Behavior::Delete,
        ..SKIP
    };
    let lines = [
        "email,_website",
        "jon@example.com,base",
        "nobody@example.com,base",
    ];
    assert_eq!(counts(&shop.import(plan, &lines).await.unwrap()), (0, 0, 1, 0, 1));
    assert_eq!(shop.grid("columns=email").await, [["ann@example.com"]]);
}

async fn a_report_says_how_a_birth_was_written_and_not_when_it_was(shop: Shop) {
    let lines = "email,_website,firstname,lastname,dob,gender\n\
                 a@example.com,base,A,A,31-13-1984,9\n\
                 b@example.com,base,B,B,31 mai 1984,1\n\
                 c@example.com,base,C,C,2084-05-31,1\n";
    let whole = shop.admin_with_whole_births();
    let path = shop.folder.path().join("births.csv");
    std::fs::write(&path, lines).unwrap();
    for (ctx, written) in [
        (shop.admin(), ["••-••-••••", "9", "•• ••• ••••", "••••-••-••"]),
        (whole, ["31-13-1984", "9", "31 mai 1984", "2084-05-31"]),
    ] {
        let report = services::imports::run::import(&ctx, &path, SKIP, &mut |_: domain::jobs::Progress| ())
            .await
            .unwrap();
        let values: Vec<_> = report.refusals.iter().map(|r| r.value.as_str()).collect();
        assert_eq!(values, written);
        for refusal in &report.refusals {
            assert!(refusal.reason.contains(&refusal.value), "{refusal:?}");
        }
    }
}

async fn a_postcode_is_refused_with_the_name_of_its_country(shop: Shop) {
    let lines = COMPOSITE.replace("95008", "1012 AB");
    let report = shop.import(SKIP, &[&lines]).await.unwrap();
    let reason = &report.refusals[0].reason;
    assert!(reason.contains("postcode of United States"), "{reason}");
}

async fn an_upload_becomes_a_job_and_the_job_a_report(shop: Shop) {
    shop.with_account(Role::Administrator, Role::Administrator).await;
    std::fs::write(shop.shared.spool.join("upload.csv"), TWO.join("\n")).unwrap();
    let upload = Upload {
        file_name: "my customers.csv".into(),
        spool: "upload.csv".into(),
        reading: Reading::PLAIN,
        behavior: Behavior::AddUpdate,
        on_error: STOP.on_error,
        allowed: 0,
        check: false,
    };
    let refused = imports::start(shop.as_role(Role::Viewer), upload.clone()).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    let id = imports::start(shop.admin(), upload).await.unwrap();
    assert_eq!(imports::one(shop.admin(), id).await.unwrap().state, State::Queued);
    assert!(services::jobs::run_one(&shop.shared, "test").await.unwrap());
    assert!(
        !services::jobs::run_one(&shop.shared, "test").await.unwrap(),
        "the queue is empty"
    );
    let done = imports::list(shop.admin(), None).await.unwrap().lines.remove(0);
    assert_eq!(
        (done.state, done.report.created, done.file_name.as_str()),
        (State::Done, 2, "my customers.csv")
    );
    assert!(
        !shop.shared.spool.join("upload.csv").exists(),
        "the spooled copy is gone"
    );
}

async fn every_import_is_found_in_the_history(shop: Shop) {
    let mut tx = shop.shared.store.begin().await.unwrap();
    let count = i64::from(imports::LISTED) * 2 + 1;
    for n in 1..=count {
        let task = Task::Import {
            file_name: format!("{n}.csv"),
            spool: "gone.csv".into(),
            file_kind: FileKind::Main,
            behavior: Behavior::Replace,
            on_error: OnError::Skip,
            allowed: 0,
            check: false,
            reading: Reading {
                website: Some("base".into()),
                ..Reading::PLAIN
            },
        };
        storage::jobs::enqueue(&mut tx, &task, "", 0).await.unwrap();
    }
    tx.commit().await.unwrap();
    let (mut met, mut before) = (Vec::new(), None);
    loop {
        let page = imports::list(shop.as_role(Role::Viewer), before).await.unwrap();
        assert_eq!(page.lines[0].on_error, Some(OnError::Skip));
        assert_eq!(page.lines[0].reading.website.as_deref(), Some("base"));
        met.extend(page.lines.iter().map(|line| line.id.0));
        before = page.lines.last().map(|line| line.id);
        if !page.more {
            break;
        }
    }
    assert_eq!(met, (1..=count).rev().collect::<Vec<_>>());
    let beyond = imports::list(shop.admin(), Some(JobId(1))).await.unwrap();
    assert!(beyond.lines.is_empty() && !beyond.more);
}

async fn an_import_has_the_rights_its_owner_has_when_it_runs(shop: Shop) {
    for (now, refusal) in [
        (
            None,
            "The account that asked for this import has been switched off since: sign in with another one and import the file again.",
        ),
        (
            Some(Role::Viewer),
            "Your role, Viewer, does not allow this: ask an administrator.",
        ),
        (Some(Role::Contributor), ""),
    ] {
        Shop::run(shop.engine, async |shop| {
            import_of_somebody_who_is_now(&shop, now, refusal).await;
        })
        .await;
    }
}

async fn import_of_somebody_who_is_now(shop: &Shop, now: Option<Role>, refusal: &str) {
    if let Some(now) = now {
        shop.with_account(Role::Administrator, now).await;
    }
    std::fs::write(shop.shared.spool.join("upload.csv"), TWO.join("\n")).unwrap();
    let upload = Upload {
        file_name: "customers.csv".into(),
        spool: "upload.csv".into(),
        reading: Reading::PLAIN,
        behavior: Behavior::AddUpdate,
        on_error: STOP.on_error,
        allowed: 0,
        check: false,
    };
    let id = imports::start(shop.admin(), upload).await.unwrap();
    assert!(services::jobs::run_one(&shop.shared, "test").await.unwrap());
    let ended = imports::one(shop.admin(), id).await.unwrap();
    let state = if refusal.is_empty() {
        State::Done
    } else {
        State::Failed
    };
    assert_eq!((ended.state, ended.error.as_str()), (state, refusal));
    assert_eq!(shop.grid("").await.is_empty(), state == State::Failed);
}
