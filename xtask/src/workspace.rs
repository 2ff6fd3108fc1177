//! Where things are: the root of the workspace and the folders the commands write to.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// Whether a build is for users or for the developer's next reload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Release,
    Debug,
}

impl Mode {
    /// Lets views lose their types behind one vtable each, which makes the WASM a quarter smaller. Browser and
    /// server must agree on it, because the HTML then has other placeholders; debug builds do without, so
    /// that tests and tools need not know.
    pub(crate) fn view_flag(self) -> Option<&'static str> {
        (self == Self::Release).then_some("--cfg=erase_components")
    }
}

/// The checked-out workspace.
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
}

impl Workspace {
    /// The workspace this program was compiled in.
    pub(crate) fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask is not inside a workspace")?;
        let workspace = Self {
            root: root.to_path_buf(),
        };
        // Every command may write there, and a fresh clone has nothing below `target` yet.
        let scratch = workspace.scratch();
        fs::create_dir_all(&scratch).with_context(|| format!("could not make {}", scratch.display()))?;
        Ok(workspace)
    }

    /// Cargo's output folder for the server, the tests and these commands.
    pub(crate) fn target(&self) -> PathBuf {
        std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| self.root.join("target"), |dir| self.root.join(dir))
    }

    /// Cargo's output folder for the browser, apart because another compiler may write it.
    pub(crate) fn web_target(&self) -> PathBuf {
        self.root.join("target/web")
    }

    /// Stamps and half-made things of these commands.
    pub(crate) fn scratch(&self) -> PathBuf {
        self.root.join("target/xtask")
    }

    /// The files the server hands to browsers; `server/src/assets.rs` names the same two folders.
    pub(crate) fn site(&self, mode: Mode) -> PathBuf {
        self.root.join(match mode {
            Mode::Release => "target/site",
            Mode::Debug => "target/site-dev",
        })
    }

    /// The compiled `cohort` program.
    pub(crate) fn binary(&self, mode: Mode) -> PathBuf {
        self.target().join(match mode {
            Mode::Release => "release/cohort",
            Mode::Debug => "debug/cohort",
        })
    }

    /// A command that starts in the workspace root, free of what the outer cargo left in the environment.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        // The outer cargo points these at rustup's libraries and at this crate; other programs must not see them.
        command.env_remove("LD_LIBRARY_PATH").env_remove("CARGO");
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&name);
            }
        }
        command
    }

    /// Rustup's cargo.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = self.command("cargo");
        command.args(arguments);
        command
    }
}
