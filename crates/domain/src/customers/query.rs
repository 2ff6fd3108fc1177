//! The state of a grid, and its one form in the address bar.
//!
//! Query words: `q` (keyword), `sort` (comma list, `-` for descending), `page`, `per_page`, `columns` (comma
//! list, in shown order, or the word once per column), `pin` (comma list: these come first and stay), `w.email=300`
//! (a width of one's own), `per_page=all` with `row` instead of `page` (all rows in one window, and the first one
//! in it), `view` (the saved view the state started from; it adds nothing to it) and filters, one word per test:
//! - `f.email=doe` contains; `f.email.starts=jon`, `f.email.is=jon@example.com`
//! - `f.id.from=10`, `f.since.to=2026-01-31`: numbers and days, both ends included
//! - `f.since.from=2026-01-31T09:30`: from this minute of the reader's clock; `to`, with the minute
//! - `f.since.in=today`, or `yesterday`, `this_month`, `last_month`, `this_year`; `f.since.last=7`: today and the
//!   six days before it
//! - `f.birth.from=1984`, `f.birth.to=1984`: the year's first and last day
//! - `f.birth.next=7`: a birthday today or in the seven days after it
//!   (of dates of birth shown as years, filters see years only; see [`Filter::within`])
//! - `f.group=1,3`: one of these codes
//! - `f.phone.empty=1` is empty, `f.phone.empty=0` is not; only where a value can be missing
//!
//! Forms, which work without scripts, may say the same in pieces: `f.group=1&f.group=3`,
//! `f.email.how=starts&f.email=jon` (`is`, `empty` and `filled` too), `f.since.from=2026-01-31&f.since.from.at=09:30`.
//!
//! Nonsense is left out and told about, words nobody knows too; it never breaks the page.

pub use super::filter::{Filter, Test};
use super::{column::Column, filter};
use crate::{
    ids::ViewId,
    text::{Sentence, grid as text},
};
use serde::{Deserialize, Serialize};

/// One key of the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SortKey {
    /// By what.
    pub column: Column,
    /// From high to low.
    pub descending: bool,
}

/// Everything that decides what a grid shows. It travels as its query string, which both sides read anyway.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub struct GridQuery {
    /// Words that must all be found; empty for none.
    pub keyword: String,
    /// Tests that must all hold.
    pub filters: Vec<Filter>,
    /// The order; ties are always broken by ID, and no key means by ID.
    pub sort: Vec<SortKey>,
    /// 1 for the first page; the first row in sight, from 1, where all rows scroll.
    pub page: u32,
    /// Rows per page, or [`ALL`].
    pub per_page: u16,
    /// Shown columns, in shown order; never empty.
    pub columns: Vec<Column>,
    /// The saved view this state started from, and may have left since.
    pub view: ViewId,
    /// How many of the first columns stay while the others scroll.
    pub pinned: usize,
    /// Widths that are not the catalogue's, in its order.
    pub widths: Vec<(Column, u16)>,
}

/// Page sizes offered.
pub const PAGE_SIZES: [u16; 5] = [20, 30, 50, 100, 200];
/// Page size before anybody chooses.
pub const DEFAULT_PAGE_SIZE: u16 = 20;
/// Largest custom page size.
pub const MAX_PAGE_SIZE: u16 = 999;
/// The page size of all rows, which scroll in one window.
pub const ALL: u16 = 0;
/// Rows that are read at once where all rows scroll.
pub const BLOCK: u16 = 100;
/// Widths a column can have, in CSS pixels.
pub const WIDTHS: std::ops::RangeInclusive<u16> = 64..=960;
/// Longest keyword or filter text, in characters.
pub const MAX_TEXT: usize = 200;
/// Most sort keys.
pub const MAX_SORT_KEYS: usize = 4;
/// Most filters.
pub const MAX_FILTERS: usize = 60;
/// Most codes of one filter.
pub const MAX_CODES: usize = 300;

/// Words of a grid's address that are not the query's but a download's: its format, whether it takes all columns, and
/// how a CSV file is written.
pub const FILE_WORDS: [&str; 6] = ["format", "all", "delimiter", "bom", "crlf", "raw"];

impl Default for GridQuery {
    fn default() -> Self {
        Self {
            keyword: String::new(),
            filters: Vec::new(),
            sort: Vec::new(),
            page: 1,
            per_page: DEFAULT_PAGE_SIZE,
            columns: Column::defaults(),
            view: ViewId::DEFAULT,
            pinned: 0,
            widths: Vec::new(),
        }
    }
}

impl From<GridQuery> for String {
    fn from(query: GridQuery) -> Self {
        query.to_query()
    }
}

impl From<String> for GridQuery {
    fn from(query: String) -> Self {
        Self::parse(&query).0
    }
}

