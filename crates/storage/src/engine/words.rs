//! The index of the searched text on SQLite: words that are looked for in it, and its parts, which are merged now and then.

use super::{
    Wanted,
    sqlite::{Sqlite, error, execute, fetch},
};
use crate::{
    Result,
    customers::loading,
    row::Row,
    sql::{Bind, Sql, Word, anywhere},
};
use sqlx::{SqliteConnection, SqlitePool};

impl Sqlite {
    /// Small parts are left out: edits leave them behind, they cost little, and SQLite merges them by itself.
    pub(super) async fn search_is_scattered(&self) -> Result<bool> {
        let sql = Sql::with(
            "SELECT COUNT(*) > ? FROM (SELECT 1 FROM customer_search_idx GROUP BY segid HAVING COUNT(*) >= ?)",
            [MOST_PARTS.into(), LARGE_PART.into()],
        );
        let many = fetch(&self.readers, sql).await?.into_iter().next();
        Ok(many.map_or(Ok(0), Row::single)? == 1)
    }

    /// Merges some pages of the index of the searched text; the first call says that all parts are to become one.
    pub(super) async fn merge_search(&self, first: bool) -> Result<bool> {
        let mut tx = self.begin().await?;
        let pages = if first { -MERGED } else { MERGED };
        let before = changes(&mut tx).await?;
        let merge = "INSERT INTO customer_search (customer_search, rank) VALUES ('merge', ?)";
        execute(&mut tx, Sql::with(merge, [pages.into()])).await?;
        let wrote = changes(&mut tx).await? - before;
        tx.commit().await.map_err(error)?;
        // The statement itself counts as one.
        Ok(wrote >= 2)
    }
}

/// Parts of the index of the searched text that a keyword is looked for in without anybody waiting for it.
const MOST_PARTS: i64 = 8;
/// Pages from which on a part counts.
const LARGE_PART: i64 = 8;
/// Pages of the index of the searched text that are merged in one transaction: nobody waits long for it.
const MERGED: i64 = 500;

/// How many rows this connection has changed so far.
async fn changes(tx: &mut SqliteConnection) -> Result<i64> {
    let rows = fetch(tx, Sql::new("SELECT total_changes()")).await?;
    rows.into_iter().next().map_or(Ok(0), Row::single)
}

/// Rows that may have the word come from the index of the searched text, and then their text is looked at, unless
/// the index knows it all. A word that was set aside, or is too short for the index, is looked for in the text alone.
pub(super) fn push_word(out: &mut String, word: &Word) {
    let also = |sql: &str| word.id.map_or_else(String::new, |id| format!(" {sql} {id}"));
    out.push('(');
    let whole = is_whole(word);
    if indexed(word).is_some() {
        out.push_str("g.id IN (SELECT rowid FROM customer_search WHERE customer_search MATCH ?");
        out.push_str(&also("UNION ALL SELECT"));
        out.push_str(if whole { "))" } else { ") AND " });
    }
    if !whole {
        out.push_str("(g.search LIKE ? ESCAPE '\\'");
        out.push_str(&also("OR g.id ="));
        out.push_str("))");
    }
}

/// The values for the placeholders of [`push_word`].
pub(super) fn word_binds(word: &Word) -> impl Iterator<Item = String> {
    let pattern = (!is_whole(word)).then(|| anywhere(&word.text));
    indexed(word).into_iter().chain(pattern)
}

/// What the index is asked for, if it is.
fn indexed(word: &Word) -> Option<String> {
    (!word.aside).then(|| trigrams(&word.text)).flatten()
}

/// Is the word found by the index alone, so that there is nothing left to look at? Beyond ASCII the index does not tell
/// every character from every other.
fn is_whole(word: &Word) -> bool {
    !word.aside && word.text.len() == 3 && word.text.is_ascii()
}

/// Three characters of a word at a time, as the index of the searched text is asked for them; nothing for a word
/// that has fewer. Some of them will do for a long word.
fn trigrams(word: &str) -> Option<String> {
    let characters: Vec<char> = word.chars().collect();
    if characters.len() < 3 {
        return None;
    }
    let all = characters.windows(3);
    let step = 1 + all.len() / MOST_TRIGRAMS;
    let asked = all.step_by(step).map(|three| {
        let three: String = three.iter().collect();
        format!("\"{}\"", three.replace('"', "\"\""))
    });
    Some(asked.collect::<Vec<_>>().join(" AND "))
}

/// As many narrow the rows down as far as it goes.
const MOST_TRIGRAMS: usize = 12;
/// So many rows are looked up and put in order faster than the rows are walked in order.
const FEW: i64 = 10_000;
/// Fills the index of the searched text from the grid, whatever it holds.
pub(super) const SEARCH_FILL: &str = "INSERT INTO customer_search (customer_search) VALUES ('delete-all'); \
     INSERT INTO customer_search (rowid, search) SELECT id, search FROM customer_grid";

/// Sets words aside that are in many rows: the planner cannot know. What is left finds the rows; where that is
/// nothing, they are walked in order until there are enough, or by the rarest word where all are wanted.
pub(super) async fn weigh(readers: &SqlitePool, binds: &mut [Bind], wanted: Wanted) -> Result<()> {
    let words = binds.iter_mut().filter_map(|bind| match bind {
        Bind::Word(word) => trigrams(&word.text).map(|trigrams| (word, trigrams)),
        _ => None,
    });
    let mut words: Vec<_> = words.collect();
    if words.is_empty() {
        return Ok(());
    }
    if !is_filled(readers).await? {
        for (word, _) in words {
            word.aside = true;
        }
        return Ok(());
    }
    if words.len() == 1 && wanted == Wanted::All {
        return Ok(());
    }
    let mut rarest = (i64::MAX, 0);
    for (at, (word, trigrams)) in words.iter_mut().enumerate() {
        let sql = Sql::with(
            "SELECT COUNT(*) FROM (SELECT 1 FROM customer_search WHERE customer_search MATCH ? LIMIT ?)",
            [trigrams.as_str().into(), FEW.into()],
        );
        let rows = fetch(readers, sql).await?;
        let count = rows.into_iter().next().map_or(Ok(0), Row::single)?;
        rarest = rarest.min((count, at));
        word.aside = true;
    }
    if let Some((word, _)) = words.get_mut(rarest.1) {
        word.aside = wanted == Wanted::First && rarest.0 == FEW;
    }
    Ok(())
}

/// Does the index of the searched text hold every row? Not while a load without indexes is under way.
async fn is_filled(readers: &SqlitePool) -> Result<bool> {
    let missing = Sql::with(
        "SELECT 1 FROM setting WHERE key = ? AND value <> ?",
        [loading::SETTING.into(), loading::NONE.into()],
    );
    Ok(fetch(readers, missing).await?.is_empty())
}
