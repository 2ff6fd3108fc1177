//! Passwords, roles and access change at once, for whoever is signed in, too.

use crate::harness::{Shop, from, invalid};
use domain::{access::Role, error::Error, ids::UserId, text::Locale};
use services::{
    access::{self, Refused},
    audit,
    context::Ctx,
    sessions::{self, Which},
    users::{self, Listed, NewPassword},
};

storage::both_engines! {
    Shop:
    whoever_is_changed_is_signed_out_everywhere,
    an_own_password_ends_the_other_sessions_only,
    a_wrong_current_password_counts_as_one_at_the_sign_in,
    users_are_listed_with_their_sessions,
    own_sessions_are_seen_and_ended_one_by_one_or_all_others,
    only_administrators_change_others,
    today_is_a_day_of_the_zone_that_somebody_chose,
}

const PASSWORD: &str = "correct horse battery staple";
const OTHER: &str = "vier fietsen onder een paarse maan";
const ANN: &str = "ann@example.com";

async fn with_ann(shop: &Shop) -> UserId {
    access::add_user(shop.admin(), ANN.into(), Role::Contributor, PASSWORD.into())
        .await
        .expect("a user")
}

async fn enter(shop: &Shop, password: &str) -> Result<String, Refused> {
    access::sign_in(&shop.shared, ANN, password.into(), &from("192.0.2.7"), Locale::En).await
}

async fn signed_in(shop: &Shop, token: &str) -> Option<Ctx> {
    let session = access::authenticate(&shop.shared, token).await.unwrap();
    session.map(|session| session.ctx)
}

async fn events(shop: &Shop) -> Vec<String> {
    let kept = audit::last(shop.admin(), 100).await.unwrap();
    kept.into_iter().map(|kept| kept.entry.event).collect()
}

async fn whoever_is_changed_is_signed_out_everywhere(shop: Shop) {
    with_ann(&shop).await;
    let two = async |password: &str| {
        [
            enter(&shop, password).await.unwrap(),
            enter(&shop, password).await.unwrap(),
        ]
    };
    let out = async |tokens: [String; 2]| {
        for token in tokens {
            assert!(signed_in(&shop, &token).await.is_none());
        }
    };
    let tokens = two(PASSWORD).await;
    users::set_password(shop.admin(), " Ann@example.com", OTHER.into())
        .await
        .unwrap();
    out(tokens).await;
    assert_eq!(enter(&shop, PASSWORD).await, Err(Refused::Wrong));

    let tokens = two(OTHER).await;
    users::set_role(shop.admin(), ANN, Role::Viewer).await.unwrap();
    out(tokens).await;
    let [one, other] = two(OTHER).await;
    assert_eq!(signed_in(&shop, &one).await.unwrap().actor.me.role, Role::Viewer);
    // Nothing changes: nobody is signed out.
    users::set_role(shop.admin(), ANN, Role::Viewer).await.unwrap();
    users::set_active(shop.admin(), ANN, true).await.unwrap();
    assert!(signed_in(&shop, &other).await.is_some());

    users::set_active(shop.admin(), ANN, false).await.unwrap();
    assert_eq!(enter(&shop, OTHER).await, Err(Refused::Wrong));
    users::set_active(shop.admin(), ANN, true).await.unwrap();
    out([one, other]).await;

    let tokens = two(OTHER).await;
    assert_eq!(users::end_sessions(shop.admin(), ANN).await.unwrap(), 2);
    out(tokens).await;
    let mut kept = events(&shop).await;
    kept.retain(|event| !event.starts_with("signed-in"));
    assert_eq!(
        kept,
        [
            "user-added",
            "password-changed",
            "sign-in-failed",
            "role-changed",
            "user-disabled",
            "sign-in-failed",
            "user-enabled",
            "sessions-ended"
        ]
    );
    for unknown in [
        users::set_password(shop.admin(), "bob@example.com", OTHER.into()).await,
        users::set_role(shop.admin(), "bob@example.com", Role::Viewer).await,
        users::set_active(shop.admin(), "bob@example.com", false).await,
        users::end_sessions(shop.admin(), "bob@example.com")
            .await
            .map(drop),
    ] {
        assert!(matches!(unknown, Err(Error::NotFound(_))));
    }
}

fn wanted(current: &str, new: &str, again: &str) -> NewPassword {
    NewPassword {
        current: current.into(),
        new: new.into(),
        again: again.into(),
    }
}

async fn an_own_password_ends_the_other_sessions_only(shop: Shop) {
    with_ann(&shop).await;
    let (mine, elsewhere) = (
        enter(&shop, PASSWORD).await.unwrap(),
        enter(&shop, PASSWORD).await.unwrap(),
    );
    let ann = signed_in(&shop, &mine).await.unwrap();
    let change = async |wanted| users::change_own_password(ann.clone(), wanted, "192.0.2.7", &mine).await;
    for (current, new, again, field, key) in [
        ("wrong", OTHER, OTHER, "current", "WRONG_PASSWORD"),
        (PASSWORD, OTHER, "another", "again", "PASSWORDS_DIFFER"),
        (PASSWORD, "short", "short", "new", "PASSWORD_TOO_SHORT"),
        (
            PASSWORD,
            "password12345",
            "password12345",
            "new",
            "PASSWORD_COMMON",
        ),
        (
            PASSWORD,
            "ann@example.com",
            "ann@example.com",
            "new",
            "PASSWORD_COMMON",
        ),
    ] {
        let refused = change(wanted(current, new, again)).await.unwrap_err();
        assert_eq!(invalid(&refused), [(field.to_owned(), key)]);
    }
    assert!(signed_in(&shop, &elsewhere).await.is_some());
    change(wanted(PASSWORD, OTHER, OTHER)).await.unwrap();
    assert!(signed_in(&shop, &mine).await.is_some());
    assert!(signed_in(&shop, &elsewhere).await.is_none());
    assert_eq!(enter(&shop, PASSWORD).await, Err(Refused::Wrong));
    enter(&shop, OTHER).await.unwrap();
    let contents = storage::testing::contents(&shop.shared.store).await.unwrap();
    assert!(!contents.iter().any(|row| row.contains(OTHER)));
}

