//! Segments: the list, and the form with its rule builder.

mod actions;
mod builder;
mod conflict;
mod done;
mod draft;
mod fields;
pub mod form;
pub(super) mod lines;
pub mod list;
mod parts;

pub use form::SegmentPage;
pub(super) use form::not_found;
pub use list::SegmentsPage;
pub(super) use list::none_yet;
