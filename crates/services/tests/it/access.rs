//! Signing in, sessions, throttling and users, on a real database.

use crate::harness::{Shop, invalid};
use domain::{access::Role, text::Locale};
use services::access::{self, IDLE, Refused};

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
    access::sign_in(&shop.shared, email, password.into(), "127.0.0.1", Locale::Nl).await
}

#[tokio::test]
async fn a_session_lives_until_it_ends_or_idles() {
    let shop = Shop::open().await;
    with_user(&shop).await;
    let token = try_in(&shop, " ANN@example.com ", PASSWORD).await.unwrap();
    let ctx = access::authenticate(&shop.shared, &token).await.unwrap().unwrap();
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
    access::keep_alive(&shop.shared, &token).await.unwrap();
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

#[tokio::test]
async fn wrong_passwords_are_throttled_alike_for_known_and_unknown_accounts() {
    let shop = Shop::open().await;
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

#[tokio::test]
async fn users_are_checked_and_unique() {
    let shop = Shop::open().await;
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
    let disk = std::fs::read(shop.folder.path().join("shop.db-wal")).unwrap_or_default();
    assert!(
        !disk.windows(PASSWORD.len()).any(|w| w == PASSWORD.as_bytes()),
        "passwords are not stored"
    );
}
