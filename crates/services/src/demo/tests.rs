//! The demo shop is the same for everybody, keeps the product's own rules, and has something of everything.

use super::{
    BATCH, SETTING, STARTED, State, company::Company, definitions, load, orders, people::People, reference,
    scopes::Scopes, segments, state,
};
use domain::{
    customers::{choice::Reference, edit, postcode},
    time::{self, Micros},
};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use storage::{Store, customers::record::CustomerRecord};

/// 2026-11-21 00:00 UTC.
const NOW: Micros = 1_795_219_200_000_000;

fn customers(seed: u64, customers: u64, count: u64) -> Vec<CustomerRecord> {
    let scopes = Scopes::fresh();
    let people = People::new(seed, customers, NOW, &scopes);
    let mut company = None;
    (0..count)
        .map(|n| {
            if Company::begins_at(n) {
                company = Some(Company::around(seed, n));
            }
            let member = company.as_ref().and_then(|c| Some((c, 1, c.role(n)?)));
            people.customer(n, member)
        })
        .collect()
}

#[test]
fn a_seed_makes_the_same_customers_for_everybody() {
    let json = serde_json::to_vec(&customers(1, 10_000, 100)).unwrap();
    let hash: String = Sha256::digest(&json).iter().map(|b| format!("{b:02x}")).collect();
    // Changes whenever somebody's demo data changes: say so in the changelog.
    assert_eq!(
        hash,
        "97957a739029be962ed9b3503bbb94160cb0fa0116b33134c634156b2e948116"
    );
    assert_ne!(customers(2, 10_000, 100), customers(1, 10_000, 100));
}

#[test]
fn every_customer_keeps_the_rules() {
    let mut emails = HashSet::new();
    for c in customers(1, 20_000, 20_000) {
        assert_eq!(edit::email(&c.email).as_ref(), Ok(&c.email));
        assert!(
            c.email.ends_with("@example.com")
                || c.email.ends_with("@example.org")
                || c.email.ends_with("@example.net")
        );
        assert!(emails.insert(c.email.to_lowercase()), "{} twice", c.email);
        assert!(c.created_at <= NOW && c.created_at % 1_000_000 == 0);
        assert!(
            c.birth.is_empty() || time::parse_date(&c.birth).is_some(),
            "{}",
            c.birth
        );
        assert_eq!(edit::short(&c.tax_vat).as_ref(), Ok(&c.tax_vat));
        assert!(c.store_view > 0 && !c.created_in.is_empty());
        for a in &c.addresses {
            assert_eq!(
                postcode::wrong(&a.country, &a.zip),
                None,
                "{} {}",
                a.country,
                a.zip
            );
            assert_eq!(edit::phone(&a.phone).as_ref(), Ok(&a.phone));
            assert!(!a.street.is_empty() && !a.city.is_empty());
        }
        assert!(c.addresses.iter().filter(|a| a.default_billing).count() <= 1);
        assert!(c.addresses.iter().filter(|a| a.default_shipping).count() <= 1);
    }
}

#[test]
fn there_is_something_of_everything() {
    let all = customers(1, 10_000, 10_000);
    let some = |what: &str, range: std::ops::Range<usize>, is: &dyn Fn(&CustomerRecord) -> bool| {
        let count = all.iter().filter(|c| is(c)).count();
        assert!(range.contains(&count), "{count} of {what}");
    };
    some("no address", 300..900, &|c| c.addresses.is_empty());
    some("no birth date", 1_500..2_500, &|c| c.birth.is_empty());
    some("inactive", 150..400, &|c| !c.active);
    some("unconfirmed", 100..400, &|c| !c.confirmation.is_empty());
    some("locked", 5..60, &|c| c.lock_expires > NOW);
    some("lock that ran out", 20..120, &|c| {
        c.lock_expires > 0 && c.lock_expires <= NOW
    });
    some("company administrators", 100..101, &|c| c.company_role == 1);
    some("company users", 100..701, &|c| c.company_role == 2);
    some("subscribed", 3_000..4_000, &|c| {
        c.newsletter.iter().any(|s| s.status == 1)
    });
    some("leading zeros", 200..3_000, &|c| {
        c.addresses.iter().any(|a| a.zip.starts_with('0'))
    });
    some("formulas", 10..50, &|c| {
        c.addresses.iter().any(|a| a.company.starts_with('='))
    });
    some("two lines of street", 1_000..3_000, &|c| {
        c.addresses.iter().any(|a| a.street.contains('\n'))
    });
    for website in 1..=4 {
        some("a website", 1_000..5_000, &|c| c.website.0 == website);
    }
    for country in ["NL", "SE", "FR", "DE", "US"] {
        some(country, 1_000..4_000, &|c| {
            c.addresses.iter().any(|a| a.country == country)
        });
    }
}

