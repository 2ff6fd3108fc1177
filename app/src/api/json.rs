//! JSON as server functions answer it: read as text, as resources are, so that one reader per type goes to the browser.

use leptos::server_fn::{
    Bytes, ContentType, Decodes, Encodes, Format, FormatType,
    codec::{JsonEncoding, Post},
};
use serde::{Serialize, de::DeserializeOwned};

/// What a server function is sent, and answers.
pub type Json = Post<Text>;

/// As [`JsonEncoding`], which has a second reader for bytes.
pub struct Text;

impl ContentType for Text {
    const CONTENT_TYPE: &'static str = JsonEncoding::CONTENT_TYPE;
}

impl FormatType for Text {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for Text {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Text {
    type Error = serde_json::Error;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        let text = std::str::from_utf8(&bytes).map_err(serde::de::Error::custom)?;
        serde_json::from_str(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_read_and_anything_else_refused() {
        let read = |bytes: &'static [u8]| Text::decode(Bytes::from_static(bytes)).ok();
        let sent = Text::encode(&vec!["é".to_owned()]).unwrap();
        assert_eq!(sent, "[\"é\"]".as_bytes());
        assert_eq!(read("[\"é\"]".as_bytes()), Some(vec!["é".to_owned()]));
        for bad in [&b"[\"\xc3\"]"[..], b"[", b"[1]", b""] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
    }
}
