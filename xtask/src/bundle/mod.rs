//! The browser bundle: JS, WASM and CSS under content-hashed names, precompressed, with a manifest.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::say;
use crate::setup::node::Node;
use crate::setup::wasm::Compiler;
use crate::stamp::{self, Fingerprint, files_below};
use crate::workspace::{Mode, Workspace};

mod optimise;
mod sizes;
mod small;
mod style;
mod wasm;

pub(crate) use sizes::print as print_sizes;

/// Changes with these sources, so that an edited tool makes the bundle again.
const TOOL: [&str; 6] = [
    include_str!("mod.rs"),
    include_str!("optimise.rs"),
    include_str!("small.rs"),
    include_str!("style.rs"),
    include_str!("wasm.rs"),
    include_str!("../../compress.mjs"),
];

/// What one browser bundle is made with.
pub(crate) struct Bundler<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) node: &'a Node,
    pub(crate) modules: PathBuf,
    pub(crate) compiler: &'a Compiler,
    pub(crate) mode: Mode,
}

impl Bundler<'_> {
    /// Brings the site folder up to date; returns its key, which differs exactly when its content may.
    pub(crate) fn build(&self) -> Result<String> {
        let compiled = say::step("Browser (wasm)", || wasm::compile(self))?;
        let key = self.key(&compiled)?;
        let site = self.workspace.site(self.mode);
        if !stamp::matches(&site.join(".stamp"), &key) {
            say::step("Bundle", || self.assemble(&compiled, &site, &key))?;
        }
        Ok(key)
    }

    fn key(&self, compiled: &Path) -> Result<String> {
        let mut key = Fingerprint::default()
            .text(&format!("{:?}", self.mode))
            .file(compiled)?;
        for source in TOOL {
            key = key.text(source);
        }
        key = key
            .tree(&self.workspace.root.join("style"))?
            .tree(&self.workspace.root.join("public"))?;
        Ok(key
            .file(&self.workspace.root.join("xtask/package-lock.json"))?
            .finish())
    }

    /// Makes the site beside the old one and swaps it in, so that a failure leaves the old one whole.
    fn assemble(&self, compiled: &Path, site: &Path, key: &str) -> Result<()> {
        // Named by the process, so that `dev` and `build` may run side by side.
        let scratch = self
            .workspace
            .scratch()
            .join(format!("bundle-{}", std::process::id()));
        let (fresh, work) = (scratch.join("site"), scratch.join("work"));
        if scratch.exists() {
            fs::remove_dir_all(&scratch)?;
        }
        fs::create_dir_all(fresh.join("pkg"))?;
        fs::create_dir_all(&work)?;
        self.copy_public(&fresh)?;

        let css = place(&fresh, "style", "css", &style::bundle(self, &work)?)?;
        let browser = wasm::bundle(self, compiled, &work, &fresh.join("pkg"))?;
        let wasm = place(&fresh, "cohort", "wasm", &browser.wasm)?;
        let js = place(&fresh, "cohort", "js", &browser.js)?;
        if self.mode == Mode::Release {
            self.compress(&fresh)?;
        }
        let manifest = serde_json::json!({ "js": js, "wasm": wasm, "css": css });
        fs::write(fresh.join("manifest.json"), format!("{manifest:#}\n"))?;
        fs::write(fresh.join(".stamp"), key)?;
        if site.exists() {
            fs::remove_dir_all(site)?;
        }
        fs::rename(&fresh, site)
            .with_context(|| format!("could not put the bundle at {}", site.display()))?;
        fs::remove_dir_all(&scratch).context("could not clean up after the bundle")
    }

    fn copy_public(&self, site: &Path) -> Result<()> {
        let public = self.workspace.root.join("public");
        for file in files_below(&public)? {
            let target = site.join(file.strip_prefix(&public)?);
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::copy(&file, target)?;
        }
        Ok(())
    }

    /// Puts a `.br` and a `.gz` beside every text and module.
    fn compress(&self, site: &Path) -> Result<()> {
        let files: Vec<_> = files_below(site)?
            .into_iter()
            .filter(|file| {
                let extension = file.extension().and_then(|extension| extension.to_str());
                matches!(extension, Some("js" | "wasm" | "css" | "svg" | "txt"))
            })
            .collect();
        if files.is_empty() {
            bail!("the bundle has no files");
        }
        let mut node = self.node.command(self.workspace, "node")?;
        crate::command::run(node.arg("xtask/compress.mjs").args(files))
    }
}

/// Writes a file under a name with its content's hash, and returns the path a page names it by.
fn place(site: &Path, stem: &str, extension: &str, content: &[u8]) -> Result<String> {
    let hash = Fingerprint::default().bytes(content).finish();
    let name = format!("pkg/{stem}-{hash}.{extension}");
    fs::write(site.join(&name), content)?;
    Ok(format!("/{name}"))
}
