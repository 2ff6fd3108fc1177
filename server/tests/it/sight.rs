//! What a viewer may not see is in no answer of the server: every page, function and file is asked for and searched.

use crate::harness::{Site, text};
use axum::{
    body::Body,
    http::{Request, header},
};
use domain::{access::Role, customers::present::Births, segments::segment::Definition};
use server::state::AppState;
use services::{
    context::Shared,
    imports::{self, Upload},
    segments::{define, refresh},
};
use std::{collections::BTreeSet, sync::Arc};

storage::both_engines! {
    Site:
    no_answer_tells_a_viewer_a_number_or_a_day_of_birth,
    who_may_not_see_a_number_is_not_offered_to_search_by_it,
}

const FILE: &str = "email,_website,firstname,lastname,dob,taxvat,_address_firstname,_address_lastname,_address_street,\
_address_city,_address_country_id,_address_postcode,_address_telephone,_address_vat_id,_address_default_billing_\n\
jon@example.com,base,Jon,Doe,1984-05-30,NLCANARY1,Jon,Doe,Main Street 1,Town,NL,1234 AB,1,SECANARY2,1\n";

/// Planted: the numbers, and the day of birth as files and as pages have it.
const PLANTED: [&str; 4] = ["nlcanary1", "secanary2", "1984-05-30", "may 30"];

/// What is asked of the grid: the columns they are in, and those who have them.
const QUERIES: [&str; 4] = [
    "columns=id,tax_vat,vat,birth",
    "columns=name,tax_vat&q=canary",
    "columns=id,vat&sort=tax_vat&per_page=all",
    "columns=id,birth&f.tax_vat=canary",
];

async fn no_answer_tells_a_viewer_a_number_or_a_day_of_birth(site: Site) {
    site.import(FILE).await;
    let everybody: Definition = serde_json::from_str(
        r#"{"name":"All","description":"","websites":[1],"everyone_confirmed":true,"active":true,"apply_to":"registered",
            "rule":{"quantifier":"any","expected":true,"children":[
                {"node":"test","attribute":"tax_vat","operator":"is","value":"NLCANARY1"},
                {"node":"combination","quantifier":"all","expected":true,"children":[
                    {"node":"test","attribute":"birth","operator":"is","value":"1984-05-30"}]}]}}"#,
    )
    .expect("a segment");
    let segment = define::save(site.operator(), None, 0, everybody)
        .await
        .expect("a segment");
    refresh::now(&site.operator(), &[segment]).await.expect("members");
    refused_rows(&site).await;

    let admin = told(&site, Role::Administrator).await;
    for planted in PLANTED {
        assert!(
            admin.iter().any(|(_, found)| *found == planted),
            "{planted}: {admin:?}"
        );
    }
    assert!(admin.len() > 10, "{admin:?}");
    let viewer = told(&site, Role::Viewer).await;
    assert!(viewer.is_empty(), "{viewer:?}");
}

/// An import that refuses a number and a day of birth, and says so in its report.
async fn refused_rows(site: &Site) {
    let spool = "import-1.csv".to_owned();
    let file = format!(
        "email,_website,firstname,lastname,dob,taxvat\na@example.com,base,A,B,May 30 84,{}",
        "NLCANARY1".repeat(10)
    );
    std::fs::write(site.shared.spool.join(&spool), file).expect("a file");
    let upload = Upload {
        file_name: "refused.csv".to_owned(),
        spool,
        reading: domain::imports::header::Reading::PLAIN,
        behavior: domain::imports::Behavior::AddUpdate,
        on_error: domain::imports::OnError::Skip,
        allowed: 0,
        check: false,
    };
    let started = imports::start(site.operator(), upload).await.expect("a job");
    assert_eq!(started, domain::ids::JobId(1));
    let worked = services::jobs::run_one(&site.shared, "test").await;
    assert!(worked.expect("a queue"));
}

