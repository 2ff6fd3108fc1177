//! What nobody needs before a first act: editing, the dialogs, the insides of menus that only scripts draw. It is a
//! part of the browser's code of its own, fetched as soon as the page answers, and waited for where somebody is
//! quicker.

use super::{
    address, copy, draft, editor, focus, head, hidden, hover, keys, keyword, layout, left,
    live::{Live, LiveRow, Mark},
    save, sheet, sizes,
    state::{Grids, Wanted},
    views,
};
use crate::{
    api::ApiError,
    ui::{Problem, problem},
};
use domain::{
    customers::{column::Column, page::Page},
    error::ErrorKind,
    text::shell as text,
};
use leptos::{
    ev::{ClipboardEvent, DragEvent, FocusEvent, KeyboardEvent, PointerEvent},
    html::Dialog,
    prelude::*,
    task::{spawn_local, tick},
    wasm_bindgen::JsCast,
    wasm_split::{SplitLoaderError, wasm_split},
    web_sys::{Element, HtmlFormElement, HtmlInputElement, KeyboardEventInit},
};
use std::sync::OnceLock;

/// Draws a cell that has a mark: of which row and column, and at which place.
type Marked = fn(Grids, &Page, &LiveRow, Column, &Mark, (usize, usize)) -> AnyView;

/// The doors of the part. A call through one of them is all that the rest of the grid knows of it.
pub(super) struct Desk {
    /// A cell that is not at rest.
    pub(super) marked: Marked,
    /// Opens the editor of a cell; false where there is nothing to edit.
    start: fn(Grids, usize, usize, Option<&str>) -> bool,
    /// A key in an editor.
    pub(super) in_editor: fn(Grids, &KeyboardEvent, &Element, usize, usize),
    /// The focus leaves an editor.
    pub(super) left: fn(Grids, &FocusEvent),
    /// Gives up what was typed in a row and refused; false where nothing was.
    pub(super) give_up: fn(Grids, usize) -> bool,
    /// Takes into rows that have arrived, in these columns, what goes on in them.
    pub(super) resume: fn(Grids, &mut [Live], &[Column], bool),
    /// Puts values that are kept back into their cells, as far as those have arrived.
    pub(super) restore: fn(Grids),
    /// What goes on beside the grid from its first page on.
    begin: fn(Grids),
    /// How many of the selected rows are not among those that are shown, with a way to them.
    pub(super) outside: fn(Grids) -> Option<AnyView>,
    /// A button in a note.
    pub(super) act: fn(Grids, &str, usize, usize),
    /// The form of a billing address.
    pub(super) address: fn(Grids, Wanted, NodeRef<Dialog>) -> AnyView,
    /// The sheet of keys.
    pub(super) keys: fn(Grids, NodeRef<Dialog>) -> AnyView,
    /// The entries of a column's menu.
    pub(super) entries: fn(Grids, Column) -> AnyView,
    /// What such an entry says, or a key that stands for one.
    pub(super) column: fn(Grids, Column, &str),
    /// The page sizes of one's own.
    pub(super) sizes: fn(Grids) -> AnyView,
    /// One of them has been typed.
    pub(super) sized: fn(&HtmlFormElement),
    /// Copying a cell, or the selected rows.
    pub(super) copy: fn(Grids, &ClipboardEvent),
    /// Making a column wider by its edge.
    pub(super) pull: fn(Grids, &PointerEvent),
    /// Carrying a column to another place.
    pub(super) carry: fn(Grids, &DragEvent),
    /// Keeping, renaming, sharing and deleting views.
    pub(super) keep: fn(Grids, views::Views, &views::Here) -> AnyView,
    /// The button that deletes a view.
    pub(super) delete: fn(Grids, views::Views, &views::Here, domain::customers::view::View) -> AnyView,
}

static DESK: OnceLock<Desk> = OnceLock::new();

/// The part could not be fetched.
struct Missing;

