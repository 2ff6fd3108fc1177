//! Rules of single files: opening comments, sizes, where `cfg` and `services::` may stand.

use super::Source;

/// Code lines of one file, without its trailing test module.
const MOST_LINES: usize = 500;

/// Conditional compilation in the UI hides mistakes from one of its two builds.
const MOST_CFG_LINES: usize = 3;

/// The only place of the UI that may name the use cases.
const API: &str = "app/src/api";

/// The only places that may say of a text that it is SQL without anything of a stranger in it.
const STATEMENTS: [&str; 3] = [
    "crates/storage/src/engine/sqlite.rs",
    "crates/storage/src/engine/postgres.rs",
    // Names of the databases that tests make for themselves.
    "crates/storage/src/testing/mod.rs",
];

/// Checks each file, and the UI as a whole.
pub(super) fn check(sources: &[Source]) -> Vec<String> {
    let mut findings: Vec<String> = sources.iter().flat_map(check_file).collect();
    let cfg_lines: Vec<String> = sources
        .iter()
        .filter(|source| source.path.starts_with("app/src/"))
        .flat_map(|source| code_lines(source, is_cfg).map(move |line| format!("{}:{line}", source.path)))
        .collect();
    if cfg_lines.len() > MOST_CFG_LINES {
        findings.push(format!(
            "app has {} `cfg` lines, {MOST_CFG_LINES} are allowed: {}",
            cfg_lines.len(),
            cfg_lines.join(", ")
        ));
    }
    findings
}

fn check_file(source: &Source) -> Vec<String> {
    let path = &source.path;
    let mut findings = Vec::new();
    if let Some(opening) = opening(path)
        && !opening.iter().any(|start| source.text.starts_with(start))
    {
        findings.push(format!(
            "{path} must open with a `{}` comment that says what lives in it",
            opening[0]
        ));
    }
    if path.ends_with(".rs") {
        let lines = product_lines(&source.text);
        if lines > MOST_LINES {
            findings.push(format!(
                "{path} has {lines} code lines, {MOST_LINES} are allowed: split it by subject"
            ));
        }
    }
    if path.starts_with("app/src/") && !path.starts_with(API) {
        for line in code_lines(source, |line| line.contains("services::")) {
            findings.push(format!("{path}:{line} names `services::`, which only {API} may"));
        }
    }
    if path.ends_with(".rs") && !STATEMENTS.contains(&path.as_str()) {
        let mark = safe_mark();
        for line in code_lines(source, |line| line.contains(&mark)) {
            findings.push(format!(
                "{path}:{line} calls a text safe SQL: have `storage::sql::Sql` run it, with its values bound"
            ));
        }
    }
    if path != "Cargo.lock" {
        for host in registry_hosts() {
            if source.text.contains(&host) {
                findings.push(format!(
                    "{path} names the registry host {host}: leave hosts to the clients' settings"
                ));
            }
        }
    }
    findings
}

/// How a file of this kind may begin; none where no rule exists.
fn opening(path: &str) -> Option<&'static [&'static str]> {
    match path.rsplit('.').next()? {
        "rs" => Some(&["//!"]),
        "css" => Some(&["/*"]),
        "ts" | "mjs" | "js" => Some(&["//", "/*"]),
        _ => None,
    }
}

/// Lines up to the trailing test module, blank ones and comments included.
fn product_lines(text: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let tests = lines
        .windows(2)
        .rposition(|pair| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod "));
    tests.unwrap_or(lines.len())
}

fn is_cfg(line: &str) -> bool {
    line.contains("cfg(") && !line.contains("cfg(test)")
}

/// Numbers of the lines that match and are not comments.
fn code_lines(source: &Source, matches: impl Fn(&str) -> bool) -> impl Iterator<Item = usize> {
    source
        .text
        .lines()
        .enumerate()
        .filter(move |(_, line)| !line.trim_start().starts_with("//") && matches(line))
        .map(|(index, _)| index + 1)
}

/// By which sqlx is told that a text is safe; put together here, so that this file does not say it itself.
fn safe_mark() -> String {
    format!("AssertSql{}", "Safe")
}

/// Put together here, so that this file does not name them itself.
fn registry_hosts() -> [String; 4] {
    [
        ("crates", "io"),
        ("registry.npmjs", "org"),
        ("pypi", "org"),
        ("deb.debian", "org"),
    ]
    .map(|(name, domain)| format!("{name}.{domain}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> usize {
        check(&[Source {
            path: path.to_owned(),
            text: text.to_owned(),
        }])
        .len()
    }

    #[test]
    fn each_rule_finds_its_breach() {
        let long = format!("//! Long.\n{}", "fn f() {}\n".repeat(MOST_LINES));
        let tested = format!(
            "//! Tested.\n#[cfg(test)]\nmod tests {{\n{}}}\n",
            "fn f() {}\n".repeat(MOST_LINES)
        );
        let cases = [
            ("a.rs", "//! Good.\n", 0),
            ("a.rs", "fn bare() {}\n", 1),
            ("a.rs", long.as_str(), 1),
            ("a.rs", tested.as_str(), 0),
            ("a.css", "body {}\n", 1),
            ("a.ts", "// Good.\n", 0),
            ("app/src/pages/a.rs", "//! Bad.\nuse services::page;\n", 1),
            ("app/src/api/a.rs", "//! Good.\nuse services::page;\n", 0),
            ("app/src/a.rs", "//! Good.\n#[cfg(test)]\n// cfg(x)\n", 0),
            ("app/src/a.rs", "//! Bad.\ncfg(a)\ncfg(b)\ncfg(c)\ncfg(d)\n", 1),
        ];
        for (path, text, count) in cases {
            assert_eq!(findings(path, text), count, "{path}: {text:.60}");
        }
        assert_eq!(findings("notes.md", &registry_hosts()[0]), 1);
        let statement = format!("//! Runs.\nsqlx::query({}(text));\n", safe_mark());
        assert_eq!(findings("crates/storage/src/users.rs", &statement), 1);
        assert_eq!(findings(STATEMENTS[0], &statement), 0);
    }
}
