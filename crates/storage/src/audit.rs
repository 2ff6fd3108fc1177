//! Who did what: rows that are only ever added, each sealed by a hash over itself and the row before.

use crate::{Result, Store, Tx, row::Row, sql::Sql};
use domain::time::Micros;
use sha2::{Digest, Sha256};

/// What is kept of something that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: Micros,
    /// By whom: an e-mail address, empty for somebody unknown.
    pub actor: String,
    /// What, as a word.
    pub event: String,
    /// The rest, as JSON.
    pub detail: String,
}

/// An entry as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its number: from 1, without gaps.
    pub id: i64,
    /// What it says.
    pub entry: Entry,
    /// Its seal.
    pub hash: String,
}

/// What a look at every entry came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chain {
    /// All are there, as they were written.
    Whole {
        /// How many.
        entries: i64,
        /// The seal of the last one; empty where there is none.
        head: String,
    },
    /// This one is missing, or is not as it was written.
    Broken(i64),
}

/// Adds an entry; its number.
///
/// Numbers are given out one transaction at a time: whoever else adds one waits here until this transaction has ended.
/// Hence an entry is the last thing a transaction writes.
pub async fn append(tx: &mut Tx, entry: &Entry) -> Result<i64> {
    let id = tx.next_ids("audit", 1).await?;
    let last = Sql::with("SELECT hash FROM audit WHERE id = ?", [(id - 1).into()]);
    let before = match tx.fetch_one(last).await? {
        Some(row) => row.of("audit").text("hash")?,
        // The first one; or the last was taken away, which a look at the chain will find.
        None => String::new(),
    };
    let sql = Sql::with(
        "INSERT INTO audit (id, at, actor, event, detail, hash) VALUES (?, ?, ?, ?, ?, ?)",
        [
            id.into(),
            entry.at.into(),
            (&entry.actor).into(),
            (&entry.event).into(),
            (&entry.detail).into(),
            seal(&before, id, entry).into(),
        ],
    );
    tx.execute(sql).await?;
    Ok(id)
}

/// The hash of an entry behind one with the hash `before`. Each part says how long it is, so that no two entries
/// make the same text.
fn seal(before: &str, id: i64, entry: &Entry) -> String {
    let mut hash = Sha256::new();
    let (id, at) = (id.to_string(), entry.at.to_string());
    for part in [before, &id, &at, &entry.actor, &entry.event, &entry.detail] {
        hash.update(part.len().to_be_bytes());
        hash.update(part);
    }
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

const COLUMNS: &str = "id, at, actor, event, detail, hash";

fn kept(row: Row) -> Result<Kept> {
    let mut cells = row.of("audit");
    Ok(Kept {
        id: cells.int("id")?,
        entry: Entry {
            at: cells.int("at")?,
            actor: cells.text("actor")?,
            event: cells.text("event")?,
            detail: cells.text("detail")?,
        },
        hash: cells.text("hash")?,
    })
}

/// The last entries, oldest first.
pub async fn last(store: &Store, limit: u32) -> Result<Vec<Kept>> {
    let text = format!("SELECT {COLUMNS} FROM audit ORDER BY id DESC LIMIT ?");
    let rows = store.fetch(Sql::with(text, [i64::from(limit).into()])).await?;
    rows.into_iter().rev().map(kept).collect()
}

/// Entries that are looked at together.
const BLOCK: i64 = 1_000;

/// Looks at every entry there is by now: is each there, and as it was written?
pub async fn check(store: &Store) -> Result<Chain> {
    let next = Sql::new("SELECT next FROM id_counter WHERE name = 'audit'");
    let next = store.fetch_one(next).await?.map_or(Ok(1), Row::single)?;
    let (mut expected, mut before) = (1, String::new());
    while expected < next {
        let text = format!("SELECT {COLUMNS} FROM audit WHERE id >= ? AND id < ? ORDER BY id LIMIT ?");
        let block = Sql::with(text, [expected.into(), next.into(), BLOCK.into()]);
        let block = store.fetch(block).await?;
        if block.is_empty() {
            return Ok(Chain::Broken(expected));
        }
        for row in block {
            let found = kept(row)?;
            if found.id != expected || found.hash != seal(&before, found.id, &found.entry) {
                return Ok(Chain::Broken(expected));
            }
            (expected, before) = (expected + 1, found.hash);
        }
    }
    Ok(Chain::Whole {
        entries: next - 1,
        head: before,
    })
}
