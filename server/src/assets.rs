//! The browser bundle inside the program: JS, WASM, CSS and icons, compressed at build time and served as they are.
//!
//! `cargo xtask build` writes the files; a release build takes them in, a debug build reads them from disk
//! at each request. Names under `/pkg` carry a hash of their content, so browsers may keep them for good.

use std::borrow::Cow;

use axum::Router;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

const MANIFEST: &str = "manifest.json";
const PACKAGE: &str = "pkg/";

/// A year, which is as long as caches go.
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// The paths by which a page names its script, module and style sheet.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct AssetNames {
    pub js: String,
    pub wasm: String,
    pub css: String,
}

impl AssetNames {
    /// Reads the bundle's manifest. Without one the names are those that cargo-leptos gives its files,
    /// so that pages can be tested, and developed with that tool, as well.
    pub fn load() -> Self {
        site::read(MANIFEST)
            .and_then(|file| serde_json::from_slice(&file.bytes).ok())
            .unwrap_or_else(|| Self {
                js: "/pkg/cohort.js".to_owned(),
                wasm: "/pkg/cohort.wasm".to_owned(),
                css: "/pkg/cohort.css".to_owned(),
            })
    }
}

/// Routes of the bundle and of the files in `public/`, such as the icon.
pub fn asset_routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let mut router = Router::new().route("/pkg/{*name}", get(package));
    for name in site::names().into_iter().filter(|name| is_public(name)) {
        let path = format!("/{name}");
        router = router.route(
            &path,
            get(move |headers: HeaderMap| async move { answer(&name, &headers) }),
        );
    }
    #[cfg(debug_assertions)]
    let router = router.route("/pkg/reload", get(reload::events));
    router
}

async fn package(Path(name): Path<String>, headers: HeaderMap) -> Response {
    answer(&format!("{PACKAGE}{name}"), &headers)
}

/// Files that stand at the root of the site, under a name of their own.
fn is_public(name: &str) -> bool {
    let hidden = name.split('/').any(|part| part.starts_with('.'));
    !name.starts_with(PACKAGE)
        && name != MANIFEST
        && !hidden
        && !name.ends_with(".br")
        && !name.ends_with(".gz")
}

/// One file, in the best form that the browser reads.
fn answer(name: &str, request: &HeaderMap) -> Response {
    answer_from(site::read, name, request)
}

fn answer_from(read: impl Fn(&str) -> Option<File>, name: &str, request: &HeaderMap) -> Response {
    let Some((file, encoding)) = find(read, name, request) else {
        return (StatusCode::NOT_FOUND, [(X_CONTENT_TYPE_OPTIONS, "nosniff")]).into_response();
    };
    let unchanged = request
        .get(IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == file.tag.as_bytes());
    let mut response = if unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        match file.bytes {
            Cow::Borrowed(bytes) => bytes.into_response(),
            Cow::Owned(bytes) => bytes.into_response(),
        }
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(name)));
    headers.insert(CACHE_CONTROL, if is_hashed(name) { FOR_GOOD } else { ASK_AGAIN });
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(encoding) = encoding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    if let Ok(tag) = HeaderValue::from_str(&file.tag) {
        headers.insert(ETAG, tag);
    }
    response
}

/// The file's smallest form that the request accepts, and the name of its encoding.
fn find(
    read: impl Fn(&str) -> Option<File>,
    name: &str,
    request: &HeaderMap,
) -> Option<(File, Option<&'static str>)> {
    let accepted = request
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    for (encoding, extension) in [("br", "br"), ("gzip", "gz")] {
        if accepts(accepted, encoding)
            && let Some(file) = read(&format!("{name}.{extension}"))
        {
            return Some((file, Some(encoding)));
        }
    }
    read(name).map(|file| (file, None))
}

/// Whether an `Accept-Encoding` names an encoding without refusing it by `q=0`.
fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let refused = parts.any(|part| part.strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0)));
        named && !refused
    })
}

