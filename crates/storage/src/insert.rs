//! Writing many rows of a table: the next statement is made while the database is at one.

use crate::{
    Error, Result, Tx,
    sql::{Bind, Rows, Sql},
};
use std::collections::BTreeMap;

/// What a bulk write has to know of a table.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// The columns written, in the order of the values.
    pub(crate) columns: &'static [&'static str],
    /// The columns of the primary key.
    pub(crate) key: &'static str,
    /// Columns that keep their first value for ever.
    pub(crate) fixed: &'static [&'static str],
}

/// What happens to a row that exists already.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    /// There is none; a clash is an error.
    None,
    /// It gets the new values.
    Replace,
    /// It stays.
    Keep,
}

/// How many rows a statement of an engine writes.
#[derive(Clone, Copy)]
pub(crate) enum Sizes {
    /// So many, and of what is left as many as the next number says, down to one: where another number is another text,
    /// which would have to be prepared anew.
    Fixed(&'static [usize]),
    /// As many as there are, but not more than this.
    UpTo(usize),
}

impl Sizes {
    /// The most there are.
    fn most(self) -> usize {
        match self {
            Self::Fixed(sizes) => sizes.first().copied().unwrap_or(1),
            Self::UpTo(most) => most,
        }
    }

    /// How many of so many rows the next statement writes.
    fn of(self, rows: usize) -> usize {
        match self {
            Self::Fixed(sizes) => sizes.iter().copied().find(|size| *size <= rows).unwrap_or(0),
            Self::UpTo(most) => rows.min(most),
        }
    }
}

/// A row to be written: as it stands in the table, where it does, and as it shall be.
pub(crate) struct Put {
    before: Option<Vec<Bind>>,
    after: Vec<Bind>,
}

impl Put {
    /// The values of `row`, of which `old` is stored; nothing where they are the same.
    pub(crate) fn of<T: PartialEq>(
        old: Option<&T>,
        row: &T,
        values: impl Fn(&T, &mut Vec<Bind>),
    ) -> Option<Self> {
        let values = |row: &T| {
            let mut out = Vec::new();
            values(row, &mut out);
            out
        };
        (old != Some(row)).then(|| Self {
            before: old.map(&values),
            after: values(row),
        })
    }

    /// A row that is written whole, or not at all.
    pub(crate) fn new(values: impl Into<Vec<Bind>>) -> Self {
        Self {
            before: None,
            after: values.into(),
        }
    }
}

/// The statements that write the rows of a table, each made when it is asked for.
///
/// Of rows that exist only what differs is written, last: an index is touched only where its column differs, which
/// makes a change many times cheaper than a rewrite. Rows that differ in the same columns share statements.
pub(crate) struct Statements<I> {
    table: &'static Table,
    existing: Existing,
    sizes: Sizes,
    rows: I,
    new: Vec<Bind>,
    /// By the places of the columns that differ: the key and their values, row by row.
    changes: BTreeMap<Vec<usize>, Vec<Bind>>,
}

impl<I> Statements<I> {
    /// What writes `rows`, which have all columns of the table, the key first.
    pub(crate) fn new(table: &'static Table, existing: Existing, sizes: Sizes, rows: I) -> Self {
        Self {
            table,
            existing,
            sizes,
            rows,
            new: Vec::new(),
            changes: BTreeMap::new(),
        }
    }
}

/// A statement, and the rows it must find where they exist.
pub(crate) type Statement = (Sql, Option<Finds>);

/// Rows that a statement must find.
pub(crate) struct Finds {
    table: &'static Table,
    rows: usize,
    first: Option<Bind>,
}

impl<I: Iterator<Item = Put>> Iterator for Statements<I> {
    type Item = Statement;

