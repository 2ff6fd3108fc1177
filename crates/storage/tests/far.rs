//! Pages far down are those that walking there gives, whatever was read before and whatever is written in between.

use chrono::NaiveDate;
use domain::{
    customers::{column::Column, present::Births, query::GridQuery},
    ids::{CustomerId, SegmentId},
    segments::{
        attribute::{Attribute, Operator},
        condition::{Condition, Group, Test},
    },
};
use storage::{
    Store,
    customers::{
        milestones::Spacing,
        operation,
        read::{Lens, Scope, page_and_version},
        record::{CustomerRecord, delete, load, save},
    },
    segments::{definitions::create, members},
    testing::{a_segment, milestones, random_customers},
};

const NOW: i64 = 1_700_000_000_000_000;
const CROWD: usize = 3_000;

/// Close enough for a crowd to be full of them.
const CLOSE: Spacing = Spacing {
    step: 20,
    hops: 5,
    lists: 6,
    rows: 24,
};

fn lens() -> Lens<'static> {
    Lens {
        now: NOW,
        today: NaiveDate::from_ymd_opt(2026, 5, 31).unwrap(),
        clock: &|minute| {
            let at = minute.and_utc().timestamp_micros();
            at..at + 60_000_000
        },
        sight: Births::Day.into(),
    }
}

/// The same database read with milestones and without.
struct Two {
    far: Store,
    plain: Store,
}

impl Two {
    fn of(store: &Store) -> Self {
        let never = Spacing {
            step: u64::MAX,
            ..CLOSE
        };
        Self {
            far: store.clone().spaced(CLOSE),
            plain: store.clone().spaced(never),
        }
    }

    /// Reads a page both ways; how many rows it has.
    async fn check(&self, query: &GridQuery, scope: Scope, lens: &Lens<'_>) -> usize {
        let far = page_and_version(&self.far, query, scope, lens).await.unwrap();
        let plain = page_and_version(&self.plain, query, scope, lens).await.unwrap();
        assert_eq!(far.rows, plain.rows, "{query:?}");
        assert_eq!(far.version, plain.version, "{query:?}");
        far.rows.len()
    }

    /// Like [`Self::check`], for random pages of these lists; how many of them were far down and had rows.
    async fn check_some(&self, dice: &mut fastrand::Rng, lists: &[(String, Scope)], reads: usize) -> usize {
        let mut far = 0;
        for _ in 0..reads {
            let (words, scope) = dice.choice(lists).unwrap();
            let query = GridQuery {
                page: dice.u32(1..120),
                per_page: dice.u16(1..40),
                ..query(words)
            };
            let rows = self.check(&query, *scope, &lens()).await;
            far += usize::from(rows > 0 && query.offset() >= CLOSE.step);
        }
        far
    }
}

/// A few lists, so that what is known of them is used.
fn some_lists(dice: &mut fastrand::Rng, scopes: &[Scope]) -> Vec<(String, Scope)> {
    let mut list = || {
        let words = [SORTS, FILTERS].map(|words| *dice.choice(words).unwrap());
        (words.join("&"), *dice.choice(scopes).unwrap())
    };
    (0..4).map(|_| list()).collect()
}

fn query(words: &str) -> GridQuery {
    let (query, notices) = GridQuery::parse(words);
    assert!(notices.is_empty(), "{words}: {notices:?}");
    GridQuery {
        columns: vec![Column::Id, Column::Name, Column::Birth],
        ..query
    }
}

const SORTS: &[&str] = &[
    "",
    "sort=-id",
    "sort=name",
    "sort=-name",
    "sort=gender",
    "sort=-group",
    "sort=city",
    "sort=-since",
    "sort=country,city",
    "sort=-gender,-birth,-zip",
    "sort=status,id",
    "sort=gender,-name",
    "sort=lock",
];

const FILTERS: &[&str] = &[
    "",
    "f.gender=1,2",
    "f.city.empty=0",
    "f.group=1",
    "f.country=NL,SE",
    "f.birth.from=1985-01-01",
    "f.lock=0",
    "q=smith",
];

