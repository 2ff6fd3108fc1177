//! The `cohort` program.

use clap::Parser;
use server::{cli::Cli, commands};
use std::{io::Write, process::ExitCode};

/// Threads render pages, which are deeply nested values: the default stack is too small without optimisation.
const STACK: usize = 16 * 1024 * 1024;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK)
        .build();
    match runtime {
        Ok(runtime) => runtime.block_on(commands::run(cli)),
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "cohort: cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}
