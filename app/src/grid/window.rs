//! All rows in one window: a few row elements that show whichever rows are in sight, and blocks of rows fetched for
//! them.

use super::{
    desk, focus,
    live::Live,
    state::Grids,
    track::{Track, pixels, rows_in},
};
use crate::api::ApiError;
use domain::customers::{
    page::Row,
    query::{BLOCK, GridQuery},
};
use leptos::{
    leptos_dom::helpers::TimeoutHandle,
    prelude::*,
    task::{spawn_local, tick},
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement},
};
use std::{future::Future, ops::Range, pin::Pin, sync::Arc, time::Duration};

/// Rows that are drawn above and below the window.
const AROUND: usize = 4;
/// Rows of the first drawing, made before anybody knows how high the window is.
const FIRST: usize = 24;
/// Blocks that are asked for at the same time.
const AT_ONCE: usize = 2;
/// Blocks that are fetched ahead of rows that are scrolled by, and windows that a step may go for that.
const AHEAD: usize = 6;
const STEP: f64 = 2.0;
/// How long the bar has to rest before rows are fetched that it jumped to.
const REST: Duration = Duration::from_millis(150);

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

/// A row element: which row it shows, and that row, once it is there.
#[derive(Clone)]
pub(super) struct Slot {
    id: usize,
    pub(super) index: ArcRwSignal<usize>,
    pub(super) live: ArcRwSignal<Option<Live>>,
}

impl Slot {
    pub(super) fn new(id: usize, index: usize, live: Option<Live>) -> Self {
        Self {
            id,
            index: ArcRwSignal::new(index),
            live: ArcRwSignal::new(live),
        }
    }

    pub(super) fn id(&self) -> usize {
        self.id
    }
}

/// A direction of the rows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

/// What a window over all rows remembers.
#[derive(Clone, Copy)]
pub(super) struct Window {
    track: StoredValue<Track>,
    /// Height of a row.
    row: StoredValue<f64>,
    pub(super) slots: RwSignal<Vec<Slot>>,
    /// Has the browser taken over from the first drawing?
    pub(super) live: RwSignal<bool>,
    /// What is added to a row's place below the first one, where the bar and the rows part.
    pub(super) shift: RwSignal<f64>,
    /// The rows in sight.
    pub(super) seen: RwSignal<Range<usize>>,
    /// Why rows are missing.
    pub(super) failure: RwSignal<Option<ApiError>>,
    asked: StoredValue<Vec<usize>>,
    /// How many rows are known to be there, while nobody has counted them.
    reached: StoredValue<usize>,
    /// Are some of them on their way?
    pub(super) busy: RwSignal<bool>,
    /// Where the rows are on their way to, if they are scrolled by and not jumped to.
    way: StoredValue<Option<Way>>,
    /// The row that the address was told last, from 1.
    noted: StoredValue<u32>,
    rest: StoredValue<Option<TimeoutHandle>>,
}

impl Window {
    pub(super) fn new() -> Self {
        Self {
            track: StoredValue::new(Track::default()),
            row: StoredValue::new(0.0),
            slots: RwSignal::new(Vec::new()),
            live: RwSignal::new(false),
            shift: RwSignal::new(0.0),
            seen: RwSignal::new(0..0),
            failure: RwSignal::new(None),
            asked: StoredValue::new(Vec::new()),
            reached: StoredValue::new(0),
            busy: RwSignal::new(false),
            way: StoredValue::new(None),
            noted: StoredValue::new(0),
            rest: StoredValue::new(None),
        }
    }

    /// How many rows are known to be there, as far as any were fetched.
    pub(super) fn reached(self) -> usize {
        self.reached.get_value()
    }

    /// Notes which blocks are on their way.
    fn expect(self, change: impl FnOnce(&mut Vec<usize>)) {
        let some = self.asked.try_update_value(|asked| {
            change(asked);
            !asked.is_empty()
        });
        let now = some.unwrap_or_default();
        self.busy.maybe_update(|busy| std::mem::replace(busy, now) != now);
    }

    /// Where a row stands below the first one.
    pub(super) fn place(self, index: usize) -> f64 {
        self.row.get_value() * pixels(index) + self.shift.get()
    }
}

/// The first row in sight that a query names, from 0.
pub(super) fn first(query: &GridQuery) -> usize {
    usize::try_from(query.page.saturating_sub(1)).unwrap_or_default()
}

