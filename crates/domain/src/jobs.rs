//! Background work: its kinds, its states, and what is told about it while it runs.

use crate::{
    ids::{JobId, SegmentId},
    imports::{Behavior, FileKind, OnError, header::Reading},
    time::Micros,
};
use serde::{Deserialize, Serialize};

/// What a job does, with all it needs to start and to start again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Task {
    /// Recomputes who is in a segment.
    RefreshSegment {
        /// Which.
        segment: SegmentId,
    },
    /// Imports an uploaded file.
    Import {
        /// The name the file had on its owner's machine.
        file_name: String,
        /// Name of the spooled copy in the server's spool folder.
        spool: String,
        /// What the rows are.
        file_kind: FileKind,
        /// What happens to rows that exist.
        behavior: Behavior,
        /// What happens at a refused row.
        on_error: OnError,
        /// Refused rows that Stop on Error goes on with.
        #[serde(default)]
        allowed: u64,
        /// Whether it only says what an import would come to.
        #[serde(default)]
        check: bool,
        /// What a person said about the file that it does not say itself.
        #[serde(default)]
        reading: Reading,
    },
    /// What another version of the program has put in and this one cannot read. It cannot be done, but it can be
    /// looked at and ended.
    #[serde(skip)]
    Unreadable {
        /// The name of its kind.
        kind: String,
        /// The row it is about; 0 for none.
        subject: i64,
        /// The name of the file it is about, if there is one.
        file_name: String,
    },
}

impl Task {
    /// The kind of imports.
    pub const IMPORT: &str = "import";
    /// The kind of refreshes.
    pub const REFRESH: &str = "refresh-segment";

    /// The name of the kind in the database and in logs.
    pub fn kind(&self) -> &str {
        match self {
            Self::RefreshSegment { .. } => Self::REFRESH,
            Self::Import { .. } => Self::IMPORT,
            Self::Unreadable { kind, .. } => kind,
        }
    }

    /// The row a job is about, such as a segment; 0 for none.
    pub fn subject(&self) -> i64 {
        match self {
            Self::RefreshSegment { segment } => segment.0,
            Self::Import { .. } => 0,
            Self::Unreadable { subject, .. } => *subject,
        }
    }

    /// The segment that a job refreshes.
    pub fn segment(&self) -> Option<SegmentId> {
        (self.kind() == Self::REFRESH).then(|| SegmentId(self.subject()))
    }
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Waits for a worker.
    Queued,
    /// A worker holds it.
    Running,
    /// Ended well.
    Done,
    /// Ended badly. Nothing of it is half done, but for an import, whose report says how far it came.
    Failed,
    /// Stopped by a person.
    Cancelled,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Queued,
        Self::Running,
        Self::Done,
        Self::Failed,
        Self::Cancelled,
    ];

    /// Its name in the database.
    pub fn key(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state with this name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.key() == key)
    }

    /// Will it change no more?
    pub fn ended(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }
}

/// How far a job is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Units done: bytes of an import, customers of a refresh.
    pub done: u64,
    /// Units in all; 0 while unknown.
    pub total: u64,
}

/// A job as its owner sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// Its number.
    pub id: JobId,
    /// What it does.
    pub task: Task,
    /// Where it stands.
    pub state: State,
    /// How far it is.
    pub progress: Progress,
    /// When it was asked for.
    pub created_at: Micros,
    /// When a worker first took it up.
    pub started_at: Option<Micros>,
    /// When it ended.
    pub ended_at: Option<Micros>,
    /// Who asked for it, by e-mail; empty for the command line.
    pub actor: String,
    /// A person has asked to stop it.
    pub cancel_asked: bool,
    /// Its report as JSON, once there is one; the shape belongs to the kind. While it runs, what it goes on from.
    pub report: String,
    /// Why it failed, in sentences that are said in the language of whoever reads them; why an import broke off, in the language of whoever asked
    /// for it.
    pub error: String,
}

/// An import as its page shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportView {
    /// The job's number.
    pub id: JobId,
    /// The name the file had.
    pub file_name: String,
    /// What the rows are; nothing where the job cannot be read.
    pub file_kind: Option<FileKind>,
    /// What happens to rows that exist; nothing where the job cannot be read.
    pub behavior: Option<Behavior>,
    /// What happens at a refused row; nothing where the job cannot be read.
    pub on_error: Option<OnError>,
    /// Refused rows that it goes on with, where it stops at errors.
    pub allowed: u64,
    /// How its file is read.
    pub reading: Reading,
    /// Whether it only said what an import would come to.
    pub check: bool,
    /// Where it stands.
    pub state: State,
    /// How far it is, in bytes.
    pub progress: Progress,
    /// Somebody has asked to stop it, and its worker has yet to hear.
    pub stopping: bool,
    /// How long it took, in microseconds; nothing before its end.
    pub took: Option<Micros>,
    /// Whether its refused rows are there as a file.
    pub refused_file: bool,
    /// When it was asked for.
    pub created: crate::segments::report::Shown,
    /// By whom.
    pub actor: String,
    /// What it did; while it runs, the counts of what is in by now.
    pub report: crate::imports::report::Report,
    /// Why it failed; empty when it did not.
    pub error: String,
}

/// Some of the imports so far, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ImportHistory {
    /// The imports.
    pub lines: Vec<ImportView>,
    /// Whether there are older ones.
    pub more: bool,
}

/// What a kind of job says of itself while it runs, a second apart at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Its number.
    pub id: JobId,
    /// The row it is about, such as the id of a segment; 0 for none.
    pub subject: i64,
    /// Where it stands.
    pub state: State,
    /// How far it is.
    pub progress: Progress,
    /// Rows of an import that are in by now.
    pub rows: u64,
}
