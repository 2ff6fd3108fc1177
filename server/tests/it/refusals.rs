//! Refusals as people and programs get them.

use crate::harness::{Site, text};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::access::Role;
use server::state::AppState;

storage::both_engines! {
    Site:
    a_person_who_is_refused_a_file_gets_a_page,
    a_program_that_is_refused_a_file_gets_json,
    a_request_of_another_site_is_told_why_it_is_refused,
    who_reads_many_pages_at_once_is_told_to_wait_and_others_are_not,
    who_is_told_to_wait_is_told_how_long,
}

fn navigation(method: &str, path: &str, cookie: &str) -> Request<Body> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8");
    request.body(Body::empty()).expect("a request")
}

async fn a_person_who_is_refused_a_file_gets_a_page(site: Site) {
    let cookie = site.sign_in(Role::Viewer).await;
    for (method, path, next) in [
        (
            "GET",
            "/customers/download?format=csv&q=jon",
            "%2Fcustomers%3Fq%3Djon",
        ),
        (
            "POST",
            "/customers/download?format=csv&q=jon",
            "%2Fcustomers%3Fq%3Djon",
        ),
        (
            "POST",
            "/reports/segments/1/download",
            "%2Freports%2Fsegments%2F1",
        ),
        ("GET", "/imports/1/refused", "%2Fimports"),
    ] {
        let answer = site.send(navigation(method, path, "")).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{path}");
        assert_eq!(
            answer.headers()[header::LOCATION],
            format!("/sign-in?next={next}")
        );
    }
    let look = format!("{cookie}; cohort-look=sv-dark");
    for (path, status, sentence, back) in [
        (
            "/imports/1/refused",
            StatusCode::FORBIDDEN,
            "Viewer",
            "href=\"/imports\"",
        ),
        (
            "/customers/download?format=shoe&q=%3Cscript%3E%22",
            StatusCode::UNPROCESSABLE_ENTITY,
            "shoe",
            "href=\"/customers?q=%3Cscript%3E%22\"",
        ),
        (
            "/customers/download?format=%3Cscript%3Ex",
            StatusCode::UNPROCESSABLE_ENTITY,
            "&lt;script&gt;x",
            "href=\"/customers\"",
        ),
    ] {
        let answer = site.send(navigation("GET", path, &look)).await;
        assert_eq!(answer.status(), status, "{path}");
        let headers = answer.headers();
        assert_eq!(headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(
            policy.starts_with("default-src 'none'; style-src 'self';"),
            "{policy}"
        );
        let html = text(answer).await;
        for part in [sentence, back, "data-theme=\"dark\"", "rel=\"stylesheet\""] {
            assert!(html.contains(part), "{path}: no {part} in {html}");
        }
        assert!(!html.contains("<script"), "{html}");
    }
}

async fn a_program_that_is_refused_a_file_gets_json(site: Site) {
    for accept in ["*/*", "application/json", ""] {
        let request = Request::get("/customers/download?format=csv")
            .header(header::ACCEPT, accept)
            .body(Body::empty());
        let answer = site.send(request.unwrap()).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{accept}");
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/json");
        assert!(text(answer).await.contains("\"kind\":\"Unauthenticated\""));
    }
}

async fn a_request_of_another_site_is_told_why_it_is_refused(site: Site) {
    let foreign = |accept| {
        Request::post("/sign-in")
            .header(header::HOST, "127.0.0.1:3000")
            .header(header::ORIGIN, "https://shop.example")
            .header(header::ACCEPT_LANGUAGE, "sv")
            .header(header::ACCEPT, accept)
            .body(Body::empty())
            .unwrap()
    };
    for (accept, kind, parts) in [
        (
            "text/html,*/*;q=0.8",
            "text/html; charset=utf-8",
            ["<html lang=\"sv\"", "<h1>Det gick inte</h1>", "href=\"/sign-in\""],
        ),
        (
            "application/json",
            "application/json",
            ["\"kind\":\"Forbidden\"", "\"message\":", "\"fields\":"],
        ),
    ] {
        let answer = site.send(foreign(accept)).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{accept}");
        assert_eq!(answer.headers()[header::CONTENT_TYPE], kind);
        let said = text(answer).await;
        for part in parts.into_iter().chain(["från en annan webbplats"]) {
            assert!(said.contains(part), "{accept}: no {part} in {said}");
        }
    }
}

async fn who_reads_many_pages_at_once_is_told_to_wait_and_others_are_not(site: Site) {
    let (mine, theirs) = (
        site.sign_in(Role::Administrator).await,
        site.sign_in(Role::Viewer).await,
    );
    let segment = r#"{"id":null,"version":0,"definition":{"name":"All","description":"","websites":[1],"active":true,
        "apply_to":"registered","everyone_confirmed":true,
        "rule":{"quantifier":"all","expected":true,"children":[]}}}"#;
    let made = site.json("/api/segments/save", segment, &mine).await;
    assert_eq!(made.status(), StatusCode::OK);
    let hasty = site.hasty().await;
    let pages = &hasty.pages;
    let place = pages.place("administrator@example.com", pages.end()).await;
    let ask = async |path: &str, body, cookie: &str| {
        let state = |state| AppState {
            shared: hasty.clone(),
            ..state
        };
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body));
        site.send_to(state, request.unwrap()).await
    };
    for (path, body) in [
        ("/api/customers/page", "query="),
        ("/api/customers/total", "query="),
        ("/api/customers/block", "query="),
        ("/api/segments/members", "id=1&query="),
        ("/api/segments/total", "id=1&query="),
        ("/api/segments/block", "id=1&query="),
    ] {
        let refused = ask(path, body, &mine).await;
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS, "{path}");
        assert_eq!(refused.headers()[header::RETRY_AFTER], "5", "{path}");
        assert!(text(refused).await.contains("several places at once"), "{path}");
        let other = ask(path, body, &theirs).await.status();
        assert_ne!(other, StatusCode::TOO_MANY_REQUESTS, "{path}");
    }
    drop(place);
    assert_eq!(
        ask("/api/customers/page", "query=", &mine).await.status(),
        StatusCode::OK
    );
}

async fn who_is_told_to_wait_is_told_how_long(site: Site) {
    let cookie = site.sign_in(Role::Administrator).await;
    let hasty = site.hasty().await;
    let state = |state| AppState {
        shared: hasty.clone(),
        ..state
    };
    let held = storage::testing::hold(&site.shared.store).await.unwrap();
    let turn = hasty.downloads.turn("somebody").await.unwrap();
    let view = r#"{"id":null,"version":0,"name":"By mail","query":"sort=email"}"#;
    for (path, kind, body, accept) in [
        ("/api/views/save", "application/json", view, "application/json"),
        (
            "/customers/download",
            "application/x-www-form-urlencoded",
            "selection=",
            "*/*",
        ),
        (
            "/customers/download",
            "application/x-www-form-urlencoded",
            "selection=",
            "text/html",
        ),
        (
            "/sign-in",
            "application/x-www-form-urlencoded",
            "email=a%40b.example&password=x",
            "text/html",
        ),
    ] {
        let request = Request::post(path)
            .header(header::COOKIE, &cookie)
            .header(header::CONTENT_TYPE, kind)
            .header(header::ACCEPT, accept)
            .body(Body::from(body));
        let answer = site.send_to(state, request.unwrap()).await;
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(answer.headers()[header::RETRY_AFTER], "5", "{path}");
        let html = text(answer).await.starts_with("<!DOCTYPE html>");
        assert_eq!(html, accept == "text/html", "{path}");
    }
    drop((held, turn));
}
