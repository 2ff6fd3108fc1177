//! Clippy, with warnings as errors.

use anyhow::Result;

use crate::command;
use crate::say;
use crate::workspace::Workspace;

/// Lints the server side and the browser entry, in two calls: in one, cargo would unify `ssr` and `hydrate`.
///
/// The browser entry is linted for the host, because the browser's compiler may come without clippy.
pub(super) fn check(workspace: &Workspace) -> Result<()> {
    say::step("Lints (server side)", || {
        command::run(&mut workspace.cargo(&["clippy", "--quiet", "--all-targets", "--", "-D", "warnings"]))
    })?;
    say::step("Lints (browser)", || {
        command::run(&mut workspace.cargo(&[
            "clippy",
            "--quiet",
            "--package=frontend",
            "--",
            "-D",
            "warnings",
        ]))
    })
}
