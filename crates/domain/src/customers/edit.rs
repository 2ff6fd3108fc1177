//! Editing one cell: what may be typed, checked the same way in the browser (for speed) and on the server (for truth).

use super::{choice::Reference, column::Column, postcode};
use crate::{
    ids::{CustomerId, GroupId, WebsiteId},
    text::{Sentence, rules},
};
use serde::{Deserialize, Serialize};

/// The wish to put `value` into one cell of the row as it was at `version`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellEdit {
    /// Whose row.
    pub customer: CustomerId,
    /// The version the typist saw.
    pub version: i64,
    /// Which cell.
    pub column: Column,
    /// What was typed or chosen; for choices the code.
    pub value: String,
}

/// A checked edit: what will be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The e-mail address, trimmed.
    Email(String),
    /// The group.
    Group(GroupId),
    /// Phone of the default billing address.
    Phone(String),
    /// Postcode of the default billing address.
    Zip(String),
    /// The website the account belongs to.
    Website(WebsiteId),
    /// Tax/VAT number of the customer.
    TaxVat(String),
    /// Gender code.
    Gender(i64),
}

/// What a check needs to know about the row and the shop.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Groups and websites there are.
    pub reference: &'a Reference,
    /// Country of the default billing address, where known.
    pub billing_country: Option<&'a str>,
}

/// Longest e-mail address (RFC 5321: 64 + 1 + 255 cut to a path of 254).
pub const EMAIL_MAX: usize = 254;
/// Longest phone number, postcode or tax number.
pub const SHORT_MAX: usize = 64;

/// Checks what was typed into `column`.
///
/// Rules that need other rows (an e-mail address in use, a group set by a company, no billing address) are
/// the server's alone.
pub fn check(column: Column, typed: &str, context: &Context<'_>) -> Result<Change, Sentence> {
    let value = clean(typed)?;
    match column {
        Column::Email => email(value).map(Change::Email),
        Column::Group => match choice(value, &context.reference.groups)? {
            0 => Err(rules::NOT_LOGGED_IN_GROUP.plain()),
            id => Ok(Change::Group(GroupId(id))),
        },
        Column::Phone => phone(value).map(Change::Phone),
        Column::Zip => zip(value, context.billing_country).map(Change::Zip),
        Column::Website => {
            choice(value, &context.reference.websites).map(|id| Change::Website(WebsiteId(id)))
        }
        Column::TaxVat => short(value).map(Change::TaxVat),
        Column::Gender => gender(value).map(Change::Gender),
        _ => Err(rules::NOT_EDITABLE.with("column", column.key())),
    }
}

/// The value without surrounding blanks; refuses control characters.
pub fn clean(typed: &str) -> Result<&str, Sentence> {
    let value = typed.trim();
    match value.chars().any(char::is_control) {
        true => Err(rules::CONTROL_CHARACTER.plain()),
        false => Ok(value),
    }
}

/// A required, well-formed e-mail address.
pub fn email(value: &str) -> Result<String, Sentence> {
    if value.is_empty() {
        return Err(rules::REQUIRED.plain());
    }
    if value.len() > EMAIL_MAX {
        return Err(rules::TOO_LONG.with("max", EMAIL_MAX));
    }
    let options = email_address::Options::default()
        .without_display_text()
        .without_domain_literal()
        .with_required_tld();
    match email_address::EmailAddress::parse_with_options(value, options) {
        Ok(_) => Ok(value.to_owned()),
        Err(_) => Err(rules::BAD_EMAIL.with("value", value)),
    }
}

/// A phone number, or nothing.
pub fn phone(value: &str) -> Result<String, Sentence> {
    let value = short(value)?;
    let allowed = |c: char| c.is_ascii_digit() || " +-()./x".contains(c);
    match value.is_empty() || (value.chars().all(allowed) && value.chars().any(|c| c.is_ascii_digit())) {
        true => Ok(value),
        false => Err(rules::BAD_PHONE.with("value", value)),
    }
}

/// A postcode that fits its country, or nothing.
pub fn zip(value: &str, billing_country: Option<&str>) -> Result<String, Sentence> {
    let value = short(value)?;
    let code = billing_country.unwrap_or_default();
    match postcode::wrong(code, &value) {
        Some(example) if !value.is_empty() => Err(rules::BAD_ZIP
            .with("value", value)
            .and("country", code)
            .and("example", example)),
        _ => Ok(value),
    }
}