impl GridQuery {
    /// The query in which only `columns` exist: those of a drill-down, for example.
    pub fn with_columns(columns: &[Column]) -> Self {
        Self {
            columns: columns.to_vec(),
            ..Self::default()
        }
    }

    /// Reads a query string (without `?`); what was not understood comes back as sentences.
    pub fn parse(query: &str) -> (Self, Vec<Sentence>) {
        Self::default().parse_over(query)
    }

    /// Like [`Self::parse`], with `self` for what the query string leaves open.
    pub fn parse_over(mut self, query: &str) -> (Self, Vec<Sentence>) {
        let mut notices = Vec::new();
        let mut columns = Vec::new();
        let mut pins = None;
        let mut filters = filter::Reader::new(std::mem::take(&mut self.filters));
        for (word, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*word {
                // A form of checkboxes says the word once per column.
                "columns" => read_columns("columns", &value, &mut columns, &mut notices),
                "pin" => read_columns("pin", &value, pins.get_or_insert_default(), &mut notices),
                _ => match word.strip_prefix("f.") {
                    Some(word) => notices.extend(filters.read(word, &value).err()),
                    None => self.read(&word, &value, &mut notices),
                },
            }
        }
        self.filters = filters.filters();
        if !columns.is_empty() {
            self.columns = columns;
        }
        if let Some(pins) = pins {
            (self.columns, self.pinned) = pins_first(&pins, &self.columns);
        }
        (self, notices)
    }

    fn read(&mut self, word: &str, value: &str, notices: &mut Vec<Sentence>) {
        let bad = || {
            text::URL_BAD_VALUE
                .with("word", word)
                .and("value", shorten(value))
        };
        match word {
            "q" if value.chars().count() > MAX_TEXT => {
                notices.push(text::URL_TOO_LONG.with("word", word).and("max", MAX_TEXT));
            }
            "q" if value.trim().chars().any(char::is_control) => notices.push(bad()),
            "q" => self.keyword = value.trim().to_owned(),
            "page" | "row" if value.is_empty() => {}
            "page" | "row" => match value.trim().parse() {
                Ok(page) if page > 0 => self.page = page,
                _ => notices.push(bad()),
            },
            "per_page" if value == "all" => self.per_page = ALL,
            "per_page" => match value.trim().parse() {
                Ok(size) if (1..=MAX_PAGE_SIZE).contains(&size) => self.per_page = size,
                _ => notices.push(bad()),
            },
            "sort" => self.sort = read_sort(value, notices),
            "view" => match ViewId::from_word(value.trim()) {
                Some(view) => self.view = view,
                None => notices.push(bad()),
            },
            _ if FILE_WORDS.contains(&word) => {}
            _ => match word.strip_prefix("w.").map(|name| read_width(name, value)) {
                Some(Some((column, width))) => self.widen(column, width),
                Some(None) => notices.push(bad()),
                None => notices.push(text::URL_NO_WORD.with("word", shorten(word))),
            },
        }
    }

    /// The one query string of this state; what is at its default is left out.
    pub fn to_query(&self) -> String {
        self.to_query_over(&Self::default())
    }