#[test]
fn orders_have_their_own_numbers_and_come_after_the_account() {
    let all = customers(1, 5_000, 5_000);
    let orders: Vec<_> = all
        .iter()
        .enumerate()
        .map(|(n, c)| (c, orders::of(1, n as u64, c, NOW)))
        .collect();
    let mut numbers = HashSet::new();
    for (customer, orders) in &orders {
        for order in orders {
            let order = order.stored(customer);
            assert!(numbers.insert(order.increment.to_owned()));
            assert!(order.created_at <= NOW && order.created_at >= customer.created_at);
            assert!(order.grand_total >= order.subtotal && order.quantity > 0);
        }
    }
    assert!((1_000..4_000).contains(&numbers.len()), "{}", numbers.len());
}

#[test]
fn the_segments_are_valid() {
    let reference = Reference {
        groups: (0..4).map(|id| (id, format!("Group {id}"))).collect(),
        websites: (1..5).map(|id| (id, format!("Website {id}"))).collect(),
        ..Reference::default()
    };
    let definitions = segments::definitions(&Scopes::fresh(), NOW);
    assert_eq!(definitions.len(), 8);
    for definition in definitions {
        assert_eq!(definition.check(&reference), [], "{}", definition.name);
    }
}

#[test]
fn a_batch_never_parts_a_company() {
    assert_eq!(BATCH % 100, 0);
}

async fn empty() -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("demo.db").display());
    let store = Store::open(&url).await.unwrap();
    store.migrate().await.unwrap();
    (store, folder)
}

#[tokio::test]
async fn a_load_that_was_interrupted_can_be_repeated() {
    let (store, _folder) = empty().await;
    for _ in 0..2 {
        let store = store.clone();
        let killed = tokio::spawn(async move {
            let mut stop = |_| panic!("killed");
            load(&store, 150, 1, NOW, &mut stop).await
        });
        assert!(killed.await.is_err());
    }
    assert_eq!(state(&store).await.unwrap(), State::Empty);
    let loaded = load(&store, 150, 1, NOW, &mut |_| ()).await.unwrap();
    assert_eq!((loaded.customers, loaded.segments), (150, 8));
    assert_eq!(reference::reference(&store).await.unwrap().websites.len(), 4);
    assert_eq!(state(&store).await.unwrap(), State::Filled);
    // As it stands while the load still runs, and when it is killed then.
    let mut tx = store.begin().await.unwrap();
    reference::set_setting(&mut tx, SETTING, STARTED).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(state(&store).await.unwrap(), State::Partial);
    store.close().await;
}

#[tokio::test]
async fn an_empty_shop_is_filled() {
    let (store, _folder) = empty().await;
    assert_eq!(state(&store).await.unwrap(), State::Empty);
    let mut heard = Vec::new();
    let loaded = load(&store, 2_150, 1, NOW, &mut |n| heard.push(n)).await.unwrap();
    assert_eq!(heard, [2_000, 2_150]);
    assert_eq!(
        (loaded.customers, loaded.companies, loaded.segments),
        (2_150, 22, 8)
    );
    assert!(loaded.orders > 500, "{loaded:?}");
    assert_eq!(state(&store).await.unwrap(), State::Filled);
    let reference = reference::reference(&store).await.unwrap();
    assert_eq!(reference.websites.len(), 4);
    for segment in definitions::list(&store).await.unwrap() {
        let found = segment.data.customers.is_some_and(|n| n > 0);
        assert_eq!(found, segment.definition.active, "{}", segment.definition.name);
    }
    store.close().await;
}
