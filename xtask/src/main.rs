//! Developer commands of Cohort: `cargo xtask run`, `test`, `build`, `dev`, `fmt`, `tidy`, `bench` and `screenshot`.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

mod bench;
mod bundle;
mod command;
mod dev;
mod fmt;
mod postgres;
mod run;
mod say;
mod server;
mod setup;
mod stamp;
mod test;
mod tidy;
mod workspace;

use workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, runs and tests Cohort")]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Set up what is missing, build, fill an empty database with demo data, and serve.
    Run(run::Options),
    /// Build the browser bundle and the release server, and print the bytes.
    Build,
    /// Serve a debug build; rebuild and reload the page when a source file changes.
    Dev(run::Options),
    /// Format all Rust code.
    Fmt,
    /// Check the rules that no compiler knows: crate edges, file sizes, opening comments.
    Tidy,
    /// Set up what is missing and run every check and test.
    Test(test::Options),
    /// Measure what docs/performance.md claims, beside a yardstick in the same run.
    Bench(bench::Options),
    /// Make the picture of the README anew, and one of every page to look at.
    Screenshot,
}

fn main() -> ExitCode {
    match perform(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say::line(&format!("Stopped: {error:#}."));
            ExitCode::FAILURE
        }
    }
}

fn perform(arguments: &Arguments) -> Result<()> {
    let workspace = Workspace::find()?;
    match &arguments.command {
        Task::Run(options) => run::run(&workspace, options),
        Task::Build => run::build(&workspace).map(drop),
        Task::Dev(options) => dev::dev(&workspace, options),
        Task::Fmt => fmt::write(&workspace),
        Task::Tidy => tidy::check(&workspace),
        Task::Test(options) => test::test(&workspace, options),
        Task::Bench(options) => bench::bench(&workspace, options),
        Task::Screenshot => test::browser::screenshots(&workspace),
    }
}
