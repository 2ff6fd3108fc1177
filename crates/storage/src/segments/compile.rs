//! The condition tree of a segment as one SQL condition over `customer c` and, within address groups, `address a`.
//!
//! Nothing compiled here can come out as NULL: text and numbers are always there, so that a negation is the
//! plain opposite. What the check of the tree would refuse (a misplaced condition, a value that cannot be
//! read) holds for nobody.

use crate::sql::{Bind, Sql, anywhere};
use domain::{
    customers::choice::NOT_SPECIFIED,
    fold::fold,
    segments::{
        attribute::{Attribute, Operator, Subject},
        condition::{AddressScope, Condition, Group, Quantifier, Test},
    },
    time::{DAY, parse_date},
};

/// The condition of a whole rule.
pub(super) fn rule(rule: &Group) -> Sql {
    group(rule, Subject::Customer)
}

/// ALL or ANY of the children TRUE or FALSE; without children it holds for everyone.
fn group(group: &Group, subject: Subject) -> Sql {
    if group.children.is_empty() {
        return Sql::new("1 = 1");
    }
    let word = match group.quantifier {
        Quantifier::All => " AND ",
        Quantifier::Any => " OR ",
    };
    let mut out = Sql::new("(");
    for (at, child) in group.children.iter().enumerate() {
        if at > 0 {
            out.push(word);
        }
        out.append(expected(condition(child, subject), group.expected));
    }
    out.push(")");
    out
}

fn expected(condition: Sql, expected: bool) -> Sql {
    if expected {
        return condition;
    }
    let mut out = Sql::new("NOT (");
    out.append(condition).push(")");
    out
}

fn condition(condition: &Condition, subject: Subject) -> Sql {
    match condition {
        Condition::Combination(inner) => group(inner, subject),
        Condition::Address { scope, group } => address(*scope, group),
        Condition::Test(leaf) if leaf.attribute.subject() == subject => test(leaf),
        Condition::Test(_) => never(),
    }
}

/// The customer has one address on which the whole group holds.
fn address(scope: AddressScope, inner: &Group) -> Sql {
    let mut out = Sql::new("EXISTS (SELECT 1 FROM address a WHERE a.customer_id = c.id AND ");
    out.push(match scope {
        AddressScope::Any => "",
        AddressScope::DefaultBilling => "a.id = c.default_billing AND ",
        AddressScope::DefaultShipping => "a.id = c.default_shipping AND ",
    });
    out.append(group(inner, Subject::Address)).push(")");
    out
}

fn test(test: &Test) -> Sql {
    match test.attribute {
        Attribute::Email => text(test, "c.email_key", "c.email"),
        Attribute::FirstName => text(test, "c.first_name_key", "c.first_name"),
        Attribute::LastName => text(test, "c.last_name_key", "c.last_name"),
        Attribute::Gender => number(test, "c.gender", Some(NOT_SPECIFIED)),
        Attribute::Birth => day(test),
        Attribute::Group => number(test, "c.group_id", None),
        Attribute::Website => number(test, "c.website_id", None),
        Attribute::Since => moment(test, "c.created_at"),
        Attribute::TaxVat => text(test, "c.tax_vat_key", "c.tax_vat"),
        Attribute::Newsletter => yes_no(
            test,
            "EXISTS (SELECT 1 FROM newsletter_subscription n WHERE n.customer_id = c.id \
             AND n.website_id = c.website_id AND n.status = 1)",
        ),
        Attribute::HasBilling => yes_no(test, "c.default_billing <> 0"),
        Attribute::HasShipping => yes_no(test, "c.default_shipping <> 0"),
        Attribute::Country => code(test, "a.country"),
        Attribute::Region => text(test, "a.region_key", "a.region"),
        Attribute::City => text(test, "a.city_key", "a.city"),
        Attribute::Zip => text(test, "a.zip_key", "a.zip"),
        Attribute::Street => text(test, "a.street_key", "a.street"),
        Attribute::Company => text(test, "a.company_key", "a.company"),
        Attribute::Phone => text(test, "a.phone_key", "a.phone"),
        Attribute::AddressFirstName => text(test, "a.first_name_key", "a.first_name"),
        Attribute::AddressLastName => text(test, "a.last_name_key", "a.last_name"),
    }
}

/// Text is compared by its key, byte by byte; no value is empty text, which comes before everything.
fn text(test: &Test, key: &str, value: &str) -> Sql {
    let folded = || fold(&test.value).into();
    match test.operator {
        Operator::Is => compare(key, "=", folded()),
        Operator::IsNot => compare(key, "<>", folded()),
        Operator::AtLeast => compare(key, ">=", folded()),
        Operator::Above => compare(key, ">", folded()),
        Operator::AtMost => compare(key, "<=", folded()),
        Operator::Below => compare(key, "<", folded()),
        Operator::Contains => contains(key, &test.value),
        Operator::ContainsNot => expected(contains(key, &test.value), false),
        Operator::OneOf => compare(key, "IN", folded_list(test)),
        Operator::NotOneOf => compare(key, "NOT IN", folded_list(test)),
        Operator::Undefined => Sql::new(format!("{value} = ''")),
    }
}

