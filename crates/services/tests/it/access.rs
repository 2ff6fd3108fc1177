//! Signing in, sessions, throttling and users, on a real database.

use crate::harness::{Shop, from, invalid};
use domain::{access::Role, text::Locale};
use services::access::{self, IDLE, LIFE, Refused};
use std::sync::Arc;
use storage::testing;

storage::both_engines! {
    Shop:
    a_session_lives_until_it_ends_or_idles,
    a_session_ends_after_seven_days_however_busy,
    tries_at_the_same_moment_are_throttled_like_others,
    good_tries_and_refused_ones_are_not_held_against_anybody,
    what_cannot_be_an_address_is_not_looked_up_or_kept,
    wrong_passwords_are_throttled_alike_for_known_and_unknown_accounts,
    each_wrong_password_doubles_the_wait_up_to_a_quarter_of_an_hour,
    users_are_checked_and_unique,
    a_session_is_prolonged_now_and_then,
    an_administrator_lets_somebody_try_again,
}

const PASSWORD: &str = "correct horse battery staple";

async fn with_user(shop: &Shop) {
    let added = access::add_user(
        shop.admin(),
        "Ann@Example.com".into(),
        Role::Contributor,
        PASSWORD.into(),
    )
    .await;
    added.expect("a user");
}

async fn try_in(shop: &Shop, email: &str, password: &str) -> Result<String, Refused> {
    access::sign_in(
        &shop.shared,
        email,
        password.into(),
        &from("127.0.0.1"),
        Locale::Nl,
    )
    .await
}

async fn a_session_lives_until_it_ends_or_idles(shop: Shop) {
    with_user(&shop).await;
    let token = try_in(&shop, " ANN@example.com ", PASSWORD).await.unwrap();
    let ctx = access::authenticate(&shop.shared, &token)
        .await
        .unwrap()
        .unwrap()
        .ctx;
    assert_eq!(
        (ctx.actor.me.role, ctx.actor.me.locale),
        (Role::Contributor, Locale::Nl)
    );
    assert!(
        access::authenticate(&shop.shared, "another token")
            .await
            .unwrap()
            .is_none()
    );
    shop.shared.clock.advance(IDLE - 1);
    assert!(kept_alive(&shop, &token).await);
    shop.shared.clock.advance(IDLE - 1);
    assert!(
        access::authenticate(&shop.shared, &token)
            .await
            .unwrap()
            .is_some()
    );
    access::sign_out(&shop.shared, &token).await.unwrap();
    assert!(
        access::authenticate(&shop.shared, &token)
            .await
            .unwrap()
            .is_none()
    );
    let token = try_in(&shop, "ann@example.com", PASSWORD).await.unwrap();
    shop.shared.clock.advance(IDLE + 1);
    assert!(
        access::authenticate(&shop.shared, &token)
            .await
            .unwrap()
            .is_none()
    );
}

/// A request with this token: whether the session is good, having been prolonged where it was time to.
async fn kept_alive(shop: &Shop, token: &str) -> bool {
    let found = access::authenticate(&shop.shared, token).await.unwrap();
    if let Some(until) = found.as_ref().and_then(|session| session.until) {
        access::keep_alive(&shop.shared, token, until).await.unwrap();
    }
    found.is_some()
}

async fn a_session_is_prolonged_now_and_then(shop: Shop) {
    const MINUTE: i64 = 60_000_000;
    with_user(&shop).await;
    let token = try_in(&shop, "ann@example.com", PASSWORD).await.unwrap();
    let due = async || {
        let session = access::authenticate(&shop.shared, &token).await.unwrap();
        session.unwrap().until.is_some()
    };
    assert!(!due().await, "a fresh one is left alone");
    shop.shared.clock.advance(10 * MINUTE);
    assert!(!due().await);
    shop.shared.clock.advance(1);
    assert!(due().await);
    assert!(kept_alive(&shop, &token).await);
    assert!(!due().await);
}

async fn a_session_ends_after_seven_days_however_busy(shop: Shop) {
    with_user(&shop).await;
    let token = try_in(&shop, "ann@example.com", PASSWORD).await.unwrap();
    let step = IDLE / 2;
    for _ in 0..LIFE / step - 1 {
        shop.shared.clock.advance(step);
        assert!(kept_alive(&shop, &token).await);
    }
    shop.shared.clock.advance(step - 1);
    assert!(kept_alive(&shop, &token).await, "to the last moment");
    shop.shared.clock.advance(1);
    assert!(!kept_alive(&shop, &token).await);
}

