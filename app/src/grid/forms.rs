//! The GET forms of the grid: the browser sends them without scripts; with scripts they become one tidy address.

use super::{
    desk,
    focus::{around, target},
    keys, pick, range, sizes,
    state::Grids,
};
use crate::ui::fold::fold;
use domain::{customers::query::GridQuery, text::grid as text};
use leptos::{
    ev::{Event, SubmitEvent},
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, FormData, HtmlFormElement, HtmlInputElement, UrlSearchParams},
};

/// The parts of a state a form does not ask for, as hidden fields.
pub(super) fn hidden(grid: Grids, query: &GridQuery) -> Vec<impl IntoView + use<>> {
    hidden_but(grid, query, "")
}

/// Like [`hidden`], without what a word of the form says.
pub(super) fn hidden_but(grid: Grids, query: &GridQuery, asked: &'static str) -> Vec<impl IntoView + use<>> {
    let query = grid.setup(|s| query.to_query_over(&s.base));
    form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .filter(|(word, _)| word != asked)
        .map(|(word, value)| view! { <input type="hidden" name=word value=value /> })
        .collect()
}

pub(super) fn on_submit(grid: Grids, event: &SubmitEvent) {
    let form = target(event).and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    if let Some(form) = form.filter(|form| form.method() == "get") {
        event.prevent_default();
        if apply(grid, &form) {
            keys::close_menu(&form);
            if sizes::is_asked_in(&form) {
                desk::with(grid, move |desk| (desk.sized)(&form));
            }
        }
    }
}

/// Goes where a form leads; false where somebody stays with what is not saved.
fn apply(grid: Grids, form: &HtmlFormElement) -> bool {
    let words = FormData::new_with_form(form)
        .and_then(|data| UrlSearchParams::new_with_str_sequence_sequence(data.unchecked_ref()));
    let Ok(words) = words else { return true };
    let query = String::from(words.to_string());
    let (next, notices) = grid.setup(|s| s.base.clone()).parse_over(&query);
    match notices.is_empty() {
        // Where it names a row, it is meant, though it be the one that the page was drawn with.
        true if words.has("row") => {
            let page = next.page;
            grid.go(&GridQuery {
                page,
                ..grid.since(next)
            })
        }
        true => grid.go(&grid.since(next)),
        // In the form's own words, as without scripts: the page that comes names what was not understood.
        false => grid.go_to(&format!("{}?{query}", grid.setup(|s| s.path.clone()))),
    }
}

pub(super) fn on_change(grid: Grids, event: &Event) {
    let Some(target) = target(event) else { return };
    if let Some(pick) = target.get_attribute("data-pick") {
        let tick = target.dyn_ref::<HtmlInputElement>();
        let checked = tick.is_some_and(HtmlInputElement::checked);
        match (&*pick, super::focus::position(&target)) {
            ("row", Some((Some(row), _))) if grid.shift.get_value() => {
                // A stretch that is there gets another end, though it be a row of its own.
                let selected = range::stretched(grid).unwrap_or(checked);
                if !range::reach(grid, row, selected) {
                    pick::toggle(grid, row);
                } else if let Some(tick) = tick {
                    tick.set_checked(selected);
                }
            }
            ("row", Some((Some(row), _))) => {
                pick::toggle(grid, row);
                range::begin(grid, row);
            }
            _ => pick::pick_page(grid, checked),
        }
        pick::tell(grid);
    } else if let Some(form) = around(&target, "form[data-live]") {
        grid.refocus.set_value(Some(target.id()));
        if !apply(grid, form.unchecked_ref()) {
            grid.refocus.set_value(None);
            revert(&form);
        }
    }
}

/// What was typed or ticked in a form and not sent is given up.
pub(super) fn revert(form: &Element) {
    if let Some(form) = form.dyn_ref::<HtmlFormElement>() {
        form.reset();
    }
    for choice in all(form, ".choices [hidden]") {
        let _ = choice.remove_attribute("hidden");
    }
}

/// Is the menu of this `toggle` event open now?
pub(super) fn is_open(event: &Event) -> bool {
    target(event).is_some_and(|menu| menu.has_attribute("open"))
}

/// Hides the choices below a search field that do not hold what is typed there, and says how many are left.
pub(super) fn narrow(grid: Grids, event: &Event) {
    let Some(field) = target(event).and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) else {
        return;
    };
    let wanted = fold(&field.value());
    let Some(list) = field.next_element_sibling() else {
        return;
    };
    let mut left = 0;
    for choice in all(&list, "label") {
        let fits = fold(&choice.text_content().unwrap_or_default()).contains(&wanted);
        let _ = choice.toggle_attribute_with_force("hidden", !fits);
        left += u64::from(fits);
    }
    grid.said.set(match left {
        0 => grid.t(&text::NO_CHOICE_FITS).to_owned(),
        n => text::CHOICES_FIT.with("n", grid.number(n)).say(grid.locale()),
    });
}

/// Every element inside one that `selector` fits.
pub(super) fn all(inside: &Element, selector: &str) -> Vec<Element> {
    let Ok(found) = inside.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|at| found.item(at)?.dyn_into().ok())
        .collect()
}
