//! The filters of a grid, and their words in the address: one canonical form each, and what forms say besides.

use super::{
    choice::ChoiceSet,
    column::{Column, Kind},
    country,
    present::Births,
    query::{MAX_CODES, MAX_FILTERS, MAX_TEXT, shorten},
    sight::{Sight, hidden_column},
};
use crate::{
    text::{Sentence, grid as text},
    time,
};
use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime};

/// One test a row must pass; a query's tests all hold.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Filter {
    /// What is looked at.
    pub column: Column,
    /// How.
    pub test: Test,
}

/// How a cell is tested.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Test {
    /// Text holds this, whatever the case and accents; `%` and `_` mean themselves.
    Contains(String),
    /// Text starts with this.
    Starts(String),
    /// Text is this.
    Is(String),
    /// At least this number.
    AtLeast(i64),
    /// At most this number.
    AtMost(i64),
    /// On or after this day (in the reader's zone, for moments).
    OnOrAfter(NaiveDate),
    /// On or before this day, all of it.
    OnOrBefore(NaiveDate),
    /// Not before the reader's clock shows this minute.
    NotBefore(NaiveDateTime),
    /// Not after the reader's clock has shown this minute, all of it.
    NotAfter(NaiveDateTime),
    /// In days that move with the reader's calendar.
    Within(Period),
    /// Has a birthday today, or in this many days after it.
    Birthday(u16),
    /// The code is one of these.
    OneOf(Vec<String>),
    /// There is no value (`true`), or there is one (`false`).
    Empty(bool),
}

/// Days that move with the reader's calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// Today.
    Today,
    /// The day before.
    Yesterday,
    /// This many days, of which today is the last.
    LastDays(u16),
    /// The month of today, all of it.
    ThisMonth,
    /// The month before.
    LastMonth,
    /// The year of today, all of it.
    ThisYear,
}

/// The periods that have a word of their own, in the order they are offered.
pub const PERIODS: [(&str, Period); 5] = [
    ("today", Period::Today),
    ("yesterday", Period::Yesterday),
    ("this_month", Period::ThisMonth),
    ("last_month", Period::LastMonth),
    ("this_year", Period::ThisYear),
];

/// Most days of [`Period::LastDays`]: ten years.
pub const MAX_LAST: u16 = 3660;
/// Most days of [`Test::Birthday`]: a year.
pub const MAX_NEXT: u16 = 366;

impl Period {
    /// Its first and last day, seen from `today`.
    pub fn days(self, today: NaiveDate) -> (NaiveDate, NaiveDate) {
        let back = |days: u16| {
            today
                .checked_sub_days(Days::new(days.into()))
                .unwrap_or(NaiveDate::MIN)
        };
        let month = today.with_day(1).unwrap_or(today);
        let before = |day: NaiveDate| day.pred_opt().unwrap_or(NaiveDate::MIN);
        let months = |n: u32| month.checked_add_months(Months::new(n)).unwrap_or(NaiveDate::MAX);
        match self {
            Self::Today => (today, today),
            Self::Yesterday => (back(1), back(1)),
            Self::LastDays(days) => (back(days.saturating_sub(1)), today),
            Self::ThisMonth => (month, before(months(1))),
            Self::LastMonth => {
                let last = before(month);
                (last.with_day(1).unwrap_or(last), last)
            }
            Self::ThisYear => {
                let first = month.with_month(1).unwrap_or(month);
                let next = first.checked_add_months(Months::new(12));
                (first, before(next.unwrap_or(NaiveDate::MAX)))
            }
        }
    }
}

/// The birthdays of `today` and the `days` after it, as first and last `MM-DD`; where the first is the greater, they
/// go over New Year. Nothing where that is every day there is. In a common year, those born on 29 February have
/// their birthday on the 28th.
pub fn birthdays(today: NaiveDate, days: u16) -> Option<(String, String)> {
    let last = today.checked_add_days(Days::new(days.into()))?;
    if days >= 365 {
        return None;
    }
    let key = |day: NaiveDate| format!("{:02}-{:02}", day.month(), day.day());
    let end = match key(last) {
        end if end == "02-28" && !last.leap_year() => "02-29".to_owned(),
        end => end,
    };
    // From 1 March of one year to 28 February of the next.
    Some((key(today), end)).filter(|(start, end)| !(start == "03-01" && end == "02-29"))
}

