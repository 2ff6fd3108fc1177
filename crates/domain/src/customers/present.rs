//! How a stored cell is shown, in the grid and in files: one place, so that they never disagree.

use super::{
    choice::{ChoiceSet, Reference},
    column::{Column, Kind},
    country,
    page::Cell,
    sight::{HIDDEN, Sight},
};
use crate::{
    text::{Locale, columns as text},
    time,
    value::Raw,
};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike};
use serde::{Deserialize, Serialize};

/// How one reader wants values shown.
pub struct Style<'a> {
    /// Language of choices, months and numbers.
    pub locale: Locale,
    /// Local time of a moment in the reader's zone; the zone database lives with the caller.
    pub local: &'a (dyn Fn(DateTime<chrono::Utc>) -> NaiveDateTime + Sync),
    /// Names of groups and websites.
    pub reference: &'a Reference,
    /// The present moment: a lock that has run out is no lock.
    pub now: time::Micros,
    /// How much of a customer the reader sees.
    pub sight: Sight,
}

/// How much of a date of birth leaves the database, whoever asks: the year tells the age, which is what shops look
/// at; the day identifies a person, and is shown only where the operator says why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Births {
    /// The year.
    #[default]
    Year,
    /// All of it.
    Day,
}

/// The year of a stored day; nothing where there is none.
pub fn year(day: &str) -> Option<i64> {
    time::parse_date(day).map(|day| day.year().into())
}

/// What is shown for a stored cell.
pub fn cell(column: Column, raw: Raw<'_>, style: &Style<'_>) -> Cell {
    match (column.kind(), raw) {
        // Before all others: that there is none is not told either.
        _ if style.sight.hides(column) => Cell {
            display: HIDDEN.to_owned(),
            raw: None,
        },
        (_, Raw::Null) => Cell {
            display: String::new(),
            raw: None,
        },
        (Kind::Choice(set), raw) => {
            let code = code(column, raw, style.now);
            Cell {
                display: choice(set, &code, style).into_owned(),
                raw: Some(code),
            }
        }
        (Kind::Moment, Raw::Int(at)) => Cell {
            display: moment(at, style),
            raw: Some(time::iso(at)),
        },
        (Kind::Day, Raw::Text(day)) if column == Column::Birth && style.sight.births == Births::Year => {
            Cell {
                display: year(day).map(|year| year.to_string()).unwrap_or_default(),
                raw: None,
            }
        }
        (Kind::Day, Raw::Text(day)) if !day.is_empty() => Cell {
            display: self::day(day, style.locale),
            raw: Some(day.to_owned()),
        },
        (_, Raw::Int(n)) => Cell {
            display: n.to_string(),
            raw: None,
        },
        (_, Raw::Text(s)) => Cell {
            display: s.to_owned(),
            raw: None,
        },
    }
}

/// The code of a choice cell; a lock is stored as the moment it ends.
pub fn code(column: Column, raw: Raw<'_>, now: time::Micros) -> String {
    match (column, raw) {
        (Column::Lock, Raw::Int(until)) => i64::from(until > now).to_string(),
        (_, Raw::Int(n)) => n.to_string(),
        (_, Raw::Text(s)) => s.to_owned(),
        (_, Raw::Null) => String::new(),
    }
}

/// The label of a code; an unknown one is named, never dropped and never an error.
pub fn choice<'a>(set: ChoiceSet, code: &str, style: &Style<'a>) -> std::borrow::Cow<'a, str> {
    use std::borrow::Cow;
    if code.is_empty() {
        return Cow::Borrowed("");
    }
    let named = |rows: &'a [(i64, String)]| {
        let id: i64 = code.parse().ok()?;
        rows.iter()
            .find(|(known, _)| *known == id)
            .map(|(_, name)| Cow::Borrowed(name.as_str()))
    };
    let label = match set {
        ChoiceSet::Group => named(&style.reference.groups),
        ChoiceSet::Website => named(&style.reference.websites),
        ChoiceSet::Country => country::name_in(code, style.locale).map(Cow::Borrowed),
        ChoiceSet::Confirmation
        | ChoiceSet::Gender
        | ChoiceSet::Lock
        | ChoiceSet::Status
        | ChoiceSet::CustomerType => {
            let id = code.parse().ok();
            let known = set.fixed().iter().find(|(known, _)| Some(*known) == id);
            known.map(|(_, label)| Cow::Borrowed(label.text(style.locale)))
        }
    };
    label.unwrap_or_else(|| Cow::Owned(text::UNKNOWN.with("code", code).say(style.locale)))
}

