//! A segment being edited: every field a signal, checked by the rules the server applies too.

use super::builder::tree::Tree;
use domain::{
    customers::choice::Reference,
    ids::{SegmentId, WebsiteId},
    segments::{
        report::Form,
        segment::{ApplyTo, Definition},
    },
    text::Locale,
};
use leptos::prelude::*;

/// What is typed.
#[derive(Clone, Copy)]
pub(crate) struct Draft {
    /// Segment Name.
    pub name: RwSignal<String>,
    /// Description.
    pub description: RwSignal<String>,
    /// Assigned to Website.
    pub websites: RwSignal<Vec<WebsiteId>>,
    /// Status.
    pub active: RwSignal<bool>,
    /// Apply to.
    pub apply_to: RwSignal<ApplyTo>,
    /// An empty rule is meant.
    pub everyone: RwSignal<bool>,
    /// The rule.
    pub tree: Tree,
}

impl Draft {
    fn new(from: &Definition) -> Self {
        Self {
            name: RwSignal::new(from.name.clone()),
            description: RwSignal::new(from.description.clone()),
            websites: RwSignal::new(from.websites.clone()),
            active: RwSignal::new(from.active),
            apply_to: RwSignal::new(from.apply_to),
            everyone: RwSignal::new(from.everyone_confirmed),
            tree: Tree::new(&from.rule),
        }
    }

    /// Puts another definition in its place.
    pub(crate) fn set(self, from: &Definition) {
        self.name.set(from.name.clone());
        self.description.set(from.description.clone());
        self.websites.set(from.websites.clone());
        self.active.set(from.active);
        self.apply_to.set(from.apply_to);
        self.everyone.set(from.everyone_confirmed);
        self.tree.reset(&from.rule);
    }

    fn definition(self) -> Definition {
        Definition {
            name: self.name.get().trim().to_owned(),
            description: self.description.get(),
            websites: self.websites.get(),
            active: self.active.get(),
            apply_to: self.apply_to.get(),
            rule: self.tree.rule(),
            everyone_confirmed: self.everyone.get(),
        }
    }
}

/// A field and what is wrong with it, ready to show.
pub(crate) type Finding = (String, String);

/// A draft, what it started from, and what is wrong with it.
#[derive(Clone, Copy)]
pub(crate) struct Editor {
    /// What is typed.
    pub draft: Draft,
    /// The same as a definition.
    pub current: Memo<Definition>,
    /// What is stored, as far as this page knows.
    pub saved: RwSignal<Definition>,
    /// The version that was.
    pub version: RwSignal<i64>,
    /// Which segment; nothing for a new one.
    pub id: Option<SegmentId>,
    /// Groups and websites.
    pub reference: StoredValue<Reference>,
    /// The language.
    pub locale: Locale,
    /// To be read only.
    pub frozen: bool,
    /// Saving was tried, so that every problem may be shown.
    pub tried: RwSignal<bool>,
    /// What the server refused at the last try.
    pub refused: RwSignal<Vec<Finding>>,
    /// All that is wrong, the paths of conditions prefixed `rule.`.
    pub problems: Memo<Vec<Finding>>,
    places: Memo<Vec<(u32, String)>>,
}

impl Editor {
    /// Starts from what is stored.
    pub(crate) fn new(form: Form, locale: Locale, frozen: bool) -> Self {
        let (id, version, definition) = match form.segment {
            Some(segment) => (Some(segment.id), segment.version, segment.definition),
            None => (None, 0, blank(&form.reference)),
        };
        let draft = Draft::new(&definition);
        let reference = StoredValue::new(form.reference);
        let refused = RwSignal::new(Vec::new());
        let current = Memo::new(move |_| draft.definition());
        let problems = Memo::new(move |_| {
            let found = reference.with_value(|reference| current.with(|now| now.check(reference)));
            let mut all: Vec<Finding> = found
                .into_iter()
                .map(|error| (error.field, error.sentence.say(locale)))
                .collect();
            all.extend(refused.get());
            all
        });
        Self {
            draft,
            current,
            saved: RwSignal::new(definition),
            version: RwSignal::new(version),
            id,
            reference,
            locale,
            frozen,
            tried: RwSignal::new(false),
            refused,
            problems,
            places: Memo::new(move |_| draft.tree.root.paths()),
        }
    }

    /// Is anything typed that is not stored, by somebody who may store it?
    pub(crate) fn dirty(self) -> bool {
        !self.frozen && self.saved.with(|saved| self.current.with(|now| now != saved))
    }

    /// Puts `definition` into the form, as stored at `version`.
    pub(crate) fn load(self, definition: Definition, version: i64) {
        self.draft.set(&definition);
        self.saved.set(definition);
        self.version.set(version);
        self.forget_problems();
    }

    /// Shows no problem until the next try to save.
    pub(crate) fn forget_problems(self) {
        self.tried.set(false);
        self.refused.set(Vec::new());
    }

    /// What is wrong with a field, once saving was tried.
    pub(crate) fn problem(self, field: &str) -> Option<String> {
        self.tried.get().then(|| self.finding(field)).flatten()
    }

    fn finding(self, field: &str) -> Option<String> {
        self.problems.with(|all| {
            all.iter()
                .find(|(at, _)| at == field)
                .map(|(_, sentence)| sentence.clone())
        })
    }

    /// What is wrong at a node of the rule; said at once for one that was worked on.
    pub(crate) fn node_problem(self, id: u32, worked_on: bool) -> Option<String> {
        if !worked_on && !self.tried.get() {
            return None;
        }
        let place = self.places.with(|all| {
            all.iter()
                .find(|(node, _)| *node == id)
                .map(|(_, path)| path.clone())
        })?;
        self.finding(&format!("rule.{place}"))
    }

    /// The element that a problem is about.
    pub(crate) fn element_of(self, field: &str) -> String {
        let Some(path) = field.strip_prefix("rule.") else {
            return format!("segment-{field}");
        };
        let node = self
            .places
            .with_untracked(|all| all.iter().find(|(_, at)| at == path).map(|(node, _)| *node));
        match node {
            Some(node) => format!("rule-{node}"),
            None => "rule-root".to_owned(),
        }
    }
}

/// A new segment: active, and in the one website where there is no other.
fn blank(reference: &Reference) -> Definition {
    let websites = match reference.websites.as_slice() {
        [(id, _)] => vec![WebsiteId(*id)],
        _ => Vec::new(),
    };
    Definition {
        active: true,
        websites,
        ..Definition::default()
    }
}
