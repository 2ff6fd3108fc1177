//! The one rule of the zone: which moments a minute of the clock stands for, when clocks are changed too.

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
    use chrono_tz::{America, Europe, Pacific, UTC};
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

    /// What a cell shows and what its filter finds: the same minute, whenever the moment is.
    #[test]
    fn display_and_filter_agree_around_the_clock() {
        for (zone, start) in [
            (Europe::Amsterdam, "2026-03-28T12:00:00Z"),
            (Europe::Amsterdam, "2026-10-24T12:00:00Z"),
            (America::Sao_Paulo, "2018-11-03T12:00:00Z"),
            (America::Sao_Paulo, "2018-02-17T12:00:00Z"),
            (Pacific::Apia, "2011-12-29T12:00:00Z"),
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
