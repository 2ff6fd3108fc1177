//! A grid query as SQL over `customer_grid g`: which rows match, and in what order.

use super::{
    columns::{BIRTH_YEAR, SORTED, Stored, sorted, stored},
    read::{Lens, Scope},
};
use crate::sql::{Bind, Sql, Word, anywhere, at_start};
use chrono::NaiveDate;
use domain::{
    customers::{
        column::{CATALOGUE, Column, Kind},
        filter::{Filter, Test, birthdays},
        present::Births,
        query::{GridQuery, SortKey},
        selection::Selection,
    },
    fold::{digits, fold},
};

/// ` WHERE ...` for what `selection` takes of the rows of `query` within `scope`: those chosen by hand, be
/// they on the page or not, or all that match but some; empty when that is everything.
pub(super) fn selected(query: &GridQuery, scope: Scope, selection: &Selection, lens: &Lens<'_>) -> Sql {
    let mut out = match selection {
        Selection::Only { .. } => within(scope),
        Selection::AllExcept { .. } => conditions(query, scope, lens),
    };
    match selection {
        Selection::Only { ids } => out.and(Sql::with("g.id IN ?", [ids.as_slice().into()])),
        Selection::AllExcept { ids } if ids.is_empty() => {}
        Selection::AllExcept { ids } => out.and(Sql::with("g.id NOT IN ?", [ids.as_slice().into()])),
    }
    out.0
}

/// ` WHERE ...` for the keyword and filters of `query` within `scope`; empty when everything matches.
pub(super) fn matching(query: &GridQuery, scope: Scope, lens: &Lens<'_>) -> Sql {
    conditions(query, scope, lens).0
}

/// The customers there are to choose from.
fn within(scope: Scope) -> Where {
    let mut out = Where::default();
    if let Scope::Members(segment) = scope {
        let members = "g.id IN (SELECT m.customer_id FROM segment_member m WHERE m.segment_id = ? \
             AND m.generation = (SELECT s.generation FROM segment s WHERE s.id = ?))";
        out.and(Sql::with(members, [segment.0.into(), segment.0.into()]));
    }
    out
}

fn conditions(query: &GridQuery, scope: Scope, lens: &Lens<'_>) -> Where {
    let mut out = within(scope);
    for term in query.keyword.split_whitespace() {
        out.and(keyword(term, lens));
    }
    for filter in &query.filters {
        out.and(test(filter, lens));
    }
    out
}

/// Conditions that all hold.
#[derive(Default)]
struct Where(Sql);

impl Where {
    fn and(&mut self, condition: Sql) {
        self.0
            .push(if self.0.text.is_empty() {
                " WHERE "
            } else {
                " AND "
            })
            .append(condition);
    }
}

/// A word is found in any searched column; a number is also an id. Digits of phone numbers are searched too.
fn keyword(term: &str, lens: &Lens<'_>) -> Sql {
    let plain = term.bytes().all(|b| b.is_ascii_digit());
    let phone = phone(term);
    let (digits, id) = (plain || phone.is_some(), term.parse().ok().filter(|_| plain));
    let text = phone.unwrap_or_else(|| fold(term));
    let mut found = contains(&text, id);
    let searched = || CATALOGUE.iter().filter(|spec| spec.searched);
    if !searched().any(|spec| lens.sight.hides(spec.column)) {
        return found;
    }
    // The searched text holds what this reader may not see; what they may see has to have the word as well.
    let mut seen: Vec<Sql> = searched()
        .filter(|spec| !lens.sight.hides(spec.column))
        .map(|spec| like(stored(spec.column), anywhere(&text)))
        .collect();
    if let Some(id) = id {
        seen.push(Sql::with("g.id = ?", [Bind::Int(id)]));
    }
    if digits {
        let pattern = anywhere(&text);
        seen.push(Sql::with(
            format!("{} LIKE ? ESCAPE '\\'", phone_digits()),
            [pattern.into()],
        ));
    }
    found.push(" AND (");
    for (n, condition) in seen.into_iter().enumerate() {
        found.push(if n == 0 { "" } else { " OR " }).append(condition);
    }
    found.push(")");
    found
}

