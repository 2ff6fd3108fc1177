//! Sign-in, CSRF and the headers of every answer.

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
    every_answer_carries_the_security_headers,
    each_page_has_a_nonce_of_its_own,
    what_comes_from_another_site_is_refused,
    pages_lead_to_the_sign_in_and_back,
    the_sign_in_remembers_what_was_typed_and_how_pages_looked,
    whoever_signs_in_first_gets_the_browsers_language_and_not_the_last_readers,
    the_sign_in_leads_back_to_the_very_address_and_nowhere_else,
    any_request_keeps_a_session_and_none_waits_for_that,
    signing_out_is_carried_to_its_end_though_the_browser_leaves,
    the_cookie_is_out_of_reach_of_scripts,
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
