//! The segment report and the members of one segment.

use crate::{
    context::Ctx,
    customers::{asked, page},
    error::OrFail,
    kept,
};
use domain::{
    access::Action,
    customers::{choice::Reference, page::Row},
    error::Error,
    ids::SegmentId,
    segments::{
        report::{Members, ReportLine},
        segment::{Freshness, Segment},
    },
    text::access,
};
use storage::{customers::read::Scope, segments::definitions};

/// Every segment with the state of its data.
pub async fn report(ctx: Ctx) -> Result<Vec<ReportLine>, Error> {
    ctx.ask(Action::ViewReports).await?;
    lines(&ctx).await
}

/// One page of a segment's members; `query` is the page's own query string.
pub async fn members(ctx: Ctx, id: SegmentId, query: String) -> Result<Members, Error> {
    ctx.ask(Action::ViewReports).await?;
    let segment = definitions::get(ctx.store(), id).await.or_fail()?;
    let segment = segment.ok_or_else(|| Error::NotFound(access::NOT_FOUND.plain()))?;
    let (query, notices) = asked::of_members(&query);
    let page = page::fetch(&ctx, query, notices, Scope::Members(id)).await?;
    Ok(Members {
        line: line(&ctx, &segment, &page.reference),
        page,
    })
}

/// How many members match `query`, for a page that came without the number.
pub async fn members_total(ctx: Ctx, id: SegmentId, query: String) -> Result<u64, Error> {
    ctx.ask(Action::ViewReports).await?;
    page::count(&ctx, &asked::of_members(&query).0, Scope::Members(id)).await
}

/// The rows of one block of a segment's members, where all of them scroll.
pub async fn block(ctx: Ctx, id: SegmentId, query: String) -> Result<Vec<Row>, Error> {
    ctx.ask(Action::ViewReports).await?;
    let (query, _) = asked::of_members(&query);
    page::rows(&ctx, &query, Scope::Members(id)).await
}

pub(crate) async fn lines(ctx: &Ctx) -> Result<Vec<ReportLine>, Error> {
    let reference = ctx.reference().await?;
    let segments = definitions::list(ctx.store()).await.or_fail()?;
    Ok(segments
        .iter()
        .map(|segment| line(ctx, segment, &reference))
        .collect())
}

/// A segment's line in the report.
pub(crate) fn line(ctx: &Ctx, segment: &Segment, reference: &Reference) -> ReportLine {
    let name_of = |id: i64| {
        let known = reference.websites.iter().find(|(known, _)| *known == id);
        known.map_or_else(|| id.to_string(), |(_, name)| name.clone())
    };
    let websites: Vec<_> = segment
        .definition
        .websites
        .iter()
        .map(|id| name_of(id.0))
        .collect();
    let data = &segment.data;
    let freshness = data.freshness(ctx.now());
    let stale = data.stale(ctx.now()).filter(|_| freshness == Freshness::Stale);
    ReportLine {
        id: segment.id,
        name: segment.definition.name.clone(),
        active: segment.definition.active,
        websites: websites.join(", "),
        apply_to: segment.definition.apply_to,
        customers: data.customers,
        freshness,
        as_of: data.refreshed_at.map(|at| ctx.shown(at)),
        stale: stale.map(|why| why.text(ctx.locale()).to_owned()),
        took_ms: u64::try_from(data.took / 1_000).unwrap_or_default(),
        added: data.added,
        removed: data.removed,
        failure: kept::say(&data.failure, ctx.locale()),
    }
}
