//! People whose password, role or access is changed, as their browser sees it; and the page to change one's own.

use crate::harness::{PASSWORD, Site, text};
use axum::http::{StatusCode, header};
use domain::access::Role;
use futures::StreamExt;
use services::users;
use std::time::Duration;
use storage::jobs;

storage::both_engines! {
    Site:
    an_ended_session_opens_nothing_any_more,
    a_stream_ends_with_the_session_it_is_told_to,
    a_password_is_changed_by_a_plain_form,
    sessions_are_seen_and_ended_by_plain_forms,
    a_time_zone_is_chosen_by_a_plain_form_and_remembered,
    signing_out_clears_what_the_browser_keeps,
}

const OTHER: &str = "vier fietsen onder een paarse maan";

/// What four kinds of requests with this cookie are answered.
async fn answers(site: &Site, cookie: &str) -> [StatusCode; 4] {
    let function = site.form("/api/customers/page", "query=", cookie).await;
    [
        site.get("/customers?sort=id", cookie).await.status(),
        function.status(),
        site.fetch("/customers/download?format=csv", cookie)
            .await
            .status(),
        site.fetch("/jobs/import/events", cookie).await.status(),
    ]
}

/// A page leads to the sign-in; everything else is refused.
const OUT: [StatusCode; 4] = [
    StatusCode::SEE_OTHER,
    StatusCode::UNAUTHORIZED,
    StatusCode::UNAUTHORIZED,
    StatusCode::UNAUTHORIZED,
];

async fn enter(site: &Site, password: &str) -> String {
    let form = format!(
        "email=contributor@example.com&password={}",
        password.replace(' ', "+")
    );
    let response = site.form("/sign-in", &form, "").await;
    let cookie = response.headers()[header::SET_COOKIE].to_str().expect("a cookie");
    cookie.split(';').next().expect("a value").to_owned()
}

async fn an_ended_session_opens_nothing_any_more(site: Site) {
    site.with_customers().await;
    let mut cookie = site.sign_in(Role::Contributor).await;
    let who = "contributor@example.com";
    for (n, password) in [OTHER, OTHER, OTHER, OTHER].into_iter().enumerate() {
        assert_eq!(answers(&site, &cookie).await, [StatusCode::OK; 4]);
        let operator = site.operator();
        match n {
            0 => users::set_password(operator, who, OTHER.into()).await,
            1 => users::set_role(operator, who, Role::Viewer).await,
            2 => users::end_sessions(operator, who).await.map(drop),
            _ => users::set_active(operator, who, false).await,
        }
        .expect("a change");
        assert_eq!(answers(&site, &cookie).await, OUT, "change {n}");
        if n < 3 {
            cookie = enter(&site, password).await;
        }
    }
}

async fn a_stream_ends_with_the_session_it_is_told_to(site: Site) {
    let cookie = site.sign_in(Role::Contributor).await;
    let mut tx = site.shared.store.begin().await.expect("a transaction");
    let task = domain::jobs::Task::RefreshSegment {
        segment: domain::ids::SegmentId(1),
    };
    jobs::enqueue(&mut tx, &task, "contributor@example.com", 1)
        .await
        .expect("a job");
    tx.commit().await.expect("a commit");
    let answer = site.fetch("/jobs/refresh-segment/events", &cookie).await;
    let mut told = answer.into_body().into_data_stream();
    told.next().await.expect("a word").expect("a block");
    users::set_active(site.operator(), "contributor@example.com", false)
        .await
        .expect("a change");
    let end = async { while told.next().await.is_some() {} };
    tokio::time::timeout(Duration::from_secs(30), end)
        .await
        .expect("the stream ends, though its job is still there");
}

