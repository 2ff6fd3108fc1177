//! A rule in plain language, so that a misread ALL or FALSE is noticed before it is saved.

use super::{
    attribute::{Kind, Operator},
    condition::{AddressScope, Condition, Group, Quantifier, Test},
};
use crate::{
    customers::{choice::Reference, present},
    ids::WebsiteId,
    text::{Locale, Message, segments as text},
    time,
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
        .and("what", how(rule).within.text(locale));
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
    let (lead, what, group) = match condition {
        Condition::Test(test) => {
            return Reading {
                text: leaf(test, reference, locale),
                parts: Vec::new(),
            };
        }
        Condition::Combination(group) => (&text::READ_GROUP, how(group).alone, group),
        Condition::Address { scope, group } => {
            let lead = match scope {
                AddressScope::Any => &text::READ_ADDRESS,
                AddressScope::DefaultBilling => &text::READ_BILLING,
                AddressScope::DefaultShipping => &text::READ_SHIPPING,
            };
            (lead, how(group).within, group)
        }
    };
    Reading {
        text: lead.with("what", what.text(locale)).say(locale),
        parts: parts(group, reference, locale),
    }
}

/// What is asked of a group: as the end of a longer sentence, which orders words otherwise in Dutch and Swedish, and as
/// a sentence of its own.
struct How {
    within: &'static Message,
    alone: &'static Message,
}

fn how(group: &Group) -> How {
    let (within, alone) = match (group.children.len(), group.quantifier, group.expected) {
        (0, _, _) => (&text::READ_NOBODY_ASKED, &text::READ_NOBODY_ASKED),
        (1, _, true) => (&text::READ_ONE_TRUE, &text::GROUP_ONE_TRUE),
        (1, _, false) => (&text::READ_ONE_FALSE, &text::GROUP_ONE_FALSE),
        (_, Quantifier::All, true) => (&text::READ_ALL_TRUE, &text::GROUP_ALL_TRUE),
        (_, Quantifier::All, false) => (&text::READ_ALL_FALSE, &text::GROUP_ALL_FALSE),
        (_, Quantifier::Any, true) => (&text::READ_ANY_TRUE, &text::GROUP_ANY_TRUE),
        (_, Quantifier::Any, false) => (&text::READ_ANY_FALSE, &text::GROUP_ANY_FALSE),
    };
    How { within, alone }
}

