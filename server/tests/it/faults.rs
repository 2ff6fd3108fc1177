//! A disk that is full, as people and whoever watches the server see it.

use crate::harness::{Site, text};
use axum::http::StatusCode;
use domain::access::Role;
use storage::testing::{Engine, fill_disk};

// What PostgreSQL says of a full disk, the tests of the storage ask.
#[tokio::test]
async fn a_full_disk_is_said_in_a_sentence_and_reading_goes_on() {
    Site::run(Engine::Sqlite, full_disk).await;
}

async fn full_disk(site: Site) {
    site.with_customers().await;
    let cookie = site.sign_in(Role::Administrator).await;
    let ready = async || {
        let answer = site.get("/health/ready", "").await;
        (answer.status(), text(answer).await)
    };
    let mut version = 1;
    let mut edit = async || {
        let value = format!("NL{version}");
        let json = format!(
            "{{\"edit\":{{\"customer\":1,\"version\":{version},\"column\":\"tax_vat\",\"value\":\"{value}\"}},\
             \"columns\":[\"tax_vat\"]}}"
        );
        let answer = site.json("/api/customers/save-cell", &json, &cookie).await;
        version += i64::from(answer.status() == StatusCode::OK);
        (answer.status(), text(answer).await)
    };
    assert_eq!(ready().await, (StatusCode::OK, "ready\n".to_owned()));
    fill_disk(&site.shared.store, true).await.expect("a full disk");
    // What has room in the pages there are still goes in.
    let refused = loop {
        match edit().await {
            (StatusCode::OK, _) => {}
            refused => break refused,
        }
    };
    assert_eq!(refused.0, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        refused.1.contains("The disk of the database is full"),
        "{}",
        refused.1
    );
    let (status, word) = ready().await;
    assert!(
        status == StatusCode::OK && word.starts_with("degraded: "),
        "{word}"
    );
    let page = site.get("/customers?sort=id", &cookie).await;
    assert_eq!(page.status(), StatusCode::OK);
    assert!(text(page).await.contains("jon@example.com"));
}
