//! The segment report as pages show it: one line a segment, and the members of one.

use super::segment::{ApplyTo, Freshness, Segment};
use crate::{
    customers::{choice::Reference, page::Page},
    ids::SegmentId,
};
use serde::{Deserialize, Serialize};

/// A moment, shown in the user's zone and as ISO 8601.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// For people.
    pub display: String,
    /// For `time datetime=`.
    pub iso: String,
}

/// One line of the report, and of the list of segments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportLine {
    /// ID.
    pub id: SegmentId,
    /// Segment.
    pub name: String,
    /// Status: Active or Inactive.
    pub active: bool,
    /// Website: names, joined.
    pub websites: String,
    /// Whom it can hold.
    pub apply_to: ApplyTo,
    /// Customers: the stored count; nothing before the first refresh.
    pub customers: Option<u64>,
    /// State of the data.
    pub freshness: Freshness,
    /// As of when.
    pub as_of: Option<Shown>,
    /// Why it is stale, where it is.
    pub stale: Option<String>,
    /// How long the last refresh took, in milliseconds.
    pub took_ms: u64,
    /// Who came in with it.
    pub added: u64,
    /// Who went out with it.
    pub removed: u64,
    /// Why the last try failed; empty when it did not.
    pub failure: String,
}

/// The drill-down of one segment: its line, and one page of its members.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Members {
    /// The segment.
    pub line: ReportLine,
    /// Its members under the page's filters.
    pub page: Page,
}

/// What the segment form starts from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Form {
    /// The stored segment; nothing for a new one.
    pub segment: Option<Segment>,
    /// Its line in the report.
    pub line: Option<ReportLine>,
    /// Groups and websites, for the form's choices.
    pub reference: Reference,
}