fn leaf(test: &Test, reference: &Reference, locale: Locale) -> String {
    let kind = test.attribute.kind();
    let label = test.attribute.label().text(locale);
    if kind == Kind::YesNo && matches!(test.value.trim(), "0" | "1") {
        let yes = (test.value.trim() == "1") != (test.operator == Operator::IsNot);
        let word = if yes { &text::READ_YES } else { &text::READ_NO };
        let sentence = text::LABELLED.with("label", label);
        return sentence.and("text", word.text(locale)).say(locale);
    }
    let one = test.operator.takes_list() && test.list().len() == 1;
    let operator = match (kind, test.operator) {
        (Kind::Day, Operator::Is) => &text::READ_DAY_IS,
        (Kind::Day, Operator::AtLeast) => &text::READ_DAY_AT_LEAST,
        (Kind::Day, Operator::Above) => &text::READ_DAY_ABOVE,
        (Kind::Day, Operator::AtMost) => &text::READ_DAY_AT_MOST,
        (Kind::Day, Operator::Below) => &text::READ_DAY_BELOW,
        (_, Operator::OneOf) if one => &text::IS,
        (_, Operator::NotOneOf) if one => &text::IS_NOT,
        (_, Operator::OneOf) => &text::READ_ONE_OF,
        (_, Operator::NotOneOf) => &text::READ_NOT_ONE_OF,
        (_, Operator::AtLeast) => &text::READ_AT_LEAST,
        (_, Operator::Above) => &text::READ_ABOVE,
        (_, Operator::AtMost) => &text::READ_AT_MOST,
        (_, Operator::Below) => &text::READ_BELOW,
        (
            _,
            operator @ (Operator::Is
            | Operator::IsNot
            | Operator::Contains
            | Operator::ContainsNot
            | Operator::Undefined),
        ) => operator.label(),
    };
    let value = if test.operator.takes_value() {
        values(test, kind, reference, locale)
    } else {
        String::new()
    };
    let sentence = text::READ_TEST
        .with("attribute", label)
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
            Kind::Day => match time::parse_date(value) {
                Some(day) => present::calendar_day(day, locale),
                None => value.to_owned(),
            },
            Kind::YesNo => value.to_owned(),
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
  Customer Since is on or after Jan 1, 2026
  there is a default billing address on which this is true:
    Country is one of Netherlands, Sweden
  at least one of these is not true:
    Newsletter Subscription: yes
    Group is …
  Tax VAT Number is undefined
";
        assert_eq!(out, expected);
    }

    #[test]
    fn a_condition_is_a_sentence_in_every_language() {
        use {
            Attribute as A,
            Locale::{En, Fr, Nl, Sv},
            Operator as O,
        };
        for (attribute, operator, value, locale, said) in [
            (
                A::Since,
                O::AtLeast,
                "2024-01-01",
                Nl,
                "Klant sinds ligt op of na 1 jan 2024",
            ),
            (
                A::Since,
                O::AtLeast,
                "2024-01-01",
                Sv,
                "Kund sedan är tidigast den 1 jan 2024",
            ),
            (
                A::Since,
                O::AtMost,
                "2024-01-01",
                Fr,
                "Client depuis est au plus tard le 1er janv. 2024",
            ),
            (A::Since, O::Is, "someday", En, "Customer Since is on someday"),
            (
                A::HasBilling,
                O::Is,
                "0",
                Nl,
                "Standaard factuuradres bestaat: nee",
            ),
            (
                A::HasBilling,
                O::IsNot,
                "1",
                Sv,
                "Standardadress för fakturering finns: nej",
            ),
            (
                A::HasBilling,
                O::IsNot,
                "0",
                Fr,
                "Adresse de facturation par défaut présente : oui",
            ),
            (
                A::HasBilling,
                O::Is,
                "",
                En,
                "Default Billing Address exists is …",
            ),
            (A::Zip, O::Below, "2000", Nl, "Postcode is kleiner dan “2000”"),
            (
                A::Zip,
                O::AtLeast,
                "2000",
                Sv,
                "Postnummer är lika med eller större än ”2000”",
            ),
            (A::Zip, O::Above, "2000", Fr, "Code postal vaut plus que « 2000 »"),
            (
                A::City,
                O::OneOf,
                "Gent; Lund",
                Fr,
                "Ville fait partie de : « Gent », « Lund »",
            ),
            (
                A::City,
                O::NotOneOf,
                "Gent; Lund",
                Nl,
                "Plaats is geen van: “Gent”, “Lund”",
            ),
            (A::City, O::OneOf, "Gent", Fr, "Ville est « Gent »"),
            (A::City, O::NotOneOf, "Gent", Sv, "Ort är inte ”Gent”"),
            (A::City, O::Undefined, "", Sv, "Ort saknas"),
        ] {
            let Condition::Test(test) = test(attribute, operator, value) else {
                unreachable!("a test")
            };
            assert_eq!(leaf(&test, &Reference::default(), locale), said);
        }
    }

    #[test]
    fn a_combination_is_a_sentence_of_its_own() {
        let inner = |expected| {
            Condition::Combination(Group {
                expected,
                children: vec![test(Attribute::Email, Operator::Contains, "x")],
                ..Group::default()
            })
        };
        let rule = Group {
            expected: false,
            children: vec![inner(false)],
            ..Group::default()
        };
        for (locale, lead, part) in [
            (Locale::Nl, "als dit niet waar is:", "dit is niet waar:"),
            (Locale::Sv, "när detta inte är sant:", "detta är inte sant:"),
        ] {
            let reading = read(&rule, &[], &Reference::default(), locale);
            assert!(reading.text.ends_with(lead), "{}", reading.text);
            assert_eq!(reading.parts[0].text, part);
        }
    }

    #[test]
    fn an_empty_rule_holds_everyone() {
        let reading = read(&Group::default(), &[], &Reference::default(), Locale::Fr);
        assert_eq!(reading.text, "Tout client de … est dans ce segment.");
    }
}
