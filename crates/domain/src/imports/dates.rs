//! Dates as files write them: with the year, the day or the month first.
//!
//! `01/02/1980` means two days. Which of them is meant is a property of the whole file, so the dates that fit one
//! order only speak for the others. Where none of them does, or where they contradict each other, such a date is
//! refused rather than guessed; a person may say the order instead.

use super::header::{Field, Header};
use crate::{
    text::{Sentence, imports as text, rules},
    time::{self, Micros},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A way of writing dates. With the year first they are understood in every file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dates {
    /// `1980-12-31`, and nothing else.
    Iso,
    /// `31-12-1980`.
    DayFirst,
    /// `12/31/1980`.
    MonthFirst,
}

impl Dates {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Iso, Self::DayFirst, Self::MonthFirst];

    /// Its word on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Iso => "iso",
            Self::DayFirst => "day-first",
            Self::MonthFirst => "month-first",
        }
    }

    /// The day that these two numbers and a year are, read in this way.
    fn day(self, (first, second, year): Numbers) -> Option<NaiveDate> {
        match self {
            Self::Iso => None,
            Self::DayFirst => NaiveDate::from_ymd_opt(year, second, first),
            Self::MonthFirst => NaiveDate::from_ymd_opt(year, first, second),
        }
    }
}

/// What is known about the order of day and month in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Said by a person, or by the dates that fit one order only.
    Known(Dates),
    /// Nothing has decided it.
    #[default]
    Open,
    /// Some dates fit the one only, some the other.
    Mixed,
}

impl Order {
    /// What a person says, if anything.
    pub fn said(dates: Option<Dates>) -> Self {
        dates.map_or(Self::Open, Self::Known)
    }

    /// Whether the day or the month comes first, where that is known.
    pub fn decided(self) -> Option<Dates> {
        match self {
            Self::Known(Dates::Iso) | Self::Open | Self::Mixed => None,
            Self::Known(dates) => Some(dates),
        }
    }
}

/// Fields that hold a date.
const FIELDS: [Field; 2] = [Field::Birth, Field::CreatedAt];

/// What the dates of a file say about their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    day_first: bool,
    month_first: bool,
    in_doubt: bool,
}

impl Evidence {
    /// Looks at the dates of one row.
    pub fn see(&mut self, header: &Header, cells: &[&[u8]]) {
        for numbers in local_dates(header, cells) {
            let [day, month] = [Dates::DayFirst, Dates::MonthFirst].map(|it| it.day(numbers));
            self.day_first |= day.is_some() && month.is_none();
            self.month_first |= month.is_some() && day.is_none();
            self.in_doubt |= doubtful(numbers);
        }
    }

    /// Whether no further date can change what is known.
    pub fn is_final(&self) -> bool {
        self.day_first && self.month_first
    }

    /// What all of them say together.
    pub fn order(&self) -> Order {
        match (self.day_first, self.month_first) {
            (true, true) => Order::Mixed,
            (true, false) => Order::Known(Dates::DayFirst),
            (false, true) => Order::Known(Dates::MonthFirst),
            (false, false) => Order::Open,
        }
    }

    /// Whether there are dates that can be read in two ways, and none that says in which.
    pub fn leaves_doubt(&self) -> bool {
        self.in_doubt && self.order() == Order::Open
    }
}

/// Whether a row has a date that means two days, so that the order has to be known.
pub fn in_doubt(header: &Header, cells: &[&[u8]]) -> bool {
    local_dates(header, cells).any(doubtful)
}

/// Whether a file has a column of dates.
pub fn occur(header: &Header) -> bool {
    FIELDS.iter().any(|field| header.position(*field).is_some())
}

fn doubtful(numbers: Numbers) -> bool {
    let [day, month] = [Dates::DayFirst, Dates::MonthFirst].map(|it| it.day(numbers));
    day.is_some() && month.is_some() && day != month
}

fn local_dates(header: &Header, cells: &[&[u8]]) -> impl Iterator<Item = Numbers> {
    FIELDS.into_iter().filter_map(|field| {
        let cell = cells.get(header.position(field)?)?;
        match split(std::str::from_utf8(cell).ok()?.trim()).0 {
            Written::Local(numbers) => Some(numbers),
            Written::YearFirst(_) | Written::ShortYear | Written::Otherwise => None,
        }
    })
}

/// Two numbers of which one is the day and one the month, and the year behind them.
type Numbers = (u32, u32, i32);

enum Written {
    YearFirst(NaiveDate),
    Local(Numbers),
    /// The year has two digits, wherever it stands.
    ShortYear,
    Otherwise,
}

/// How the day in front is written, and what follows it.
fn split(text: &str) -> (Written, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit() && !SEPARATORS.contains(&c));
    let (day, rest) = text.split_at(end.unwrap_or(text.len()));
    let time = rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || matches!(c, 'T' | 't'));
    let written = written(day).filter(|_| time);
    (written.unwrap_or(Written::Otherwise), rest)
}

const SEPARATORS: [char; 3] = ['-', '/', '.'];

