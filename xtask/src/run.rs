//! `build` and `run`: from a fresh clone to a served, filled database, doing only what is still to do.

use std::os::unix::process::CommandExt;

use anyhow::{Context, Result};
use clap::Args;

use crate::bundle::{self, Bundler};
use crate::command;
use crate::say;
use crate::server;
use crate::setup::{node, wasm};
use crate::workspace::{Mode, Workspace};

/// How many customers the demo data of an empty database has.
const DEMO_CUSTOMERS: &str = "10000";

/// Where the served program listens and what it reads.
#[derive(Args)]
pub(crate) struct Options {
    /// Address and port to listen on.
    #[arg(long, default_value = "127.0.0.1:3000")]
    pub(crate) listen: String,
    /// Database to serve, as `sqlite://…` or `postgres://…`; `DATABASE_URL` or ./data/cohort.db otherwise.
    #[arg(long)]
    pub(crate) database: Option<String>,
}

/// Builds, fills an empty database, and becomes the server.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    build(workspace)?;
    prepare(workspace, Mode::Release, options)?;
    let mut serve = server::cohort(workspace, Mode::Release, options.database.as_deref());
    Err(serve.args(["serve", "--listen", &options.listen]).exec()).context("could not start the server")
}

/// Builds the bundle and the release program; prints the bytes; returns the bundle's key.
pub(crate) fn build(workspace: &Workspace) -> Result<String> {
    let key = build_mode(workspace, Mode::Release)?;
    bundle::print_sizes(workspace)?;
    Ok(key)
}

/// Sets up what the build needs, then builds browser and server.
pub(crate) fn build_mode(workspace: &Workspace, mode: Mode) -> Result<String> {
    let node = node::ensure(workspace)?;
    let modules = node.ensure_packages(workspace, "xtask")?;
    let compiler = wasm::ensure(workspace)?;
    let key = Bundler {
        workspace,
        node: &node,
        modules,
        compiler: &compiler,
        mode,
    }
    .build()?;
    say::step("Server", || server::build(workspace, mode, &key))?;
    Ok(key)
}

/// Brings the database up to date, and fills it when it is empty.
pub(crate) fn prepare(workspace: &Workspace, mode: Mode, options: &Options) -> Result<()> {
    let database = options.database.as_deref();
    if database.is_none() && std::env::var_os("DATABASE_URL").is_none() {
        std::fs::create_dir_all(workspace.root.join("data"))?;
    }
    say::step("Database", || {
        command::run(server::cohort(workspace, mode, database).arg("migrate"))?;
        let mut demo = server::cohort(workspace, mode, database);
        command::run(demo.args(["demo", "--if-empty", "--customers", DEMO_CUSTOMERS]))
    })
}
