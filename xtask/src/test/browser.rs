//! Browser tests: Playwright drives Debian's Chromium against the release build.

use std::fs;

use anyhow::{Context, Result};

use super::counts::Counts;
use crate::command;
use crate::run;
use crate::say;
use crate::setup::node;
use crate::workspace::{Mode, Workspace};

/// Builds the release and runs the tests; each starts its own server on its own database.
pub(super) fn test(workspace: &Workspace) -> Result<Counts> {
    run::build(workspace)?;
    let node = node::ensure(workspace)?;
    let modules = node.ensure_packages(workspace, "end2end")?;
    let report = workspace.scratch().join("playwright.json");
    say::step("Browser tests", || {
        let mut playwright = node.command(workspace, modules.join(".bin/playwright"))?;
        playwright
            .current_dir(workspace.root.join("end2end"))
            .args(["test", "--reporter=list,json"])
            .env("COHORT_BIN", workspace.binary(Mode::Release))
            .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report);
        command::run(&mut playwright)
    })?;
    let report = fs::read_to_string(&report).context("the browser tests left no report")?;
    Counts::from_playwright(&report)
}
