//! A segment as it is defined, and the line it has in the report.

use super::condition::{self, Group};
use crate::{
    customers::choice::Reference,
    error::FieldError,
    ids::{SegmentId, WebsiteId},
    text::{Message, rules, segments as text},
    time::{DAY, Micros},
};
use serde::{Deserialize, Serialize};

/// Whom a segment can hold; fixed after the first save.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ApplyTo {
    /// Visitors and Registered Customers.
    Both,
    /// Registered Customers.
    #[default]
    Registered,
    /// Visitors; it has no stored members.
    Visitors,
}

impl ApplyTo {
    /// Every choice, in form order.
    pub const ALL: [Self; 3] = [Self::Both, Self::Registered, Self::Visitors];

    /// Its word in the database and in forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::Registered => "registered",
            Self::Visitors => "visitors",
        }
    }

    /// Its words for people.
    pub fn label(self) -> &'static Message {
        match self {
            Self::Both => &text::APPLY_BOTH,
            Self::Registered => &text::APPLY_REGISTERED,
            Self::Visitors => &text::APPLY_VISITORS,
        }
    }

    /// The choice with this word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.key() == key)
    }
}

/// What a person decides about a segment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Definition {
    /// Segment Name.
    pub name: String,
    /// Description.
    pub description: String,
    /// Assigned to Website: one or more.
    pub websites: Vec<WebsiteId>,
    /// Active, or not.
    pub active: bool,
    /// Apply to.
    pub apply_to: ApplyTo,
    /// The rule.
    pub rule: Group,
    /// The writer knows that an empty rule matches everyone.
    #[serde(default)]
    pub everyone_confirmed: bool,
}

/// Longest segment name, in characters.
pub const NAME_MAX: usize = 255;
/// Longest description, in characters.
pub const DESCRIPTION_MAX: usize = 2_000;

impl Definition {
    /// Every broken rule, by form field; condition paths are prefixed `rule.`.
    pub fn check(&self, reference: &Reference) -> Vec<FieldError> {
        let mut found = Vec::new();
        let name = self.name.trim();
        if name.is_empty() {
            found.push(FieldError::new("name", rules::REQUIRED.plain()));
        }
        if name.chars().count() > NAME_MAX {
            found.push(FieldError::new("name", rules::TOO_LONG.with("max", NAME_MAX)));
        }
        if name.chars().any(char::is_control) {
            found.push(FieldError::new("name", rules::CONTROL_CHARACTER.plain()));
        }
        found.extend(check_description(&self.description));
        if self.websites.is_empty() {
            found.push(FieldError::new("websites", text::NO_WEBSITE.plain()));
        }
        for website in &self.websites {
            if !reference.websites.iter().any(|(id, _)| *id == website.0) {
                found.push(FieldError::new(
                    "websites",
                    rules::BAD_CHOICE.with("value", website),
                ));
            }
        }
        for mut error in condition::check(&self.rule, reference) {
            error.field = format!("rule.{}", error.field);
            found.push(error);
        }
        if self.rule.children.is_empty() && !self.everyone_confirmed {
            found.push(FieldError::new("rule.", text::EVERYONE.plain()));
        }
        found
    }
}

/// A description may have several lines, which a browser ends with CR LF.
fn check_description(text: &str) -> impl Iterator<Item = FieldError> {
    let long = text.chars().filter(|c| *c != '\r').count() > DESCRIPTION_MAX;
    let control = text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r'));
    [
        long.then(|| rules::TOO_LONG.with("max", DESCRIPTION_MAX)),
        control.then(|| rules::CONTROL_CHARACTER.plain()),
    ]
    .into_iter()
    .flatten()
    .map(|sentence| FieldError::new("description", sentence))
}

/// A stored segment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// Its number.
    pub id: SegmentId,
    /// Rises with every save of the definition.
    pub version: i64,
    /// What it is.
    pub definition: Definition,
    /// Its data.
    pub data: Data,
}

/// What is known of a segment's stored members.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Data {
    /// How many; nothing before the first refresh.
    pub customers: Option<u64>,
    /// As of when.
    pub refreshed_at: Option<Micros>,
    /// How long the last refresh took, in microseconds.
    pub took: Micros,
    /// Who came in with the last refresh.
    pub added: u64,
    /// Who went out with it.
    pub removed: u64,
    /// The definition was saved after the last refresh.
    pub definition_changed: bool,
    /// Customers were saved after the last refresh.
    pub customers_changed: bool,
    /// A refresh waits or runs.
    pub refreshing: bool,
    /// Why the last try failed; empty when it did not. Counts of the try before stay.
    pub failure: String,
}

/// The state of a segment's data, as the report shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Freshness {
    /// Never computed.
    Missing,
    /// Computed lately, from the saved rule and the customers there are.
    Fresh,
    /// Old, or the rule or some customer has changed since.
    Stale,
    /// Being computed; the old members stay readable.
    Refreshing,
    /// The last try failed; the old members stay readable.
    Failed,
}

/// Data older than this is stale (decision 10 of the behaviour specification).
pub const STALE_AFTER: Micros = DAY;

