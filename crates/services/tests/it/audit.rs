//! Who did what is written down, or it is not done.

use crate::{
    downloads::{request, whole},
    harness::{STOP, Shop, TWO, from},
};
use domain::{
    access::{Action, Role},
    error::Error,
    ids::ViewId,
    imports::Behavior,
    text::{self, Locale},
};
use services::{
    access::{self, Refused},
    audit::{self, Chain},
    context::Ctx,
    customers::{page::page, views},
    exports::download::{customers, members, write_to},
    imports::run::Plan,
    segments::define,
};
use storage::testing::by_hand;

storage::both_engines! {
    Shop:
    signing_in_and_out_is_kept_and_what_strangers_type_is_not,
    a_no_is_kept_and_a_look_is_not,
    files_of_customers_are_kept_from_begin_to_end,
    imports_and_deletions_are_kept_under_their_operation,
    deleted_segments_and_shared_views_are_kept,
    whoever_names_a_view_of_somebody_else_is_kept,
    what_cannot_be_written_down_is_not_done,
    only_administrators_read_it,
}

const PASSWORD: &str = "correct horse battery staple";

/// Actor, event and detail of every entry, which are all as they were written.
async fn entries(shop: &Shop) -> Vec<(String, String, serde_json::Value)> {
    let whole = audit::check(shop.admin()).await.unwrap();
    assert!(matches!(whole, Chain::Whole { .. }), "{whole:?}");
    let kept = audit::last(shop.admin(), u32::MAX).await.unwrap().into_iter();
    kept.map(|kept| {
        let detail = serde_json::from_str(&kept.entry.detail).expect("JSON");
        (kept.entry.actor, kept.entry.event, detail)
    })
    .collect()
}

