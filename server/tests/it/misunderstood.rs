//! What is sent to a server function and is not what it takes, as an old page or a bad program does: refused with a
//! sentence, and never a fault.

use crate::harness::{Site, text};
use app::api::ApiError;
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::{access::Role, customers::column::Column, error::ErrorKind};

storage::both_engines! {
    Site:
    what_a_function_cannot_read_is_refused_with_a_sentence,
    a_function_of_another_version_is_refused_in_the_readers_language,
    what_is_not_there_to_be_edited_is_not_written,
}

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// Those that take nothing, or can do without what they take: there may be nothing for them to misunderstand.
const CONTENT: [&str; 6] = [
    "/api/views/list",
    "/api/views/place",
    "/api/segments/form",
    "/api/segments/report",
    "/api/imports/list",
    "/api/imports/websites",
];

async fn ask(site: &Site, path: &str, kind: &str, body: &[u8], cookie: &str) -> (StatusCode, String) {
    let request = Request::post(path)
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, kind)
        .body(Body::from(body.to_owned()));
    let answer = site.send(request.expect("a request")).await;
    (answer.status(), text(answer).await)
}

async fn what_a_function_cannot_read_is_refused_with_a_sentence(site: Site) {
    let cookie = site.sign_in(Role::Administrator).await;
    let before = storage::testing::contents(&site.shared.store).await.unwrap();
    let deep = "[".repeat(100_000);
    let bodies = [
        &b""[..],
        b"{}",
        b"[]",
        b"null",
        b"{",
        b"\xff\xfe\x00",
        b"{\"id\":\"one\",\"version\":[],\"edit\":7,\"ids\":{},\"with\":0}",
        b"id=one&version=&locale=Klingon&theme=7&density=",
        b"id=99999999999999999999&version=-1",
        b"%zz=%ff&id[]=1&id[0][1]=2&[=]",
        b"nothing=of%20the%20kind",
        deep.as_bytes(),
    ];
    let mut paths: Vec<_> = leptos::server_fn::axum::server_fn_paths()
        .map(|(path, _)| path)
        .collect();
    paths.sort_unstable();
    assert!(paths.len() > 20, "{paths:?}");
    for path in paths {
        for body in bodies {
            for kind in [JSON, FORM, "text/plain", "image/png"] {
                let (status, answer) = ask(&site, path, kind, body, &cookie).await;
                let told = || {
                    format!(
                        "{path} {kind} {}: {status} {answer}",
                        String::from_utf8_lossy(body)
                    )
                };
                if status == StatusCode::OK && CONTENT.contains(&path) {
                    continue;
                }
                assert_eq!(status, StatusCode::BAD_REQUEST, "{:.400}", told());
                let answer: ApiError = serde_json::from_str(&answer).expect("a refusal");
                assert_eq!(answer.kind, ErrorKind::NotUnderstood);
                assert!(
                    answer.message.contains("load the page again"),
                    "{}",
                    answer.message
                );
            }
        }
    }
    let after = storage::testing::contents(&site.shared.store).await.unwrap();
    assert_eq!(before, after);
}

async fn a_function_of_another_version_is_refused_in_the_readers_language(site: Site) {
    let cookie = site.sign_in(Role::Viewer).await;
    let (_, _) = ask(
        &site,
        "/api/access/profile",
        FORM,
        b"locale=Sv&theme=dark&density=standard",
        &cookie,
    )
    .await;
    for path in [
        "/api/customers/save-cell-2",
        "/api/..%2f..%2fetc",
        "/api/customers/page/",
    ] {
        let (status, answer) = ask(&site, path, JSON, b"{}", &cookie).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{path}");
        let answer: ApiError = serde_json::from_str(&answer).expect("a refusal");
        assert_eq!(answer.kind, ErrorKind::NotUnderstood, "{path}");
        assert!(
            answer.message.starts_with("Servern förstår inte"),
            "{}",
            answer.message
        );
    }
    // What the page of another version is made of is not there any more, and nothing else is in its place.
    for path in [
        "/pkg/cohort-0123456789abcdef.js",
        "/pkg/cohort-0123456789abcdef.wasm",
        "/pkg/part-0123456789abcdef.wasm",
    ] {
        let answer = site.get(path, &cookie).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store", "{path}");
        assert_eq!(text(answer).await, "", "{path}");
    }
}

async fn what_is_not_there_to_be_edited_is_not_written(site: Site) {
    site.with_customers().await;
    let cookie = site.sign_in(Role::Administrator).await;
    let before = storage::testing::contents(&site.shared.store).await.unwrap();
    let save = async |column: &str, more: &str| {
        let json = format!(
            r#"{{"edit":{{"customer":1,"version":1,"column":"{column}","value":"2"{more}}},"columns":["id"]}}"#
        );
        ask(&site, "/api/customers/save-cell", JSON, json.as_bytes(), &cookie).await
    };
    let kept: Vec<_> = Column::all().filter(|column| !column.spec().editable).collect();
    assert!(
        kept.contains(&Column::Id) && kept.contains(&Column::Since),
        "{kept:?}"
    );
    for column in kept {
        let (status, answer) = save(column.key(), "").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{column:?}: {answer}");
    }
    for nothing in [
        "version",
        "role",
        "password_hash",
        "generation",
        "id; DROP TABLE customer",
    ] {
        let (status, answer) = save(nothing, "").await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{nothing}: {answer}");
    }
    assert_eq!(
        before,
        storage::testing::contents(&site.shared.store).await.unwrap()
    );
    // What else is sent along is not taken for anything.
    let (status, answer) = save(
        "gender",
        r#","id":2,"email":"x@example.com","role":"administrator","version_to":9"#,
    )
    .await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let page = text(
        site.get("/customers?sort=id&columns=id,email,gender", &cookie)
            .await,
    )
    .await;
    assert!(
        page.contains("jon@example.com") && !page.contains("x@example.com"),
        "{page}"
    );
}
