//! Blocks of rows: fetched for those in sight, ahead of those that are scrolled by, and around them.

use super::{Way, bar, catch_up, measure, update};
use crate::{
    api::ApiError,
    grid::{desk, focus, state::Grids},
};
use domain::customers::{page::Row, query::BLOCK};
use leptos::{prelude::*, task::spawn_local};
use std::{future::Future, ops::Range, pin::Pin, sync::Arc};

/// Blocks that are asked for at the same time.
const AT_ONCE: usize = 2;
/// Blocks that are fetched ahead of rows that are scrolled by.
const AHEAD: usize = 6;

type Answer = Pin<Box<dyn Future<Output = Result<Vec<Row>, ApiError>>>>;

/// Fetches the block that a query string is about.
#[derive(Clone)]
pub struct Fetch(Arc<dyn Fn(String) -> Answer + Send + Sync>);

impl Fetch {
    /// By this server function.
    pub fn new<F, A>(ask: F) -> Self
    where
        F: Fn(String) -> A + Send + Sync + 'static,
        A: Future<Output = Result<Vec<Row>, ApiError>> + 'static,
    {
        Self(Arc::new(move |query| Box::pin(ask(query))))
    }
}

/// Fetches what rows are scrolled to and what continues rows that are there at once; what the bar jumped to, when
/// it rests.
pub(super) fn fetch_on(grid: Grids) {
    let seen = grid.window.seen.get_untracked();
    let rests = grid.window.rest.with_value(Option::is_none);
    let scrolled = grid.window.way.with_value(Option::is_some);
    if rests || scrolled || grid.row(seen.start).is_some() || grid.row(seen.end.saturating_sub(1)).is_some() {
        fetch(grid);
    }
}

/// Asks for blocks that are missing: in the window first, then where it is on its way to, then around it.
pub(super) fn fetch(grid: Grids) {
    let window = grid.window;
    let size = usize::from(BLOCK);
    // While nobody knows where the rows end, another block may follow the last whole one.
    let goes_on = uncounted(grid) && grid.length().is_multiple_of(size);
    let last = grid.length().div_ceil(size) + usize::from(goes_on);
    let inside = in_sight(grid);
    let around = inside.start.saturating_sub(1)..(inside.end + 1).min(last);
    let ahead: Vec<usize> = match window.way.get_value() {
        Some(Way::Down) => (inside.end..(inside.end + AHEAD).min(last)).collect(),
        Some(Way::Up) => (inside.start.saturating_sub(AHEAD)..inside.start).rev().collect(),
        None => Vec::new(),
    };
    grid.with_rows(|rows| rows.touch(&around));
    let wanted = inside.chain(ahead).chain(around);
    for block in wanted {
        let busy = window
            .asked
            .with_value(|asked| asked.len() >= AT_ONCE || asked.contains(&block));
        if !busy && block < last && !grid.with_rows(|rows| rows.has(block)) {
            ask(grid, block);
        }
    }
}

/// The blocks of the rows in the window.
fn in_sight(grid: Grids) -> Range<usize> {
    let seen = grid.window.seen.get_untracked();
    seen.start / usize::from(BLOCK)..seen.end.div_ceil(usize::from(BLOCK))
}

fn ask(grid: Grids, block: usize) {
    let Some(page) = grid.page() else { return };
    let turn = grid.turn();
    let row = u32::try_from(block * usize::from(BLOCK) + 1).unwrap_or(u32::MAX);
    let query = page.query.on_page(row);
    let (fetch_rows, query) = grid.setup(|s| (s.fetch.clone(), query.to_query_over(&s.base)));
    grid.window.expect(|asked| asked.push(block));
    spawn_local(async move {
        let answer = (fetch_rows.0)(query).await;
        // Another page may stand by now, or none at all.
        if grid.try_turn() != Some(turn) {
            return;
        }
        grid.window.expect(|asked| asked.retain(|b| *b != block));
        match answer {
            Ok(rows) => {
                grid.window
                    .failure
                    .maybe_update(|failure| failure.take().is_some());
                let reached = block * usize::from(BLOCK) + rows.len();
                let rows = grid.living(rows, &page.query.columns, false);
                grid.with_rows(|known| known.put(block, rows));
                if let Some(desk) = desk::get() {
                    (desk.restore)(grid);
                }
                reach(grid, reached);
                arrived(grid, block);
                fetch_on(grid);
            }
            // What is not in sight is asked for again when it comes near.
            Err(error) if in_sight(grid).contains(&block) => grid.window.failure.set(Some(error)),
            Err(_) => {}
        }
    });
}

/// Has nobody counted the rows yet?
fn uncounted(grid: Grids) -> bool {
    grid.total.with_untracked(Option::is_none)
}

/// So many rows are there at least: where nobody has counted them, the bar grows to that.
fn reach(grid: Grids, rows: usize) {
    let window = grid.window;
    if rows > window.reached.get_value() {
        window.reached.set_value(rows);
        if let Some(bar) = bar(grid).filter(|_| uncounted(grid)) {
            measure(grid, &bar);
            update(grid);
        }
    }
}

/// Shows the rows of a block that has arrived.
fn arrived(grid: Grids, block: usize) {
    for slot in grid.window.slots.get_untracked() {
        let index = slot.index.get_untracked();
        if index / usize::from(BLOCK) == block {
            slot.live.set(grid.row(index));
        }
    }
    // Rows that are scrolled by are caught up with when they rest.
    if grid.window.rest.with_value(Option::is_none) {
        catch_up(grid, false);
    }
    focus::learn(grid);
}

/// Tries again what failed.
pub(in crate::grid) fn again(grid: Grids) {
    grid.window.failure.set(None);
    fetch(grid);
}
