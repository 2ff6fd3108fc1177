//! What every answer has in common, whatever was asked: the headers that protect its reader, and no word of the inside.

use crate::harness::{PASSWORD, Site, text};
use axum::{
    body::Body,
    http::{HeaderMap, Method, Request, Response, StatusCode, header},
};
use domain::access::Role;
use server::state::AppState;
use std::{collections::BTreeSet, sync::Arc};

storage::both_engines! {
    Site:
    every_answer_protects_its_reader,
    no_refusal_tells_of_the_inside,
    a_file_has_a_harmless_name_whatever_it_is_called_after,
}

const FORM: &str = "application/x-www-form-urlencoded";

/// Everything there is to ask for, and much that there is not: method, address, body, and its kind.
fn everything() -> Vec<(Method, String, String)> {
    let golden = include_str!("endpoints.golden").lines();
    let golden = golden.filter(|line| !line.starts_with('#') && !line.is_empty());
    let mut all = Vec::new();
    for line in golden {
        let mut words = line.splitn(3, ' ');
        let (path, body) = (words.next().unwrap(), words.nth(1).unwrap_or_default());
        // Each one as it is meant, the other way round, and with what it does not take.
        all.push((Method::GET, path.to_owned(), String::new()));
        all.push((Method::POST, path.to_owned(), body.to_owned()));
        all.push((Method::POST, path.to_owned(), "\u{0}{".to_owned()));
        all.push((Method::DELETE, path.to_owned(), String::new()));
    }
    for path in [
        "/",
        "/customers",
        "/customers/1",
        "/customers/999",
        "/customers/x",
        "/segments",
        "/segments/new",
        "/segments/9",
        "/reports/segments",
        "/reports/segments/9",
        "/reports/segments/x/download",
        "/imports",
        "/imports/9",
        "/imports/x/refused",
        "/imports/9/refused",
        "/sign-in",
        "/sign-out",
        "/no/such/page",
        "/no.page",
        "/favicon.svg",
        "/pkg/nothing.js",
        "/pkg/../Cargo.toml",
        "/pkg/%2e%2e/%2e%2e/Cargo.toml",
        "/pkg/%00",
        "/.stamp",
        "/manifest.json",
        "/health/live",
        "/health/ready",
        "/jobs/shoe/events",
        "/customers/download?format=shoe",
        "/customers?f.since.from=2026-02-30&sort=shoe",
    ] {
        for method in [Method::GET, Method::HEAD, Method::POST, Method::OPTIONS] {
            all.push((method, path.to_owned(), String::new()));
        }
    }
    all.push((
        Method::POST,
        "/api/customers/page".to_owned(),
        "x".repeat(3 << 20),
    ));
    all
}

fn request(
    (method, path, body): &(Method, String, String),
    cookie: &str,
    more: (&str, &str),
) -> Request<Body> {
    let kind = if body.starts_with(['{', '[']) {
        "application/json"
    } else {
        FORM
    };
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "127.0.0.1:3000")
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, kind)
        .header(more.0, more.1);
    request.body(Body::from(body.clone())).expect("a request")
}

fn value<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .map_or("", |value| value.to_str().expect("text"))
}

/// Looks at the headers of an answer; what it is.
fn protected(answer: &Response<Body>, asked: &str, https: bool) -> StatusCode {
    let headers = answer.headers();
    for (name, expected) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(value(headers, name), expected, "{asked}: {name}");
    }
    let policy = value(headers, "content-security-policy");
    for part in ["default-src 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{asked}: {policy}");
    }
    assert!(
        !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
        "{asked}: {policy}"
    );
    let page = value(headers, "content-type").starts_with("text/html");
    if page {
        for part in ["base-uri 'none'", "form-action 'self'"] {
            assert!(policy.contains(part), "{asked}: {policy}");
        }
    }
    let kept = value(headers, "cache-control");
    let file = asked.contains("/favicon.svg");
    assert!(
        kept == "no-store" || (file && !page && kept == "no-cache"),
        "{asked}: {kept}"
    );
    assert_eq!(value(headers, "x-request-id").len(), 36, "{asked}");
    let secure = value(headers, "strict-transport-security");
    assert_eq!(
        secure,
        if https {
            "max-age=31536000; includeSubDomains"
        } else {
            ""
        },
        "{asked}"
    );
    for name in ["access-control-allow-origin", "server", "x-powered-by"] {
        assert!(!headers.contains_key(name), "{asked}: {name}");
    }
    answer.status()
}