async fn who_may_not_see_a_number_is_not_offered_to_search_by_it(site: Site) {
    site.with_customers().await;
    let address = "/customers?columns=id,tax_vat,vat,zip";
    for (role, offered) in [(Role::Administrator, true), (Role::Viewer, false)] {
        let cookie = site.sign_in(role).await;
        let page = text(site.get(address, &cookie).await).await;
        for (field, offered) in [("tax_vat", offered), ("vat", offered), ("zip", true)] {
            let sorted = [format!("sort={field}\""), format!("sort={field}&")];
            assert_eq!(
                page.contains(&format!("name=\"f.{field}\"")),
                offered,
                "{role:?} {field}"
            );
            assert_eq!(
                sorted.iter().any(|link| page.contains(link)),
                offered,
                "{role:?} {field}"
            );
        }
        // Whoever asks all the same is told.
        let asked = format!("{address}&f.tax_vat=canary&f.zip=1");
        let page = text(site.get(&asked, &cookie).await).await;
        assert_eq!(
            page.contains("not shown to your role"),
            !offered,
            "{role:?}: {page}"
        );
        assert_eq!(page.contains("name=\"f.tax_vat\""), offered, "{role:?}");
    }
}

/// What of the planted is told to somebody of this role, and by which address.
async fn told(site: &Site, role: Role) -> BTreeSet<(String, &'static str)> {
    let cookie = site.sign_in(role).await;
    let shared = Arc::new(Shared {
        births: Births::Day,
        ..site.again()
    });
    let mut found = BTreeSet::new();
    for request in asked() {
        let (method, address, body) = request;
        let kind = match body.starts_with(['{', '[']) {
            true => "application/json",
            false => "application/x-www-form-urlencoded",
        };
        let request = Request::builder()
            .method(method)
            .uri(&address)
            .header(header::COOKIE, &cookie)
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body.clone()))
            .expect("a request");
        let state = |_| AppState::new(Arc::clone(&shared), false);
        let (head, body_of) = site.send_to(state, request).await.into_parts();
        assert!(!head.status.is_server_error(), "{address}: {}", head.status);
        // Streams that go on for ever are none of rows.
        let stream = address.ends_with("/events");
        let bytes = match stream {
            true => Vec::new(),
            false => axum::body::to_bytes(body_of, usize::MAX)
                .await
                .expect("a body")
                .to_vec(),
        };
        let shown = format!("{:?} {}", head.headers, String::from_utf8_lossy(&bytes)).to_lowercase();
        for planted in PLANTED.into_iter().filter(|planted| shown.contains(planted)) {
            found.insert((format!("{method} {address} {body}"), planted));
        }
    }
    found
}

/// Every page and every function and file that changes nothing.
fn asked() -> Vec<(&'static str, String, String)> {
    let mut out = Vec::new();
    for query in QUERIES {
        for page in ["/customers", "/reports/segments/1"] {
            out.push(("GET", format!("{page}?{query}"), String::new()));
            for format in ["csv", "excel-xml"] {
                for all in ["", "&all=1"] {
                    out.push((
                        "GET",
                        format!("{page}/download?{query}&format={format}{all}"),
                        String::new(),
                    ));
                }
            }
        }
    }
    let pages = [
        "/",
        "/customers/1",
        "/segments",
        "/segments/1",
        "/segments/new",
        "/reports/segments",
        "/imports",
        "/imports?job=1",
        "/imports/1",
        "/password",
        "/sessions",
        "/time-zone",
        "/no/such/page",
    ];
    out.extend(pages.map(|page| ("GET", page.to_owned(), String::new())));
    let golden = include_str!("endpoints.golden").lines();
    for line in golden.filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let mut words = line.splitn(3, ' ');
        let (path, action) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let body = words.next().unwrap_or_default();
        let changes = ["edit", "import", "refresh", "change", "share"];
        match body {
            _ if changes.iter().any(|change| action.ends_with(change)) => {}
            "GET" => out.push(("GET", path.to_owned(), String::new())),
            _ if body.ends_with("query=") => {
                for query in QUERIES {
                    let query: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
                    out.push(("POST", path.to_owned(), format!("{body}{query}")));
                }
            }
            _ => out.push(("POST", path.to_owned(), body.to_owned())),
        }
    }
    out
}
