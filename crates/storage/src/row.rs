//! A row as it comes out of either engine, read cell by cell with the name of each column.

use crate::{Error, Result};
use domain::value::Value;

/// The cells of a row, in the order of the select list.
#[derive(Debug)]
pub(crate) struct Row(pub(crate) Vec<Value>);

impl Row {
    /// Reads the cells from left to right; `table` is named when one of them cannot be what it should.
    pub(crate) fn of(self, table: &'static str) -> Cells {
        let row = self.0.first().map(|first| match first {
            Value::Int(n) => n.to_string(),
            Value::Text(_) | Value::Null => String::new(),
        });
        Cells {
            table,
            row: row.unwrap_or_default(),
            cells: self.0.into_iter(),
        }
    }

    /// The only cell, a number.
    pub(crate) fn single(self) -> Result<i64> {
        self.of("result").int("number")
    }
}

/// What is left of a row.
pub(crate) struct Cells {
    table: &'static str,
    row: String,
    cells: std::vec::IntoIter<Value>,
}

impl Cells {
    /// The next cell, a number.
    pub(crate) fn int(&mut self, column: &'static str) -> Result<i64> {
        match self.cells.next() {
            Some(Value::Int(n)) => Ok(n),
            _ => Err(self.wrong(column)),
        }
    }

    /// The next cell, a count.
    pub(crate) fn count(&mut self, column: &'static str) -> Result<u64> {
        self.int(column)?.try_into().map_err(|_| self.wrong(column))
    }

    /// The next cell, a number or nothing.
    pub(crate) fn optional(&mut self, column: &'static str) -> Result<Option<i64>> {
        match self.cells.next() {
            Some(Value::Int(n)) => Ok(Some(n)),
            Some(Value::Null) => Ok(None),
            _ => Err(self.wrong(column)),
        }
    }

    /// The next cell, yes or no.
    pub(crate) fn flag(&mut self, column: &'static str) -> Result<bool> {
        Ok(self.int(column)? != 0)
    }

    /// The next cell, text.
    pub(crate) fn text(&mut self, column: &'static str) -> Result<String> {
        match self.cells.next() {
            Some(Value::Text(text)) => Ok(text),
            _ => Err(self.wrong(column)),
        }
    }

    /// The next cell, text that `read` understands.
    pub(crate) fn parsed<T>(
        &mut self,
        column: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T> {
        read(&self.text(column)?).ok_or_else(|| self.wrong(column))
    }

    /// The cells that are left, as they are.
    pub(crate) fn rest(self) -> Vec<Value> {
        self.cells.collect()
    }

    fn wrong(&self, column: &'static str) -> Error {
        Error::Inconsistent {
            table: self.table,
            column,
            row: self.row.clone(),
        }
    }
}
