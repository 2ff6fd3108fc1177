//! The keyword field shows what the rows are searched for, but for what somebody is typing into it.

use super::{focus, state::Grids};
use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlInputElement};

/// Follows the pages as long as the grid stands. What was typed and not searched for yet stays when one comes, unless
/// that is of another search and the field has been left.
pub(super) fn follow(grid: Grids) {
    Effect::new(move |before: Option<String>| {
        let keyword = grid
            .page
            .with(|page| page.as_ref().map(|page| page.query.keyword.clone()))
            .unwrap_or_default();
        let before = before.unwrap_or_else(|| keyword.clone());
        if let Some(field) = field(grid) {
            let typed = field.value();
            let left = document().active_element().as_ref() != Some(&field);
            if typed != keyword && (typed == before || (keyword != before && left)) {
                field.set_value(&keyword);
            }
        }
        keyword
    });
}

fn field(grid: Grids) -> Option<HtmlInputElement> {
    focus::find(grid, "#keyword").and_then(|field| field.dyn_into().ok())
}
