//! The rule as a tree of signals: a keystroke changes one signal and nothing is drawn anew, so focus stays.

use domain::segments::{
    attribute::{Attribute, Kind as ValueKind, Operator, Subject},
    condition::{AddressScope, Condition, Group, Quantifier, Test},
};
use leptos::prelude::*;

/// A combination of conditions being edited.
#[derive(Clone, Copy)]
pub(crate) struct GroupState {
    /// ALL or ANY.
    pub quantifier: RwSignal<Quantifier>,
    /// TRUE or FALSE.
    pub expected: RwSignal<bool>,
    /// The nodes below.
    pub children: RwSignal<Vec<Node>>,
}

/// A condition being edited.
#[derive(Clone, Copy)]
pub(crate) struct TestState {
    /// What is tested.
    pub attribute: RwSignal<Attribute>,
    /// How.
    pub operator: RwSignal<Operator>,
    /// Against what.
    pub value: RwSignal<String>,
    /// The value was left once, so that its problems may be shown.
    pub touched: RwSignal<bool>,
}

/// What a node is.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// Conditions Combination.
    Combination(GroupState),
    /// Customer Address.
    Address(RwSignal<AddressScope>, GroupState),
    /// Attribute, operator, value.
    Test(TestState),
}

/// A node with the number it keeps while it lives.
#[derive(Clone, Copy)]
pub(crate) struct Node {
    /// Its number, which names its elements too.
    pub id: u32,
    /// What it is.
    pub kind: Kind,
}

/// The whole rule being edited.
#[derive(Clone, Copy)]
pub(crate) struct Tree {
    /// The root.
    pub root: GroupState,
    next: StoredValue<u32>,
    // Signals of nodes live as long as the form, whichever row's button made them.
    owner: StoredValue<Owner>,
}

impl Tree {
    /// A tree to edit, as `rule` says.
    pub(crate) fn new(rule: &Group) -> Self {
        let owner = Owner::new();
        let next = StoredValue::new(0);
        let root = owner.with(|| group_state(rule, next));
        Self {
            root,
            next,
            owner: StoredValue::new(owner),
        }
    }

    /// Puts `rule` in place of everything.
    pub(crate) fn reset(self, rule: &Group) {
        let fresh = self
            .owner
            .with_value(|owner| owner.with(|| group_state(rule, self.next)));
        self.root.quantifier.set(fresh.quantifier.get_untracked());
        self.root.expected.set(fresh.expected.get_untracked());
        self.root.children.set(fresh.children.get_untracked());
    }

    /// A new node like `condition`.
    pub(crate) fn node(self, condition: &Condition) -> Node {
        self.owner
            .with_value(|owner| owner.with(|| node(condition, self.next)))
    }

    /// The rule as it stands; what is read is tracked.
    pub(crate) fn rule(self) -> Group {
        group(self.root)
    }
}

fn group_state(rule: &Group, next: StoredValue<u32>) -> GroupState {
    GroupState {
        quantifier: RwSignal::new(rule.quantifier),
        expected: RwSignal::new(rule.expected),
        children: RwSignal::new(rule.children.iter().map(|child| node(child, next)).collect()),
    }
}

fn node(condition: &Condition, next: StoredValue<u32>) -> Node {
    let id = next.get_value();
    next.set_value(id + 1);
    let kind = match condition {
        Condition::Combination(rule) => Kind::Combination(group_state(rule, next)),
        Condition::Address { scope, group } => Kind::Address(RwSignal::new(*scope), group_state(group, next)),
        Condition::Test(test) => Kind::Test(TestState {
            attribute: RwSignal::new(test.attribute),
            operator: RwSignal::new(test.operator),
            value: RwSignal::new(test.value.clone()),
            touched: RwSignal::new(!test.value.is_empty()),
        }),
    };
    Node { id, kind }
}

fn group(state: GroupState) -> Group {
    Group {
        quantifier: state.quantifier.get(),
        expected: state.expected.get(),
        children: state.children.get().into_iter().map(Node::condition).collect(),
    }
}

impl Node {
    /// The node as it stands; what is read is tracked.
    pub(crate) fn condition(self) -> Condition {
        match self.kind {
            Kind::Combination(state) => Condition::Combination(group(state)),
            Kind::Address(scope, state) => Condition::Address {
                scope: scope.get(),
                group: group(state),
            },
            Kind::Test(test) => Condition::Test(Test {
                attribute: test.attribute.get(),
                operator: test.operator.get(),
                value: test.value.get(),
            }),
        }
    }
}

impl GroupState {
    /// The place of each node, as the checks name it: `2.1` is the first child of the second child.
    pub(crate) fn paths(self) -> Vec<(u32, String)> {
        let mut out = Vec::new();
        self.walk("", &mut out);
        out
    }

    fn walk(self, path: &str, out: &mut Vec<(u32, String)>) {
        for (i, child) in self.children.get().into_iter().enumerate() {
            let path = match path {
                "" => (i + 1).to_string(),
                above => format!("{above}.{}", i + 1),
            };
            if let Kind::Combination(group) | Kind::Address(_, group) = child.kind {
                group.walk(&path, out);
            }
            out.push((child.id, path));
        }
    }
}

impl TestState {
    /// Picks another attribute, keeping operator and value where they still mean something.
    pub(crate) fn choose(self, attribute: Attribute) {
        let (old, new) = (self.attribute.get_untracked().kind(), attribute.kind());
        if old != new {
            self.value.set(preset(new).to_owned());
            self.touched.set(false);
        }
        if !new.operators().contains(&self.operator.get_untracked()) {
            self.operator.set(new.operators()[0]);
        }
        self.attribute.set(attribute);
    }

    /// Picks another operator; a single choice and a list of one are the same text.
    pub(crate) fn compare(self, operator: Operator) {
        let many = self.operator.get_untracked().takes_list();
        if many && !operator.takes_list() && self.attribute.get_untracked().kind() != ValueKind::Text {
            self.value.update(|value| {
                let first = value.split([',', ';']).next().unwrap_or_default();
                *value = first.trim().to_owned();
            });
        }
        self.operator.set(operator);
    }
}

/// The value a new condition of this kind starts with.
fn preset(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::YesNo => "1",
        ValueKind::Text | ValueKind::Day | ValueKind::Choice(_) => "",
    }
}

/// The condition that "Add condition" adds.
pub(crate) fn new_test(subject: Subject) -> Condition {
    let attribute = match subject {
        Subject::Customer => Attribute::Email,
        Subject::Address => Attribute::Country,
    };
    Condition::Test(Test {
        attribute,
        operator: attribute.kind().operators()[0],
        value: preset(attribute.kind()).to_owned(),
    })
}
