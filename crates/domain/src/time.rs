//! Moments and days: microseconds since 1970 UTC inside, ISO 8601 at the edges.

use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat};

/// Microseconds since 1970-01-01 00:00 UTC.
pub type Micros = i64;

/// One day in microseconds.
pub const DAY: Micros = 86_400_000_000;

/// `2016-04-19T12:55:51Z`; the fraction is written only where there is one.
pub fn iso(at: Micros) -> String {
    DateTime::from_timestamp_micros(at)
        .map(|t| t.to_rfc3339_opts(SecondsFormat::AutoSi, true))
        .unwrap_or_default()
}

/// Reads a date (`YYYY-MM-DD`), also where a midnight time follows it, as Magento writes birth dates.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let (day, rest) = text.split_at_checked(10).filter(|_| begins_with_day(text))?;
    let rest = rest.trim_start_matches(['T', ' ']);
    let midnight =
        rest.is_empty() || (rest.bytes().all(|b| matches!(b, b'0' | b':' | b'.')) && rest.len() >= 5);
    midnight.then(|| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok())?
}

/// Reads a moment: `YYYY-MM-DD HH:MM:SS` (UTC, as Magento writes it), RFC 3339, or a bare date.
pub fn parse_moment(text: &str) -> Option<Micros> {
    let text = text.trim();
    if !begins_with_day(text) {
        return None;
    }
    if let Ok(t) = DateTime::parse_from_rfc3339(text) {
        return Some(t.timestamp_micros());
    }
    for form in ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M"] {
        if let Ok(t) = NaiveDateTime::parse_from_str(text, form) {
            return Some(t.and_utc().timestamp_micros());
        }
    }
    Some(
        parse_date(text)?
            .and_hms_opt(0, 0, 0)?
            .and_utc()
            .timestamp_micros(),
    )
}

/// Whether four, two and two digits come first: chrono alone also takes signed and longer years.
fn begins_with_day(text: &str) -> bool {
    let form = b"9999-99-99";
    text.len() >= form.len()
        && text.bytes().zip(form).all(|(byte, form)| match form {
            b'9' => byte.is_ascii_digit(),
            other => byte == *other,
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_the_forms_files_have() {
        let at = 1_461_070_551_000_000;
        for text in [
            "2016-04-19 12:55:51",
            "2016-04-19T12:55:51Z",
            "2016-04-19T14:55:51+02:00",
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
        for bad in [
            "+12345-01-01 00:00:00",
            "-0001-01-01 00:00:00",
            "2016-4-19 00:00:00",
        ] {
            assert_eq!(parse_moment(bad), None, "{bad}");
        }
    }

    proptest! {
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
