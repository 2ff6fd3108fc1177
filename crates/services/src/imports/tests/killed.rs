//! Imports whose worker is killed, or has lost them, at every step.

use super::*;
use domain::imports::dates::Dates;

storage::both_engines! {
    Empty:
    a_killed_import_goes_on_behind_its_last_batch,
    an_import_that_goes_on_reads_dates_as_it_began,
    a_killed_deletion_is_not_checked_again,
    rows_that_were_done_are_known_to_those_that_follow,
    an_import_whose_claim_is_lost_writes_nothing_more,
    what_was_kept_stays_with_a_job_that_is_given_up,
    an_import_is_one_operation_over_all_attempts,
    an_import_that_gets_on_is_never_given_up,
}

async fn a_killed_import_goes_on_behind_its_last_batch(shop: Shop) {
    shop.file(&many(1_234, true));
    let id = shop.queued(SKIP).await;
    shop.killed(SKIP, 2).await;
    assert_eq!(
        shop.customers(1_234).await.len(),
        500,
        "the first batch is in, the second is not"
    );
    shop.killed(SKIP, 2).await;
    let (job, report) = shop.ended(id).await;
    assert_eq!(job.state, State::Done);
    assert_eq!(counts(&report), [1_246, 1_234, 0, 0, 12]);
    let lines: Vec<_> = report.refusals.iter().map(|refusal| refusal.line).collect();
    assert_eq!(lines, (1..=12).map(|n| n * 101 + 1).collect::<Vec<_>>());
    let customers = shop.customers(1_234).await;
    assert_eq!(customers.len(), 1_234);
    assert!(customers.iter().all(|customer| customer.version == 1));
    let names: Vec<_> = customers.iter().map(|c| c.last_name.clone()).collect();
    assert_eq!(
        names,
        (1..=1_234).map(|n| format!("Number {n}")).collect::<Vec<_>>()
    );
}

async fn an_import_that_goes_on_reads_dates_as_it_began(shop: Shop) {
    let mut text = format!("{COLUMNS},dob\nfirst@example.com,base,F,F,31/12/1980\n");
    for n in 1..=600 {
        text += &format!("c{n}@example.com,base,C,Number {n},01/02/1984\n");
    }
    shop.file(&text);
    let id = shop.queued(SKIP).await;
    shop.killed(SKIP, 2).await;
    let (job, report) = shop.ended(id).await;
    assert_eq!((job.state, counts(&report)), (State::Done, [601, 601, 0, 0, 0]));
    let customers = shop.customers(600).await;
    assert_eq!(customers[0].birth, "1980-12-31");
    assert!(
        customers[1..]
            .iter()
            .all(|customer| customer.birth == "1984-02-01")
    );
    assert_eq!(report.dates, Some(Dates::DayFirst));
}

async fn a_killed_deletion_is_not_checked_again(shop: Shop) {
    let path = shop.file(&many(700, false));
    import(&shop.ctx(), &path, SKIP, &mut |_: Progress| ())
        .await
        .unwrap();
    let plan = Plan {
        behavior: Behavior::Delete,
        on_error: OnError::Stop,
        ..SKIP
    };
    let id = shop.queued(plan.clone()).await;
    shop.killed(plan, 2).await;
    let (job, report) = shop.ended(id).await;
    assert_eq!((job.state, job.error.as_str()), (State::Done, ""));
    assert_eq!(counts(&report), [700, 0, 0, 700, 0]);
    assert!(shop.customers(700).await.is_empty());
}

async fn rows_that_were_done_are_known_to_those_that_follow(shop: Shop) {
    let text = format!("{}c7@example.com,base,C,Again\n", many(600, false));
    shop.file(&text);
    let id = shop.queued(SKIP).await;
    shop.killed(SKIP, 2).await;
    let (_, report) = shop.ended(id).await;
    assert_eq!(counts(&report), [601, 600, 0, 0, 1]);
    assert!(report.refusals[0].reason.contains("line 8"), "{report:?}");
}

