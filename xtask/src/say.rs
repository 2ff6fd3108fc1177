//! What the developer reads: one line per step, with the time it took when it was long enough to notice.

use std::io::Write;
use std::time::{Duration, Instant};

use anyhow::Result;

/// Writes one line; a closed pipe is no reason to stop a build.
pub(crate) fn line(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Names a step, does it, and says how long it took.
pub(crate) fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    line(&format!("==> {name}"));
    let start = Instant::now();
    let result = work()?;
    let elapsed = start.elapsed();
    if elapsed >= Duration::from_secs(2) {
        line(&format!("    {name}: {:.0} s", elapsed.as_secs_f64()));
    }
    Ok(result)
}