async fn tries_at_the_same_moment_are_throttled_like_others(shop: Shop) {
    let shop = Arc::new(shop);
    with_user(&shop).await;
    let tries = (0..50).map(|n| {
        let shop = Arc::clone(&shop);
        tokio::spawn(async move {
            let address = format!("192.0.2.{n}");
            access::sign_in(
                &shop.shared,
                "ann@example.com",
                "wrong".into(),
                &from(&address),
                Locale::En,
            )
            .await
        })
    });
    let mut verified = 0;
    for one in tries.collect::<Vec<_>>() {
        match one.await.unwrap() {
            Err(Refused::Wrong) => verified += 1,
            Err(Refused::Throttled(_)) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(verified, 5);
}

async fn good_tries_and_refused_ones_are_not_held_against_anybody(shop: Shop) {
    with_user(&shop).await;
    for _ in 0..25 {
        try_in(&shop, "ann@example.com", PASSWORD).await.unwrap();
    }
    for _ in 0..5 {
        assert_eq!(
            try_in(&shop, "ann@example.com", "wrong").await,
            Err(Refused::Wrong)
        );
    }
    shop.shared.clock.advance(59 * 1_000_000);
    let throttled = try_in(&shop, "ann@example.com", PASSWORD).await;
    assert!(matches!(throttled, Err(Refused::Throttled(_))));
    shop.shared.clock.advance(1_000_000);
    assert!(
        try_in(&shop, "ann@example.com", PASSWORD).await.is_ok(),
        "a try that was refused lengthens no wait"
    );
}

async fn what_cannot_be_an_address_is_not_looked_up_or_kept(shop: Shop) {
    let long = format!("{}@example.com", "x".repeat(300));
    for email in [long.as_str(), "a\0b@example.com", "a\nb@example.com"] {
        for _ in 0..25 {
            assert_eq!(try_in(&shop, email, "wrong").await, Err(Refused::Wrong));
        }
    }
    try_in(&shop, "nobody-knows@example.com", "wrong")
        .await
        .unwrap_err();
    assert!(
        !stored(&shop, "nobody-knows").await,
        "what is typed there is not kept"
    );
}

/// Is the text in the database?
async fn stored(shop: &Shop, text: &str) -> bool {
    let contents = testing::contents(&shop.shared.store).await.expect("every row");
    contents.iter().any(|row| row.contains(text))
}

async fn wrong_passwords_are_throttled_alike_for_known_and_unknown_accounts(shop: Shop) {
    with_user(&shop).await;
    for email in ["ann@example.com", "nobody@example.com"] {
        for _ in 0..5 {
            assert_eq!(try_in(&shop, email, "wrong").await, Err(Refused::Wrong));
        }
        assert!(matches!(
            try_in(&shop, email, PASSWORD).await,
            Err(Refused::Throttled(_))
        ));
    }
    shop.shared.clock.advance(16 * 60 * 1_000_000);
    assert!(
        try_in(&shop, "ann@example.com", PASSWORD).await.is_ok(),
        "nobody is locked out for long"
    );
}

async fn an_administrator_lets_somebody_try_again(shop: Shop) {
    with_user(&shop).await;
    let throttled = async |email: &str| {
        for _ in 0..5 {
            try_in(&shop, email, "wrong").await.unwrap_err();
        }
        matches!(try_in(&shop, email, PASSWORD).await, Err(Refused::Throttled(_)))
    };
    assert!(throttled("ann@example.com").await && throttled("nobody@example.com").await);
    let refused = access::unlock(shop.as_role(Role::Contributor), "ann@example.com").await;
    assert!(matches!(refused, Err(domain::error::Error::Forbidden(_))));
    let unknown = access::unlock(shop.admin(), "nobody@example.com").await;
    assert!(matches!(unknown, Err(domain::error::Error::NotFound(_))));
    access::unlock(shop.admin(), " ANN@example.com").await.unwrap();
    try_in(&shop, "ann@example.com", PASSWORD).await.unwrap();
    let other = try_in(&shop, "nobody@example.com", PASSWORD).await;
    assert!(
        matches!(other, Err(Refused::Throttled(_))),
        "nobody else is let in"
    );
}

async fn users_are_checked_and_unique(shop: Shop) {
    with_user(&shop).await;
    let add = |email: &str, password: &str| {
        access::add_user(shop.admin(), email.to_owned(), Role::Viewer, password.to_owned())
    };
    for (email, password, field, key) in [
        ("ann@example.com", PASSWORD, "email", "USER_EXISTS"),
        ("nonsense", PASSWORD, "email", "BAD_EMAIL"),
        ("bob@example.com", "short", "password", "PASSWORD_TOO_SHORT"),
    ] {
        assert_eq!(
            invalid(&add(email, password).await.unwrap_err()),
            [(field.to_owned(), key)]
        );
    }
    let refused = access::add_user(
        shop.as_role(Role::Contributor),
        "b@example.com".into(),
        Role::Viewer,
        PASSWORD.into(),
    );
    assert!(matches!(refused.await, Err(domain::error::Error::Forbidden(_))));
    assert!(stored(&shop, "ann@example.com").await, "what is stored is found");
    assert!(!stored(&shop, PASSWORD).await, "passwords are not stored");
}

async fn each_wrong_password_doubles_the_wait_up_to_a_quarter_of_an_hour(shop: Shop) {
    const MINUTE: i64 = 60 * 1_000_000;
    with_user(&shop).await;
    for email in ["ann@example.com", "nobody@example.com"] {
        for _ in 0..4 {
            assert_eq!(try_in(&shop, email, "wrong").await, Err(Refused::Wrong));
        }
        for minutes in [1_i64, 2, 4, 8, 15, 15, 15] {
            assert_eq!(
                try_in(&shop, email, "wrong").await,
                Err(Refused::Wrong),
                "{minutes}"
            );
            let seconds = minutes.unsigned_abs() * 60;
            assert_eq!(
                try_in(&shop, email, PASSWORD).await,
                Err(Refused::Throttled(seconds))
            );
            shop.shared.clock.advance(minutes * MINUTE - 1);
            // Trying too early does not lengthen it.
            assert_eq!(try_in(&shop, email, PASSWORD).await, Err(Refused::Throttled(1)));
            shop.shared.clock.advance(1);
        }
    }
    assert!(try_in(&shop, "ann@example.com", PASSWORD).await.is_ok());
    // A good one makes the next wrong ones free again.
    for _ in 0..5 {
        assert_eq!(
            try_in(&shop, "ann@example.com", "wrong").await,
            Err(Refused::Wrong)
        );
    }
}
