//! All rows in one window: a few row elements that show whichever rows are in sight.

pub(super) mod across;
mod blocks;
mod track;

pub use blocks::Fetch;
pub(super) use blocks::again;

use super::{live::Live, state::Grids};
use crate::api::ApiError;
use blocks::{fetch, fetch_on};
use domain::customers::query::GridQuery;
use leptos::{
    leptos_dom::helpers::TimeoutHandle,
    prelude::*,
    task::{spawn_local, tick},
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement},
};
use std::{ops::Range, time::Duration};
use track::{Track, pixels, rows_in};

/// Rows that are drawn above and below the window.
const AROUND: usize = 4;
/// Rows of the first drawing, made before anybody knows how high the window is.
const FIRST: usize = 24;
/// Windows that a step of the bar may go to be scrolling, and no jump.
const STEP: f64 = 2.0;
/// How long the bar has to rest before rows are fetched that it jumped to.
const REST: Duration = Duration::from_millis(150);

/// A row element: which row it shows, and that row, once it is there.
#[derive(Clone)]
pub(super) struct Slot {
    id: usize,
    pub(super) index: ArcRwSignal<usize>,
    pub(super) live: ArcRwSignal<Option<Live>>,
    /// What its cells beside the window show: rows that are scrolled by are not written where nobody sees it.
    pub(super) late: ArcRwSignal<Option<Live>>,
}

impl Slot {
    pub(super) fn new(id: usize, index: usize, live: Option<Live>) -> Self {
        Self {
            id,
            index: ArcRwSignal::new(index),
            live: ArcRwSignal::new(live.clone()),
            late: ArcRwSignal::new(live),
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
    /// The columns in sight.
    pub(super) across: StoredValue<across::Columns>,
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
            across: StoredValue::new(across::ALL),
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
    grid.window.across.set_value(across::ALL);
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
    look_across(grid, &bar);
    update(grid);
    catch_up(grid, false);
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

/// Takes where the bar stands, which may be elsewhere before the browser has told so; whether it is.
fn heed(grid: Grids, bar: &HtmlElement) -> bool {
    let now = f64::from(bar.scroll_top());
    let step = grid.window.track.with_value(|track| now - track.bar);
    if step == 0.0 {
        return false;
    }
    grid.window.track.update_value(|track| track.scrolled(now));
    let is_near = grid
        .window
        .track
        .with_value(|track| step.abs() <= track.view * STEP);
    let way = if step > 0.0 { Way::Down } else { Way::Up };
    grid.window.way.set_value(is_near.then_some(way));
    true
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
    look_across(grid, &bar);
    if !heed(grid, &bar) {
        return;
    }
    if window.track.with_value(|track| track.is_stuck()) {
        move_bar(grid, &bar);
    }
    update(grid);
    rest(grid);
    fetch_on(grid);
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
    look_across(grid, &bar);
    update(grid);
    catch_up(grid, false);
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
    catch_up(grid, false);
    fetch(grid);
}

/// Brings a row into the window; whether its element is only being made.
pub(super) fn reveal(grid: Grids, index: usize) -> bool {
    let window = grid.window;
    let Some(bar) = bar(grid).filter(|_| window.live.get_untracked()) else {
        return false;
    };
    let scrolled = heed(grid, &bar);
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

/// Takes which columns are in sight.
fn look_across(grid: Grids, bar: &HtmlElement) {
    let now = across::in_sight(&grid.query(), bar.scroll_left(), bar.client_width());
    if grid.window.across.get_value() != now {
        grid.window.across.set_value(now);
        catch_up(grid, true);
    }
}

/// Writes what cells beside the window show of the rows of now. `anew`: other cells are beside it, and each is to find
/// out which row it follows.
fn catch_up(grid: Grids, anew: bool) {
    for slot in grid.window.slots.get_untracked() {
        let live = slot.live.get_untracked();
        if anew || live != slot.late.get_untracked() {
            slot.late.set(live);
        }
    }
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