/// The first drawing: the rows of the page, or some from the first one in sight.
pub(super) fn draw(grid: Grids, query: &GridQuery) {
    let drawn = match query.scrolls() {
        true => first(query)..first(query) + FIRST,
        false => 0..grid.with_rows(|rows| rows.size()),
    };
    let slots = drawn
        .map_while(|index| Some((index, grid.row(index)?)))
        .enumerate()
        .map(|(id, (index, live))| Slot::new(id, index, Some(live)));
    grid.window.live.set(false);
    grid.window.shift.set(0.0);
    grid.window.failure.set(None);
    grid.window.expect(Vec::clear);
    grid.window.reached.set_value(0);
    grid.window.slots.set(slots.collect());
}

/// Takes over from the first drawing: from now on rows have places, and the bar is as long as all of them.
pub(super) fn start(grid: Grids) {
    let (Some(page), Some(bar)) = (grid.page().filter(|page| page.query.scrolls()), bar(grid)) else {
        return;
    };
    let window = grid.window;
    measure(grid, &bar);
    window.live.set(true);
    let top = window.row.get_value() * pixels(first(&page.query));
    window.track.update_value(|track| {
        track.top = top;
        track.reveal(top, top);
    });
    move_bar(grid, &bar);
    update(grid);
    fetch(grid);
}

/// The window of the rows with its bar.
fn bar(grid: Grids) -> Option<HtmlElement> {
    let root: Element = grid.root.try_get_untracked().flatten()?.unchecked_into();
    find(&root, ".grid-scroll")
}

