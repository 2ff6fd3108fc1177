//! The `cohort` program: built with the browser bundle inside, and asked for its sub-commands.

use std::process::Command;

use anyhow::{Result, bail};

use crate::command;
use crate::workspace::{Mode, Workspace};

/// Compiles the program; `site_key` makes cargo do it again when the bundle inside has changed.
pub(crate) fn build(workspace: &Workspace, mode: Mode, site_key: &str) -> Result<()> {
    let mut cargo = workspace.cargo(&["build", "--quiet", "--package=server", "--bin=cohort"]);
    if mode == Mode::Release {
        cargo.arg("--release").env("COHORT_SITE_KEY", site_key);
    }
    if let Some(flag) = mode.view_flag() {
        cargo.env_remove("RUSTFLAGS").env("CARGO_ENCODED_RUSTFLAGS", flag);
    }
    command::run(&mut cargo)?;
    let binary = workspace.binary(mode);
    if !binary.exists() {
        bail!("cargo built the server, but {} does not exist", binary.display());
    }
    Ok(())
}

/// One of the program's sub-commands, on the database the developer named or on its default.
pub(crate) fn cohort(workspace: &Workspace, mode: Mode, database: Option<&str>) -> Command {
    let mut cohort = workspace.command(workspace.binary(mode));
    if let Some(url) = database {
        cohort.env("DATABASE_URL", url);
    }
    cohort
}
