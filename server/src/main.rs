//! The `cohort` program.

use clap::Parser;
use server::{cli::Cli, commands};
use std::{io::Write, process::ExitCode, time::Duration};

/// Threads render pages, which are deeply nested values: the default stack is too small without optimisation.
const STACK: usize = 16 * 1024 * 1024;

/// Threads in the middle of a read may take so long to notice that nobody waits for it any more.
const WINDING_UP: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK)
        .build();
    match runtime {
        Ok(runtime) => {
            let code = runtime.block_on(commands::run(cli));
            // What still runs then was cut off on purpose: it must not keep the process.
            runtime.shutdown_timeout(WINDING_UP);
            code
        }
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "cohort: cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}