    /// Like [`Self::to_query`], leaving out what `base` has too.
    pub fn to_query_over(&self, base: &Self) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        if !self.keyword.is_empty() {
            out.append_pair("q", &self.keyword);
        }
        for filter in &self.filters {
            let (word, value) = filter.word();
            out.append_pair(&format!("f.{word}"), &value);
        }
        if !self.sort.is_empty() {
            out.append_pair("sort", &self.sort_word());
        }
        if self.page != 1 {
            let word = if self.scrolls() { "row" } else { "page" };
            out.append_pair(word, &self.page.to_string());
        }
        if self.per_page != base.per_page {
            let size = match self.per_page {
                ALL => "all".to_owned(),
                size => size.to_string(),
            };
            out.append_pair("per_page", &size);
        }
        let pins = self.columns.get(..self.pinned).unwrap_or_default();
        if self.columns != pins_first(pins, &base.columns).0 {
            out.append_pair("columns", &words(&self.columns));
        }
        if !pins.is_empty() {
            out.append_pair("pin", &words(pins));
        }
        for (column, width) in &self.widths {
            out.append_pair(&format!("w.{}", column.key()), &width.to_string());
        }
        if self.view != base.view {
            out.append_pair("view", &self.view.word());
        }
        // Commas and colons may stand in a query as they are; addresses are read by people.
        out.finish().replace("%2C", ",").replace("%3A", ":")
    }

    /// The value of the `sort` word.
    pub fn sort_word(&self) -> String {
        let keys: Vec<_> = self
            .sort
            .iter()
            .map(|k| format!("{}{}", if k.descending { "-" } else { "" }, k.column.key()))
            .collect();
        keys.join(",")
    }

    /// Do all rows scroll in one window?
    pub fn scrolls(&self) -> bool {
        self.per_page == ALL
    }

    /// How wide a column is.
    pub fn width(&self, column: Column) -> u16 {
        let own = self.widths.iter().find(|(c, _)| *c == column);
        own.map_or(column.spec().width, |(_, width)| *width)
    }

    /// Gives a column a width, within limits.
    pub fn widen(&mut self, column: Column, width: u16) {
        let width = width.clamp(*WIDTHS.start(), *WIDTHS.end());
        self.widths.retain(|(c, _)| *c != column);
        if width != column.spec().width {
            self.widths.push((column, width));
            self.widths.sort_unstable();
        }
    }

    /// The state with `column` at the place of the one at `to`; among pinned ones it is pinned, too.
    pub fn moved(&self, column: Column, to: usize) -> Self {
        let mut next = self.clone();
        if let Some(from) = self.columns.iter().position(|c| *c == column) {
            let to = to.min(self.columns.len() - 1);
            let moved = next.columns.remove(from);
            next.columns.insert(to, moved);
            match (from < self.pinned, to < self.pinned) {
                (false, true) => next.pinned += 1,
                (true, false) => next.pinned -= 1,
                _ => {}
            }
        }
        next
    }

    /// The state with `column` the last of the pinned ones, or the first of the others.
    pub fn pin(&self, column: Column, pinned: bool) -> Self {
        let mut next = self.clone();
        if let Some(from) = self.columns.iter().position(|c| *c == column)
            && pinned != (from < self.pinned)
        {
            next.pinned = if pinned { self.pinned + 1 } else { self.pinned - 1 };
            let to = if pinned { self.pinned } else { next.pinned };
            next.columns.remove(from);
            next.columns.insert(to, column);
        }
        next
    }

    /// The state after a click on the heading of `column`: ascending, then descending; `add` keeps other keys.
    pub fn sorted_by(&self, column: Column, add: bool) -> Self {
        let mut next = self.clone();
        next.page = 1;
        let old = self.sort.iter().position(|k| k.column == column);
        let descending = old.is_some_and(|at| !self.sort[at].descending);
        match (add, old) {
            (true, Some(at)) => next.sort[at].descending = descending,
            (true, None) if self.sort.len() < MAX_SORT_KEYS => next.sort.push(SortKey {
                column,
                descending: false,
            }),
            (true, None) => {}
            (false, _) => next.sort = vec![SortKey { column, descending }],
        }
        next
    }

    /// The state in whose order `column` has no part; the other keys keep theirs.
    pub fn not_sorted_by(&self, column: Column) -> Self {
        let mut next = self.on_page(1);
        next.sort.retain(|key| key.column != column);
        next
    }

    /// What a saved view keeps of this state: all but the page, and where the state came from.
    pub fn kept(&self) -> Self {
        self.in_view(ViewId::DEFAULT)
    }

    /// The first page of this state, as the state of a view.
    pub fn in_view(&self, view: ViewId) -> Self {
        Self {
            page: 1,
            view,
            ..self.clone()
        }
    }

    /// Do both show the same, page and view aside? Filters hold together, in whatever order they came.
    pub fn shows_the_same(&self, other: &Self) -> bool {
        let without = |query: &Self| Self {
            filters: Vec::new(),
            ..query.kept()
        };
        self.filters.len() == other.filters.len()
            && self.filters.iter().all(|filter| other.filters.contains(filter))
            && without(self) == without(other)
    }

    /// The state on another page.
    pub fn on_page(&self, page: u32) -> Self {
        Self { page, ..self.clone() }
    }

    /// How this state is sorted by `column`: its rank from 1, and whether descending.
    pub fn sort_of(&self, column: Column) -> Option<(usize, bool)> {
        let at = self.sort.iter().position(|k| k.column == column)?;
        Some((at + 1, self.sort[at].descending))
    }

    /// Rows before the first one that is read: of this page, or of the block of the first row in sight.
    pub fn offset(&self) -> u64 {
        let before = u64::from(self.page.saturating_sub(1));
        match self.scrolls() {
            true => before - before % u64::from(BLOCK),
            false => before * u64::from(self.per_page),
        }
    }

    /// How many rows are read.
    pub fn limit(&self) -> u16 {
        if self.scrolls() { BLOCK } else { self.per_page }
    }
}

pub(super) fn shorten(value: &str) -> String {
    match value.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &value[..at]),
        None => value.to_owned(),
    }
}

fn read_sort(value: &str, notices: &mut Vec<Sentence>) -> Vec<SortKey> {
    let mut keys: Vec<SortKey> = Vec::new();
    for word in value.split(',').filter(|w| !w.is_empty()) {
        let (name, descending) = word.strip_prefix('-').map_or((word, false), |name| (name, true));
        match Column::from_key(name) {
            Some(column) if keys.iter().any(|k| k.column == column) => {
                notices.push(text::URL_SORTED_TWICE.with("value", column.key()));
            }
            Some(_) if keys.len() >= MAX_SORT_KEYS => {
                notices.push(text::URL_TOO_MANY_KEYS.with("max", MAX_SORT_KEYS));
                break;
            }
            Some(column) => keys.push(SortKey { column, descending }),
            None => notices.push(
                text::URL_NO_COLUMN
                    .with("word", "sort")
                    .and("value", shorten(name)),
            ),
        }
    }
    keys
}

