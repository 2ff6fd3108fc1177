//! A rule evaluated in plain Rust on one record: what the compiled SQL is measured against.

use domain::{
    fold::fold,
    segments::{
        attribute::{Attribute, Kind, Operator},
        condition::{AddressScope, Condition, Group, Quantifier, Test},
    },
    time::{DAY, parse_date},
};
use storage::customers::record::{AddressRecord, CustomerRecord};

/// Does the rule hold for this customer?
pub(crate) fn holds(rule: &Group, record: &CustomerRecord) -> bool {
    group(rule, &|child| match child {
        Condition::Combination(inner) => holds(inner, record),
        Condition::Address { scope, group } => record
            .addresses
            .iter()
            .filter(|a| looked_at(a, *scope))
            .any(|a| holds_on(group, a)),
        Condition::Test(test) => customer(test, record),
    })
}

fn holds_on(rule: &Group, on: &AddressRecord) -> bool {
    group(rule, &|child| match child {
        Condition::Combination(inner) => holds_on(inner, on),
        Condition::Address { .. } => panic!("address conditions do not nest"),
        Condition::Test(test) => address(test, on),
    })
}

fn group(group: &Group, holds: &dyn Fn(&Condition) -> bool) -> bool {
    let mut outcomes = group.children.iter().map(|child| holds(child) == group.expected);
    match group.quantifier {
        _ if group.children.is_empty() => true,
        Quantifier::All => outcomes.all(|fits| fits),
        Quantifier::Any => outcomes.any(|fits| fits),
    }
}

fn looked_at(address: &AddressRecord, scope: AddressScope) -> bool {
    match scope {
        AddressScope::Any => true,
        AddressScope::DefaultBilling => address.default_billing,
        AddressScope::DefaultShipping => address.default_shipping,
    }
}

fn customer(test: &Test, r: &CustomerRecord) -> bool {
    match test.attribute {
        Attribute::Email => text(test, &r.email),
        Attribute::FirstName => text(test, &r.first_name),
        Attribute::LastName => text(test, &r.last_name),
        Attribute::TaxVat => text(test, &r.tax_vat),
        // Not Specified is no gender.
        Attribute::Gender => choice(test, r.gender, Some(3)),
        Attribute::Group => choice(test, r.group.0, None),
        Attribute::Website => choice(test, r.website.0, None),
        Attribute::Birth => day(test, &r.birth),
        Attribute::Since => moment(test, r.created_at),
        Attribute::Newsletter => yes_no(
            test,
            r.newsletter
                .iter()
                .any(|n| n.website == r.website && n.status == 1),
        ),
        Attribute::HasBilling => yes_no(test, r.billing().is_some()),
        Attribute::HasShipping => yes_no(test, r.shipping().is_some()),
        other => panic!("{other:?} is no customer attribute"),
    }
}

fn address(test: &Test, a: &AddressRecord) -> bool {
    match test.attribute {
        Attribute::Country => match test.operator {
            Operator::Is => a.country == test.value.trim(),
            Operator::IsNot => a.country != test.value.trim(),
            Operator::OneOf => test.list().contains(&a.country.as_str()),
            Operator::NotOneOf => !test.list().contains(&a.country.as_str()),
            Operator::Undefined => a.country.is_empty(),
            other => panic!("{other:?} is not offered"),
        },
        Attribute::Region => text(test, &a.region),
        Attribute::City => text(test, &a.city),
        Attribute::Zip => text(test, &a.zip),
        Attribute::Street => text(test, &a.street),
        Attribute::Company => text(test, &a.company),
        Attribute::Phone => text(test, &a.phone),
        Attribute::AddressFirstName => text(test, &a.first_name),
        Attribute::AddressLastName => text(test, &a.last_name),
        other => panic!("{other:?} is no address attribute"),
    }
}

fn text(test: &Test, stored: &str) -> bool {
    let (key, value) = (fold(stored), fold(&test.value));
    let listed = test.list().into_iter().any(|entry| fold(entry) == key);
    match test.operator {
        Operator::Is => key == value,
        Operator::IsNot => key != value,
        Operator::AtLeast => key >= value,
        Operator::Above => key > value,
        Operator::AtMost => key <= value,
        Operator::Below => key < value,
        Operator::Contains => key.contains(&value),
        Operator::ContainsNot => !key.contains(&value),
        Operator::OneOf => listed,
        Operator::NotOneOf => !listed,
        Operator::Undefined => stored.is_empty(),
    }
}

fn choice(test: &Test, code: i64, missing: Option<i64>) -> bool {
    let value = test.value.trim().parse::<i64>();
    let listed = test.list().into_iter().any(|entry| entry.parse() == Ok(code));
    match test.operator {
        Operator::Is => value == Ok(code),
        Operator::IsNot => value.is_ok_and(|value| value != code),
        Operator::OneOf => listed,
        Operator::NotOneOf => !listed,
        Operator::Undefined => missing == Some(code),
        other => panic!("{other:?} is not offered"),
    }
}

fn day(test: &Test, stored: &str) -> bool {
    assert_eq!(test.attribute.kind(), Kind::Day);
    let born = parse_date(stored);
    if test.operator == Operator::Undefined {
        return born.is_none();
    }
    let (Some(born), Some(day)) = (born, parse_date(&test.value)) else {
        return false;
    };
    match test.operator {
        Operator::Is => born == day,
        Operator::AtLeast => born >= day,
        Operator::Above => born > day,
        Operator::AtMost => born <= day,
        Operator::Below => born < day,
        other => panic!("{other:?} is not offered"),
    }
}

fn moment(test: &Test, at: i64) -> bool {
    let Some(day) = parse_date(&test.value) else {
        return false;
    };
    let start = day.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp_micros();
    match test.operator {
        Operator::Is => (start..start + DAY).contains(&at),
        Operator::AtLeast => at >= start,
        Operator::Above => at >= start + DAY,
        Operator::AtMost => at < start + DAY,
        Operator::Below => at < start,
        Operator::Undefined => false,
        other => panic!("{other:?} is not offered"),
    }
}

fn yes_no(test: &Test, stored: bool) -> bool {
    let wanted = test.value.trim() == "1";
    match test.operator {
        Operator::Is => stored == wanted,
        Operator::IsNot => stored != wanted,
        other => panic!("{other:?} is not offered"),
    }
}
