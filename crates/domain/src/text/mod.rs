//! What Cohort says, in every language it speaks: typed messages, complete at compile time.
//!
//! A message is a constant with one text per locale, so a missing translation does not compile, an unused
//! one is dropped from the browser bundle, and the command line, the files and the pages say the same. The
//! i18n libraries in reach serve pages only.

/// `messages! { NAME: "en" | "nl" | "sv" | "fr"; }` makes one constant per line, and the list of them all.
macro_rules! messages {
    ($($name:ident: $en:literal | $nl:literal | $sv:literal | $fr:literal;)*) => {
        $(
            #[doc = $en]
            pub static $name: $crate::text::Message =
                $crate::text::Message {
                    #[cfg(not(target_family = "wasm"))]
                    key: stringify!($name),
                    texts: concat!($en, "\0", $nl, "\0", $sv, "\0", $fr),
                };
        )*

        /// Every message of this part of the catalogue.
        #[cfg(not(target_family = "wasm"))]
        pub(crate) static ALL: &[&$crate::text::Message] = &[$(&$name),*];
    };
}

pub mod access;
pub mod columns;
pub mod exports;
pub mod grid;
pub mod imports;
pub mod jobs;
#[cfg(not(target_family = "wasm"))]
pub mod names;
pub mod rules;
pub mod segments;
pub mod shell;
pub mod views;

use serde::{Deserialize, Serialize};
use std::fmt;

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// Dutch.
    Nl,
    /// Swedish.
    Sv,
    /// French.
    Fr,
}

impl Locale {
    /// Every language, in the order of the switch.
    pub const ALL: [Self; 4] = [Self::En, Self::Nl, Self::Sv, Self::Fr];

    /// The language tag, as in `lang="nl"`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Nl => "nl",
            Self::Sv => "sv",
            Self::Fr => "fr",
        }
    }

    /// The language's own name.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Nl => "Nederlands",
            Self::Sv => "Svenska",
            Self::Fr => "Français",
        }
    }

    /// The language of a tag such as `nl` or `nl-BE`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|l| l.tag().eq_ignore_ascii_case(language))
    }

    /// `40%` or `40 %`, as the language writes it.
    pub fn percent(self, n: impl fmt::Display) -> String {
        match self {
            Self::En | Self::Nl => format!("{n}%"),
            Self::Sv | Self::Fr => format!("{n}\u{a0}%"),
        }
    }

    /// `1,204`, `1.204` or `1 204`, as the language groups thousands.
    pub fn number(self, n: i64) -> String {
        let separator = match self {
            Self::En => ',',
            Self::Nl => '.',
            Self::Sv => '\u{a0}',
            Self::Fr => '\u{202f}',
        };
        let digits = n.unsigned_abs().to_string();
        let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
        if n < 0 {
            out.push('-');
        }
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(separator);
            }
            out.push(digit);
        }
        out
    }
}

/// One thing to say, in every language; `{name}` marks what is filled in.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    /// Its name in the catalogue, which the browser has no use for.
    #[cfg(not(target_family = "wasm"))]
    pub key: &'static str,
    /// The texts, in the order of [`Locale::ALL`], with a NUL between them: one pointer to send instead of four.
    texts: &'static str,
}

impl Message {
    /// The text in one language, with its marks still in it.
    pub fn text(&'static self, locale: Locale) -> &'static str {
        self.texts().nth(locale as usize).unwrap_or_default()
    }

    /// The texts, in the order of [`Locale::ALL`].
    pub fn texts(&self) -> impl Iterator<Item = &'static str> {
        self.texts.split('\0')
    }

    /// The sentence without anything to fill in.
    pub fn plain(&'static self) -> Sentence {
        Sentence {
            message: self,
            args: Vec::new(),
        }
    }

    /// The sentence with `{name}` filled in.
    pub fn with(&'static self, name: &'static str, value: impl fmt::Display) -> Sentence {
        self.plain().and(name, value)
    }
}

/// What is said of `n` things, with `{n}` filled in as the language writes it: French counts none like one.
pub fn counted(locale: Locale, n: u64, one: &'static Message, many: &'static Message) -> Sentence {
    let message = match n {
        1 => one,
        0 if locale == Locale::Fr => one,
        _ => many,
    };
    message.with("n", locale.number(i64::try_from(n).unwrap_or(i64::MAX)))
}

/// A message with its marks filled in, not yet in any language.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    message: &'static Message,
    args: Vec<(&'static str, String)>,
}

impl Sentence {
    /// Fills in one more mark.
    pub fn and(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// Fills a mark in anew, from what it was filled in with; one that was not filled in stays as it is.
    pub fn refill(mut self, name: &str, anew: impl FnOnce(&str) -> String) -> Self {
        if let Some((_, value)) = self.args.iter_mut().find(|(known, _)| *known == name) {
            *value = anew(value);
        }
        self
    }

    /// Which message this says.
    pub fn message(&self) -> &'static Message {
        self.message
    }

