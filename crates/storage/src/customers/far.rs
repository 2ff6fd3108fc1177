//! A page far down its list, found from a row that is known to stand before it: walking there from the first row, as
//! `OFFSET` does, takes the longer the further down it is.
//!
//! Everything is read from one state of the database, whose version says whether what is known still holds.

use super::{
    filter::{self, Key},
    read::{self, Found, Lens, Scope},
};
use crate::{
    Result, Store, Tx,
    row::Row,
    sql::{Bind, Sql},
};
use domain::{customers::query::GridQuery, ids::CustomerId, value::Value};

/// The rows that match, in an order.
pub(super) struct List {
    matching: Sql,
    /// The id comes last.
    keys: Vec<Key>,
    version: Sql,
}

/// A row that reading starts from.
struct Start {
    /// Behind so many rows.
    at: u64,
    /// What it is sorted by.
    values: Vec<Bind>,
}

impl List {
    /// The list of a query; nothing where it is walked in any case. Of keys in several directions no row value tells
    /// what stands behind. What holds for a moment is asked for once, and words find their rows in their own way.
    pub(super) fn of(query: &GridQuery, scope: Scope, lens: &Lens<'_>) -> Option<Self> {
        let (matching, keys) = (
            filter::matching(query, scope, lens),
            filter::keys(&query.sort, lens),
        );
        let one_way = keys.windows(2).all(|two| two[0].descending == two[1].descending);
        let words = matching.binds.iter().any(|bind| matches!(bind, Bind::Word(_)));
        (one_way && !words && !filter::is_of_the_moment(query)).then(|| Self {
            matching,
            keys,
            version: read::version(scope),
        })
    }

    /// Are these all rows by their ids? Then a way costs the same in parts and at once; where rows are found by a condition
    /// or put in order first, each part could cost as much as the whole.
    fn is_plain(&self) -> bool {
        self.matching.text.is_empty() && self.keys.len() == 1
    }

    /// All that decides which rows it has, and their order.
    fn name(&self) -> Sql {
        let mut name = self.matching.clone();
        name.push(&filter::ordered(&self.keys));
        name
    }

    async fn version(&self, tx: &mut Tx) -> Result<i64> {
        let mut sql = Sql::new("SELECT ");
        sql.append(self.version.clone());
        tx.fetch_one(sql).await?.map_or(Ok(0), Row::single)
    }

    /// The row with this id, to start from; nothing where it is not there, or has a key that cannot be compared.
    async fn start(&self, tx: &mut Tx, at: u64, id: CustomerId) -> Result<Option<Start>> {
        let keys: Vec<_> = self.keys.iter().map(|key| key.by.as_str()).collect();
        let text = format!("SELECT {} FROM customer_grid g WHERE g.id = ?", keys.join(", "));
        let row = tx.fetch_one(Sql::with(text, [id.0.into()])).await?;
        let values = row.and_then(|row| row.0.into_iter().map(comparable).collect());
        Ok(values.map(|values| Start { at, values }))
    }

    /// The ids of so many rows, without the first ones behind `start`. Rows as high as it in the first key come before
    /// the others, each found by the index of that key: asked for at once, SQLite would walk past all that are as high.
    async fn ids(
        &self,
        tx: &mut Tx,
        start: Option<&Start>,
        many: usize,
        skip: u64,
    ) -> Result<Vec<CustomerId>> {
        let Some(start) = start else {
            return self.cut(tx, None, &self.keys, many, skip).await;
        };
        let (_, ties) = self.parts();
        let mut found = self.cut(tx, Some(self.level(start)), ties, many, skip).await?;
        let Some(beyond) = self.beyond(start).filter(|_| found.len() < many) else {
            return Ok(found);
        };
        let skip = match found.is_empty() {
            true => skip - self.passed(tx, start, skip).await?,
            false => 0,
        };
        let missing = many - found.len();
        found.extend(self.cut(tx, Some(beyond), &self.keys, missing, skip).await?);
        Ok(found)
    }

    async fn cut(
        &self,
        tx: &mut Tx,
        place: Option<Sql>,
        keys: &[Key],
        many: usize,
        skip: u64,
    ) -> Result<Vec<CustomerId>> {
        let mut sql = Sql::new("SELECT g.id FROM customer_grid g");
        sql.append(self.matching_at(place)).push(&filter::ordered(keys));
        sql.push(&format!(" LIMIT {many} OFFSET {skip}"));
        let rows = tx.fetch(sql).await?;
        rows.into_iter().map(|row| row.single().map(CustomerId)).collect()
    }

