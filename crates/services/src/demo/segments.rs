//! Eight segments, which between them use most of what a rule can say.

use super::scopes::Scopes;
use chrono::{DateTime, Datelike};
use domain::{
    segments::{
        attribute::{Attribute as A, Operator as O},
        condition::{AddressScope, Condition, Group, Quantifier, Test},
        segment::{ApplyTo, Definition},
    },
    time::Micros,
};

/// The definitions.
pub(super) fn definitions(scopes: &Scopes, now: Micros) -> Vec<Definition> {
    let year = DateTime::from_timestamp_micros(now).unwrap_or_default().year();
    let everywhere = scopes.websites();
    let segment = |name: &str, description: &str, rule: Group| Definition {
        name: name.to_owned(),
        description: description.to_owned(),
        websites: everywhere.clone(),
        active: true,
        apply_to: ApplyTo::Registered,
        rule,
        everyone_confirmed: false,
    };
    vec![
        segment(
            "Dutch newsletter readers",
            "Subscribed, and with an address in the Netherlands.",
            all([
                test(A::Newsletter, O::Is, "1"),
                address(AddressScope::Any, all([test(A::Country, O::Is, "NL")])),
            ]),
        ),
        segment(
            "Amsterdam and Utrecht",
            "Billed in one of the two cities.",
            all([address(
                AddressScope::DefaultBilling,
                any([test(A::City, O::Is, "Amsterdam"), test(A::City, O::Is, "Utrecht")]),
            )]),
        ),
        segment(
            "Women born since 1990",
            "",
            all([
                test(A::Gender, O::Is, "2"),
                test(A::Birth, O::AtLeast, "1990-01-01"),
            ]),
        ),
        segment(
            "Trade customers with a tax number",
            "Wholesale or retailer, and not without a Tax/VAT number.",
            all([
                test(A::Group, O::OneOf, "2, 3"),
                none_of([test(A::TaxVat, O::Undefined, "")]),
            ]),
        ),
        Definition {
            apply_to: ApplyTo::Both,
            ..segment(
                "New this year",
                "Accounts made since the first of January.",
                all([test(A::Since, O::AtLeast, &format!("{year}-01-01"))]),
            )
        },
        segment(
            "No address yet",
            "Neither an address to bill nor one to ship to.",
            all([test(A::HasBilling, O::Is, "0"), test(A::HasShipping, O::Is, "0")]),
        ),
        segment(
            "Presents abroad",
            "Shipped to Germany or Sweden, billed elsewhere.",
            all([
                address(
                    AddressScope::DefaultShipping,
                    all([test(A::Country, O::OneOf, "DE; SE")]),
                ),
                none_of([address(
                    AddressScope::DefaultBilling,
                    all([test(A::Country, O::OneOf, "DE; SE")]),
                )]),
            ]),
        ),
        Definition {
            active: false,
            websites: vec![scopes.base.website],
            ..segment(
                "Boston area businesses",
                "Massachusetts postcodes with a company, or an apostrophe in the name.",
                any([
                    address(
                        AddressScope::Any,
                        all([
                            test(A::Zip, O::AtLeast, "02108"),
                            test(A::Zip, O::Below, "02143"),
                            none_of([test(A::Company, O::Undefined, "")]),
                        ]),
                    ),
                    test(A::LastName, O::Contains, "'"),
                ]),
            )
        },
    ]
}

fn all<const N: usize>(children: [Condition; N]) -> Group {
    group(Quantifier::All, true, children)
}

fn any<const N: usize>(children: [Condition; N]) -> Group {
    group(Quantifier::Any, true, children)
}

fn none_of<const N: usize>(children: [Condition; N]) -> Condition {
    Condition::Combination(group(Quantifier::All, false, children))
}

fn group<const N: usize>(quantifier: Quantifier, expected: bool, children: [Condition; N]) -> Group {
    Group {
        quantifier,
        expected,
        children: children.into(),
    }
}

fn address(scope: AddressScope, group: Group) -> Condition {
    Condition::Address { scope, group }
}

fn test(attribute: A, operator: O, value: &str) -> Condition {
    Condition::Test(Test {
        attribute,
        operator,
        value: value.to_owned(),
    })
}
