//! What must never reach the browser, looked for in the list of crates that it is built from.

use anyhow::{Result, bail};

use crate::command;
use crate::setup::wasm::TARGET;
use crate::workspace::Workspace;

/// Server libraries, and our own crates behind them.
const BANNED: [&str; 12] = [
    "sqlx",
    "rusqlite",
    "libsqlite3-sys",
    "tokio",
    "axum",
    "hyper",
    "tower",
    "chrono-tz",
    "argon2",
    "services",
    "storage",
    "delivery",
];

/// Lists the browser's crates and searches the list: cargo's exit code does not tell absence.
pub(super) fn check(workspace: &Workspace) -> Result<Vec<String>> {
    let arguments = [
        "tree",
        "--quiet",
        "--package=frontend",
        "--target",
        TARGET,
        "--edges=normal,no-proc-macro",
        "--prefix=none",
    ];
    let list = command::output(workspace.cargo(&arguments).arg("--format={p}"))?;
    if !list.lines().any(|line| line.starts_with("leptos ")) {
        bail!("the list of the browser's crates does not name leptos, so it cannot be right");
    }
    Ok(banned(&list))
}

fn banned(list: &str) -> Vec<String> {
    let names: Vec<&str> = list
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    BANNED
        .iter()
        .filter(|banned| {
            names
                .iter()
                .any(|name| name == *banned || name.starts_with(&format!("{banned}-core")))
        })
        .map(|banned| format!("the browser is built from {banned}, which belongs to the server"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::banned;

    #[test]
    fn server_crates_are_found_by_name() {
        assert!(banned("leptos v0.8.23\ntower_like v1.0.0 (*)\n").is_empty());
        assert_eq!(
            banned("leptos v0.8.23\ntokio v1.54.0 (*)\nsqlx-core v0.9.0\n").len(),
            2
        );
    }
}
