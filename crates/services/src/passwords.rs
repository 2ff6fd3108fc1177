//! Which passwords will do, and their hashes.
//!
//! Any characters will, at least twelve of them; what others would try first will not: common passwords and their
//! usual disguises, and words of the product and of the user. That is for the server to judge: its lists are too long
//! for a browser to fetch.

use crate::error::internal;
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use domain::{error::Error, text::access as text};
use std::sync::LazyLock;
use tokio::sync::Semaphore;
use zxcvbn::{Score, zxcvbn};

/// Shortest password.
pub const PASSWORD_MIN: usize = 12;
/// Longest password.
pub const PASSWORD_MAX: usize = 256;

/// Each hash holds 19 MiB, so only a few run at once.
static HASHERS: Semaphore = Semaphore::const_new(4);

/// Verified against when the account is unknown, so that the answer takes as long.
pub(crate) static DUMMY: LazyLock<String> =
    LazyLock::new(|| hash_now("no account has this password").unwrap_or_default());

/// So much has to stand beside words of the product and of the user.
const BESIDE_KNOWN: usize = 8;

/// Words that say nothing here.
const PRODUCT: [&str; 4] = ["cohort", "customer", "customers", "segment"];

/// Will this be the password of the account `email`? What is wrong with it is said of `field`.
pub(crate) fn check(password: &str, email: &str, field: &'static str) -> Result<(), Error> {
    let length = password.chars().count();
    if length < PASSWORD_MIN {
        return Err(Error::invalid(
            field,
            text::PASSWORD_TOO_SHORT.with("min", PASSWORD_MIN),
        ));
    }
    if length > PASSWORD_MAX {
        return Err(Error::invalid(
            field,
            text::PASSWORD_TOO_LONG.with("max", PASSWORD_MAX),
        ));
    }
    let mut known: Vec<&str> = PRODUCT.into();
    known.push(email);
    known.extend(
        email
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.len() > 2),
    );
    let said = known.iter().fold(password.to_lowercase(), |rest, word| {
        rest.replace(&word.to_lowercase(), "")
    });
    // A hundred million guesses are made in a moment where somebody has the hash.
    if said.chars().count() < BESIDE_KNOWN || zxcvbn(password, &known).score() < Score::Three {
        return Err(Error::invalid(field, text::PASSWORD_COMMON.plain()));
    }
    Ok(())
}

fn hash_now(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

/// What is kept of a password.
pub(crate) async fn hash(password: String) -> Result<String, Error> {
    let _permit = HASHERS.acquire().await.map_err(|e| internal(&e.to_string()))?;
    let hashed = tokio::task::spawn_blocking(move || hash_now(&password)).await;
    hashed
        .map_err(|e| internal(&e.to_string()))?
        .map_err(|e| internal(&e.to_string()))
}

/// Is it the password of this hash?
pub(crate) async fn verify(password: String, hash: String) -> Result<bool, Error> {
    let _permit = HASHERS.acquire().await.map_err(|e| internal(&e.to_string()))?;
    let verified = tokio::task::spawn_blocking(move || {
        let parsed = PasswordHash::new(&hash)?;
        Ok::<_, argon2::password_hash::phc::Error>(
            Argon2::default()
                .verify_password(password.as_bytes(), &parsed)
                .is_ok(),
        )
    });
    verified
        .await
        .map_err(|e| internal(&e.to_string()))?
        .map_err(|e| internal(&e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_unknown_is_looked_at_as_long_as_who_is_known() {
        let cost = |hash: &str| hash.split('$').take(4).collect::<Vec<_>>().join("$");
        let known = cost(&hash_now("correct horse battery staple").unwrap());
        assert!(known.starts_with("$argon2id$"), "{known}");
        assert_eq!(cost(&DUMMY), known);
    }

    #[test]
    fn what_others_would_try_first_will_not_do() {
        let long: String = (1..=64_u32)
            .map(|n| format!("{:04x}", n * 40_503 % 65_536))
            .collect();
        for (password, refused) in [
            ("correct horse battery staple", None),
            ("ñandú 🎉 vliegt over 北京", None),
            ("gT4#vmP!2zQw", None),
            (long.as_str(), None),
            ("short", Some("PASSWORD_TOO_SHORT")),
            ("elevenchars", Some("PASSWORD_TOO_SHORT")),
            (&format!("{long}y"), Some("PASSWORD_TOO_LONG")),
            ("password12345", Some("PASSWORD_COMMON")),
            ("P@ssw0rd2024", Some("PASSWORD_COMMON")),
            ("qwertyuiop123", Some("PASSWORD_COMMON")),
            ("123456789012", Some("PASSWORD_COMMON")),
            ("aaaaaaaaaaaaaaaa", Some("PASSWORD_COMMON")),
            ("cohortcohort", Some("PASSWORD_COMMON")),
            ("Cohort-2026!", Some("PASSWORD_COMMON")),
            ("anneliese.berg", Some("PASSWORD_COMMON")),
            ("anneliese2026", Some("PASSWORD_COMMON")),
            ("anneliese.berg@zonnebloem.example", Some("PASSWORD_COMMON")),
        ] {
            let checked = check(password, "anneliese.berg@zonnebloem.example", "password");
            let key = checked.err().map(|error| match error {
                Error::Invalid(found) => found[0].sentence.message().key,
                other => panic!("{other:?}"),
            });
            assert_eq!(key, refused, "{password}");
        }
    }
}
