//! Makes modules small: binaryen's optimiser, run by node.

use std::path::Path;

use anyhow::Result;

use super::{Bundler, small};
use crate::command;

/// What rustc's wasm target uses by default; the optimiser must not go beyond it.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// rustc has optimised for size already. `-Oz` makes the module a tenth smaller still, but what travels, its
/// brotli form, a fourteenth larger, and takes three times as long.
const LEVEL: &str = "-O1";

/// Optimises a module for size and returns it.
pub(super) fn optimise(bundler: &Bundler, module: &Path) -> Result<Vec<u8>> {
    let small = module.with_extension("small.wasm");
    run(bundler, &[LEVEL, "-g"], module, &small)?;
    std::fs::write(&small, small::named_by_order(&std::fs::read(&small)?)?)?;
    let ordered = module.with_extension("ordered.wasm");
    run(bundler, &["--reorder-functions-by-name"], &small, &ordered)?;
    let mut module = std::fs::read(ordered)?;
    small::clear_places(&mut module);
    Ok(module)
}

fn run(bundler: &Bundler, passes: &[&str], module: &Path, output: &Path) -> Result<()> {
    let mut optimiser = bundler
        .node
        .command(bundler.workspace, bundler.modules.join(".bin/wasm-opt"))?;
    optimiser
        .arg("--quiet")
        .args(passes)
        .args(FEATURES)
        .arg(module)
        .arg("-o")
        .arg(output);
    command::run(&mut optimiser)
}