async fn crowd(store: &Store) {
    saved(store, &mut random_customers(CROWD, 7, None)).await;
}

async fn saved(store: &Store, records: &mut [CustomerRecord]) {
    let mut tx = store.begin().await.unwrap();
    let operation = operation::open(&mut tx, "test", "", "", NOW).await.unwrap();
    save(&mut tx, operation, records, NOW).await.unwrap();
    tx.commit().await.unwrap();
}

/// Changes one customer in what lists are sorted and filtered by.
async fn edited(store: &Store, id: i64, dice: &mut fastrand::Rng) {
    let mut tx = store.begin().await.unwrap();
    let mut records = load(&mut tx, &[CustomerId(id)]).await.unwrap();
    if let Some(record) = records.first_mut() {
        record.last_name = dice.choice(["Aaa", "Smith", "Zzz"]).unwrap().to_owned();
        record.gender = dice.i64(0..=3);
    }
    let operation = operation::open(&mut tx, "test", "", "", NOW).await.unwrap();
    save(&mut tx, operation, &mut records, NOW).await.unwrap();
    tx.commit().await.unwrap();
}

/// Adds, deletes or changes somebody anywhere in the list.
async fn written(store: &Store, n: usize, dice: &mut fastrand::Rng) {
    let id = dice.i64(1..=i64::try_from(CROWD).unwrap());
    match dice.u8(..3) {
        0 => {
            let mut records = random_customers(1, dice.u64(..), None);
            records[0].email = format!("another{n}@example.com");
            saved(store, &mut records).await;
        }
        1 => {
            let mut tx = store.begin().await.unwrap();
            let operation = operation::open(&mut tx, "test", "", "", NOW).await.unwrap();
            delete(&mut tx, operation, &[CustomerId(id)]).await.unwrap();
            tx.commit().await.unwrap();
        }
        _ => edited(store, id, dice).await,
    }
}

/// A segment of all who say they are men, not refreshed yet.
async fn segment(store: &Store) -> SegmentId {
    let men = Condition::Test(Test {
        attribute: Attribute::Gender,
        operator: Operator::Is,
        value: "1".to_owned(),
    });
    let definition = a_segment(Group {
        children: vec![men],
        ..Group::default()
    });
    let mut tx = store.begin().await.unwrap();
    let segment = create(&mut tx, &definition, NOW).await.unwrap();
    tx.commit().await.unwrap();
    segment
}

async fn refreshed(store: &Store, segment: SegmentId) {
    let found = members::find(store, segment).await.unwrap().unwrap();
    let mut tx = store.begin().await.unwrap();
    members::refresh(&mut tx, found, NOW).await.unwrap().unwrap();
    tx.commit().await.unwrap();
}

