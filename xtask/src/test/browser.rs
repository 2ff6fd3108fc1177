//! Browser tests: Playwright drives Debian's Chromium against the release build.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use super::POSTGRES_VARIABLE;
use super::counts::Counts;
use crate::command;
use crate::postgres::Postgres;
use crate::run;
use crate::say;
use crate::setup::{debian, node};
use crate::workspace::{Mode, Workspace};

/// Builds the release and runs the tests; each starts its own server on its own database, some of them once more on
/// PostgreSQL.
pub(super) fn test(workspace: &Workspace) -> Result<Counts> {
    run::build(workspace)?;
    let postgres = say::step("PostgreSQL", || Postgres::start(workspace, false))?;
    let report = workspace.scratch().join("playwright.json");
    say::step("Browser tests", || {
        let mut playwright = playwright(workspace)?;
        playwright
            .arg("--reporter=list,json")
            .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report)
            .env(POSTGRES_VARIABLE, postgres.url());
        command::run(&mut playwright)
    })?;
    let report = fs::read_to_string(&report).context("the browser tests left no report")?;
    Counts::from_playwright(&report)
}

/// Makes the README's picture, and one of every page in light and dark, wide and narrow.
pub(crate) fn screenshots(workspace: &Workspace) -> Result<()> {
    debian::ensure(workspace, &["chromium"])?;
    run::build(workspace)?;
    let folder = workspace.scratch().join("screenshots");
    say::step("Pictures", || {
        let mut playwright = playwright(workspace)?;
        playwright
            .args(["--project=screenshots", "--reporter=list"])
            .env("COHORT_SCREENSHOTS", &folder);
        command::run(&mut playwright)
    })?;
    say::line(&format!(
        "docs/screenshot.png is new; every page is in {}",
        folder.display()
    ));
    Ok(())
}

/// `playwright test` against the release build, with its packages in place.
fn playwright(workspace: &Workspace) -> Result<Command> {
    let node = node::ensure(workspace)?;
    let modules = node.ensure_packages(workspace, "end2end")?;
    let mut playwright = node.command(workspace, modules.join(".bin/playwright"))?;
    playwright
        .current_dir(workspace.root.join("end2end"))
        .arg("test")
        .env("COHORT_BIN", workspace.binary(Mode::Release));
    Ok(playwright)
}
