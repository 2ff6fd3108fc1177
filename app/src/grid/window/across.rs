//! Which columns are in sight.

use crate::grid::layout::SELECT;
use domain::customers::{column::CATALOGUE, query::GridQuery};

/// Columns, a bit for the position of each.
pub(in crate::grid) type Columns = usize;
/// All of them, as long as nobody has looked.
pub(in crate::grid) const ALL: Columns = Columns::MAX;
const _: () = assert!(CATALOGUE.len() < 32, "a browser has so many bits");

/// Columns that stand so near to the window are in it after the next step across.
const NEAR: i32 = 200;
/// In a narrow window rows are cards of these, whatever their widths; see `style/cards.css`.
const CARD: usize = 3;

/// The columns of a query that are in sight, or nearly, in a window of so many pixels that is scrolled across so far.
pub(in crate::grid) fn in_sight(query: &GridQuery, left: i32, width: i32) -> Columns {
    let always = query.pinned.max(CARD);
    let (mut columns, mut end) = (0, SELECT as i32);
    for (at, column) in query.columns.iter().enumerate() {
        let start = end;
        end += i32::from(query.width(*column));
        if at < always || end > left - NEAR && start < left + width + NEAR {
            columns |= 1 << (at + 1);
        }
    }
    columns
}

/// Is the column at this position among them?
pub(in crate::grid) fn has(columns: Columns, at: usize) -> bool {
    columns >> at & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_in_and_near_the_window_are_in_sight() {
        let (query, _) = GridQuery::parse(
            "columns=id,name,email,group,phone,zip,country,region&pin=id\
             &w.id=200&w.name=200&w.email=200&w.group=200&w.phone=200&w.zip=200&w.country=200&w.region=200",
        );
        let seen = |left, width| {
            let columns = in_sight(&query, left, width);
            (1..=8).filter(|at| has(columns, *at)).collect::<Vec<_>>()
        };
        assert_eq!(seen(0, 400), [1, 2, 3]);
        assert_eq!(seen(0, 700), [1, 2, 3, 4, 5]);
        assert_eq!(seen(900, 300), [1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(seen(0, 9_000), [1, 2, 3, 4, 5, 6, 7, 8]);
        assert!(has(ALL, 8));
    }
}
