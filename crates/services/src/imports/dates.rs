//! The order of day and month in a file, found by one quick look through the whole of it.
//!
//! It is only looked for at the first date that could be two: files that have none are read once. The look goes from
//! the first row to the last, wherever it was begun, so that every pass, and every worker that goes on with an import,
//! reads the dates alike, and a file whose dates contradict each other is not read by whichever comes first.

use super::{
    decode::Decoded,
    read::MAX_ROW,
    records::{Record, Records},
};
use domain::imports::{
    dates::{Evidence, Order},
    dialect::{Delimiter, Encoding},
    header::{self, Header},
};
use std::{fs::File, io, path::Path};

/// What the dates of a file say together.
pub(super) fn order(
    path: &Path,
    encoding: Encoding,
    delimiter: Delimiter,
    header: &Header,
) -> io::Result<Order> {
    let mut records = Records::new(Decoded::new(File::open(path)?, encoding), delimiter);
    records.next(header::MAX_BYTES)?;
    let mut evidence = Evidence::default();
    while !evidence.is_final() {
        match records.next(MAX_ROW)? {
            Record::Row => evidence.see(header, &records.cells()),
            Record::TooLong => {}
            Record::End => break,
        }
    }
    Ok(evidence.order())
}
