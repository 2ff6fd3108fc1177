//! The `cohort` program.

use clap::Parser;
use server::{cli::Cli, commands};
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    commands::run(Cli::parse()).await
}