/// True for `pkg/NAME-<16 hexadecimal digits>.EXTENSION`.
fn is_hashed(name: &str) -> bool {
    let stem = name
        .strip_prefix(PACKAGE)
        .and_then(|name| name.split('.').next())
        .unwrap_or_default();
    stem.rsplit_once('-')
        .is_some_and(|(_, hash)| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("ico") => "image/x-icon",
        Some("js") => "text/javascript; charset=utf-8",
        Some("png") => "image/png",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// One file of the bundle, and the tag that changes with it.
struct File {
    bytes: Cow<'static, [u8]>,
    tag: String,
}

/// Release builds carry the bundle inside.
#[cfg(not(debug_assertions))]
mod site {
    use rust_embed::RustEmbed;

    use super::File;

    #[derive(RustEmbed)]
    #[folder = "../target/site"]
    #[allow_missing = true]
    struct Site;

    /// Set by `cargo xtask build`. It changes with the bundle, and thereby makes cargo compile this file again.
    /// Without it the program was compiled with other flags than the bundle, so that the two do not fit.
    const KEY: Option<&str> = option_env!("COHORT_SITE_KEY");

    pub(super) fn read(name: &str) -> Option<File> {
        KEY?;
        let file = Site::get(name)?;
        let digest = file.metadata.sha256_hash();
        let tag: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Some(File {
            bytes: file.data,
            tag: format!("\"{tag}\""),
        })
    }

    pub(super) fn names() -> Vec<String> {
        Site::iter().map(|name| name.into_owned()).collect()
    }
}

/// Debug builds read the bundle from disk, so that a new one needs no new server.
#[cfg(debug_assertions)]
mod site {
    use std::borrow::Cow;
    use std::fs;
    use std::path::{Component, Path};

    use super::File;

    const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../target/site-dev");

    pub(super) fn read(name: &str) -> Option<File> {
        let path = Path::new(name);
        if !path.components().all(|part| matches!(part, Component::Normal(_))) {
            return None;
        }
        let path = Path::new(FOLDER).join(path);
        let written = fs::metadata(&path).ok()?.modified().ok()?;
        let bytes = Cow::Owned(fs::read(&path).ok()?);
        Some(File {
            bytes,
            tag: format!("\"{written:?}\"").replace([' ', '{', '}'], ""),
        })
    }

    /// Files at the root only: `public/` has no folders.
    pub(super) fn names() -> Vec<String> {
        let entries = fs::read_dir(FOLDER).into_iter().flatten().flatten();
        let entries = entries.filter(|entry| entry.path().is_file());
        entries
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect()
    }
}

/// Tells a developer's page that another server answers now; debug builds only.
#[cfg(debug_assertions)]
mod reload {
    use axum::response::sse::{Event, Sse};
    use futures::stream::{self, Stream, StreamExt};

    /// One event with this process's number, then silence until the process ends.
    pub(super) async fn events() -> Sse<impl Stream<Item = Result<Event, std::convert::Infallible>>> {
        let hello = stream::once(async { Ok(Event::default().data(std::process::id().to_string())) });
        Sse::new(hello.chain(stream::pending()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_chosen_by_name_and_weight() {
        let cases = [
            ("gzip, deflate, br, zstd", "br", true),
            ("gzip;q=1.0, BR ; q=0.5", "br", true),
            ("br;q=0, gzip", "br", false),
            ("brotli", "br", false),
            ("", "gzip", false),
        ];
        for (accepted, encoding, expected) in cases {
            assert_eq!(accepts(accepted, encoding), expected, "{accepted:?} {encoding}");
        }
    }

    #[test]
    fn only_hashed_names_are_kept_for_good() {
        assert!(is_hashed("pkg/cohort-0123456789abcdef.wasm"));
        assert!(is_hashed("pkg/style-0123456789abcdef.css.br"));
        assert!(!is_hashed("pkg/cohort.wasm"));
        assert!(!is_hashed("favicon-0123456789abcdef.svg"));
    }

    #[test]
    fn housekeeping_files_are_not_public() {
        assert!(is_public("favicon.svg"));
        for hidden in [".stamp", "manifest.json", "pkg/cohort.js", "favicon.svg.br"] {
            assert!(!is_public(hidden), "{hidden}");
        }
    }

    #[tokio::test]
    async fn a_file_comes_in_the_smallest_form_its_reader_takes() {
        const NAME: &str = "pkg/cohort-0123456789abcdef.wasm";
        let read = |name: &str| {
            let bytes = match name.strip_prefix(NAME)? {
                "" => "plain",
                ".br" => "brotli",
                ".gz" => "gzip",
                _ => return None,
            };
            Some(File {
                bytes: Cow::Borrowed(bytes.as_bytes()),
                tag: format!("\"{bytes}\""),
            })
        };
        let ask = |accepted: &'static str, known: &'static str| {
            let headers = [(ACCEPT_ENCODING, accepted), (IF_NONE_MATCH, known)];
            let headers = headers.map(|(name, value)| (name, HeaderValue::from_static(value)));
            answer_from(read, NAME, &headers.into_iter().collect())
        };
        for (accepted, bytes, encoding) in [
            ("gzip, deflate, br", "brotli", Some("br")),
            ("gzip", "gzip", Some("gzip")),
            ("br;q=0, gzip;q=0", "plain", None),
            ("", "plain", None),
        ] {
            let answer = ask(accepted, "");
            assert_eq!(answer.status(), StatusCode::OK);
            let found = |name| {
                answer
                    .headers()
                    .get(&name)
                    .map(|value: &HeaderValue| value.to_str().unwrap())
            };
            assert_eq!(found(CONTENT_ENCODING), encoding, "{accepted}");
            assert_eq!(found(CONTENT_TYPE), Some("application/wasm"));
            assert_eq!(found(VARY), Some("accept-encoding"));
            assert_eq!(found(CACHE_CONTROL), Some("public, max-age=31536000, immutable"));
            assert_eq!(found(X_CONTENT_TYPE_OPTIONS), Some("nosniff"));
            let body = axum::body::to_bytes(answer.into_body(), usize::MAX)
                .await
                .unwrap();
            assert_eq!(body, bytes);
        }
        // What one reader has is not what another asks for.
        assert_eq!(ask("br", "\"brotli\"").status(), StatusCode::NOT_MODIFIED);
        assert_eq!(ask("gzip", "\"brotli\"").status(), StatusCode::OK);
    }

    #[test]
    fn an_unknown_name_is_not_found() {
        assert_eq!(
            answer("pkg/absent.js", &HeaderMap::new()).status(),
            StatusCode::NOT_FOUND
        );
    }
}
