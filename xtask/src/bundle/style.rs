//! The style sheet: `style/main.css` with its imports, in one file, minified for release.

use std::path::Path;

use anyhow::{Result, bail};

use super::Bundler;
use crate::command;
use crate::workspace::Mode;

pub(super) fn bundle(bundler: &Bundler, work: &Path) -> Result<Vec<u8>> {
    let source = bundler.workspace.root.join("style/main.css");
    if !source.exists() {
        bail!("style/main.css does not exist: the pages have no style sheet to bundle");
    }
    let output = work.join("style.css");
    let mut esbuild = bundler
        .node
        .command(bundler.workspace, bundler.modules.join(".bin/esbuild"))?;
    esbuild
        .arg(&source)
        .args(["--bundle", "--log-level=warning", "--charset=utf8"]);
    // Pictures and fonts are files of `public/`, served as they are.
    esbuild.args(["--external:*.svg", "--external:*.png", "--external:*.woff2"]);
    if bundler.mode == Mode::Release {
        esbuild.arg("--minify");
    }
    command::run(esbuild.arg(format!("--outfile={}", output.display())))?;
    Ok(std::fs::read(output)?)
}
