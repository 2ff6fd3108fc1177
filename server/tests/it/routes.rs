//! Sign-in, CSRF, downloads and the headers of every answer.

use crate::harness::{Site, text};
use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{Request, StatusCode, header},
};
use domain::access::Role;
use server::proxy::{Proxies, network};
use services::access::IDLE;
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

storage::both_engines! {
    Site:
    a_file_of_other_rows_than_the_page_said_is_asked_about_first,
    every_answer_carries_the_security_headers,
    each_page_has_a_nonce_of_its_own,
    what_comes_from_another_site_is_refused,
    pages_lead_to_the_sign_in_and_back,
    the_sign_in_remembers_what_was_typed_and_how_pages_looked,
    whoever_signs_in_first_gets_the_browsers_language_and_not_the_last_readers,
    a_download_of_what_is_not_understood_is_refused,
    the_sign_in_leads_back_to_the_very_address_and_nowhere_else,
    any_request_keeps_a_session_and_none_waits_for_that,
    signing_out_is_carried_to_its_end_though_the_browser_leaves,
    the_cookie_is_out_of_reach_of_scripts,
    a_download_is_a_named_file_of_the_rows,
    who_is_behind_a_trusted_proxy_pays_for_their_own_tries_only,
}

async fn every_answer_carries_the_security_headers(site: Site) {
    let cookie = site.sign_in(Role::Viewer).await;
    for path in [
        "/customers",
        "/sign-in",
        "/customers/download?format=csv",
        "/customers/download?format=shoe",
        "/api/customers/page",
        "/health/live",
        "/pkg/nothing.js",
        "/no/such/page",
        "/customers/1",
    ] {
        let response = site.get(path, &cookie).await;
        let headers = response.headers();
        let value = |name: &str| {
            headers
                .get(name)
                .and_then(|v| v.to_str().ok())
                .unwrap_or_default()
                .to_owned()
        };
        assert_eq!(value("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(value("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(value("cross-origin-opener-policy"), "same-origin", "{path}");
        assert!(
            value("content-security-policy").contains("default-src 'none'"),
            "{path}"
        );
        assert!(
            value("content-security-policy").contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert!(
            headers.get(header::ACCESS_CONTROL_ALLOW_ORIGIN).is_none(),
            "{path}"
        );
    }
}

async fn each_page_has_a_nonce_of_its_own(site: Site) {
    let policy = async || {
        let response = site.get("/sign-in", "").await;
        response.headers()[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap()
            .to_owned()
    };
    let (one, other) = (policy().await, policy().await);
    assert!(one.contains("'nonce-") && one.contains("'strict-dynamic'"));
    assert_ne!(one, other);
}

async fn what_comes_from_another_site_is_refused(site: Site) {
    let cookie = site.sign_in(Role::Administrator).await;
    for path in [
        "/sign-in",
        "/sign-out",
        "/api/customers/page",
        "/api/segments/delete",
        "/imports/upload",
        "/customers/download",
    ] {
        for (name, value) in [
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://evil.example"),
        ] {
            let request = Request::post(path)
                .header(header::HOST, "127.0.0.1:3000")
                .header(header::COOKIE, &cookie)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(name, value)
                .body(Body::from("query="));
            let response = site.send(request.unwrap()).await;
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{path} {name}");
        }
    }
}

async fn pages_lead_to_the_sign_in_and_back(site: Site) {
    let response = site.get("/customers?q=jon", "").await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(
        response.headers()[header::LOCATION],
        "/sign-in?next=%2Fcustomers%3Fq%3Djon"
    );
    let wrong = site
        .form("/sign-in", "email=a%40b.example&password=x&next=%2Fsegments", "")
        .await;
    assert_eq!(
        wrong.headers()[header::LOCATION],
        "/sign-in?error=wrong&next=%2Fsegments"
    );
    let cookie = site.sign_in(Role::Viewer).await;
    assert_eq!(
        site.get("/customers?page=1", &cookie).await.status(),
        StatusCode::OK
    );
    let out = site.form("/sign-out", "", &cookie).await;
    assert_eq!(out.headers()[header::LOCATION], "/sign-in");
    assert_eq!(
        site.get("/customers", &cookie).await.status(),
        StatusCode::SEE_OTHER
    );
    let replay = site.form("/api/customers/page", "query=", &cookie).await;
    assert_eq!(replay.status(), StatusCode::UNAUTHORIZED);
    assert!(text(replay).await.contains("no longer signed in"));
}

async fn the_sign_in_remembers_what_was_typed_and_how_pages_looked(site: Site) {
    let wrong = site
        .form("/sign-in", "email=a%2Bb%3B%C3%A9%40b.example&password=x", "")
        .await;
    let tried = wrong.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/sign-in", "Max-Age=600"] {
        assert!(tried.contains(part), "{part}: {tried}");
    }
    let tried = tried.split(';').next().unwrap();
    let typed = "value=\"a+b;é@b.example\"";
    let again = text(site.get("/sign-in?error=wrong", tried).await).await;
    assert!(again.contains(typed), "{again}");
    let fresh = site.get("/sign-in", tried).await;
    let gone = fresh.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    assert!(
        gone.starts_with("cohort-tried=;") && gone.contains("Path=/sign-in") && gone.contains("Max-Age=0"),
        "{gone}"
    );
    assert!(!text(fresh).await.contains("b.example"), "only with the refusal");
    for elsewhere in ["/no.page", "/no.page?error=wrong"] {
        let page = text(site.get(elsewhere, tried).await).await;
        assert!(!page.contains("b.example"), "{elsewhere}: {page}");
    }

    let cookie = site.sign_in(Role::Viewer).await;
    let profile = site
        .form(
            "/api/access/profile",
            "locale=Sv&theme=dark&density=standard",
            &cookie,
        )
        .await;
    assert_eq!(profile.status(), StatusCode::OK);
    let page = site.get("/customers", &cookie).await;
    let look = page.headers()[header::SET_COOKIE].to_str().unwrap().to_owned();
    let look = look.split(';').next().unwrap();
    let known = site.get("/customers", &format!("{cookie}; {look}")).await;
    assert!(known.headers().get(header::SET_COOKIE).is_none());
    let nobody = text(site.get("/sign-in", look).await).await;
    assert!(
        nobody.contains("lang=\"sv\"") && nobody.contains("data-theme=\"dark\""),
        "{nobody}"
    );
    for odd in [
        "cohort-look=",
        "cohort-look=xx-dark",
        "cohort-tried=%FF%00; cohort-look=sv",
    ] {
        assert_eq!(site.get("/sign-in", odd).await.status(), StatusCode::OK, "{odd}");
    }
}

async fn whoever_signs_in_first_gets_the_browsers_language_and_not_the_last_readers(site: Site) {
    let email = "first@example.com".to_owned();
    services::access::add_user(
        site.operator(),
        email,
        Role::Viewer,
        crate::harness::PASSWORD.into(),
    )
    .await
    .unwrap();
    let form = format!(
        "email=first%40example.com&password={}",
        crate::harness::PASSWORD.replace(' ', "+")
    );
    let request = Request::post("/sign-in")
        .header(header::COOKIE, "cohort-look=sv-dark")
        .header(header::ACCEPT_LANGUAGE, "nl")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form));
    let answer = site.send(request.unwrap()).await;
    let session = answer.headers()[header::SET_COOKIE].to_str().unwrap();
    let session = session.split(';').next().unwrap();
    let page = text(
        site.get("/customers", &format!("{session}; cohort-look=sv-dark"))
            .await,
    )
    .await;
    assert!(page.contains("lang=\"nl\""), "{page}");
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
            .get(&format!("/customers/download?format=csv{all}"), &cookie)
            .await;
        assert_eq!(answer.status(), status, "{all}");
    }
}

