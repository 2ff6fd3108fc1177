//! Which crate may use which: the arrows of ARCHITECTURE.md, checked against the manifests.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::command;
use crate::workspace::Workspace;

/// What one crate may use.
struct Arrows {
    name: &'static str,
    /// Crates of this workspace.
    ours: &'static [&'static str],
    /// Libraries that must stay out.
    never: &'static [&'static str],
}

const SQL: [&str; 3] = ["sqlx", "rusqlite", "libsqlite3-sys"];

const TABLE: [Arrows; 8] = [
    Arrows {
        name: "domain",
        ours: &[],
        never: &[
            "sqlx",
            "rusqlite",
            "leptos",
            "axum",
            "tokio",
            "futures",
            "fastrand",
            "getrandom",
            "tracing",
        ],
    },
    Arrows {
        name: "storage",
        ours: &["domain"],
        never: &["leptos", "axum", "leptos_axum"],
    },
    Arrows {
        name: "delivery",
        ours: &["domain"],
        never: &["leptos", "axum", "leptos_axum"],
    },
    Arrows {
        name: "services",
        ours: &["domain", "storage", "delivery"],
        never: &["leptos", "axum", "leptos_axum"],
    },
    Arrows {
        name: "app",
        ours: &["domain", "services"],
        never: &[],
    },
    Arrows {
        name: "frontend",
        ours: &["app"],
        never: &["axum", "leptos_axum", "tokio"],
    },
    Arrows {
        name: "server",
        ours: &["domain", "storage", "services", "app"],
        never: &[],
    },
    Arrows {
        name: "xtask",
        ours: &[],
        never: &["leptos", "axum", "tokio"],
    },
];

/// Compares each manifest of the workspace with the table.
pub(super) fn check(workspace: &Workspace) -> Result<Vec<String>> {
    let text =
        command::output(&mut workspace.cargo(&["metadata", "--no-deps", "--format-version=1", "--quiet"]))?;
    let metadata: Value = serde_json::from_str(&text)?;
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata lists no packages")?;
    Ok(packages.iter().flat_map(check_package).collect())
}

fn check_package(package: &Value) -> Vec<String> {
    let name = package["name"].as_str().unwrap_or_default();
    let Some(arrows) = TABLE.iter().find(|arrows| arrows.name == name) else {
        return vec![format!("crate {name} has no line in xtask/src/tidy/arrows.rs")];
    };
    let mut findings = Vec::new();
    for dependency in package["dependencies"].as_array().into_iter().flatten() {
        let used = dependency["name"].as_str().unwrap_or_default();
        let ours = dependency["path"].is_string();
        let product = dependency["kind"].as_str() != Some("dev");
        if ours && used != name && !arrows.ours.contains(&used) {
            findings.push(format!(
                "crate {name} must not use {used}: see the arrows in ARCHITECTURE.md"
            ));
        }
        if product && arrows.never.contains(&used) {
            findings.push(format!("crate {name} must not use the library {used}"));
        }
        if product && name != "storage" && SQL.contains(&used) {
            findings.push(format!(
                "crate {name} must not use {used}: SQL lives in storage alone"
            ));
        }
        if name == "app" && used == "services" && dependency["optional"].as_bool() != Some(true) {
            findings.push("crate app must use services as an optional dependency of `ssr`".to_owned());
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wrong_edge_is_found() {
        let cases = [
            ("domain", serde_json::json!([{ "name": "serde" }]), 0),
            (
                "domain",
                serde_json::json!([{ "name": "storage", "path": "/x" }]),
                1,
            ),
            ("domain", serde_json::json!([{ "name": "tokio" }]), 1),
            ("services", serde_json::json!([{ "name": "sqlx" }]), 1),
            (
                "services",
                serde_json::json!([{ "name": "rusqlite", "kind": "dev" }]),
                0,
            ),
            (
                "app",
                serde_json::json!([{ "name": "services", "path": "/x", "optional": true }]),
                0,
            ),
            (
                "app",
                serde_json::json!([{ "name": "services", "path": "/x", "optional": false }]),
                1,
            ),
            ("newcomer", serde_json::json!([]), 1),
        ];
        for (name, dependencies, count) in cases {
            let package = serde_json::json!({ "name": name, "dependencies": dependencies });
            assert_eq!(check_package(&package).len(), count, "{package}");
        }
    }
}
