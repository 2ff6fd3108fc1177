//! From the `frontend` crate to one WASM module and its JS: cargo, wasm-split, wasm-bindgen, wasm-opt, esbuild.
//!
//! wasm-bindgen runs as a library: cargo resolves it together with the browser crate, so the two always
//! have the same version. Where `app` declares lazy routes, their code is split off into modules of their
//! own, which the JS loads on demand under content-hashed names.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use super::optimise::optimise;
use super::{Bundler, small};
use crate::command;
use crate::setup::wasm::TARGET;
use crate::stamp::{Fingerprint, files_below};
use crate::workspace::Mode;

/// The module that loads split parts, written by the splitter beside the main module.
const LOADER: &str = "__wasm_split.js";

/// Put at the end of a debug bundle: loads the page again when the server that answers is another one.
const RELOAD: &str = r#"
const changes = new EventSource("/pkg/reload");
let server;
changes.onmessage = ({ data }) => {
  if (server && server !== data) location.reload();
  server = data;
};
"#;

/// The main module and the script that loads it; the names of parts are already inside the script.
pub(super) struct Browser {
    pub(super) js: Vec<u8>,
    pub(super) wasm: Vec<u8>,
}

/// Compiles the browser crate; cargo decides whether there is anything to do.
pub(super) fn compile(bundler: &Bundler) -> Result<PathBuf> {
    let (profile, folder) = match bundler.mode {
        Mode::Release => ("wasm-release", "wasm-release"),
        Mode::Debug => ("dev", "debug"),
    };
    let target = bundler.workspace.web_target();
    let mut cargo = bundler
        .compiler
        .cargo(bundler.workspace, bundler.mode, splits(bundler)?)?;
    cargo.args([
        "build",
        "--quiet",
        "--package=frontend",
        "--lib",
        "--target",
        TARGET,
    ]);
    cargo
        .arg(format!("--profile={profile}"))
        .arg("--target-dir")
        .arg(&target);
    command::run(&mut cargo)?;
    Ok(target.join(TARGET).join(folder).join("frontend.wasm"))
}

/// Turns the compiled module into what a browser loads; split parts are written to `package`.
pub(super) fn bundle(bundler: &Bundler, compiled: &Path, work: &Path, package: &Path) -> Result<Browser> {
    let split = splits(bundler)?;
    let input = if split {
        split_parts(compiled, work)?
    } else {
        compiled.to_path_buf()
    };
    let release = bundler.mode == Mode::Release;
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(&input)
        .out_name("cohort")
        .web(true)?
        .typescript(false);
    // The splitter's parts find shared functions by the names that the linker gave them.
    bindgen.keep_lld_exports(split).demangle(!split);
    bindgen.remove_producers_section(release);
    bindgen
        .generate(work)
        .context("wasm-bindgen refused the module")?;
    if split {
        place_parts(bundler, work, package)?;
    }
    let module = work.join("cohort_bg.wasm");
    if release {
        shorten(&module, &work.join("cohort.js"))?;
    }
    let wasm = if release {
        optimise(bundler, &module)?
    } else {
        fs::read(&module)?
    };
    Ok(Browser {
        js: script(bundler, work)?,
        wasm,
    })
}

/// Gives what module and script call each other by short names.
fn shorten(module: &Path, script: &Path) -> Result<()> {
    let (bytes, text) = (fs::read(module)?, fs::read_to_string(script)?);
    let (bytes, text) = small::with_short_names(&bytes, &text, "./cohort_bg.js")?;
    fs::write(module, bytes)?;
    Ok(fs::write(script, text)?)
}

/// True when the UI declares routes to load on demand; splitting costs names in the module, so not otherwise.
fn splits(bundler: &Bundler) -> Result<bool> {
    if bundler.mode == Mode::Debug {
        return Ok(false);
    }
    for file in files_below(&bundler.workspace.root.join("app/src"))? {
        if fs::read_to_string(&file)?
            .lines()
            .any(|line| line.trim_start().starts_with("#[lazy"))
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Splits the module into `work` and returns the main part, still to go through wasm-bindgen.
fn split_parts(compiled: &Path, work: &Path) -> Result<PathBuf> {
    let bytes = fs::read(compiled)?;
    let main = work.join("main.wasm");
    let link = format!("./{LOADER}");
    let mut options = wasm_split_cli_support::Options::new(&bytes);
    options.output_dir = work;
    options.main_out_path = &main;
    options.link_name = &link;
    options.main_module = "./cohort.js";
    wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("the module cannot be split: {error:?}"))?;
    Ok(main)
}

/// Optimises the parts, gives them hashed names, and tells the loader.
fn place_parts(bundler: &Bundler, work: &Path, package: &Path) -> Result<()> {
    let loader = work.join(LOADER);
    let mut script = fs::read_to_string(&loader)?;
    for part in files_below(work)? {
        let name = part
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !(name.starts_with("split_") || name.starts_with("chunk_")) || !name.ends_with(".wasm") {
            continue;
        }
        let content = optimise(bundler, &part)?;
        let hash = Fingerprint::default().bytes(&content).finish();
        let hashed = format!("part-{hash}.wasm");
        fs::write(package.join(&hashed), content)?;
        script = script.replace(&name, &hashed);
    }
    fs::write(&loader, script).with_context(|| format!("could not write {}", loader.display()))
}

/// Joins the scripts into one, minified for release.
fn script(bundler: &Bundler, work: &Path) -> Result<Vec<u8>> {
    let entry = work.join("cohort.js");
    if bundler.mode == Mode::Debug {
        let text = fs::read_to_string(&entry)?;
        fs::write(&entry, text + RELOAD)?;
    }
    let output = work.join("bundle.js");
    let mut esbuild = bundler
        .node
        .command(bundler.workspace, bundler.modules.join(".bin/esbuild"))?;
    esbuild.arg(&entry).args([
        "--bundle",
        "--format=esm",
        "--target=es2022",
        "--log-level=warning",
        // The splitter's script is imported once per function.
        "--log-override:duplicate-object-key=silent",
    ]);
    if bundler.mode == Mode::Release {
        esbuild.arg("--minify");
    }
    command::run(esbuild.arg(format!("--outfile={}", output.display())))?;
    Ok(fs::read(output)?)
}
