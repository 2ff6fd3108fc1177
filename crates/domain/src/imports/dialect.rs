//! How the bytes of a file are to be read: which encoding, and what stands between two fields.

use crate::text::{Message, imports as text};
use serde::{Deserialize, Serialize};

/// An encoding that files come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// What spreadsheets of western Europe write that do not write UTF-8.
    Windows1252,
}

impl Encoding {
    /// Every encoding.
    pub const ALL: [Self; 4] = [Self::Utf8, Self::Utf16Le, Self::Utf16Be, Self::Windows1252];

    /// Its word on the command line, which is its name on the web too.
    pub fn key(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16 LE",
            Self::Utf16Be => "UTF-16 BE",
            Self::Windows1252 => "Windows-1252",
        }
    }

    /// The encoding of a file that starts like this: its byte order mark says it, or that every other byte is none, as
    /// in UTF-16 without a mark, else the first character beyond ASCII, which is UTF-8 or not. Nothing where there is
    /// neither yet.
    pub fn sniff(start: &[u8]) -> Option<Self> {
        match start {
            [0xef, 0xbb, 0xbf, ..] => return Some(Self::Utf8),
            [0xff, 0xfe, ..] => return Some(Self::Utf16Le),
            [0xfe, 0xff, ..] => return Some(Self::Utf16Be),
            [1..=0x7f, 0, 1..=0x7f, 0, ..] => return Some(Self::Utf16Le),
            [0, 1..=0x7f, 0, 1..=0x7f, ..] => return Some(Self::Utf16Be),
            _ => {}
        }
        Self::beyond_ascii(start)
    }

    /// What the first character beyond ASCII says; one that is cut off at the end counts as UTF-8.
    pub fn beyond_ascii(bytes: &[u8]) -> Option<Self> {
        let at = bytes.iter().position(|byte| !byte.is_ascii())?;
        let character = &bytes[at..bytes.len().min(at + 4)];
        Some(match std::str::from_utf8(character) {
            Err(error) if error.valid_up_to() == 0 && error.error_len().is_some() => Self::Windows1252,
            Ok(_) | Err(_) => Self::Utf8,
        })
    }
}

/// What stands between two fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Delimiter {
    /// `,`
    #[default]
    Comma,
    /// `;`
    Semicolon,
    /// A tab.
    Tab,
    /// `|`
    Pipe,
}

impl Delimiter {
    /// Every delimiter.
    pub const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Pipe];

    /// Its word on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
            Self::Pipe => "pipe",
        }
    }

    /// Its name for people.
    pub fn label(self) -> &'static Message {
        match self {
            Self::Comma => &text::COMMA,
            Self::Semicolon => &text::SEMICOLON,
            Self::Tab => &text::TAB,
            Self::Pipe => &text::PIPE,
        }
    }

    /// The byte.
    pub fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }

    /// The delimiter of a text that starts like this: the one that parts the header, and most lines into as many
    /// fields as it. A header that none parts has one field.
    pub fn sniff(start: &str) -> Self {
        let lines = counts(start);
        let Some(header) = lines.first() else {
            return Self::default();
        };
        let score = |at: usize| match header[at] {
            0 => (0, 0),
            n => (lines.iter().filter(|line| line[at] == n).count(), n),
        };
        // The first of equals is the last that `max_by_key` would see of them.
        let best = (0..Self::ALL.len()).rev().max_by_key(|at| score(*at));
        best.map_or_else(Self::default, |at| Self::ALL[at])
    }
}

/// How files begin that hold no text as it is: archives, spreadsheets and databases among them.
const OTHER_FILES: [&[u8]; 6] = [
    // Also .xlsx and .ods.
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"\xd0\xcf\x11\xe0",
    b"%PDF-",
    b"SQLite format 3\0",
];

/// Whether a file that starts like this is one of another program's own, which a person has to save as CSV.
pub fn is_no_text(start: &[u8]) -> bool {
    OTHER_FILES.iter().any(|magic| start.starts_with(magic))
}

