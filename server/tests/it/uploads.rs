//! Files on their way in, and what is told of jobs.

use crate::harness::{Site, text};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::access::Role;
use futures::StreamExt;
use std::time::Duration;

storage::both_engines! {
    Site:
    who_has_enough_imports_waiting_is_told_to_come_back,
    an_upload_is_carried_to_its_end_though_the_browser_leaves,
    an_upload_starts_a_job_and_a_cut_one_does_not,
    a_body_that_is_too_large_is_cut_off,
    an_upload_is_mapped_checked_and_read_as_its_address_says,
    an_upload_loses_its_guard_where_its_address_says_so,
    jobs_are_told_of_until_none_is_left,
    a_server_that_stops_ends_its_streams,
    a_stream_ends_with_the_session_and_with_the_right_to_it,
    an_upload_that_is_sent_again_is_imported_once,
}

async fn an_upload_is_carried_to_its_end_though_the_browser_leaves(site: Site) {
    let cookie = site.sign_in(Role::Contributor).await;
    let held = storage::testing::hold(&site.shared.store).await.unwrap();
    let file = "email,_website,firstname,lastname\njon@example.com,base,Jon,Doe\n";
    let request = Request::post("/imports/upload?name=two.csv")
        .header(header::COOKIE, &cookie)
        .body(Body::from(file));
    site.send_and_leave(request.unwrap()).await;
    drop(held);
    let waiting = async || {
        let jobs = storage::jobs::unfinished(&site.shared.store, "import").await;
        jobs.unwrap().len()
    };
    for _ in 0..100 {
        if waiting().await > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(waiting().await, 1);
    let copies = std::fs::read_dir(&site.shared.spool).unwrap().count();
    assert_eq!(copies, 1, "the job has its file");
}

pub(crate) async fn upload(site: &Site, query: &str, body: Body, cookie: &str) -> (StatusCode, String) {
    let request = Request::post(format!("/imports/upload?{query}"))
        .header(header::COOKIE, cookie)
        .body(body);
    let response = site.send(request.unwrap()).await;
    (response.status(), text(response).await)
}

async fn an_upload_starts_a_job_and_a_cut_one_does_not(site: Site) {
    let cookie = site.sign_in(Role::Contributor).await;
    let file = "email,_website,firstname,lastname\njon@example.com,base,Jon,Doe\n";
    let (status, body) = upload(
        &site,
        &format!("name=two.csv&size={}", file.len()),
        file.into(),
        &cookie,
    )
    .await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, "{\"job\":1}"));
    let (status, body) = upload(&site, "name=two.csv&size=999", file.into(), &cookie).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains("999"), "{body}");
    let (status, body) = upload(&site, "name=two.csv&size=9999999999", file.into(), &cookie).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(body.contains("512"), "{body}");
    let broken = futures::stream::iter([Ok("email,".to_owned()), Err(std::io::Error::other("gone"))]);
    let (status, _) = upload(&site, "name=two.csv", Body::from_stream(broken), &cookie).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, body) = upload(&site, "name=x.csv", "one,two\n".into(), &cookie).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    let left: Vec<_> = std::fs::read_dir(&site.shared.spool).unwrap().collect();
    assert_eq!(left.len(), 1, "only the accepted upload is kept");
}

async fn an_upload_that_is_sent_again_is_imported_once(site: Site) {
    let cookie = site.sign_in(Role::Contributor).await;
    let words = "name=x.csv&map=note%3D-&on_error=skip";
    let once = format!("{words}&token=1");
    let many = (0..20).map(|_| upload(&site, &once, FILE.into(), &cookie));
    for (status, body) in futures::future::join_all(many).await {
        assert_eq!((status, body.as_str()), (StatusCode::OK, "{\"job\":1}"));
    }
    let copies = || std::fs::read_dir(&site.shared.spool).unwrap().count();
    assert_eq!(copies(), 1, "the job has its file");
    for (query, job) in [
        (format!("{words}&token=2"), 2),
        (format!("{words}&behavior=replace&token=1"), 3),
        (words.to_owned(), 4),
        (words.to_owned(), 5),
    ] {
        let (_, body) = upload(&site, &query, FILE.into(), &cookie).await;
        assert_eq!(body, format!("{{\"job\":{job}}}"), "{query}");
    }
    let corrected = format!("{FILE}ann@example.com,base,Ann,Lee,\n");
    let (_, body) = upload(&site, &once, corrected.into(), &cookie).await;
    assert_eq!(body, "{\"job\":6}", "another file under the same word");
    assert_eq!(copies(), 6);
}

