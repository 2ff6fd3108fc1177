//! Every server function and every plain route asks the policy table; the list is a golden file.

use crate::harness::{Site, text};
use axum::http::StatusCode;
use domain::access::{Action, Role, may};
use std::collections::BTreeSet;

storage::both_engines! {
    Site:
    nobody_gets_anything_without_a_session,
    the_list_of_server_functions_is_the_golden_one,
    each_role_gets_what_the_policy_table_says,
}

/// Path, method and action of everything that can be asked for, as a reviewer reads it.
const GOLDEN: &str = include_str!("endpoints.golden");

struct Line {
    path: String,
    action: Option<Action>,
    open: bool,
    body: String,
}

fn lines() -> Vec<Line> {
    let read = |line: &str| {
        let mut words = line.splitn(3, ' ').filter(|w| !w.is_empty());
        let path = words.next().expect("a path").to_owned();
        let key = words.next().expect("an action");
        let action = Action::ALL.iter().copied().find(|a| a.key() == key);
        assert!(action.is_some() || key == "anyone", "{line}: no such action");
        Line {
            path,
            action,
            open: key == "anyone",
            body: words.next().unwrap_or_default().to_owned(),
        }
    };
    GOLDEN
        .lines()
        .filter(|l| !l.starts_with('#') && !l.is_empty())
        .map(read)
        .collect()
}

async fn the_list_of_server_functions_is_the_golden_one(_site: Site) {
    // Building the router of the site registers them.
    let registered: BTreeSet<String> = leptos::server_fn::axum::server_fn_paths()
        .map(|(path, method)| format!("{method} {path}"))
        .collect();
    let listed: BTreeSet<String> = lines()
        .into_iter()
        .filter(|l| l.path.starts_with("/api/"))
        .map(|l| format!("POST {}", l.path))
        .collect();
    assert_eq!(
        registered, listed,
        "a server function without a line in endpoints.golden, or a line without one"
    );
}

async fn nobody_gets_anything_without_a_session(site: Site) {
    for line in lines().into_iter().filter(|line| !line.open) {
        let response = ask(&site, &line, "").await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{}", line.path);
    }
}

async fn each_role_gets_what_the_policy_table_says(site: Site) {
    for role in Role::ALL {
        let cookie = site.sign_in(role).await;
        for line in lines() {
            let response = ask(&site, &line, &cookie).await;
            let allowed = line.action.is_none_or(|action| may(role, action));
            let status = response.status();
            let body = text(response).await;
            assert_eq!(
                status == StatusCode::FORBIDDEN,
                !allowed,
                "{role:?} {}: {status} {body}",
                line.path
            );
            assert!(
                !status.is_server_error(),
                "{role:?} {}: {status} {body}",
                line.path
            );
        }
    }
}

async fn ask(site: &Site, line: &Line, cookie: &str) -> axum::http::Response<axum::body::Body> {
    match (line.path.as_str(), line.body.as_str()) {
        (path, "GET") => site.fetch(path, cookie).await,
        (path, body) if body.starts_with(['{', '[']) => site.json(path, body, cookie).await,
        (path, body) => site.form(path, body, cookie).await,
    }
}
