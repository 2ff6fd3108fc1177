//! The bytes of a file as UTF-8 with one kind of line end, whatever they were.
//!
//! What claims to be UTF-8 and is not passes as it is: each cell is looked at by itself and named.

use domain::imports::dialect::{self, Delimiter, Encoding, one_line_end};
use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::{
    fs::File,
    io::{self, Read, Seek},
    mem,
};

/// Bytes looked at and decoded together.
const BLOCK: usize = 1 << 16;
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Whether a file is one of another program's own.
pub(super) fn is_no_text(file: &mut File) -> io::Result<bool> {
    let mut start = Vec::new();
    Read::by_ref(file).take(32).read_to_end(&mut start)?;
    file.rewind()?;
    Ok(dialect::is_no_text(&start))
}

/// The encoding of a file that says nothing else of itself: of its mark, or of its first character beyond ASCII.
pub(super) fn sniff(file: &mut File) -> io::Result<Encoding> {
    let (mut block, mut kept, mut first) = (vec![0; BLOCK], 0, true);
    loop {
        let got = file.read(&mut block[kept..])?;
        let seen = &block[..kept + got];
        let found = match mem::take(&mut first) {
            true => Encoding::sniff(seen),
            false => Encoding::beyond_ascii(seen),
        };
        // A character at the very end may go on behind it.
        let last = seen.len().saturating_sub(4);
        let whole = matches!(found, Some(Encoding::Utf16Le | Encoding::Utf16Be));
        let sure = whole || got == 0 || !seen[..last].is_ascii();
        match found {
            Some(encoding) if sure => {
                file.rewind()?;
                return Ok(encoding);
            }
            None if got == 0 => {
                file.rewind()?;
                return Ok(Encoding::Utf8);
            }
            Some(_) | None => {}
        }
        let tail = last..seen.len();
        kept = tail.len();
        block.copy_within(tail, 0);
    }
}

/// The delimiter of a file by its first lines.
pub(super) fn delimiter(file: &mut File, encoding: Encoding) -> io::Result<Delimiter> {
    let (mut start, mut filled) = (vec![0; BLOCK], 0);
    let mut reader = Decoded::new(&*file, encoding);
    // A decoder wants room for a character at least.
    while BLOCK - filled >= 64 {
        match reader.read(&mut start[filled..])? {
            0 => break,
            got => filled += got,
        }
    }
    file.rewind()?;
    Ok(Delimiter::sniff(&String::from_utf8_lossy(&start[..filled])))
}

/// A reader of UTF-8 with `\n` at the ends of lines.
pub(super) struct Decoded<R> {
    inner: R,
    /// Nothing for UTF-8, which passes.
    decoder: Option<Decoder>,
    /// What the decoder has not had yet.
    raw: Vec<u8>,
    waiting: std::ops::Range<usize>,
    ended: bool,
    /// Bytes read from `inner`.
    pub(super) bytes: u64,
    after_return: bool,
}

impl<R: Read> Decoded<R> {
    pub(super) fn new(inner: R, encoding: Encoding) -> Self {
        let decoder = match encoding {
            Encoding::Utf8 => None,
            Encoding::Utf16Le => Some(UTF_16LE.new_decoder_with_bom_removal()),
            Encoding::Utf16Be => Some(UTF_16BE.new_decoder_with_bom_removal()),
            Encoding::Windows1252 => Some(WINDOWS_1252.new_decoder_without_bom_handling()),
        };
        let size = if decoder.is_some() { BLOCK } else { 0 };
        Self {
            inner,
            decoder,
            raw: vec![0; size],
            waiting: 0..0,
            ended: false,
            bytes: 0,
            after_return: false,
        }
    }

