//! Text as XML 1.0 can hold it: escaped, without illegal characters, cut where a cell ends.

use std::borrow::Cow;

/// The longest text a spreadsheet cell holds, in UTF-16 units.
pub(super) const CELL_MAX: usize = 32_767;

/// What had to be changed, added up over a file.
#[derive(Default)]
pub(super) struct Changes {
    /// Characters left out.
    pub(super) stripped: u64,
    /// Texts cut.
    pub(super) cut: u64,
}

/// Bytes at which copying stops: those to escape, those to leave out, and the first byte of U+FFFE and
/// U+FFFF, which have to be left out as well.
const STOPS: [bool; 256] = {
    let mut stops = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        stops[byte] = true;
        byte += 1;
    }
    stops[b'"' as usize] = true;
    stops[b'&' as usize] = true;
    stops[b'<' as usize] = true;
    stops[b'>' as usize] = true;
    stops[0xEF] = true;
    stops
};

/// Appends `text`.
#[inline]
pub(super) fn push(out: &mut Vec<u8>, text: &str, changes: &mut Changes) {
    let text = within_cell(text, changes);
    match text.bytes().position(stops) {
        None => out.extend_from_slice(text.as_bytes()),
        Some(at) => push_from(out, text.as_bytes(), at, changes),
    }
}

/// As much of `text` as a cell holds, without the characters that XML cannot hold.
pub(super) fn kept<'a>(text: &'a str, changes: &mut Changes) -> Cow<'a, str> {
    let text = within_cell(text, changes);
    let legal = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    if !text.bytes().any(stops) || text.chars().all(legal) {
        return Cow::Borrowed(text);
    }
    let kept: String = text.chars().filter(|c| legal(*c)).collect();
    changes.stripped += (text.chars().count() - kept.chars().count()) as u64;
    Cow::Owned(kept)
}

/// Appends text that [`kept`] gave, or that came of it, however long.
pub(super) fn push_kept(out: &mut Vec<u8>, text: &str) {
    match text.bytes().position(stops) {
        None => out.extend_from_slice(text.as_bytes()),
        Some(at) => push_from(out, text.as_bytes(), at, &mut Changes::default()),
    }
}

fn stops(byte: u8) -> bool {
    STOPS[usize::from(byte)]
}

/// Appends `text`, whose first stop is at `at`.
fn push_from(out: &mut Vec<u8>, text: &[u8], at: usize, changes: &mut Changes) {
    let mut rest = text;
    let mut next = Some(at);
    while let Some(at) = next {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let (instead, length): (&[u8], usize) = match rest {
            [b'&', ..] => (b"&amp;", 1),
            [b'<', ..] => (b"&lt;", 1),
            [b'>', ..] => (b"&gt;", 1),
            [b'"', ..] => (b"&quot;", 1),
            // As references, so that no reader folds them into blanks or line feeds.
            [b'\t', ..] => (b"&#9;", 1),
            [b'\n', ..] => (b"&#10;", 1),
            [b'\r', ..] => (b"&#13;", 1),
            [0xEF, 0xBF, 0xBE | 0xBF, ..] => (b"", 3),
            [0xEF, ..] => (&rest[..3], 3),
            _ => (b"", 1),
        };
        if instead.is_empty() {
            changes.stripped += 1;
        }
        out.extend_from_slice(instead);
        rest = &rest[length..];
        next = rest.iter().position(|b| stops(*b));
    }
    out.extend_from_slice(rest);
}

/// As much of `text` as one cell holds.
fn within_cell<'a>(text: &'a str, changes: &mut Changes) -> &'a str {
    // No text has more UTF-16 units than bytes.
    if text.len() <= CELL_MAX {
        return text;
    }
    let shorter = within(text, CELL_MAX);
    changes.cut += u64::from(shorter.len() < text.len());
    shorter
}

/// As much of `text` as fits into `max` UTF-16 units, without half a character.
pub(super) fn within(text: &str, max: usize) -> &str {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > max {
            return &text[..at];
        }
    }
    text
}

/// A worksheet name readers accept: at most 31 UTF-16 units, none of `[ ] : * ? / \`, no control
/// characters, no apostrophe at either end, not empty. The first sheet bears `name` itself, further ones
/// a number after it.
pub(super) fn sheet_name(name: &str, number: u32) -> String {
    const LONGEST: usize = 31;
    let suffix = match number {
        1 => String::new(),
        n => format!(" ({n})"),
    };
    let clean: String = name
        .chars()
        .map(|c| match c {
            '[' | ']' | ':' | '*' | '?' | '/' | '\\' => ' ',
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => ' ',
            c => c,
        })
        .collect();
    let ends = |c: char| c.is_whitespace() || c == '\'';
    let clean = within(clean.trim_matches(ends), LONGEST - suffix.len()).trim_end_matches(ends);
    // Excel keeps the name History for itself.
    let clean = match clean {
        "" => "Sheet",
        reserved if reserved.eq_ignore_ascii_case("history") => "Sheet",
        _ => clean,
    };
    format!("{clean}{suffix}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn xml(text: &str) -> (String, u64, u64) {
        let (mut out, mut changes) = (Vec::new(), Changes::default());
        push(&mut out, text, &mut changes);
        (String::from_utf8(out).unwrap(), changes.stripped, changes.cut)
    }

    #[test]
    fn text_is_escaped_and_illegal_characters_go() {
        for (text, expected, stripped) in [
            ("Jon", "Jon", 0),
            ("", "", 0),
            ("<a> & \"b\"", "&lt;a&gt; &amp; &quot;b&quot;", 0),
            ("a\tb\r\nc", "a&#9;b&#13;&#10;c", 0),
            ("\0a\u{b}\u{1f}b\u{7f}", "ab\u{7f}", 3),
            ("\u{fffe}ﬁ\u{ffff}\u{fffd}", "ﬁ\u{fffd}", 2),
            ("]]>", "]]&gt;", 0),
        ] {
            assert_eq!(xml(text), (expected.to_owned(), stripped, 0), "{text:?}");
        }
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(xml(&"a".repeat(CELL_MAX)).2, 0);
        assert_eq!(xml(&"é".repeat(CELL_MAX)).2, 0);
        let (cut, _, count) = xml(&"😀".repeat(CELL_MAX));
        assert_eq!((cut.chars().count(), count), (CELL_MAX / 2, 1));
    }

    #[test]
    fn sheet_names_are_clean_and_short() {
        for (name, number, expected) in [
            ("Customers", 1, "Customers"),
            ("Customers", 12, "Customers (12)"),
            ("a[b]:c*d?e/f\\g", 1, "a b  c d e f g"),
            ("'Jon's'", 1, "Jon's"),
            (" \u{1}", 1, "Sheet"),
            ("history", 1, "Sheet"),
            (
                "0123456789012345678901234567890123",
                1,
                "0123456789012345678901234567890",
            ),
            (
                "0123456789012345678901234567890123",
                2,
                "012345678901234567890123456 (2)",
            ),
            (
                "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
                1,
                "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
            ),
        ] {
            assert_eq!(sheet_name(name, number), expected, "{name:?}");
        }
    }
}