async fn every_answer_protects_its_reader(site: Site) {
    site.with_customers().await;
    let cookie = site.sign_in(Role::Administrator).await;
    let mut met = BTreeSet::new();
    for asked in everything() {
        // Signing out would end the rest.
        if asked.1 == "/sign-out" && asked.0 == Method::POST {
            continue;
        }
        for (cookie, more) in [
            (cookie.as_str(), ("accept", "text/html")),
            (cookie.as_str(), ("accept", "*/*")),
            ("", ("accept", "text/html")),
            (cookie.as_str(), ("origin", "https://evil.example")),
        ] {
            let answer = site.send(request(&asked, cookie, more)).await;
            let told = format!("{} {} {more:?}", asked.0, asked.1);
            met.insert(protected(&answer, &told, false).as_u16());
        }
    }
    for status in [200, 303, 400, 401, 403, 404, 405, 409, 413, 422] {
        assert!(met.contains(&status), "no answer was a {status}: {met:?}");
    }
    let shared = Arc::clone(&site.shared);
    for path in [
        "/customers",
        "/sign-in",
        "/favicon.svg",
        "/api/customers/page",
        "/no/such/page",
        "/health/live",
    ] {
        let asked = (Method::GET, path.to_owned(), String::new());
        let https = |_| AppState::new(Arc::clone(&shared), true);
        let answer = site
            .send_to(https, request(&asked, "", ("accept", "text/html")))
            .await;
        protected(&answer, path, true);
    }
    // Each page has a nonce of its own, which its script carries.
    let answer = site.get("/customers?sort=id", &cookie).await;
    let policy = value(answer.headers(), "content-security-policy").to_owned();
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .unwrap()
        .split('\'')
        .next()
        .unwrap()
        .to_owned();
    // The whole policy, to be read by a reviewer: each word in it is one that a page may do.
    assert_eq!(
        policy.replace(&nonce, "…"),
        "default-src 'none'; script-src 'nonce-…' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self' 'nonce-…'; \
         img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; \
         object-src 'none'; frame-ancestors 'none'"
    );
    let page = text(answer).await;
    assert_eq!(
        page.matches("<script").count(),
        page.matches(&format!("nonce=\"{nonce}\"")).count() - page.matches("<style").count()
    );
}

/// Words of the inside.
const INSIDE: [&str; 22] = [
    "SELECT",
    "INSERT",
    "sqlx",
    "SQLite",
    "sqlite",
    "postgres",
    "Postgres",
    " pool",
    ".rs",
    "panic",
    "axum",
    "hyper",
    "leptos",
    "server function",
    "i64",
    "u64",
    "serde",
    "deserialize",
    "missing field",
    "/tmp",
    "/root",
    "Invalid URL",
];

fn without_the_inside(said: &str, told: &str) {
    for word in INSIDE {
        assert!(!said.contains(word), "{told}: {word}: {said}");
    }
    assert!(!said.contains(env!("CARGO_PKG_VERSION")), "{told}: {said}");
}