fn find(inside: &Element, selector: &str) -> Option<HtmlElement> {
    inside.query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// Takes the heights of what is drawn.
fn measure(grid: Grids, bar: &HtmlElement) {
    let head = find(bar, "thead").map_or(0, |head| head.offset_height());
    let view = f64::from((bar.client_height() - head).max(0));
    if let Some(row) = find(bar, "tbody tr") {
        grid.window.row.set_value(f64::from(row.offset_height()));
    }
    let all = grid.window.row.get_value() * pixels(grid.length());
    let height = grid.window.track.try_update_value(|track| {
        (track.view, track.all) = (view, all);
        track.height()
    });
    if let Some((body, height)) = find(bar, "tbody").zip(height) {
        let _ = body.style().set_property("block-size", &format!("{height}px"));
    }
}

/// Puts the bar where the window is.
fn move_bar(grid: Grids, bar: &HtmlElement) {
    let fair = grid.window.track.with_value(|track| track.fair_bar());
    bar.set_scroll_top(fair as i32);
    let stands = f64::from(bar.scroll_top());
    grid.window.track.update_value(|track| track.bar = stands);
}

/// Takes where the bar stands, which may be elsewhere before the browser has told so; how far that is from before.
fn heed(grid: Grids, bar: &HtmlElement) -> f64 {
    let now = f64::from(bar.scroll_top());
    let step = grid.window.track.try_update_value(|track| {
        let step = now - track.bar;
        if step != 0.0 {
            track.scrolled(now);
        }
        step
    });
    step.unwrap_or_default()
}

/// The rows were scrolled, along or across.
pub(super) fn on_scroll(grid: Grids) {
    let Some(bar) = bar(grid) else { return };
    let _ = bar
        .class_list()
        .toggle_with_force("scrolled", bar.scroll_left() != 0);
    let window = grid.window;
    if !window.live.get_untracked() {
        return;
    }
    let step = heed(grid, &bar);
    if step == 0.0 {
        return;
    }
    let (stuck, is_near) = window
        .track
        .with_value(|track| (track.is_stuck(), step.abs() <= track.view * STEP));
    let way = if step > 0.0 { Way::Down } else { Way::Up };
    window.way.set_value(is_near.then_some(way));
    if stuck {
        move_bar(grid, &bar);
    }
    update(grid);
    rest(grid);
    fetch_on(grid);
}

/// Fetches what rows are scrolled to and what continues rows that are there at once; what the bar jumped to, when
/// it rests.
fn fetch_on(grid: Grids) {
    let seen = grid.window.seen.get_untracked();
    let rests = grid.window.rest.with_value(Option::is_none);
    let scrolled = grid.window.way.with_value(Option::is_some);
    if rests || scrolled || grid.row(seen.start).is_some() || grid.row(seen.end.saturating_sub(1)).is_some() {
        fetch(grid);
    }
}

fn rest(grid: Grids) {
    let timer = set_timeout_with_handle(move || settle(grid), REST).ok();
    let before = grid
        .window
        .rest
        .try_update_value(|rest| std::mem::replace(rest, timer));
    if let Some(before) = before.flatten() {
        before.clear();
    }
}

/// The bar rests, or the rows are counted: the address learns where, and what is missing is fetched.
pub(super) fn settle(grid: Grids) {
    let Some(bar) = bar(grid).filter(|_| grid.window.live.get_untracked()) else {
        return;
    };
    grid.window.rest.set_value(None);
    heed(grid, &bar);
    measure(grid, &bar);
    move_bar(grid, &bar);
    update(grid);
    fetch(grid);
    let query = grid.query();
    if query.page != grid.named_row() {
        grid.window.noted.set_value(query.page);
        grid.note(&query);
    }
}

/// Goes to a row that the address names.
pub(super) fn go_to(grid: Grids, index: usize) {
    let Some(bar) = bar(grid).filter(|_| grid.window.live.get_untracked()) else {
        return;
    };
    let top = grid.window.row.get_value() * pixels(index);
    grid.window.track.update_value(|track| {
        track.top = top;
        track.reveal(top, top);
    });
    move_bar(grid, &bar);
    update(grid);
    fetch(grid);
}

/// Brings a row into the window; whether its element is only being made.
pub(super) fn reveal(grid: Grids, index: usize) -> bool {
    let window = grid.window;
    let Some(bar) = bar(grid).filter(|_| window.live.get_untracked()) else {
        return false;
    };
    let scrolled = heed(grid, &bar) != 0.0;
    let row = window.row.get_value();
    let (start, end) = (row * pixels(index), row * pixels(index + 1));
    let moved = window.track.try_update_value(|track| {
        let before = track.top;
        track.reveal(start, end);
        before.to_bits() != track.top.to_bits()
    });
    if !scrolled && moved != Some(true) {
        return false;
    }
    move_bar(grid, &bar);
    update(grid);
    fetch(grid);
    rest(grid);
    true
}

/// Gives the rows in and around the window, and the one with the focus, an element each.
fn update(grid: Grids) {
    let window = grid.window;
    let (track, row, count) = (window.track.get_value(), window.row.get_value(), grid.length());
    if row <= 0.0 {
        return;
    }
    let start = rows_in(track.top / row).min(count);
    let end = rows_in(((track.top + track.view) / row).ceil()).min(count);
    let drawn = start.saturating_sub(AROUND)..(end + AROUND).min(count);
    let active = grid.active_row();
    let wanted = |index: usize| drawn.contains(&index) || Some(index) == active;
    let mut slots = window.slots.get_untracked();
    let known: Vec<usize> = slots.iter().map(|slot| slot.index.get_untracked()).collect();
    let mut free: Vec<usize> = (0..slots.len()).filter(|at| !wanted(known[*at])).collect();
    let before = slots.len();
    for index in drawn.clone().filter(|index| !known.contains(index)) {
        let live = grid.row(index);
        match free.pop() {
            Some(at) => {
                slots[at].index.set(index);
                slots[at].live.set(live);
            }
            None => slots.push(Slot::new(slots.len(), index, live)),
        }
    }
    if slots.len() > before {
        window.slots.set(slots);
    }
    window.shift.maybe_update(|shift| {
        let now = track.bar - track.top;
        let other = shift.to_bits() != now.to_bits();
        *shift = now;
        other
    });
    window.seen.maybe_update(|seen| {
        let other = *seen != (start..end);
        *seen = start..end;
        other
    });
}

/// Asks for blocks that are missing: in the window first, then where it is on its way to, then around it.
fn fetch(grid: Grids) {
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
    focus::learn(grid);
}

/// Tries again what failed.
pub(super) fn again(grid: Grids) {
    grid.window.failure.set(None);
    fetch(grid);
}

/// Follows the size of the window, and the row that the address names.
pub(super) fn follow(grid: Grids) {
    Effect::new(move |_| {
        let resized = window_event_listener(leptos::ev::resize, move |_| {
            if grid.window.live.get_untracked() {
                rest(grid);
            }
        });
        on_cleanup(move || resized.remove());
    });
    Effect::new(move |before: Option<u32>| {
        let row = grid.named_row();
        if before.is_some_and(|before| before != row) && grid.window.noted.get_value() != row {
            spawn_local(async move {
                tick().await;
                go_to(grid, usize::try_from(row.saturating_sub(1)).unwrap_or_default());
            });
        }
        row
    });
}
