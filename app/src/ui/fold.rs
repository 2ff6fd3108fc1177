//! Text compared as the databases compare it, and small letters. The browser has Unicode's tables already, so they
//! are not sent to it.

pub(crate) use tables::{fold, lower};

#[cfg(not(feature = "hydrate"))]
mod tables {
    pub(crate) use domain::fold::fold;

    /// In small letters.
    pub(crate) fn lower(text: &str) -> String {
        text.to_lowercase()
    }
}

#[cfg(feature = "hydrate")]
mod tables {
    use js_sys::{JsString, RegExp};

    /// As [`domain::fold::fold`], but for the sigma at the end of a word, which is any other here.
    pub(crate) fn fold(text: &str) -> String {
        if text.is_ascii() {
            return text.trim().to_ascii_lowercase();
        }
        let decomposed = JsString::from(text.trim()).normalize("NFKD");
        let letters = decomposed.replace_by_pattern(&RegExp::new(r"\p{M}", "gu"), "");
        let letters = String::from(letters.to_lower_case());
        domain::fold::fold_letters(letters.chars().map(|c| if c == 'ς' { 'σ' } else { c }))
    }

    /// In small letters.
    pub(crate) fn lower(text: &str) -> String {
        JsString::from(text).to_lower_case().into()
    }
}