impl Filter {
    /// Its word in the address, without `f.`, and the word's value.
    pub(super) fn word(&self) -> (String, String) {
        let (how, value) = match &self.test {
            Test::Contains(text) => ("", text.clone()),
            Test::Starts(text) => (".starts", text.clone()),
            Test::Is(text) => (".is", text.clone()),
            Test::AtLeast(n) => (".from", n.to_string()),
            Test::AtMost(n) => (".to", n.to_string()),
            Test::OnOrAfter(day) => (".from", day.to_string()),
            Test::OnOrBefore(day) => (".to", day.to_string()),
            Test::NotBefore(minute) => (".from", minute_word(*minute)),
            Test::NotAfter(minute) => (".to", minute_word(*minute)),
            Test::Within(Period::LastDays(days)) => (".last", days.to_string()),
            Test::Within(period) => {
                let known = PERIODS.iter().find(|(_, known)| known == period);
                (".in", known.map_or("", |(word, _)| word).to_owned())
            }
            Test::Birthday(days) => (".next", days.to_string()),
            Test::OneOf(codes) => ("", codes.join(",")),
            Test::Empty(yes) => (".empty", if *yes { "1" } else { "0" }.to_owned()),
        };
        (format!("{}{how}", self.column.key()), value)
    }

    /// The filter as far as `sight` lets it look: of a date of birth whose year alone is shown, days would find out
    /// the rest; by a value that is hidden nothing is found.
    pub fn within(self, sight: Sight) -> Result<Self, Sentence> {
        let Self { column, test } = self;
        if sight.hides(column) {
            return Err(hidden_column("f", column));
        }
        let test = match (sight.births, column, test) {
            (Births::Year, Column::Birth, Test::OnOrAfter(day)) => {
                Test::OnOrAfter(day.with_ordinal(1).unwrap_or(day))
            }
            (Births::Year, Column::Birth, Test::OnOrBefore(day)) => {
                Test::OnOrBefore(NaiveDate::from_ymd_opt(day.year(), 12, 31).unwrap_or(day))
            }
            (Births::Year, Column::Birth, test @ Test::Birthday(_)) => {
                let (word, value) = Self { column, test }.word();
                return Err(text::URL_BAD_VALUE
                    .with("word", format!("f.{word}"))
                    .and("value", value));
            }
            (Births::Year | Births::Day, _, test) => test,
        };
        Ok(Self { column, test })
    }
}

/// `2026-01-31T09:30`.
fn minute_word(minute: NaiveDateTime) -> String {
    format!("{}T{}", minute.date(), time::minute(minute.time()))
}

/// Reads filters word by word, as they follow each other in an address.
pub(super) struct Reader {
    filters: Vec<Filter>,
    /// What a form's `how` said about the text that comes next.
    how: Option<(Column, How)>,
}

/// What a form can say about the text beside it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Starts,
    Is,
    /// The text does not matter.
    Empty,
}

impl Reader {
    /// Adds to these.
    pub(super) fn new(filters: Vec<Filter>) -> Self {
        Self { filters, how: None }
    }

    /// What was read.
    pub(super) fn filters(self) -> Vec<Filter> {
        self.filters
    }

    /// Reads one word (without `f.`); an empty value says nothing.
    pub(super) fn read(&mut self, word: &str, value: &str) -> Result<(), Sentence> {
        let bad = || {
            text::URL_BAD_VALUE
                .with("word", format!("f.{word}"))
                .and("value", shorten(value))
        };
        let (name, how) = word.split_once('.').unwrap_or((word, ""));
        let column = Column::from_key(name).ok_or_else(bad)?;
        match how {
            "how" => self.compare(column, value).ok_or_else(bad),
            _ if value.is_empty() => Ok(()),
            "from.at" | "to.at" => self.time(column, how, value).ok_or_else(bad),
            _ => match (how, self.how.take_if(|(asked, _)| *asked == column)) {
                ("", Some((_, How::Empty))) => Ok(()),
                ("", Some((_, How::Starts))) => {
                    self.add(column, read(column, "starts", value).ok_or_else(bad)?)
                }
                ("", Some((_, How::Is))) => self.add(column, read(column, "is", value).ok_or_else(bad)?),
                _ => self.add(column, read(column, how, value).ok_or_else(bad)?),
            },
        }
    }

    /// How a form compares the text that comes next, or that it asks for none.
    fn compare(&mut self, column: Column, value: &str) -> Option<()> {
        let how = match (column.kind(), value) {
            (_, "") => None,
            (Kind::Text, "starts") => Some(How::Starts),
            (Kind::Text, "is") => Some(How::Is),
            (Kind::Text, "empty" | "filled") => {
                self.add(column, Test::Empty(value == "empty")).ok()?;
                Some(How::Empty)
            }
            _ => return None,
        };
        self.how = how.map(|how| (column, how));
        Some(())
    }

