//! The condition tree of a segment: "If ALL/ANY of these conditions are TRUE/FALSE", nested, and its check.

use super::attribute::{Attribute, Kind, Operator, Subject};
use crate::{
    customers::{
        choice::Reference,
        column::Column,
        country,
        sight::{HIDDEN, Sight},
    },
    error::FieldError,
    text::{Sentence, rules, segments as text},
    time,
};
use serde::{Deserialize, Serialize};

/// How many children must come out as expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quantifier {
    /// All of them.
    #[default]
    All,
    /// At least one.
    Any,
}

/// Which addresses a group of address conditions looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AddressScope {
    /// Any address of the customer.
    #[default]
    Any,
    /// The default billing address.
    DefaultBilling,
    /// The default shipping address.
    DefaultShipping,
}

/// One node of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "node", rename_all = "kebab-case")]
pub enum Condition {
    /// Conditions Combination.
    Combination(Group),
    /// Customer Address: the customer has one address on which the group holds.
    Address {
        /// Which addresses are looked at.
        scope: AddressScope,
        /// The conditions, all on the same address.
        group: Group,
    },
    /// Attribute, operator, value.
    Test(Test),
}

/// Children and how they count. Without children it holds for everyone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Group {
    /// ALL or ANY.
    pub quantifier: Quantifier,
    /// TRUE or FALSE.
    pub expected: bool,
    /// The nodes below.
    pub children: Vec<Condition>,
}

impl Default for Group {
    fn default() -> Self {
        Self {
            quantifier: Quantifier::All,
            expected: true,
            children: Vec::new(),
        }
    }
}

impl Group {
    /// The rule as far as its reader may know it: whom it picks would tell what it asks for.
    #[must_use]
    pub fn within(mut self, sight: Sight) -> Self {
        for child in &mut self.children {
            match child {
                Condition::Combination(group) | Condition::Address { group, .. } => {
                    *group = std::mem::take(group).within(sight);
                }
                Condition::Test(test) => test.limit(sight),
            }
        }
        self
    }
}

/// A leaf.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Test {
    /// What is tested.
    pub attribute: Attribute,
    /// How.
    pub operator: Operator,
    /// Against what; choices by code, days as `YYYY-MM-DD`, lists split on `,` or `;`.
    #[serde(default)]
    pub value: String,
}

impl Test {
    fn limit(&mut self, sight: Sight) {
        let column = Column::all().find(|column| column.key() == self.attribute.key());
        if column.is_some_and(|column| sight.hides(column)) {
            HIDDEN.clone_into(&mut self.value);
        } else if self.attribute == Attribute::Birth && !sight.numbers {
            // A year is no day, and another day would be another rule.
            self.value.clear();
        }
    }

    /// The list in the value, without blanks and empty entries.
    pub fn list(&self) -> Vec<&str> {
        self.value
            .split([',', ';'])
            .map(str::trim)
            .filter(|s| !s.is_empty())
            .collect()
    }
}

/// Deepest nesting.
pub const MAX_DEPTH: usize = 8;
/// Most nodes in a tree.
pub const MAX_NODES: usize = 100;
/// Longest value, in characters.
pub const MAX_VALUE: usize = 10_000;

/// Checks a whole tree; each finding names its node by path (`2.1` is the first child of the second child
/// of the root; the root itself is empty).
pub fn check(root: &Group, reference: &Reference) -> Vec<FieldError> {
    let mut found = Vec::new();
    let nodes = check_group(root, Subject::Customer, "", 1, reference, &mut found);
    if nodes > MAX_NODES {
        found.push(FieldError::new(
            "",
            text::TOO_MANY_CONDITIONS.with("max", MAX_NODES),
        ));
    }
    found
}

fn check_group(
    group: &Group,
    subject: Subject,
    path: &str,
    depth: usize,
    reference: &Reference,
    found: &mut Vec<FieldError>,
) -> usize {
    if depth > MAX_DEPTH {
        found.push(FieldError::new(path, text::TOO_DEEP.with("max", MAX_DEPTH)));
        return 1;
    }
    let mut nodes = 1;
    for (i, child) in group.children.iter().enumerate() {
        let path = if path.is_empty() {
            format!("{}", i + 1)
        } else {
            format!("{path}.{}", i + 1)
        };
        nodes += match child {
            Condition::Combination(group) => {
                if group.children.is_empty() {
                    found.push(FieldError::new(&path, text::EMPTY_COMBINATION.plain()));
                }
                check_group(group, subject, &path, depth + 1, reference, found)
            }
            Condition::Address { group, .. } => {
                if subject == Subject::Address {
                    found.push(FieldError::new(&path, text::MISPLACED.plain()));
                }
                if group.children.is_empty() {
                    found.push(FieldError::new(&path, text::EMPTY_ADDRESS_GROUP.plain()));
                }
                check_group(group, Subject::Address, &path, depth + 1, reference, found)
            }
            Condition::Test(test) => {
                if test.attribute.subject() != subject {
                    found.push(FieldError::new(&path, text::MISPLACED.plain()));
                }
                if let Err(sentence) = check_test(test, reference) {
                    found.push(FieldError::new(path, sentence));
                }
                1
            }
        };
    }
    nodes
}

