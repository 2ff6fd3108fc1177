//! What somebody waits for in a browser: first rows, answers to keys, and frames while all rows scroll, beside AG Grid
//! Community in the same browser.

use anyhow::Result;

use super::PASSWORD;
use super::server::{EMAIL, Server};
use crate::command;
use crate::setup::{debian, node};
use crate::workspace::Workspace;

/// Measures and prints the tables.
pub(super) fn measure(workspace: &Workspace, server: &Server) -> Result<()> {
    debian::ensure(workspace, &["chromium"])?;
    let node = node::ensure(workspace)?;
    // The browser is driven by the library of the tests.
    node.ensure_packages(workspace, "end2end")?;
    node.ensure_packages(workspace, "end2end/bench")?;
    let mut scroll = node.command(workspace, "node")?;
    scroll
        .current_dir(workspace.root.join("end2end/bench"))
        .arg("scroll.mjs")
        .args([server.address(), EMAIL])
        .env("COHORT_PASSWORD", PASSWORD);
    command::run(&mut scroll)
}
