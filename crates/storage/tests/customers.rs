//! Customers are written and read back whole, on both engines.

use domain::ids::{AddressId, CustomerId, WebsiteId};
use storage::{
    Error, Store, Tx, Unique,
    customers::{
        detail::detail,
        operation::{self, OperationId},
        record::{CustomerRecord, delete, email_owner, find, load, save},
    },
    reference::{NewOrder, add_orders, add_website, set_share_accounts},
    testing::{a_customer, an_address, random_customers},
};

const NOW: i64 = 1_700_000_000_000_000;

async fn begin(store: &Store) -> (Tx, OperationId) {
    let mut tx = store.begin().await.unwrap();
    let operation = operation::open(&mut tx, "test", "", "", NOW).await.unwrap();
    (tx, operation)
}

async fn saved(store: &Store, mut records: Vec<CustomerRecord>) -> Vec<CustomerRecord> {
    let (mut tx, operation) = begin(store).await;
    save(&mut tx, operation, &mut records, NOW).await.unwrap();
    tx.commit().await.unwrap();
    records
}

async fn stored(store: &Store, ids: &[CustomerId]) -> Vec<CustomerRecord> {
    load(&mut store.begin().await.unwrap(), ids).await.unwrap()
}

storage::both_engines! {
    async fn records_survive(store: Store) {
        let records = saved(&store, random_customers(700, 1, None)).await;
        let mut ids: Vec<_> = records.iter().map(|r| r.id).collect();
        ids.insert(3, CustomerId(999_999));
        assert_eq!(stored(&store, &ids).await, records);
        assert!(records.iter().all(|r| r.version == 1 && r.updated_at == NOW));
    }

    async fn hostile_text_survives(store: Store) {
        let hostile = [
            "'; DROP TABLE customer; --", "\"quoted\"", "%_\\", "=1+1", "?", "$1", "a\r\nb\tc", "日本語 🎉",
            "\u{202e}right to left", "{\"json\": [1]}", "é vs e\u{301}", "<script>alert(1)</script>", " spaces ",
            &"x".repeat(10_000), &"ﷺ".repeat(255),
        ];
        let records = hostile.iter().enumerate().map(|(n, text)| {
            let address = an_address().in_city(text).with(|a| a.street = (*text).to_owned());
            a_customer().named(text, text).email(&format!("{n}@example.com")).with_address(address).build()
        });
        let records = saved(&store, records.collect()).await;
        let ids: Vec<_> = records.iter().map(|r| r.id).collect();
        assert_eq!(stored(&store, &ids).await, records);
    }

    async fn a_save_leaves_exactly_the_record(store: Store) {
        let jon = a_customer().with_address(an_address()).with_address(an_address().in_city("Gone")).subscribed(1);
        let mut jon = saved(&store, vec![jon.build()]).await.remove(0);
        assert_eq!(jon.billing().unwrap().city, "Gone", "the last default wins");
        let old = jon.clone();
        jon.addresses.remove(1);
        jon.addresses[0].zip = "95009".to_owned();
        jon.addresses[0].default_shipping = true;
        jon.addresses.push(an_address().in_city("New").not_default().build());
        jon.newsletter.clear();
        jon.email = "JON@Example.com".to_owned();
        let (mut tx, operation) = begin(&store).await;
        let mut records = [jon];
        save(&mut tx, operation, &mut records, NOW + 1).await.unwrap();
        tx.commit().await.unwrap();
        let [jon] = records;
        assert_eq!((jon.version, jon.updated_at), (2, NOW + 1));
        assert!(jon.addresses[1].id > old.addresses[1].id);
        assert!(jon.billing().is_none());
        assert_eq!(stored(&store, &[jon.id]).await, std::slice::from_ref(&jon));
        let mut tx = store.begin().await.unwrap();
        assert_eq!(operation::before(&mut tx, operation, jon.id).await.unwrap(), Some(old));
    }

    async fn what_is_stored_already_is_not_written_again(store: Store) {
        let records = vec![
            a_customer().email("a@example.com").with_address(an_address()).with_address(an_address()).subscribed(1),
            a_customer().email("b@example.com").with_address(an_address()),
        ];
        let old = saved(&store, records.into_iter().map(|r| r.build()).collect()).await;
        let mut records = old.clone();
        records[1].addresses[0].city = "New".to_owned();
        let (mut tx, operation) = begin(&store).await;
        save(&mut tx, operation, &mut records, NOW + 1).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((&records[0], records[1].version, records[1].updated_at), (&old[0], 2, NOW + 1));
        let ids: Vec<_> = records.iter().map(|r| r.id).collect();
        assert_eq!(stored(&store, &ids).await, records);
        let mut tx = store.begin().await.unwrap();
        assert_eq!(operation::before(&mut tx, operation, ids[0]).await.unwrap(), None);
        assert_eq!(operation::before(&mut tx, operation, ids[1]).await.unwrap().as_ref(), Some(&old[1]));
    }

    async fn the_same_address_twice_on_a_website_is_a_clash(store: Store) {
        saved(&store, vec![a_customer().email("Jon@example.com").build()]).await;
        let (mut tx, operation) = begin(&store).await;
        let clash = save(&mut tx, operation, &mut [a_customer().email("jon@EXAMPLE.com").build()], NOW).await;
        assert!(matches!(clash, Err(Error::Clash { what: Unique::CustomerEmail })), "{clash:?}");
        drop(tx);
        let (mut tx, _) = begin(&store).await;
        let website = add_website(&mut tx, "second", "Second", false, &[]).await.unwrap();
        assert_eq!(email_owner(&mut tx, "JON@example.com", website).await.unwrap(), None);
        let owner = email_owner(&mut tx, "JON@example.com", WebsiteId(1)).await.unwrap();
        assert_eq!(owner, Some(CustomerId(1)));
        set_share_accounts(&mut tx, true).await.unwrap();
        assert_eq!(email_owner(&mut tx, "JON@example.com", website).await.unwrap(), owner);
    }

    async fn customers_are_found_by_address_and_website(store: Store) {
        let records = saved(&store, random_customers(50, 2, None)).await;
        let mut keys: Vec<_> = records.iter().map(|r| (r.email.to_uppercase(), r.website)).collect();
        keys.push(("nobody@example.com".to_owned(), WebsiteId(1)));
        keys.push((records[0].email.clone(), WebsiteId(7)));
        let mut tx = store.begin().await.unwrap();
        let found = find(&mut tx, &keys).await.unwrap();
        assert_eq!(found.len(), 50);
        for record in records {
            assert_eq!(found[&(record.email.to_lowercase(), record.website)], record.id);
        }
    }

    async fn deleting_leaves_orders_and_cannot_be_undone(store: Store) {
        let jon = a_customer().with_address(an_address()).subscribed(1);
        let records = saved(&store, vec![jon.build(), a_customer().email("other@example.com").build()]).await;
        let id = records[0].id;
        let (mut tx, operation) = begin(&store).await;
        let order = NewOrder {
            customer: Some(id), website: WebsiteId(1), increment: "000000001", status: "complete",
            subtotal: 10_0000, grand_total: 12_1000, quantity: 1, created_at: NOW,
        };
        add_orders(&mut tx, &[order]).await.unwrap();
        assert_eq!(delete(&mut tx, operation, &[id, CustomerId(77)]).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_eq!(stored(&store, &[id]).await, []);
        assert_eq!(detail(&store, id).await.unwrap(), None);
        assert!(detail(&store, records[1].id).await.unwrap().is_some());

        let mut tx = store.begin().await.unwrap();
        for operation in [OperationId(1), operation] {
            assert_eq!(operation::before(&mut tx, operation, id).await.unwrap(), None);
        }
        drop(tx);
        let kept = storage::testing::contents(&store).await.unwrap();
        assert!(kept.iter().any(|row| row.starts_with("customer_order ") && row.contains("000000001")));
    }

    async fn a_dropped_transaction_leaves_no_trace(store: Store) {
        let (mut tx, operation) = begin(&store).await;
        save(&mut tx, operation, &mut random_customers(10, 3, None), NOW).await.unwrap();
        drop(tx);
        let records = saved(&store, vec![a_customer().with_address(an_address()).build()]).await;
        assert_eq!((records[0].id, records[0].addresses[0].id), (CustomerId(1), AddressId(1)));
    }

    async fn the_detail_names_what_the_ids_mean(store: Store) {
        let jon = saved(&store, vec![a_customer().in_group(2).build()]).await.remove(0);
        let detail = detail(&store, jon.id).await.unwrap().unwrap();
        assert_eq!(
            [&*detail.group, &detail.website, &detail.store_view, &detail.company],
            ["Wholesale", "Main Website", "Default Store View", ""]
        );
        assert_eq!(detail.record, jon);
    }
}