async fn a_body_that_is_too_large_is_cut_off(site: Site) {
    let cookie = site.sign_in(Role::Administrator).await;
    let response = site
        .form(
            "/api/customers/page",
            &format!("query={}", "x".repeat(3 << 20)),
            &cookie,
        )
        .await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    // One that does not say how long it is.
    let blocks = futures::stream::repeat_with(|| Ok::<_, std::io::Error>("x".repeat(1 << 20))).take(3);
    let request = Request::post("/api/customers/page")
        .header(header::COOKIE, &cookie)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from_stream(blocks));
    let response = site.send(request.unwrap()).await;
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

const FILE: &str =
    "email,_website,firstname,lastname,note\njon@example.com,base,Jon,Doe,\nann,base,Ann,Lee,x\n";

async fn an_upload_is_mapped_checked_and_read_as_its_address_says(site: Site) {
    let cookie = site.sign_in(Role::Contributor).await;
    for (words, sentence) in [
        ("", "“note” is not known here"),
        ("&map=note%3Demail", "both to become the field email"),
        ("&map=note%3Dshoe", "is no mapping"),
        ("&map=note%3D-&map=gone%3D-", "no column “gone”"),
        ("&map=note%3D-&encoding=morse", "morse"),
        ("&map=note%3D-&allowed=-1", "-1"),
        ("&map=note%3D-&dates=backwards", "backwards"),
        // What was meant to keep something from being written must not be passed over.
        ("&map=note%3D-&check=true", "true"),
        ("&map=note%3D-&guarded=true", "true"),
        ("&map=note%3D-&chek=1", "“chek” is not a word"),
    ] {
        let (status, body) = upload(&site, &format!("name=x.csv{words}"), FILE.into(), &cookie).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{words}: {body}");
        assert!(body.contains(sentence), "{body}");
    }
    let words =
        "name=x.csv&map=note%3D_address_company&encoding=utf-8&delimiter=comma&dates=auto&on_error=skip";
    let (status, body) = upload(&site, words, FILE.into(), &cookie).await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, "{\"job\":1}"));
    assert!(services::jobs::run_one(&site.shared, "test").await.unwrap());
    let refused = site.get("/imports/1/refused", &cookie).await;
    assert_eq!(
        refused.headers()[header::CONTENT_DISPOSITION],
        "attachment; filename=\"refused-1.csv\""
    );
    let refused = text(refused).await;
    assert!(refused.contains("\nann,base,Ann,Lee,x,3,email,ann,"), "{refused}");
    let viewer = site.sign_in(Role::Viewer).await;
    assert_eq!(
        site.get("/imports/1/refused", &viewer).await.status(),
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        site.get("/imports/2/refused", &cookie).await.status(),
        StatusCode::NOT_FOUND
    );
}

async fn an_upload_loses_its_guard_where_its_address_says_so(site: Site) {
    let cookie = site.sign_in(Role::Contributor).await;
    let file = "email,_website,firstname,lastname\njon@example.com,base,'=1,Doe\n";
    for (job, words, name) in [
        (1, "guarded=0", "''=1 Doe"),
        (2, "guarded=1", "'=1 Doe"),
        (3, "kind=auto", "''=1 Doe"),
    ] {
        let (status, body) = upload(&site, &format!("name=x.csv&{words}"), file.into(), &cookie).await;
        assert_eq!((status, body), (StatusCode::OK, format!("{{\"job\":{job}}}")));
        assert!(services::jobs::run_one(&site.shared, "test").await.unwrap());
        let file = site
            .get("/customers/download?format=csv&columns=name", &cookie)
            .await;
        assert_eq!(text(file).await, format!("Name\n{name}\n"), "{words}");
    }
}