async fn an_import_whose_claim_is_lost_writes_nothing_more(shop: Shop) {
    shop.file(&many(3, false));
    let id = shop.queued(SKIP).await;
    let old = shop.claimed().await;
    shop.shared.clock.advance(LEASE + 1);
    let new = shop.claimed().await;
    let outcome = shop.run(SKIP, &old, &mut JobWatch::new(old.clone())).await;
    assert!(matches!(outcome, Outcome::Lost));
    assert!(shop.customers(3).await.is_empty());
    assert_eq!(shop.job(id).await.0.report, "");
    let outcome = shop.run(SKIP, &new, &mut JobWatch::new(new.clone())).await;
    assert!(matches!(outcome, Outcome::Done(_)));
}

async fn what_was_kept_stays_with_a_job_that_is_given_up(shop: Shop) {
    shop.file(&many(600, false));
    let id = shop.queued(SKIP).await;
    shop.killed(SKIP, 2).await;
    for _ in 0..4 {
        shop.claimed().await;
        shop.shared.clock.advance(LEASE + 1);
    }
    let (job, report) = shop.ended(id).await;
    assert_eq!((job.state, report.created), (State::Failed, 500));
}

async fn an_import_is_one_operation_over_all_attempts(shop: Shop) {
    let path = shop.file(&many(1_100, false));
    import(&shop.ctx(), &path, SKIP, &mut |_: Progress| ())
        .await
        .unwrap();
    shop.file(&many(1_100, false).replace(",C,", ",D,"));
    let id = shop.queued(SKIP).await;
    shop.killed(SKIP, 2).await;
    let (_, report) = shop.ended(id).await;
    assert_eq!((report.operation, report.updated), (Some(2), 1_100));
    let mut tx = shop.shared.store.begin().await.unwrap();
    for customer in [1, 600, 1_100] {
        let image = operation::before(&mut tx, OperationId(2), CustomerId(customer)).await;
        assert_eq!(image.unwrap().unwrap().first_name, "C");
    }
    let next = operation::open(&mut tx, "test", "", "", 0).await.unwrap();
    assert_eq!(next, OperationId(3), "there were two");
}

