//! `cohort demo`: realistic data in an empty database, and a first administrator to look at it with.

use super::{Outcome, bar, english, open, operator, tell};
use crate::cli::{Common, Demo};
use domain::access::Role;
use services::{access, demo};
use std::process::ExitCode;

/// The demo's administrator.
const EMAIL: &str = "admin@example.com";

pub(super) async fn run(common: &Common, options: &Demo) -> Outcome {
    let shared = open(common).await?;
    let storage = |error: storage::Error| format!("the demo data could not be written: {error}");
    if !demo::is_empty(&shared.store).await.map_err(storage)? {
        if options.if_empty {
            return Ok(ExitCode::SUCCESS);
        }
        return Err(
            "there are customers in this database already: demo data goes into an empty one".to_owned(),
        );
    }
    let progress = bar(options.customers, false);
    let now = shared.clock.now();
    demo::load(&shared.store, options.customers, options.seed, now, &mut |n| {
        progress.set_position(n)
    })
    .await
    .map_err(storage)?;
    progress.finish_and_clear();
    tell(&format!("Made {} customers.", options.customers));
    if storage::users::count(&shared.store).await.map_err(storage)? == 0 {
        let password = access::new_token().map_err(english)?[..16].to_owned();
        access::add_user(
            operator(&shared),
            EMAIL.to_owned(),
            Role::Administrator,
            password.clone(),
        )
        .await
        .map_err(english)?;
        tell(&format!("Sign in as {EMAIL} with the password {password}"));
        tell("It is shown this once; `cohort user add` makes further accounts.");
    }
    Ok(ExitCode::SUCCESS)
}