/// Text of at most [`SHORT_MAX`] characters.
pub fn short(value: &str) -> Result<String, Sentence> {
    match value.chars().count() > SHORT_MAX {
        true => Err(rules::TOO_LONG.with("max", SHORT_MAX)),
        false => Ok(value.to_owned()),
    }
}

/// A gender code; empty means not specified.
fn gender(value: &str) -> Result<i64, Sentence> {
    use super::choice::{ChoiceSet, NOT_SPECIFIED};
    if value.is_empty() {
        return Ok(NOT_SPECIFIED);
    }
    let code = value.parse().ok();
    let known = |code: &i64| ChoiceSet::Gender.fixed().iter().any(|(c, _)| c == code);
    code.filter(known)
        .ok_or_else(|| rules::BAD_CHOICE.with("value", value))
}

fn choice(value: &str, rows: &[(i64, String)]) -> Result<i64, Sentence> {
    let id = value
        .parse()
        .ok()
        .filter(|id| rows.iter().any(|(known, _)| known == id));
    id.ok_or_else(|| rules::BAD_CHOICE.with("value", value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reference() -> Reference {
        Reference {
            groups: vec![(0, "NOT LOGGED IN".into()), (1, "General".into())],
            websites: vec![(1, "Main Website".into())],
            ..Reference::default()
        }
    }

    fn try_edit(column: Column, typed: &str, country: &str) -> Result<Change, &'static str> {
        let reference = reference();
        let context = Context {
            reference: &reference,
            billing_country: Some(country),
        };
        check(column, typed, &context).map_err(|s| s.message().key)
    }

    #[test]
    fn each_rule_says_what_is_wrong() {
        use Column as C;
        for (column, typed, expected) in [
            (
                C::Email,
                " jon@example.com ",
                Ok(Change::Email("jon@example.com".into())),
            ),
            (C::Email, "", Err("REQUIRED")),
            (C::Email, "jon@", Err("BAD_EMAIL")),
            (C::Email, "jon@localhost", Err("BAD_EMAIL")),
            (C::Email, "Jon <jon@example.com>", Err("BAD_EMAIL")),
            (C::Email, "a\u{0}b@example.com", Err("CONTROL_CHARACTER")),
            (C::Group, "1", Ok(Change::Group(GroupId(1)))),
            (C::Group, "0", Err("NOT_LOGGED_IN_GROUP")),
            (C::Group, "General", Err("BAD_CHOICE")),
            (
                C::Phone,
                "+31 (0)20-123.45",
                Ok(Change::Phone("+31 (0)20-123.45".into())),
            ),
            (C::Phone, "", Ok(Change::Phone(String::new()))),
            (C::Phone, "+-", Err("BAD_PHONE")),
            (C::Phone, "call me", Err("BAD_PHONE")),
            (C::Zip, "95008", Ok(Change::Zip("95008".into()))),
            (C::Zip, "", Ok(Change::Zip(String::new()))),
            (C::Zip, "1012 AB", Err("BAD_ZIP")),
            (C::Website, "1", Ok(Change::Website(WebsiteId(1)))),
            (C::Website, "7", Err("BAD_CHOICE")),
            (C::TaxVat, "=1+1", Ok(Change::TaxVat("=1+1".into()))),
            (C::Gender, "", Ok(Change::Gender(3))),
            (C::Gender, "9", Err("BAD_CHOICE")),
            (C::Name, "Jon", Err("NOT_EDITABLE")),
        ] {
            assert_eq!(
                try_edit(column, typed, "US"),
                expected,
                "{} {typed:?}",
                column.key()
            );
        }
        let long = "1".repeat(SHORT_MAX + 1);
        assert_eq!(try_edit(C::TaxVat, &long, "US"), Err("TOO_LONG"));
    }

    #[test]
    fn only_catalogue_columns_can_be_edited() {
        for column in Column::all() {
            let refused = try_edit(column, "", "US") == Err("NOT_EDITABLE");
            assert_eq!(refused, !column.spec().editable, "{}", column.key());
        }
    }

    proptest! {
        #[test]
        fn no_input_panics(typed in "\\PC*", country in "[A-Z]{2}") {
            for column in Column::all() {
                let _ = try_edit(column, &typed, &country);
            }
        }
    }
}