/// SQLite refuses longer patterns; no stored text is that long either.
const LONGEST_PATTERN: usize = 50_000;

fn contains(key: &str, text: &str) -> Sql {
    let pattern = anywhere(&fold(text));
    if pattern.len() > LONGEST_PATTERN {
        return never();
    }
    Sql::with(format!("{key} LIKE ? ESCAPE '\\'"), [pattern.into()])
}

fn folded_list(test: &Test) -> Bind {
    test.list().into_iter().map(fold).collect::<Vec<_>>().into()
}

/// A choice stored as a number; `missing` is the one that means no value.
fn number(test: &Test, column: &str, missing: Option<i64>) -> Sql {
    let value = test.value.trim().parse::<i64>();
    let list = || {
        test.list()
            .iter()
            .filter_map(|code| code.parse().ok())
            .collect::<Vec<i64>>()
            .into()
    };
    match (test.operator, value) {
        (Operator::Is, Ok(id)) => compare(column, "=", id.into()),
        (Operator::IsNot, Ok(id)) => compare(column, "<>", id.into()),
        (Operator::OneOf, _) => compare(column, "IN", list()),
        (Operator::NotOneOf, _) => compare(column, "NOT IN", list()),
        (Operator::Undefined, _) => missing.map_or_else(never, |id| compare(column, "=", id.into())),
        (
            Operator::Is
            | Operator::IsNot
            | Operator::AtLeast
            | Operator::Above
            | Operator::AtMost
            | Operator::Below
            | Operator::Contains
            | Operator::ContainsNot,
            _,
        ) => never(),
    }
}

/// A choice stored as a code.
fn code(test: &Test, column: &str) -> Sql {
    let value = || test.value.trim().into();
    let list = || {
        test.list()
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
            .into()
    };
    match test.operator {
        Operator::Is => compare(column, "=", value()),
        Operator::IsNot => compare(column, "<>", value()),
        Operator::OneOf => compare(column, "IN", list()),
        Operator::NotOneOf => compare(column, "NOT IN", list()),
        Operator::Undefined => Sql::new(format!("{column} = ''")),
        Operator::AtLeast
        | Operator::Above
        | Operator::AtMost
        | Operator::Below
        | Operator::Contains
        | Operator::ContainsNot => never(),
    }
}

/// The day of birth; without one it is neither before nor after any day.
fn day(test: &Test) -> Sql {
    const BIRTH: &str = "c.birth";
    let Some(day) = parse_date(&test.value) else {
        return if test.operator == Operator::Undefined {
            Sql::new("c.birth = ''")
        } else {
            never()
        };
    };
    let given = |word| {
        let mut sql = compare("(c.birth <> '' AND c.birth", word, day.to_string().into());
        sql.push(")");
        sql
    };
    match test.operator {
        Operator::Is => compare(BIRTH, "=", day.to_string().into()),
        Operator::AtLeast => compare(BIRTH, ">=", day.to_string().into()),
        Operator::Above => compare(BIRTH, ">", day.to_string().into()),
        Operator::AtMost => given("<="),
        Operator::Below => given("<"),
        Operator::Undefined => Sql::new("c.birth = ''"),
        Operator::IsNot
        | Operator::Contains
        | Operator::ContainsNot
        | Operator::OneOf
        | Operator::NotOneOf => never(),
    }
}

/// A moment compared with a day in UTC: segments belong to no reader and so to no time zone.
fn moment(test: &Test, column: &str) -> Sql {
    let Some(start) = parse_date(&test.value).and_then(|day| day.and_hms_opt(0, 0, 0)) else {
        return never();
    };
    let start = start.and_utc().timestamp_micros();
    let end = start + DAY;
    match test.operator {
        Operator::Is => Sql::with(
            format!("({column} >= ? AND {column} < ?)"),
            [start.into(), end.into()],
        ),
        Operator::AtLeast => compare(column, ">=", start.into()),
        Operator::Above => compare(column, ">=", end.into()),
        Operator::AtMost => compare(column, "<", end.into()),
        Operator::Below => compare(column, "<", start.into()),
        Operator::IsNot
        | Operator::Contains
        | Operator::ContainsNot
        | Operator::OneOf
        | Operator::NotOneOf
        | Operator::Undefined => never(),
    }
}

fn yes_no(test: &Test, condition: &str) -> Sql {
    let yes = test.value.trim() == "1";
    match test.operator {
        Operator::Is => expected(Sql::new(condition), yes),
        Operator::IsNot => expected(Sql::new(condition), !yes),
        Operator::AtLeast
        | Operator::Above
        | Operator::AtMost
        | Operator::Below
        | Operator::Contains
        | Operator::ContainsNot
        | Operator::OneOf
        | Operator::NotOneOf
        | Operator::Undefined => never(),
    }
}

fn compare(left: &str, word: &str, right: Bind) -> Sql {
    Sql::with(format!("{left} {word} ?"), [right])
}

fn never() -> Sql {
    Sql::new("1 = 0")
}
