//! Downloads as their address, their form and their headers have them.

use crate::harness::{Site, text};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::access::Role;

storage::both_engines! {
    Site:
    a_file_of_other_rows_than_the_page_said_is_asked_about_first,
    a_download_of_what_is_not_understood_is_refused,
    a_download_is_a_named_file_of_the_rows,
}

async fn a_file_of_other_rows_than_the_page_said_is_asked_about_first(site: Site) {
    site.with_customers().await;
    let cookie = site.sign_in(Role::Administrator).await;
    let address = "/customers/download?q=a%26b&format=csv&all=1";
    let all = "selection=%7B%22mode%22%3A%22only%22%2C%22ids%22%3A%5B1%2C2%2C77%5D%7D";
    let post = async |form: &str, accept: &str| {
        let request = Request::post(address)
            .header(header::COOKIE, &cookie)
            .header(header::ACCEPT, accept)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()));
        site.send(request.unwrap()).await
    };
    let chosen = format!("{all}&version=1&count=3&delimiter=tab&bom=1");
    let page = post(&chosen, "text/html,*/*").await;
    assert_eq!(page.status(), StatusCode::CONFLICT);
    assert!(!page.headers().contains_key(header::CONTENT_DISPOSITION));
    let policy = page.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.contains("form-action 'self'"), "{policy}");
    let page = text(page).await;
    for part in [
        "<html lang=\"en\"",
        "Rows selected: 3. Rows left: 2.",
        "href=\"/customers?q=a%26b\"",
        "action=\"/customers/download?q=a%26b&amp;format=csv&amp;all=1\"",
        "name=\"count\" value=\"2\"",
        "name=\"version\" value=\"1\"",
        "name=\"delimiter\" value=\"tab\"",
        "name=\"bom\" value=\"1\"",
        "Export anyway: 2",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(page.contains("[1,2,77]") && !page.contains("<script"), "{page}");
    assert!(!page.contains("name=\"crlf\""), "{page}");
    let refused = post(&chosen, "*/*").await;
    assert_eq!(refused.status(), StatusCode::CONFLICT);
    let refused: serde_json::Value = serde_json::from_str(&text(refused).await).unwrap();
    assert_eq!(refused["kind"], "Conflict");
    let file = post(&format!("{all}&version=1&count=2"), "text/html").await;
    assert_eq!(file.status(), StatusCode::OK);
    assert_eq!(text(file).await.lines().count(), 3);
    // A page that knew no number asks nothing of the file.
    let file = post(&format!("{all}&version=1&count="), "text/html").await;
    assert_eq!(text(file).await.lines().count(), 3);
    let none = "selection=%7B%22mode%22%3A%22only%22%2C%22ids%22%3A%5B77%5D%7D&version=1&count=1";
    let page = text(post(none, "text/html").await).await;
    assert!(
        page.contains("nothing left to export") && !page.contains("<form"),
        "{page}"
    );
    let bad = post(&format!("{all}&version=1&count=many"), "*/*").await;
    assert_eq!(bad.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(bad).await.contains("count=many"));
}

async fn a_download_of_what_is_not_understood_is_refused(site: Site) {
    site.with_customers().await;
    let cookie = site.sign_in(Role::Administrator).await;
    for (all, status) in [
        ("", StatusCode::OK),
        ("&all=", StatusCode::OK),
        ("&all=1", StatusCode::OK),
        ("&all=true", StatusCode::UNPROCESSABLE_ENTITY),
        ("&all=0", StatusCode::UNPROCESSABLE_ENTITY),
        ("&delimiter=&bom=&crlf=", StatusCode::OK),
        ("&delimiter=tab&bom=1&crlf=1", StatusCode::OK),
        ("&delimiter=shoe", StatusCode::UNPROCESSABLE_ENTITY),
        ("&bom=yes", StatusCode::UNPROCESSABLE_ENTITY),
        ("&crlf=0", StatusCode::UNPROCESSABLE_ENTITY),
        ("&raw=1", StatusCode::OK),
        ("&raw=guard", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let answer = site
            .fetch(&format!("/customers/download?format=csv{all}"), &cookie)
            .await;
        assert_eq!(answer.status(), status, "{all}");
    }
}

async fn a_download_is_a_named_file_of_the_rows(site: Site) {
    site.with_customers().await;
    let cookie = site.sign_in(Role::Viewer).await;
    let response = site
        .get(
            "/customers/download?format=csv&columns=id,email&sort=-email",
            &cookie,
        )
        .await;
    assert_eq!(
        response.headers()[header::CONTENT_TYPE],
        "text/csv; charset=utf-8"
    );
    let name = response.headers()[header::CONTENT_DISPOSITION]
        .to_str()
        .unwrap()
        .to_owned();
    assert_eq!(name, "attachment; filename=\"customers_20261121T120000Z.csv\"");
    assert_eq!(response.headers()[header::ACCEPT_RANGES], "none");
    let body = text(response).await;
    assert_eq!(body.lines().count(), 3, "{body}");
    // A part that is asked for is not made up: the answer is the whole file, and says so.
    let part = Request::get("/customers/download?format=csv&columns=id,email&sort=-email")
        .header(header::COOKIE, &cookie)
        .header(header::RANGE, "bytes=10-");
    let response = site.send(part.body(Body::empty()).unwrap()).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert!(!response.headers().contains_key(header::CONTENT_RANGE));
    assert_eq!(text(response).await, body);
    let selection = "selection=%7B%22mode%22%3A%22all-except%22%2C%22ids%22%3A%5B1%5D%7D";
    let response = site
        .form("/customers/download?format=csv&columns=id", selection, &cookie)
        .await;
    assert_eq!(text(response).await.lines().collect::<Vec<_>>(), ["\"ID\"", "2"]);
    // How it is written is said by a program in the address, by the menu in its form.
    let address = "/customers/download?format=csv&columns=id,group&f.id.to=1";
    for (query, form) in [
        ("&delimiter=semicolon&bom=1&crlf=1", ""),
        ("&delimiter=tab", "delimiter=semicolon&bom=1&crlf=1"),
    ] {
        let response = site.form(&format!("{address}{query}"), form, &cookie).await;
        assert_eq!(text(response).await, "\u{feff}\"ID\";\"Group\"\r\n1;General\r\n");
    }
    let response = site
        .get("/customers/download?format=excel-xml&columns=email", &cookie)
        .await;
    assert!(text(response).await.contains("jon@example.com"));
    let linked = site.get("/customers/download?format=csv&raw=1", &cookie).await;
    assert_eq!(linked.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let response = site.get("/customers/download?format=xlsx", &cookie).await;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    assert_eq!(response.headers()[header::CONTENT_TYPE], kind);
    let name = response.headers()[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(name.ends_with(".xlsx\""), "{name}");
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
        .await
        .unwrap();
    assert!(bytes.starts_with(b"PK") && bytes.len() > 1_000, "{bytes:?}");
    for query in ["f.gruop=2", "f.since.from=2026-02-30&format=csv&all=1"] {
        let refused = site.get(&format!("/customers/download?{query}"), &cookie).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        let word = query.split('&').next().unwrap();
        assert!(text(refused).await.contains(word), "{query}");
    }
    let refused = site.get("/customers/download?format=shoe", &cookie).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(refused).await.contains("shoe"));
    let bad = site
        .form("/customers/download?format=csv", "selection=nonsense", &cookie)
        .await;
    assert_eq!(bad.status(), StatusCode::UNPROCESSABLE_ENTITY);
}