/// The digits of what can only be a phone number: they are found however the number is written down. With a hyphen
/// alone it may be a postcode.
fn phone(term: &str) -> Option<String> {
    let written = |c: char| c.is_ascii_digit() || "+()-./".contains(c);
    let found = digits(term);
    (term.contains(['+', '(']) && term.chars().all(written) && found.len() >= PHONE_MIN).then_some(found)
}

/// Digits that fewer phone numbers have than other things.
const PHONE_MIN: usize = 5;

/// The digits of a phone number, without what people write between them.
fn phone_digits() -> String {
    let between = [
        " ", "-", "(", ")", "+", ".", "/", ",", ":", "#", "x", "\u{a0}", "\u{202f}", "\u{2011}", "–",
    ];
    between.iter().fold("g.phone".to_owned(), |number, between| {
        format!("replace({number}, '{between}', '')")
    })
}

/// The searched text contains `text`, or the customer is the one with this id.
fn contains(text: &str, id: Option<i64>) -> Sql {
    let word = Word {
        text: text.to_owned(),
        id,
        aside: false,
    };
    Sql::with("?", [word.into()])
}

fn test(Filter { column, test }: &Filter, lens: &Lens<'_>) -> Sql {
    let stored = stored(*column);
    let value = stored.value();
    match test {
        Test::Contains(text) => {
            let text = fold(text);
            let mut found = like(stored, anywhere(&text));
            if column.spec().searched {
                // The index of the searched text knows which rows may have it.
                found.push(" AND ").append(contains(&text, None));
            }
            found
        }
        Test::Starts(text) => like(stored, at_start(&fold(text))),
        Test::Is(text) => is(stored, &fold(text)),
        Test::AtLeast(n) => Sql::with(format!("g.{value} >= ?"), [(*n).into()]),
        Test::AtMost(n) => Sql::with(format!("g.{value} <= ?"), [(*n).into()]),
        Test::OnOrAfter(day) => from(stored, column.kind(), *day, lens),
        Test::OnOrBefore(day) => to(stored, column.kind(), *day, lens),
        Test::NotBefore(minute) => Sql::with(format!("g.{value} >= ?"), [(lens.clock)(*minute).start.into()]),
        Test::NotAfter(minute) => Sql::with(format!("g.{value} < ?"), [(lens.clock)(*minute).end.into()]),
        Test::Within(period) => {
            let (first, last) = period.days(lens.today);
            let mut both = from(stored, column.kind(), first, lens);
            both.push(" AND ").append(to(stored, column.kind(), last, lens));
            both
        }
        Test::Birthday(days) => birthday(stored, *days, lens),
        Test::OneOf(codes) => one_of(*column, codes, lens),
        Test::Empty(yes) => empty(*column, *yes),
    }
}

fn from(stored: Stored, kind: Kind, day: NaiveDate, lens: &Lens<'_>) -> Sql {
    let from = format!("g.{} >= ?", stored.value());
    match kind {
        Kind::Moment => Sql::with(from, [lens.day_start(day).into()]),
        _ => Sql::with(from, [day.to_string().into()]),
    }
}

/// With the whole day. No day at all is not before any day.
fn to(stored: Stored, kind: Kind, day: NaiveDate, lens: &Lens<'_>) -> Sql {
    let value = stored.value();
    match (kind, day.succ_opt()) {
        (Kind::Moment, Some(next)) => Sql::with(format!("g.{value} < ?"), [lens.day_start(next).into()]),
        (Kind::Moment, None) => Sql::new("1 = 1"),
        _ => Sql::with(
            format!("(g.{value} <= ? AND g.{value} <> '')"),
            [day.to_string().into()],
        ),
    }
}

