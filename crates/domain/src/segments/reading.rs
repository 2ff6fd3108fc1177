//! A rule in plain language, so that a misread ALL or FALSE is noticed before it is saved.

use super::{
    attribute::{Kind, Operator},
    condition::{AddressScope, Condition, Group, Quantifier, Test},
};
use crate::{
    customers::choice::Reference,
    ids::WebsiteId,
    text::{Locale, Message, segments as text},
};

/// A clause, and the clauses it introduces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The clause.
    pub text: String,
    /// What hangs below it.
    pub parts: Vec<Reading>,
}

/// Most values of a list that are spelled out.
const LIST_MAX: usize = 12;

/// The whole rule of a segment that holds customers of `websites`.
pub fn read(rule: &Group, websites: &[WebsiteId], reference: &Reference, locale: Locale) -> Reading {
    let names: Vec<&str> = reference
        .websites
        .iter()
        .filter(|(id, _)| websites.contains(&WebsiteId(*id)))
        .map(|(_, name)| name.as_str())
        .collect();
    let names = if names.is_empty() {
        "…".to_owned()
    } else {
        names.join(", ")
    };
    if rule.children.is_empty() {
        let text = text::READ_EVERYONE.with("websites", names).say(locale);
        return Reading {
            text,
            parts: Vec::new(),
        };
    }
    let sentence = text::READ_ROOT
        .with("websites", names)
        .and("what", how(rule).text(locale));
    Reading {
        text: sentence.say(locale),
        parts: parts(rule, reference, locale),
    }
}

fn parts(group: &Group, reference: &Reference, locale: Locale) -> Vec<Reading> {
    group
        .children
        .iter()
        .map(|child| part(child, reference, locale))
        .collect()
}

fn part(condition: &Condition, reference: &Reference, locale: Locale) -> Reading {
    let (lead, group) = match condition {
        Condition::Test(test) => {
            return Reading {
                text: leaf(test, reference, locale),
                parts: Vec::new(),
            };
        }
        Condition::Combination(group) => (&text::READ_GROUP, group),
        Condition::Address { scope, group } => {
            let lead = match scope {
                AddressScope::Any => &text::READ_ADDRESS,
                AddressScope::DefaultBilling => &text::READ_BILLING,
                AddressScope::DefaultShipping => &text::READ_SHIPPING,
            };
            (lead, group)
        }
    };
    Reading {
        text: lead.with("what", how(group).text(locale)).say(locale),
        parts: parts(group, reference, locale),
    }
}

fn how(group: &Group) -> &'static Message {
    match (group.children.len(), group.quantifier, group.expected) {
        (0, _, _) => &text::READ_NOBODY_ASKED,
        (1, _, true) => &text::READ_ONE_TRUE,
        (1, _, false) => &text::READ_ONE_FALSE,
        (_, Quantifier::All, true) => &text::READ_ALL_TRUE,
        (_, Quantifier::All, false) => &text::READ_ALL_FALSE,
        (_, Quantifier::Any, true) => &text::READ_ANY_TRUE,
        (_, Quantifier::Any, false) => &text::READ_ANY_FALSE,
    }
}

fn leaf(test: &Test, reference: &Reference, locale: Locale) -> String {
    let kind = test.attribute.kind();
    let operator = match (kind, test.operator) {
        (Kind::Day, Operator::Is) => &text::READ_DAY_IS,
        (Kind::Day, Operator::AtLeast) => &text::READ_DAY_AT_LEAST,
        (Kind::Day, Operator::Above) => &text::READ_DAY_ABOVE,
        (Kind::Day, Operator::AtMost) => &text::READ_DAY_AT_MOST,
        (Kind::Day, Operator::Below) => &text::READ_DAY_BELOW,
        (_, operator) => operator.label(),
    };
    let value = if test.operator.takes_value() {
        values(test, kind, reference, locale)
    } else {
        String::new()
    };
    let sentence = text::READ_TEST
        .with("attribute", test.attribute.label().text(locale))
        .and("operator", operator.text(locale))
        .and("value", value);
    sentence.say(locale).trim_end().to_owned()
}

fn values(test: &Test, kind: Kind, reference: &Reference, locale: Locale) -> String {
    let mut values = if test.operator.takes_list() {
        test.list()
    } else {
        vec![test.value.trim()]
    };
    values.retain(|value| !value.is_empty());
    if values.is_empty() {
        return "…".to_owned();
    }
    let more = values.len().saturating_sub(LIST_MAX);
    let choices = match kind {
        Kind::Choice(set) => set.choices(reference, locale),
        Kind::Text | Kind::Day | Kind::YesNo => Vec::new(),
    };
    let mut shown: Vec<String> = values
        .into_iter()
        .take(LIST_MAX)
        .map(|value| match kind {
            Kind::Text => text::QUOTED.with("value", value).say(locale),
            Kind::Day => value.to_owned(),
            Kind::YesNo if value == "1" => text::YES.text(locale).to_owned(),
            Kind::YesNo => text::NO.text(locale).to_owned(),
            Kind::Choice(_) => choices
                .iter()
                .find(|choice| choice.code == value)
                .map_or_else(|| value.to_owned(), |choice| choice.label.clone()),
        })
        .collect();
    if more > 0 {
        shown.push(text::READ_MORE.with("n", more).say(locale));
    }
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::{super::attribute::Attribute, *};
    use crate::customers::country;

    fn test(attribute: Attribute, operator: Operator, value: &str) -> Condition {
        Condition::Test(Test {
            attribute,
            operator,
            value: value.into(),
        })
    }

    fn outline(reading: &Reading, depth: usize, out: &mut String) {
        out.push_str(&"  ".repeat(depth));
        out.push_str(&reading.text);
        out.push('\n');
        for part in &reading.parts {
            outline(part, depth + 1, out);
        }
    }

    #[test]
    fn a_rule_reads_as_a_sentence() {
        let reference = Reference {
            groups: vec![(1, "General".into())],
            websites: vec![(1, "Main".into()), (2, "Outlet".into())],
            countries: country::choices(Locale::En),
        };
        let rule = Group {
            children: vec![
                test(Attribute::Email, Operator::Contains, "example.com"),
                test(Attribute::Since, Operator::AtLeast, "2026-01-01"),
                Condition::Address {
                    scope: AddressScope::DefaultBilling,
                    group: Group {
                        children: vec![test(Attribute::Country, Operator::OneOf, "NL;SE")],
                        ..Group::default()
                    },
                },
                Condition::Combination(Group {
                    quantifier: Quantifier::Any,
                    expected: false,
                    children: vec![
                        test(Attribute::Newsletter, Operator::Is, "1"),
                        test(Attribute::Group, Operator::Is, ""),
                    ],
                }),
                test(Attribute::TaxVat, Operator::Undefined, "left over"),
            ],
            ..Group::default()
        };
        let mut out = String::new();
        let websites = [WebsiteId(1), WebsiteId(2)];
        outline(&read(&rule, &websites, &reference, Locale::En), 0, &mut out);
        let expected = "\
A customer of Main, Outlet is in this segment when all of this is true:
  Email contains “example.com”
  Customer Since is on or after 2026-01-01
  there is a default billing address on which this is true:
    Country is one of Netherlands, Sweden
  at least one of these is not true:
    Newsletter Subscription is Yes
    Group is …
  Tax VAT Number is undefined
";
        assert_eq!(out, expected);
    }

    #[test]
    fn an_empty_rule_holds_everyone() {
        let reading = read(&Group::default(), &[], &Reference::default(), Locale::Fr);
        assert_eq!(reading.text, "Tout client de … est dans ce segment.");
    }
}
