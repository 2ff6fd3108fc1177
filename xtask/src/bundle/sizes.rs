//! The bytes a visitor's browser fetches, as a table, and how many of them there may be.

use std::fs;

use anyhow::{Result, bail};

use crate::say;
use crate::stamp::files_below;
use crate::workspace::{Mode, Workspace};

/// What the customers page may be in brotli: its module, script and style together, and the style alone.
const PAGE: u64 = 350_000;
const STYLE: u64 = 20_000;

/// Prints raw and brotli bytes of each file of the release bundle, parts that pages load on demand included; fails
/// where the customers page has become too large.
pub(crate) fn print(workspace: &Workspace) -> Result<()> {
    let package = workspace.site(Mode::Release).join("pkg");
    say::line(&format!("{:<44} {:>12} {:>12}", "file", "raw", "brotli"));
    let (mut raw_total, mut brotli_total, mut page, mut style) = (0, 0, 0, 0);
    for file in files_below(&package)? {
        let name = file.strip_prefix(&package)?.to_string_lossy().into_owned();
        if name.ends_with(".br") || name.ends_with(".gz") {
            continue;
        }
        let raw = fs::metadata(&file)?.len();
        let brotli = fs::metadata(file.with_file_name(format!("{name}.br"))).map_or(raw, |found| found.len());
        raw_total += raw;
        brotli_total += brotli;
        if name.starts_with("style-") {
            style += brotli;
        }
        if !name.starts_with("part-") {
            page += brotli;
        }
        say::line(&row(&name, raw, brotli));
    }
    say::line(&row("together", raw_total, brotli_total));
    say::line(&format!(
        "{:<44} {:>12} {:>12}",
        "of these the customers page",
        "",
        grouped(page)
    ));
    within(page, style)
}

fn within(page: u64, style: u64) -> Result<()> {
    for (what, bytes, most) in [
        ("the customers page", page, PAGE),
        ("the style sheet", style, STYLE),
    ] {
        if bytes > most {
            bail!(
                "{what} is {} bytes for a visitor, more than {}: fetch what a first act needs with the desk \
                 (app/src/grid/desk.rs), or leave something out",
                grouped(bytes),
                grouped(most)
            );
        }
    }
    Ok(())
}

fn row(name: &str, raw: u64, brotli: u64) -> String {
    format!("{name:<44} {:>12} {:>12}", grouped(raw), grouped(brotli))
}

/// A number with a space before each group of three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{PAGE, STYLE, grouped, within};

    #[test]
    fn a_page_that_has_become_too_large_is_refused() {
        assert!(within(PAGE, STYLE).is_ok());
        assert!(within(PAGE + 1, STYLE).is_err());
        assert!(within(PAGE, STYLE + 1).is_err());
    }

    #[test]
    fn numbers_are_grouped_by_three() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1 000"), (1_234_567, "1 234 567")] {
            assert_eq!(grouped(number), text);
        }
    }
}
