//! How fast an import goes, and how long it will take, from what was heard of it in the last seconds.

use domain::{
    jobs::Progress,
    text::{Locale, imports as text},
};
use std::collections::VecDeque;

/// What counts is what was heard so many milliseconds back.
const WINDOW: f64 = 10_000.0;

/// What was heard, and when, in milliseconds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pace(VecDeque<(f64, Progress, u64)>);

impl Pace {
    /// Hears how far the import is, and how many rows are in.
    pub(crate) fn hear(&mut self, at: f64, progress: Progress, rows: u64) {
        while self.0.len() > 1 && self.0.get(1).is_some_and(|(then, ..)| at - then > WINDOW) {
            self.0.pop_front();
        }
        self.0.push_back((at, progress, rows));
    }

    /// Rows a second.
    pub(crate) fn rate(&self) -> Option<u64> {
        let (_, _, ms, rows) = self.span()?;
        (rows > 0).then_some((rows as f64 * 1_000.0 / ms) as u64)
    }

    /// Milliseconds left.
    pub(crate) fn left(&self) -> Option<u64> {
        let (now, done, ms, _) = self.span()?;
        let rest = now.total.saturating_sub(now.done);
        (done > 0).then_some((rest as f64 * ms / done as f64) as u64)
    }

    /// Where it is, and what was done in how many milliseconds, rows among them; once that says anything.
    fn span(&self) -> Option<(Progress, u64, f64, u64)> {
        let ((start, from, first), (end, now, last)) = (self.0.front()?, self.0.back()?);
        let ms = end - start;
        let done = now.done.checked_sub(from.done)?;
        (ms >= 500.0).then_some((*now, done, ms, last.saturating_sub(*first)))
    }
}

/// `0.8 s`, `12 s` or `3:05 min`.
pub(crate) fn time(ms: u64, locale: Locale) -> String {
    let point = if locale == Locale::En { '.' } else { ',' };
    let seconds = |n: String| text::SECONDS.with("n", n).say(locale);
    match ms {
        0..10_000 => seconds(format!("{}{point}{}", ms / 1_000, ms % 1_000 / 100)),
        10_000..60_000 => seconds((ms / 1_000).to_string()),
        _ => {
            let minutes = format!("{}:{:02}", ms / 60_000, ms % 60_000 / 1_000);
            text::MINUTES.with("n", minutes).say(locale)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_is_that_of_the_last_seconds() {
        let mut pace = Pace::default();
        assert_eq!((pace.rate(), pace.left()), (None, None));
        let total = 100_000;
        for second in 0..20_u64 {
            // Slow at first, then ten times as fast.
            let done = if second < 9 {
                second * 100
            } else {
                800 + (second - 8) * 1_000
            };
            pace.hear(second as f64 * 1_000.0, Progress { done, total }, done * 2);
        }
        assert_eq!(pace.rate(), Some(2_000));
        assert_eq!(pace.left(), Some((100_000 - 11_800) * 1_000 / 1_000));
    }

    #[test]
    fn a_time_is_as_exact_as_it_is_short() {
        for (ms, text) in [(840, "0,8 s"), (12_900, "12 s"), (185_000, "3:05 min")] {
            assert_eq!(time(ms, Locale::Nl), text);
        }
    }
}
