//! People who sign in: who there is, what they may do, and their passwords. Whoever's password, role or access
//! changes is signed out everywhere at once.

use crate::{
    access::{self, Refused, fingerprint},
    audit::{self, Event},
    context::Ctx,
    error::OrFail,
    passwords,
};
use domain::{
    access::{Action, Role},
    error::Error,
    text::access as text,
};
pub use storage::users::Listed;
use storage::{sessions, users};

/// Everybody, by e-mail address.
pub async fn list(ctx: Ctx) -> Result<Vec<Listed>, Error> {
    ctx.ask(Action::ManageUsers).await?;
    users::list(ctx.store(), ctx.now()).await.or_fail()
}

/// Somebody with this e-mail address.
pub async fn one(ctx: Ctx, email: &str) -> Result<Listed, Error> {
    ctx.ask(Action::ManageUsers).await?;
    let email = user(&ctx, email).await?.email;
    let found = list(ctx).await?.into_iter().find(|user| user.email == email);
    found.ok_or_else(|| Error::NotFound(text::NO_USER.with("email", email)))
}

/// Gives somebody another password.
pub async fn set_password(ctx: Ctx, email: &str, password: String) -> Result<(), Error> {
    ctx.ask(Action::ManageUsers).await?;
    let user = user(&ctx, email).await?;
    passwords::check(&password, &user.email, "password")?;
    let hash = passwords::hash(password).await?;
    let mut tx = ctx.store().begin().await.or_fail()?;
    users::set_password(&mut tx, user.id, &hash).await.or_fail()?;
    sessions::end_all(&mut tx, user.id, "").await.or_fail()?;
    let event = Event::PasswordChanged { user: &user.email };
    audit::done(&ctx, tx, &event).await
}

/// Gives somebody another role.
pub async fn set_role(ctx: Ctx, email: &str, role: Role) -> Result<(), Error> {
    ctx.ask(Action::ManageUsers).await?;
    let user = user(&ctx, email).await?;
    if user.role == role {
        return Ok(());
    }
    let mut tx = ctx.store().begin().await.or_fail()?;
    users::set_role(&mut tx, user.id, role).await.or_fail()?;
    sessions::end_all(&mut tx, user.id, "").await.or_fail()?;
    let event = Event::RoleChanged {
        user: &user.email,
        from: user.role.key(),
        to: role.key(),
    };
    audit::done(&ctx, tx, &event).await
}

/// Lets somebody in again, or out for good.
pub async fn set_active(ctx: Ctx, email: &str, active: bool) -> Result<(), Error> {
    ctx.ask(Action::ManageUsers).await?;
    let user = user(&ctx, email).await?;
    if user.active == active {
        return Ok(());
    }
    let mut tx = ctx.store().begin().await.or_fail()?;
    users::set_active(&mut tx, user.id, active).await.or_fail()?;
    sessions::end_all(&mut tx, user.id, "").await.or_fail()?;
    let event = match active {
        true => Event::UserEnabled { user: &user.email },
        false => Event::UserDisabled { user: &user.email },
    };
    audit::done(&ctx, tx, &event).await
}

/// Signs somebody out everywhere; from how many sessions.
pub async fn end_sessions(ctx: Ctx, email: &str) -> Result<u64, Error> {
    ctx.ask(Action::ManageUsers).await?;
    let user = user(&ctx, email).await?;
    let mut tx = ctx.store().begin().await.or_fail()?;
    let ended = sessions::end_all(&mut tx, user.id, "").await.or_fail()?;
    let event = Event::SessionsEnded {
        user: &user.email,
        sessions: ended,
    };
    audit::done(&ctx, tx, &event).await?;
    Ok(ended)
}

/// What somebody who wants another password says.
pub struct NewPassword {
    /// The one they have.
    pub current: String,
    /// The one they want.
    pub new: String,
    /// The same again.
    pub again: String,
}

/// Gives the asker another password, and ends their sessions but the one with this token. A wrong current one counts
/// as a wrong one at the sign-in does: whoever finds an open browser does not get to try them all.
pub async fn change_own_password(
    ctx: Ctx,
    wanted: NewPassword,
    address: &str,
    token: &str,
) -> Result<(), Error> {
    ctx.ask(Action::ChangeOwnProfile).await?;
    let user = user(&ctx, &ctx.actor.me.email).await?;
    if wanted.new != wanted.again {
        return Err(Error::invalid("again", text::PASSWORDS_DIFFER.plain()));
    }
    passwords::check(&wanted.new, &user.email, "new")?;
    match access::prove(&ctx.shared, &user, wanted.current, address).await {
        Ok(()) => {}
        Err(Refused::Wrong) => return Err(Error::invalid("current", text::WRONG_PASSWORD.plain())),
        Err(Refused::Throttled(seconds)) => {
            let wait = text::TOO_MANY_PASSWORDS.with("minutes", seconds.div_ceil(60));
            return Err(Error::invalid("current", wait));
        }
        Err(Refused::Failed(error)) => return Err(error),
    }
    let hash = passwords::hash(wanted.new).await?;
    let mut tx = ctx.store().begin().await.or_fail()?;
    if !users::is_still(&mut tx, &user).await.or_fail()? {
        // Meanwhile an operator has set another one, perhaps to keep out whoever asks this.
        return Err(Error::invalid("current", text::WRONG_PASSWORD.plain()));
    }
    users::set_password(&mut tx, user.id, &hash).await.or_fail()?;
    sessions::end_all(&mut tx, user.id, &fingerprint(token))
        .await
        .or_fail()?;
    let event = Event::PasswordChanged { user: &user.email };
    audit::done(&ctx, tx, &event).await
}

/// The account with this address.
async fn user(ctx: &Ctx, email: &str) -> Result<users::User, Error> {
    let email = access::account(email);
    let found = users::by_email(ctx.store(), &email).await.or_fail()?;
    found.ok_or_else(|| Error::NotFound(text::NO_USER.with("email", email)))
}