impl From<SplitLoaderError> for Missing {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

#[wasm_split(desk, wasm_split_path = leptos::wasm_split, fallible)]
fn bring() -> Result<Desk, Missing> {
    Ok(Desk {
        marked: editor::marked,
        start: save::start,
        in_editor: keys::in_editor,
        left: focus::leave_editor,
        give_up: save::give_up,
        resume: save::resume,
        restore: |grid| draft::restore(grid, false),
        act: save::act,
        begin,
        outside: hidden::told,
        address: address::form,
        keys: sheet::lines,
        entries: head::menu,
        column: head::act,
        sizes: sizes::own,
        sized: sizes::typed,
        copy: copy::on_copy,
        pull: layout::on_pointer,
        carry: head::on_drag,
        keep: views::own,
        delete: views::delete,
    })
}

/// The part, once it is there.
pub(super) fn get() -> Option<&'static Desk> {
    DESK.get()
}

/// The part, once something is open that it draws. Whether it is has been read by then, so that whoever draws is asked
/// again when it opens.
pub(super) fn once(open: bool) -> Option<&'static Desk> {
    open.then(get).flatten()
}

/// Does something with the part: at once, or when it has come. Where it does not come, the page says so.
pub(super) fn with(grid: Grids, then: impl FnOnce(&'static Desk) + 'static) {
    if let Some(desk) = get() {
        return then(desk);
    }
    spawn_local(async move {
        let brought = bring().await;
        // The grid may be gone meanwhile.
        if grid.try_turn().is_none() {
            return;
        }
        match brought {
            Ok(desk) => {
                grid.missing.set(false);
                then(DESK.get_or_init(|| desk));
                arrived(grid);
            }
            Err(Missing) => grid.missing.set(true),
        }
    });
}

/// The part, for what cannot wait; where it is not there yet, it is asked for.
pub(super) fn at_hand(grid: Grids) -> Option<&'static Desk> {
    let desk = get();
    if desk.is_none() {
        with(grid, |_| ());
    }
    desk
}

/// Fetches the part before anybody asks for it, unless the grid has it; that it did not come is no news before then.
pub(super) fn fetch(grid: Grids) {
    if grid.at_desk.try_get_untracked() != Some(false) {
        return;
    }
    spawn_local(async move {
        if let Ok(desk) = bring().await {
            let _ = DESK.set(desk);
            arrived(grid);
        }
    });
}

/// The part is there; that begins what goes on beside the grid, once.
fn arrived(grid: Grids) {
    if grid.at_desk.try_get_untracked() == Some(false) {
        grid.at_desk.set(true);
    }
}

/// What goes on beside the grid begins once the part is there, and ends with the grid.
pub(super) fn follow(grid: Grids) {
    Effect::new(move || {
        if let Some(desk) = once(grid.at_desk.get()) {
            untrack(|| (desk.begin)(grid));
        }
    });
}

/// What was left here is put back, and what there is from now on is kept.
fn begin(grid: Grids) {
    left::restore(grid);
    left::remember(grid);
    views::keep_place(grid);
    hidden::follow(grid);
    hover::follow(grid);
    keyword::follow(grid);
    Effect::new(move |before: Option<()>| {
        grid.page.track();
        untrack(|| draft::restore(grid, before.is_none()));
    });
}

/// What is said where the part did not come: after the installation of another version, or without a connection.
pub(super) fn lacks(grid: Grids) -> Option<AnyView> {
    let error = grid.missing.get().then(|| ApiError {
        kind: ErrorKind::Internal,
        message: grid.t(&text::NOT_UNDERSTOOD).to_owned(),
        fields: Vec::new(),
    })?;
    let again = Callback::new(move |()| match grid.early.with_value(Option::is_some) {
        true => open(grid),
        false => with(grid, |_| ()),
    });
    let view = view! {
        <Problem error=error again=again>
            <a class="button small" href=problem::here() rel="external">
                {grid.t(&text::LOAD_AGAIN)}
            </a>
        </Problem>
    };
    Some(view.into_any())
}

