//! The arithmetic of a scroll bar over more rows than an element can be high.

/// No browser draws elements of more pixels than this: Firefox ends at some 17.9 million, Chromium at 33.5.
const LIMIT: f64 = 16_000_000.0;

/// A window over all rows, in pixels. The bar and the rows go together as long as all rows fit below [`LIMIT`].
/// Beyond that a jump of the bar leads to the same share of the rows, and a small step goes by as many pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Track {
    /// Height of all rows.
    pub(super) all: f64,
    /// Height of the window.
    pub(super) view: f64,
    /// Where the bar is.
    pub(super) bar: f64,
    /// Where the window is.
    pub(super) top: f64,
}

impl Track {
    /// How high the element is.
    pub(super) fn height(self) -> f64 {
        self.all.min(LIMIT)
    }

    fn last_top(self) -> f64 {
        (self.all - self.view).max(0.0)
    }

    fn last_bar(self) -> f64 {
        (self.height() - self.view).max(0.0)
    }

    /// The bar has moved.
    pub(super) fn scrolled(&mut self, bar: f64) {
        let step = bar - self.bar;
        self.bar = bar;
        self.top = if self.all <= LIMIT {
            bar
        } else if step.abs() <= self.view {
            self.top + step
        } else {
            bar / self.last_bar() * self.last_top()
        };
        self.top = self.top.clamp(0.0, self.last_top());
    }

    /// Where the bar should be by the window: at an end only where the window is.
    pub(super) fn fair_bar(self) -> f64 {
        let (last_top, last_bar) = (self.last_top(), self.last_bar());
        if self.top <= 0.0 {
            0.0
        } else if self.top >= last_top {
            last_bar
        } else {
            (self.top / last_top * last_bar)
                .round()
                .clamp(1.0, (last_bar - 1.0).max(1.0))
        }
    }

    /// Has the bar come to an end before the rows?
    pub(super) fn is_stuck(self) -> bool {
        (self.bar <= 0.0 && self.top > 0.0) || (self.bar >= self.last_bar() && self.top < self.last_top())
    }

    /// Brings the rows between these heights into the window.
    pub(super) fn reveal(&mut self, start: f64, end: f64) {
        if start < self.top {
            self.top = start;
        } else if end > self.top + self.view {
            self.top = end - self.view;
        }
        self.top = self.top.clamp(0.0, self.last_top());
    }
}

/// So many rows, or pixels, as a length.
pub(super) fn pixels(n: usize) -> f64 {
    n as f64
}

/// The whole rows of a height that is told in rows.
pub(super) fn rows_in(height: f64) -> usize {
    height as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn track(all: f64) -> Track {
        Track {
            all,
            view: 600.0,
            ..Track::default()
        }
    }

    #[test]
    fn few_rows_go_with_the_bar() {
        let mut few = track(36_000.0);
        for bar in [0.0, 100.0, 20_000.0, 35_400.0, 3.0] {
            few.scrolled(bar);
            assert_eq!((few.top, few.fair_bar(), few.is_stuck()), (bar, bar, false));
        }
        few.reveal(1_000.0, 1_036.0);
        assert_eq!(few.top, 436.0);
        few.reveal(36.0, 72.0);
        assert_eq!(few.top, 36.0);
        assert_eq!(few.height(), 36_000.0);
    }

    #[test]
    fn a_million_rows_are_reached_from_end_to_end() {
        let mut many = track(36_000_000.0);
        assert_eq!(many.height(), LIMIT);
        many.scrolled(LIMIT - 600.0);
        assert_eq!(many.top, 36_000_000.0 - 600.0);
        many.scrolled(0.0);
        assert_eq!(many.top, 0.0);
        many.scrolled(8_000_000.0 - 300.0);
        assert_eq!(many.top, 18_000_000.0 - 300.0);
        let before = many.top;
        many.scrolled(many.bar + 100.0);
        assert_eq!(many.top, before + 100.0, "a small step goes by its pixels");
    }

    #[test]
    fn small_steps_reach_the_ends_too() {
        let mut many = track(36_000_000.0);
        many.top = 1_000.0;
        many.bar = many.fair_bar();
        let mut steps = 0;
        while many.top > 0.0 {
            many.scrolled((many.bar - 100.0).max(0.0));
            if many.is_stuck() {
                many.bar = many.fair_bar();
            }
            steps += 1;
            assert!(steps < 40, "{many:?}");
        }
        assert_eq!(many.bar, 0.0);
    }
}
