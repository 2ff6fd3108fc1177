//! Making, changing and deleting segments. Saving never computes members; refreshing does.

use super::report::line;
use crate::{
    audit::{self, Event},
    context::Ctx,
    error::OrFail,
    repeats::Request,
};
use domain::{
    access::Action,
    error::Error,
    ids::SegmentId,
    segments::{report::Form, segment::Definition},
    text::{access, segments as text},
};
use storage::{Tx, segments::definitions};

/// What the form of a segment, or of a new one, starts from.
pub async fn form(ctx: Ctx, id: Option<SegmentId>) -> Result<Form, Error> {
    ctx.ask(Action::ViewSegments).await?;
    let reference = ctx.reference().await?;
    let segment = match id {
        Some(id) => {
            let found = definitions::get(ctx.store(), id).await.or_fail()?;
            let mut found = found.ok_or_else(|| Error::NotFound(access::NOT_FOUND.plain()))?;
            found.definition.rule = found.definition.rule.within(ctx.sight());
            Some(found)
        }
        None => None,
    };
    let line = segment.as_ref().map(|segment| line(&ctx, segment, &reference));
    Ok(Form {
        segment,
        line,
        reference,
    })
}

/// Saves a segment as its writer saw it at `version`, or a new one.
pub async fn save(
    ctx: Ctx,
    id: Option<SegmentId>,
    version: i64,
    definition: Definition,
) -> Result<SegmentId, Error> {
    save_once(ctx, id, version, definition, "").await
}

/// Like [`save`]; a new one is made once, however often it is asked for under the same `token`.
pub async fn save_once(
    ctx: Ctx,
    id: Option<SegmentId>,
    version: i64,
    mut definition: Definition,
    token: &str,
) -> Result<SegmentId, Error> {
    ctx.ask(Action::EditSegments).await?;
    let reference = ctx.reference().await?;
    definition.name = definition.name.trim().to_owned();
    let found = definition.check(&reference);
    if !found.is_empty() {
        return Err(Error::Invalid(found));
    }
    let now = ctx.now();
    let mut tx = ctx.store().begin().await.or_fail()?;
    let id = match id {
        None => {
            let request = Request::new(&ctx, token, &definition)?;
            if let Some(id) = request.begin(&mut tx, &ctx).await? {
                return Ok(SegmentId(id));
            }
            let id = definitions::create(&mut tx, &definition, now).await.or_fail()?;
            request.made(&mut tx, id.0).await?;
            id
        }
        Some(id) => {
            let stored = definitions::find(&mut tx, id).await.or_fail()?;
            let stored = stored.ok_or_else(|| Error::NotFound(access::NOT_FOUND.plain()))?;
            if stored.definition.apply_to != definition.apply_to {
                return Err(Error::invalid("apply_to", text::APPLY_TO_FIXED.plain()));
            }
            match definitions::update(&mut tx, id, version, &definition, now)
                .await
                .or_fail()?
            {
                true => id,
                false => match definitions::find(&mut tx, id).await.or_fail()? {
                    // The same wish again, whose first answer got lost.
                    Some(now) if now.version > version && now.definition == definition => return Ok(id),
                    Some(_) | None => return Err(gone_or_stale(&mut tx, id).await),
                },
            }
        }
    };
    tx.commit().await.or_fail()?;
    Ok(id)
}

/// Deletes a segment as its writer saw it; customers and orders stay.
pub async fn delete(ctx: Ctx, id: SegmentId, version: i64) -> Result<(), Error> {
    ctx.ask(Action::EditSegments).await?;
    let mut tx = ctx.store().begin().await.or_fail()?;
    match definitions::delete(&mut tx, id, version).await.or_fail()? {
        true => {
            let event = Event::SegmentDeleted { segment: id.0 };
            audit::done(&ctx, tx, &event).await
        }
        false => Err(gone_or_stale(&mut tx, id).await),
    }
}

/// Why a segment was not as its writer saw it: somebody deleted it, or saved another version.
async fn gone_or_stale(tx: &mut Tx, id: SegmentId) -> Error {
    match definitions::find(tx, id).await.or_fail() {
        Ok(Some(_)) => Error::Conflict(text::STALE_SAVE.plain()),
        Ok(None) => Error::NotFound(access::NOT_FOUND.plain()),
        Err(error) => error,
    }
}