async fn the_sign_in_leads_back_to_the_very_address_and_nowhere_else(site: Site) {
    for (next, field) in [
        (
            "%2Fcustomers%3Fq%3D%25C3%25A9%2520x%2525",
            "/customers?q=%C3%A9%20x%25",
        ),
        ("%2F%09%2Fevil.example", "/customers"),
        ("%2F%2Fevil.example", "/customers"),
        ("%2F%5Cevil.example", "/customers"),
    ] {
        let html = text(site.get(&format!("/sign-in?next={next}"), "").await).await;
        let field = format!("name=\"next\" value=\"{field}\"");
        assert!(html.contains(&field), "{next}: no {field}");
        let form = format!("email=a%40b.example&password=x&next={next}");
        let back = site.form("/sign-in", &form, "").await;
        let back = back.headers()[header::LOCATION].to_str().unwrap().to_owned();
        assert!(!back.contains("evil"), "{back}");
    }
}

/// A try to sign in that comes from `peer`, and which `said` was passed on by.
async fn tried_from(site: &Site, trusted: &[&str], email: &str, peer: &str, said: &str) -> String {
    let trusted = trusted.iter().map(|n| network(n).unwrap()).collect();
    let peer: SocketAddr = format!("{peer}:4711").parse().unwrap();
    let request = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("x-forwarded-for", said)
        .extension(ConnectInfo(peer))
        .body(Body::from(format!("email={email}&password=x")));
    let answer = site.send_to(|state| state.behind(Proxies::new(trusted)), request.unwrap());
    let answer = answer.await.headers()[header::LOCATION]
        .to_str()
        .unwrap()
        .to_owned();
    answer.split('&').next().unwrap().to_owned()
}

