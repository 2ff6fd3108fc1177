//! What the formats of worksheets have in common: their choices, and what a spreadsheet can hold.

/// What can be chosen about a file of worksheets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Name of the worksheet; cleaned and shortened to what readers accept.
    pub sheet: String,
    /// Rows of a worksheet with its header; what is beyond continues on a further one.
    pub rows_per_sheet: u32,
}

/// The most rows a worksheet of today's readers holds.
pub const ROWS_PER_SHEET: u32 = 1_048_576;
/// The most rows a worksheet of readers before 2007 holds.
pub const OLD_ROWS_PER_SHEET: u32 = 65_536;
/// The largest number spreadsheets, which count in floating point, show digit by digit.
pub(super) const EXACT: u64 = 999_999_999_999_999;

impl Default for Options {
    fn default() -> Self {
        Self {
            sheet: "Customers".to_owned(),
            rows_per_sheet: ROWS_PER_SHEET,
        }
    }
}