    /// The time of the day a form said before.
    fn time(&mut self, column: Column, end: &str, value: &str) -> Option<()> {
        let time = time::parse_minute(value)?;
        let filter = self.filters.iter_mut().rfind(|filter| {
            let day = match end {
                "from.at" => matches!(filter.test, Test::OnOrAfter(_)),
                _ => matches!(filter.test, Test::OnOrBefore(_)),
            };
            filter.column == column && day
        })?;
        filter.test = match filter.test {
            Test::OnOrAfter(day) if column.kind() == Kind::Moment => Test::NotBefore(day.and_time(time)),
            Test::OnOrBefore(day) if column.kind() == Kind::Moment => Test::NotAfter(day.and_time(time)),
            _ => return None,
        };
        Some(())
    }

    /// Adds a test; codes join those asked for before.
    pub(super) fn add(&mut self, column: Column, test: Test) -> Result<(), Sentence> {
        let joined = self.filters.iter_mut().find_map(|known| match &mut known.test {
            Test::OneOf(codes) if known.column == column => Some(codes),
            _ => None,
        });
        match (test, joined) {
            (Test::OneOf(codes), Some(known)) => {
                let mut all = known.clone();
                codes.into_iter().for_each(|code| insert(&mut all, code));
                if all.len() > MAX_CODES {
                    return Err(text::URL_TOO_MANY_CODES.with("max", MAX_CODES));
                }
                *known = all;
            }
            (test, _) => {
                let filter = Filter { column, test };
                if self.filters.contains(&filter) {
                    return Ok(());
                }
                if self.filters.len() >= MAX_FILTERS {
                    return Err(text::URL_TOO_MANY.with("max", MAX_FILTERS));
                }
                self.filters.push(filter);
            }
        }
        Ok(())
    }
}

/// Adds a code where it belongs: shorter ones first, so that numbers count up, and each one once.
fn insert(codes: &mut Vec<String>, code: String) {
    let place = codes.binary_search_by(|known| (known.len(), known).cmp(&(code.len(), &code)));
    if let Err(place) = place {
        codes.insert(place, code);
    }
}

fn read(column: Column, how: &str, value: &str) -> Option<Test> {
    let kind = column.kind();
    if kind == Kind::Text && how != "empty" {
        // A street has lines; nothing has other control characters, and PostgreSQL refuses NUL.
        let control = value.chars().any(|c| c.is_control() && c != '\n');
        if control || value.chars().count() > MAX_TEXT {
            return None;
        }
    }
    // Blanks around a value say nothing: text, too, is compared without them.
    let tidy = value.trim();
    if tidy.is_empty() {
        return None;
    }
    Some(match (kind, how) {
        (Kind::Text, "") => Test::Contains(tidy.to_owned()),
        (Kind::Text, "starts") => Test::Starts(tidy.to_owned()),
        (Kind::Text, "is") => Test::Is(tidy.to_owned()),
        (Kind::Number, "" | "is") | (Kind::Choice(_), "") => codes(column, tidy)?,
        (Kind::Number, "from") => Test::AtLeast(tidy.parse().ok()?),
        (Kind::Number, "to") => Test::AtMost(tidy.parse().ok()?),
        (Kind::Moment, "from" | "to") if tidy.contains('T') => {
            let (day, minute) = tidy.split_once('T')?;
            let minute = time::parse_date(day)?.and_time(time::parse_minute(minute)?);
            match how {
                "from" => Test::NotBefore(minute),
                _ => Test::NotAfter(minute),
            }
        }
        (Kind::Moment, "from") => Test::OnOrAfter(time::parse_date(tidy)?),
        (Kind::Moment, "to") => Test::OnOrBefore(time::parse_date(tidy)?),
        (Kind::Day, "from") => Test::OnOrAfter(day_or_year(tidy, "01-01")?),
        (Kind::Day, "to") => Test::OnOrBefore(day_or_year(tidy, "12-31")?),
        (Kind::Moment, "in") => {
            let (_, period) = PERIODS.iter().find(|(word, _)| *word == tidy)?;
            Test::Within(*period)
        }
        (Kind::Moment, "last") => {
            let days = tidy.parse().ok().filter(|days| (1..=MAX_LAST).contains(days))?;
            Test::Within(Period::LastDays(days))
        }
        (Kind::Day, "next") => Test::Birthday(tidy.parse().ok().filter(|days| *days <= MAX_NEXT)?),
        (_, "empty") if column.may_be_empty() => match tidy {
            "1" => Test::Empty(true),
            "0" => Test::Empty(false),
            _ => return None,
        },
        _ => return None,
    })
}

