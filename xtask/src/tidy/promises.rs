//! The tests that the page of promises names are there.

use super::Source;

const PAGE: &str = "docs/promises.md";

/// Every name in the tables of the page that no test has.
pub(super) fn check(sources: &[Source]) -> Vec<String> {
    let page = sources.iter().find(|source| source.path == PAGE);
    let tests: Vec<&str> = sources
        .iter()
        .filter(|source| holds_tests(&source.path))
        .map(|s| s.text.as_str())
        .collect();
    let named = page
        .into_iter()
        .flat_map(|page| page.text.lines().filter_map(shown_by).flat_map(names));
    named
        .filter(|name| !tests.iter().any(|text| is_in(name, text)))
        .map(|name| format!("{PAGE} names a test that is not there: {name}"))
        .collect()
}

fn holds_tests(path: &str) -> bool {
    path.ends_with(".rs") || path.ends_with(".spec.ts")
}

/// The last cell of a row.
fn shown_by(line: &str) -> Option<&str> {
    line.strip_prefix("| ")?
        .trim_end()
        .strip_suffix('|')?
        .rsplit('|')
        .next()
}

/// What stands between backticks.
fn names(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// As a function, as a name that a macro makes one of, or as the title of a browser test.
fn is_in(name: &str, text: &str) -> bool {
    [
        format!("fn {name}("),
        format!("    {name}: "),
        format!("test(\"{name}\""),
    ]
    .iter()
    .any(|form| text.contains(form.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_promise_without_its_test_is_found() {
        let page = "| What | Holds | Shown by |\n| --- | --- | --- |\n| `a` | b | `one_holds`, `two holds`, `three_holds` |\n";
        let tests = [
            source("a.rs", "async fn one_holds(site: Site) {"),
            source("a.spec.ts", "test(\"two holds\", async () => {"),
        ];
        let found = check(&[&tests[..], &[source(PAGE, page)]].concat());
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].ends_with(": three_holds"));
    }
}