async fn a_wrong_current_password_counts_as_one_at_the_sign_in(shop: Shop) {
    with_ann(&shop).await;
    let mine = enter(&shop, PASSWORD).await.unwrap();
    let ann = signed_in(&shop, &mine).await.unwrap();
    let mut said = Vec::new();
    for current in ["a", "b", "c", "d", "e", PASSWORD] {
        let change =
            users::change_own_password(ann.clone(), wanted(current, OTHER, OTHER), "192.0.2.7", &mine);
        said.push(invalid(&change.await.unwrap_err())[0].1);
    }
    assert_eq!(said[..5], ["WRONG_PASSWORD"; 5]);
    assert_eq!(said[5], "TOO_MANY_PASSWORDS");
    let throttled = enter(&shop, PASSWORD).await;
    assert!(matches!(throttled, Err(Refused::Throttled(_))));
    assert!(events(&shop).await.contains(&"locked-out".to_owned()));
}

async fn users_are_listed_with_their_sessions(shop: Shop) {
    with_ann(&shop).await;
    enter(&shop, PASSWORD).await.unwrap();
    let listed = |sessions| Listed {
        email: ANN.into(),
        role: Role::Contributor,
        active: true,
        sessions,
    };
    assert_eq!(users::list(shop.admin()).await.unwrap(), [listed(1)]);
    assert_eq!(users::one(shop.admin(), ANN).await.unwrap(), listed(1));
    shop.shared.clock.advance(access::IDLE);
    assert_eq!(users::list(shop.admin()).await.unwrap(), [listed(0)]);
}

async fn own_sessions_are_seen_and_ended_one_by_one_or_all_others(shop: Shop) {
    with_ann(&shop).await;
    access::add_user(
        shop.admin(),
        "bob@example.com".into(),
        Role::Viewer,
        PASSWORD.into(),
    )
    .await
    .unwrap();
    let from_x = from("x");
    let bob = access::sign_in(
        &shop.shared,
        "bob@example.com",
        PASSWORD.into(),
        &from_x,
        Locale::En,
    );
    let bob = bob.await.unwrap();
    let mut tokens = Vec::new();
    for _ in 0..4 {
        shop.shared.clock.advance(1);
        tokens.push(enter(&shop, PASSWORD).await.unwrap());
    }
    let mine = &tokens[1];
    let ann = signed_in(&shop, mine).await.unwrap();
    let own = async || sessions::own(ann.clone(), mine).await.unwrap();
    let seen = own().await;
    assert_eq!(seen.len(), 4);
    assert!(seen[0].this && seen[1..].iter().all(|other| !other.this));
    assert!(seen.iter().all(|session| session.origin == from("192.0.2.7")));
    assert!(seen[1].started > seen[2].started && seen[2].started > seen[3].started);
    assert_eq!(seen[0].since, ann.shown(seen[0].started));
    let end = async |which| sessions::end(ann.clone(), which, mine).await.unwrap();
    end(Which::Of(seen[1].started)).await;
    end(Which::Of(seen[1].started)).await;
    assert!(signed_in(&shop, &tokens[3]).await.is_none());
    assert_eq!(own().await.len(), 3);
    end(Which::Others).await;
    assert_eq!(own().await, [seen[0].clone()]);
    assert!(signed_in(&shop, mine).await.is_some());
    assert!(signed_in(&shop, &bob).await.is_some(), "those of others stay");
    let said = events(&shop).await;
    assert_eq!(said.iter().filter(|event| *event == "sessions-ended").count(), 3);
}

async fn only_administrators_change_others(shop: Shop) {
    with_ann(&shop).await;
    let by = || shop.as_role(Role::Contributor);
    for refused in [
        users::list(by()).await.map(drop),
        users::one(by(), ANN).await.map(drop),
        users::set_password(by(), ANN, OTHER.into()).await,
        users::set_role(by(), ANN, Role::Viewer).await,
        users::set_active(by(), ANN, false).await,
        users::end_sessions(by(), ANN).await.map(drop),
    ] {
        assert!(matches!(refused, Err(Error::Forbidden(_))));
    }
}

async fn today_is_a_day_of_the_zone_that_somebody_chose(shop: Shop) {
    // In Amsterdam it is 13:00 on 21 November, in Auckland the 22nd has begun.
    let lines = [
        "email,_website,firstname,lastname,created_at",
        "late@example.com,base,A,B,2026-11-20 23:30:00",
        "early@example.com,base,A,B,2026-11-21 10:30:00",
    ];
    shop.import(crate::harness::STOP, &lines).await.unwrap();
    with_ann(&shop).await;
    let token = enter(&shop, PASSWORD).await.unwrap();
    for (zone, count) in [
        ("", 2),
        ("Pacific/Auckland", 0),
        ("UTC", 1),
        ("Pacific/Honolulu", 1),
        ("", 2),
    ] {
        let ann = signed_in(&shop, &token).await.unwrap();
        access::set_zone(ann, zone).await.unwrap();
        let ann = signed_in(&shop, &token).await.unwrap();
        let page = services::customers::page::page(ann, "f.since.in=today".into())
            .await
            .unwrap();
        assert_eq!(page.rows.len(), count, "{zone}");
    }
}
