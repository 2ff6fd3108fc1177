//! Moments as digits, without the allocation and the time-zone machinery of a general formatter.
//!
//! One file can hold a million of them; the property test below holds this to `domain::time::iso`.

use domain::time::Micros;

const SECOND: Micros = 1_000_000;
/// 0000-01-01 and 10000-01-01: outside of these the year has no four digits.
const FOUR_DIGIT_YEARS: std::ops::Range<Micros> = -62_167_219_200 * SECOND..253_402_300_800 * SECOND;
/// 1900-01-01: spreadsheets know no earlier day.
pub(super) const FIRST_SPREADSHEET_MOMENT: Micros = -2_208_988_800 * SECOND;

/// `2016-04-19T12:55:51` and the microseconds after it, or nothing where the year has not four digits.
fn stamp(at: Micros) -> Option<([u8; 19], u32)> {
    if !FOUR_DIGIT_YEARS.contains(&at) {
        return None;
    }
    let (seconds, micros) = (at.div_euclid(SECOND), at.rem_euclid(SECOND) as u32);
    let (year, month, day) = date(seconds.div_euclid(86_400));
    let of_day = seconds.rem_euclid(86_400) as u32;
    let mut text = *b"0000-00-00T00:00:00";
    two(&mut text, 0, year / 100);
    two(&mut text, 2, year % 100);
    two(&mut text, 5, month);
    two(&mut text, 8, day);
    two(&mut text, 11, of_day / 3_600);
    two(&mut text, 14, of_day / 60 % 60);
    two(&mut text, 17, of_day % 60);
    Some((text, micros))
}

fn two(text: &mut [u8; 19], at: usize, n: u32) {
    text[at] = b'0' + (n / 10) as u8;
    text[at + 1] = b'0' + (n % 10) as u8;
}

/// Year, month and day of a day counted from 1970, in years that begin in March so that the leap day is
/// the last one (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn date(day: i64) -> (u32, u32, u32) {
    // The years in question start at 0, so the shifted day number is never negative but for its first 60.
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year as u32, month as u32, day as u32)
}

/// Appends ISO 8601 in UTC, exactly as [`domain::time::iso`] writes it.
pub(super) fn push_iso(out: &mut Vec<u8>, at: Micros) {
    match stamp(at) {
        Some((text, 0)) => {
            out.extend_from_slice(&text);
            out.push(b'Z');
        }
        // A fraction is rare, as is a year beyond four digits.
        _ => out.extend_from_slice(domain::time::iso(at).as_bytes()),
    }
}

/// Appends what SpreadsheetML calls a DateTime, to the millisecond; nothing is appended and `false`
/// returned where spreadsheets know no such day.
pub(super) fn push_date_time(out: &mut Vec<u8>, at: Micros) -> bool {
    match stamp(at).filter(|_| at >= FIRST_SPREADSHEET_MOMENT) {
        Some((text, micros)) => {
            out.extend_from_slice(&text);
            let millis = micros / 1_000;
            let digit = |n: u32| b'0' + (n % 10) as u8;
            out.extend_from_slice(&[b'.', digit(millis / 100), digit(millis / 10), digit(millis)]);
            true
        }
        None => false,
    }
}

/// 1900-03-01, and its number where days are counted as spreadsheets do: those before it have numbers that programs
/// disagree about, because Excel counts a day that was none.
const FIRST_COUNTED: (Micros, i64) = (-2_203_891_200 * SECOND, 61);

/// A moment in days as spreadsheets count them, to the millisecond; nothing where they know no such day.
pub(super) fn serial(at: Micros) -> Option<f64> {
    const DAY: i64 = 86_400_000;
    let (first, number) = FIRST_COUNTED;
    let known = (first..FOUR_DIGIT_YEARS.end).contains(&at);
    let millis = at.div_euclid(1_000) - first / 1_000 + number * DAY;
    known.then(|| millis as f64 / DAY as f64)
}

/// The number of a day `YYYY-MM-DD` as spreadsheets count them; nothing where they know no such day.
pub(super) fn serial_day(text: &str) -> Option<i64> {
    let day = domain::time::parse_date(text).filter(|_| is_spreadsheet_day(text))?;
    let first = domain::time::parse_date("1900-03-01")?;
    let (_, number) = FIRST_COUNTED;
    Some((day - first).num_days() + number).filter(|day| *day >= number)
}

/// Whether `text` is a day that spreadsheets know: `YYYY-MM-DD` from 1900 on.
pub(super) fn is_spreadsheet_day(text: &str) -> bool {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else {
        return false;
    };
    let digits = [y1, y2, y3, y4, m1, m2, d1, d2];
    if !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let number = |digits: &[u8]| digits.iter().fold(0, |n, d| n * 10 + u32::from(d - b'0'));
    let (year, month, day) = (number(&digits[..4]), number(&digits[4..6]), number(&digits[6..]));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    year >= 1900 && (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn iso(at: Micros) -> String {
        let mut out = Vec::new();
        push_iso(&mut out, at);
        String::from_utf8(out).unwrap()
    }

    fn date_time(at: Micros) -> Option<String> {
        let mut out = Vec::new();
        push_date_time(&mut out, at).then(|| String::from_utf8(out).unwrap())
    }

    #[test]
    fn edges_are_right() {
        for at in [
            0,
            -1,
            FOUR_DIGIT_YEARS.start,
            FOUR_DIGIT_YEARS.start - 1,
            FOUR_DIGIT_YEARS.end,
            i64::MAX,
            i64::MIN,
        ] {
            assert_eq!(iso(at), domain::time::iso(at), "{at}");
        }
        assert_eq!(
            date_time(1_461_070_551_999_999).as_deref(),
            Some("2016-04-19T12:55:51.999")
        );
        assert_eq!(
            date_time(FIRST_SPREADSHEET_MOMENT).as_deref(),
            Some("1900-01-01T00:00:00.000")
        );
        assert_eq!(date_time(FIRST_SPREADSHEET_MOMENT - 1), None);
        for (text, known) in [
            ("1984-05-31", true),
            ("2000-02-29", true),
            ("1900-02-29", false),
            ("1899-12-31", false),
            ("2016-13-01", false),
            ("2016-00-10", false),
            ("2016-04-31", false),
            ("2016-04-00", false),
            ("2016-04-1", false),
            ("2016/04/01", false),
            ("rubbish", false),
        ] {
            assert_eq!(is_spreadsheet_day(text), known, "{text}");
        }
    }

    proptest! {
        #[test]
        fn moments_read_as_the_domain_writes_them(seconds in -65_000_000_000i64..260_000_000_000, micros in prop_oneof![Just(0), 0..SECOND]) {
            let at = seconds * SECOND + micros;
            prop_assert_eq!(iso(at), domain::time::iso(at));
        }

        #[test]
        fn days_are_those_of_the_calendar(year in 1890..9999i32, month in 0..14u32, day in 0..33u32) {
            let text = format!("{year:04}-{month:02}-{day:02}");
            let known = year >= 1900 && domain::time::parse_date(&text).is_some();
            prop_assert_eq!(is_spreadsheet_day(&text), known);
        }
    }
}
