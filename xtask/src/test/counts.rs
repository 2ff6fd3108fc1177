//! Reads how many tests passed and were skipped from what the runners print.

use anyhow::{Context, Result};
use serde_json::Value;

/// The result of one runner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) passed: u64,
    pub(super) skipped: u64,
    /// Those among the passed that failed at first.
    pub(super) retried: u64,
}

impl Counts {
    /// Two runners together.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            skipped: self.skipped + other.skipped,
            retried: self.retried + other.retried,
        }
    }

    /// From the lines `test result: ok. 3 passed; 0 failed; 1 ignored; …` of `cargo test`.
    pub(super) fn from_cargo(printed: &str) -> Self {
        let mut counts = Self::default();
        for line in printed.lines().filter(|line| line.starts_with("test result:")) {
            counts.passed += number_before(line, "passed").unwrap_or(0);
            counts.skipped += number_before(line, "ignored").unwrap_or(0);
        }
        counts
    }

    /// From nextest's line `Summary [ 1.2s] 10 tests run: 10 passed, 2 skipped`.
    pub(super) fn from_nextest(printed: &str) -> Result<Self> {
        let line = printed
            .lines()
            .rfind(|line| line.trim_start().starts_with("Summary ["))
            .context("nextest printed no summary")?;
        Ok(Self {
            passed: number_before(line, "passed").unwrap_or(0),
            skipped: number_before(line, "skipped").unwrap_or(0),
            retried: 0,
        })
    }

    /// From the report file of Playwright.
    pub(super) fn from_playwright(report: &str) -> Result<Self> {
        let report: Value = serde_json::from_str(report)?;
        let count = |name: &str| report["stats"][name].as_u64();
        let passed = count("expected").context("the browser tests' report has no counts")?;
        let retried = count("flaky").unwrap_or(0);
        Ok(Self {
            passed: passed + retried,
            skipped: count("skipped").unwrap_or(0),
            retried,
        })
    }
}

/// The number that stands directly before a word.
fn number_before(line: &str, word: &str) -> Option<u64> {
    let words: Vec<&str> = line.split_whitespace().collect();
    words
        .windows(2)
        .find(|pair| pair[1].trim_end_matches([';', ',', '.']) == word)
        .and_then(|pair| pair[0].parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runners_are_understood() -> Result<()> {
        let cargo = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\nnoise\n\
                     test result: ok. 4 passed; 0 failed; 0 ignored; 0 measured\n";
        assert_eq!(
            Counts::from_cargo(cargo),
            Counts {
                passed: 7,
                skipped: 1,
                retried: 0
            }
        );
        let nextest = "     Summary [   0.120s] 12 tests run: 12 passed (1 slow), 2 skipped\n";
        assert_eq!(
            Counts::from_nextest(nextest)?,
            Counts {
                passed: 12,
                skipped: 2,
                retried: 0
            }
        );
        assert!(Counts::from_nextest("nothing").is_err());
        let report = r#"{"stats": {"expected": 5, "skipped": 1, "unexpected": 0, "flaky": 1}}"#;
        assert_eq!(
            Counts::from_playwright(report)?,
            Counts {
                passed: 6,
                skipped: 1,
                retried: 1
            }
        );
        Ok(())
    }
}
