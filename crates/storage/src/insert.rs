//! Writing many rows of one table: multi-row statements of a few fixed sizes, so that they stay prepared.

use crate::{
    Result, Tx,
    sql::{Bind, Sql},
};

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

fn statement(table: &Table, existing: Existing, rows: usize) -> String {
    let row = format!("({})", vec!["?"; table.columns.len()].join(", "));
    let values = vec![row.as_str(); rows].join(", ");
    let mut text = format!(
        "INSERT INTO {} ({}) VALUES {values}",
        table.name,
        table.columns.join(", ")
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
    }
}
