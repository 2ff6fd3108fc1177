//! Imports that are kept waiting by somebody who reads.

use super::*;

/// Watches an import that is kept waiting by a reader, without any patience of its own; it hears three times of it before
/// the reader leaves, or says that it is enough.
struct Kept {
    reader: Option<Tx>,
    told: usize,
    gives_up: bool,
}

impl Watch for Kept {
    async fn told(&mut self, _: Progress) -> storage::Result<bool> {
        self.told += 1;
        if self.told == 3 {
            self.reader.take_if(|_| !self.gives_up);
        }
        Ok(self.told < 3 || !self.gives_up)
    }

    fn pause(&self, _: usize) -> Option<Duration> {
        None
    }
}

// PostgreSQL looks after its own log.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_does_not_add_to_a_long_log_that_somebody_still_reads_before() {
    Empty::run(Engine::Sqlite, async |shop: Shop| {
        let store = &shop.shared.store;
        let path = shop.file(&many(600, false));
        let mut reader = Some(testing::long_reader(store).await.unwrap());
        for _ in 0..280 {
            let megabyte = "INSERT INTO setting (key, value) VALUES ('long', hex(randomblob(500000))) \
                            ON CONFLICT (key) DO UPDATE SET value = excluded.value";
            testing::by_hand(store, megabyte).await.unwrap();
        }
        for (gives_up, rows) in [(true, 0), (false, 600)] {
            let mut watch = Kept {
                reader: reader.take(),
                told: 0,
                gives_up,
            };
            let report = import(&shop.ctx(), &path, SKIP, &mut watch).await.unwrap();
            assert_eq!(counts(&report), [rows, rows, 0, 0, 0]);
            assert_eq!(shop.customers(600).await.len() as u64, rows);
            assert!(watch.told >= 3, "it waited for the reader");
            reader = watch.reader;
        }
    })
    .await;
}