/// A cell that is to be edited, and what was typed before its editor could be there.
pub(super) struct Early {
    row: usize,
    at: usize,
    /// The character that opens the editor.
    first: Option<String>,
    rest: Vec<(String, bool)>,
}

/// The key that opens an editor to go on behind its value.
pub(super) const AMEND: &str = "F2";

/// Opens the editor of a cell; a typed character replaces the value, or picks the first choice it begins.
pub(super) fn start(grid: Grids, row: usize, at: usize, key: Option<&str>) -> bool {
    if let Some(desk) = get() {
        return (desk.start)(grid, row, at, key);
    }
    if !save::editable(grid, at) || grid.row(row).is_none() {
        return false;
    }
    // Typed on where the part did not come, it continues what was typed before.
    let went_on = grid.early.try_update_value(|early| {
        let early = early.as_mut().filter(|early| (early.row, early.at) == (row, at));
        early
            .zip(key)
            .map(|(early, key)| early.rest.push((key.to_owned(), false)))
    });
    if went_on.flatten().is_none() {
        grid.early.set_value(Some(Early {
            row,
            at,
            first: key.map(str::to_owned),
            rest: Vec::new(),
        }));
    }
    open(grid);
    true
}

/// Keeps a key that is typed while the editor is on its way; whether it did. Escape gives the editor up, and so does
/// whoever goes to another cell with the pointer: what is typed there is not of this one.
pub(super) fn keeps(grid: Grids, event: &KeyboardEvent, place: (Option<usize>, usize)) -> bool {
    let chord = event.ctrl_key() || event.meta_key() || event.alt_key();
    let Some(wanted) = grid
        .early
        .with_value(|early| early.as_ref().map(|early| (Some(early.row), early.at)))
    else {
        return false;
    };
    if chord || !event.is_trusted() || grid.missing.get_untracked() {
        return false;
    }
    let waits = get().is_none();
    if waits && (event.key() == "Escape" || place != wanted) {
        grid.early.set_value(None);
        return false;
    }
    event.prevent_default();
    grid.early.update_value(|early| {
        if let Some(early) = early {
            early.rest.push((event.key(), event.shift_key()));
        }
    });
    true
}

/// Opens the editor that somebody was too quick for, and types there what they have typed.
fn open(grid: Grids) {
    with(grid, move |desk| {
        let opened = grid.early.with_value(|early| {
            let early = early.as_ref()?;
            (desk.start)(grid, early.row, early.at, early.first.as_deref()).then_some(())
        });
        if opened.is_none() {
            return grid.early.set_value(None);
        }
        spawn_local(async move {
            loop {
                // The editor has the focus after a turn of its own; so has the cell that a key leads to.
                for _ in 0..4 {
                    tick().await;
                }
                let next = grid.early.try_update_value(|early| {
                    let next = early.as_mut().filter(|early| !early.rest.is_empty());
                    let next = next.map(|early| early.rest.remove(0));
                    if next.is_none() {
                        *early = None;
                    }
                    next
                });
                match (next.flatten(), document().active_element()) {
                    (Some((key, shift)), Some(target)) => press(&target, &key, shift),
                    _ => return,
                }
            }
        });
    });
}

/// What a key would have done here.
fn press(target: &Element, key: &str, shift: bool) {
    let field = target.dyn_ref::<HtmlInputElement>();
    let field = field.filter(|_| target.class_list().contains("editor"));
    if let Some(field) = field.filter(|_| key.chars().count() == 1) {
        // Over what is marked, and behind it.
        let _ = field.set_range_text(key);
        let end = u32::try_from(field.value().encode_utf16().count()).unwrap_or(u32::MAX);
        let _ = field.set_selection_range(end, end);
    } else if let Some(field) = field.filter(|_| key == "Backspace") {
        let mut value = field.value();
        value.pop();
        field.set_value(&value);
    } else {
        let init = KeyboardEventInit::new();
        init.set_key(key);
        init.set_shift_key(shift);
        init.set_bubbles(true);
        init.set_cancelable(true);
        if let Ok(event) = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init) {
            let _ = target.dispatch_event(&event);
        }
    }
}
