//! Where somebody is sent after signing in: a path of ours, never another site.

/// The path, if it is surely one of ours. Browsers drop tabs and line breaks, and read `\` as `/`, so what
/// looks like a path may name a host: nothing but printable ASCII after a single `/` gets through.
pub fn ours(path: &str) -> Option<&str> {
    let rest = path.strip_prefix('/')?;
    let single = !rest.starts_with(['/', '\\']);
    let printable = path.bytes().all(|byte| byte.is_ascii_graphic());
    (single && printable).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_ours_get_through() {
        for path in [
            "/",
            "/customers?q=jon&f.zip=1181",
            "/customers?q=%C3%A9%20x",
            "/%09/x",
            "/a//b",
        ] {
            assert_eq!(ours(path), Some(path));
        }
        for path in [
            "",
            "customers",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/\r/evil.example",
            "\t//evil.example",
            " //evil.example",
            "/a b",
            "/é",
            "/\u{7f}",
            "/\0",
        ] {
            assert_eq!(ours(path), None, "{path:?}");
        }
    }
}
