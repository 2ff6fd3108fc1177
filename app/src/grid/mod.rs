//! The data grid.

use domain::customers::column::CATALOGUE;
use std::fmt::Write;

/// Column widths as a style sheet, for the nonce'd element in the head: style attributes are forbidden.
pub fn widths() -> String {
    let mut css = String::new();
    for spec in &CATALOGUE {
        let _ = write!(css, ".c-{}{{inline-size:{}px}}", spec.key, spec.width);
    }
    css
}
