//! Closed lists a cell can take its value from.

use crate::text::{Message, Sentence, columns as text};
use serde::{Deserialize, Serialize};

/// Where the choices of a column come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChoiceSet {
    /// Customer groups, from the database; the code is the group id.
    Group,
    /// Websites, from the database; the code is the website id.
    Website,
    /// Countries; the code is ISO 3166-1 alpha-2.
    Country,
    /// Whether the e-mail address is confirmed.
    Confirmation,
    /// Gender.
    Gender,
    /// Whether sign-in is blocked after failed tries.
    Lock,
    /// Whether the account may sign in and buy.
    Status,
    /// The customer's part in a company.
    CustomerType,
}

/// One choice, ready for a select box.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Choice {
    /// What is stored and stands in URLs: an id, a code or an ISO country.
    pub code: String,
    /// What people read.
    pub label: String,
}

/// The choices that come from the server, in the order they are offered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Customer groups: id and name.
    pub groups: Vec<(i64, String)>,
    /// Websites: id and name.
    pub websites: Vec<(i64, String)>,
    /// Countries by their names in the reader's language; only where somebody chooses from them.
    #[serde(default)]
    pub countries: Vec<Choice>,
}

impl Reference {
    /// A sentence with the name of a country in place of its code, as far as it names one that can be chosen.
    pub fn named(&self, sentence: Sentence) -> Sentence {
        sentence.refill("country", |code| {
            let known = self.countries.iter().find(|choice| choice.code == code);
            known.map_or_else(|| code.to_owned(), |choice| choice.label.clone())
        })
    }
}

/// E-mail confirmation is asked and was given.
pub const CONFIRMED: i64 = 0;
/// E-mail confirmation is asked and still open.
pub const CONFIRMATION_REQUIRED: i64 = 1;
/// The website does not ask for it.
pub const CONFIRMATION_NOT_REQUIRED: i64 = 2;

/// Gender code of Male, as in the reference product.
pub const MALE: i64 = 1;
/// Gender code of Female.
pub const FEMALE: i64 = 2;
/// Gender code of Not Specified.
pub const NOT_SPECIFIED: i64 = 3;

impl ChoiceSet {
    /// The fixed choices: code and label. Empty for sets read from the database and for countries.
    pub fn fixed(self) -> &'static [(i64, &'static Message)] {
        match self {
            Self::Group | Self::Website | Self::Country => &[],
            Self::Confirmation => {
                const {
                    &[
                        (CONFIRMED, &text::CONFIRMED_YES),
                        (CONFIRMATION_REQUIRED, &text::CONFIRMED_REQUIRED),
                        (CONFIRMATION_NOT_REQUIRED, &text::CONFIRMED_NOT_REQUIRED),
                    ]
                }
            }
            Self::Gender => {
                const {
                    &[
                        (MALE, &text::MALE),
                        (FEMALE, &text::FEMALE),
                        (NOT_SPECIFIED, &text::NOT_SPECIFIED),
                    ]
                }
            }
            Self::Lock => const { &[(0, &text::UNLOCKED), (1, &text::LOCKED)] },
            Self::Status => const { &[(1, &text::ACTIVE), (0, &text::INACTIVE)] },
            Self::CustomerType => {
                const {
                    &[
                        (0, &text::INDIVIDUAL),
                        (1, &text::COMPANY_ADMIN),
                        (2, &text::COMPANY_USER),
                    ]
                }
            }
        }
    }

    /// Every choice with its label in `locale`.
    pub fn choices(self, reference: &Reference, locale: crate::text::Locale) -> Vec<Choice> {
        let named = |rows: &[(i64, String)]| {
            rows.iter()
                .map(|(id, name)| Choice {
                    code: id.to_string(),
                    label: name.clone(),
                })
                .collect()
        };
        match self {
            Self::Group => named(&reference.groups),
            Self::Website => named(&reference.websites),
            Self::Country => reference.countries.clone(),
            Self::Confirmation | Self::Gender | Self::Lock | Self::Status | Self::CustomerType => self
                .fixed()
                .iter()
                .map(|(code, label)| Choice {
                    code: code.to_string(),
                    label: label.text(locale).to_owned(),
                })
                .collect(),
        }
    }
}