/// Actor and event of every entry.
async fn events(shop: &Shop) -> Vec<(String, String)> {
    let entries = entries(shop).await.into_iter();
    entries.map(|(actor, event, _)| (actor, event)).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let pairs = expected.iter();
    pairs.map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

async fn add(shop: &Shop, email: &str) -> Result<domain::ids::UserId, Error> {
    access::add_user(shop.admin(), email.into(), Role::Viewer, PASSWORD.into()).await
}

async fn signing_in_and_out_is_kept_and_what_strangers_type_is_not(shop: Shop) {
    add(&shop, "ann@example.com").await.unwrap();
    let enter = async |email: &str, password: &str| {
        access::sign_in(
            &shop.shared,
            email,
            password.into(),
            &from("192.0.2.7"),
            Locale::En,
        )
        .await
    };
    let token = enter("ann@example.com", PASSWORD).await.unwrap();
    access::sign_out(&shop.shared, &token).await.unwrap();
    access::sign_out(&shop.shared, &token).await.unwrap();
    enter("hunter2-typed-in-the-wrong-field", "x").await.unwrap_err();
    for _ in 0..5 {
        assert_eq!(enter("ANN@example.com", "wrong").await, Err(Refused::Wrong));
    }
    for _ in 0..3 {
        let refused = enter("ann@example.com", PASSWORD).await;
        assert!(matches!(refused, Err(Refused::Throttled(_))));
    }
    access::unlock(shop.admin(), "ann@example.com").await.unwrap();
    let ann = "ann@example.com";
    let mut expected = vec![
        ("administrator@example.com", "user-added"),
        (ann, "signed-in"),
        (ann, "signed-out"),
        ("", "sign-in-failed"),
    ];
    expected.extend([(ann, "sign-in-failed"); 5]);
    expected.extend([
        (ann, "locked-out"),
        ("administrator@example.com", "user-unlocked"),
    ]);
    assert_eq!(events(&shop).await, pairs(&expected));
    let kept = entries(&shop).await;
    assert_eq!(kept[1].2["from"], "192.0.2.7");
    assert_eq!(kept[3].2["why"], "unknown-account");
    assert_eq!(kept[4].2["why"], "wrong-password");
    assert_eq!(kept[9].2["tries_of"], "account");
    let contents = storage::testing::contents(&shop.shared.store).await.unwrap();
    for secret in ["hunter2", PASSWORD, token.as_str()] {
        assert!(!contents.iter().any(|row| row.contains(secret)), "{secret}");
    }
}

async fn a_no_is_kept_and_a_look_is_not(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    let before = events(&shop).await;
    page(shop.as_role(Role::Viewer), "q=jon".into()).await.unwrap();
    assert_eq!(events(&shop).await, before);
    let refused = access::unlock(shop.as_role(Role::Viewer), "a@example.com").await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    let kept = entries(&shop).await;
    let (actor, event, detail) = kept.last().unwrap();
    assert_eq!((actor.as_str(), event.as_str()), ("viewer@example.com", "denied"));
    assert_eq!(
        (&detail["role"], &detail["action"]),
        (&"viewer".into(), &"users.manage".into())
    );
}

async fn files_of_customers_are_kept_from_begin_to_end(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    let before = events(&shop).await.len();
    let asked = request("f.email=jon&sort=-id&columns=id,email&page=7&per_page=50");
    whole(
        customers(shop.as_role(Role::Viewer), asked)
            .await
            .expect("a file"),
    )
    .await;
    write_to(shop.admin(), None, request(""), std::io::sink())
        .await
        .unwrap();
    let segment = crate::segments::with_jon_only(&shop).await;
    whole(members(shop.admin(), segment, request("")).await.expect("a file")).await;
    // One whose reader has had enough.
    struct Enough;
    impl std::io::Write for Enough {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    assert_eq!(
        write_to(shop.admin(), None, request(""), Enough).await.unwrap(),
        None
    );
    let kept = &entries(&shop).await[before..];
    let details: Vec<_> = kept
        .iter()
        .map(|(_, event, detail)| (event.as_str(), detail))
        .collect();
    let begun = i64::try_from(before).unwrap() + 1;
    let ended = |begun: i64, rows: u64| serde_json::json!({"begun": begun, "rows": rows, "whole": true, "guarded": 0, "stripped": 0, "cut": 0});
    assert_eq!(
        details[0],
        (
            "download-begun",
            &serde_json::json!({"of": "customers", "query": "f.email=jon&sort=-id", "chosen": "all",
                "columns": "id,email", "format": "csv"})
        )
    );
    assert_eq!(details[1], ("download-ended", &ended(begun, 1)));
    assert_eq!(details[3], ("download-ended", &ended(begun + 2, 2)));
    assert_eq!(details[4].1["of"], format!("segment {segment}"));
    assert_eq!(details[5], ("download-ended", &ended(begun + 4, 1)));
    assert_eq!(details[7].1["whole"], false);
    assert_eq!(details[7].1["guarded"], serde_json::Value::Null);
    assert_eq!(kept[0].0, "viewer@example.com");
}

async fn imports_and_deletions_are_kept_under_their_operation(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    shop.import(Plan { check: true, ..STOP }, &TWO).await.unwrap();
    let delete = Plan {
        behavior: Behavior::Delete,
        ..STOP
    };
    let report = shop
        .import(delete, &["email,_website", "jon@example.com,base"])
        .await
        .unwrap();
    let kept = entries(&shop).await;
    let named: Vec<_> = kept.iter().map(|(_, event, _)| event.as_str()).collect();
    assert_eq!(
        named,
        ["import-begun", "import-ended", "import-begun", "import-ended"]
    );
    assert_eq!(kept[2].2["behavior"], "delete");
    assert_eq!(kept[2].2["operation"], report.operation.unwrap());
    assert_eq!(
        (&kept[3].2["deleted"], &kept[3].2["whole"]),
        (&1.into(), &true.into())
    );
}

async fn what_cannot_be_written_down_is_not_done(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    add(&shop, "ann@example.com").await.unwrap();
    by_hand(&shop.shared.store, "ALTER TABLE audit RENAME TO gone")
        .await
        .unwrap();
    let asked = || request("");
    assert!(customers(shop.admin(), asked()).await.is_err());
    let mut file = tempfile::tempfile().unwrap();
    let into = file.try_clone().unwrap();
    assert!(write_to(shop.admin(), None, asked(), into).await.is_err());
    assert_eq!(
        std::io::Seek::seek(&mut file, std::io::SeekFrom::End(0)).unwrap(),
        0
    );
    assert!(add(&shop, "bob@example.com").await.is_err());
    assert!(access::unlock(shop.admin(), "ann@example.com").await.is_err());
    let entered = access::sign_in(
        &shop.shared,
        "ann@example.com",
        PASSWORD.into(),
        &from("x"),
        Locale::En,
    )
    .await;
    assert!(matches!(entered, Err(Refused::Failed(_))));
    let import = shop.import(STOP, &[TWO[0], &TWO[1].replace("Doe", "Roe")]).await;
    assert!(import.is_err(), "{import:?}");
    by_hand(&shop.shared.store, "ALTER TABLE gone RENAME TO audit")
        .await
        .unwrap();
    let contents = storage::testing::contents(&shop.shared.store).await.unwrap();
    for word in ["bob@example.com", "Roe"] {
        assert!(!contents.iter().any(|row| row.contains(word)), "{word}");
    }
    let sessions = contents.iter().filter(|row| row.starts_with("session "));
    assert_eq!(sessions.count(), 0);
    add(&shop, "bob@example.com").await.unwrap();
    customers(shop.admin(), asked()).await.expect("a file");
}

async fn only_administrators_read_it(shop: Shop) {
    for role in [Role::Contributor, Role::Viewer] {
        let read = audit::last(shop.as_role(role), 1).await;
        assert!(matches!(read, Err(Error::Forbidden(_))));
        assert!(matches!(
            audit::check(shop.as_role(role)).await,
            Err(Error::Forbidden(_))
        ));
    }
}

async fn deleted_segments_and_shared_views_are_kept(shop: Shop) {
    let segment = crate::segments::with_jon_only(&shop).await;
    let form = define::form(shop.admin(), Some(segment)).await.unwrap();
    let version = form.segment.unwrap().version;
    define::delete(shop.admin(), segment, version).await.unwrap();
    let ann = crate::views::somebody(&shop, "ann@example.com", Role::Contributor).await;
    let view = views::save(ann.clone(), None, 0, "Dutch".into(), "f.country=NL".into())
        .await
        .unwrap();
    views::share(ann.clone(), view, 1, Some(Role::Viewer))
        .await
        .unwrap();
    views::share(ann.clone(), view, 2, None).await.unwrap();
    views::delete(ann, view, 3).await.unwrap();
    let kept = entries(&shop).await;
    let told: Vec<_> = kept
        .iter()
        .filter(|(_, event, _)| event.starts_with("segment-") || event.starts_with("view-"))
        .map(|(actor, event, detail)| format!("{actor} {event} {detail}"))
        .collect();
    let admin = shop.admin().actor.me.email;
    let view = view.0;
    assert_eq!(
        told,
        [
            format!("{admin} segment-deleted {{\"segment\":{}}}", segment.0),
            format!("ann@example.com view-shared {{\"view\":{view},\"with\":\"viewer\"}}"),
            format!("ann@example.com view-shared {{\"view\":{view},\"with\":null}}"),
            format!("ann@example.com view-deleted {{\"view\":{view}}}"),
        ]
    );
}

async fn whoever_names_a_view_of_somebody_else_is_kept(shop: Shop) {
    let ann = crate::views::somebody(&shop, "ann@example.com", Role::Contributor).await;
    let eve = crate::views::somebody(&shop, "eve@example.com", Role::Contributor).await;
    let save = |ctx: &Ctx, id| views::save(ctx.clone(), id, 1, "Dutch".into(), String::new());
    let of_ann = save(&ann, None).await.unwrap();
    let nobodys = ViewId(of_ann.0 + 1);
    for (ctx, id) in [(&eve, of_ann), (&eve, nobodys), (&ann, nobodys)] {
        let answers = [
            save(ctx, Some(id)).await.map(drop),
            views::share(ctx.clone(), id, 1, None).await,
            views::delete(ctx.clone(), id, 1).await,
        ];
        for answer in answers {
            assert_eq!(answer, Err(Error::NotFound(text::views::GONE.plain())));
        }
    }
    let kept = entries(&shop).await;
    let told: Vec<_> = kept
        .iter()
        .map(|(actor, event, detail)| format!("{actor} {event} {}", detail["action"]))
        .collect();
    let expected = [Action::UseViews, Action::ShareViews, Action::UseViews];
    let expected = expected.map(|action| format!("eve@example.com denied \"{}\"", action.key()));
    assert_eq!(told, expected);
}