    /// How many of the rows level with `start` there are, `most` at most.
    async fn passed(&self, tx: &mut Tx, start: &Start, most: u64) -> Result<u64> {
        let mut sql = Sql::new("SELECT COUNT(*) FROM (SELECT 1 FROM customer_grid g");
        sql.append(self.matching_at(Some(self.level(start))));
        sql.push(&format!(" LIMIT {most}) level"));
        match tx.fetch_one(sql).await? {
            Some(row) => row.of("customer_grid").count("level"),
            None => Ok(0),
        }
    }

    fn matching_at(&self, place: Option<Sql>) -> Sql {
        let mut sql = self.matching.clone();
        if let Some(place) = place {
            sql.push(if sql.text.is_empty() { " WHERE " } else { " AND " })
                .append(place);
        }
        sql
    }

    /// From `start` on, among the rows that are as high in the first key.
    fn level(&self, start: &Start) -> Sql {
        let (first, ties) = self.parts();
        let mut sql = Sql::default();
        for (key, value) in first.iter().zip(&start.values) {
            sql.push(&format!("{} = ", key.by))
                .bind(value.clone())
                .push(" AND ");
        }
        let keys: Vec<_> = ties.iter().map(|key| key.by.as_str()).collect();
        let values = vec!["?"; keys.len()].join(", ");
        sql.push(&format!("({}) {}= ({values})", keys.join(", "), self.behind()));
        sql.binds.extend(start.values.iter().skip(first.len()).cloned());
        sql
    }

    /// Behind `start` by the first key; nothing where that is the id.
    fn beyond(&self, start: &Start) -> Option<Sql> {
        let (first, _) = self.parts();
        let (key, value) = first.iter().zip(&start.values).next()?;
        Some(Sql::with(
            format!("{} {} ?", key.by, self.behind()),
            [value.clone()],
        ))
    }

    /// The first key, if it is not the id, and those that decide where it does not.
    fn parts(&self) -> (&[Key], &[Key]) {
        self.keys.split_at(usize::from(self.keys.len() > 1))
    }

    fn behind(&self) -> &'static str {
        let descending = self.keys.first().is_some_and(|key| key.descending);
        if descending { "<" } else { ">" }
    }
}

/// A value as it stands in the database. Text that is not UTF-8 there has been read as something else.
fn comparable(value: Value) -> Option<Bind> {
    match value {
        Value::Int(n) => Some(n.into()),
        Value::Text(text) if text.contains(char::REPLACEMENT_CHARACTER) => None,
        Value::Text(text) => Some(text.into()),
        Value::Null => None,
    }
}

/// The rows of the query's page, and the version of the data. The way there is marked, and so are the ends of the page,
/// where the next one starts.
pub(super) async fn page(store: &Store, list: &List, query: &GridQuery) -> Result<Found> {
    let (name, milestones) = (list.name(), store.milestones());
    let known = milestones.nearest(&name, query.offset());
    let mut tx = store.snapshot_in_time().await?;
    let version = list.version(&mut tx).await?;
    let known = known.filter(|known| known.version == version);
    let start = match known {
        Some(known) => list.start(&mut tx, known.at, known.id).await?,
        None => None,
    };
    let (ids, mut passed) = walk(store, &mut tx, list, start, query).await?;
    let numbered = (query.offset()..).zip(ids.iter().copied());
    passed.extend(numbered.clone().next());
    passed.extend(numbered.last());
    milestones.note(name, version, passed);
    let rows = read::rows(&mut tx, &ids, &query.columns).await?;
    Ok(Found { rows, version })
}

/// The ids of the query's page, and rows on the way there with their places.
async fn walk(
    store: &Store,
    tx: &mut Tx,
    list: &List,
    mut start: Option<Start>,
    query: &GridQuery,
) -> Result<(Vec<CustomerId>, Vec<(u64, CustomerId)>)> {
    let behind = |start: &Option<Start>| start.as_ref().map_or(0, |start| start.at);
    let (from, mut passed) = (behind(&start), Vec::new());
    let (hops, step) = match list.is_plain() {
        true => store.milestones().hops(query.offset() - from),
        false => (0, 0),
    };
    for hop in 1..=hops {
        let at = from + hop * step;
        let skip = at - behind(&start);
        let Some(id) = list.ids(tx, start.as_ref(), 1, skip).await?.pop() else {
            return Ok((Vec::new(), passed));
        };
        let Some(next) = list.start(tx, at, id).await? else {
            break;
        };
        passed.push((at, id));
        start = Some(next);
    }
    let skip = query.offset() - behind(&start);
    let ids = list.ids(tx, start.as_ref(), query.limit().into(), skip).await?;
    Ok((ids, passed))
}
