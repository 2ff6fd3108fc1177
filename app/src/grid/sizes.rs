//! Page sizes of one's own: the browser keeps what somebody typed, and the list offers it until it is taken off or they sign out.

use super::{focus, state::Grids};
use crate::ui::icon;
use domain::{
    customers::query::{GridQuery, MAX_PAGE_SIZE, PAGE_SIZES},
    text::grid as text,
};
use leptos::{
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlFormElement, HtmlInputElement},
};

/// Where a browser keeps them, the one typed last first.
const KEY: &str = "cohort-page-sizes";
/// How many are kept.
const KEPT: usize = 5;

fn kept() -> Vec<u16> {
    let storage = window().local_storage().ok().flatten();
    let kept = storage.and_then(|storage| storage.get_item(KEY).ok().flatten());
    read(&kept.unwrap_or_default())
}

/// Nothing but sizes that can be had and are not offered anyway, each once.
fn read(kept: &str) -> Vec<u16> {
    let mut sizes = Vec::new();
    for size in kept.split(',').filter_map(|size| size.parse().ok()) {
        if is_own(size) && !sizes.contains(&size) {
            sizes.push(size);
        }
    }
    sizes.truncate(KEPT);
    sizes
}

/// Is this a size that somebody has to type?
pub(super) fn is_own(size: u16) -> bool {
    (1..=MAX_PAGE_SIZE).contains(&size) && !PAGE_SIZES.contains(&size)
}

fn keep(sizes: &[u16]) {
    let words: Vec<_> = sizes.iter().map(ToString::to_string).collect();
    if let Ok(Some(storage)) = window().local_storage() {
        // Where nothing is kept, it is typed again.
        let _ = storage.set_item(KEY, &words.join(","));
    }
}

/// Keeps the size that was typed into the form of the list.
pub(super) fn typed(form: &HtmlFormElement) {
    let field = form.query_selector("[name=per_page]").ok().flatten();
    let field = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
    if let Some(size) = field
        .and_then(|field| field.value().parse().ok())
        .filter(|size| is_own(*size))
    {
        let mut sizes = kept();
        sizes.retain(|kept| *kept != size);
        sizes.insert(0, size);
        sizes.truncate(KEPT);
        keep(&sizes);
    }
}

/// The kept sizes but the one in use, which the list offers anyway; the smallest first.
pub(super) fn own(grid: Grids) -> AnyView {
    let query = grid.query();
    let mut offered = kept();
    offered.retain(|size| *size != query.per_page);
    offered.sort_unstable();
    let offered: Vec<_> = offered.into_iter().map(|size| line(grid, &query, size)).collect();
    view! { <ul class="plain own-sizes">{offered}</ul> }.into_any()
}

fn line(grid: Grids, query: &GridQuery, size: u16) -> impl IntoView + use<> {
    let called = text::PER_PAGE.with("n", size).say(grid.locale());
    let sized = GridQuery {
        per_page: size,
        page: 1,
        ..query.clone()
    };
    let there = RwSignal::new(true);
    let forget = move |_| {
        let mut sizes = kept();
        sizes.retain(|kept| *kept != size);
        keep(&sizes);
        there.set(false);
        if let Some(field) = focus::find(grid, "#per-page") {
            focus::focus_on(&field);
        }
    };
    let remove = text::REMOVE.with("filter", &called).say(grid.locale());
    move || {
        there.get().then(|| {
            view! {
                <li>
                    <a class="item" href=grid.address(&sized) data-close="">
                        {called.clone()}
                    </a>
                    <button
                        type="button"
                        class="button plain small icon"
                        aria-label=remove.clone()
                        on:click=forget
                    >
                        {icon::cross()}
                    </button>
                </li>
            }
        })
    }
}

/// Is this the form in which a size is typed?
pub(super) fn is_asked_in(form: &Element) -> bool {
    form.class_list().contains("custom")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_as_sizes_and_nothing_else() {
        for (kept, sizes) in [
            ("", vec![]),
            ("75", vec![75]),
            ("75,33,75", vec![75, 33]),
            ("20,0,1000,-4,x,999", vec![999]),
            ("1,2,3,4,5,6", vec![1, 2, 3, 4, 5]),
        ] {
            assert_eq!(read(kept), sizes, "{kept}");
        }
    }
}
