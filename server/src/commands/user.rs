//! `cohort user`: who signs in, and what they may do. Passwords come on standard input and are echoed nowhere.

use super::{Outcome, complain, english, operator, tell, visit};
use crate::cli::{Common, User};
use domain::access::Role;
use services::{access, context::Ctx, users};
use std::{
    io::{BufRead, IsTerminal},
    process::ExitCode,
};

pub(super) async fn run(common: &Common, command: User) -> Outcome {
    // Asked for before anything is opened.
    let password = match &command {
        User::Add { .. } | User::Password { .. } => {
            read_password().map_err(|error| format!("cannot read the password: {error}"))?
        }
        User::List
        | User::Role { .. }
        | User::Disable { .. }
        | User::Enable { .. }
        | User::Sessions { .. }
        | User::Unlock { .. } => String::new(),
    };
    let shared = visit(common).await?;
    let ctx = operator(&shared);
    match command {
        User::Add { email, role } => {
            let added = access::add_user(ctx, email.clone(), role, password).await;
            added.map_err(english)?;
            tell(&format!("Added {email} as {}.", role.key()));
        }
        User::List => {
            for user in users::list(ctx).await.map_err(english)? {
                tell(&line(&user));
            }
        }
        User::Password { email } => {
            let set = users::set_password(ctx, &email, password).await;
            set.map_err(english)?;
            tell(&format!(
                "{email} has another password, and is signed out everywhere."
            ));
        }
        User::Role { email, role } => {
            users::set_role(ctx.clone(), &email, role)
                .await
                .map_err(english)?;
            tell(&format!("{email} is {} now, and signs in anew.", role.key()));
            warn_without_administrators(ctx).await?;
        }
        User::Disable { email } => {
            users::set_active(ctx.clone(), &email, false)
                .await
                .map_err(english)?;
            tell(&format!(
                "{email} may not sign in any more, and is signed out everywhere."
            ));
            warn_without_administrators(ctx).await?;
        }
        User::Enable { email } => {
            users::set_active(ctx, &email, true).await.map_err(english)?;
            tell(&format!("{email} may sign in."));
        }
        User::Sessions { email, end: false } => {
            let found = users::one(ctx, &email).await.map_err(english)?;
            tell(&line(&found));
        }
        User::Sessions { email, end: true } => {
            let ended = users::end_sessions(ctx, &email).await.map_err(english)?;
            tell(&format!("{ended} sessions of {email} ended."));
        }
        User::Unlock { email } => {
            access::unlock(ctx.clone(), &email).await.map_err(english)?;
            match users::one(ctx, &email).await.map_err(english)?.active {
                true => tell(&format!("{email} may try to sign in again.")),
                false => complain(&format!(
                    "The wrong passwords of {email} are forgotten, but the account is disabled: \
                     `cohort user enable --email {email}` lets it in."
                )),
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Whoever holds the machine may do without administrators, but seldom means to.
async fn warn_without_administrators(ctx: Ctx) -> Result<(), String> {
    let everybody = users::list(ctx).await.map_err(english)?;
    if !everybody
        .iter()
        .any(|user| user.active && user.role == Role::Administrator)
    {
        complain("No administrator is left who may sign in: add one, or give somebody else the role.");
    }
    Ok(())
}

/// A user, tab by tab, as scripts read it.
fn line(user: &users::Listed) -> String {
    let state = if user.active { "active" } else { "disabled" };
    let (email, role) = (&user.email, user.role.key());
    format!("{email}\t{role}\t{state}\t{} sessions", user.sessions)
}

fn read_password() -> std::io::Result<String> {
    if std::io::stdin().is_terminal() {
        return rpassword::prompt_password("Password: ");
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