/// `1984-05-31`, or `1984` for a day of that year.
fn day_or_year(value: &str, day: &str) -> Option<NaiveDate> {
    time::parse_date(value).or_else(|| time::parse_date(&format!("{value}-{day}")))
}

/// `1,3`: one of these.
fn codes(column: Column, value: &str) -> Option<Test> {
    let code = |part: &str| -> Option<String> {
        let part = part.trim();
        match column.kind() {
            Kind::Choice(ChoiceSet::Country) => {
                let code = part.to_ascii_uppercase();
                country::is_code(&code).then_some(code)
            }
            _ => part.parse::<i64>().ok().map(|code| code.to_string()),
        }
    };
    let mut codes = Vec::new();
    for part in value.split(',') {
        insert(&mut codes, code(part)?);
        if codes.len() > MAX_CODES {
            return None;
        }
    }
    Some(Test::OneOf(codes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn periods_move_with_the_calendar() {
        use Period::{LastDays, LastMonth, ThisMonth, ThisYear, Today, Yesterday};
        for (today, period, first, last) in [
            ("2024-03-01", Today, "2024-03-01", "2024-03-01"),
            ("2024-03-01", Yesterday, "2024-02-29", "2024-02-29"),
            ("2025-03-01", Yesterday, "2025-02-28", "2025-02-28"),
            ("2024-03-01", LastDays(1), "2024-03-01", "2024-03-01"),
            ("2024-03-01", LastDays(7), "2024-02-24", "2024-03-01"),
            ("2024-02-10", ThisMonth, "2024-02-01", "2024-02-29"),
            ("2023-12-31", ThisMonth, "2023-12-01", "2023-12-31"),
            ("2024-01-15", LastMonth, "2023-12-01", "2023-12-31"),
            ("2024-03-31", LastMonth, "2024-02-01", "2024-02-29"),
            ("2024-02-29", ThisYear, "2024-01-01", "2024-12-31"),
        ] {
            let found = period.days(day(today));
            assert_eq!(found, (day(first), day(last)), "{period:?} of {today}");
        }
    }

    #[test]
    fn where_years_are_shown_filters_know_no_days() {
        let born = |test| Filter {
            column: Column::Birth,
            test,
        };
        for (asked, years) in [
            (
                Test::OnOrAfter(day("1984-05-31")),
                Ok(Test::OnOrAfter(day("1984-01-01"))),
            ),
            (
                Test::OnOrAfter(day("2024-12-31")),
                Ok(Test::OnOrAfter(day("2024-01-01"))),
            ),
            (
                Test::OnOrBefore(day("1984-02-29")),
                Ok(Test::OnOrBefore(day("1984-12-31"))),
            ),
            (Test::Empty(true), Ok(Test::Empty(true))),
            (
                Test::Birthday(0),
                Err("The address says “f.birth.next=0”, which means nothing here.".to_owned()),
            ),
        ] {
            let found = born(asked.clone()).within(Births::Year.into());
            assert_eq!(
                found.map(|f| f.test).map_err(|s| s.to_string()),
                years,
                "{asked:?}"
            );
            assert_eq!(born(asked.clone()).within(Births::Day.into()), Ok(born(asked)));
        }
        let since = Filter {
            column: Column::Since,
            test: Test::OnOrAfter(day("1984-05-31")),
        };
        assert_eq!(since.clone().within(Births::Year.into()), Ok(since));
    }

    #[test]
    fn birthdays_know_new_year_and_leap_years() {
        for (today, days, span) in [
            ("2026-11-22", 0, Some(("11-22", "11-22"))),
            ("2026-11-22", 7, Some(("11-22", "11-29"))),
            ("2026-12-28", 10, Some(("12-28", "01-07"))),
            ("2026-02-27", 1, Some(("02-27", "02-29"))),
            ("2026-02-28", 0, Some(("02-28", "02-29"))),
            ("2028-02-28", 0, Some(("02-28", "02-28"))),
            ("2028-02-28", 1, Some(("02-28", "02-29"))),
            ("2026-03-01", 364, None),
            ("2026-11-22", 364, Some(("11-22", "11-21"))),
            ("2026-11-22", 365, None),
        ] {
            let span = span.map(|(a, b): (&str, &str)| (a.to_owned(), b.to_owned()));
            assert_eq!(birthdays(day(today), days), span, "{days} from {today}");
        }
    }
}
