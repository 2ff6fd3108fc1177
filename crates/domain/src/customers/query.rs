//! The state of a grid, and its one form in the address bar.
//!
//! Query words: `q` (keyword), `sort` (comma list, `-` for descending), `page`, `per_page`, `columns` (comma
//! list, in shown order, or the word once per column) and filters, one word per test:
//! - `f.email=doe` contains; `f.email.starts=jon`, `f.email.is=jon@example.com`
//! - `f.id.from=10`, `f.since.to=2026-01-31`: numbers and days, both ends included
//! - `f.since.from=2026-01-31T09:30`: from this minute of the reader's clock; `to`, with the minute
//! - `f.since.in=today`, or `yesterday`, `this_month`, `last_month`, `this_year`; `f.since.last=7`: today and the
//!   six days before it
//! - `f.birth.from=1984`, `f.birth.to=1984`: the year's first and last day
//! - `f.birth.next=7`: a birthday today or in the seven days after it
//! (of dates of birth shown as years, filters see years only; see [`Filter::within`])
//! - `f.group=1,3`: one of these codes
//! - `f.phone.empty=1` is empty, `f.phone.empty=0` is not; only where a value can be missing
//!
//! Forms, which work without scripts, may say the same in pieces: `f.group=1&f.group=3`,
//! `f.email.how=starts&f.email=jon` (`is`, `empty` and `filled` too), `f.since.from=2026-01-31&f.since.from.at=09:30`.
//!
//! Nonsense is left out and told about, words nobody knows too; it never breaks the page.

pub use super::filter::{Filter, Test};
use super::{column::Column, filter};
use crate::text::{Sentence, grid as text};
use serde::{Deserialize, Serialize};

/// One key of the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SortKey {
    /// By what.
    pub column: Column,
    /// From high to low.
    pub descending: bool,
}

/// Everything that decides what a grid shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct GridQuery {
    /// Words that must all be found; empty for none.
    pub keyword: String,
    /// Tests that must all hold.
    pub filters: Vec<Filter>,
    /// The order; ties are always broken by ID, and no key means by ID.
    pub sort: Vec<SortKey>,
    /// 1 for the first page.
    pub page: u32,
    /// Rows per page.
    pub per_page: u16,
    /// Shown columns, in shown order; never empty.
    pub columns: Vec<Column>,
}

/// Page sizes offered.
pub const PAGE_SIZES: [u16; 5] = [20, 30, 50, 100, 200];
/// Page size before anybody chooses.
pub const DEFAULT_PAGE_SIZE: u16 = 20;
/// Largest custom page size.
pub const MAX_PAGE_SIZE: u16 = 999;
/// Longest keyword or filter text, in characters.
pub const MAX_TEXT: usize = 200;
/// Most sort keys.
pub const MAX_SORT_KEYS: usize = 4;
/// Most filters.
pub const MAX_FILTERS: usize = 60;
/// Most codes of one filter.
pub const MAX_CODES: usize = 300;

/// Words of a grid's address that are not the query's: a download's format, and whether it takes all columns.
const OTHERS: [&str; 2] = ["format", "all"];

impl Default for GridQuery {
    fn default() -> Self {
        Self {
            keyword: String::new(),
            filters: Vec::new(),
            sort: Vec::new(),
            page: 1,
            per_page: DEFAULT_PAGE_SIZE,
            columns: Column::defaults(),
        }
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
        let mut filters = filter::Reader::new(std::mem::take(&mut self.filters));
        for (word, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*word {
                // A form of checkboxes says the word once per column.
                "columns" => read_columns(&value, &mut columns, &mut notices),
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
            "page" if value.is_empty() => {}
            "page" => match value.trim().parse() {
                Ok(page) if page > 0 => self.page = page,
                _ => notices.push(bad()),
            },
            "per_page" => match value.trim().parse() {
                Ok(size) if (1..=MAX_PAGE_SIZE).contains(&size) => self.per_page = size,
                _ => notices.push(bad()),
            },
            "sort" => self.sort = read_sort(value, notices),
            _ if OTHERS.contains(&word) => {}
            _ => notices.push(text::URL_NO_WORD.with("word", shorten(word))),
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
            out.append_pair("page", &self.page.to_string());
        }
        if self.per_page != base.per_page {
            out.append_pair("per_page", &self.per_page.to_string());
        }
        if self.columns != base.columns {
            out.append_pair("columns", &self.columns_word());
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

    /// The value of the `columns` word.
    pub fn columns_word(&self) -> String {
        self.columns.iter().map(|c| c.key()).collect::<Vec<_>>().join(",")
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

    /// The state on another page.
    pub fn on_page(&self, page: u32) -> Self {
        Self { page, ..self.clone() }
    }

    /// How this state is sorted by `column`: its rank from 1, and whether descending.
    pub fn sort_of(&self, column: Column) -> Option<(usize, bool)> {
        let at = self.sort.iter().position(|k| k.column == column)?;
        Some((at + 1, self.sort[at].descending))
    }

    /// Rows before the first one of this page.
    pub fn offset(&self) -> u64 {
        u64::from(self.page.saturating_sub(1)) * u64::from(self.per_page)
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

fn read_columns(value: &str, columns: &mut Vec<Column>, notices: &mut Vec<Sentence>) {
    for name in value.split(',').filter(|w| !w.is_empty()) {
        match Column::from_key(name) {
            Some(column) if columns.contains(&column) => {}
            Some(column) => columns.push(column),
            None => notices.push(
                text::URL_NO_COLUMN
                    .with("word", "columns")
                    .and("value", shorten(name)),
            ),
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
    };
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
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
            ("f.shoe=1", "URL_BAD_VALUE"),
            ("f.id.from=ten", "URL_BAD_VALUE"),
            ("f.since.from=2026-02-30", "URL_BAD_VALUE"),
            ("f.group=wholesale", "URL_BAD_VALUE"),
            ("f.email=%00", "URL_BAD_VALUE"),
            ("f.street.is=a%01b", "URL_BAD_VALUE"),
            ("q=%00", "URL_BAD_VALUE"),
            ("q=jon%7Fdoe", "URL_BAD_VALUE"),
            ("f.id=%20", "URL_BAD_VALUE"),
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
            ("f.email=+jon", "f.email=+jon"),
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

    fn any_filter() -> impl Strategy<Value = Filter> {
        let column = prop::sample::select(Column::all().collect::<Vec<_>>());
        (
            column,
            "[a-zA-Z0-9 %_&=+é\"']{1,12}",
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

    pub(crate) fn any_query() -> impl Strategy<Value = GridQuery> {
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
            1..=MAX_PAGE_SIZE,
            columns,
        )
            .prop_map(|(keyword, filters, sort, descending, page, per_page, columns)| {
                let mut query = GridQuery {
                    keyword: keyword.trim().to_owned(),
                    page,
                    per_page,
                    columns,
                    ..GridQuery::default()
                };
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
            })
    }

    proptest! {
        #[test]
        fn every_state_survives_its_address(query in any_query()) {
            let (read, notices) = GridQuery::parse(&query.to_query());
            prop_assert!(notices.is_empty(), "{:?}", notices);
            prop_assert_eq!(read, query);
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
            prop_assert!(!read.columns.is_empty() && read.page > 0 && read.per_page > 0);
        }
    }
}
