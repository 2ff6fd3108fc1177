//! Debian packages: asked for by name, installed only when absent.

use anyhow::{Context, Result, bail};

use crate::command;
use crate::say;
use crate::workspace::Workspace;

/// What the tests need besides the build: a browser, letters of known widths for it to be measured with, the second
/// database, and a reader of worksheets.
pub(crate) const TEST_PACKAGES: [&str; 5] = [
    "chromium",
    "fonts-liberation",
    "libreoffice-calc",
    "postgresql",
    "sqlite3",
];

/// Installs those of the packages that are absent.
pub(crate) fn ensure(workspace: &Workspace, packages: &[&str]) -> Result<()> {
    let installed = installed(workspace, packages)?;
    let missing: Vec<&str> = packages
        .iter()
        .copied()
        .filter(|package| !installed.iter().any(|name| name == package))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    say::step(&format!("Debian packages: {}", missing.join(" ")), || {
        apt_get(workspace, &["update"])?;
        let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
        arguments.extend(&missing);
        apt_get(workspace, &arguments)
    })
}

/// The version of an installed package.
pub(crate) fn version(workspace: &Workspace, package: &str) -> Result<String> {
    let mut query = workspace.command("dpkg-query");
    query.args(["--show", "--showformat=${Version}", package]);
    command::probe(&mut query).with_context(|| format!("the package {package} is not installed"))
}

fn installed(workspace: &Workspace, packages: &[&str]) -> Result<Vec<String>> {
    let mut query = workspace.command("dpkg-query");
    query
        .args(["--show", "--showformat=${db:Status-Abbrev} ${Package}\n"])
        .args(packages);
    // Unknown packages make it fail, and the known ones are still listed.
    let output = query.stderr(std::process::Stdio::null()).output();
    let Ok(output) = output else {
        bail!(
            "this machine has no dpkg-query, so nothing can be installed for you; Cohort's set-up knows Debian only"
        );
    };
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(listed
        .lines()
        .filter_map(|line| line.strip_prefix("ii "))
        .map(|name| name.trim().to_owned())
        .collect())
}

fn apt_get(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    let root = command::probe(workspace.command("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    let mut apt = if root {
        let mut env = workspace.command("env");
        env.arg("DEBIAN_FRONTEND=noninteractive");
        env
    } else {
        let mut sudo = workspace.command("sudo");
        sudo.args(["env", "DEBIAN_FRONTEND=noninteractive"]);
        sudo
    };
    // Without a terminal of its own dpkg prints no progress; errors are still shown.
    command::run(
        apt.args(["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"])
            .args(arguments),
    )
}