fn written(day: &str) -> Option<Written> {
    let separator = day.chars().find(|c| SEPARATORS.contains(c))?;
    let mut parts = day.split(separator);
    let (parts, more) = ([parts.next()?, parts.next()?, parts.next()?], parts.next());
    let number = |at: usize| parts[at].parse::<u32>().ok();
    Some(match parts.map(str::len) {
        _ if more.is_some() => return None,
        [4, 1 | 2, 1 | 2] => {
            let year = i32::try_from(number(0)?).ok()?;
            Written::YearFirst(NaiveDate::from_ymd_opt(year, number(1)?, number(2)?)?)
        }
        [1 | 2, 1 | 2, 4] => {
            let year = i32::try_from(number(2)?).ok()?;
            Written::Local((number(0)?, number(1)?, year))
        }
        [1 | 2, 1 | 2, 2] if number(0).and(number(1)).and(number(2)).is_some() => Written::ShortYear,
        _ => return None,
    })
}

/// The text with its day as `YYYY-MM-DD`; as it is where no day stands in front.
fn with_iso_day(text: &str, order: Order) -> Result<Cow<'_, str>, Sentence> {
    let text = text.trim();
    let (written, rest) = split(text);
    let day = match written {
        Written::Otherwise => return Ok(text.into()),
        Written::ShortYear => return Err(text::SHORT_YEAR.with("value", text)),
        Written::YearFirst(day) => day,
        Written::Local(numbers) => in_order(numbers, order, text)?,
    };
    Ok(format!("{day}{rest}").into())
}

fn in_order(numbers: Numbers, order: Order, text: &str) -> Result<NaiveDate, Sentence> {
    let bad = || rules::BAD_DATE.with("value", text);
    let [day, month] = [Dates::DayFirst, Dates::MonthFirst].map(|it| it.day(numbers));
    let either = day.or(month).ok_or_else(bad)?;
    match order {
        Order::Known(Dates::Iso) => Err(text::NOT_ISO.with("value", text)),
        Order::Known(Dates::DayFirst) => day.ok_or_else(|| text::NOT_DAY_FIRST.with("value", text)),
        Order::Known(Dates::MonthFirst) => month.ok_or_else(|| text::NOT_MONTH_FIRST.with("value", text)),
        Order::Open | Order::Mixed if !doubtful(numbers) => Ok(either),
        Order::Open => Err(text::DATE_IN_DOUBT.with("value", text)),
        Order::Mixed => Err(text::DATES_MIXED.with("value", text)),
    }
}

/// Reads a date, also where a midnight follows it.
pub(super) fn date(text: &str, order: Order) -> Result<NaiveDate, Sentence> {
    let iso = with_iso_day(text, order)?;
    time::parse_date(&iso).ok_or_else(|| rules::BAD_DATE.with("value", text))
}

/// Reads a moment, UTC where it does not say otherwise, or a bare date.
pub(super) fn moment(text: &str, order: Order) -> Result<Micros, Sentence> {
    let iso = with_iso_day(text, order)?;
    time::parse_moment(&iso).ok_or_else(|| rules::BAD_DATE.with("value", text))
}

#[cfg(test)]
mod tests {
    use super::{
        super::header::{self, Reading},
        *,
    };
    use chrono::Datelike;
    use proptest::prelude::*;

    const DAY: Order = Order::Known(Dates::DayFirst);
    const MONTH: Order = Order::Known(Dates::MonthFirst);
    const ISO: Order = Order::Known(Dates::Iso);

    /// The day, or the name of the sentence.
    fn read(text: &str, order: Order) -> String {
        match date(text, order) {
            Ok(day) => day.to_string(),
            Err(sentence) => sentence.message().key.to_owned(),
        }
    }

    #[test]
    fn a_date_is_read_in_the_order_of_its_file() {
        let (last, doubt) = ("1980-12-31", "DATE_IN_DOUBT");
        for (text, day, month, open) in [
            ("1980-12-31", last, last, last),
            ("1980/12/31", last, last, last),
            ("1980.12.31", last, last, last),
            ("31-12-1980", last, "NOT_MONTH_FIRST", last),
            ("31/12/1980", last, "NOT_MONTH_FIRST", last),
            ("31.12.1980", last, "NOT_MONTH_FIRST", last),
            ("31/12/1980 00:00:00", last, "NOT_MONTH_FIRST", last),
            ("12/31/1980", "NOT_DAY_FIRST", last, last),
            ("12-31-1980", "NOT_DAY_FIRST", last, last),
            ("1/2/1980", "1980-02-01", "1980-01-02", doubt),
            ("01.02.1980", "1980-02-01", "1980-01-02", doubt),
            ("5/5/1980", "1980-05-05", "1980-05-05", "1980-05-05"),
            ("29/02/1980", "1980-02-29", "NOT_MONTH_FIRST", "1980-02-29"),
        ] {
            let found = [DAY, MONTH, Order::Open].map(|order| read(text, order));
            assert_eq!(found, [day, month, open], "{text}");
        }
        assert_eq!(read("01/02/1980", Order::Mixed), "DATES_MIXED");
        assert_eq!(read("31/12/1980", Order::Mixed), last);
        assert_eq!(read("31/12/1980", ISO), "NOT_ISO");
        assert_eq!(read("1980-1-5", ISO), "1980-01-05");
    }

