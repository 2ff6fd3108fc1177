//! Countries by ISO 3166-1 alpha-2 code. Their names are those of the Unicode CLDR, which the reference product shows
//! in English; only the server holds them, and pages bring those they need.

use super::choice::Choice;
use crate::{
    fold::fold,
    text::{Locale, Sentence},
};
use std::sync::LazyLock;

/// Every code, in the order of the English names.
const CODES: &str = "\
    AFAXALDZASADAOAIAQAGARAMAWAUATAZBSBHBDBBBYBEBZBJBM\
    BTBOBABWBVBRIOVGBNBGBFBIKHCMCACVBQKYCFTDCLCNCXCCCO\
    KMCGCDCKCRHRCUCWCYCZCIDKDJDMDOECEGSVGQEREESZETFKFO\
    FJFIFRGFPFTFGAGMGEDEGHGIGRGLGDGPGUGTGGGNGWGYHTHMHN\
    HKHUISINIDIRIQIEIMILITJMJPJEJOKZKEKIXKKWKGLALVLBLS\
    LRLYLILTLUMOMGMWMYMVMLMTMHMQMRMUYTMXFMMDMCMNMEMSMA\
    MZMMNANRNPNLNCNZNINENGNUNFKPMKMPNOOMPKPWPSPAPGPYPE\
    PHPNPLPTPRQARORURWREWSSMSASNRSSCSLSGSXSKSISBSOZAGS\
    KRSSESLKBLSHKNLCMFPMVCSDSRSJSECHSYSTTWTJTZTHTLTGTK\
    TOTTTNTMTCTVTRUMVIUGUAAEGBUSUYUZVUVAVEVNWFEHYEZMZW";

/// Is this the code of a country?
pub fn is_code(code: &str) -> bool {
    code.len() == 2 && CODES.as_bytes().chunks(2).any(|known| known == code.as_bytes())
}

/// The English name of a country, which it is sorted by in every language; nothing for a code that is none.
pub fn name(code: &str) -> Option<&'static str> {
    name_in(code, Locale::En)
}

/// The name of a country in a language.
pub fn name_in(code: &str, locale: Locale) -> Option<&'static str> {
    let at = CODES
        .as_bytes()
        .chunks(2)
        .position(|known| known == code.as_bytes())?;
    NAMES.get(at).map(|names| names[locale as usize])
}

/// Every country by its name in a language, in the order of that language.
pub fn choices(locale: Locale) -> Vec<Choice> {
    let codes = CODES.as_bytes().chunks(2).zip(NAMES.iter());
    let mut choices: Vec<_> = codes
        .map(|(code, names)| Choice {
            code: String::from_utf8_lossy(code).into_owned(),
            label: names[locale as usize].to_owned(),
        })
        .collect();
    choices.sort_by_cached_key(|choice| order(&choice.label, locale));
    choices
}

/// Every name in every language, folded, with its code.
pub fn by_name() -> impl Iterator<Item = (String, String)> {
    let codes = CODES.as_bytes().chunks(2).zip(NAMES.iter());
    codes.flat_map(|(code, names)| {
        let code = String::from_utf8_lossy(code).into_owned();
        names.iter().map(move |name| (fold(name), code.clone()))
    })
}

/// What a name is sorted by: Swedish has three letters behind `z`, elsewhere they are `a` and `o` with a mark.
fn order(name: &str, locale: Locale) -> String {
    if locale != Locale::Sv {
        return fold(name);
    }
    let own = |letter: char| match letter {
        'å' | 'Å' => '{',
        'ä' | 'Ä' => '|',
        'ö' | 'Ö' => '}',
        other => other,
    };
    fold(&name.chars().map(own).collect::<String>())
}

/// A sentence with the name of a country in place of its code, as far as it names one.
pub fn named(sentence: Sentence, locale: Locale) -> Sentence {
    sentence.refill("country", |code| name_in(code, locale).unwrap_or(code).to_owned())
}

/// The names, in the order of the codes; for each, in the order of [`Locale::ALL`].
static NAMES: LazyLock<Vec<[&str; 4]>> = LazyLock::new(|| {
    let names = |line: &'static str| {
        let mut words = line.split('\t').skip(1);
        [(); 4].map(|()| words.next().unwrap_or_default())
    };
    include_str!("countries.tsv").lines().map(names).collect()
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::rules;

    #[test]
    fn codes_are_two_capitals_and_unique_and_have_names() {
        let listed: String = include_str!("countries.tsv")
            .lines()
            .map(|line| &line[..2])
            .collect();
        assert_eq!(CODES, listed);
        assert!(NAMES.iter().flatten().all(|name| !name.is_empty()));
        assert!(CODES.bytes().all(|b| b.is_ascii_uppercase()));
        let mut codes: Vec<_> = choices(Locale::En)
            .into_iter()
            .map(|choice| choice.code)
            .collect();
        assert!(codes.iter().all(|code| is_code(code)));
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), NAMES.len());
        for other in ["ZZ", "", "N", "NLD", "nl", "FA", "é"] {
            assert!(!is_code(other) && name(other).is_none(), "{other}");
        }
    }

    #[test]
    fn each_language_has_its_own_names_and_order() {
        for (locale, name, first, last) in [
            (Locale::En, "Netherlands", "AF", "ZW"),
            (Locale::Nl, "Nederland", "AF", "CH"),
            (Locale::Sv, "Nederländerna", "AF", "TL"),
            (Locale::Fr, "Pays-Bas", "AF", "ZW"),
        ] {
            assert_eq!(name_in("NL", locale), Some(name));
            let choices = choices(locale);
            let ends = (choices[0].code.as_str(), choices[choices.len() - 1].code.as_str());
            assert_eq!(ends, (first, last), "{locale:?}");
        }
        let swedish: Vec<_> = choices(Locale::Sv)
            .into_iter()
            .map(|choice| choice.label)
            .collect();
        let end = &swedish[swedish.len() - 4..];
        assert_eq!(end, ["Zimbabwe", "Åland", "Österrike", "Östtimor"]);
    }

    #[test]
    fn a_sentence_names_the_country() {
        let sentence = |code| {
            rules::BAD_ZIP
                .with("value", "1")
                .and("country", code)
                .and("example", "2")
        };
        assert!(
            named(sentence("NL"), Locale::Fr)
                .say(Locale::Fr)
                .contains("Pays-Bas")
        );
        assert_eq!(named(sentence("??"), Locale::Fr), sentence("??"));
    }
}