    fn next(&mut self) -> Option<Statement> {
        let width = self.table.columns.len();
        while self.new.len() < self.sizes.most() * width {
            match self.rows.next() {
                None => return self.rest(),
                Some(Put { before: None, after }) => self.new.extend(after),
                Some(Put {
                    before: Some(before),
                    after,
                }) => self.change(&before, after),
            }
        }
        self.insert()
    }
}

impl<I> Statements<I> {
    fn change(&mut self, before: &[Bind], after: Vec<Bind>) {
        let (mut columns, mut written) = (Vec::new(), Vec::new());
        for (at, (old, new)) in before.iter().zip(after).enumerate() {
            let differs = *old != new && !self.table.fixed.contains(&self.table.columns[at]);
            if at > 0 && differs {
                columns.push(at);
            }
            if at == 0 || differs {
                written.push(new);
            }
        }
        if !columns.is_empty() {
            self.changes.entry(columns).or_default().extend(written);
        }
    }

    /// What is left once there are no more rows.
    fn rest(&mut self) -> Option<Statement> {
        self.insert().or_else(|| self.update())
    }

    fn insert(&mut self) -> Option<Statement> {
        let rows = some(&mut self.new, self.table.columns.len(), self.sizes)?;
        Some((Sql::with(insert(self.table, self.existing), [rows.into()]), None))
    }