    #[test]
    fn what_is_no_date_is_none_in_any_order() {
        for order in [DAY, MONTH, ISO, Order::Open, Order::Mixed] {
            for text in ["12/31/80", "31-12-80", "80-12-31", "1.2.03"] {
                assert_eq!(read(text, order), "SHORT_YEAR", "{text}");
            }
            for text in [
                "",
                "soon",
                "31/13/1980",
                "30/02/1981",
                "32.01.1980",
                "0/1/1980",
                "31/12-1980",
                "31 12 1980",
                "/12/1980",
                "31//1980",
                "31/12/1980/",
                "31/12/19800",
                "31/12/1980x",
                "1980-05-05 10:00",
                "１/２/1980",
                "1980-13-01",
                "1980-12-31-",
            ] {
                assert_eq!(read(text, order), "BAD_DATE", "{text}");
            }
        }
    }

    #[test]
    fn a_moment_keeps_its_time() {
        for text in [
            "2016-04-19 12:55:51",
            "19/4/2016 12:55:51",
            "2016/04/19T14:55:51+02:00",
        ] {
            assert_eq!(moment(text, DAY), Ok(1_461_070_551_000_000), "{text}");
        }
        assert_eq!(
            moment("4/19/2016", Order::Open),
            time::parse_moment("2016-04-19").ok_or(rules::BAD_DATE.plain())
        );
    }

    fn order_of(rows: &[[&str; 2]]) -> (Order, bool) {
        let names = ["email", "_website", "dob", "created_at"];
        let header = header::read(&names, &Reading::PLAIN).unwrap();
        let mut evidence = Evidence::default();
        for [birth, created] in rows {
            evidence.see(
                &header,
                &[b"a@b.nl", b"base", birth.as_bytes(), created.as_bytes()],
            );
        }
        assert!(!evidence.is_final() || evidence.order() == Order::Mixed);
        (evidence.order(), evidence.leaves_doubt())
    }

    #[test]
    fn the_dates_that_fit_one_order_speak_for_all() {
        for (rows, order) in [
            (&[][..], (Order::Open, false)),
            (&[["1980-12-31", "2016-04-19 12:55:51"]], (Order::Open, false)),
            (&[["05/05/1980", "soon"]], (Order::Open, false)),
            (&[["31/13/1980", "30/02/1981"]], (Order::Open, false)),
            (&[["01/02/1980", ""]], (Order::Open, true)),
            (&[["01/02/1980", ""], ["31/12/1980", ""]], (DAY, false)),
            (&[["01/02/1980", "4/19/2016 1:00"]], (MONTH, false)),
            (
                &[["31/12/1980", ""], ["12/31/1980", ""], ["01/02/1980", ""]],
                (Order::Mixed, false),
            ),
        ] {
            assert_eq!(order_of(rows), order, "{rows:?}");
        }
    }

    #[test]
    fn a_row_that_has_not_all_its_fields_is_no_evidence_and_no_fault() {
        let header = header::read(&["email", "_website", "dob"], &Reading::PLAIN).unwrap();
        assert!(!in_doubt(&header, &[b"a@b.nl"]) && !in_doubt(&header, &[b"", b"", b"\xff/1/1980"]));
        assert!(in_doubt(&header, &[b"", b"", b" 1/2/1980 "]));
    }

    proptest! {
        #[test]
        fn every_day_is_read_back_in_the_order_it_was_written(
            days in 0i32..50_000, separator in prop::sample::select(&SEPARATORS[..]), padded: bool,
        ) {
            let day = NaiveDate::from_num_days_from_ce_opt(700_000 + days).unwrap();
            let number = |n: u32| if padded { format!("{n:02}") } else { n.to_string() };
            let (d, m, y) = (number(day.day()), number(day.month()), day.year());
            let s = separator;
            prop_assert_eq!(date(&format!("{d}{s}{m}{s}{y}"), DAY), Ok(day));
            prop_assert_eq!(date(&format!("{m}{s}{d}{s}{y}"), MONTH), Ok(day));
            for order in [DAY, MONTH, ISO, Order::Open, Order::Mixed] {
                prop_assert_eq!(date(&format!("{y}{s}{m}{s}{d}"), order), Ok(day));
            }
            // Undecided, it is that day or it is refused.
            let open = date(&format!("{d}{s}{m}{s}{y}"), Order::Open);
            prop_assert!(open.is_err() || open == Ok(day));
        }

        #[test]
        fn what_is_iso_is_read_as_before(text in ".{0,12}|[0-9]{4}-[01][0-9]-[0-3][0-9][T 0-9:Z+]{0,10}") {
            for order in [DAY, MONTH, ISO, Order::Open] {
                if let Some(day) = time::parse_date(&text) {
                    prop_assert_eq!(date(&text, order), Ok(day));
                }
                if let Some(at) = time::parse_moment(&text) {
                    prop_assert_eq!(moment(&text, order), Ok(at));
                }
            }
        }
    }
}