storage::both_engines! {
    async fn an_import_that_is_killed_at_any_step_of_a_batch_loses_and_repeats_nothing(store: Store) {
        let text = many(1_700, true);
        let undisturbed = Shop::open().await;
        undisturbed.file(&text);
        let id = undisturbed.queued(SKIP).await;
        let (_, expected) = undisturbed.ended(id).await;
        assert_eq!(counts(&expected), [1_717, 1_700, 0, 0, 17]);

        let shop = Shop::over(store, tempfile::tempdir().unwrap());
        shop.file(&text);
        let plan = Plan { refused: Some(shop.refused()), ..SKIP };
        let id = shop.queued(SKIP).await;
        for (batch, step, whole) in [
            (1, Step::Put, 0), (1, Step::Kept, 0),
            (2, Step::Put, 500), (1, Step::Kept, 500),
            (2, Step::Begun, 1_000), (1, Step::Put, 1_000),
            (2, Step::Kept, 1_500),
        ] {
            shop.killed_at(plan.clone(), batch, step).await;
            assert_eq!(shop.customers(1_700).await.len(), whole, "{batch} {step:?}");
            let kept = shop.job(id).await.1;
            assert_eq!(kept.created, whole as u64, "what is counted is in, and what is in is counted");
        }
        // One that was killed behind its last commit, before it could say that it was done.
        let lease = shop.claimed().await;
        let outcome = shop.run(plan, &lease, &mut JobWatch::new(lease.clone())).await;
        assert!(matches!(outcome, Outcome::Done(_)));
        shop.shared.clock.advance(LEASE + 1);
        let (job, report) = shop.ended(id).await;
        assert_eq!((job.state, &report), (State::Done, &expected));
        let refused = |shop: &Shop| std::fs::read_to_string(shop.refused()).unwrap();
        assert_eq!(refused(&shop), refused(&undisturbed));
        let customers = shop.customers(1_701).await;
        assert!(customers.len() == 1_700 && customers.iter().all(|customer| customer.version == 1));
        let mut tx = shop.shared.store.begin().await.unwrap();
        let next = operation::open(&mut tx, "test", "", "", 0).await.unwrap();
        assert_eq!(next, OperationId(2), "there were two");
    }

    async fn an_import_whose_batches_end_on_refused_rows_loses_nobody(store: Store) {
        let mut text = format!(
            "{COLUMNS},_address_firstname,_address_lastname,_address_street,_address_city,_address_country_id\n\
             jon@example.com,base,Jon,Doe,Jon,Doe,S 1,Ghent,BE\n,,,,Jon,Doe,S 2,Ghent,ZZ\n,,,,Jon,Doe,S 3,Ghent,BE\n"
        );
        for n in 1..=1_200 {
            text += &format!("c{n}@example.com,moon,C,C,,,,,\n");
        }
        text += "zoe@example.com,base,Zoe,Zand,,,,,\n,,,,Zoe,Zand,S 4,Ghent,ZZ\n";
        let composite = Plan { reading: Reading { kind: Some(FileKind::Composite), ..Reading::PLAIN }, ..SKIP };
        let undisturbed = Shop::open().await;
        undisturbed.file(&text);
        let id = undisturbed.queued(composite.clone()).await;
        let (_, expected) = undisturbed.ended(id).await;
        assert_eq!((counts(&expected), expected.addresses), ([1_205, 2, 0, 0, 1_202], 2));
        let refused = |shop: &Shop| std::fs::read_to_string(shop.refused()).unwrap();
        assert_eq!(refused(&undisturbed).lines().count(), 1_203, "each refused row, and a header");

        let shop = Shop::over(store, tempfile::tempdir().unwrap());
        shop.file(&text);
        let plan = Plan { refused: Some(shop.refused()), ..composite };
        let id = shop.queued(plan.clone()).await;
        for (batch, step) in [(1, Step::Kept), (2, Step::Begun), (2, Step::Put), (1, Step::Begun)] {
            shop.killed_at(plan.clone(), batch, step).await;
        }
        let (job, report) = shop.ended(id).await;
        assert_eq!((job.state, &report), (State::Done, &expected));
        assert_eq!(refused(&shop), refused(&undisturbed));
        let found = shop.customers(3).await;
        let addresses: Vec<_> = found.iter().map(|customer| (&*customer.first_name, customer.addresses.len())).collect();
        assert_eq!(addresses, [("Jon", 2), ("Zoe", 0)]);
    }

    async fn an_import_of_more_refused_rows_than_are_kept_comes_to_its_end(store: Store) {
        let shop = Shop::over(store, tempfile::tempdir().unwrap());
        let long = "x".repeat(900_000);
        let refused: String = (0..20).map(|n| format!("c{n}@example.com,moon,C,{long}\n")).collect();
        let path = shop.file(&format!("{COLUMNS}\njon@example.com,base,Jon,Doe\n{refused}"));
        for on_error in [OnError::Stop, OnError::Skip] {
            let plan = Plan { refused: Some(shop.refused()), allowed: 20, on_error, ..SKIP };
            let (ctx, mut watch) = (shop.ctx(), |_: Progress| ());
            let ended = import(&ctx, &path, plan, &mut watch);
            let report = tokio::time::timeout(Duration::from_secs(60), ended).await.expect("an end").unwrap();
            assert_eq!((report.rows, report.refused), (21, 20), "{on_error:?}");
            let kept = std::fs::read_to_string(shop.refused()).unwrap();
            assert_eq!(kept.lines().count(), 21, "{on_error:?}");
            std::fs::remove_file(shop.refused()).unwrap();
        }
        assert_eq!(shop.customers(2).await.len(), 1);
    }

    async fn a_first_load_whose_indexes_cannot_be_built_says_what_is_in(store: Store) {
        let shop = Shop::over(store, tempfile::tempdir().unwrap());
        // So large that it goes without the indexes.
        let path = shop.file(&(many(600, false) + &"\n".repeat(1 << 20)));
        let report = import(&shop.ctx(), &path, SKIP, &mut FullAtTheEnd(false)).await.unwrap();
        assert_eq!(counts(&report), [600, 600, 0, 0, 0]);
        assert!(report.failure.contains("disk of the database is full"), "{report:?}");
        assert_eq!(shop.customers(600).await.len(), 600);
        // The next import builds them.
        let again = import(&shop.ctx(), &path, SKIP, &mut |_: Progress| ()).await.unwrap();
        assert_eq!((again.unchanged, again.failure.as_str()), (600, ""));
        assert!(loading::missing(&shop.shared.store).await.unwrap().is_none());
    }

    async fn an_import_that_meets_a_full_disk_says_what_is_in_and_is_done_once_there_is_room(store: Store) {
        let shop = Shop::over(store, tempfile::tempdir().unwrap());
        let room = async |full: bool| fill_disk(&shop.shared.store, !full).await.unwrap();
        let run = async |count| {
            let path = shop.file(&many(count, false));
            import(&shop.ctx(), &path, SKIP, &mut |_: Progress| ()).await
        };
        room(false).await;
        let error = run(500).await.unwrap_err();
        let domain::error::Error::Busy(sentence) = &error else { panic!("{error:?}") };
        assert_eq!(sentence.message().key, "DATABASE_FULL");
        assert!(shop.customers(500).await.is_empty());
        room(true).await;
        assert_eq!(run(500).await.unwrap().created, 500);
        room(false).await;
        let report = run(1_700).await.unwrap();
        assert_eq!((report.rows, report.unchanged, report.created), (500, 500, 0));
        let said = report.failure;
        assert!(said.contains("disk of the database is full") && said.contains("line 502"), "{said}");
        assert_eq!(shop.customers(1_700).await.len(), 500);
        room(true).await;
        let report = run(1_700).await.unwrap();
        assert_eq!((report.unchanged, report.created, report.failure.as_str()), (500, 1_200, ""));
    }

    async fn a_claim_outlasts_every_index_that_is_built(store: Store) {
        let shop = Shop::over(store, tempfile::tempdir().unwrap());
        let (store, clock) = (&shop.shared.store, &shop.shared.clock);
        shop.queued(SKIP).await;
        loading::begin(store).await.unwrap();
        let mut watch = JobWatch::new(shop.claimed().await);
        let other = async || jobs::claim(store, Lane::Any, "other", clock.now(), LEASE).await.unwrap();
        for _ in 0..2 {
            clock.advance(LEASE);
            assert_eq!(build_one(store, &mut watch).await.unwrap(), Built::One);
            clock.advance(1);
            assert_eq!(other().await, None);
        }
        // Whoever has lost the import leaves the rest to its successor, what it has just built included.
        clock.advance(LEASE);
        let claim = other().await.unwrap();
        let before = storage::testing::indexes(store, "customer_grid").await.unwrap();
        assert_eq!(build_one(store, &mut watch).await.unwrap(), Built::Lost);
        assert_eq!(storage::testing::indexes(store, "customer_grid").await.unwrap(), before);
        let mut watch = JobWatch::new(shop.lease(claim));
        while build_one(store, &mut watch).await.unwrap() != Built::All {}
        assert_eq!(build_one(store, &mut watch).await.unwrap(), Built::All);
    }
}

/// A watcher of a disk that is full once all customers are in.
struct FullAtTheEnd(bool);

impl Watch for FullAtTheEnd {
    async fn told(&mut self, _: Progress) -> storage::Result<bool> {
        Ok(true)
    }

    async fn hold(&mut self, _: &mut Tx) -> storage::Result<bool> {
        if self.0 { Err(Error::Full) } else { Ok(true) }
    }

    async fn keep(&mut self, _: &mut Tx, so_far: &Report, _: Progress) -> storage::Result<bool> {
        self.0 = so_far.rows == 600;
        Ok(true)
    }

    fn pause(&self, _: usize) -> Option<Duration> {
        None
    }
}

async fn an_import_that_gets_on_is_never_given_up(shop: Shop) {
    shop.file(&many(4_000, false));
    let id = shop.queued(SKIP).await;
    for _ in 0..7 {
        shop.killed(SKIP, 2).await;
    }
    let (job, report) = shop.ended(id).await;
    assert_eq!((job.state, report.created), (State::Done, 4_000));
}