    fn update(&mut self) -> Option<Statement> {
        let mut group = self.changes.first_entry()?;
        let sql = update(self.table, group.key());
        let width = 1 + group.key().len();
        let rows = some(group.get_mut(), width, self.sizes)?;
        if group.get().is_empty() {
            group.remove();
        }
        let finds = Finds {
            table: self.table,
            rows: rows.cells.len() / width,
            first: rows.cells.first().cloned(),
        };
        Some((Sql::with(sql, [rows.into()]), Some(finds)))
    }
}

/// Takes as many rows as a statement has off the front of the cells; nothing where there are none.
fn some(cells: &mut Vec<Bind>, width: usize, sizes: Sizes) -> Option<Rows> {
    let size = sizes.of(cells.len() / width);
    let rest = cells.split_off(size * width);
    let cells = std::mem::replace(cells, rest);
    (size > 0).then_some(Rows { width, cells })
}

/// Runs statements one after the other; while the database is at one, the next is made.
pub(crate) async fn run(
    tx: &mut Tx,
    statements: Box<dyn Iterator<Item = Statement> + Send + '_>,
) -> Result<()> {
    tx.execute_each(statements, |finds, touched| match finds {
        Some(finds) if finds.rows as u64 != touched => Err(Error::Inconsistent {
            table: finds.table.name,
            column: finds.table.key,
            row: match finds.first {
                Some(Bind::Int(id)) => id.to_string(),
                _ => String::new(),
            },
        }),
        Some(_) | None => Ok(()),
    })
    .await
}

/// Writes rows.
pub(crate) async fn rows(
    tx: &mut Tx,
    table: &'static Table,
    existing: Existing,
    rows: Vec<Put>,
) -> Result<()> {
    let statements = Statements::new(table, existing, tx.sizes(), rows.into_iter());
    run(tx, Box::new(statements)).await
}

fn update(table: &Table, columns: &[usize]) -> String {
    let set: Vec<_> = columns
        .iter()
        .enumerate()
        .map(|(n, at)| format!("{} = v.column{}", table.columns[*at], n + 2))
        .collect();
    format!(
        "UPDATE {0} SET {1} FROM (?) AS v WHERE {0}.{2} = v.column1",
        table.name,
        set.join(", "),
        table.key
    )
}

fn insert(table: &Table, existing: Existing) -> String {
    let mut text = format!("INSERT INTO {} ({}) ?", table.name, table.columns.join(", "));
    match existing {
        Existing::None => {}
        Existing::Keep => text.push_str(&format!(" ON CONFLICT ({}) DO NOTHING", table.key)),
        Existing::Replace => {
            let changed = table.columns.iter().filter(|column| {
                !table.fixed.contains(column) && !table.key.split(", ").any(|key| key == **column)
            });
            let set: Vec<_> = changed
                .map(|column| format!("{column} = excluded.{column}"))
                .collect();
            text.push_str(&format!(
                " ON CONFLICT ({}) DO UPDATE SET {}",
                table.key,
                set.join(", ")
            ));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::both_engines;
    use std::ops::RangeInclusive;

    static TABLE: Table = Table {
        name: "t",
        columns: &["id", "a", "b", "made"],
        key: "id",
        fixed: &["made"],
    };

    const SOME: Sizes = Sizes::Fixed(&[64, 8, 1]);

    fn row(id: i64, a: &str, b: &str, made: i64) -> Vec<Bind> {
        vec![id.into(), a.into(), b.into(), made.into()]
    }

    fn made(rows: Vec<Put>, sizes: Sizes) -> Vec<(String, Vec<Bind>)> {
        let made = Statements::new(&TABLE, Existing::Replace, sizes, rows.into_iter());
        let made = made.map(|(mut sql, _)| match sql.binds.pop() {
            Some(Bind::Rows(rows)) => (sql.text, rows.cells),
            other => panic!("{other:?}"),
        });
        made.collect()
    }

    #[test]
    fn rows_that_differ_in_the_same_columns_share_a_statement() {
        let change = |before, after| Put {
            before: Some(before),
            after,
        };
        let mut rows = vec![
            Put::new(row(30, "new", "", 1)),
            // When it was made stays.
            change(row(40, "same", "", 1), row(40, "same", "", 2)),
        ];
        for id in 1..=9 {
            rows.push(change(row(id, "x", "", 1), row(id, "y", "", 2)));
            rows.push(change(row(id + 9, "x", "", 1), row(id + 9, "x", "z", 1)));
        }
        let insert =
            "INSERT INTO t (id, a, b, made) ? ON CONFLICT (id) DO UPDATE SET a = excluded.a, b = excluded.b";
        let update =
            |column| format!("UPDATE t SET {column} = v.column2 FROM (?) AS v WHERE t.id = v.column1");
        let cells = |ids: RangeInclusive<i64>, to: &str| -> Vec<Bind> {
            ids.flat_map(|id| [id.into(), to.into()]).collect()
        };
        let expected = [
            (insert.to_owned(), row(30, "new", "", 1)),
            (update("a"), cells(1..=8, "y")),
            (update("a"), cells(9..=9, "y")),
            (update("b"), cells(10..=17, "z")),
            (update("b"), cells(18..=18, "z")),
        ];
        assert_eq!(made(rows, SOME), expected);
    }

    #[test]
    fn many_rows_are_written_at_once_and_few_one_by_one() {
        let sizes = |rows: i64, sizes| -> Vec<usize> {
            let rows = (0..rows).map(|id| Put::new(row(id, "", "", 0)));
            let made = made(rows.collect(), sizes);
            made.iter().map(|(_, cells)| cells.len() / 4).collect()
        };
        assert_eq!(sizes(64 + 64 + 8 + 2, SOME), [64, 64, 8, 1, 1]);
        assert_eq!(sizes(0, SOME), [0; 0]);
        assert_eq!(sizes(64 + 64 + 10, Sizes::UpTo(64)), [64, 64, 10]);
        assert_eq!(sizes(0, Sizes::UpTo(64)), [0; 0]);
    }

    static USERS: Table = Table {
        name: "app_user",
        columns: &["id", "email"],
        key: "id",
        fixed: &[],
    };

    both_engines! {
        async fn a_row_that_is_gone_is_not_passed_over(store: Store) {
            let gone = |id: i64| Put {
                before: Some(vec![id.into(), "before".into()]),
                after: vec![id.into(), "after".into()],
            };
            let mut tx = store.begin().await.unwrap();
            let written = rows(&mut tx, &USERS, Existing::None, vec![gone(4711), gone(4712)]).await;
            assert!(
                matches!(&written, Err(Error::Inconsistent { table: "app_user", column: "id", row }) if row == "4711"),
                "{written:?}"
            );
        }
    }
}