/// Checks one leaf: the operator belongs to the kind, the value can be read.
pub fn check_test(test: &Test, reference: &Reference) -> Result<(), Sentence> {
    let kind = test.attribute.kind();
    if !kind.operators().contains(&test.operator) {
        return Err(rules::BAD_CHOICE.with("value", test.operator.key()));
    }
    if !test.operator.takes_value() {
        return Ok(());
    }
    if test.value.chars().count() > MAX_VALUE {
        return Err(rules::TOO_LONG.with("max", MAX_VALUE));
    }
    if test
        .value
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    {
        return Err(rules::CONTROL_CHARACTER.plain());
    }
    let values = if test.operator.takes_list() {
        test.list()
    } else {
        vec![test.value.trim()]
    };
    if values.is_empty() || values.iter().any(|v| v.is_empty()) {
        return Err(rules::REQUIRED.plain());
    }
    values
        .into_iter()
        .try_for_each(|value| check_value(kind, value, reference))
}

fn check_value(kind: Kind, value: &str, reference: &Reference) -> Result<(), Sentence> {
    use crate::customers::choice::ChoiceSet;
    let known = |rows: &[(i64, String)]| {
        value
            .parse()
            .is_ok_and(|id: i64| rows.iter().any(|(k, _)| *k == id))
    };
    let fine = match kind {
        Kind::Text => true,
        Kind::Day => {
            return time::parse_date(value)
                .map(|_| ())
                .ok_or_else(|| rules::BAD_DATE.with("value", value));
        }
        Kind::YesNo => matches!(value, "0" | "1"),
        Kind::Choice(ChoiceSet::Group) => known(&reference.groups),
        Kind::Choice(ChoiceSet::Website) => known(&reference.websites),
        Kind::Choice(ChoiceSet::Country) => country::is_code(value),
        Kind::Choice(set) => set.fixed().iter().any(|(code, _)| code.to_string() == value),
    };
    fine.then_some(())
        .ok_or_else(|| rules::BAD_CHOICE.with("value", value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reference() -> Reference {
        Reference {
            groups: vec![(1, "General".into())],
            websites: vec![(1, "Main".into())],
            ..Reference::default()
        }
    }

    fn test(attribute: Attribute, operator: Operator, value: &str) -> Test {
        Test {
            attribute,
            operator,
            value: value.into(),
        }
    }

    #[test]
    fn each_leaf_rule_says_what_is_wrong() {
        use Attribute as A;
        use Operator as O;
        for (leaf, expected) in [
            (test(A::Email, O::Contains, "example.com"), None),
            (test(A::Email, O::Contains, " "), Some("REQUIRED")),
            (test(A::Email, O::OneOf, ";,"), Some("REQUIRED")),
            (test(A::Email, O::Undefined, ""), None),
            (test(A::Group, O::Is, "1"), None),
            (test(A::Group, O::Is, "9"), Some("BAD_CHOICE")),
            (test(A::Group, O::Contains, "1"), Some("BAD_CHOICE")),
            (test(A::Country, O::OneOf, "NL, SE;FR"), None),
            (test(A::Country, O::OneOf, "NL, ZZ"), Some("BAD_CHOICE")),
            (test(A::Since, O::AtLeast, "2026-01-01"), None),
            (test(A::Since, O::AtLeast, "yesterday"), Some("BAD_DATE")),
            (test(A::Newsletter, O::Is, "2"), Some("BAD_CHOICE")),
            (test(A::Gender, O::IsNot, "2"), None),
        ] {
            let found = check_test(&leaf, &reference()).err().map(|s| s.message().key);
            assert_eq!(found, expected, "{leaf:?}");
        }
    }

    #[test]
    fn findings_name_their_node() {
        let zip = Condition::Test(test(Attribute::Zip, Operator::Is, "95008"));
        let tree = Group {
            children: vec![
                Condition::Test(test(Attribute::Email, Operator::Is, "")),
                Condition::Combination(Group {
                    children: vec![zip],
                    ..Group::default()
                }),
                Condition::Address {
                    scope: AddressScope::Any,
                    group: Group::default(),
                },
                Condition::Combination(Group::default()),
            ],
            ..Group::default()
        };
        let found: Vec<_> = check(&tree, &reference())
            .into_iter()
            .map(|e| (e.field, e.sentence.message().key))
            .collect();
        let expected = [
            ("1", "REQUIRED"),
            ("2.1", "MISPLACED"),
            ("3", "EMPTY_ADDRESS_GROUP"),
            ("4", "EMPTY_COMBINATION"),
        ];
        assert_eq!(found, expected.map(|(path, key)| (path.to_owned(), key)));
    }

    #[test]
    fn depth_and_size_have_limits() {
        let mut tree = Group::default();
        for _ in 0..=MAX_DEPTH {
            tree = Group {
                children: vec![Condition::Combination(tree)],
                ..Group::default()
            };
        }
        assert!(
            check(&tree, &reference())
                .iter()
                .any(|e| e.sentence.message().key == "TOO_DEEP")
        );
        let leaf = Condition::Test(test(Attribute::Email, Operator::Undefined, ""));
        let wide = Group {
            children: vec![leaf; MAX_NODES],
            ..Group::default()
        };
        assert!(
            check(&wide, &reference())
                .iter()
                .any(|e| e.sentence.message().key == "TOO_MANY_CONDITIONS")
        );
    }

    #[test]
    fn a_tree_survives_json() {
        let tree = Group {
            quantifier: Quantifier::Any,
            expected: false,
            children: vec![Condition::Address {
                scope: AddressScope::DefaultBilling,
                group: Group {
                    children: vec![Condition::Test(test(Attribute::Zip, Operator::Is, "95008"))],
                    ..Group::default()
                },
            }],
        };
        let json = serde_json::to_string(&tree).unwrap();
        assert_eq!(serde_json::from_str::<Group>(&json).unwrap(), tree, "{json}");
    }
}
