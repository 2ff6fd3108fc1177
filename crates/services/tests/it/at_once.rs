//! Several who change the same customer at once, or twice.

use crate::{
    customers::{edit, two},
    harness::{STOP, Shop},
};
use domain::{
    customers::{column::Column, page::EditOutcome},
    error::Error,
    imports::Behavior,
};
use services::{
    customers::{edit::save_cell, page::page},
    imports::run::Plan,
};

storage::both_engines! {
    Shop:
    of_two_saves_at_once_one_wins_and_one_is_told,
    an_edit_and_a_deletion_at_once_leave_nothing_by_halves,
    of_two_who_take_one_address_at_once_one_is_told_who_has_it,
    a_save_that_comes_again_is_saved_once,
}

async fn of_two_saves_at_once_one_wins_and_one_is_told(shop: Shop) {
    let before = two(&shop).await;
    let one = save_cell(shop.admin(), edit(&before, 0, Column::Zip, "10001"), vec![]);
    let other = save_cell(shop.admin(), edit(&before, 0, Column::Zip, "20001"), vec![]);
    let (one, other) = tokio::join!(one, other);
    let saved = [&one, &other]
        .into_iter()
        .filter(|o| matches!(o, Ok(EditOutcome::Saved(_))))
        .count();
    let told = [&one, &other]
        .into_iter()
        .filter(|o| matches!(o, Ok(EditOutcome::Conflict { .. })))
        .count();
    assert_eq!((saved, told), (1, 1), "{one:?} {other:?}");
}

async fn an_edit_and_a_deletion_at_once_leave_nothing_by_halves(shop: Shop) {
    let delete = Plan {
        behavior: Behavior::Delete,
        ..STOP
    };
    for _ in 0..8 {
        let before = two(&shop).await;
        let jon = before
            .rows
            .iter()
            .position(|row| row.country == "US")
            .expect("Jon");
        let saved = save_cell(shop.admin(), edit(&before, jon, Column::Zip, "10001"), vec![]);
        let gone = shop.import(delete.clone(), &["email,_website", "jon@example.com,base"]);
        let (saved, gone) = tokio::join!(saved, gone);
        assert!(
            matches!(saved, Ok(EditOutcome::Saved(_)) | Err(Error::NotFound(_))),
            "{saved:?}"
        );
        assert_eq!(gone.expect("an import").deleted, 1);
        storage::testing::invariants(&shop.shared.store)
            .await
            .expect("a look");
        let left = page(shop.admin(), String::new()).await.expect("a page");
        assert_eq!(left.rows.len(), 1);
    }
}

async fn of_two_who_take_one_address_at_once_one_is_told_who_has_it(shop: Shop) {
    let before = two(&shop).await;
    let take = |row| {
        save_cell(
            shop.admin(),
            edit(&before, row, Column::Email, "new@example.com"),
            vec![],
        )
    };
    let (one, other) = tokio::join!(take(0), take(1));
    let ((Ok(EditOutcome::Saved(won)), Err(Error::Invalid(told)))
    | (Err(Error::Invalid(told)), Ok(EditOutcome::Saved(won)))) = (one, other)
    else {
        panic!("not one of each")
    };
    let owner = won.id.to_string();
    assert_eq!(
        told[0].sentence.args(),
        [
            ("email", "new@example.com".to_owned()),
            ("id", owner),
            ("website", "Main Website".to_owned()),
        ]
    );
}

async fn a_save_that_comes_again_is_saved_once(shop: Shop) {
    let before = two(&shop).await;
    let many = (0..20).map(|_| save_cell(shop.admin(), edit(&before, 0, Column::Zip, "10001"), vec![]));
    let version = before.rows[0].version + 1;
    for outcome in futures::future::join_all(many).await {
        let Ok(EditOutcome::Saved(row)) = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!((row.version, row.cells[0].display.as_str()), (version, "10001"));
    }
    let late = save_cell(shop.admin(), edit(&before, 0, Column::Group, "1"), vec![]).await;
    let Ok(EditOutcome::Saved(row)) = late else {
        panic!("{late:?}")
    };
    assert_eq!(row.version, version, "it is in that group already");
}
