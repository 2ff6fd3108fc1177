//! What holds for every address alike: other sites, reading, cookies, headers.

use crate::harness::{Site, text};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::access::Role;
use server::state::AppState;
use std::sync::Arc;

storage::both_engines! {
    Site:
    over_https_the_session_is_safe_on_its_way_and_where_it_is_kept,
    no_address_obeys_another_site,
    reading_changes_nothing,
    a_server_without_its_database_is_not_ready,
    tries_to_sign_in_are_counted_by_all_servers_together,
}

fn https(site: &Site) -> impl Fn(AppState) -> AppState {
    let shared = Arc::clone(&site.shared);
    move |_| AppState::new(Arc::clone(&shared), true)
}

async fn over_https_the_session_is_safe_on_its_way_and_where_it_is_kept(site: Site) {
    site.sign_in(Role::Viewer).await;
    let form = format!(
        "email=viewer%40example.com&password={}",
        crate::harness::PASSWORD.replace(' ', "+")
    );
    let request = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form));
    let answer = site.send_to(https(&site), request.unwrap()).await;
    let year = answer.headers()[header::STRICT_TRANSPORT_SECURITY]
        .to_str()
        .unwrap();
    assert_eq!(year, "max-age=31536000; includeSubDomains");
    let cookies = answer.headers().get_all(header::SET_COOKIE).into_iter();
    let cookies: Vec<_> = cookies
        .map(|cookie| cookie.to_str().unwrap().to_owned())
        .collect();
    let session = cookies.iter().find(|cookie| cookie.starts_with("__Host-cohort="));
    let words: Vec<_> = session.expect("a session").split("; ").collect();
    for word in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(words.contains(&word), "{word}: {words:?}");
    }
    assert!(!words.iter().any(|word| word.starts_with("Domain")), "{words:?}");
    let token = words[0].trim_start_matches("__Host-cohort=");
    assert!(token.len() >= 64, "256 bits in hexadecimal: {token}");
    let rows = storage::testing::contents(&site.shared.store).await.unwrap();
    assert!(rows.iter().any(|row| row.contains("viewer@example.com")));
    assert!(
        !rows.iter().any(|row| row.contains(token)),
        "only its hash is kept"
    );
    // The cookie opens the site over https, and under the name of a plain one nothing.
    for (name, status) in [
        ("__Host-cohort", StatusCode::OK),
        ("cohort", StatusCode::UNAUTHORIZED),
    ] {
        let request = Request::post("/api/customers/page")
            .header(header::COOKIE, format!("{name}={token}"))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("query="));
        let answer = site.send_to(https(&site), request.unwrap()).await;
        assert_eq!(answer.status(), status, "{name}");
    }
}

async fn no_address_obeys_another_site(site: Site) {
    let cookie = site.sign_in(Role::Administrator).await;
    let before = storage::testing::contents(&site.shared.store).await.unwrap();
    let golden = include_str!("endpoints.golden").lines();
    let golden = golden.filter(|line| !line.starts_with('#') && !line.is_empty() && !line.ends_with(" GET"));
    let mut asked = 0;
    for line in golden.chain(["/sign-out anyone", "/sign-in anyone"]) {
        let mut words = line.splitn(3, ' ');
        let (path, body) = (words.next().unwrap(), words.nth(1).unwrap_or_default());
        for kind in [
            "application/x-www-form-urlencoded",
            "application/json",
            "text/plain",
        ] {
            for (name, value) in [
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-site", "same-site"),
                ("origin", "https://evil.example"),
                ("origin", "null"),
            ] {
                let request = Request::post(path)
                    .header(header::HOST, "127.0.0.1:3000")
                    .header(header::COOKIE, &cookie)
                    .header(header::CONTENT_TYPE, kind)
                    .header(name, value)
                    .body(Body::from(body.to_owned()));
                let status = site.send(request.unwrap()).await.status();
                assert_eq!(status, StatusCode::FORBIDDEN, "{path} {kind} {name}: {value}");
                asked += 1;
            }
        }
    }
    assert!(asked > 300, "{asked}");
    let after = storage::testing::contents(&site.shared.store).await.unwrap();
    assert_eq!(before, after);
}

async fn reading_changes_nothing(site: Site) {
    site.with_customers().await;
    let cookie = site.sign_in(Role::Administrator).await;
    // Who fetched which file is written down; nobody sees that.
    let contents = async || {
        let mut rows = storage::testing::contents(&site.shared.store).await.unwrap();
        rows.retain(|row| !row.starts_with("audit ") && !row.contains("'audit'") && !row.contains("(audit,"));
        rows
    };
    let before = contents().await;
    let golden = include_str!("endpoints.golden").lines();
    let golden = golden.filter(|line| !line.starts_with('#') && !line.is_empty());
    let paths = golden.filter_map(|line| line.split(' ').next());
    let pages = [
        "/",
        "/customers",
        "/customers/1",
        "/segments",
        "/segments/1",
        "/segments/new",
        "/reports/segments",
        "/reports/segments/1",
        "/imports",
        "/imports/1",
        "/sign-in",
        "/sign-out",
        "/password",
        "/sessions",
        "/time-zone",
        "/health/ready",
    ];
    for path in paths.chain(pages) {
        let answer = site.get(&format!("{path}?id=1&query=x"), &cookie).await;
        assert!(!answer.status().is_server_error(), "{path}: {}", answer.status());
        text(answer).await;
        assert_eq!(before, contents().await, "{path}");
    }
}

async fn a_server_without_its_database_is_not_ready(site: Site) {
    let ready = async || site.get("/health/ready", "").await.status();
    assert_eq!(ready().await, StatusCode::OK);
    site.shared.store.close().await;
    let answer = site.get("/health/ready", "").await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(text(answer).await, "the database does not answer\n");
    assert_eq!(site.get("/health/live", "").await.status(), StatusCode::OK);
}

async fn tries_to_sign_in_are_counted_by_all_servers_together(site: Site) {
    site.sign_in(Role::Viewer).await;
    let right = crate::harness::PASSWORD.replace(' ', "+");
    // Each try meets a server that has just been started.
    let led_to = async |password: &str| {
        let shared = site.narrow().await;
        let request = Request::post("/sign-in")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!(
                "email=viewer%40example.com&password={password}"
            )));
        let answer = site
            .send_to(|state| AppState { shared, ..state }, request.unwrap())
            .await;
        answer.headers()[header::LOCATION].to_str().unwrap().to_owned()
    };
    for n in 0..5 {
        assert!(
            led_to("wrong").await.starts_with("/sign-in?error=wrong"),
            "try {n}"
        );
    }
    for password in ["wrong", right.as_str()] {
        let to = led_to(password).await;
        assert!(to.starts_with("/sign-in?error=throttled"), "{password}: {to}");
    }
}
