//! Saved views: names, versions, sharing, and where somebody left the grid, on a real database.

use crate::harness::{NOW, Shop, invalid};
use domain::{
    access::Role,
    customers::view::{Document, MAX_VIEWS, View},
    error::{Error, ErrorKind},
    ids::{UserId, ViewId},
};
use services::{
    context::Ctx,
    customers::views::{delete, keep_place, list, place, save, save_once, share},
};

storage::both_engines! {
    Shop:
    a_new_view_that_is_asked_for_again_is_made_once,
    a_file_is_called_after_the_view_it_comes_from,
    a_view_keeps_the_state_of_an_address,
    what_makes_no_sense_is_refused,
    a_taken_name_gets_a_number,
    views_saved_at_the_same_moment_are_all_kept,
    a_change_names_the_version_it_saw,
    a_shared_view_is_seen_by_its_role_and_changed_by_its_owner,
    a_viewer_shares_nothing,
    a_view_of_another_time_breaks_nothing,
    the_grid_is_found_as_it_was_left,
    the_command_line_has_no_views,
}

/// Somebody with an account of their own.
pub(crate) async fn somebody(shop: &Shop, email: &str, role: Role) -> Ctx {
    let mut tx = shop.shared.store.begin().await.unwrap();
    let user = storage::users::add(&mut tx, email, role, "no password", NOW).await;
    let user: UserId = user.unwrap();
    tx.commit().await.unwrap();
    let mut ctx = shop.as_role(role);
    ctx.actor.me.email = email.to_owned();
    ctx.actor.user = Some(user);
    ctx
}

async fn saved(ctx: &Ctx, name: &str, query: &str) -> View {
    let id = save(ctx.clone(), None, 0, name.into(), query.into())
        .await
        .unwrap();
    one(ctx, id).await
}

async fn one(ctx: &Ctx, id: ViewId) -> View {
    let views = list(ctx.clone()).await.unwrap();
    views.into_iter().find(|view| view.id == id).expect("the view")
}

async fn names(ctx: &Ctx) -> Vec<String> {
    let views = list(ctx.clone()).await.unwrap();
    views.into_iter().map(|view| view.name).collect()
}

fn query(view: &View) -> String {
    view.state.as_ref().expect("a state").to_query()
}

async fn a_view_keeps_the_state_of_an_address(shop: Shop) {
    let ann = somebody(&shop, "ann@example.com", Role::Viewer).await;
    let view = saved(
        &ann,
        " Dutch ",
        "f.country=NL&sort=-since&per_page=50&columns=id,email&page=3&view=default",
    )
    .await;
    assert_eq!(
        (view.name.as_str(), &view.owner, view.shared),
        ("Dutch", &None, None)
    );
    assert_eq!(
        query(&view),
        "f.country=NL&sort=-since&per_page=50&columns=id,email"
    );
    let next = save(
        ann.clone(),
        Some(view.id),
        view.version,
        "Belgians".into(),
        "f.country=BE".into(),
    );
    next.await.unwrap();
    let changed = one(&ann, view.id).await;
    assert_eq!(
        (changed.name.as_str(), query(&changed)),
        ("Belgians", "f.country=BE".into())
    );
    delete(ann.clone(), changed.id, changed.version).await.unwrap();
    assert!(names(&ann).await.is_empty());
}

async fn what_makes_no_sense_is_refused(shop: Shop) {
    let ann = somebody(&shop, "ann@example.com", Role::Viewer).await;
    let refused = async |name: &str, query: &str| {
        let outcome = save(ann.clone(), None, 0, name.into(), query.into()).await;
        invalid(&outcome.unwrap_err())
    };
    assert_eq!(refused(" ", "").await, [("name".into(), "REQUIRED")]);
    assert_eq!(refused(&"x".repeat(61), "").await, [("name".into(), "TOO_LONG")]);
    assert_eq!(
        refused("x", "f.shoe=1").await,
        [("query".into(), "URL_BAD_VALUE")]
    );
    for n in 0..MAX_VIEWS {
        saved(&ann, &n.to_string(), "").await;
    }
    assert_eq!(refused("x", "").await, [("name".into(), "TOO_MANY")]);
}

