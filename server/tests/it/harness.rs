//! A whole application over a database of its own, asked without a socket.

use axum::{
    Router,
    body::Body,
    http::{Method, Request, Response, StatusCode, header},
};
use domain::access::{Density, Role, Theme};
use domain::{access::Me, text::Locale};
use server::{listen, router::router, state::AppState};
use services::{
    access,
    context::{Actor, Clock, Ctx, Shared},
    exports::turns::Turns,
    imports::run::{Plan, import},
    places::Places,
};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use storage::{
    Store,
    testing::{self, Engine},
};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tower::ServiceExt;

pub(crate) const PASSWORD: &str = "correct horse battery staple";

pub(crate) struct Site {
    pub(crate) shared: Arc<Shared>,
    router: Router,
    folder: TempDir,
    url: String,
}

impl Site {
    /// Runs a test on a site of its own.
    pub(crate) async fn run<T: Future<Output = ()>>(engine: Engine, test: impl FnOnce(Self) -> T) {
        testing::run_at(engine, |store, url| test(Self::over(store, url))).await;
    }

    fn over(store: Store, url: String) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let spool = folder.path().join("spool");
        std::fs::create_dir(&spool).expect("a spool folder");
        // 2026-11-21 12:00 UTC.
        let clock = Clock::fixed(1_795_262_400_000_000);
        let shared = Arc::new(Shared {
            spare: 0,
            ..Shared::new(store, clock, spool)
        });
        let router = router(AppState::new(Arc::clone(&shared), false));
        Self {
            shared,
            router,
            folder,
            url,
        }
    }

    /// The same site for people in a hurry: nothing is waited for, and one download is made at a time.
    pub(crate) async fn hasty(&self) -> Arc<Shared> {
        let moment = Duration::from_millis(50);
        Arc::new(Shared {
            store: Store::open_with(&self.url, moment).await.expect("the database"),
            downloads: Turns::new(1, moment),
            pages: Places::new(1, moment),
            ..self.again()
        })
    }

    /// The same site with a single connection to its database.
    pub(crate) async fn narrow(&self) -> Arc<Shared> {
        Arc::new(Shared {
            store: Store::open_narrow(&self.url).await.expect("the database"),
            ..self.again()
        })
    }

    /// The same site on a disk without room for half-made files.
    pub(crate) fn crammed(&self) -> Arc<Shared> {
        Arc::new(Shared {
            spare: u64::MAX,
            ..self.again()
        })
    }

    /// The same site, for a test to set up otherwise.
    pub(crate) fn again(&self) -> Shared {
        let shared = &self.shared;
        Shared {
            spare: shared.spare,
            ..Shared::new(shared.store.clone(), shared.clock.clone(), shared.spool.clone())
        }
    }

    /// Sends a request to a site that is set up otherwise.
    pub(crate) async fn send_to(
        &self,
        change: impl FnOnce(AppState) -> AppState,
        request: Request<Body>,
    ) -> Response<Body> {
        let state = change(AppState::new(Arc::clone(&self.shared), false));
        router(state).oneshot(request).await.expect("an answer")
    }

    /// Listens on a port of its own, like `cohort serve`, until the test is over.
    pub(crate) async fn listen(&self, change: impl FnOnce(AppState) -> AppState) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("its number");
        let state = change(AppState::new(Arc::clone(&self.shared), false));
        let limits = state.limits;
        tokio::spawn(listen::serve(
            listener,
            router(state),
            limits,
            std::future::pending(),
        ));
        address
    }

    pub(crate) fn operator(&self) -> Ctx {
        Ctx::new(Arc::clone(&self.shared), Actor::operator())
    }

    /// Signs a fresh user of this role in; their cookie.
    pub(crate) async fn sign_in(&self, role: Role) -> String {
        let email = format!("{}@example.com", role.key());
        access::add_user(self.operator(), email.clone(), role, PASSWORD.into())
            .await
            .expect("a user");
        let form = format!("email={email}&password={}", PASSWORD.replace(' ', "+"));
        let response = self.form("/sign-in", &form, "").await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let cookie = response.headers()[header::SET_COOKIE].to_str().expect("a cookie");
        cookie.split(';').next().expect("a value").to_owned()
    }

    /// Imports two customers.
    pub(crate) async fn with_customers(&self) {
        self.import(
            "email,_website,firstname,lastname\njon@example.com,base,Jon,Doe\nann@example.com,base,Ann,Lee\n",
        )
        .await;
    }

    /// Imports a file.
    pub(crate) async fn import(&self, file: &str) {
        let path = self.folder.path().join("customers.csv");
        std::fs::write(&path, file).expect("a file");
        let plan = Plan {
            reading: domain::imports::header::Reading::PLAIN,
            behavior: domain::imports::Behavior::AddUpdate,
            on_error: domain::imports::OnError::Stop,
            allowed: 0,
            check: false,
            refused: None,
        };
        import(&self.operator(), &path, plan, &mut |_: domain::jobs::Progress| ())
            .await
            .expect("an import");
    }

    /// Imports so many customers whose rows are long: 4 kB each as Excel XML.
    pub(crate) async fn with_long_rows(&self, rows: usize) {
        let mut lines = String::from(
            "email,_website,firstname,lastname,_address_firstname,_address_lastname,_address_street,_address_city,\
             _address_country_id,_address_postcode,_address_telephone,_address_company,_address_default_billing_,\
             _address_default_shipping_\n",
        );
        let long = "long ".repeat(50);
        for n in 0..rows {
            lines.push_str(&format!(
                "{n}@example.com,base,{long},{long},{long},{long},{long},{long},NL,1234 AB,1,{long},1,1\n"
            ));
        }
        self.import(&lines).await;
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.expect("an answer")
    }

    /// Sends a request and goes away before there is an answer.
    pub(crate) async fn send_and_leave(&self, request: Request<Body>) {
        let answer = self.send(request);
        let left = tokio::time::timeout(Duration::from_millis(300), answer).await;
        assert!(left.is_err(), "the answer was there already");
    }

    pub(crate) async fn get(&self, path: &str, cookie: &str) -> Response<Body> {
        let request = Request::get(path)
            .header(header::COOKIE, cookie)
            // As a browser asks for a page, which follows redirects.
            .header(header::ACCEPT, "text/html")
            .body(Body::empty());
        self.send(request.expect("a request")).await
    }

    /// Gets something as a program does.
    pub(crate) async fn fetch(&self, path: &str, cookie: &str) -> Response<Body> {
        let request = Request::get(path).header(header::COOKIE, cookie);
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    pub(crate) async fn form(&self, path: &str, form: &str, cookie: &str) -> Response<Body> {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::CONTENT_LENGTH, form.len())
            .body(Body::from(form.to_owned()));
        self.send(request.expect("a request")).await
    }

    pub(crate) async fn json(&self, path: &str, json: &str, cookie: &str) -> Response<Body> {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::COOKIE, cookie)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(json.to_owned()));
        self.send(request.expect("a request")).await
    }
}

/// The body as text; an error where it breaks off.
pub(crate) async fn text(response: Response<Body>) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
        .await
        .expect("a whole body");
    String::from_utf8(bytes.into()).expect("UTF-8")
}

/// Somebody of this role, without a session.
pub(crate) fn somebody(site: &Site, role: Role) -> Ctx {
    let me = Me {
        email: "x@example.com".into(),
        role,
        locale: Locale::En,
        theme: Theme::System,
        density: Density::Standard,
    };
    Ctx::new(
        Arc::clone(&site.shared),
        Actor {
            user: None,
            me,
            zone: None,
        },
    )
}