/// Days are `YYYY-MM-DD`; those who have none have no birthday.
fn birthday(stored: Stored, days: u16, lens: &Lens<'_>) -> Sql {
    let value = stored.value();
    let Some((start, end)) = birthdays(lens.today, days) else {
        return Sql::new(format!("g.{value} <> ''"));
    };
    let between = if start <= end { "AND" } else { "OR" };
    let born = format!("substr(g.{value}, 6, 5)");
    Sql::with(
        format!("(g.{value} <> '' AND ({born} >= ? {between} {born} <= ?))"),
        [start.into(), end.into()],
    )
}

fn like(stored: Stored, pattern: String) -> Sql {
    match stored.key() {
        Some(key) => Sql::with(format!("g.{key} LIKE ? ESCAPE '\\'"), [pattern.into()]),
        None => never(),
    }
}

/// Equal; the part that is sorted by is named as well, since the index knows only that.
fn is(stored: Stored, text: &str) -> Sql {
    let Some(key) = stored.key() else { return never() };
    let start: String = text.chars().take(SORTED).collect();
    let condition = format!("({} = ? AND g.{key} = ?)", sorted(key));
    Sql::with(condition, [start.into(), text.into()])
}

fn one_of(column: Column, codes: &[String], lens: &Lens<'_>) -> Sql {
    let value = stored(column).value();
    match column {
        Column::Country => Sql::with(format!("g.{value} IN ?"), [codes.to_vec().into()]),
        Column::Lock => {
            let asked = |code: &str| codes.iter().any(|c| c == code);
            match (asked("1"), asked("0")) {
                (true, true) => Sql::new("1 = 1"),
                (true, false) => Sql::with(format!("g.{value} > ?"), [lens.now.into()]),
                (false, true) => Sql::with(format!("g.{value} <= ?"), [lens.now.into()]),
                (false, false) => never(),
            }
        }
        _ => {
            let ids: Vec<i64> = codes.iter().filter_map(|code| code.parse().ok()).collect();
            Sql::with(format!("g.{value} IN ?"), [ids.into()])
        }
    }
}

fn empty(column: Column, yes: bool) -> Sql {
    match (column.may_be_empty(), yes) {
        (true, true) => Sql::new(format!("g.{} = ''", stored(column).value())),
        (true, false) => Sql::new(format!("g.{} <> ''", stored(column).value())),
        (false, true) => never(),
        (false, false) => Sql::new("1 = 1"),
    }
}

fn never() -> Sql {
    Sql::new("1 = 0")
}

/// Does it depend on the present moment what matches?
pub(super) fn is_of_the_moment(query: &GridQuery) -> bool {
    query.filters.iter().any(|filter| filter.column == Column::Lock)
}

/// One key of an order.
pub(super) struct Key {
    /// The expression, exactly as its index has it.
    pub(super) by: String,
    pub(super) descending: bool,
}

/// The query's keys, then the id in the direction of the first key, so that descending order reads the same index
/// backwards.
pub(super) fn keys(sort: &[SortKey], lens: &Lens<'_>) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::with_capacity(sort.len() + 1);
    for key in sort {
        let by = match (key.column, lens.sight.births) {
            // Days would tell who is the older of two born in one year.
            (Column::Birth, Births::Year) => BIRTH_YEAR.to_owned(),
            (column, _) => stored(column).sort(),
        };
        let descending = key.descending;
        keys.push(Key { by, descending });
        if key.column == Column::Id {
            return keys;
        }
    }
    keys.push(Key {
        by: stored(Column::Id).sort(),
        descending: sort.first().is_some_and(|key| key.descending),
    });
    keys
}

/// ` ORDER BY ...` for these keys.
pub(super) fn ordered(keys: &[Key]) -> String {
    let direction = |key: &Key| if key.descending { " DESC" } else { "" };
    let keys = keys.iter().map(|key| format!("{}{}", key.by, direction(key)));
    format!(" ORDER BY {}", keys.collect::<Vec<_>>().join(", "))
}

/// ` ORDER BY ...` for a query.
pub(super) fn order(sort: &[SortKey], lens: &Lens<'_>) -> String {
    ordered(&keys(sort, lens))
}
