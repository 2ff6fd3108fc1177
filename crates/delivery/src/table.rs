//! The table a file is made of: its header and the cells of a row.

use domain::{exports::format::CellType, time::Micros, value::Raw};

/// The columns of a file: what stands above them and what their cells are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// The headings.
    pub labels: Vec<String>,
    /// The types of the cells below them, one per heading.
    pub types: Vec<CellType>,
}

impl FromIterator<(String, CellType)> for Header {
    fn from_iter<I: IntoIterator<Item = (String, CellType)>>(columns: I) -> Self {
        let (labels, types) = columns.into_iter().unzip();
        Self { labels, types }
    }
}

/// One cell, borrowed from whoever reads the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cell<'a> {
    /// No value.
    #[default]
    Empty,
    /// A whole number.
    Int(i64),
    /// Text.
    Text(&'a str),
    /// A moment.
    Moment(Micros),
    /// A day as `YYYY-MM-DD`; anything else is delivered as the text it is.
    Day(&'a str),
}

impl<'a> Cell<'a> {
    /// The stored cell `raw` of a column whose cells are `kind`.
    ///
    /// A value of another type than its column is kept as it is: one odd record never stops a file.
    pub fn stored(kind: CellType, raw: Raw<'a>) -> Self {
        match (kind, raw) {
            (_, Raw::Null | Raw::Text("")) => Self::Empty,
            (CellType::Moment, Raw::Int(at)) => Self::Moment(at),
            (_, Raw::Int(n)) => Self::Int(n),
            (CellType::Day, Raw::Text(day)) => Self::Day(day),
            (_, Raw::Text(text)) => Self::Text(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_cells_take_the_type_of_their_column() {
        use CellType as T;
        for (kind, raw, cell) in [
            (T::Text, Raw::Null, Cell::Empty),
            (T::Day, Raw::Text(""), Cell::Empty),
            (T::Number, Raw::Int(7), Cell::Int(7)),
            (T::Moment, Raw::Int(7), Cell::Moment(7)),
            (T::Moment, Raw::Text("soon"), Cell::Text("soon")),
            (T::Day, Raw::Text("1984-05-31"), Cell::Day("1984-05-31")),
            (T::Text, Raw::Text("01234"), Cell::Text("01234")),
        ] {
            assert_eq!(Cell::stored(kind, raw), cell, "{kind:?} {raw:?}");
        }
    }
}
