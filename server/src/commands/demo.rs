//! `cohort demo`: realistic data in an empty database, and a first administrator to look at it with.

use super::{Outcome, bar, english, open, operator, sqlite_file, tell};
use crate::cli::{Common, Demo};
use domain::access::Role;
use services::{access, context::Shared, demo};
use std::{process::ExitCode, sync::Arc};

/// The demo's administrator.
const EMAIL: &str = "admin@example.com";

pub(super) async fn run(common: &Common, options: &Demo) -> Outcome {
    let shared = open(common).await?;
    let storage = |error: storage::Error| format!("the demo data could not be written: {error}");
    match demo::state(&shared.store).await.map_err(storage)? {
        demo::State::Empty => {}
        demo::State::Partial => {
            return Err(format!(
                "the demo data of this database is not whole, for its load was interrupted: {}, then start again",
                how_to_empty(&common.database)
            ));
        }
        demo::State::Filled if options.if_empty => return Ok(ExitCode::SUCCESS),
        demo::State::Filled => {
            return Err(
                "there are customers in this database already: demo data goes into an empty one".to_owned(),
            );
        }
    }
    // First of all, so that a load that is interrupted leaves nobody outside.
    make_administrator(&shared).await?;
    let progress = bar(options.customers, false);
    let now = shared.clock.now();
    demo::load(&shared.store, options.customers, options.seed, now, &mut |n| {
        progress.set_position(n)
    })
    .await
    .map_err(storage)?;
    progress.finish_and_clear();
    tell(&format!("Made {} customers.", options.customers));
    Ok(ExitCode::SUCCESS)
}

/// Makes the first account, where there is none, and tells its password at once.
async fn make_administrator(shared: &Arc<Shared>) -> Result<(), String> {
    let users = storage::users::count(&shared.store).await;
    if users.map_err(|error| format!("the users could not be counted: {error}"))? > 0 {
        return Ok(());
    }
    let password = access::new_token().map_err(english)?[..16].to_owned();
    access::add_user(
        operator(shared),
        EMAIL.to_owned(),
        Role::Administrator,
        password.clone(),
    )
    .await
    .map_err(english)?;
    tell(&format!("Sign in as {EMAIL} with the password {password}"));
    tell("It is shown this once; `cohort user add` makes further accounts.");
    Ok(())
}

/// What to do to have an empty database at this address.
fn how_to_empty(database: &str) -> String {
    if let Some(file) = sqlite_file(database) {
        let file = file.display();
        return format!("remove {file}, {file}-wal and {file}-shm");
    }
    let name = database.split('?').next().unwrap_or_default();
    let name = name.rsplit('/').next().unwrap_or_default();
    format!("run `dropdb {name} && createdb --encoding=UTF8 --template=template0 {name}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_an_empty_database_is_told() {
        for (database, file) in [
            (
                "sqlite://data/x.db?mode=rwc",
                "remove data/x.db, data/x.db-wal and data/x.db-shm",
            ),
            ("sqlite:x.db", "remove x.db, x.db-wal and x.db-shm"),
            (
                "postgres://me:secret@db/shop?sslmode=require",
                "run `dropdb shop && createdb --encoding=UTF8 --template=template0 shop`",
            ),
        ] {
            assert_eq!(how_to_empty(database), file);
        }
    }
}
