//! Clients that go away, at every step of a request there is: whoever comes next is served, though there is one
//! connection for all.

use crate::harness::{PASSWORD, Site, text};
use axum::{
    Router,
    body::Body,
    http::{Request, Response, StatusCode, header},
};
use domain::access::Role;
use futures::StreamExt;
use server::{router::router, state::AppState};
use std::{
    pin::pin,
    sync::atomic::{AtomicUsize, Ordering},
    task::Poll,
    time::Duration,
};
use tokio::time::timeout;
use tower::ServiceExt;

storage::both_engines! {
    Site:
    whoever_goes_away_at_any_step_takes_no_connection_along,
    whoever_leaves_a_file_in_the_middle_takes_no_connection_along,
    whoever_leaves_while_a_page_is_made_leaves_nothing_broken_behind,
}

const FORM: &str = "application/x-www-form-urlencoded";
/// No request is looked at more often before it is answered.
const STEPS: u32 = 200;
/// So many leave while a page is made: without more ado one in fifty of them broke something.
const LEAVERS: u64 = 600;
/// So many read pages at the same time.
const TOGETHER: usize = 64;
/// What goes on beside a request is never twice the same.
const ROUNDS: usize = 3;

/// Asks, and goes away after so many looks at whether there is an answer; the answer, if it came before.
async fn for_so_long(steps: u32, asked: impl Future<Output = Response<Body>>) -> Option<Response<Body>> {
    let (mut asked, mut left) = (pin!(asked), steps);
    std::future::poll_fn(|cx| match asked.as_mut().poll(cx) {
        Poll::Ready(answer) => Poll::Ready(Some(answer)),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

struct Narrow {
    router: Router,
    cookie: String,
}

impl Narrow {
    async fn of(site: &Site) -> Self {
        site.with_customers().await;
        let cookie = site.sign_in(Role::Administrator).await;
        let router = router(AppState::new(site.narrow().await, false));
        Self { router, cookie }
    }

    async fn ask(&self, method: &str, path: &str, kind: &str, body: String) -> Response<Body> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body));
        let answer = self.router.clone().oneshot(request.expect("a request"));
        answer.await.expect("an answer")
    }

    /// Somebody else reads and writes.
    async fn serves(&self, after: &str) {
        let page = self.ask("GET", "/customers?sort=id", FORM, String::new()).await;
        assert_eq!(page.status(), StatusCode::OK, "after {after}");
        assert!(text(page).await.contains("jon@example.com"));
        let kept = self
            .ask("POST", "/api/views/keep", FORM, "query=sort%3Did".to_owned())
            .await;
        let status = kept.status();
        assert_eq!(status, StatusCode::OK, "after {after}: {}", text(kept).await);
    }
}

