//! Writing many rows of one table: multi-row statements of a few fixed sizes, so that they stay prepared.

use crate::{
    Error, Result, Tx,
    sql::{Bind, Sql},
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

/// Writes rows whose values follow each other in `binds`.
pub(crate) async fn rows(tx: &mut Tx, table: &Table, existing: Existing, binds: Vec<Bind>) -> Result<()> {
    let width = table.columns.len();
    let mut left = binds.into_iter();
    while left.len() > 0 {
        let rows = left.len() / width;
        let size = SIZES.into_iter().find(|size| *size <= rows).unwrap_or(1);
        let sql = Sql {
            text: statement(table, existing, size),
            binds: left.by_ref().take(size * width).collect(),
            ..Sql::default()
        };
        tx.execute(sql).await?;
    }
    Ok(())
}

/// Writes what differs between two states of rows that exist, whose first value is the key. An index is touched only
/// where its column differs, which makes a change many times cheaper than a rewrite; rows that differ in the same
/// columns share statements.
pub(crate) async fn changes(
    tx: &mut Tx,
    table: &'static Table,
    before: &[Bind],
    after: Vec<Bind>,
) -> Result<()> {
    let width = table.columns.len();
    let mut groups: BTreeMap<Vec<usize>, Vec<Bind>> = BTreeMap::new();
    let mut after = after.into_iter();
    for old in before.chunks_exact(width) {
        let (mut columns, mut written) = (Vec::new(), Vec::new());
        for (at, (old, new)) in old.iter().zip(after.by_ref()).enumerate() {
            let differs = *old != new && !table.fixed.contains(&table.columns[at]);
            if at > 0 && differs {
                columns.push(at);
            }
            if at == 0 || differs {
                written.push(new);
            }
        }
        groups.entry(columns).or_default().extend(written);
    }
    for (columns, binds) in groups.into_iter().filter(|(columns, _)| !columns.is_empty()) {
        let width = 1 + columns.len();
        let mut left = binds.into_iter();
        while left.len() > 0 {
            let rows = left.len() / width;
            let size = SIZES.into_iter().find(|size| *size <= rows).unwrap_or(1);
            let binds: Vec<Bind> = left.by_ref().take(size * width).collect();
            let row = match binds.first() {
                Some(Bind::Int(id)) => id.to_string(),
                _ => String::new(),
            };
            let sql = Sql {
                text: update(table, &columns, size),
                binds,
                ..Sql::default()
            };
            if tx.execute(sql).await? != size as u64 {
                return Err(Error::Inconsistent {
                    table: table.name,
                    column: table.key,
                    row,
                });
            }
        }
    }
    Ok(())
}

/// `rows` times a row of placeholders.
fn placeholders(width: usize, rows: usize) -> String {
    let row = format!("({})", vec!["?"; width].join(", "));
    vec![row.as_str(); rows].join(", ")
}

fn update(table: &Table, columns: &[usize], rows: usize) -> String {
    let set: Vec<_> = columns
        .iter()
        .enumerate()
        // So both databases call the columns of a list of values.
        .map(|(n, at)| format!("{} = v.column{}", table.columns[*at], n + 2))
        .collect();
    format!(
        "UPDATE {0} SET {1} FROM (VALUES {2}) AS v WHERE {0}.{3} = v.column1",
        table.name,
        set.join(", "),
        placeholders(1 + columns.len(), rows),
        table.key
    )
}

fn statement(table: &Table, existing: Existing, rows: usize) -> String {
    let mut text = format!(
        "INSERT INTO {} ({}) VALUES {}",
        table.name,
        table.columns.join(", "),
        placeholders(table.columns.len(), rows)
    );
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

    #[test]
    fn one_statement_writes_several_rows() {
        let table = Table {
            name: "t",
            columns: &["id", "a", "made"],
            key: "id",
            fixed: &["made"],
        };
        assert_eq!(
            statement(&table, Existing::Replace, 2),
            "INSERT INTO t (id, a, made) VALUES (?, ?, ?), (?, ?, ?) \
             ON CONFLICT (id) DO UPDATE SET a = excluded.a"
        );
        assert_eq!(
            update(&table, &[1, 2], 2),
            "UPDATE t SET a = v.column2, made = v.column3 FROM (VALUES (?, ?, ?), (?, ?, ?)) AS v \
             WHERE t.id = v.column1"
        );
    }
}