/// The columns with the pinned ones in front, and how many of them there are.
fn pins_first(pins: &[Column], columns: &[Column]) -> (Vec<Column>, usize) {
    let mut sorted: Vec<_> = pins.iter().copied().filter(|c| columns.contains(c)).collect();
    let pinned = sorted.len();
    sorted.extend(columns.iter().filter(|c| !pins.contains(c)));
    (sorted, pinned)
}

/// A comma list of columns.
fn words(columns: &[Column]) -> String {
    columns.iter().map(|c| c.key()).collect::<Vec<_>>().join(",")
}

fn read_width(name: &str, value: &str) -> Option<(Column, u16)> {
    let width = value.trim().parse().ok().filter(|width| WIDTHS.contains(width))?;
    Some((Column::from_key(name)?, width))
}

fn read_columns(word: &str, value: &str, columns: &mut Vec<Column>, notices: &mut Vec<Sentence>) {
    for name in value.split(',').filter(|w| !w.is_empty()) {
        match Column::from_key(name) {
            Some(column) if columns.contains(&column) => {}
            Some(column) => columns.push(column),
            None => notices.push(text::URL_NO_COLUMN.with("word", word).and("value", shorten(name))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::{
        choice::ChoiceSet,
        column::Kind,
        filter::{MAX_LAST, MAX_NEXT, PERIODS, Period},
        view::Document,
    };
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn a_state_is_compared_without_its_page_its_view_and_the_order_of_its_filters() {
        let read = |words| GridQuery::parse(words).0;
        let state = read("f.email=a&f.zip=1&sort=name&page=3&view=7");
        assert!(state.shows_the_same(&read("f.zip=1&f.email=a&sort=name&view=9")));
        assert_eq!(state.kept().to_query(), "f.email=a&f.zip=1&sort=name");
        assert_eq!(
            state.in_view(ViewId(9)).to_query(),
            "f.email=a&f.zip=1&sort=name&view=9"
        );
        for other in [
            "f.email=a&sort=name",
            "f.email=a&f.zip=2&sort=name",
            "f.email=a&f.zip=1",
            "f.email=a&f.zip=1&sort=name&per_page=50",
            "f.email=a&f.zip=1&sort=name&q=x",
        ] {
            assert!(!state.shows_the_same(&read(other)), "{other}");
        }
    }

    #[test]
    fn a_view_is_a_number_or_the_default_one() {
        let read = |words| {
            let (query, notices) = GridQuery::parse(words);
            (query.view, notices.len())
        };
        assert_eq!(read("view=12"), (ViewId(12), 0));
        assert_eq!(read("view=default"), (ViewId::DEFAULT, 0));
        for bad in ["view=0", "view=-1", "view=mine", "view="] {
            assert_eq!(read(bad), (ViewId::DEFAULT, 1), "{bad}");
        }
    }

    #[test]
    fn columns_may_come_one_by_one() {
        let (query, notices) = GridQuery::parse("columns=email&columns=id,email&columns=name");
        assert_eq!(query.columns, [Column::Email, Column::Id, Column::Name]);
        assert!(notices.is_empty());
    }

    #[test]
    fn the_documented_words_are_read() {
        let (query, notices) = GridQuery::parse(
            "q=jon&f.email=doe&f.id.from=10&f.since.to=2026-01-31&f.group=1,3&f.phone.empty=1\
             &f.since.from=2026-01-01T09:30&f.since.in=this_year&f.since.last=30&f.birth.next=7&sort=-name,id&page=3&per_page=50&columns=id,email",
        );
        assert!(notices.is_empty(), "{notices:?}");
        assert_eq!(query.keyword, "jon");
        assert_eq!(
            query.filters,
            [
                (Column::Email, Test::Contains("doe".into())),
                (Column::Id, Test::AtLeast(10)),
                (Column::Since, Test::OnOrBefore(day(2026, 1, 31))),
                (Column::Group, Test::OneOf(vec!["1".into(), "3".into()])),
                (Column::Phone, Test::Empty(true)),
                (
                    Column::Since,
                    Test::NotBefore(day(2026, 1, 1).and_hms_opt(9, 30, 0).unwrap()),
                ),
                (Column::Since, Test::Within(Period::ThisYear)),
                (Column::Since, Test::Within(Period::LastDays(30))),
                (Column::Birth, Test::Birthday(7)),
            ]
            .map(|(column, test)| Filter { column, test })
        );
        assert_eq!(query.sort_word(), "-name,id");
        assert_eq!((query.page, query.per_page, query.offset()), (3, 50, 100));
        assert_eq!(query.columns, [Column::Id, Column::Email]);
    }

    #[test]
    fn nonsense_is_left_out_and_named() {
        for (query, key) in [
            ("sort=shoe_size", "URL_NO_COLUMN"),
            ("columns=id,shoe_size", "URL_NO_COLUMN"),
            ("page=minus", "URL_BAD_VALUE"),
            ("page=0", "URL_BAD_VALUE"),
            ("per_page=100000", "URL_BAD_VALUE"),
            ("per_page=0", "URL_BAD_VALUE"),
            ("pin=shoe_size", "URL_NO_COLUMN"),
            ("w.email=63", "URL_BAD_VALUE"),
            ("w.email=wide", "URL_BAD_VALUE"),
            ("w.shoe=100", "URL_BAD_VALUE"),
            ("f.shoe=1", "URL_BAD_VALUE"),
            ("f.id.from=ten", "URL_BAD_VALUE"),
            ("f.since.from=2026-02-30", "URL_BAD_VALUE"),
            ("f.group=wholesale", "URL_BAD_VALUE"),
            ("f.email=%00", "URL_BAD_VALUE"),
            ("f.street.is=a%01b", "URL_BAD_VALUE"),
            ("q=%00", "URL_BAD_VALUE"),
            ("q=jon%7Fdoe", "URL_BAD_VALUE"),
            ("f.id=%20", "URL_BAD_VALUE"),
            ("f.name=%20", "URL_BAD_VALUE"),
            ("f.name.starts=%20%20", "URL_BAD_VALUE"),
            ("f.id=1,,2", "URL_BAD_VALUE"),
            ("f.country=NL,XX", "URL_BAD_VALUE"),
            ("f.group.empty=1", "URL_BAD_VALUE"),
            ("f.since.in=tomorrow", "URL_BAD_VALUE"),
            ("f.since.in=last_days", "URL_BAD_VALUE"),
            ("f.since.last=0", "URL_BAD_VALUE"),
            ("f.since.last=3661", "URL_BAD_VALUE"),
            ("f.since.next=7", "URL_BAD_VALUE"),
            ("f.since.from=2026-01-31T24:00", "URL_BAD_VALUE"),
            ("f.since.from=2026-1-31T09:30", "URL_BAD_VALUE"),
            ("f.since.from=%2B12345-01-01T00:00", "URL_BAD_VALUE"),
            ("f.since.from.at=09:30", "URL_BAD_VALUE"),
            ("f.since.from=2026", "URL_BAD_VALUE"),
            ("f.birth.from=84", "URL_BAD_VALUE"),
            ("f.birth.from=1990-01-01T09:30", "URL_BAD_VALUE"),
            ("f.birth.in=today", "URL_BAD_VALUE"),
            ("f.birth.next=367", "URL_BAD_VALUE"),
            ("f.group.how=is", "URL_BAD_VALUE"),
            ("f.email.how=almost", "URL_BAD_VALUE"),
            ("gruop=2", "URL_NO_WORD"),
            ("group=2", "URL_NO_WORD"),
            ("=", "URL_NO_WORD"),
        ] {
            let (read, notices) = GridQuery::parse(query);
            assert_eq!(
                notices.iter().map(|n| n.message().key).collect::<Vec<_>>(),
                [key],
                "{query}"
            );
            let rest = GridQuery {
                columns: Column::defaults(),
                ..read.clone()
            };
            assert_eq!(rest, GridQuery::default(), "{query}");
        }
    }

    #[test]
    fn blanks_around_a_value_say_nothing() {
        for (query, tidy) in [
            ("f.id=%207", "f.id=7"),
            ("f.id.from=+7&f.id.to=8%0A", "f.id.from=7&f.id.to=8"),
            ("f.group=1+", "f.group=1"),
            ("f.country=+nl+", "f.country=NL"),
            ("f.since.to=+2026-01-31+", "f.since.to=2026-01-31"),
            ("f.phone.empty=+1", "f.phone.empty=1"),
            ("f.email=+jon+doe+", "f.email=jon+doe"),
            ("q=%0A+jon+&page=+3+&per_page=+50", "q=jon&page=3&per_page=50"),
        ] {
            let (read, notices) = GridQuery::parse(query);
            assert!(notices.is_empty(), "{query}: {notices:?}");
            assert_eq!(read.to_query(), tidy, "{query}");
        }
    }

    #[test]
    fn forms_say_it_in_pieces() {
        for (query, tidy) in [
            ("f.group=3&f.group=1&f.group=3", "f.group=1,3"),
            ("f.id=10,9&f.id.is=2", "f.id=2,9,10"),
            ("f.country=se&f.country=NL,AT", "f.country=AT,NL,SE"),
            ("f.email.how=&f.email=jon", "f.email=jon"),
            ("f.email.how=starts&f.email=jon", "f.email.starts=jon"),
            ("f.email.how=is&f.email=", ""),
            ("f.email.how=empty&f.email=jon", "f.email.empty=1"),
            ("f.email.how=filled&f.email=", "f.email.empty=0"),
            (
                "f.email.how=is&f.city=lyon&f.email=jon",
                "f.city=lyon&f.email.is=jon",
            ),
            (
                "f.since.from=2026-01-31&f.since.from.at=09:30&f.since.to=2026-02-01&f.since.to.at=",
                "f.since.from=2026-01-31T09:30&f.since.to=2026-02-01",
            ),
            (
                "f.since.to=2026-02-01&f.since.to.at=17:05:00",
                "f.since.to=2026-02-01T17:05",
            ),
            ("f.since.in=&f.since.last=", ""),
            (
                "f.birth.from=1984&f.birth.to=1984",
                "f.birth.from=1984-01-01&f.birth.to=1984-12-31",
            ),
            ("format=csv&all=1", ""),
        ] {
            let (read, notices) = GridQuery::parse(query);
            assert!(notices.is_empty(), "{query}: {notices:?}");
            assert_eq!(read.to_query(), tidy, "{query}");
        }
    }

    #[test]
    fn a_time_is_to_the_minute() {
        let (read, notices) = GridQuery::parse("f.since.from=2026-01-31&f.since.from.at=09:30:30");
        assert_eq!(read.to_query(), "f.since.from=2026-01-31");
        assert_eq!(
            notices.iter().map(|n| n.message().key).collect::<Vec<_>>(),
            ["URL_BAD_VALUE"]
        );
    }

    #[test]
    fn no_filter_takes_more_than_it_can() {
        let codes =
            |range: std::ops::Range<usize>| range.map(|n| n.to_string()).collect::<Vec<_>>().join(",");
        let (read, notices) = GridQuery::parse(&format!("f.id={}", codes(0..MAX_CODES)));
        assert_eq!((read.filters.len(), notices.len()), (1, 0));
        let (_, notices) = GridQuery::parse(&format!("f.id=1&f.id={}", codes(2..MAX_CODES + 2)));
        assert_eq!(notices[0].message().key, "URL_TOO_MANY_CODES");
        let many: Vec<_> = (0..=MAX_FILTERS).map(|n| format!("f.name={n}")).collect();
        let (read, notices) = GridQuery::parse(&many.join("&"));
        assert_eq!((read.filters.len(), notices.len()), (MAX_FILTERS, 1));
    }

    #[test]
    fn sort_keys_that_are_left_out_are_named() {
        for (query, sort, keys) in [
            ("sort=name,-name,id", "name,id", &["URL_SORTED_TWICE"][..]),
            (
                "sort=name,id,zip,email,group,phone",
                "name,id,zip,email",
                &["URL_TOO_MANY_KEYS"],
            ),
            (
                "sort=name,id,zip,email,id",
                "name,id,zip,email",
                &["URL_SORTED_TWICE"],
            ),
            ("sort=name,id,zip,email", "name,id,zip,email", &[]),
        ] {
            let (read, notices) = GridQuery::parse(query);
            assert_eq!(read.sort_word(), sort, "{query}");
            let found: Vec<_> = notices.iter().map(|n| n.message().key).collect();
            assert_eq!(found, keys, "{query}");
        }
    }

    #[test]
    fn a_second_click_turns_the_order() {
        let once = GridQuery::default().sorted_by(Column::Name, false);
        assert_eq!(once.sort_word(), "name");
        let twice = once.sorted_by(Column::Name, false);
        assert_eq!(twice.sort_word(), "-name");
        assert_eq!(twice.sorted_by(Column::Zip, true).sort_word(), "-name,zip");
        assert_eq!(twice.sorted_by(Column::Zip, false).sort_word(), "zip");
    }

    #[test]
    fn one_key_leaves_the_order_and_the_others_stay() {
        let (query, _) = GridQuery::parse("sort=-name,zip,id&page=3");
        let without = query.not_sorted_by(Column::Zip);
        assert_eq!((without.sort_word().as_str(), without.page), ("-name,id", 1));
        assert_eq!(without.sort_of(Column::Id), Some((2, false)));
        assert_eq!(without.not_sorted_by(Column::Zip), without);
        assert_eq!(
            query.not_sorted_by(Column::Name).sort_word(),
            "zip,id",
            "the first one may go, too"
        );
    }

    #[test]
    fn pinned_columns_come_first_and_are_named_once() {
        for (query, columns, pinned, tidy) in [
            (
                "columns=id,email,name&pin=name",
                "name,id,email",
                1,
                "columns=name,id,email&pin=name",
            ),
            (
                "columns=id,email&pin=zip,email",
                "email,id",
                1,
                "columns=email,id&pin=email",
            ),
            ("columns=id,email&pin=", "id,email", 0, "columns=id,email"),
        ] {
            let (read, notices) = GridQuery::parse(query);
            assert!(notices.is_empty(), "{query}: {notices:?}");
            assert_eq!(
                (words(&read.columns).as_str(), read.pinned),
                (columns, pinned),
                "{query}"
            );
            assert_eq!(read.to_query(), tidy, "{query}");
        }
        let (read, _) = GridQuery::parse("pin=email");
        assert_eq!(read.columns[..3], [Column::Email, Column::Id, Column::Name]);
        assert_eq!(
            read.to_query(),
            "pin=email",
            "the others are where they always are"
        );
    }

    #[test]
    fn a_column_is_pinned_by_its_place() {
        let query = GridQuery::parse("columns=id,name,email,zip&pin=id,name").0;
        for (column, to, columns, pinned) in [
            (Column::Zip, 0, "zip,id,name,email", 3),
            (Column::Zip, 2, "id,name,zip,email", 2),
            (Column::Id, 1, "name,id,email,zip", 2),
            (Column::Id, 2, "name,email,id,zip", 1),
            (Column::Id, 9, "name,email,zip,id", 1),
            (Column::Fax, 0, "id,name,email,zip", 2),
        ] {
            let moved = query.moved(column, to);
            assert_eq!(
                (words(&moved.columns).as_str(), moved.pinned),
                (columns, pinned),
                "{column:?} to {to}"
            );
        }
        for (column, pin, columns, pinned) in [
            (Column::Zip, true, "id,name,zip,email", 3),
            (Column::Id, false, "name,id,email,zip", 1),
            (Column::Id, true, "id,name,email,zip", 2),
            (Column::Fax, true, "id,name,email,zip", 2),
        ] {
            let next = query.pin(column, pin);
            assert_eq!(
                (words(&next.columns).as_str(), next.pinned),
                (columns, pinned),
                "{column:?} {pin}"
            );
        }
    }

    #[test]
    fn a_width_is_kept_while_it_is_not_the_catalogues() {
        let mut query = GridQuery::default();
        for (column, width, tidy) in [
            (Column::Zip, 300, "w.zip=300"),
            (Column::Id, 20, "w.id=64&w.zip=300"),
            (Column::Zip, 9_999, "w.id=64&w.zip=960"),
            (Column::Id, Column::Id.spec().width, "w.zip=960"),
        ] {
            query.widen(column, width);
            assert_eq!(query.to_query(), tidy);
        }
        assert_eq!(
            (query.width(Column::Zip), query.width(Column::Id)),
            (960, Column::Id.spec().width)
        );
    }

    #[test]
    fn all_rows_scroll_by_blocks() {
        for (query, offset, limit, tidy) in [
            ("per_page=all", 0, 100, "per_page=all"),
            ("per_page=all&row=100", 0, 100, "row=100&per_page=all"),
            ("row=101&per_page=all", 100, 100, "row=101&per_page=all"),
            ("page=3", 40, 20, "page=3"),
        ] {
            let (read, notices) = GridQuery::parse(query);
            assert!(notices.is_empty(), "{query}: {notices:?}");
            assert_eq!((read.offset(), read.limit()), (offset, limit), "{query}");
            assert_eq!(read.to_query(), tidy, "{query}");
        }
    }

    fn any_filter() -> impl Strategy<Value = Filter> {
        let column = prop::sample::select(Column::all().collect::<Vec<_>>());
        (
            column,
            "[a-zA-Z0-9%_&=+é\"']([a-zA-Z0-9 %_&=+é\"']{0,10}[a-zA-Z0-9%_&=+é\"'])?",
            any::<i64>(),
            0u32..40_000,
            any::<bool>(),
            0u8..6,
        )
            .prop_map(|(column, s, n, d, yes, how)| {
                let date = day(1970, 1, 1) + chrono::Days::new(u64::from(d));
                let minute = date.and_hms_opt(d % 24, d % 60, 0).unwrap();
                let days = u16::try_from(d).unwrap();
                let test = match (column.kind(), how) {
                    (_, 0) if column.may_be_empty() => Test::Empty(yes),
                    (Kind::Text, 1) => Test::Starts(s),
                    (Kind::Text, 2) => Test::Is(s),
                    (Kind::Text, _) => Test::Contains(s),
                    (Kind::Number, 0) => Test::AtLeast(n),
                    (Kind::Number, 1) => Test::AtMost(n),
                    (Kind::Moment, 0) => Test::NotBefore(minute),
                    (Kind::Moment, 1) => Test::NotAfter(minute),
                    (Kind::Moment, 2) => Test::Within(PERIODS[usize::from(days) % 5].1),
                    (Kind::Moment, 3) => Test::Within(Period::LastDays(days % MAX_LAST + 1)),
                    (Kind::Day, 1) => Test::Birthday(days % (MAX_NEXT + 1)),
                    (Kind::Moment | Kind::Day, 4) => Test::OnOrAfter(date),
                    (Kind::Moment | Kind::Day, _) => Test::OnOrBefore(date),
                    (Kind::Choice(ChoiceSet::Country), 1) => Test::OneOf(vec!["NL".into()]),
                    (Kind::Choice(ChoiceSet::Country), _) => Test::OneOf(vec!["AT".into(), "SE".into()]),
                    (Kind::Number | Kind::Choice(_), _) => Test::OneOf(vec![(n % 50).to_string()]),
                };
                Filter { column, test }
            })
    }

    fn any_query() -> impl Strategy<Value = GridQuery> {
        let columns = prop::sample::subsequence(Column::all().collect::<Vec<_>>(), 1..=28).prop_shuffle();
        let sort =
            prop::sample::subsequence(Column::all().collect::<Vec<_>>(), 0..=MAX_SORT_KEYS).prop_shuffle();
        let filters = prop::collection::btree_map(0u8..200, any_filter(), 0..8);
        (
            "[^\\p{Cc}]{0,12}",
            filters,
            sort,
            any::<bool>(),
            1u32..,
            ALL..=MAX_PAGE_SIZE,
            columns,
            (0i64..).prop_map(ViewId),
            prop::collection::btree_map(
                prop::sample::select(Column::all().collect::<Vec<_>>()),
                0u16..2_000,
                0..4,
            ),
            0usize..4,
        )
            .prop_map(
                |(keyword, filters, sort, descending, page, per_page, columns, view, widths, pinned)| {
                    let mut query = GridQuery {
                        keyword: keyword.trim().to_owned(),
                        page,
                        per_page,
                        pinned: pinned.min(columns.len()),
                        columns,
                        view,
                        ..GridQuery::default()
                    };
                    for (column, width) in widths {
                        query.widen(column, width);
                    }
                    query.sort = sort
                        .into_iter()
                        .map(|column| SortKey { column, descending })
                        .collect();
                    let mut reader = filter::Reader::new(Vec::new());
                    for Filter { column, test } in filters.into_values() {
                        reader.add(column, test).unwrap();
                    }
                    query.filters = reader.filters();
                    query
                },
            )
    }

    proptest! {
        #[test]
        fn every_state_survives_its_address(query in any_query()) {
            let (read, notices) = GridQuery::parse(&query.to_query());
            prop_assert!(notices.is_empty(), "{:?}", notices);
            prop_assert_eq!(&read, &query);
            let json = serde_json::to_value(&query).unwrap();
            prop_assert_eq!(&json, &query.to_query());
            prop_assert_eq!(serde_json::from_value::<GridQuery>(json).unwrap(), query);
        }

        #[test]
        fn every_state_survives_its_view(query in any_query()) {
            let read = |document: Document| {
                let json = serde_json::to_string(&document).unwrap();
                serde_json::from_str::<Document>(&json).unwrap().read()
            };
            prop_assert_eq!(read(Document::of(&query)), Some((query.kept(), Vec::new())));
            prop_assert_eq!(read(Document::of_place(&query)), Some((query, Vec::new())));
        }

        #[test]
        fn a_time_of_the_day_survives_its_address(
            end in prop::sample::select(vec!["from", "to"]),
            time in "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?",
        ) {
            let (read, _) = GridQuery::parse(&format!("f.since.{end}=2026-01-31&f.since.{end}.at={time}"));
            let (again, notices) = GridQuery::parse(&read.to_query());
            prop_assert!(notices.is_empty(), "{:?}", notices);
            prop_assert_eq!(again, read);
        }

        #[test]
        fn no_control_character_gets_through(
            word in prop::sample::select(vec!["q", "f.email", "f.email.starts", "f.street.is"]),
            value in prop::collection::vec(prop_oneof![any::<char>(), prop::char::range('\0', ' ')], 1..12),
        ) {
            let value: String = value.into_iter().collect();
            let query = form_urlencoded::Serializer::new(String::new()).append_pair(word, &value).finish();
            let (read, notices) = GridQuery::parse(&query);
            let tests = read.filters.iter().map(|filter| match &filter.test {
                Test::Contains(text) | Test::Starts(text) | Test::Is(text) => text.as_str(),
                other => panic!("{other:?}"),
            });
            let mut texts = tests.chain([read.keyword.as_str()]);
            prop_assert!(!texts.any(|text| text.contains(|c: char| c.is_control() && c != '\n')));
            let understood = match word {
                "q" => read.keyword == value.trim(),
                _ => !read.filters.is_empty(),
            };
            prop_assert_eq!(understood, notices.is_empty());
        }

        #[test]
        fn no_address_breaks_the_page(query in "\\PC{0,200}") {
            let (read, _) = GridQuery::parse(&query);
            prop_assert!(!read.columns.is_empty() && read.page > 0 && read.limit() > 0);
            prop_assert!(read.pinned <= read.columns.len());
        }
    }
}
