//! The one rule of the zone: which moments a minute of the clock stands for, when clocks are changed too.
//!
//! A day begins the first time its midnight is shown. Where clocks were put back over midnight (St. John's did so
//! until 2011, a minute after it), the hour shown again before it belongs to the day that had begun already.

use chrono::{NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use domain::time::Micros;
use std::ops::Range;

const MINUTE: Micros = 60_000_000;

/// When clocks in the zone show this minute: from the first time to the end of the last, where they are put back in
/// between; nothing but the moment they pass over it, where they are put forward.
pub(crate) fn clock(zone: Tz, minute: NaiveDateTime) -> Range<Micros> {
    let shown = zone.from_local_datetime(&minute);
    if let (Some(first), Some(last)) = (shown.earliest(), shown.latest()) {
        return first.timestamp_micros()..last.timestamp_micros() + MINUTE;
    }
    // Samoa once went without a whole day.
    let passed = (1..=24 * 60).find_map(|minutes| {
        let later = minute.checked_add_signed(TimeDelta::minutes(minutes))?;
        zone.from_local_datetime(&later).earliest()
    });
    let at = passed.map_or_else(|| minute.and_utc().timestamp_micros(), |at| at.timestamp_micros());
    at..at
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{NaiveDate, NaiveTime};
    use chrono_tz::{America, Atlantic, Europe, Pacific, UTC};
    use domain::time::iso;

    #[test]
    fn a_minute_is_when_clocks_show_it() {
        for (zone, minute, from, to) in [
            (
                UTC,
                "2026-03-29T02:30",
                "2026-03-29T02:30:00Z",
                "2026-03-29T02:31:00Z",
            ),
            (
                Europe::Amsterdam,
                "2026-03-29T01:59",
                "2026-03-29T00:59:00Z",
                "2026-03-29T01:00:00Z",
            ),
            // There is no such minute: clocks go from 02:00 to 03:00.
            (
                Europe::Amsterdam,
                "2026-03-29T02:30",
                "2026-03-29T01:00:00Z",
                "2026-03-29T01:00:00Z",
            ),
            (
                Europe::Amsterdam,
                "2026-03-29T03:00",
                "2026-03-29T01:00:00Z",
                "2026-03-29T01:01:00Z",
            ),
            // There are two: clocks go from 03:00 back to 02:00.
            (
                Europe::Amsterdam,
                "2026-10-25T02:30",
                "2026-10-25T00:30:00Z",
                "2026-10-25T01:31:00Z",
            ),
            (
                Europe::Amsterdam,
                "2026-10-25T01:59",
                "2026-10-24T23:59:00Z",
                "2026-10-25T00:00:00Z",
            ),
            (
                Europe::Amsterdam,
                "2026-10-25T03:00",
                "2026-10-25T02:00:00Z",
                "2026-10-25T02:01:00Z",
            ),
            // Midnight twice: a day that begins twice, and clocks that go back into the day before.
            (
                America::Havana,
                "2025-11-02T00:00",
                "2025-11-02T04:00:00Z",
                "2025-11-02T05:01:00Z",
            ),
            (
                America::St_Johns,
                "2010-11-07T00:00",
                "2010-11-07T02:30:00Z",
                "2010-11-07T03:31:00Z",
            ),
            // Days that do not begin at midnight, and a day there never was.
            (
                America::Sao_Paulo,
                "2018-11-04T00:00",
                "2018-11-04T03:00:00Z",
                "2018-11-04T03:00:00Z",
            ),
            (
                Pacific::Apia,
                "2011-12-30T12:00",
                "2011-12-30T10:00:00Z",
                "2011-12-30T10:00:00Z",
            ),
            (
                Pacific::Apia,
                "2011-12-31T00:00",
                "2011-12-30T10:00:00Z",
                "2011-12-30T10:01:00Z",
            ),
        ] {
            let minute = NaiveDateTime::parse_from_str(minute, "%Y-%m-%dT%H:%M").unwrap();
            let found = clock(zone, minute);
            assert_eq!(
                (iso(found.start), iso(found.end)),
                (from.into(), to.into()),
                "{zone} {minute}"
            );
        }
    }

    /// The one hour in which a cell shows another day than its filter finds.
    #[test]
    fn a_day_that_has_begun_goes_on_when_clocks_go_back_over_midnight() {
        let day = |day: &str| day.parse::<NaiveDate>().unwrap().and_time(NaiveTime::MIN);
        let begins = clock(America::St_Johns, day("2010-11-07")).start;
        for (at, shown, belongs) in [
            ("2010-11-07T02:29:59Z", "2010-11-06T23:59:59", false),
            ("2010-11-07T02:30:59Z", "2010-11-07T00:00:59", true),
            ("2010-11-07T02:31:00Z", "2010-11-06T23:01:00", true),
            ("2010-11-07T03:30:00Z", "2010-11-07T00:00:00", true),
        ] {
            let at = domain::time::parse_moment(at).unwrap();
            let local = chrono::DateTime::from_timestamp_micros(at)
                .unwrap()
                .with_timezone(&America::St_Johns)
                .naive_local();
            assert_eq!(
                (local, at >= begins),
                (shown.parse().unwrap(), belongs),
                "{shown}"
            );
        }
    }

    /// What a cell shows and what its filter finds: the same minute, whenever the moment is.
    #[test]
    fn display_and_filter_agree_around_the_clock() {
        for (zone, start) in [
            (Europe::Amsterdam, "2026-03-28T12:00:00Z"),
            (Europe::Amsterdam, "2026-10-24T12:00:00Z"),
            (America::Sao_Paulo, "2018-11-03T12:00:00Z"),
            (America::Sao_Paulo, "2018-02-17T12:00:00Z"),
            (Pacific::Apia, "2011-12-29T12:00:00Z"),
            (America::Havana, "2025-11-01T12:00:00Z"),
            (Atlantic::Azores, "2025-10-25T12:00:00Z"),
            (UTC, "2026-03-28T12:00:00Z"),
        ] {
            let start = domain::time::parse_moment(start).unwrap();
            for at in (0..48 * 60).map(|minute| start + minute * MINUTE) {
                let shown = chrono::DateTime::from_timestamp_micros(at)
                    .unwrap()
                    .with_timezone(&zone)
                    .naive_local();
                assert!(clock(zone, shown).contains(&at), "{zone} {shown}");
                let midnight = clock(zone, shown.date().and_hms_opt(0, 0, 0).unwrap()).start;
                let next = shown.date().succ_opt().unwrap().and_hms_opt(0, 0, 0).unwrap();
                assert!(
                    (midnight..clock(zone, next).start).contains(&at),
                    "{zone} {shown}"
                );
            }
        }
    }
}
