//! `cohort user`: adding one, whose password comes on standard input and is echoed nowhere, and letting one try again.

use super::{Outcome, english, open, operator, tell};
use crate::cli::{Common, User};
use services::access;
use std::{
    io::{BufRead, IsTerminal},
    process::ExitCode,
};

pub(super) async fn run(common: &Common, command: User) -> Outcome {
    let (email, role) = match command {
        User::Add { email, role } => (email, role),
        User::Unlock { email } => {
            let shared = open(common).await?;
            access::unlock(operator(&shared), &email).await.map_err(english)?;
            tell(&format!("{email} may try to sign in again."));
            return Ok(ExitCode::SUCCESS);
        }
    };
    let password = read_password().map_err(|error| format!("cannot read the password: {error}"))?;
    let shared = open(common).await?;
    access::add_user(operator(&shared), email.clone(), role, password)
        .await
        .map_err(english)?;
    tell(&format!("Added {email} as {}.", role.key()));
    Ok(ExitCode::SUCCESS)
}

fn read_password() -> std::io::Result<String> {
    if std::io::stdin().is_terminal() {
        return rpassword::prompt_password("Password: ");
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