storage::both_engines! {
    async fn pages_in_any_order_are_those_of_a_plain_read(store: Store) {
        crowd(&store).await;
        let segment = segment(&store).await;
        refreshed(&store, segment).await;
        let two = Two::of(&store);
        let (mut dice, mut far) = (fastrand::Rng::with_seed(1), 0);
        for _ in 0..25 {
            let lists = some_lists(&mut dice, &[Scope::All, Scope::All, Scope::Members(segment)]);
            far += two.check_some(&mut dice, &lists, 30).await;
        }
        assert!(far > 200, "only {far} pages were far down");
    }

    async fn pages_follow_each_other_down_and_up(store: Store) {
        crowd(&store).await;
        let two = Two::of(&store);
        for words in ["", "sort=-id", "sort=gender", "sort=-name&f.gender=1,2", "sort=country,city"] {
            for page in (1..=50).chain((1..=50).rev()) {
                let query = GridQuery { per_page: 43, page, ..query(words) };
                two.check(&query, Scope::All, &lens()).await;
            }
        }
    }

    async fn writes_in_between_never_show_a_wrong_page(store: Store) {
        crowd(&store).await;
        let segment = segment(&store).await;
        let two = Two::of(&store);
        let (mut dice, mut far) = (fastrand::Rng::with_seed(2), 0);
        let mut lists = Vec::new();
        for n in 0..80 {
            match n % 5 {
                0 => lists = some_lists(&mut dice, &[Scope::All, Scope::Members(segment)]),
                1 => refreshed(&store, segment).await,
                _ => written(&store, n, &mut dice).await,
            }
            far += two.check_some(&mut dice, &lists, 8).await;
        }
        assert!(far > 100, "only {far} pages were far down");
    }

    async fn writes_meanwhile_never_show_a_wrong_page(store: Store) {
        crowd(&store).await;
        let two = Two::of(&store);
        let writes = tokio::spawn(async move {
            let mut dice = fastrand::Rng::with_seed(3);
            for n in 0..60 {
                written(&store, n, &mut dice).await;
            }
        });
        let (mut dice, mut same) = (fastrand::Rng::with_seed(4), 0);
        while !writes.is_finished() || same < 20 {
            let query = GridQuery { page: dice.u32(2..60), per_page: 30, ..query("sort=name") };
            let far = page_and_version(&two.far, &query, Scope::All, &lens()).await.unwrap();
            let plain = page_and_version(&two.plain, &query, Scope::All, &lens()).await.unwrap();
            if far.version == plain.version {
                assert_eq!(far.rows, plain.rows, "{query:?}");
                same += 1;
            }
        }
        writes.await.unwrap();
    }

    async fn another_sight_and_another_day_have_milestones_of_their_own(store: Store) {
        crowd(&store).await;
        let two = Two::of(&store);
        let days = lens();
        let years = Lens { sight: Births::Year.into(), ..days };
        let later = Lens { today: NaiveDate::from_ymd_opt(2026, 12, 20).unwrap(), ..days };
        let late = |minute: chrono::NaiveDateTime| {
            let at = minute.and_utc().timestamp_micros() + 86_400_000_000;
            at..at + 60_000_000
        };
        let elsewhere = Lens { clock: &late, ..days };
        let mut rows = 0;
        for words in ["sort=birth", "sort=-birth,-name", "f.birth.next=30", "f.birth.next=300", "f.since.from=1970-03-01"] {
            for page in [12, 3, 4, 9, 12, 5] {
                for lens in [&days, &years, &later, &elsewhere] {
                    let query = GridQuery { per_page: 20, page, ..query(words) };
                    rows += two.check(&query, Scope::All, lens).await;
                }
            }
        }
        assert!(rows > 1_000, "only {rows} rows");
    }

    async fn few_milestones_are_kept_and_few_lists(store: Store) {
        crowd(&store).await;
        let two = Two::of(&store);
        let mut most = 0;
        for sort in SORTS {
            for page in 1..=60 {
                let query = GridQuery { per_page: 30, page, ..query(sort) };
                two.check(&query, Scope::All, &lens()).await;
                let held = milestones(&two.far);
                assert!(held.len() <= CLOSE.lists, "{held:?}");
                most = most.max(held.into_iter().max().unwrap_or_default());
            }
        }
        assert!((CLOSE.rows / 2..=CLOSE.rows).contains(&most), "{most}");
        assert_eq!(milestones(&two.far).len(), CLOSE.lists);
        assert!(milestones(&two.plain).is_empty());
    }

    async fn what_is_near_asked_for_in_words_or_for_a_moment_is_walked(store: Store) {
        crowd(&store).await;
        let two = Two::of(&store);
        for words in ["page=1", "page=2&per_page=19", "page=9&q=smith", "page=9&f.lock=0", "page=9&sort=gender,-name"] {
            assert!(two.check(&query(words), Scope::All, &lens()).await > 0, "{words}");
            assert!(milestones(&two.far).is_empty(), "{words}");
        }
        two.check(&query("page=9"), Scope::All, &lens()).await;
        assert!(milestones(&two.far)[0] > 2);
    }
}
