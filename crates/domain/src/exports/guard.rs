//! The formula guard: text that a spreadsheet would run as a formula gets a leading apostrophe.
//!
//! Plain numbers and phone numbers are left as they are: they compute nothing, and an apostrophe would
//! damage them for every other reader.

use std::borrow::Cow;

/// Whether a spreadsheet would run `text`: it begins with one of `= + - @`, tab, carriage return or NUL, and is
/// not plainly a number or a phone number.
#[inline]
pub fn runs(text: &str) -> bool {
    match text.as_bytes() {
        [b'=' | b'@' | b'\t' | b'\r' | b'\0', ..] => true,
        [b'+' | b'-', rest @ ..] => !numeric(rest),
        _ => false,
    }
}

/// What follows the sign of a number or a phone number: `^[0-9 ().-]+$`.
fn numeric(rest: &[u8]) -> bool {
    let fits = |b: &u8| b.is_ascii_digit() || matches!(b, b' ' | b'(' | b')' | b'.' | b'-');
    !rest.is_empty() && rest.iter().all(fits)
}

/// Whether `text` needs the guard: a spreadsheet would run it, or it looks as if it had the guard already. By the
/// latter [`opened`] gives back every text as it was.
#[inline]
pub fn needed(text: &str) -> bool {
    match text.as_bytes() {
        [b'\'', ..] => runs(text.trim_start_matches('\'')),
        _ => runs(text),
    }
}

/// `text` with the guard, where it needs it.
pub fn closed(text: &str) -> Cow<'_, str> {
    match needed(text) {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

/// The text that [`closed`] was given.
pub fn opened(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if needed(rest) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_closed_is_no_formula_and_opens_to_what_it_was(text in "'{0,3}[=+@\t\r0-9a-]{0,3}") {
            let shut = closed(&text);
            prop_assert!(!runs(&shut));
            prop_assert_eq!(opened(&shut), text.as_str());
        }
    }

    #[test]
    fn formulas_are_guarded_and_numbers_and_phones_are_not() {
        for text in [
            "=1+1",
            "=",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\0=1",
            "+",
            "-",
            "-cmd|' /C calc'!A0",
            "+31 20 x123",
            "-1+1",
            "+1;2",
            "-2e5",
            "+31\u{a0}20",
        ] {
            assert!(runs(text) && needed(text), "{text:?}");
            assert_eq!(opened(&format!("'{text}")), text);
        }
        for text in [
            "",
            "Jon",
            "1-2",
            "'",
            "'Jon",
            "'-5",
            "'t Hooft",
            " =1",
            "-12.50",
            "+31 (0)20-123.45",
            "-5",
            "+46-8-123 456",
            "\n=1",
            "é=",
        ] {
            assert!(!needed(text), "{text:?}");
            assert_eq!((&*closed(text), opened(text)), (text, text));
        }
    }

    #[test]
    fn what_looks_guarded_is_guarded_so_that_it_comes_back() {
        for (text, guarded) in [("'=1", "''=1"), ("''=1", "'''=1"), ("'-1+1", "''-1+1")] {
            assert!(!runs(text), "{text}");
            assert_eq!((&*closed(text), opened(guarded)), (guarded, text));
        }
    }
}