    /// Decodes into `into`; nothing at the end.
    fn decode(&mut self, into: &mut [u8]) -> io::Result<Option<usize>> {
        let Some(decoder) = &mut self.decoder else {
            let got = self.inner.read(into)?;
            let start = self.bytes == 0;
            self.bytes += got as u64;
            if start && into[..got].starts_with(MARK) {
                into.copy_within(MARK.len()..got, 0);
                return Ok(Some(got - MARK.len()));
            }
            return Ok((got > 0).then_some(got));
        };
        if self.ended {
            return Ok(None);
        }
        let mut last = false;
        if self.waiting.is_empty() {
            let got = self.inner.read(&mut self.raw)?;
            self.bytes += got as u64;
            (self.waiting, last) = (0..got, got == 0);
        }
        let (result, read, written, _) = decoder.decode_to_utf8(&self.raw[self.waiting.clone()], into, last);
        self.waiting.start += read;
        self.ended = last && result == CoderResult::InputEmpty;
        Ok(Some(written))
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(got) = self.decode(into)? else {
                return Ok(0);
            };
            let left = one_line_end(&mut into[..got], &mut self.after_return);
            if left > 0 {
                return Ok(left);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;

    /// Gives a few bytes at a time, as a disk may.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let n = self.0.len().min(self.1).min(into.len());
            into[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn decoded(bytes: &[u8], encoding: Encoding, drip: usize) -> Vec<u8> {
        let (mut reader, mut block, mut out) =
            (Decoded::new(Drip(bytes, drip), encoding), [0; 32], Vec::new());
        loop {
            match reader.read(&mut block).unwrap() {
                0 => break,
                n => out.extend_from_slice(&block[..n]),
            }
        }
        assert_eq!(reader.bytes, bytes.len() as u64);
        out
    }

    fn utf_16(text: &str, little: bool) -> Vec<u8> {
        let order = |unit: u16| {
            if little {
                unit.to_le_bytes()
            } else {
                unit.to_be_bytes()
            }
        };
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn every_encoding_becomes_utf_8_with_one_kind_of_line_end() {
        for drip in [1, 2, 3, 7, 64] {
            let expected = "Zoé €\nx\n\ny\n";
            let text = "Zoé €\r\nx\r\ry\n";
            assert_eq!(
                decoded(text.as_bytes(), Encoding::Utf8, drip),
                expected.as_bytes()
            );
            let marked = format!("\u{feff}{text}");
            for little in [true, false] {
                let encoding = if little {
                    Encoding::Utf16Le
                } else {
                    Encoding::Utf16Be
                };
                assert_eq!(
                    decoded(&utf_16(&marked, little), encoding, drip),
                    expected.as_bytes()
                );
            }
            let latin = b"Zo\xe9 \x80\r\nx\r\ry\n";
            assert_eq!(decoded(latin, Encoding::Windows1252, drip), expected.as_bytes());
        }
        assert_eq!(decoded(b"\xef\xbb\xbfa", Encoding::Utf8, 64), b"a");
        assert_eq!(
            decoded(b"a\xff", Encoding::Utf8, 64),
            b"a\xff",
            "named later, cell by cell"
        );
    }

    fn sniffed(bytes: &[u8]) -> (Encoding, Delimiter) {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.rewind().unwrap();
        let encoding = sniff(&mut file).unwrap();
        (encoding, delimiter(&mut file, encoding).unwrap())
    }

    #[test]
    fn a_file_is_looked_through_for_its_first_character_beyond_ascii() {
        let comma = Delimiter::Comma;
        assert_eq!(sniffed(b""), (Encoding::Utf8, comma));
        assert_eq!(
            sniffed(&utf_16("\u{feff}a;b\n", true)),
            (Encoding::Utf16Le, Delimiter::Semicolon)
        );
        for (little, encoding) in [(true, Encoding::Utf16Le), (false, Encoding::Utf16Be)] {
            assert_eq!(
                sniffed(&utf_16("a\tb\n", little)),
                (encoding, Delimiter::Tab),
                "no mark"
            );
        }
        for ahead in [
            0,
            1,
            2,
            BLOCK - 5,
            BLOCK - 3,
            BLOCK - 2,
            BLOCK - 1,
            BLOCK,
            3 * BLOCK - 1,
        ] {
            let mut bytes = vec![b'x'; ahead];
            bytes.extend_from_slice("é".as_bytes());
            assert_eq!(sniffed(&bytes).0, Encoding::Utf8, "{ahead}");
            bytes.truncate(ahead);
            bytes.extend_from_slice(b"\xe9 and more");
            assert_eq!(sniffed(&bytes).0, Encoding::Windows1252, "{ahead}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic_and_utf_8_comes_through(bytes: Vec<u8>, text in "[^\r\u{feff}]*", drip in 1_usize..9) {
            for encoding in Encoding::ALL {
                let _ = decoded(&bytes, encoding, drip);
            }
            prop_assert_eq!(decoded(text.as_bytes(), Encoding::Utf8, drip), text.as_bytes());
        }
    }
}
