//! Rules of this workspace that no compiler knows; each finding says which file and what to do.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::command;
use crate::say;
use crate::workspace::Workspace;

mod arrows;
mod browser;
mod files;
mod promises;

/// Checks every rule and lists all findings, not only the first.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let mut findings = arrows::check(workspace)?;
    findings.extend(browser::check(workspace)?);
    let sources = sources(workspace)?;
    findings.extend(files::check(&sources));
    findings.extend(promises::check(&sources));
    if findings.is_empty() {
        say::line(&format!("    {} files are tidy", sources.len()));
        return Ok(());
    }
    for finding in &findings {
        say::line(&format!("    {finding}"));
    }
    bail!("{} things are untidy", findings.len());
}

/// One text file of the workspace.
#[derive(Clone)]
struct Source {
    /// From the root, with `/`.
    path: String,
    text: String,
}

/// Every text file that git knows or would add.
fn sources(workspace: &Workspace) -> Result<Vec<Source>> {
    let mut git = workspace.command("git");
    let listed = command::output(git.args([
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "--deduplicate",
    ]))
    .context("the list of files comes from git")?;
    let mut sources = Vec::new();
    for path in listed.lines() {
        // Binary files and files deleted but not yet committed have nothing to check.
        if let Ok(text) = fs::read_to_string(workspace.root.join(path)) {
            sources.push(Source {
                path: path.to_owned(),
                text,
            });
        }
    }
    Ok(sources)
}
