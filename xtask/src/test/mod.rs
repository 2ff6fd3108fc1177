//! `test`: every check in one order, cheap ones first, with a closing line of counts.

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use crate::say;
use crate::setup::{debian, rustup};
use crate::workspace::Workspace;
use crate::{fmt, tidy};

pub(crate) mod browser;
mod counts;
mod lints;
mod unit;

use counts::Counts;

/// Names the PostgreSQL server to the tests.
const POSTGRES_VARIABLE: &str = "COHORT_TEST_POSTGRES";

/// Which parts to run; all of them unless one is named.
#[derive(Args)]
pub(crate) struct Options {
    /// Run one part only, while working on it.
    #[arg(long)]
    only: Option<Part>,
}

/// A part of the checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Formatting, tidiness and clippy.
    Lint,
    /// Rust tests, those of PostgreSQL skipped.
    Unit,
    /// Rust tests on both databases.
    Db,
    /// Browser tests against the release build.
    E2e,
}

/// Runs the parts in order and stops at the first that fails.
pub(crate) fn test(workspace: &Workspace, options: &Options) -> Result<()> {
    let wanted = |part: Part| options.only.is_none_or(|only| only == part);
    let mut closing = Vec::new();
    let mut skipped = Vec::new();

    rustup::ensure_lints(workspace)?;
    let needs_packages = wanted(Part::Db) || wanted(Part::E2e);
    if needs_packages {
        debian::ensure(workspace, &debian::TEST_PACKAGES)?;
    }
    if wanted(Part::Lint) {
        say::step("Formatting", || fmt::check(workspace))
            .context("formatting: `cargo xtask fmt` mends it")?;
        closing.push("formatting ok".to_owned());
        say::step("Tidiness", || tidy::check(workspace)).context("tidiness")?;
        closing.push("tidiness ok".to_owned());
        lints::check(workspace).context("lints")?;
        closing.push("lints ok".to_owned());
    }
    if wanted(Part::Db) {
        let counts = unit::on_both_databases(workspace).context("Rust tests")?;
        report(
            "Rust tests on SQLite and PostgreSQL",
            &counts,
            &mut closing,
            &mut skipped,
        );
    } else if wanted(Part::Unit) {
        let counts = unit::on_sqlite(workspace).context("Rust tests")?;
        report("Rust tests on SQLite", &counts, &mut closing, &mut skipped);
        skipped.push("PostgreSQL (`--only db` has it)".to_owned());
    }
    if wanted(Part::E2e) {
        let counts = browser::test(workspace).context("browser tests")?;
        report("browser tests", &counts, &mut closing, &mut skipped);
    }
    if let Some(only) = options.only {
        skipped.push(format!("every part but {only:?}").to_lowercase());
    }
    let skipped = if skipped.is_empty() {
        "nothing".to_owned()
    } else {
        skipped.join(", ")
    };
    say::line(&format!("Passed: {}; skipped: {skipped}.", closing.join(", ")));
    Ok(())
}

fn report(name: &str, counts: &Counts, closing: &mut Vec<String>, skipped: &mut Vec<String>) {
    let tried = match counts.retried {
        0 => String::new(),
        some => format!(" ({some} of them only when tried again)"),
    };
    closing.push(format!("{} {name}{tried}", counts.passed));
    if counts.skipped > 0 {
        skipped.push(format!("{} {name}", counts.skipped));
    }
}
