//! One way to lay out code: rustfmt, and leptosfmt for the views where a developer has it.

use anyhow::Result;

use crate::command;
use crate::say;
use crate::setup::rustup;
use crate::workspace::Workspace;

/// Rewrites the sources.
pub(crate) fn write(workspace: &Workspace) -> Result<()> {
    rustup::ensure_lints(workspace)?;
    if command::probe(workspace.command("leptosfmt").arg("--version")).is_some() {
        say::step("leptosfmt", || {
            command::run(workspace.command("leptosfmt").args(["--quiet", "app/src"]))
        })?;
    }
    // Last, so that the result is what `check` asks for.
    say::step("rustfmt", || {
        command::run(&mut workspace.cargo(&["fmt", "--all"]))
    })
}

/// Fails when rustfmt would change a file.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    command::run(&mut workspace.cargo(&["fmt", "--all", "--check"]))
}