async fn no_refusal_tells_of_the_inside(site: Site) {
    let cookie = site.sign_in(Role::Contributor).await;
    let mut met = BTreeSet::new();
    for asked in everything() {
        for cookie in [cookie.as_str(), ""] {
            let answer = site.send(request(&asked, cookie, ("accept", "*/*"))).await;
            let (status, told) = (answer.status(), format!("{} {}", asked.0, asked.1));
            let page = value(answer.headers(), "content-type").starts_with("text/html");
            if status.as_u16() >= 400 && !page {
                met.insert(status.as_u16());
                without_the_inside(&text(answer).await, &told);
            }
        }
    }
    assert!(met.len() > 6 && !met.contains(&500), "{met:?}");
    let form = |path: &str, kind: &'static str, body: &'static str| {
        let request = Request::post(path).header(header::CONTENT_TYPE, kind);
        request
            .header(header::COOKIE, &cookie)
            .body(Body::from(body))
            .expect("a request")
    };
    for (path, kind, body) in [
        ("/sign-in", FORM, "email=x"),
        ("/sign-in", "application/json", "{}"),
        ("/customers/download", "application/json", "{}"),
        ("/customers/download", FORM, "selection=%ff&selection=1"),
        ("/reports/segments/x/download", FORM, "selection="),
    ] {
        let answer = site.send(form(path, kind, body)).await;
        assert!(
            answer.status().is_client_error(),
            "{path} {body}: {}",
            answer.status()
        );
        let said = text(answer).await;
        without_the_inside(&said, path);
        assert!(said.contains("\"message\""), "{path}: {said}");
    }
    // Nothing works any more: that is said, under a reference, and no more.
    site.shared.store.close().await;
    for (method, path) in [
        (Method::GET, "/customers"),
        (Method::GET, "/customers/download?format=csv"),
        (Method::POST, "/api/customers/page"),
        (Method::POST, "/imports/upload?name=x"),
        (Method::GET, "/jobs/import/events"),
        (Method::POST, "/sign-out"),
    ] {
        let asked = (method, path.to_owned(), "query=".to_owned());
        let answer = site.send(request(&asked, &cookie, ("accept", "*/*"))).await;
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        assert_eq!(value(answer.headers(), "x-request-id").len(), 36);
        let said = text(answer).await;
        without_the_inside(&said, path);
        assert!(said.contains("reference "), "{path}: {said}");
    }
    let sign_in = format!(
        "email=contributor%40example.com&password={}",
        PASSWORD.replace(' ', "+")
    );
    let answer = site.form("/sign-in", &sign_in, "").await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    without_the_inside(&text(answer).await, "/sign-in");
}

async fn a_file_has_a_harmless_name_whatever_it_is_called_after(site: Site) {
    site.with_customers().await;
    let cookie = site.sign_in(Role::Administrator).await;
    for (at, name) in [
        "a\\\"; x=\\\"b",
        "a\\r\\nSet-Cookie: x=1",
        "😀 smile",
        "\\u202Egnp.exe",
        "../../etc/passwd",
        "con",
    ]
    .into_iter()
    .enumerate()
    {
        let json = format!("{{\"id\":null,\"version\":0,\"name\":\"{name}\",\"query\":\"sort=email\"}}");
        let saved = site.json("/api/views/save", &json, &cookie).await;
        let (status, id) = (saved.status(), text(saved).await);
        // A name with a line end may as well be refused.
        if status == StatusCode::UNPROCESSABLE_ENTITY {
            continue;
        }
        assert_eq!(status, StatusCode::OK, "{at}: {id}");
        let file = site
            .get(&format!("/customers/download?format=csv&view={id}"), &cookie)
            .await;
        assert_eq!(file.status(), StatusCode::OK, "{at}: {id}");
        let headers = file.headers();
        assert_eq!(value(headers, "content-type"), "text/csv; charset=utf-8");
        assert!(!headers.contains_key(header::SET_COOKIE));
        let called = value(headers, "content-disposition");
        let plain = called
            .strip_prefix("attachment; filename=\"customers_")
            .and_then(|rest| rest.strip_suffix(".csv\""));
        let plain = plain.unwrap_or_else(|| panic!("{called}"));
        assert!(
            plain
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)),
            "{called}"
        );
    }
}
