//! Saved views of the customers grid: using, keeping, sharing and deleting them, and where one left the grid.

use super::asked;
use crate::{
    audit::{self, Event},
    context::Ctx,
    error::OrFail,
    repeats::Request,
};
use domain::{
    access::{Action, Role},
    customers::{
        query::GridQuery,
        sight::Sight,
        view::{self, Document, MAX_VIEWS, View},
    },
    error::Error,
    fold::fold,
    ids::{UserId, ViewId},
    text::views as text,
};
use storage::{
    Tx,
    customers::views::{self, Stored},
};

/// The asker's own views by name, then those shared with their role.
pub async fn list(ctx: Ctx) -> Result<Vec<View>, Error> {
    ctx.ask(Action::UseViews).await?;
    let Some(user) = ctx.actor.user else {
        return Ok(Vec::new());
    };
    let stored = views::list(ctx.store(), user, ctx.actor.me.role).await;
    Ok(stored
        .or_fail()?
        .into_iter()
        .map(|view| shown(view, user, ctx.sight()))
        .collect())
}

/// What the view of an address is called in the name of a file: letters of the alphabet, digits and hyphens. Nothing
/// for Default View, and for one that is not the asker's to see.
pub(crate) async fn name_of(ctx: &Ctx, id: ViewId) -> Result<Option<String>, Error> {
    let Some(user) = ctx.actor.user.filter(|_| id != ViewId::DEFAULT) else {
        return Ok(None);
    };
    let stored = views::list(ctx.store(), user, ctx.actor.me.role)
        .await
        .or_fail()?;
    let found = stored.into_iter().find(|view| view.id == id);
    Ok(found.map(|view| {
        let folded = fold(&view.name);
        let words = folded
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty());
        match words.collect::<Vec<_>>().join("-") {
            name if name.is_empty() => format!("view-{id}"),
            name => name,
        }
    }))
}

/// A stored view as its reader gets it: without filters by what they may not see, whoever made it.
fn shown(stored: Stored, reader: UserId, sight: Sight) -> View {
    let read = stored.document.and_then(|document| document.read());
    let read = read.map(|(state, mut notices)| {
        let (state, hidden) = sight.limit(state);
        notices.extend(hidden);
        (state, notices)
    });
    let (state, notices) = read.unzip();
    View {
        id: stored.id,
        version: stored.version,
        name: stored.name,
        owner: (stored.owner != reader).then_some(stored.owner_email),
        shared: stored.shared,
        state,
        left_out: notices.is_some_and(|notices| !notices.is_empty()),
    }
}

/// Saves a state under a name: as a new view, or in place of one of the asker's own at `version`. A name that
/// is taken gets a number.
pub async fn save(
    ctx: Ctx,
    id: Option<ViewId>,
    version: i64,
    name: String,
    query: String,
) -> Result<ViewId, Error> {
    save_once(ctx, id, version, name, query, "").await
}

/// Like [`save`]; a new one is made once, however often it is asked for under the same `token`.
pub async fn save_once(
    ctx: Ctx,
    id: Option<ViewId>,
    version: i64,
    name: String,
    query: String,
    token: &str,
) -> Result<ViewId, Error> {
    ctx.ask(Action::UseViews).await?;
    let user = user(&ctx)?;
    let found = view::check_name(&name);
    if !found.is_empty() {
        return Err(Error::Invalid(found));
    }
    let document = Document::of(&asked::whole(asked::of_customers(&query, ctx.sight()))?);
    let (tx, id) = match id {
        Some(id) => {
            let (mut tx, held) = own(&ctx, Action::UseViews, id).await?;
            let taken = views::names(&mut tx, user, id).await.or_fail()?;
            let name = view::free_name(&name, &taken);
            // The same wish again, whose first answer got lost.
            if held.version > version && (&held.name, held.document.as_ref()) == (&name, Some(&document)) {
                return Ok(id);
            }
            seen(&held, version)?;
            views::change(&mut tx, id, &name, &document, ctx.now())
                .await
                .or_fail()?;
            (tx, id)
        }
        None => {
            let mut tx = ctx.store().begin().await.or_fail()?;
            let request = Request::new(&ctx, token, &("view", &name, &query))?;
            if let Some(id) = request.begin(&mut tx, &ctx).await? {
                return Ok(ViewId(id));
            }
            let taken = views::names(&mut tx, user, ViewId::DEFAULT).await.or_fail()?;
            if taken.len() >= MAX_VIEWS {
                return Err(Error::invalid("name", text::TOO_MANY.with("max", MAX_VIEWS)));
            }
            let name = view::free_name(&name, &taken);
            let id = views::add(&mut tx, user, &name, &document, ctx.now())
                .await
                .or_fail()?;
            request.made(&mut tx, id.0).await?;
            (tx, id)
        }
    };
    tx.commit().await.or_fail()?;
    Ok(id)
}