async fn sessions_are_seen_and_ended_by_plain_forms(site: Site) {
    let mine = site.sign_in(Role::Contributor).await;
    let mut others = Vec::new();
    for _ in 0..3 {
        site.shared.clock.advance(1);
        others.push(enter(&site, PASSWORD).await);
    }
    let answer = site.get("/sessions", &mine).await;
    let policy = answer.headers()[header::CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    assert!(!policy.contains("script-src"), "{policy}");
    let page = text(answer).await;
    assert_eq!(page.matches("<li>").count(), 4, "{page}");
    assert_eq!(page.matches("name=\"started\"").count(), 3, "{page}");
    assert!(
        page.contains(">Here<") && page.contains("Sign out everywhere else"),
        "{page}"
    );
    let (_, value) = page.split_once("name=\"started\" value=\"").expect("a button");
    let (newest, _) = value.split_once('"').expect("its end");
    for (body, open) in [(format!("started={newest}"), 2), (String::new(), 0)] {
        let ended = site.form("/sessions", &body, &mine).await;
        assert_eq!(ended.status(), StatusCode::SEE_OTHER);
        let to = ended.headers()[header::LOCATION].to_str().unwrap().to_owned();
        assert!(
            text(site.get(&to, &mine).await)
                .await
                .contains("signed out there")
        );
        for (n, other) in others.iter().enumerate() {
            let expected = if n < open { [StatusCode::OK; 4] } else { OUT };
            assert_eq!(answers(&site, other).await, expected, "{body} {n}");
        }
    }
    let alone = text(site.get("/sessions", &mine).await).await;
    assert!(!alone.contains("Sign out everywhere else"), "{alone}");
    let nonsense = site.form("/sessions", "started=x", &mine).await;
    assert_eq!(nonsense.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answers(&site, &mine).await, [StatusCode::OK; 4]);
}

async fn a_password_is_changed_by_a_plain_form(site: Site) {
    let mine = site.sign_in(Role::Contributor).await;
    let elsewhere = enter(&site, PASSWORD).await;
    let page = site.get("/password", &mine).await;
    assert_eq!(page.status(), StatusCode::OK);
    let policy = page.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(!policy.contains("script-src"), "{policy}");
    let page = text(page).await;
    for part in [
        "contributor@example.com",
        "name=\"current\"",
        "autocomplete=\"new-password\"",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let form = |current: &str, new: &str, again: &str| {
        format!("current={current}&new={new}&again={again}").replace(' ', "+")
    };
    for (form, sentence) in [
        (form("wrong", OTHER, OTHER), "This is not your password"),
        (form(PASSWORD, OTHER, "x"), "are not the same"),
        (form(PASSWORD, "short", "short"), "at least 12 characters"),
        (
            form(PASSWORD, "password12345", "password12345"),
            "among the first",
        ),
        ("nonsense=1".to_owned(), "at least 12 characters"),
    ] {
        let refused = site.form("/password", &form, &mine).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let refused = text(refused).await;
        assert!(
            refused.contains(sentence) && refused.contains("aria-invalid"),
            "{refused}"
        );
        for secret in [PASSWORD, OTHER] {
            assert!(!refused.contains(secret), "what was typed is not shown again");
        }
    }
    let changed = site.form("/password", &form(PASSWORD, OTHER, OTHER), &mine).await;
    assert_eq!(changed.status(), StatusCode::SEE_OTHER);
    let to = changed.headers()[header::LOCATION].to_str().unwrap().to_owned();
    assert!(
        text(site.get(&to, &mine).await)
            .await
            .contains("has been changed")
    );
    assert_eq!(answers(&site, &elsewhere).await, OUT);
    assert_eq!(answers(&site, &mine).await, [StatusCode::OK; 4]);
    assert_eq!(
        answers(&site, &enter(&site, OTHER).await).await,
        [StatusCode::OK; 4]
    );
}

async fn a_time_zone_is_chosen_by_a_plain_form_and_remembered(site: Site) {
    site.with_customers().await;
    let cookie = site.sign_in(Role::Contributor).await;
    // 12:00 UTC on 21 November.
    let since = async |cookie: &str| {
        text(
            site.form("/api/customers/page", "query=columns%3Dsince", cookie)
                .await,
        )
        .await
    };
    assert!(since(&cookie).await.contains("12:00:00"));
    let page = text(site.get("/time-zone", &cookie).await).await;
    for part in [
        "server’s: UTC",
        "value=\"America/Argentina/Buenos_Aires\"",
        "America/Argentina/Buenos Aires",
    ] {
        assert!(page.contains(part), "{part}");
    }
    for nonsense in [
        "Europe/Atlantis",
        "../../etc/passwd",
        "<script>",
        "europe/amsterdam",
        "+02:00",
    ] {
        let form = format!(
            "zone={}",
            form_urlencoded::byte_serialize(nonsense.as_bytes()).collect::<String>()
        );
        let refused = site.form("/time-zone", &form, &cookie).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{nonsense}");
        let refused = text(refused).await;
        assert!(
            refused.contains("is no time zone known here") && !refused.contains("<script>"),
            "{refused}"
        );
    }
    assert!(since(&cookie).await.contains("12:00:00"));
    let chosen = site.form("/time-zone", "zone=Asia%2FKathmandu", &cookie).await;
    assert_eq!(chosen.headers()[header::LOCATION], "/time-zone?changed");
    let page = text(site.get("/time-zone?changed", &cookie).await).await;
    assert!(
        page.contains("Your time zone is Asia/Kathmandu now.") && page.contains("5:45:00"),
        "{page}"
    );
    assert!(since(&cookie).await.contains("5:45:00"));
    // Remembered, for this person alone.
    assert!(since(&enter(&site, PASSWORD).await).await.contains("5:45:00"));
    let viewer = site.sign_in(Role::Viewer).await;
    assert!(since(&viewer).await.contains("12:00:00"));
    site.form("/time-zone", "zone=", &cookie).await;
    assert!(since(&cookie).await.contains("12:00:00"));
}

async fn signing_out_clears_what_the_browser_keeps(site: Site) {
    let cookie = site.sign_in(Role::Contributor).await;
    let answer = site.form("/sign-out", "", &cookie).await;
    assert_eq!(answer.headers()["clear-site-data"], "\"cache\", \"storage\"");
    assert_eq!(answer.headers()[header::LOCATION], "/sign-in");
    assert_eq!(answers(&site, &cookie).await, OUT);
}
