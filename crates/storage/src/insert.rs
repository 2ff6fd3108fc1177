//! Writing many rows of a table: statements of a few fixed sizes, so that they stay prepared, the next of which is
//! made while the database is at one.

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

/// Rows per statement: large ones for bulk, small ones for what is left over.
const SIZES: [usize; 3] = [64, 8, 1];

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

    /// A row that is written whole, whatever there is.
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
    rows: I,
    new: Vec<Bind>,
    /// By the places of the columns that differ: the key and their values, row by row.
    changes: BTreeMap<Vec<usize>, Vec<Bind>>,
}

impl<I> Statements<I> {
    /// What writes `rows`, which have all columns of the table, the key first.
    pub(crate) fn new(table: &'static Table, existing: Existing, rows: I) -> Self {
        Self {
            table,
            existing,
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
        while self.new.len() < SIZES[0] * width {
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
        let rows = some(&mut self.new, self.table.columns.len())?;
        Some((Sql::with(insert(self.table, self.existing), [rows.into()]), None))
    }

    fn update(&mut self) -> Option<Statement> {
        let mut group = self.changes.first_entry()?;
        let sql = update(self.table, group.key());
        let width = 1 + group.key().len();
        let rows = some(group.get_mut(), width)?;
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
fn some(cells: &mut Vec<Bind>, width: usize) -> Option<Rows> {
    let rows = cells.len() / width;
    let size = SIZES.into_iter().find(|size| *size <= rows)?;
    let rest = cells.split_off(size * width);
    let cells = std::mem::replace(cells, rest);
    Some(Rows { width, cells })
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
    run(tx, Box::new(Statements::new(table, existing, rows.into_iter()))).await
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

    static TABLE: Table = Table {
        name: "t",
        columns: &["id", "a", "made"],
        key: "id",
        fixed: &["made"],
    };

    fn row(id: i64, a: &str, made: i64) -> Vec<Bind> {
        vec![id.into(), a.into(), made.into()]
    }

    fn made(rows: Vec<Put>) -> Vec<(String, Vec<Bind>)> {
        let made = Statements::new(&TABLE, Existing::Replace, rows.into_iter());
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
        let rows = vec![
            change(row(1, "x", 1), row(1, "y", 1)),
            Put::new(row(3, "new", 1)),
            // When it was made stays.
            change(row(4, "same", 1), row(4, "same", 2)),
            change(row(2, "x", 1), row(2, "z", 2)),
        ];
        let insert = "INSERT INTO t (id, a, made) ? ON CONFLICT (id) DO UPDATE SET a = excluded.a";
        let update = "UPDATE t SET a = v.column2 FROM (?) AS v WHERE t.id = v.column1";
        let each = [1, 2].map(|id| {
            (
                update.to_owned(),
                vec![id.into(), ["y", "z"][id as usize - 1].into()],
            )
        });
        let mut expected = vec![(insert.to_owned(), row(3, "new", 1))];
        expected.extend(each);
        assert_eq!(made(rows), expected);
    }

    #[test]
    fn many_rows_are_written_at_once_and_few_one_by_one() {
        let rows = (0..64 + 64 + 8 + 2).map(|id| Put::new(row(id, "", 0)));
        let sizes: Vec<_> = made(rows.collect())
            .iter()
            .map(|(_, cells)| cells.len() / 3)
            .collect();
        assert_eq!(sizes, [64, 64, 8, 1, 1]);
        assert_eq!(made(Vec::new()), []);
    }
}