/// Reads events until one of them holds a word.
async fn hear(body: &mut axum::body::BodyDataStream, word: &str) -> String {
    let mut heard = String::new();
    while let Some(block) = body.next().await {
        heard.push_str(std::str::from_utf8(&block.unwrap()).unwrap());
        if heard.contains(word) {
            return heard;
        }
    }
    panic!("the stream ended after {heard}");
}

async fn jobs_are_told_of_until_none_is_left(site: Site) {
    let cookie = site.sign_in(Role::Contributor).await;
    let quiet = site.get("/jobs/import/events", &cookie).await;
    assert_eq!(quiet.headers()[header::CONTENT_TYPE], "text/event-stream");
    assert_eq!(text(quiet).await, "data: []\n\n");
    assert_eq!(
        site.get("/jobs/shoe/events", &cookie).await.status(),
        StatusCode::NOT_FOUND
    );
    let (status, _) = upload(
        &site,
        "name=x.csv&map=note%3D-&on_error=skip",
        FILE.into(),
        &cookie,
    )
    .await;
    assert_eq!(status, StatusCode::OK);
    let mut events = site
        .get("/jobs/import/events", &cookie)
        .await
        .into_body()
        .into_data_stream();
    let first = hear(&mut events, "\n\n").await;
    assert!(
        first.contains("\"id\":1") && first.contains("\"state\":\"queued\""),
        "{first}"
    );
    hear(&mut events, "queued").await;
    assert!(services::jobs::run_one(&site.shared, "test").await.unwrap());
    hear(&mut events, "data: []").await;
    assert!(events.next().await.is_none(), "that was the last word");
}

async fn a_stream_ends_with_the_session_and_with_the_right_to_it(site: Site) {
    for by_role in [false, true] {
        let role = if by_role {
            Role::Administrator
        } else {
            Role::Contributor
        };
        let cookie = site.sign_in(role).await;
        let (status, _) = upload(&site, "name=x.csv&map=note%3D-", FILE.into(), &cookie).await;
        assert_eq!(status, StatusCode::OK);
        let events = site.get("/jobs/import/events", &cookie).await;
        let mut events = events.into_body().into_data_stream();
        hear(&mut events, "queued").await;
        if by_role {
            storage::testing::switch_off(&site.shared.store, &format!("{}@example.com", role.key()))
                .await
                .unwrap();
        } else {
            site.form("/sign-out", "", &cookie).await;
        }
        let rest = async { while events.next().await.is_some() {} };
        let ended = tokio::time::timeout(Duration::from_secs(30), rest).await;
        assert!(ended.is_ok(), "it goes on, though the job waits for ever");
    }
}

async fn a_server_that_stops_ends_its_streams(site: Site) {
    let cookie = site.sign_in(Role::Contributor).await;
    let (status, _) = upload(&site, "name=x.csv&map=note%3D-", FILE.into(), &cookie).await;
    assert_eq!(status, StatusCode::OK);
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let state = server::state::AppState::new(site.shared.clone(), false).until(stopping);
    let request = Request::get("/jobs/import/events")
        .header(header::COOKIE, &cookie)
        .body(Body::empty());
    let answer = tower::ServiceExt::oneshot(server::router::router(state), request.unwrap()).await;
    let mut events = answer.unwrap().into_body().into_data_stream();
    hear(&mut events, "queued").await;
    stop.send_replace(true);
    while events.next().await.is_some() {}
}

async fn who_has_enough_imports_waiting_is_told_to_come_back(site: Site) {
    let cookie = site.sign_in(Role::Contributor).await;
    let file = "email,_website,firstname,lastname\njon@example.com,base,Jon,Doe\n";
    for _ in 0..services::jobs::queue::IMPORTS {
        let (status, body) = upload(&site, "name=two.csv", file.into(), &cookie).await;
        assert_eq!(status, StatusCode::OK, "{body}");
    }
    let files = || std::fs::read_dir(&site.shared.spool).unwrap().count();
    let before = files();
    let request = Request::post("/imports/upload?name=two.csv")
        .header(header::COOKIE, &cookie)
        .body(file.into());
    let refused = site.send(request.unwrap()).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()[header::RETRY_AFTER], "5");
    let said = text(refused).await;
    assert!(said.contains("10 jobs of yours wait"), "{said}");
    assert_eq!(files(), before, "the copy goes");
}
