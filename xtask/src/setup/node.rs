//! Node and the npm packages: the wasm optimiser and minifier here, the browser tests in `end2end`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::debian;
use crate::command;
use crate::say;
use crate::stamp::{self, Fingerprint};
use crate::workspace::Workspace;

/// The browser tests refuse an older one; Debian 12 ships 18.
const OLDEST_NODE: u32 = 20;

/// The node that npm carries as a package, for machines whose own is too old.
const NODE_PACKAGE_VERSION: &str = "22.23.3";

/// A node that is new enough, and its npm.
pub(crate) struct Node {
    /// Put in front of PATH; none when the machine's own node serves.
    folder: Option<PathBuf>,
}

/// Finds a node, installing Debian's and, where that is too old, npm's own.
pub(crate) fn ensure(workspace: &Workspace) -> Result<Node> {
    if major(workspace, "node").is_some_and(|major| major >= OLDEST_NODE) && has_npm(workspace) {
        return Ok(Node { folder: None });
    }
    let prefix = workspace.scratch().join("node");
    let package = format!("node-linux-{}", architecture()?);
    let folder = prefix.join("node_modules").join(&package).join("bin");
    let own = folder.join("node");
    if major(workspace, &own).is_none() {
        if !has_npm(workspace) {
            debian::ensure(workspace, &["nodejs", "npm"])?;
        }
        if major(workspace, "node").is_some_and(|major| major >= OLDEST_NODE) {
            return Ok(Node { folder: None });
        }
        say::step(&format!("Node {NODE_PACKAGE_VERSION} from npm"), || {
            std::fs::create_dir_all(&prefix)?;
            let mut npm = workspace.command("npm");
            npm.args([
                "install",
                "--no-save",
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
                "--prefix",
            ]);
            command::run(npm.arg(&prefix).arg(format!("{package}@{NODE_PACKAGE_VERSION}")))
        })?;
        if major(workspace, &own).is_none() {
            bail!("npm installed {package}, but {} does not run", own.display());
        }
    }
    Ok(Node { folder: Some(folder) })
}

impl Node {
    /// A program that node runs, or node itself, with the right node in front of PATH.
    pub(crate) fn command(
        &self,
        workspace: &Workspace,
        program: impl AsRef<std::ffi::OsStr>,
    ) -> Result<Command> {
        let mut command = workspace.command(program);
        if let Some(folder) = &self.folder {
            let path = std::env::var_os("PATH").unwrap_or_default();
            let folders = std::iter::once(folder.clone()).chain(std::env::split_paths(&path));
            command.env(
                "PATH",
                std::env::join_paths(folders).context("PATH cannot be extended")?,
            );
        }
        Ok(command)
    }

    /// Installs the packages of a folder's lock file, unless just these are there.
    pub(crate) fn ensure_packages(&self, workspace: &Workspace, folder: &str) -> Result<PathBuf> {
        let folder = workspace.root.join(folder);
        let modules = folder.join("node_modules");
        let stamp = modules.join(".stamp");
        let key = Fingerprint::default()
            .file(&folder.join("package-lock.json"))?
            .finish();
        if !stamp::matches(&stamp, &key) {
            say::step(&format!("npm packages of {}", name(&folder)), || {
                let mut npm = self.command(workspace, "npm")?;
                npm.current_dir(&folder)
                    .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
                // The tests use Debian's Chromium.
                command::run(npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))
            })?;
            stamp::write(&stamp, &key)?;
        }
        Ok(modules)
    }
}

fn name(folder: &Path) -> String {
    folder
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn has_npm(workspace: &Workspace) -> bool {
    command::probe(workspace.command("npm").arg("--version")).is_some()
}

fn major(workspace: &Workspace, node: impl AsRef<std::ffi::OsStr>) -> Option<u32> {
    let version = command::probe(workspace.command(node).arg("--version"))?;
    version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()?
        .parse()
        .ok()
}

fn architecture() -> Result<&'static str> {
    match std::env::consts::ARCH {
        "x86_64" => Ok("x64"),
        "aarch64" => Ok("arm64"),
        other => bail!("npm has no node for {other}; install node {OLDEST_NODE} or newer by hand"),
    }
}