async fn a_taken_name_gets_a_number(shop: Shop) {
    let ann = somebody(&shop, "ann@example.com", Role::Viewer).await;
    let bob = somebody(&shop, "bob@example.com", Role::Viewer).await;
    for name in ["Dutch", "DUTCH", "dutch", "Default View", "Belgian"] {
        saved(&ann, name, "").await;
    }
    let all = ["Belgian", "Default View (2)", "Dutch", "DUTCH (2)", "dutch (3)"];
    assert_eq!(names(&ann).await, all);
    assert_eq!(
        saved(&bob, "Dutch", "").await.name,
        "Dutch",
        "names are one's own"
    );
    let first = list(ann.clone()).await.unwrap().remove(0);
    let rename = async |name: &str, version| {
        save(ann.clone(), Some(first.id), version, name.into(), String::new())
            .await
            .unwrap();
        one(&ann, first.id).await
    };
    assert_eq!(rename("belgian", 1).await.name, "belgian", "its own name is free");
    assert_eq!(rename("Dutch", 2).await.name, "Dutch (4)");
}

async fn views_saved_at_the_same_moment_are_all_kept(shop: Shop) {
    let ann = somebody(&shop, "ann@example.com", Role::Viewer).await;
    let saves = (0..8).map(|n| {
        tokio::spawn(save(
            ann.clone(),
            None,
            0,
            "Dutch".into(),
            format!("f.id.from={n}"),
        ))
    });
    for save in saves.collect::<Vec<_>>() {
        save.await.unwrap().unwrap();
    }
    let mut states: Vec<_> = list(ann.clone()).await.unwrap().iter().map(query).collect();
    states.sort_unstable();
    assert_eq!(
        states,
        (0..8).map(|n| format!("f.id.from={n}")).collect::<Vec<_>>()
    );
    let mut names = names(&ann).await;
    names.dedup();
    assert_eq!(names.len(), 8);
}

async fn a_change_names_the_version_it_saw(shop: Shop) {
    let ann = somebody(&shop, "ann@example.com", Role::Contributor).await;
    let view = saved(&ann, "Dutch", "f.country=NL").await;
    share(ann.clone(), view.id, view.version, Some(Role::Viewer))
        .await
        .unwrap();
    let stale = [
        save(
            ann.clone(),
            Some(view.id),
            view.version,
            "x".into(),
            String::new(),
        )
        .await
        .map(drop),
        share(ann.clone(), view.id, view.version, None).await,
        delete(ann.clone(), view.id, view.version).await,
    ];
    for outcome in stale {
        assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Conflict);
    }
    let view = one(&ann, view.id).await;
    assert_eq!((view.name.as_str(), view.shared), ("Dutch", Some(Role::Viewer)));
    // The same again, as a browser sends it that got no answer.
    for _ in 0..2 {
        let again = save(
            ann.clone(),
            Some(view.id),
            view.version,
            "Belgian".into(),
            "f.country=BE".into(),
        );
        assert_eq!(again.await.unwrap(), view.id);
    }
}

async fn a_shared_view_is_seen_by_its_role_and_changed_by_its_owner(shop: Shop) {
    let ann = somebody(&shop, "ann@example.com", Role::Contributor).await;
    let bob = somebody(&shop, "bob@example.com", Role::Viewer).await;
    let eve = somebody(&shop, "eve@example.com", Role::Administrator).await;
    let view = saved(&ann, "Dutch", "f.country=NL").await;
    saved(&bob, "Zebra", "").await;
    share(ann.clone(), view.id, view.version, Some(Role::Viewer))
        .await
        .unwrap();
    assert_eq!(names(&bob).await, ["Zebra", "Dutch"], "one's own come first");
    assert_eq!(names(&eve).await, [""; 0], "another role");
    let seen = one(&bob, view.id).await;
    assert_eq!(seen.owner.as_deref(), Some("ann@example.com"));
    for who in [&bob, &eve] {
        let outcomes = [
            save(
                who.clone(),
                Some(seen.id),
                seen.version,
                "x".into(),
                String::new(),
            )
            .await
            .map(drop),
            delete(who.clone(), seen.id, seen.version).await,
        ];
        for outcome in outcomes {
            assert_eq!(outcome.unwrap_err().kind(), ErrorKind::NotFound);
        }
    }
    let stolen = share(eve.clone(), seen.id, seen.version, None).await;
    assert_eq!(stolen.unwrap_err().kind(), ErrorKind::NotFound);
    let copy = saved(&bob, &seen.name, &query(&seen)).await;
    assert_eq!((copy.owner, copy.shared), (None, None), "a copy is one's own");
    share(ann.clone(), seen.id, seen.version, None).await.unwrap();
    assert_eq!(names(&bob).await, ["Dutch", "Zebra"], "only the copy is left");
}

