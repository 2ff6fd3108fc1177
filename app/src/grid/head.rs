//! The header row: selection, and a sort link per column.

use super::{pick, state::Grids};
use crate::ui::icon;
use domain::{
    customers::{column::Column, page::Page},
    text::{columns as column_text, grid as text},
};
use leptos::{either::Either, prelude::*};

pub(super) fn head(grid: Grids, page: &Page) -> impl IntoView + use<> {
    let columns: Vec<_> = page
        .query
        .columns
        .iter()
        .enumerate()
        .map(|(i, column)| heading(grid, page, *column, i + 1))
        .collect();
    let last = page.query.columns.len() + 1;
    view! {
        <thead role="rowgroup">
            <tr role="row" aria-rowindex="1" data-r="h">
                <th role="columnheader" scope="col" aria-colindex="1" data-c="0" class="c-select" data-w="">
                    {pick::header(grid)}
                </th>
                {columns}
                <th
                    role="columnheader"
                    scope="col"
                    aria-colindex=last + 1
                    data-c=last
                    class="c-action"
                    tabindex="-1"
                >
                    {grid.t(&column_text::ACTION)}
                </th>
            </tr>
        </thead>
    }
}

fn heading(grid: Grids, page: &Page, column: Column, at: usize) -> impl IntoView + use<> {
    let label = grid.t(column.label());
    let order = page.query.sort_of(column);
    let sorted = match order {
        None => "none",
        Some((_, false)) => "ascending",
        Some((_, true)) => "descending",
    };
    let several = page.query.sort.len() > 1;
    let rank = order.filter(|_| several).map(|(rank, _)| {
        view! {
            <span class="rank" aria-hidden="true">
                {rank}
            </span>
            <span class="visually-hidden">
                {text::SORT_KEY.with("n", rank).say(grid.locale())}
            </span>
        }
    });
    let arrow = order.map(|(_, descending)| match descending {
        true => Either::Left(icon::down()),
        false => Either::Right(icon::up()),
    });
    view! {
        <th
            role="columnheader"
            scope="col"
            aria-colindex=at + 1
            aria-sort=sorted
            data-c=at
            class=format!("c-{}", column.key())
            data-w=""
        >
            <a href=grid.address(&page.query.sorted_by(column, false)) data-sort=column.key() tabindex="-1">
                <span>{label}</span>
                {arrow}
                {rank}
            </a>
        </th>
    }
}
