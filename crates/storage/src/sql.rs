//! SQL under construction: text and the values for its placeholders grow together, one text for both engines.
//!
//! A placeholder is `?`, in the order of the values. The engines number them or expand lists as they need,
//! so `?` must not occur in the text for any other reason.

/// A value for a placeholder.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Bind {
    Int(i64),
    Text(String),
    /// No number; text is never absent.
    NoInt,
    /// Stands after `IN`.
    Ints(Vec<i64>),
    /// Stands after `IN`.
    Texts(Vec<String>),
    /// Stands for a whole condition on `customer_grid g`.
    Word(Word),
    /// Stands for a table of values, whose columns are `column1` and so on: what an `INSERT` writes, or what is in
    /// parentheses behind `FROM`.
    Rows(Rows),
}

/// Rows of values.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rows {
    /// Cells of a row.
    pub(crate) width: usize,
    /// Numbers and texts, row by row; a column has only one of both.
    pub(crate) cells: Vec<Bind>,
}

/// A condition that each engine puts in its own words: the searched text of `customer_grid g` contains `text`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Word {
    pub(crate) text: String,
    /// The customer who is meant as well.
    pub(crate) id: Option<i64>,
    /// Rows are found by something else and only tested for this.
    pub(crate) aside: bool,
}

/// Whether selected rows are held; the only writer of SQLite holds everything anyway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Lock {
    #[default]
    None,
    Wait,
    Skip,
    /// Rows of `c` may be changed meanwhile, but not deleted.
    KeepC,
}

/// A statement and its values.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sql {
    pub(crate) text: String,
    pub(crate) binds: Vec<Bind>,
    pub(crate) lock: Lock,
}

impl Sql {
    /// A statement that starts with `text`.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// A whole statement with the values for its placeholders.
    pub(crate) fn with<const N: usize>(text: impl Into<String>, binds: [Bind; N]) -> Self {
        Self {
            text: text.into(),
            binds: binds.into(),
            lock: Lock::None,
        }
    }

    /// Appends text.
    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Appends a placeholder with its value.
    pub(crate) fn bind(&mut self, value: impl Into<Bind>) -> &mut Self {
        self.text.push('?');
        self.binds.push(value.into());
        self
    }

    /// Appends a part built elsewhere.
    pub(crate) fn append(&mut self, part: Self) -> &mut Self {
        self.text.push_str(&part.text);
        self.binds.extend(part.binds);
        self
    }

    /// Holds the selected rows against other writers until the transaction ends.
    pub(crate) fn locking(mut self) -> Self {
        self.lock = Lock::Wait;
        self
    }

    /// Keeps the rows of the table that is called `c` from being deleted until the transaction ends; one whose
    /// deletion is under way is waited for, and is not there then.
    pub(crate) fn keeping_c(mut self) -> Self {
        self.lock = Lock::KeepC;
        self
    }

    /// Like [`Self::locking`], passing over rows that somebody else holds.
    pub(crate) fn skipping_locked(mut self) -> Self {
        self.lock = Lock::Skip;
        self
    }
}

/// The pattern that finds `text` anywhere, for `LIKE ? ESCAPE '\'`.
pub(crate) fn anywhere(text: &str) -> String {
    format!("%{}%", escape(text))
}

/// The pattern that finds `text` at the start.
pub(crate) fn at_start(text: &str) -> String {
    format!("{}%", escape(text))
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

impl From<i64> for Bind {
    fn from(n: i64) -> Self {
        Self::Int(n)
    }
}

impl From<bool> for Bind {
    fn from(yes: bool) -> Self {
        Self::Int(yes.into())
    }
}

impl From<Option<i64>> for Bind {
    fn from(n: Option<i64>) -> Self {
        n.map_or(Self::NoInt, Self::Int)
    }
}

impl From<&str> for Bind {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Bind {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Bind {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<i64>> for Bind {
    fn from(list: Vec<i64>) -> Self {
        Self::Ints(list)
    }
}

impl From<Vec<String>> for Bind {
    fn from(list: Vec<String>) -> Self {
        Self::Texts(list)
    }
}

impl From<Word> for Bind {
    fn from(word: Word) -> Self {
        Self::Word(word)
    }
}

impl From<Rows> for Bind {
    fn from(rows: Rows) -> Self {
        Self::Rows(rows)
    }
}

impl From<&[domain::ids::CustomerId]> for Bind {
    fn from(ids: &[domain::ids::CustomerId]) -> Self {
        Self::Ints(ids.iter().map(|id| id.0).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_values_grow_together() {
        let mut sql = Sql::new("SELECT id FROM job WHERE kind = ");
        sql.bind("import").push(" AND id IN ").bind(vec![1, 2]);
        assert_eq!(sql.text, "SELECT id FROM job WHERE kind = ? AND id IN ?");
        assert_eq!(sql.binds, [Bind::Text("import".into()), Bind::Ints(vec![1, 2])]);
    }

    #[test]
    fn wildcards_mean_themselves() {
        assert_eq!(anywhere(r"50%_\"), r"%50\%\_\\%");
    }
}