    /// What the marks are filled in with.
    pub fn args(&self) -> &[(&'static str, String)] {
        &self.args
    }

    /// The sentence in one language.
    pub fn say(&self, locale: Locale) -> String {
        fill(self.message.text(locale), |name| {
            let known = self.args.iter().find(|(known, _)| *known == name);
            known.map(|(_, value)| value.as_str())
        })
    }
}

/// The text with its marks filled in; of one that is not, the name is shown.
pub fn fill<'v>(text: &str, value: impl Fn(&str) -> Option<&'v str>) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        out.push_str(value(name).unwrap_or(name));
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// English, for logs and the command line.
impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Locale::En))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn everything() -> impl Iterator<Item = &'static Message> {
        names::PARTS.iter().flat_map(|(_, all)| *all).copied()
    }

    fn marks(text: &str) -> Vec<&str> {
        let mut marks: Vec<_> = text
            .split('{')
            .skip(1)
            .filter_map(|s| s.split_once('}'))
            .map(|(m, _)| m)
            .collect();
        marks.sort_unstable();
        marks
    }

    #[test]
    fn every_language_fills_in_the_same_marks() {
        for message in everything() {
            assert_eq!(message.texts().count(), Locale::ALL.len(), "{}", message.key);
            for text in message.texts() {
                assert_eq!(
                    marks(text),
                    marks(message.text(Locale::En)),
                    "{}: {text}",
                    message.key
                );
                assert!(!text.trim().is_empty(), "{} is empty in a language", message.key);
            }
        }
    }

    #[test]
    fn marks_are_filled_in_and_unknown_ones_shown() {
        let sentence = rules::TOO_LONG.with("max", 32);
        assert!(sentence.say(Locale::En).contains("32"));
        assert!(rules::TOO_LONG.plain().say(Locale::En).contains("max"));
        let refilled = sentence.refill("max", |max| format!("{max}{max}"));
        assert!(refilled.say(Locale::En).contains("3232"));
        assert_eq!(refilled.clone().refill("min", |_| String::new()), refilled);
    }

    #[test]
    fn deleting_a_segment_is_called_otherwise_than_removing_a_condition() {
        for (delete, remove) in segments::DELETE.texts().zip(segments::REMOVE.texts()) {
            assert_ne!(delete, remove);
        }
    }

    #[test]
    fn one_and_none_are_counted_as_the_language_does() {
        let say = |locale, n| counted(locale, n, &grid::FOUND_ONE, &grid::FOUND).say(locale);
        for (locale, n, said) in [
            (Locale::En, 0, "0 records found"),
            (Locale::En, 1, "1 record found"),
            (Locale::Nl, 1_204, "1.204 records gevonden"),
            (Locale::Sv, 1, "1 post hittades"),
            (Locale::Fr, 0, "0 enregistrement trouvé"),
            (Locale::Fr, 1, "1 enregistrement trouvé"),
            (Locale::Fr, 2, "2 enregistrements trouvés"),
        ] {
            assert_eq!(say(locale, n), said);
        }
    }

    #[test]
    fn a_rule_is_a_sentence_whatever_is_chosen_in_it() {
        use segments::{ALL_OF, ANY_OF, FALSE, RULE_SENTENCE, TRUE};
        for (locale, quantifier, expected, said) in [
            (Locale::En, &ALL_OF, &TRUE, "If ALL of these conditions are TRUE:"),
            (
                Locale::En,
                &ANY_OF,
                &FALSE,
                "If ANY of these conditions are FALSE:",
            ),
            (
                Locale::Nl,
                &ANY_OF,
                &TRUE,
                "Als ÉÉN OF MEER van deze voorwaarden WAAR zijn:",
            ),
            (Locale::Sv, &ALL_OF, &TRUE, "Om ALLA dessa villkor UPPFYLLS:"),
            (
                Locale::Sv,
                &ANY_OF,
                &FALSE,
                "Om MINST ETT av dessa villkor INTE UPPFYLLS:",
            ),
            (
                Locale::Fr,
                &ALL_OF,
                &TRUE,
                "Si le résultat est VRAI pour TOUTES ces conditions :",
            ),
            (
                Locale::Fr,
                &ANY_OF,
                &FALSE,
                "Si le résultat est FAUX pour AU MOINS UNE de ces conditions :",
            ),
        ] {
            let sentence = RULE_SENTENCE
                .with("quantifier", quantifier.text(locale))
                .and("expected", expected.text(locale));
            assert_eq!(sentence.say(locale), said);
        }
    }

    #[test]
    fn swedish_opens_and_closes_a_quotation_alike() {
        for message in everything() {
            let text = message.text(Locale::Sv);
            assert!(!text.contains('“'), "{}: {text}", message.key);
        }
    }

    #[test]
    fn thousands_follow_the_language() {
        assert_eq!(Locale::En.number(1_204_000), "1,204,000");
        assert_eq!(Locale::Nl.number(-1204), "-1.204");
        assert_eq!(Locale::Sv.number(999), "999");
    }
}
