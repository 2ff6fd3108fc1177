//! Saved views of the customers grid: a name for a state, kept as the very words of its address.

use super::query::GridQuery;
use crate::{
    access::Role,
    error::FieldError,
    fold::fold,
    ids::ViewId,
    text::{Locale, Sentence, rules, views as text},
};
use serde::{Deserialize, Serialize};

/// Longest name, in characters.
pub const NAME_MAX: usize = 60;
/// Most views a person keeps.
pub const MAX_VIEWS: usize = 100;

/// What is stored of a view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Which form the rest has.
    version: u32,
    /// The state, as the query string of the grid.
    query: String,
}

impl Document {
    /// The form written now.
    const VERSION: u32 = 1;

    /// The document of a view of this state.
    pub fn of(state: &GridQuery) -> Self {
        Self {
            version: Self::VERSION,
            query: state.kept().to_query(),
        }
    }

    /// Where somebody left the grid: the state with its page and the view it came from.
    pub fn of_place(state: &GridQuery) -> Self {
        Self {
            version: Self::VERSION,
            query: state.to_query(),
        }
    }

    /// The state in it, and what of it is not understood any more; nothing for a form of another time.
    pub fn read(&self) -> Option<(GridQuery, Vec<Sentence>)> {
        (self.version == Self::VERSION).then(|| GridQuery::parse(&self.query))
    }
}

/// A view as its reader gets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Its number.
    pub id: ViewId,
    /// Rises with every change.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// Whose it is, where it is somebody else's.
    pub owner: Option<String>,
    /// The role it is shared with.
    pub shared: Option<Role>,
    /// What it shows; nothing where what is stored makes no sense.
    pub state: Option<GridQuery>,
    /// Something in it does not exist any more, and is not in `state`.
    pub left_out: bool,
}

/// What is wrong with the name of a view.
pub fn check_name(name: &str) -> Vec<FieldError> {
    let sentence = if name.trim().is_empty() {
        rules::REQUIRED.plain()
    } else if name.trim().chars().count() > NAME_MAX {
        rules::TOO_LONG.with("max", NAME_MAX)
    } else if name.chars().any(char::is_control) {
        rules::CONTROL_CHARACTER.plain()
    } else {
        return Vec::new();
    };
    vec![FieldError::new("name", sentence)]
}

/// The name, or the next free one of `name (2)`, `name (3)`; `taken` are keys. The name of Default View is
/// taken in every language.
pub fn free_name(name: &str, taken: &[String]) -> String {
    let name = name.trim();
    let free = |name: &String| {
        let key = fold(name);
        !taken.contains(&key)
            && Locale::ALL
                .iter()
                .all(|locale| fold(text::DEFAULT_VIEW.text(*locale)) != key)
    };
    let numbered = (2..).map(|n: u32| format!("{name} ({n})"));
    std::iter::once(name.to_owned())
        .chain(numbered)
        .find(free)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_name_gets_a_number() {
        for (wanted, taken, given) in [
            (" Dutch ", vec![], "Dutch"),
            ("Dutch", vec!["dutch"], "Dutch (2)"),
            ("dùtch", vec!["dutch", "dutch (2)"], "dùtch (3)"),
            ("Dutch (2)", vec!["dutch (2)"], "Dutch (2) (2)"),
            ("default view", vec![], "default view (2)"),
            ("Standaardweergave", vec![], "Standaardweergave (2)"),
        ] {
            let taken: Vec<_> = taken.into_iter().map(str::to_owned).collect();
            assert_eq!(free_name(wanted, &taken), given);
        }
    }

    #[test]
    fn a_name_is_one_line_of_some_length() {
        let key = |name: &str| {
            let found = check_name(name);
            found.first().map(|error| error.sentence.message().key)
        };
        assert_eq!(key("Dutch readers"), None);
        assert_eq!(key(" \t "), Some("REQUIRED"));
        assert_eq!(key(&"é".repeat(NAME_MAX)), None);
        assert_eq!(key(&"é".repeat(NAME_MAX + 1)), Some("TOO_LONG"));
        assert_eq!(key("a\nb"), Some("CONTROL_CHARACTER"));
    }

    #[test]
    fn what_does_not_exist_any_more_is_left_out_and_named() {
        let document: Document =
            serde_json::from_str(r#"{"version":1,"query":"columns=id,shoe_size&sort=-id"}"#).unwrap();
        let (state, notices) = document.read().unwrap();
        assert_eq!(state.to_query(), "sort=-id&columns=id");
        assert_eq!(notices.len(), 1);
        let document: Document = serde_json::from_str(r#"{"version":2,"query":""}"#).unwrap();
        assert_eq!(document.read(), None);
    }
}
