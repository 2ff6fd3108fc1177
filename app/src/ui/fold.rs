//! Text compared as the databases compare it. The browser has Unicode's tables already, so they are not sent to it.

#[cfg(not(feature = "hydrate"))]
pub(crate) use domain::fold::fold;

/// As [`domain::fold::fold`].
#[cfg(feature = "hydrate")]
pub(crate) fn fold(text: &str) -> String {
    use js_sys::{JsString, RegExp};

    if text.is_ascii() {
        return text.trim().to_ascii_lowercase();
    }
    let decomposed = JsString::from(text.trim()).normalize("NFKD");
    let letters = decomposed.replace_by_pattern(&RegExp::new(r"\p{M}", "gu"), "");
    domain::fold::fold_letters(String::from(letters).chars())
}
