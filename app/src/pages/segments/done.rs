//! What was done just before, for the next page to say once: in its address it would be said again by each reload.

use domain::ids::SegmentId;
use std::cell::Cell;

/// What is done, so that another page is shown.
#[derive(Clone, Copy)]
pub(super) enum Done {
    /// This segment was saved.
    Saved(SegmentId),
    /// A segment was deleted.
    Deleted,
}

thread_local! {
    static DONE: Cell<Option<Done>> = const { Cell::new(None) };
}

impl Done {
    /// Leaves it to the next page.
    pub(super) fn leave(self) {
        DONE.set(Some(self));
    }

    /// What was left to this page.
    pub(super) fn take() -> Option<Self> {
        DONE.take()
    }
}
