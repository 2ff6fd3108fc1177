//! The compiler for the browser: rustup's where it has the target, else Debian's with a std built here.
//!
//! Rustup's own server is not always reachable, and Debian ships a newer rustc with its std source but
//! without a std for wasm32. That std is built once, into a sysroot of our own under `target/`, so that
//! nothing is written below `/usr`. Server, tests and lints stay with rustup's toolchain, because Debian's
//! has neither clippy nor rustfmt; the two halves of the program meet over HTTP only, so they need not
//! share a compiler.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{debian, rustup};
use crate::command;
use crate::say;
use crate::stamp;
use crate::workspace::{Mode, Workspace};

/// The browser's target name.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

const PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"];
const CARGO: &str = "/usr/bin/cargo";
const RUSTC: &str = "/usr/bin/rustc";
const LINKER: &str = "/usr/bin/rust-lld";

/// Set to `debian` to use Debian's compiler where rustup's would do, as for trying the set-up itself.
const CHOICE: &str = "COHORT_BROWSER_COMPILER";

/// What the path of a file begins with that is a dependency's.
pub(crate) const DEPENDENCY: &str = "^";

/// The name of the empty crate whose build brings the std along.
const STD_CRATE: &str = "wasm_std";

/// A compiler that can build for the browser.
pub(crate) enum Compiler {
    Rustup,
    Debian { sysroot: PathBuf },
}

impl Compiler {
    /// The compiler's cargo, ready for `build --target`; `relocations` are what the splitter needs.
    pub(crate) fn cargo(&self, workspace: &Workspace, mode: Mode, relocations: bool) -> Result<Command> {
        // Panic messages carry source paths: keep them short and free of the developer's home.
        let mut flags = vec![format!("--remap-path-prefix={}=.", workspace.root.display())];
        if let Some(home) = cargo_home() {
            flags.push(format!("--remap-path-prefix={}={DEPENDENCY}", home.display()));
        }
        flags.extend(mode.view_flag().map(str::to_owned));
        if relocations {
            flags.push("-Clink-args=--emit-relocs".to_owned());
        }
        let mut cargo = match self {
            Self::Rustup => workspace.command("cargo"),
            Self::Debian { sysroot } => {
                flags.push(format!("--sysroot={}", sysroot.display()));
                let mut cargo = debian_cargo(workspace);
                cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", LINKER);
                cargo
            }
        };
        cargo
            .env_remove("RUSTFLAGS")
            .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
        Ok(cargo)
    }
}

/// Finds a compiler for the browser, or makes one.
pub(crate) fn ensure(workspace: &Workspace) -> Result<Compiler> {
    let forced = std::env::var_os(CHOICE).is_some_and(|choice| choice == "debian");
    if !forced && rustup::has_wasm(workspace) {
        return Ok(Compiler::Rustup);
    }
    let sysroot = workspace.scratch().join("wasm-sysroot");
    let made_before = forced || sysroot.join("stamp").exists();
    if !made_before && say::step("rustup target add", || Ok(rustup::add_wasm(workspace)))? {
        return Ok(Compiler::Rustup);
    }
    if !made_before {
        say::line("    rustup cannot fetch it here; Debian's compiler is used for the browser instead");
    }
    debian::ensure(workspace, &PACKAGES)?;
    ensure_linker(workspace)?;
    // The folder's place is part of the key: a moved checkout has moved its link targets.
    let key = format!(
        "{} {}",
        debian::version(workspace, "rustc-web")?,
        sysroot.display()
    );
    if !stamp::matches(&sysroot.join("stamp"), &key) {
        say::step("Browser std from Debian's sources", || {
            build_std(workspace, &sysroot)
        })?;
        stamp::write(&sysroot.join("stamp"), &key)?;
    }
    Ok(Compiler::Debian { sysroot })
}

/// `rust-web-llvm` brings `rust-lld` as a link to a linker that is a package of its own.
fn ensure_linker(workspace: &Workspace) -> Result<()> {
    if Path::new(LINKER).exists() {
        return Ok(());
    }
    let linker =
        fs::read_link(LINKER).with_context(|| format!("{LINKER} is absent, and no package brings it"))?;
    let package = linker
        .file_name()
        .and_then(|name| name.to_str())
        .context("the linker has no name")?;
    debian::ensure(workspace, &[package])
}

fn build_std(workspace: &Workspace, sysroot: &Path) -> Result<()> {
    remove_folder(sysroot)?;
    // Code compiled against the old std must not be linked with the new one.
    remove_folder(&workspace.web_target())?;

    let project = workspace.scratch().join("wasm-std");
    remove_folder(&project)?;
    fs::create_dir_all(project.join("src"))?;
    fs::write(project.join("src/lib.rs"), "#![no_std]\n")?;
    fs::write(
        project.join("Cargo.toml"),
        format!(
            "[package]\nname = \"{STD_CRATE}\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[workspace]\n"
        ),
    )?;
    let mut cargo = debian_cargo(workspace);
    cargo
        .current_dir(&project)
        .args([
            "build",
            "--release",
            "--quiet",
            "--target",
            TARGET,
            "-Z",
            "build-std=std,panic_abort,proc_macro",
        ])
        .arg("--target-dir")
        .arg(project.join("target"))
        // Lets a stable-channel compiler build a std, as Debian's own packages do.
        .env("RUSTC_BOOTSTRAP", "1")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        // Without the bitcode, link-time optimisation of the bundle stops at a missing section.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes");
    command::run(&mut cargo)?;

    let libraries = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    fs::create_dir_all(&libraries)?;
    let built = project.join("target").join(TARGET).join("release/deps");
    let mut copied = 0;
    for entry in fs::read_dir(&built)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if name.ends_with(".rlib") && !name.contains(STD_CRATE) {
            fs::copy(&path, libraries.join(name))?;
            copied += 1;
        }
    }
    if copied == 0 {
        bail!(
            "building the browser std left no libraries in {}",
            built.display()
        );
    }
    remove_folder(&project)
}

fn debian_cargo(workspace: &Workspace) -> Command {
    let mut cargo = workspace.command(CARGO);
    cargo
        .env("RUSTC", RUSTC)
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("RUSTC_WRAPPER");
    cargo
}

fn cargo_home() -> Option<PathBuf> {
    std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")))
}

fn remove_folder(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("could not remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}
