//! Rustup's parts: the linter and the formatter of the stable toolchain.

use anyhow::{Context, Result};

use crate::command;
use crate::say;
use crate::workspace::Workspace;

/// Adds clippy and rustfmt where they are absent.
pub(crate) fn ensure_lints(workspace: &Workspace) -> Result<()> {
    let installed = command::probe(
        workspace
            .command("rustup")
            .args(["component", "list", "--installed"]),
    )
    .context("`rustup` does not answer; Cohort's commands need rustup's stable toolchain")?;
    for component in ["clippy", "rustfmt"] {
        if !installed.lines().any(|line| line.starts_with(component)) {
            say::step(&format!("rustup component {component}"), || {
                command::run(workspace.command("rustup").args(["component", "add", component]))
            })?;
        }
    }
    Ok(())
}

/// True when rustup's toolchain can compile for the browser.
pub(crate) fn has_wasm(workspace: &Workspace) -> bool {
    command::probe(
        workspace
            .command("rustup")
            .args(["target", "list", "--installed"]),
    )
    .is_some_and(|list| list.lines().any(|line| line.trim() == super::wasm::TARGET))
}

/// Asks rustup for the browser target; false where its server cannot be reached.
pub(crate) fn add_wasm(workspace: &Workspace) -> bool {
    let mut add = workspace.command("rustup");
    add.args(["target", "add", super::wasm::TARGET])
        .env("RUSTUP_MAX_RETRIES", "0");
    command::probe(&mut add).is_some()
}
