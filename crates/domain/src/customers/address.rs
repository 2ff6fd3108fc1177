//! A billing address for a customer who has none, so that a phone number or a postcode has a place to be kept.

use super::{country, edit};
use crate::{
    error::FieldError,
    ids::CustomerId,
    imports::row::TEXT_MAX,
    text::{Sentence, rules},
};
use serde::{Deserialize, Serialize};

/// The wish to give a customer a default billing address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAddress {
    /// Whose.
    pub customer: CustomerId,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Street and house number.
    pub street: String,
    /// City.
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Postcode, or nothing.
    pub zip: String,
    /// Phone number, or nothing.
    pub phone: String,
}

impl NewAddress {
    /// The address as it will be written; else what is wrong, by the words of its fields.
    pub fn check(&self) -> Result<Self, Vec<FieldError>> {
        let mut wrong = Vec::new();
        let mut keep = |field: &str, checked: Result<String, Sentence>| {
            checked.unwrap_or_else(|sentence| {
                wrong.push(FieldError::new(field, sentence));
                String::new()
            })
        };
        let clean = |typed: &str| edit::clean(typed).map(str::to_owned);
        let country = self.country.trim().to_ascii_uppercase();
        let checked = Self {
            customer: self.customer,
            first_name: keep("first_name", required(&self.first_name)),
            last_name: keep("last_name", required(&self.last_name)),
            street: keep("street", required(&self.street)),
            city: keep("city", required(&self.city)),
            zip: keep(
                "zip",
                clean(&self.zip).and_then(|zip| edit::zip(&zip, Some(&country))),
            ),
            country: keep("country", known(&country)),
            phone: keep("phone", clean(&self.phone).and_then(|phone| edit::phone(&phone))),
        };
        match wrong.is_empty() {
            true => Ok(checked),
            false => Err(wrong),
        }
    }
}

fn required(typed: &str) -> Result<String, Sentence> {
    match edit::clean(typed)? {
        "" => Err(rules::REQUIRED.plain()),
        value if value.chars().count() > TEXT_MAX => Err(rules::TOO_LONG.with("max", TEXT_MAX)),
        value => Ok(value.to_owned()),
    }
}

fn known(country: &str) -> Result<String, Sentence> {
    match country {
        "" => Err(rules::REQUIRED.plain()),
        code if !country::is_code(code) => Err(rules::BAD_CHOICE.with("value", code)),
        code => Ok(code.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn an_address() -> NewAddress {
        NewAddress {
            customer: CustomerId(1),
            first_name: " Ann ".into(),
            last_name: "Lee".into(),
            street: "Main Street 1".into(),
            city: "Campbell".into(),
            country: "us".into(),
            zip: " 95008".into(),
            phone: String::new(),
        }
    }

    #[test]
    fn an_address_is_tidied() {
        let checked = an_address().check().unwrap();
        assert_eq!(
            (
                checked.first_name.as_str(),
                checked.country.as_str(),
                checked.zip.as_str()
            ),
            ("Ann", "US", "95008")
        );
    }

    #[test]
    fn every_field_says_what_is_wrong_with_it() {
        type Spoil = fn(&mut NewAddress);
        let cases: [(Spoil, &str, &str); 9] = [
            (|a| a.first_name = "  ".into(), "first_name", "REQUIRED"),
            (|a| a.last_name = String::new(), "last_name", "REQUIRED"),
            (|a| a.street = "x".repeat(TEXT_MAX + 1), "street", "TOO_LONG"),
            (|a| a.city = "a\u{0}b".into(), "city", "CONTROL_CHARACTER"),
            (|a| a.country = String::new(), "country", "REQUIRED"),
            (|a| a.country = "XX".into(), "country", "BAD_CHOICE"),
            (|a| a.zip = "1012 AB".into(), "zip", "BAD_ZIP"),
            (|a| a.phone = "call me".into(), "phone", "BAD_PHONE"),
            (|a| a.phone = "1".repeat(65), "phone", "TOO_LONG"),
        ];
        for (spoil, field, key) in cases {
            let mut address = an_address();
            spoil(&mut address);
            let wrong = address.check().unwrap_err();
            let found: Vec<_> = wrong
                .iter()
                .map(|w| (w.field.as_str(), w.sentence.message().key))
                .collect();
            assert_eq!(found, [(field, key)]);
        }
    }
}
