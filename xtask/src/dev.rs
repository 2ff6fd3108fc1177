//! `dev`: serves a debug build and starts it anew when a source file changes; the page reloads itself.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Child;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};

use crate::run::{self, Options};
use crate::say;
use crate::server;
use crate::stamp::files_below;
use crate::workspace::{Mode, Workspace};

/// Folders whose files end up in the program or the bundle.
const WATCHED: [&str; 7] = [
    "app",
    "crates",
    "frontend",
    "migrations",
    "public",
    "server",
    "style",
];

/// How often the folders are looked at; a few hundred files take a few milliseconds.
const INTERVAL: Duration = Duration::from_millis(400);

/// Builds, serves and watches until interrupted.
pub(crate) fn dev(workspace: &Workspace, options: &Options) -> Result<()> {
    let mut serving: Option<Child> = None;
    let mut prepared = false;
    loop {
        let before = snapshot(workspace)?;
        match rebuild(workspace, options, &mut prepared) {
            Ok(()) => {
                if let Some(mut old) = serving.take() {
                    old.kill().context("could not stop the old server")?;
                    old.wait()?;
                }
                let mut serve = server::cohort(workspace, Mode::Debug, options.database.as_deref());
                serving = Some(serve.args(["serve", "--listen", &options.listen]).spawn()?);
            }
            // The old server goes on answering while the developer mends the source.
            Err(error) => say::line(&format!("    {error:#}\n    waiting for the next change")),
        }
        while snapshot(workspace)? == before {
            std::thread::sleep(INTERVAL);
        }
        say::line("==> Changed");
    }
}

fn rebuild(workspace: &Workspace, options: &Options, prepared: &mut bool) -> Result<()> {
    run::build_mode(workspace, Mode::Debug)?;
    if !*prepared {
        run::prepare(workspace, Mode::Debug, options)?;
        *prepared = true;
    }
    Ok(())
}

/// When each watched file was last written.
fn snapshot(workspace: &Workspace) -> Result<BTreeMap<PathBuf, SystemTime>> {
    let mut seen = BTreeMap::new();
    for folder in WATCHED {
        for file in files_below(&workspace.root.join(folder))? {
            // A file that vanished since it was listed shows up as a change by its absence.
            if let Ok(written) = file.metadata().and_then(|metadata| metadata.modified()) {
                seen.insert(file, written);
            }
        }
    }
    Ok(seen)
}
