//! A disk that is full, as people and whoever watches the server see it.

use crate::harness::{Site, text};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::{access::Role, jobs::State};
use server::state::AppState;
use std::sync::Arc;
use storage::testing::fill_disk;

storage::both_engines! {
    Site:
    a_full_disk_is_said_in_a_sentence_and_reading_goes_on,
    no_file_is_begun_on_a_disk_without_room_for_it,
}

async fn a_full_disk_is_said_in_a_sentence_and_reading_goes_on(site: Site) {
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
    let still_full = async || {
        // SQLite forgets it with the connection that the refusal ended.
        fill_disk(&site.shared.store, true).await.expect("a full disk");
        ready().await
    };
    let degraded = "degraded: the disk of the database is full\n".to_owned();
    assert_eq!(still_full().await, (StatusCode::OK, degraded.clone()));
    let page = site.get("/customers?sort=id", &cookie).await;
    assert_eq!(page.status(), StatusCode::OK);
    assert!(text(page).await.contains("jon@example.com"));
    // Asking whether there is room does not end it, nor does what still fits.
    assert_eq!(
        site.form("/sign-out", "", &cookie).await.status(),
        StatusCode::SEE_OTHER
    );
    assert_eq!(still_full().await, (StatusCode::OK, degraded));
    fill_disk(&site.shared.store, false).await.expect("a free disk");
    assert_eq!(ready().await, (StatusCode::OK, "ready\n".to_owned()));
}

async fn no_file_is_begun_on_a_disk_without_room_for_it(site: Site) {
    site.with_customers().await;
    let cookie = site.sign_in(Role::Administrator).await;
    let crammed = site.crammed();
    let state = |state| AppState {
        shared: Arc::clone(&crammed),
        ..state
    };
    let rows = "email,_website,firstname,lastname\nnobody,base,No,Body\n";
    for (path, kind, accept) in [
        ("/imports/upload?name=x.csv&on_error=skip", "text/csv", "*/*"),
        ("/customers/download", "application/x-www-form-urlencoded", "*/*"),
        (
            "/customers/download",
            "application/x-www-form-urlencoded",
            "text/html",
        ),
    ] {
        let request = Request::post(path)
            .header(header::COOKIE, &cookie)
            .header(header::CONTENT_TYPE, kind)
            .header(header::ACCEPT, accept)
            .body(Body::from(if kind == "text/csv" { rows } else { "selection=" }));
        let answer = site.send_to(state, request.unwrap()).await;
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(
            text(answer).await.contains("not enough room on the server"),
            "{path}"
        );
    }
    // What is longer than any upload may be is not even looked at.
    let huge = Request::post("/imports/upload?name=x.csv&size=1000000000000")
        .header(header::COOKIE, &cookie)
        .body(Body::from(rows));
    let answer = site.send(huge.unwrap()).await;
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text(answer).await.contains("512"));
    let left = || std::fs::read_dir(&site.shared.spool).unwrap().count();
    assert_eq!(left(), 0);
    // An import that is on its way does without the file of its refused rows.
    let upload = Request::post("/imports/upload?name=x.csv&on_error=skip")
        .header(header::COOKIE, &cookie)
        .body(Body::from(rows));
    assert_eq!(site.send(upload.unwrap()).await.status(), StatusCode::OK);
    assert!(services::jobs::run_one(&crammed, "test").await.unwrap());
    let import = services::imports::one(site.operator(), domain::ids::JobId(1))
        .await
        .unwrap();
    assert_eq!((import.state, import.report.refused), (State::Done, 1));
    assert!(!import.refused_file);
    assert_eq!(left(), 0);
    assert_eq!(
        site.get("/customers?sort=id", &cookie).await.status(),
        StatusCode::OK
    );
}
