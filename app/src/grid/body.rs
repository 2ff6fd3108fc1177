//! The rows: plain cells, with an editor or a note in the one that is being worked on.

use super::{
    desk,
    live::{Live, LiveRow, Mark},
    pick,
    state::Grids,
    window::{Slot, across},
};
use domain::{
    customers::{
        column::{Column, Kind},
        page::{Cell, Page},
    },
    text::grid as text,
};
use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};
use std::sync::Arc;

pub(super) fn body(grid: Grids, page: &Arc<Page>) -> impl IntoView + use<> {
    let window = grid.window;
    if !page.query.scrolls() {
        let slots = window.slots.get_untracked().into_iter();
        let rows: Vec<_> = slots.map(|slot| row(grid, Arc::clone(page), slot)).collect();
        return view! { <tbody role="rowgroup">{rows}</tbody> }.into_any();
    }
    let page = Arc::clone(page);
    view! {
        <tbody role="rowgroup" class="window" class:live=move || window.live.get()>
            <For
                each=move || window.slots.get()
                key=Slot::id
                children=move |slot| row(grid, Arc::clone(&page), slot)
            />
        </tbody>
    }
    .into_any()
}

/// The row that an element shows, once it is there.
#[derive(Clone, Copy)]
struct Shown {
    live: RwSignal<Option<Live>>,
    /// The one that is written where nobody sees it.
    late: RwSignal<Option<Live>>,
    across: StoredValue<across::Columns>,
}

impl Shown {
    /// The row that the cell at a position shows.
    fn row(self, at: usize) -> RwSignal<Option<Live>> {
        match across::has(self.across.get_value(), at) {
            true => self.live,
            false => self.late,
        }
    }
}

fn read<T>(live: RwSignal<Option<Live>>, read: impl FnOnce(&LiveRow) -> T) -> Option<T> {
    live.with(|live| live.as_ref().map(|live| live.with(read)))
}

fn row(grid: Grids, page: Arc<Page>, slot: Slot) -> impl IntoView {
    let index = RwSignal::from(slot.index);
    let live = RwSignal::from(slot.live);
    let shown = Shown {
        live,
        late: slot.late.into(),
        across: grid.window.across,
    };
    let id = Memo::new(move |_| read(live, |live| live.row.id));
    let called = {
        let page = Arc::clone(&page);
        Memo::new(move |_| read(live, |live| name(&page, live)).unwrap_or_default())
    };
    let last = page.query.columns.len() + 1;
    let before = if page.query.scrolls() {
        0
    } else {
        page.query.offset()
    };
    let columns = page.query.columns.iter().enumerate();
    let cells: Vec<_> = columns
        .map(|(i, column)| cell(grid, &page, shown, index, *column, i + 1))
        .collect();
    let element = NodeRef::<leptos::html::Tr>::new();
    if page.query.scrolls() {
        let window = grid.window;
        Effect::new(move |_| {
            if let Some(element) = element.get().filter(|_| window.live.get()) {
                let place = format!("0 {}px", window.place(index.get()));
                let _ = element
                    .unchecked_into::<HtmlElement>()
                    .style()
                    .set_property("translate", &place);
            }
        });
    }
    view! {
        <tr
            node_ref=element
            role="row"
            aria-rowindex=move || before + index.get() as u64 + 2
            aria-selected=move || {
                let id = id.get()?;
                // Nothing is said of each row before anything is selected.
                grid.selection.with(|s| (!s.is_empty()).then(|| s.has(id).to_string()))
            }
            data-r=move || index.get()
            data-id=move || id.get().map(|id| id.to_string())
            class:edited=move || read(live, |live| live.edited).unwrap_or_default()
            class:awaited=move || live.with(Option::is_none)
            class:marked=move || read(live, |live| !live.marks.is_empty()).unwrap_or_default()
        >
            <td role="gridcell" aria-colindex="1" data-c="0" class="c-select" data-w="">
                {pick::row(grid, id, called)}
            </td>
            {cells}
            <td role="gridcell" aria-colindex=grid.colindex(last) data-c=last class="c-action" data-w="">
                <a
                    href=move || id.get().map(|id| format!("/customers/{id}"))
                    tabindex="-1"
                    data-noscroll=""
                >
                    {grid.t(&text::VIEW)}
                    <span class="visually-hidden">" " {called}</span>
                </a>
            </td>
        </tr>
    }
}

/// How a row is called: by name, else by e-mail, else by number, as far as they are shown.
pub(super) fn name(page: &Page, live: &LiveRow) -> String {
    let shown = |column: Column| {
        let at = page.query.columns.iter().position(|c| *c == column)?;
        let cell = live.row.cells.get(at)?;
        (!cell.display.trim().is_empty()).then(|| cell.display.clone())
    };
    shown(Column::Name)
        .or_else(|| shown(Column::Email))
        .unwrap_or_else(|| live.row.id.to_string())
}