/// Shares a view of the asker's own with a role, or with nobody any more.
pub async fn share(ctx: Ctx, id: ViewId, version: i64, with: Option<Role>) -> Result<(), Error> {
    ctx.ask(Action::ShareViews).await?;
    let (mut tx, held) = own(&ctx, Action::ShareViews, id).await?;
    seen(&held, version)?;
    views::share(&mut tx, id, with, ctx.now()).await.or_fail()?;
    let event = Event::ViewShared {
        view: id.0,
        with: with.map(Role::key),
    };
    audit::done(&ctx, tx, &event).await
}

/// Deletes a view of the asker's own, also one that cannot be read.
pub async fn delete(ctx: Ctx, id: ViewId, version: i64) -> Result<(), Error> {
    ctx.ask(Action::UseViews).await?;
    let (mut tx, held) = own(&ctx, Action::UseViews, id).await?;
    seen(&held, version)?;
    views::delete(&mut tx, id).await.or_fail()?;
    audit::done(&ctx, tx, &Event::ViewDeleted { view: id.0 }).await
}

/// Where the asker left the grid, as its query string: Default View before they were ever there.
pub async fn place(ctx: Ctx) -> Result<String, Error> {
    ctx.ask(Action::UseViews).await?;
    let kept = match ctx.actor.user {
        Some(user) => views::place(ctx.store(), user).await.or_fail()?,
        None => None,
    };
    let read = kept.and_then(|document| document.read());
    let query = read.map(|(state, _)| ctx.sight().limit(state).0.to_query());
    Ok(query
        .filter(|query| !query.is_empty())
        .unwrap_or_else(|| ViewId::DEFAULT.query()))
}

/// Keeps where the asker is.
pub async fn keep_place(ctx: Ctx, query: String) -> Result<(), Error> {
    ctx.ask(Action::UseViews).await?;
    let user = user(&ctx)?;
    let document = Document::of_place(&GridQuery::parse(&query).0);
    // Most pages are looked at more than once; they must not queue up behind writers.
    if views::place(ctx.store(), user).await.or_fail()?.as_ref() == Some(&document) {
        return Ok(());
    }
    let mut tx = ctx.store().begin().await.or_fail()?;
    views::keep_place(&mut tx, user, &document).await.or_fail()?;
    tx.commit().await.or_fail()
}

/// Views belong to accounts; the command line has none.
fn user(ctx: &Ctx) -> Result<UserId, Error> {
    ctx.actor.user.ok_or_else(Error::signed_out)
}

/// Holds a view of the asker's own. Of somebody else's it is said that there is none, and written down that they tried.
async fn own(ctx: &Ctx, action: Action, id: ViewId) -> Result<(Tx, Stored), Error> {
    let user = user(ctx)?;
    let mut tx = ctx.store().begin().await.or_fail()?;
    match views::hold(&mut tx, id).await.or_fail()? {
        Some(held) if held.owner == user => Ok((tx, held)),
        found => {
            // An entry has a transaction of its own, and there may be but one at a time.
            drop(tx);
            if found.is_some() {
                audit::denied(ctx, action).await;
            }
            Err(Error::NotFound(text::GONE.plain()))
        }
    }
}

/// Is the view as its writer saw it?
fn seen(view: &Stored, version: i64) -> Result<(), Error> {
    match view.version == version {
        true => Ok(()),
        false => Err(Error::Conflict(text::STALE.plain())),
    }
}