async fn whoever_goes_away_at_any_step_takes_no_connection_along(site: Site) {
    let narrow = Narrow::of(&site).await;
    let sign_in = format!(
        "email=administrator%40example.com&password={}",
        PASSWORD.replace(' ', "+")
    );
    let edit = r#"{"edit":{"customer":1,"version":1,"column":"tax_vat","value":"V"},"columns":["tax_vat"]}"#;
    let view = r#"{"id":null,"version":0,"name":"By mail","query":"sort=email"}"#;
    let segment = r#"{"id":null,"version":0,"definition":{"name":"S","description":"","websites":[1],"active":true,
        "apply_to":"registered","everyone_confirmed":true,"rule":{"quantifier":"all","expected":true,"children":[]}}}"#;
    let file = "email,_website,firstname,lastname\nkim@example.com,base,Kim,Lee\n";
    let (mut left, mut answered) = (0, 0);
    let requests = [
        ("GET", "/customers?sort=email", FORM, ""),
        ("GET", "/customers/1", FORM, ""),
        ("POST", "/api/customers/page", FORM, "query=q%3Djon"),
        ("POST", "/api/customers/save-cell", "application/json", edit),
        ("POST", "/api/views/save", "application/json", view),
        ("POST", "/api/segments/save", "application/json", segment),
        (
            "POST",
            "/customers/download",
            FORM,
            "selection=&version=1&count=2",
        ),
        ("POST", "/imports/upload?name=x.csv", "text/csv", file),
        ("GET", "/jobs/import/events", FORM, ""),
        ("POST", "/sign-in", FORM, sign_in.as_str()),
        ("GET", "/health/ready", FORM, ""),
    ];
    let rounds = std::iter::repeat_n(requests, ROUNDS).flatten();
    for (method, path, kind, body) in rounds {
        for steps in 0..STEPS {
            let asked = narrow.ask(method, path, kind, body.to_owned());
            let answer = for_so_long(steps, asked).await;
            narrow.serves(&format!("{steps} steps of {path}")).await;
            match answer {
                None => left += 1,
                Some(answer) => {
                    assert!(!answer.status().is_server_error(), "{path}: {}", answer.status());
                    answered += 1;
                    break;
                }
            }
        }
    }
    assert_eq!(answered, requests.len() * ROUNDS);
    assert!(left > answered, "only {left} went away");
}

async fn whoever_leaves_a_file_in_the_middle_takes_no_connection_along(site: Site) {
    let narrow = Narrow::of(&site).await;
    for blocks in 0..3 {
        for path in [
            "/customers/download?format=csv",
            "/customers/download?format=excel-xml",
            "/jobs/import/events",
        ] {
            let answer = narrow.ask("GET", path, FORM, String::new()).await;
            assert_eq!(answer.status(), StatusCode::OK, "{path}");
            let mut body = answer.into_body().into_data_stream();
            for _ in 0..blocks {
                body.next().await;
            }
            drop(body);
            narrow.serves(&format!("{blocks} blocks of {path}")).await;
        }
    }
    let left = std::fs::read_dir(&site.shared.spool).unwrap().count();
    assert_eq!(left, 0);
}

/// Parts of a page are tasks of their own, which must not find it gone.
async fn whoever_leaves_while_a_page_is_made_leaves_nothing_broken_behind(site: Site) {
    static BROKEN: AtomicUsize = AtomicUsize::new(0);
    site.with_customers().await;
    let cookie = site.sign_in(Role::Administrator).await;
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        BROKEN.fetch_add(1, Ordering::Relaxed);
        report(panic);
    }));
    let (mut left, pages) = (
        0,
        ["/customers?sort=email", "/customers", "/customers/1", "/segments"],
    );
    for (n, path) in (0..LEAVERS).zip(pages.into_iter().cycle()) {
        let request = Request::get(path)
            .header(header::COOKIE, &cookie)
            .header(header::ACCEPT, "text/html");
        let request = request.body(Body::empty()).expect("a request");
        // The first moment is over before anything has begun.
        let answer = timeout(Duration::from_millis(1 + n % 12), site.send(request));
        left += usize::from(answer.await.is_err());
    }
    // Whoever stays meanwhile, and many do, has whole pages.
    let whole = ["/customers?sort=email", "/customers/1", "/segments"];
    let together = (0..TOGETHER)
        .zip(whole.into_iter().cycle())
        .map(async |(_, path)| {
            let request = Request::get(path)
                .header(header::COOKIE, &cookie)
                .header(header::ACCEPT, "text/html");
            let answer = site.send(request.body(Body::empty()).expect("a request")).await;
            assert_eq!(answer.status(), StatusCode::OK, "{path}");
            let page = text(answer).await;
            assert!(
                page.contains("</main>") && page.contains("</html>"),
                "{path}: {page}"
            );
        });
    futures::future::join_all(together).await;
    drop(std::panic::take_hook());
    assert!(left > 0, "nobody left");
    assert_eq!(BROKEN.load(Ordering::Relaxed), 0);
}
