//! Rust tests, by nextest where it is installed.

use std::process::Stdio;

use anyhow::Result;

use super::POSTGRES_VARIABLE;
use super::counts::Counts;
use crate::command;
use crate::postgres::Postgres;
use crate::say;
use crate::workspace::Workspace;

/// Part of the names of the tests that need that server; `storage::both_engines!` gives them.
const POSTGRES_TESTS: &str = "::postgres";

/// Runs all tests, with a PostgreSQL server of our own beside them.
pub(super) fn on_both_databases(workspace: &Workspace) -> Result<Counts> {
    compile(workspace)?;
    let postgres = say::step("PostgreSQL", || Postgres::start(workspace, false))?;
    say::step("Rust tests on both databases", || {
        tests(workspace, Some(postgres.url()))
    })
}

/// Runs all tests but those of PostgreSQL.
pub(super) fn on_sqlite(workspace: &Workspace) -> Result<Counts> {
    compile(workspace)?;
    say::step("Rust tests on SQLite", || tests(workspace, None))
}

/// Compiles first, so that a compiler's error is not mixed with a test's.
fn compile(workspace: &Workspace) -> Result<()> {
    say::step("Rust tests: compile", || {
        command::run(&mut workspace.cargo(&["test", "--quiet", "--no-run"]))
    })
}

fn tests(workspace: &Workspace, postgres: Option<&str>) -> Result<Counts> {
    let cargo = |arguments: &[&str]| {
        let mut cargo = workspace.cargo(arguments);
        match postgres {
            Some(url) => cargo.env(POSTGRES_VARIABLE, url),
            None => cargo.env_remove(POSTGRES_VARIABLE),
        };
        cargo
    };
    if command::probe(&mut workspace.cargo(&["nextest", "--version"])).is_none() {
        let mut test = cargo(&["test", "--", "--skip", POSTGRES_TESTS]);
        if postgres.is_some() {
            test = cargo(&["test"]);
        }
        return Ok(Counts::from_cargo(&command::tee(&mut test)?));
    }
    // Nextest reports on standard error.
    let mut nextest = cargo(&["nextest", "run", "--status-level=fail", "--cargo-quiet"]);
    if postgres.is_none() {
        nextest.arg(format!("--filterset=not test({POSTGRES_TESTS})"));
    }
    let run = Counts::from_nextest(&command::tee_error(nextest.stdout(Stdio::inherit()))?)?;
    let documentation = Counts::from_cargo(&command::tee(&mut cargo(&["test", "--quiet", "--doc"]))?);
    Ok(run.and(documentation))
}
