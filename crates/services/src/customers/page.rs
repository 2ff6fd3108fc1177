//! One page of a grid.

use super::asked;
use crate::{context::Ctx, error::OrFail};
use domain::{
    access::Action,
    customers::{
        choice::Reference,
        column::Column,
        page::{Page, Row},
        present::{self, Style},
        query::GridQuery,
    },
    error::Error,
    text::{Sentence, grid as text},
};
use storage::customers::read::{self, Lens, RowData, Scope};

/// One page of the customers grid; `query` is the page's own query string.
pub async fn page(ctx: Ctx, query: String) -> Result<Page, Error> {
    ctx.ask(Action::ViewCustomers).await?;
    let (query, notices) = asked::of_customers(&query, ctx.sight());
    fetch(&ctx, query, notices, Scope::All).await
}

/// How many customers match `query`, for a page that came without the number.
pub async fn total(ctx: Ctx, query: String) -> Result<u64, Error> {
    ctx.ask(Action::ViewCustomers).await?;
    let (query, _) = asked::of_customers(&query, ctx.sight());
    count(&ctx, &query, Scope::All).await
}

/// How many customers of `scope` match.
pub(crate) async fn count(ctx: &Ctx, query: &GridQuery, scope: Scope) -> Result<u64, Error> {
    let _turn = ctx.turn().await?;
    let lens = Lens {
        now: ctx.now(),
        today: ctx.today(),
        clock: &|minute| ctx.clock(minute),
        sight: ctx.sight(),
    };
    read::count(ctx.store(), query, scope, &lens).await.or_fail()
}

/// The rows of one block, where all rows scroll: the block of the first row that `query` names.
pub async fn block(ctx: Ctx, query: String) -> Result<Vec<Row>, Error> {
    ctx.ask(Action::ViewCustomers).await?;
    let (query, _) = asked::of_customers(&query, ctx.sight());
    rows(&ctx, &query, Scope::All).await
}

/// One page of `scope`. A page beyond the last one becomes the last one, and is told.
pub(crate) async fn fetch(
    ctx: &Ctx,
    mut query: GridQuery,
    left_out: Vec<Sentence>,
    scope: Scope,
) -> Result<Page, Error> {
    let _turn = ctx.turn().await?;
    let clock = |minute| ctx.clock(minute);
    let lens = Lens {
        now: ctx.now(),
        today: ctx.today(),
        clock: &clock,
        sight: ctx.sight(),
    };
    let store = ctx.store();
    let (rows, total) = tokio::join!(
        read::page_and_version(store, &query, scope, &lens),
        read::count_within(store, &query, scope, &lens, ctx.patience),
    );
    let (mut found, mut total) = (rows.or_fail()?, total.or_fail()?);
    if found.rows.is_empty() && total.is_none() {
        total = Some(read::count(store, &query, scope, &lens).await.or_fail()?);
    }
    // Where all rows scroll, each is a place to begin at.
    let step = if query.scrolls() {
        1
    } else {
        u64::from(query.limit())
    };
    let last = total.map_or(query.page, |total| {
        u32::try_from(total.div_ceil(step)).unwrap_or(u32::MAX).max(1)
    });
    let locale = ctx.locale();
    let left_out = left_out
        .iter()
        .map(|notice| text::LEFT_OUT.with("notice", notice.say(locale)));
    let mut notices: Vec<_> = left_out.map(|notice| notice.say(locale)).collect();
    if query.page > last {
        if !query.scrolls() {
            notices.push(text::PAST_THE_END.with("n", query.page).say(locale));
        }
        query.page = last;
        found = read::page_and_version(store, &query, scope, &lens)
            .await
            .or_fail()?;
    }
    let seen = query.offset() + found.rows.len() as u64;
    let reference = ctx.reference().await?;
    let rows = found
        .rows
        .into_iter()
        .map(|row| show(ctx, row, &query.columns, &reference))
        .collect();
    Ok(Page {
        query,
        rows,
        total: total.unwrap_or(seen),
        counted: total.is_some(),
        version: found.version,
        reference,
        births: ctx.sight().births,
        numbers: ctx.sight().numbers,
        zone: ctx.zone().name().to_owned(),
        notices,
    })
}

/// The rows that `query` is about, as the asker reads them.
pub(crate) async fn rows(ctx: &Ctx, query: &GridQuery, scope: Scope) -> Result<Vec<Row>, Error> {
    let _turn = ctx.turn().await?;
    let lens = Lens {
        now: ctx.now(),
        today: ctx.today(),
        clock: &|minute| ctx.clock(minute),
        sight: ctx.sight(),
    };
    let rows = read::page(ctx.store(), query, scope, &lens).await.or_fail()?;
    let reference = ctx.reference().await?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|row| show(ctx, row, &query.columns, &reference))
        .collect())
}

/// A stored row as the asker reads it.
pub(crate) fn show(ctx: &Ctx, row: RowData, columns: &[Column], reference: &Reference) -> Row {
    let local = |t| ctx.local(t);
    let style = Style {
        locale: ctx.locale(),
        local: &local,
        reference,
        now: ctx.now(),
        sight: ctx.sight(),
    };
    let cells = columns
        .iter()
        .zip(&row.values)
        .map(|(column, value)| present::cell(*column, value.raw(), &style))
        .collect();
    Row {
        id: row.id,
        version: row.version,
        cells,
        country: row.country,
    }
}