async fn a_viewer_shares_nothing(shop: Shop) {
    let bob = somebody(&shop, "bob@example.com", Role::Viewer).await;
    let view = saved(&bob, "Mine", "").await;
    let refused = share(bob.clone(), view.id, view.version, Some(Role::Viewer)).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::Forbidden);
}

async fn a_view_of_another_time_breaks_nothing(shop: Shop) {
    let ann = somebody(&shop, "ann@example.com", Role::Viewer).await;
    let user = ann.actor.user.unwrap();
    let put = async |name: &str, json: &str| {
        let document: Document = serde_json::from_str(json).unwrap();
        let mut tx = shop.shared.store.begin().await.unwrap();
        let id = storage::customers::views::add(&mut tx, user, name, &document, NOW)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        one(&ann, id).await
    };
    let old = put("old", r#"{"version":1,"query":"columns=id,shoe_size&sort=-id"}"#).await;
    assert_eq!((query(&old), old.left_out), ("sort=-id&columns=id".into(), true));
    let new = put("new", r#"{"version":9,"query":""}"#).await;
    assert_eq!((&new.state, new.left_out), (&None, false));
    delete(ann.clone(), new.id, new.version).await.unwrap();
    assert_eq!(names(&ann).await, ["old"]);
}

async fn the_grid_is_found_as_it_was_left(shop: Shop) {
    let ann = somebody(&shop, "ann@example.com", Role::Viewer).await;
    let bob = somebody(&shop, "bob@example.com", Role::Viewer).await;
    let left = async |ctx: &Ctx| place(ctx.clone()).await.unwrap();
    assert_eq!(left(&ann).await, "view=default");
    for (kept, found) in [
        ("q=jon&page=3&view=7", "q=jon&page=3&view=7"),
        ("q=ann&f.shoe=1", "q=ann"),
        ("", "view=default"),
    ] {
        keep_place(ann.clone(), kept.into()).await.unwrap();
        assert_eq!(left(&ann).await, found, "{kept}");
    }
    assert_eq!(left(&bob).await, "view=default");
}

async fn the_command_line_has_no_views(shop: Shop) {
    let nobody = shop.admin();
    assert_eq!(list(nobody.clone()).await.unwrap(), []);
    assert_eq!(place(nobody.clone()).await.unwrap(), "view=default");
    let refused = save(nobody, None, 0, "x".into(), String::new()).await;
    assert!(matches!(refused, Err(Error::Unauthenticated(_))));
}

async fn a_file_is_called_after_the_view_it_comes_from(shop: Shop) {
    let ann = somebody(&shop, "ann@example.com", Role::Viewer).await;
    let bob = somebody(&shop, "bob@example.com", Role::Viewer).await;
    for (name, called) in [
        (
            "Nederlänske: 50% of “all”/../",
            "customers_nederlanske-50-of-all_20261121T120000Z.csv",
        ),
        ("顧客", "customers_view-2_20261121T120000Z.csv"),
    ] {
        let view = saved(&ann, name, "f.country=NL").await;
        for (ctx, query, expected) in [
            (&ann, format!("view={}", view.id), called),
            (&ann, "view=default".to_owned(), "customers_20261121T120000Z.csv"),
            (
                &bob,
                format!("view={}", view.id),
                "customers_20261121T120000Z.csv",
            ),
        ] {
            let request = crate::downloads::request(&query);
            let file = services::exports::download::customers(ctx.clone(), request).await;
            assert_eq!(file.unwrap().file_name, expected, "{name}: {query}");
        }
    }
}

async fn a_new_view_that_is_asked_for_again_is_made_once(shop: Shop) {
    let ann = somebody(&shop, "ann@example.com", Role::Viewer).await;
    let bob = somebody(&shop, "bob@example.com", Role::Viewer).await;
    let save = |ctx: &Ctx, name: &str, token: &'static str| {
        save_once(ctx.clone(), None, 0, name.into(), "f.country=NL".into(), token)
    };
    let many = (0..8).map(|_| save(&ann, "Dutch", "x"));
    let mut made: Vec<_> = futures::future::join_all(many)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    made.dedup();
    assert_eq!((made.len(), names(&ann).await), (1, vec!["Dutch".to_owned()]));
    // Another word, another wish or another person is another request; so is one without a word.
    for (ctx, name, token) in [
        (&ann, "Dutch", "y"),
        (&ann, "Belgians", "x"),
        (&bob, "Dutch", "x"),
        (&ann, "Dutch", ""),
        (&ann, "Dutch", ""),
    ] {
        let id = save(ctx, name, token).await.unwrap();
        assert!(!made.contains(&id), "{name} {token}");
        made.push(id);
    }
}
