//! Selected rows that the search leaves out: how many, and a way to them.

use super::{chips, state::Grids};
use domain::{
    customers::{
        column::Column,
        filter::{Filter, Test},
        query::{GridQuery, MAX_CODES},
        selection::Selection,
    },
    ids::CustomerId,
    text::grid as text,
};
use leptos::{prelude::*, task::spawn_local};

/// Is this a list of customers, as the way to the selected ones is?
pub(super) fn is_list(filter: &Filter) -> bool {
    filter.column == Column::Id && matches!(filter.test, Test::OneOf(_))
}

/// The rows chosen by hand.
fn chosen(selection: &Selection) -> Option<&[CustomerId]> {
    match selection {
        Selection::Only { ids } if !ids.is_empty() => Some(ids),
        Selection::Only { .. } | Selection::AllExcept { .. } => None,
    }
}

fn list(ids: &[CustomerId]) -> Filter {
    Filter {
        column: Column::Id,
        test: Test::OneOf(ids.iter().map(ToString::to_string).collect()),
    }
}

/// Counts them whenever something else is searched.
pub(super) fn follow(grid: Grids) {
    Effect::new(move |before: Option<Option<GridQuery>>| {
        let before = before.flatten();
        let query = grid.shown_query()?;
        let same = |before: &GridQuery| before.filters == query.filters && before.keyword == query.keyword;
        if !before.as_ref().is_some_and(same) {
            grid.hidden.set(0);
            let ids = grid
                .selection
                .with_untracked(|selection| chosen(selection).map(<[_]>::to_vec));
            if let Some(ids) = ids {
                count(grid, &query, &ids);
            }
        }
        Some(query)
    });
    // What was counted was of rows that are not chosen any more.
    Effect::new(move |_| {
        if grid.selection.with(|selection| chosen(selection).is_none()) {
            grid.hidden.set(0);
        }
    });
}

fn count(grid: Grids, query: &GridQuery, ids: &[CustomerId]) {
    let all = ids.len() as u64;
    let mut inside = query.on_page(1);
    // Two lists in one address would be one with everybody of both.
    let listed = inside.filters.iter().position(is_list);
    let both = match listed.map(|at| inside.filters.swap_remove(at).test) {
        Some(Test::OneOf(codes)) => {
            let named = |id: &&CustomerId| codes.contains(&id.to_string());
            ids.iter().filter(named).copied().collect()
        }
        _ => ids.to_vec(),
    };
    if both.is_empty() {
        return grid.hidden.set(all);
    }
    let (filters, keyword) = (query.filters.clone(), query.keyword.clone());
    // An address names so many at a time.
    let ask = |part: &[CustomerId]| {
        let mut inside = inside.clone();
        inside.filters.push(list(part));
        grid.setup(|s| s.count.of(inside.to_query_over(&s.base)))
    };
    let asked: Vec<_> = both.chunks(MAX_CODES).map(ask).collect();
    spawn_local(async move {
        let mut inside = 0;
        for asked in asked {
            // Without an answer nothing is claimed.
            let Ok(found) = asked.await else { return };
            inside += found;
        }
        if grid.try_turn().is_some()
            && grid
                .page()
                .is_some_and(|page| page.query.filters == filters && page.query.keyword == keyword)
        {
            grid.hidden.set(all.saturating_sub(inside));
        }
    });
}

/// "2 of them outside this search", with the way to them.
pub(super) fn told(grid: Grids) -> Option<AnyView> {
    let hidden = grid.hidden.get();
    let ids = grid
        .selection
        .with(|selection| chosen(selection).map(<[_]>::to_vec))?;
    if hidden == 0 {
        return None;
    }
    let said = text::HIDDEN.with("n", grid.number(hidden)).say(grid.locale());
    if ids.len() > MAX_CODES {
        return Some(view! { <span>{said}</span> }.into_any());
    }
    let mut all = chips::cleared(&grid.shown_query()?);
    all.filters.push(list(&ids));
    Some(
        view! {
            <a href=grid.address(&all) data-refocus="keyword">
                {said}
            </a>
        }
        .into_any(),
    )
}
