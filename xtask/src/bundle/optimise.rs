//! Makes modules small: binaryen's optimiser, run by node.

use std::path::Path;

use anyhow::Result;

use super::Bundler;
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
    let output = module.with_extension("small.wasm");
    let mut optimiser = bundler
        .node
        .command(bundler.workspace, bundler.modules.join(".bin/wasm-opt"))?;
    optimiser
        .arg(LEVEL)
        .args(FEATURES)
        .arg(module)
        .arg("-o")
        .arg(&output);
    command::run(&mut optimiser)?;
    Ok(std::fs::read(output)?)
}