impl Data {
    /// The state at `now`.
    pub fn freshness(&self, now: Micros) -> Freshness {
        match self.refreshed_at {
            _ if self.refreshing => Freshness::Refreshing,
            _ if !self.failure.is_empty() => Freshness::Failed,
            None => Freshness::Missing,
            Some(_) if self.stale(now).is_some() => Freshness::Stale,
            Some(_) => Freshness::Fresh,
        }
    }

    /// Why the members are not what a refresh at `now` would find, as far as anybody knows; nothing where they are, or
    /// where there are none.
    pub fn stale(&self, now: Micros) -> Option<&'static Message> {
        let at = self.refreshed_at?;
        if self.definition_changed {
            Some(&text::CONDITIONS_CHANGED)
        } else if self.customers_changed {
            Some(&text::CUSTOMERS_CHANGED)
        } else {
            (now - at > STALE_AFTER).then_some(&text::OLD)
        }
    }
}

impl Freshness {
    /// Its word for people.
    pub fn label(self) -> &'static crate::text::Message {
        match self {
            Self::Missing => &text::MISSING,
            Self::Fresh => &text::FRESH,
            Self::Stale => &text::STALE,
            Self::Refreshing => &text::REFRESHING,
            Self::Failed => &text::FAILED,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn freshness_follows_age_rule_and_jobs() {
        let fresh = Data {
            refreshed_at: Some(0),
            ..Data::default()
        };
        for (data, now, expected) in [
            (Data::default(), 0, Freshness::Missing),
            (fresh.clone(), STALE_AFTER, Freshness::Fresh),
            (fresh.clone(), STALE_AFTER + 1, Freshness::Stale),
            (
                Data {
                    definition_changed: true,
                    ..fresh.clone()
                },
                0,
                Freshness::Stale,
            ),
            (
                Data {
                    customers_changed: true,
                    ..fresh.clone()
                },
                0,
                Freshness::Stale,
            ),
            (
                Data {
                    failure: "no".into(),
                    ..fresh.clone()
                },
                0,
                Freshness::Failed,
            ),
            (
                Data {
                    refreshing: true,
                    failure: "no".into(),
                    ..fresh
                },
                0,
                Freshness::Refreshing,
            ),
        ] {
            assert_eq!(data.freshness(now), expected, "{data:?} at {now}");
        }
    }

    #[test]
    fn what_is_stale_says_why() {
        let data = |definition_changed, customers_changed| Data {
            refreshed_at: Some(0),
            definition_changed,
            customers_changed,
            ..Data::default()
        };
        for (data, now, why) in [
            (data(false, false), STALE_AFTER, None),
            (data(false, false), STALE_AFTER + 1, Some(&text::OLD)),
            (data(false, true), 0, Some(&text::CUSTOMERS_CHANGED)),
            (data(true, true), 0, Some(&text::CONDITIONS_CHANGED)),
            (
                Data {
                    customers_changed: true,
                    ..Data::default()
                },
                0,
                None,
            ),
        ] {
            assert_eq!(data.stale(now), why, "{data:?} at {now}");
        }
    }

    #[test]
    fn an_empty_rule_needs_a_confirmation() {
        let reference = Reference {
            groups: vec![],
            websites: vec![(1, "Main".into())],
            ..Reference::default()
        };
        let mut definition = Definition {
            name: "All".into(),
            websites: vec![WebsiteId(1)],
            ..Definition::default()
        };
        let keys = |d: &Definition| {
            d.check(&reference)
                .iter()
                .map(|e| e.sentence.message().key)
                .collect::<Vec<_>>()
        };
        assert_eq!(keys(&definition), ["EVERYONE"]);
        definition.everyone_confirmed = true;
        assert_eq!(keys(&definition), Vec::<&str>::new());
        definition.name = " ".into();
        definition.websites = vec![WebsiteId(4)];
        assert_eq!(keys(&definition), ["REQUIRED", "BAD_CHOICE"]);
    }

    #[test]
    fn a_description_has_lines_but_no_control_characters() {
        let reference = Reference {
            groups: vec![],
            websites: vec![(1, "Main".into())],
            ..Reference::default()
        };
        for (description, expected) in [
            (String::new(), &[][..]),
            ("Buys often\r\nand much\n".into(), &[]),
            ("a\0b".into(), &["CONTROL_CHARACTER"]),
            ("a\tb".into(), &["CONTROL_CHARACTER"]),
            ("é\n".repeat(DESCRIPTION_MAX / 2), &[]),
            ("\r\n".repeat(DESCRIPTION_MAX - 1) + "é", &[]),
            ("é".repeat(DESCRIPTION_MAX + 1), &["TOO_LONG"]),
        ] {
            let definition = Definition {
                name: "All".into(),
                websites: vec![WebsiteId(1)],
                everyone_confirmed: true,
                description,
                ..Definition::default()
            };
            let found = definition.check(&reference);
            let keys: Vec<_> = found.iter().map(|e| e.sentence.message().key).collect();
            assert_eq!(keys, expected, "{:?}", definition.description);
            assert!(found.iter().all(|e| e.field == "description"));
        }
    }
}
