//! What the buttons of the segment form do, and where the page leads afterwards.

use super::{done::Done, draft::Editor, not_found};
use crate::{
    api::{
        ApiError,
        segments::{delete_segment, refresh_segments, save_segment, segment_form},
    },
    ui::{focus, tab, token},
};
use domain::{
    error::ErrorKind,
    ids::SegmentId,
    segments::{report::ReportLine, segment::Definition},
};
use leptos::{prelude::*, task::spawn_local};

/// What is typed, where the page has to be loaded again before it can be saved.
const KEY: &str = "cohort-segment";
type Kept = (Option<SegmentId>, i64, Definition);

/// Where saving leads.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// To the list.
    List,
    /// Nowhere: the form stays.
    Stay,
}

/// The form's dealings with the server.
#[derive(Clone, Copy)]
pub(crate) struct Actions {
    /// What is edited.
    pub editor: Editor,
    /// A request is under way.
    pub busy: RwSignal<bool>,
    /// The last save or refresh failed like this.
    pub failure: RwSignal<Option<ApiError>>,
    /// The last save went well, and nothing was tried since.
    pub saved: RwSignal<bool>,
    /// What somebody else stored meanwhile, and its version.
    pub theirs: RwSignal<Option<(Definition, i64)>>,
    /// The new segment, as it was made while this form still stands.
    pub made: RwSignal<Option<(SegmentId, Definition)>>,
    /// The segment's line in the report; empty for a new one.
    pub lines: RwSignal<Vec<ReportLine>>,
    /// The word that the making of a new segment is known by; none before the first try.
    pub token: StoredValue<String>,
    /// What is typed goes along to the next page of this form.
    pub taken: StoredValue<bool>,
    /// Leads to another page.
    pub go: Callback<String>,
}

impl Actions {
    /// Saves what is typed, once nothing is wrong with it.
    pub(crate) fn save(self, then: Then) {
        let editor = self.editor;
        self.start();
        editor.refused.set(Vec::new());
        editor.tried.set(true);
        if editor.problems.with_untracked(|all| !all.is_empty()) {
            focus("segment-problems".to_owned());
            return;
        }
        self.busy.set(true);
        let definition = editor.current.get_untracked();
        let version = editor.version.get_untracked();
        // One word for all tries of this form: the server tells what is typed anew from what is sent again.
        if self.token.with_value(String::is_empty) {
            self.token.set_value(token());
        }
        let token = self.token.get_value();
        spawn_local(async move {
            let answer = save_segment(editor.id, version, definition.clone(), token).await;
            // What was typed meanwhile must not be left behind.
            let typed_on = editor.current.try_with_untracked(|now| *now != definition);
            match answer {
                Ok(id) if then == Then::List && typed_on != Some(true) => {
                    self.lead(Done::Saved(id), "/segments".to_owned());
                }
                Ok(id) if editor.id.is_none() => {
                    self.made.try_set(Some((id, definition)));
                    self.lead(Done::Saved(id), format!("/segments/{id}"));
                }
                Ok(_) => self.stored(definition, version + 1).await,
                Err(error) => self.refused(error).await,
            }
            self.busy.try_set(false);
        });
    }

    /// Leads to another page, which says what is done, unless somebody has gone to one already.
    fn lead(self, done: Done, to: String) {
        done.leave();
        if self.go.try_run(to).is_none() {
            Done::take();
        }
    }

    /// Loads the page of the version there is now, with what is typed.
    pub(crate) fn load_again(self) {
        let editor = self.editor;
        let kept: Kept = (
            editor.id,
            editor.version.get_untracked(),
            editor.current.get_untracked(),
        );
        tab::keep(KEY, &kept);
        self.taken.set_value(true);
        let _ = window().location().reload();
    }

    /// Puts back what was typed before, as of the version that was seen then.
    pub(crate) fn bring_back(self) {
        if let Some((id, version, definition)) = tab::kept::<Kept>(KEY)
            && id == self.editor.id
            && !self.editor.frozen
        {
            tab::forget(KEY);
            self.editor.draft.set(&definition);
            self.editor.version.set(version);
        }
    }

    /// Until the page of a segment that was made is there, what is typed in the form of the new one is kept for it.
    /// Whom it applies to is as it was saved.
    pub(crate) fn hand_on(self) {
        let Some((id, stored)) = self.made.get() else {
            return;
        };
        let now = self.editor.current.get();
        if now != stored || tab::is_kept(KEY) {
            let apply_to = stored.apply_to;
            let kept: Kept = (Some(id), 1, Definition { apply_to, ..now });
            tab::keep(KEY, &kept);
        }
    }

    fn start(self) {
        self.failure.set(None);
        self.saved.set(false);
        self.theirs.set(None);
    }

    /// What was saved is the new starting point; what was typed meanwhile stays.
    async fn stored(self, definition: Definition, version: i64) {
        let line = segment_form(self.editor.id).await.ok().and_then(|form| form.line);
        self.editor.saved.try_set(definition);
        self.editor.version.try_set(version);
        self.editor.tried.try_set(false);
        self.saved.try_set(true);
        if let Some(line) = line {
            self.lines.try_set(vec![line]);
        }
    }

    async fn refused(self, error: ApiError) {
        match error.kind {
            ErrorKind::Invalid => {
                self.editor.refused.try_set(error.fields);
                focus("segment-problems".to_owned());
            }
            ErrorKind::Conflict => {
                let stored = segment_form(self.editor.id)
                    .await
                    .ok()
                    .and_then(|form| form.segment);
                self.theirs
                    .try_set(stored.map(|segment| (segment.definition, segment.version)));
                self.failure.try_set(Some(error));
            }
            _ => {
                self.failure.try_set(Some(error));
            }
        }
    }

    /// Back to what is stored.
    pub(crate) fn reset(self) {
        let editor = self.editor;
        self.start();
        editor.load(editor.saved.get_untracked(), editor.version.get_untracked());
    }

    /// Takes what somebody else stored.
    pub(crate) fn take_theirs(self) {
        if let Some((definition, version)) = self.theirs.get_untracked() {
            self.start();
            self.editor.load(definition, version);
        }
    }

    /// Saves over what somebody else stored, having seen it.
    pub(crate) fn keep_mine(self) {
        if let Some((definition, version)) = self.theirs.get_untracked() {
            self.editor.saved.set(definition);
            self.editor.version.set(version);
            self.save(Then::Stay);
        }
    }

    /// Deletes the segment.
    pub(crate) fn delete(self) {
        let Some(id) = self.editor.id else { return };
        self.start();
        self.busy.set(true);
        let version = self.editor.version.get_untracked();
        spawn_local(async move {
            match delete_segment(id, version).await {
                Ok(()) => self.lead(Done::Deleted, "/segments".to_owned()),
                Err(error) => self.refused(error).await,
            }
            self.busy.try_set(false);
        });
    }

    /// Recomputes who is in the segment, by the rule as it is stored.
    pub(crate) fn refresh(self) {
        let Some(id) = self.editor.id else { return };
        self.start();
        self.busy.set(true);
        spawn_local(async move {
            match refresh_segments(vec![id]).await {
                Ok(mut lines) => {
                    lines.retain(|line| line.id == id);
                    if lines.is_empty() {
                        self.failure.try_set(Some(not_found(self.editor.locale)));
                    }
                    self.lines.try_set(lines);
                }
                Err(error) => {
                    self.failure.try_set(Some(error));
                }
            }
            self.busy.try_set(false);
        });
    }
}
