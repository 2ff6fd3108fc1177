//! Rows that SQLite hands out without copies, and what becomes of cells that are none of ours.

use super::{
    sqlite::{bulk_error, json, text},
    words::word_binds,
};
use crate::{
    Result,
    sql::{Bind, Sql},
};
use domain::value::{Raw, Value};
use rusqlite::types::ValueRef;

/// The rows of a statement, without copies.
pub(super) fn hand_out<F>(db: &rusqlite::Connection, sql: &Sql, mut each: F) -> Result<u64>
where
    F: FnMut(&[Raw<'_>]) -> std::io::Result<()>,
{
    let mut statement = db.prepare(&text(sql)).map_err(bulk_error)?;
    let columns = statement.column_count();
    let binds = sql.binds.iter().flat_map(bulk_binds);
    let mut rows = statement
        .query(rusqlite::params_from_iter(binds))
        .map_err(bulk_error)?;
    let mut count = 0;
    let mut spare = Vec::with_capacity(columns);
    while let Some(row) = rows.next().map_err(bulk_error)? {
        let mut cells = emptied(spare);
        let mut plain = true;
        for at in 0..columns {
            plain &= hand_over(row, at, &mut cells)?;
        }
        match plain {
            true => each(&cells)?,
            false => {
                let mended = (0..columns).map(|at| odd_cell(row, at));
                let mended = mended.collect::<Result<Vec<_>>>()?;
                each(&mended.iter().map(Value::raw).collect::<Vec<_>>())?;
            }
        }
        count += 1;
        spare = emptied(cells);
    }
    Ok(count)
}

fn bulk_binds(bind: &Bind) -> Vec<rusqlite::types::Value> {
    let value = match bind {
        Bind::Word(word) => return word_binds(word).map(Into::into).collect(),
        Bind::Rows(rows) => return rows.cells.iter().flat_map(bulk_binds).collect(),
        Bind::Int(n) => (*n).into(),
        Bind::Text(s) => s.clone().into(),
        Bind::NoInt => rusqlite::types::Value::Null,
        Bind::Ints(list) => json(list).into(),
        Bind::Texts(list) => json(list).into(),
    };
    vec![value]
}

/// The same vector for the cells of another row: collecting in place keeps its memory.
fn emptied<'b>(mut cells: Vec<Raw<'_>>) -> Vec<Raw<'b>> {
    cells.clear();
    cells.into_iter().map(|_| Raw::Null).collect()
}

/// Puts a cell behind the others without a copy, each kind at once: handed back first, a cell would take a way over
/// memory that costs a tenth of a read of all. False for one that somebody else put in, as [`odd_cell`] reads it.
fn hand_over<'r>(row: &'r rusqlite::Row<'_>, at: usize, cells: &mut Vec<Raw<'r>>) -> Result<bool> {
    match row.get_ref(at).map_err(bulk_error)? {
        ValueRef::Null => cells.push(Raw::Null),
        ValueRef::Integer(n) => cells.push(Raw::Int(n)),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => cells.push(Raw::Text(text)),
            Err(_) => return Ok(false),
        },
        ValueRef::Real(_) | ValueRef::Blob(_) => return Ok(false),
    }
    Ok(true)
}

/// A cell as text where it is neither that nor a whole number: SQLite takes anything in any column, and one odd record
/// never ends a read of all.
fn odd_cell(row: &rusqlite::Row<'_>, at: usize) -> Result<Value> {
    Ok(match row.get_ref(at).map_err(bulk_error)? {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => Value::Int(n),
        ValueRef::Real(n) => Value::Text(n.to_string()),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Value::Text(lossy(bytes)),
    })
}

/// Text as far as it is any.
pub(super) fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_odd_cell_is_text_and_ends_nothing() {
        let db = rusqlite::Connection::open_in_memory().unwrap();
        let odd = "SELECT 1.5, x'41ff', CAST(x'ff42' AS TEXT), NULL, 7, 'é'";
        let mut seen = Vec::new();
        let sql = Sql::new(format!("{odd} UNION ALL SELECT 1, 2, 3, 4, 5, 6"));
        let rows = hand_out(&db, &sql, |cells| {
            seen.push(cells.iter().map(|cell| cell.to_value()).collect::<Vec<_>>());
            Ok(())
        });
        assert_eq!(rows.unwrap(), 2);
        let text = |text: &str| Value::Text(text.to_owned());
        let first = [
            text("1.5"),
            text("A\u{fffd}"),
            text("\u{fffd}B"),
            Value::Null,
            Value::Int(7),
            text("é"),
        ];
        assert_eq!(seen[0], first);
        assert_eq!(seen[1], [1, 2, 3, 4, 5, 6].map(Value::Int));
    }
}
