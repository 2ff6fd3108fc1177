//! Moments and days: microseconds since 1970 UTC inside, ISO 8601 at the edges.

use chrono::{DateTime, NaiveDate, NaiveTime, Timelike};

/// Microseconds since 1970-01-01 00:00 UTC.
pub type Micros = i64;

/// One day in microseconds.
pub const DAY: Micros = 86_400_000_000;

const SECOND: Micros = 1_000_000;

/// `2016-04-19T12:55:51Z`; the fraction is written only where there is one.
pub fn iso(at: Micros) -> String {
    DateTime::from_timestamp_micros(at)
        .map(|t| format!("{}T{}Z", t.date_naive(), t.time()))
        .unwrap_or_default()
}

/// The beginning of its second.
pub fn to_the_second(at: Micros) -> Micros {
    at - at.rem_euclid(SECOND)
}

/// `09:30`, as a form's field and the address have it.
pub fn minute(time: NaiveTime) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// Reads a time of the day to the minute: `09:30`, or `09:30:00`.
pub fn parse_minute(text: &str) -> Option<NaiveTime> {
    parse_clock(text).filter(|time| time.second() == 0 && time.nanosecond() == 0)
}

/// Reads a date (`YYYY-MM-DD`), also where a midnight time follows it, as Magento writes birth dates.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let (day, time) = parse_day(text.trim())?;
    let midnight = time.is_empty() || parse_clock(time) == Some(NaiveTime::MIN);
    midnight.then_some(day)
}

/// Reads a moment: `YYYY-MM-DD HH:MM:SS` (UTC, as Magento writes it), RFC 3339, or a bare date.
pub fn parse_moment(text: &str) -> Option<Micros> {
    let (day, time) = parse_day(text.trim())?;
    let (time, ahead) = match time.strip_suffix(['Z', 'z']) {
        Some(time) => (time, 0),
        None => match time.rfind(['+', '-', '−']) {
            Some(sign) => (&time[..sign], parse_offset(&time[sign..])?),
            None if time.is_empty() => ("00:00", 0),
            None => (time, 0),
        },
    };
    let local = day.and_time(parse_clock(time)?).and_utc();
    Some(local.timestamp_micros() - ahead)
}

/// The day in front, and what follows it behind a `T` or blanks. By hand, as all that is read here: chrono's own
/// readers weigh more than any page of the browser's half.
fn parse_day(text: &str) -> Option<(NaiveDate, &str)> {
    let (day, rest) = text.split_at_checked(10).filter(|_| begins_with_day(text))?;
    let day = NaiveDate::from_ymd_opt(
        day[..4].parse().ok()?,
        day[5..7].parse().ok()?,
        day[8..].parse().ok()?,
    )?;
    let time = match rest.strip_prefix(['T', 't']) {
        Some(time) => time,
        None if rest.is_empty() || rest.starts_with(char::is_whitespace) => rest.trim_start(),
        None => return None,
    };
    Some((day, time))
}

/// Whether four, two and two digits come first: numbers alone may be signed, and years longer.
fn begins_with_day(text: &str) -> bool {
    let form = b"9999-99-99";
    text.len() >= form.len()
        && text.bytes().zip(form).all(|(byte, form)| match form {
            b'9' => byte.is_ascii_digit(),
            other => byte == *other,
        })
}

/// `9:30`, `09:30:00` or `09:30:00.5`.
fn parse_clock(text: &str) -> Option<NaiveTime> {
    let mut parts = text.splitn(3, ':');
    let (hour, minute) = (two_digits(parts.next()?)?, two_digits(parts.next()?)?);
    let (second, micros) = match parts.next() {
        None => (0, 0),
        Some(seconds) => match seconds.split_once('.') {
            None => (two_digits(seconds)?, 0),
            Some((seconds, fraction)) => (two_digits(seconds)?, parse_fraction(fraction)?),
        },
    };
    // A leap second is the one after the 59th.
    match second {
        60 => NaiveTime::from_hms_micro_opt(hour, minute, 59, 1_000_000 + micros),
        _ => NaiveTime::from_hms_micro_opt(hour, minute, second, micros),
    }
}