const MONTHS: [[&str; 12]; 4] = [
    [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ],
    [
        "jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec",
    ],
    [
        "jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec",
    ],
    [
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
    ],
];

/// A moment in the reader's zone: `Apr 19, 2016 2:55:51 PM`, or day-month-year and 24 hours elsewhere.
pub fn moment(at: time::Micros, style: &Style<'_>) -> String {
    let Some(utc) = DateTime::from_timestamp_micros(at) else {
        return at.to_string();
    };
    let local = (style.local)(utc);
    let date = calendar_day(local.date(), style.locale);
    let (minute, second) = (local.minute(), local.second());
    match style.locale {
        Locale::En => {
            let (pm, hour) = local.hour12();
            format!(
                "{date} {hour}:{minute:02}:{second:02} {}",
                if pm { "PM" } else { "AM" }
            )
        }
        Locale::Nl | Locale::Sv | Locale::Fr => {
            format!("{date} {:02}:{minute:02}:{second:02}", local.hour())
        }
    }
}

/// A time of a day of the reader's calendar, to the minute: `Apr 19, 2016 2:55 PM`.
pub fn minute(at: NaiveDateTime, locale: Locale) -> String {
    let (date, minute) = (calendar_day(at.date(), locale), at.minute());
    match (locale, at.hour12()) {
        (Locale::En, (pm, hour)) => format!("{date} {hour}:{minute:02} {}", if pm { "PM" } else { "AM" }),
        (Locale::Nl | Locale::Sv | Locale::Fr, _) => format!("{date} {:02}:{minute:02}", at.hour()),
    }
}

fn day(iso: &str, locale: Locale) -> String {
    match time::parse_date(iso) {
        Some(day) => calendar_day(day, locale),
        None => iso.to_owned(),
    }
}

/// A day: `May 31, 1984` or `31 mei 1984`.
pub fn calendar_day(day: NaiveDate, locale: Locale) -> String {
    let month = MONTHS[locale as usize][day.month0() as usize];
    let (year, day) = (day.year(), day.day());
    match locale {
        Locale::En => format!("{month} {day}, {year}"),
        Locale::Fr if day == 1 => format!("1er {month} {year}"),
        Locale::Nl | Locale::Sv | Locale::Fr => format!("{day} {month} {year}"),
    }
}

