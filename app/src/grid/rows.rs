//! The rows that have arrived: those of a page, or, where all rows scroll, as many blocks as are kept.

use super::{live::Live, window::first};
use domain::{
    customers::query::{BLOCK, GridQuery},
    ids::CustomerId,
};
use leptos::prelude::*;
use std::ops::Range;

/// Blocks that are kept.
const KEPT: usize = 40;

/// The rows that have arrived, in blocks; a page is one block.
#[derive(Default)]
pub(super) struct Rows {
    size: usize,
    /// The one used last is the last.
    blocks: Vec<(usize, Vec<Live>)>,
    /// Those of which something is on its way to the server, though they may stand here no more.
    pub(super) saving: Vec<Live>,
}

impl Rows {
    /// The rows of a page, or of the first block, take the place of all others.
    pub(super) fn turn(&mut self, query: &GridQuery, rows: Vec<Live>) {
        self.size = match query.scrolls() {
            true => usize::from(BLOCK),
            false => rows.len().max(1),
        };
        let block = if query.scrolls() {
            first(query) / self.size
        } else {
            0
        };
        self.blocks = vec![(block, rows)];
    }

    /// How many rows a block has.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    pub(super) fn get(&self, index: usize) -> Option<Live> {
        let (_, rows) = self
            .blocks
            .iter()
            .find(|(block, _)| *block == index / self.size)?;
        rows.get(index % self.size).cloned()
    }

    /// The row of a customer and its index, where it has arrived.
    pub(super) fn find(&self, customer: CustomerId) -> Option<(usize, Live)> {
        let same = |live: &Live| live.with_untracked(|live| live.row.id == customer);
        self.blocks.iter().find_map(|(block, rows)| {
            let at = rows.iter().position(same)?;
            Some((block * self.size + at, rows.get(at)?.clone()))
        })
    }

    /// All that have arrived.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Live> {
        self.blocks.iter().flat_map(|(_, rows)| rows)
    }

    /// All that have arrived, from the first to the last.
    pub(super) fn in_order(&self) -> Vec<Live> {
        let mut blocks: Vec<_> = self.blocks.iter().collect();
        blocks.sort_by_key(|(block, _)| *block);
        blocks
            .into_iter()
            .flat_map(|(_, rows)| rows.iter().cloned())
            .collect()
    }

    pub(super) fn has(&self, block: usize) -> bool {
        self.blocks.iter().any(|(b, _)| *b == block)
    }

    /// Moves blocks to the end of those that go.
    pub(super) fn touch(&mut self, blocks: &Range<usize>) {
        let moved: Vec<_> = self
            .blocks
            .extract_if(.., |(block, _)| blocks.contains(block))
            .collect();
        self.blocks.extend(moved);
    }

    /// Takes a block in; the one that has not been looked at for longest goes, unless something in it is being
    /// worked on.
    pub(super) fn put(&mut self, block: usize, rows: Vec<Live>) {
        self.blocks.retain(|(b, _)| *b != block);
        let at_rest = |rows: &[Live]| {
            rows.iter()
                .all(|live| live.with_untracked(|live| live.marks.is_empty() && !live.saving))
        };
        if self.blocks.len() >= KEPT
            && let Some(old) = self.blocks.iter().position(|(_, rows)| at_rest(rows))
        {
            self.blocks.remove(old);
        }
        self.blocks.push((block, rows));
    }
}