/// Makes `\n` of `\r\n` and of a lone `\r`, block by block, and tells how many bytes are left of one; `after_return`
/// is whether the block before ended in `\r`.
pub fn one_line_end(block: &mut [u8], after_return: &mut bool) -> usize {
    if !*after_return && !block.contains(&b'\r') {
        return block.len();
    }
    let mut left = 0;
    for at in 0..block.len() {
        let byte = block[at];
        let follows = std::mem::replace(after_return, byte == b'\r');
        if follows && byte == b'\n' {
            continue;
        }
        block[left] = if byte == b'\r' { b'\n' } else { byte };
        left += 1;
    }
    left
}

/// Lines that are looked at for the delimiter.
const LINES: usize = 50;

/// How often each delimiter stands in the first lines, outside of quotation marks.
fn counts(text: &str) -> Vec<[usize; 4]> {
    let (mut lines, mut line, mut quoted, mut any) = (Vec::new(), [0; 4], false, false);
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => {
                if any {
                    lines.push(std::mem::take(&mut line));
                }
                if lines.len() == LINES {
                    return lines;
                }
                any = false;
                continue;
            }
            _ if quoted => {}
            _ => {
                if let Some(at) = Delimiter::ALL.iter().position(|d| d.byte() == byte) {
                    line[at] += 1;
                }
            }
        }
        any = true;
    }
    // The last line may be cut; it only counts where there is no other.
    if lines.is_empty() && any {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_mark_or_the_first_character_beyond_ascii_says_the_encoding() {
        for (start, encoding) in [
            (&b"\xef\xbb\xbfemail"[..], Some(Encoding::Utf8)),
            (b"\xff\xfee\0", Some(Encoding::Utf16Le)),
            (b"\xfe\xff\0e", Some(Encoding::Utf16Be)),
            (b"e\0m\0a\0i\0l\0", Some(Encoding::Utf16Le)),
            (b"\0e\0m\0a\0i\0l", Some(Encoding::Utf16Be)),
            (b"e\0mail", None),
            (b"email", None),
            (b"", None),
            ("Zoé,Zo".as_bytes(), Some(Encoding::Utf8)),
            (b"Zo\xe9,Doe", Some(Encoding::Windows1252)),
            (b"\x80", Some(Encoding::Windows1252)),
            (b"Zo\xc3", Some(Encoding::Utf8)),
            ("é\u{0}".as_bytes(), Some(Encoding::Utf8)),
            (b"Zo\xc3\xa9 \xe9", Some(Encoding::Utf8)),
        ] {
            assert_eq!(Encoding::sniff(start), encoding, "{start:?}");
        }
    }

    #[test]
    fn the_delimiter_is_the_one_that_parts_the_lines_alike() {
        for (start, delimiter) in [
            ("email,name\na@example.com,Jon\n", Delimiter::Comma),
            (
                "email;name;city\na@example.com;\"Doe, Jon\";x\n",
                Delimiter::Semicolon,
            ),
            ("email\tname\na\tDoe, Jon, Jr\n", Delimiter::Tab),
            ("email|name", Delimiter::Pipe),
            ("email\n", Delimiter::Comma),
            ("", Delimiter::Comma),
            ("\"a;b;c;d\",e\r\"x\ry\",f\r", Delimiter::Comma),
            ("name, first;email\nDoe;a\nLee;b\n", Delimiter::Semicolon),
        ] {
            assert_eq!(Delimiter::sniff(start), delimiter, "{start:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_have_an_encoding_and_a_delimiter(bytes: Vec<u8>) {
            let _ = Encoding::sniff(&bytes);
            let _ = Delimiter::sniff(&String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn what_is_utf_8_is_never_taken_for_anything_else(text in "[^\u{feff}]*") {
            prop_assert_ne!(Encoding::sniff(text.as_bytes()), Some(Encoding::Windows1252));
        }
    }
}
