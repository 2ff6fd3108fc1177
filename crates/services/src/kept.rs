//! Sentences that are kept in the database, to be said later in the language of whoever reads them then.

use domain::text::{Locale, Sentence, fill, names};
use serde::{Deserialize, Serialize};

/// A sentence as it is kept: the name of its message, and what its marks are filled in with.
#[derive(Serialize, Deserialize)]
struct Kept {
    say: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    with: Vec<(String, String)>,
}

/// The sentences as text to keep, whatever language they will be read in.
pub(crate) fn keep(sentences: &[Sentence]) -> String {
    let kept = sentences.iter().map(|sentence| {
        let with = sentence.args().iter();
        Some(Kept {
            say: names::name(sentence.message())?,
            with: with
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
        })
    });
    let kept: Option<Vec<_>> = kept.collect();
    kept.and_then(|kept| serde_json::to_string(&kept).ok())
        .unwrap_or_else(|| in_one(sentences.iter().map(|sentence| sentence.say(Locale::En))))
}

/// Says what was kept. Text that was kept in a language of its own stays as it is.
pub(crate) fn say(kept: &str, locale: Locale) -> String {
    let Ok(sentences) = serde_json::from_str::<Vec<Kept>>(kept) else {
        return kept.to_owned();
    };
    in_one(sentences.iter().map(|sentence| {
        let Some(message) = names::named(&sentence.say) else {
            // A message of another version: its name says more than nothing.
            return sentence.say.clone();
        };
        let value = |name: &str| sentence.with.iter().find(|(known, _)| known == name);
        fill(message.text(locale), |name| {
            value(name).map(|(_, value)| value.as_str())
        })
    }))
}

fn in_one(sentences: impl Iterator<Item = String>) -> String {
    sentences.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::text::{access, jobs};

    #[test]
    fn what_is_kept_is_said_in_the_language_of_its_reader() {
        let sentences = [jobs::GIVEN_UP.with("n", 5), access::BUSY.plain()];
        let kept = keep(&sentences);
        for locale in Locale::ALL {
            let said = sentences.each_ref().map(|sentence| sentence.say(locale));
            assert_eq!(say(&kept, locale), said.join(" "));
        }
        assert_ne!(say(&kept, Locale::Nl), say(&kept, Locale::Sv));
    }

    #[test]
    fn what_is_in_a_language_already_stays_as_it_is() {
        for text in ["", "the disk is full", "[1] and [2]", "{n} of {total}", "5"] {
            assert_eq!(say(text, Locale::Fr), text);
        }
        assert_eq!(
            say("[{\"say\":\"jobs.OF_TOMORROW\"}]", Locale::Fr),
            "jobs.OF_TOMORROW"
        );
        let odd = keep(&[jobs::GIVEN_UP.with("n", "{n} \"é\" [x]")]);
        assert!(say(&odd, Locale::En).contains("{n} \"é\" [x] tries"));
    }
}
