//! Pages as they arrive, with scripts off.

use crate::harness::{Site, somebody, text};
use axum::http::{StatusCode, header};
use domain::access::Role;
use std::time::Duration;
use storage::testing::{Engine, hold_readers};

storage::both_engines! {
    Site:
    the_grid_arrives_whole,
    the_bare_address_leads_to_where_one_left_the_grid,
    a_view_is_a_link_in_the_html,
    the_density_stands_in_the_html,
    nonsense_in_the_address_is_named_and_breaks_nothing,
    unknown_pages_and_records_are_404,
}

async fn the_grid_arrives_whole(site: Site) {
    site.with_customers().await;
    let cookie = site.sign_in(Role::Viewer).await;
    let response = site.get("/customers?sort=-email", &cookie).await;
    assert_eq!(response.status(), StatusCode::OK);
    let html = text(response).await;
    let (jon, ann) = (html.find("jon@example.com"), html.find("ann@example.com"));
    assert!(jon.is_some() && jon < ann, "sorted rows stand in the HTML");
    assert!(
        html.contains("role=\"grid\""),
        "{}",
        &html[..html.len().min(2_000)]
    );
}

async fn the_bare_address_leads_to_where_one_left_the_grid(site: Site) {
    let cookie = site.sign_in(Role::Viewer).await;
    let leads_to = async || {
        let answer = site.get("/customers", &cookie).await;
        assert_eq!(answer.status(), StatusCode::FOUND);
        answer.headers()[header::LOCATION].to_str().unwrap().to_owned()
    };
    assert_eq!(leads_to().await, "/customers?view=default");
    let kept = site
        .form("/api/views/keep", "query=sort%3D-email%26page%3D2", &cookie)
        .await;
    assert_eq!(kept.status(), StatusCode::OK);
    assert_eq!(leads_to().await, "/customers?sort=-email&page=2");
}

async fn a_view_is_a_link_in_the_html(site: Site) {
    site.with_customers().await;
    let cookie = site.sign_in(Role::Viewer).await;
    let view = r#"{"id":null,"version":0,"name":"By mail","query":"sort=email"}"#;
    assert_eq!(
        site.json("/api/views/save", view, &cookie).await.status(),
        StatusCode::OK
    );
    let html = text(site.get("/customers?q=jon", &cookie).await).await;
    assert!(
        html.contains("href=\"/customers?sort=email&amp;view=1\""),
        "{html}"
    );
    assert!(html.contains("By mail"));
}

// SQLite keeps no reader waiting.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_of_customers_waits_for_the_list_of_views() {
    Site::run(Engine::Postgres, async |site: Site| {
        site.with_customers().await;
        let cookie = site.sign_in(Role::Viewer).await;
        let held = hold_readers(&site.shared.store, "saved_view").await.unwrap();
        let let_go = async {
            tokio::time::sleep(Duration::from_millis(500)).await;
            drop(held);
        };
        let (answer, ()) = tokio::join!(site.get("/customers?sort=id", &cookie), let_go);
        let html = text(answer).await;
        assert!(html.contains("jon@example.com"));
        assert!(html.contains("id=\"views-menu\""), "{html}");
    })
    .await;
}

async fn the_density_stands_in_the_html(site: Site) {
    let cookie = site.sign_in(Role::Viewer).await;
    for density in ["standard", "compact", "comfortable"] {
        let profile = format!("locale=En&theme=system&density={density}");
        let answer = site.form("/api/access/profile", &profile, &cookie).await;
        assert!(answer.status().is_success() || answer.status().is_redirection());
        let html = text(site.get("/segments", &cookie).await).await;
        assert!(html.contains(&format!("data-density=\"{density}\"")));
    }
}

async fn nonsense_in_the_address_is_named_and_breaks_nothing(site: Site) {
    site.with_customers().await;
    let cookie = site.sign_in(Role::Viewer).await;
    for query in [
        "sort=shoe_size",
        "f.shoe=1",
        "page=minus",
        "per_page=0",
        "%FF%FE=%00",
        "columns=,,,",
        "f.id.from=ten",
    ] {
        let response = site.get(&format!("/customers?{query}"), &cookie).await;
        assert_eq!(response.status(), StatusCode::OK, "{query}");
        assert!(text(response).await.contains("jon@example.com"), "{query}");
    }
    let html = text(site.get("/customers?sort=shoe_size", &cookie).await).await;
    assert!(html.contains("shoe_size") && html.contains("was left out"));
}

async fn unknown_pages_and_records_are_404(site: Site) {
    let cookie = site.sign_in(Role::Viewer).await;
    assert_eq!(
        site.get("/no/such/page", &cookie).await.status(),
        StatusCode::NOT_FOUND
    );
    let gone =
        services::customers::detail::detail(somebody(&site, Role::Viewer), domain::ids::CustomerId(9)).await;
    assert!(matches!(gone, Err(domain::error::Error::NotFound(_))));
    assert_eq!(
        site.get("/customers/9", &cookie).await.status(),
        StatusCode::NOT_FOUND
    );
}