/// One cell. Its element stays while what is in it changes: an element whose attributes are set anew loses the
/// focus and the tab stop.
fn cell(
    grid: Grids,
    page: &Arc<Page>,
    shown: Shown,
    index: RwSignal<usize>,
    column: Column,
    at: usize,
) -> AnyView {
    let role = match column {
        Column::Name => "rowheader",
        _ => "gridcell",
    };
    // The one tab stop of a fresh page; the focus moves it from then on.
    let tab = if index.get_untracked() == grid.first() && at == 1 {
        "0"
    } else {
        "-1"
    };
    let class = format!("c-{}", column.key());
    if !(grid.setup(|s| s.editable) && column.spec().editable) {
        return view! {
            <td role=role aria-colindex=grid.colindex(at) aria-readonly="true" data-c=at tabindex=tab class=class>
                {at_rest(column, shown, at)}
            </td>
        }
        .into_any();
    }
    // Apart for each cell, so that a save in one does not touch the editor in another.
    let mark = Memo::new(move |_| read(shown.live, |live| live.mark(column).cloned()).flatten());
    let refused = move || {
        mark.with(|mark| {
            matches!(
                mark,
                Some(Mark::Editing { trouble: Some(_), .. } | Mark::Conflict { .. })
            )
        })
    };
    let page = Arc::clone(page);
    let content = move || {
        mark.with(|mark| match (mark, shown.live.get_untracked()) {
            // A mark is of the desk's making.
            (Some(mark), Some(row)) => desk::get().map(|desk| {
                row.with_untracked(|row| {
                    (desk.marked)(grid, &page, row, column, mark, (index.get_untracked(), at))
                })
            }),
            _ => Some(at_rest(column, shown, at)),
        })
    };
    view! {
        <td
            role=role
            aria-colindex=grid.colindex(at)
            aria-invalid=move || refused().then_some("true")
            aria-describedby=move || refused().then(|| note_id(index.get(), at))
            data-c=at
            tabindex=tab
            class=move || format!("{class}{}", mark.with(|mark| state_class(mark.as_ref())))
        >
            {content}
        </td>
    }
    .into_any()
}

/// The id of the note at a cell.
pub(super) fn note_id(row: usize, at: usize) -> String {
    format!("note-{row}-{at}")
}

fn state_class(mark: Option<&Mark>) -> &'static str {
    match mark {
        None => "",
        Some(Mark::Editing { trouble: None, .. }) => " editing",
        Some(Mark::Editing { .. }) => " editing trouble",
        Some(Mark::Saving { .. }) => " saving",
        Some(Mark::Conflict { .. }) => " conflict trouble",
    }
}

/// A cell at rest. Its elements stay while rows come and go; only what is written in them follows.
fn at_rest(column: Column, shown: Shown, at: usize) -> AnyView {
    // No text node at all for no value: the style sheet puts a dash there, and says what it means.
    let text = move || {
        let text = value(shown, at, |cell| cell.display.clone())?;
        (!text.is_empty()).then_some(text)
    };
    let raw = move || value(shown, at, |cell| cell.raw.clone()).flatten();
    match (column, column.kind()) {
        (Column::Status | Column::Lock, _) => view! {
            <span
                class=move || match raw() {
                    Some(code) if (column == Column::Status) == (code == "1") => "badge ok",
                    Some(_) => "badge warn",
                    None => "v",
                }
            >
                {text}
            </span>
        }
        .into_any(),
        (Column::Name, _) => view! {
            <a class="v" href=move || opened(shown, at) tabindex="-1" data-noscroll="">
                {text}
            </a>
        }
        .into_any(),
        (_, Kind::Day | Kind::Moment) => view! {
            <time class="v" datetime=raw>
                {text}
            </time>
        }
        .into_any(),
        (_, Kind::Number | Kind::Text | Kind::Choice(_)) => {
            view! { <span class="v">{text}</span> }.into_any()
        }
    }
}

/// Where the page of the customer is; nothing where there is no name to press.
fn opened(shown: Shown, at: usize) -> Option<String> {
    value(shown, at, |cell| !cell.display.is_empty())
        .filter(|named| *named)
        .and_then(|_| read(shown.row(at), |live| format!("/customers/{}", live.row.id)))
}

/// What is asked of the value at a position; a row has one for each shown column.
fn value<T>(shown: Shown, at: usize, ask: impl FnOnce(&Cell) -> T) -> Option<T> {
    read(shown.row(at), |live| live.row.cells.get(at - 1).map(ask)).flatten()
}