/// A day of birth, as far as it is shown: `1984`, or all of it.
pub fn born(day: NaiveDate, births: Births, locale: Locale) -> String {
    match births {
        Births::Year => day.year().to_string(),
        Births::Day => calendar_day(day, locale),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_is_told_as_moments_are() {
        let at = |hour| {
            NaiveDate::from_ymd_opt(2016, 4, 9)
                .unwrap()
                .and_hms_opt(hour, 5, 0)
                .unwrap()
        };
        for (at, locale, shown) in [
            (at(0), Locale::En, "Apr 9, 2016 12:05 AM"),
            (at(14), Locale::En, "Apr 9, 2016 2:05 PM"),
            (at(14), Locale::Sv, "9 apr 2016 14:05"),
            (at(0), Locale::Fr, "9 avr. 2016 00:05"),
        ] {
            assert_eq!(minute(at, locale), shown);
        }
    }

    #[test]
    fn a_birth_is_told_as_it_is_shown() {
        let day = NaiveDate::from_ymd_opt(1984, 5, 31).unwrap();
        assert_eq!(born(day, Births::Year, Locale::En), "1984");
        assert_eq!(born(day, Births::Day, Locale::En), "May 31, 1984");
    }

    #[test]
    fn cells_are_shown_as_their_column_says() {
        let reference = Reference {
            groups: vec![(1, "General".into())],
            websites: vec![],
            ..Reference::default()
        };
        let local = |t: DateTime<chrono::Utc>| t.naive_utc();
        let show = |column, raw, locale| {
            cell(
                column,
                raw,
                &Style {
                    locale,
                    local: &local,
                    reference: &reference,
                    now: 10,
                    sight: Births::Day.into(),
                },
            )
            .display
        };
        use Column as C;
        use Locale::{En, Fr, Nl};
        for (column, raw, locale, shown) in [
            (C::Id, Raw::Int(1204), En, "1204"),
            (C::Group, Raw::Int(1), En, "General"),
            (C::Group, Raw::Int(9), En, "Unknown (9)"),
            (C::Country, Raw::Text("NL"), En, "Netherlands"),
            (C::Country, Raw::Text("NL"), Fr, "Pays-Bas"),
            (C::Country, Raw::Text(""), En, ""),
            (C::Gender, Raw::Int(3), Nl, "Niet opgegeven"),
            (C::Lock, Raw::Int(11), En, "Locked"),
            (C::Lock, Raw::Int(10), En, "Unlocked"),
            (C::Birth, Raw::Text("1984-05-31"), En, "May 31, 1984"),
            (C::Birth, Raw::Text("1984-05-31"), Fr, "31 mai 1984"),
            (C::Birth, Raw::Text("1984-05-01"), Fr, "1er mai 1984"),
            (C::Birth, Raw::Text(""), En, ""),
            (C::Birth, Raw::Text("rubbish"), En, "rubbish"),
            (
                C::Since,
                Raw::Int(1_461_070_551_000_000),
                En,
                "Apr 19, 2016 12:55:51 PM",
            ),
            (
                C::Since,
                Raw::Int(1_461_070_551_000_000),
                Nl,
                "19 apr 2016 12:55:51",
            ),
            (C::Zip, Raw::Text("01234"), En, "01234"),
        ] {
            assert_eq!(show(column, raw, locale), shown, "{} {raw:?}", column.key());
        }
    }

    #[test]
    fn a_date_of_birth_is_its_year_unless_the_operator_says_otherwise() {
        let local = |t: DateTime<chrono::Utc>| t.naive_utc();
        let reference = Reference::default();
        let mut style = Style {
            locale: Locale::En,
            local: &local,
            reference: &reference,
            now: 0,
            sight: Births::default().into(),
        };
        for (stored, year) in [("1984-05-31", "1984"), ("", ""), ("rubbish", "")] {
            let shown = cell(Column::Birth, Raw::Text(stored), &style);
            assert_eq!((shown.display.as_str(), shown.raw), (year, None));
        }
        style.sight = Births::Day.into();
        let shown = cell(Column::Birth, Raw::Text("1984-05-31"), &style);
        assert_eq!(
            (shown.display.as_str(), shown.raw.as_deref()),
            ("May 31, 1984", Some("1984-05-31"))
        );
    }

    #[test]
    fn who_may_not_see_a_number_does_not_learn_whether_there_is_one() {
        let local = |t: DateTime<chrono::Utc>| t.naive_utc();
        let reference = Reference::default();
        let style = Style {
            locale: Locale::En,
            local: &local,
            reference: &reference,
            now: 0,
            sight: Sight::of(crate::access::Role::Viewer, Births::Day),
        };
        for column in [Column::TaxVat, Column::Vat] {
            for stored in [Raw::Text("NL1"), Raw::Text(""), Raw::Null] {
                assert_eq!(cell(column, stored, &style).display, "•••");
            }
        }
        assert_eq!(
            cell(Column::Birth, Raw::Text("1984-05-31"), &style).display,
            "1984"
        );
    }
}