async fn who_is_behind_a_trusted_proxy_pays_for_their_own_tries_only(site: Site) {
    let ours = ["127.0.0.1"];
    for n in 0..20 {
        let to = tried_from(
            &site,
            &ours,
            &format!("a{n}@b.example"),
            "127.0.0.1",
            "203.0.113.9",
        )
        .await;
        assert_eq!(to, "/sign-in?error=wrong");
    }
    for (said, error) in [
        ("203.0.113.9", "throttled"),
        // Another name for oneself helps nobody.
        ("198.51.100.1, 203.0.113.9", "throttled"),
        ("198.51.100.1", "wrong"),
    ] {
        let to = tried_from(&site, &ours, "c@b.example", "127.0.0.1", said).await;
        assert_eq!(to, format!("/sign-in?error={error}"), "{said}");
    }
    // Without a proxy that is trusted, and past it, the peer counts whatever it says.
    for (trusted, peer) in [(&[][..], "192.0.2.1"), (&ours[..], "192.0.2.2")] {
        for n in 0..21 {
            let (email, said) = (format!("d{n}@b.example"), format!("198.51.100.{n}"));
            let to = tried_from(&site, trusted, &email, peer, &said).await;
            let error = if n < 20 { "wrong" } else { "throttled" };
            assert_eq!(to, format!("/sign-in?error={error}"), "{peer} {n}");
        }
    }
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

/// Asks until the answer has this status; a task that was left to itself gets there within seconds.
async fn until(site: &Site, path: &str, cookie: &str, status: StatusCode) {
    for _ in 0..100 {
        if site.get(path, cookie).await.status() == status {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{path} never answered {status}");
}

async fn any_request_keeps_a_session_and_none_waits_for_that(site: Site) {
    let cookie = site.sign_in(Role::Viewer).await;
    site.shared.clock.advance(IDLE / 2);
    let held = storage::testing::hold(&site.shared.store).await.unwrap();
    let asked = Instant::now();
    let answer = site.form("/api/customers/page", "query=", &cookie).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(asked.elapsed() < Duration::from_secs(2), "it waited for a writer");
    drop(held);
    // The writer has gone; whoever prolongs the session comes through now, before it would have ended.
    tokio::time::sleep(Duration::from_millis(200)).await;
    site.shared.clock.advance(IDLE / 2 + 1);
    assert_eq!(
        site.get("/customers?page=1", &cookie).await.status(),
        StatusCode::OK
    );
}

async fn signing_out_is_carried_to_its_end_though_the_browser_leaves(site: Site) {
    let cookie = site.sign_in(Role::Viewer).await;
    let held = storage::testing::hold(&site.shared.store).await.unwrap();
    let request = Request::post("/sign-out")
        .header(header::COOKIE, &cookie)
        .body(Body::empty());
    site.send_and_leave(request.unwrap()).await;
    drop(held);
    until(&site, "/customers", &cookie, StatusCode::SEE_OTHER).await;
}

async fn the_cookie_is_out_of_reach_of_scripts(site: Site) {
    site.sign_in(Role::Viewer).await;
    let form = format!(
        "email=viewer%40example.com&password={}",
        crate::harness::PASSWORD.replace(' ', "+")
    );
    let response = site.form("/sign-in", &form, "").await;
    let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"),
        "{cookie}"
    );
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
    let linked = Request::get("/customers/download?format=csv&raw=1")
        .header(header::COOKIE, &cookie)
        .header(header::ACCEPT, "text/html,*/*");
    let refused = site.send(linked.body(Body::empty()).unwrap()).await;
    assert_eq!(
        refused.status(),
        StatusCode::UNPROCESSABLE_ENTITY,
        "a link is not enough"
    );
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