/// One digit or two.
fn two_digits(text: &str) -> Option<u32> {
    let digits = text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

/// The microseconds of a fraction of a second.
fn parse_fraction(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let micros = text.bytes().chain(std::iter::repeat(b'0')).take(6);
    digits.then(|| micros.fold(0, |sum, byte| sum * 10 + u32::from(byte - b'0')))
}

/// How far `+02:00` is ahead of UTC.
fn parse_offset(text: &str) -> Option<Micros> {
    let (hours, minutes) = text.trim_start_matches(['+', '-', '−']).split_once(':')?;
    let whole = hours.len() == 2 && minutes.len() == 2;
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    let ahead = Micros::from(hours * 3600 + minutes * 60) * SECOND;
    (whole && hours < 24 && minutes < 60).then_some(if text.starts_with('+') { ahead } else { -ahead })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{NaiveDateTime, SecondsFormat};
    use proptest::prelude::*;

    #[test]
    fn reads_the_forms_files_have() {
        let at = 1_461_070_551_000_000;
        for text in [
            "2016-04-19 12:55:51",
            "2016-04-19T12:55:51Z",
            "2016-04-19T14:55:51+02:00",
            " 2016-04-19  12:55:51.0 ",
            "2016-04-19 08:25:51−04:30",
        ] {
            assert_eq!(parse_moment(text), Some(at), "{text}");
        }
        assert_eq!(iso(at), "2016-04-19T12:55:51Z");
        assert_eq!(
            parse_date("2016-04-19 00:00:00"),
            NaiveDate::from_ymd_opt(2016, 4, 19)
        );
        for bad in [
            "",
            "2016-02-30",
            "19-04-2016",
            "2016-04-19 12:00:00",
            "é016-04-19",
            "+12345-1-1",
            "-123-01-01",
            "+123-01-01",
            "2016-4-019",
            "2016-04- 1",
            "2016/04/19",
        ] {
            assert_eq!(parse_date(bad), None, "{bad}");
            assert_eq!(parse_moment(&format!("{bad} 10:11:12")), None, "{bad}");
        }
        for (text, seconds) in [
            ("1970-01-01", 0),
            ("1970-01-01 1:2", 3720),
            ("1970-01-01T01:02", 3720),
            ("1970-01-01 23:59:60", 86_400),
        ] {
            assert_eq!(parse_moment(text), Some(seconds * SECOND), "{text}");
        }
        for bad in [
            "2016-04-1912:55:51",
            "2016-04-19 24:00",
            "2016-04-19 12:60",
            "2016-04-19 12:55:61",
            "2016-04-19 12",
            "2016-04-19 12:",
            "2016-04-19 12:55:51.",
            "2016-04-19 12:55:51:00",
            "2016-04-19 +1:+2:+3",
            "2016-04-19 Z",
            "2016-04-19 12:55:51+2",
            "2016-04-19 12:55:51+24:00",
            "2016-04-19 12:55:51+++02:00",
            "+12345-01-01 00:00:00",
            "-0001-01-01 00:00:00",
            "2016-4-19 00:00:00",
        ] {
            assert_eq!(parse_moment(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_moment_is_cut_to_the_second_before_it() {
        for (at, cut) in [(0, 0), (1_999_999, 1_000_000), (-1, -1_000_000)] {
            assert_eq!(to_the_second(at), cut);
        }
    }

    #[test]
    fn a_time_of_the_day_is_to_the_minute() {
        let read = |text| parse_minute(text).map(minute);
        assert_eq!(read("09:30").as_deref(), Some("09:30"));
        assert_eq!(read("9:30:00").as_deref(), Some("09:30"));
        for bad in ["09:30:30", "09:30:00.5", "24:00", "0930", ""] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    fn moment_by_chrono(text: &str) -> Option<Micros> {
        if let Ok(t) = DateTime::parse_from_rfc3339(text) {
            return Some(t.timestamp_micros());
        }
        let form = text.replace('T', " ");
        let t = NaiveDateTime::parse_from_str(&form, "%Y-%m-%d %H:%M:%S%.f").ok()?;
        Some(t.and_utc().timestamp_micros())
    }

    proptest! {
        #[test]
        fn a_moment_is_read_as_chrono_reads_it(
            day in "[0-9]{4}-[01][0-9]-[0-3][0-9]",
            time in "[T ][0-2][0-9]:[0-6][0-9]:[0-6][0-9]([.][0-9]{1,12})?",
            zone in "(Z|[-+−][0-2][0-9]:[0-6][0-9])?",
        ) {
            let text = format!("{day}{time}{zone}");
            prop_assert_eq!(parse_moment(&text), moment_by_chrono(&text));
            prop_assert_eq!(parse_date(&day), NaiveDate::parse_from_str(&day, "%Y-%m-%d").ok());
        }

        #[test]
        fn a_moment_is_written_as_chrono_writes_it(at in any::<i64>(), zeros in 0u32..7) {
            let at = at / 10i64.pow(zeros) * 10i64.pow(zeros);
            let by_chrono = DateTime::from_timestamp_micros(at)
                .map(|t| t.to_rfc3339_opts(SecondsFormat::AutoSi, true));
            prop_assert_eq!(iso(at), by_chrono.unwrap_or_default());
        }

        #[test]
        fn a_day_is_ten_characters(text in "[-+]?[0-9]{1,5}-[0-9]{1,3}-[0-9]{1,3}") {
            let day = parse_date(&text);
            prop_assert!(day.is_none_or(|day| day.to_string() == text), "{day:?}");
        }

        #[test]
        fn a_moment_survives_iso(at in -62_000_000_000_000_000i64..250_000_000_000_000_000) {
            prop_assert_eq!(parse_moment(&iso(at)), Some(at));
        }
    }
}
