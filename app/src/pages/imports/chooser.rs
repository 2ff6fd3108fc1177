//! Choosing a file and what is to happen with its rows, looking at it, and sending it.

use super::{
    columns::Parts,
    history,
    preview::{self, Start},
    preview_view,
    radios::radios,
    upload,
};
use crate::{
    api::{ApiError, imports::websites},
    ui::{
        Notice, Problem, Tone,
        leave::{self, Leaving},
        token,
    },
};
use domain::{
    ids::JobId,
    imports::{
        ALLOWED_ERRORS, Behavior, FileKind, OnError,
        dates::Dates,
        dialect::{Delimiter, Encoding},
        header::{Field, Reading},
    },
    text::{Locale, imports as text, segments as segment_text},
};
use leptos::{ev, html, prelude::*, task::spawn_local};
use web_sys::File;

/// Where the page is with the chosen file.
#[derive(Clone, Copy)]
struct Chooser {
    locale: Locale,
    /// Holds the file; nothing else does, so that the two can never differ.
    input: NodeRef<html::Input>,
    /// Name and size of the file.
    chosen: RwSignal<Option<(String, u64)>>,
    /// Its beginning; a sentence where it cannot be read.
    start: RwSignal<Option<Result<Start, String>>>,
    /// What is seen of it, and what the person says of it.
    parts: Parts,
    /// How many looks were begun: what an earlier one finds is of no use any more.
    looks: StoredValue<u32>,
    behavior: RwSignal<Behavior>,
    on_error: RwSignal<OnError>,
    allowed: RwSignal<u64>,
    /// The word this file's sending is known by, until it is answered.
    token: StoredValue<String>,
    /// The share sent so far, while a file is being sent.
    sending: RwSignal<Option<f64>>,
    failure: RwSignal<Option<ApiError>>,
    started: Callback<JobId>,
}

/// The form; `started` hears the number of the import it begins.
pub(crate) fn chooser(locale: Locale, started: Callback<JobId>) -> AnyView {
    let start: RwSignal<Option<Result<Start, String>>> = RwSignal::new(None);
    let reading = RwSignal::new(Reading::PLAIN);
    let table = Memo::new(move |_| {
        let start = start.get()?;
        Some(start.and_then(|start| reading.with(|reading| start.table(reading, locale))))
    });
    let preview = Memo::new(move |_| {
        let table = table.get()?.ok()?;
        Some(reading.with(|reading| table.look(reading, &today(), locale)))
    });
    let parts = Parts {
        locale,
        table,
        preview,
        reading,
        websites: RwSignal::new(Vec::new()),
    };
    let it = Chooser {
        locale,
        input: NodeRef::new(),
        chosen: RwSignal::new(None),
        start,
        parts,
        looks: StoredValue::new(0),
        behavior: RwSignal::new(Behavior::default()),
        on_error: RwSignal::new(OnError::default()),
        allowed: RwSignal::new(ALLOWED_ERRORS),
        token: StoredValue::new(String::new()),
        sending: RwSignal::new(None),
        failure: RwSignal::new(None),
        started,
    };
    leave::ask_first(Leaving::Page, text::LEAVE.text(locale), move |_| {
        it.has_something_to_lose()
    });
    // A file may have been chosen before the scripts came.
    Effect::new(move |_| {
        if it.file().is_some() {
            it.look();
        }
    });
    view! {
        <div class="without-script">
            <Notice tone=Tone::Warn>{text::NEEDS_SCRIPTS.text(locale)}</Notice>
        </div>
        <section class="card needs-script" aria-label=text::IMPORT_TITLE.text(locale)>
            <div class="import-form">
                {it.file_field()}
                <div class="stack">
                    {it.kind_field()}
                    {it.behavior_field()}
                    {it.on_error_field()}
                </div>
            </div>
            {move || it.failure.get().map(|error| view! { <Problem error=error /> })}
            <div class="toolbar">{it.send_buttons()} {move || it.sending.get().map(|_| it.progress())}</div>
        </section>
        {move || {
            let (name, size) = it.chosen.get()?;
            it.start.with(Option::is_some).then(|| preview_view::card(it.parts, &name, size))
        }}
    }
    .into_any()
}

/// The day it is where the browser is.
fn today() -> String {
    let now = web_sys::js_sys::Date::new_0();
    format!(
        "{:04}-{:02}-{:02}",
        now.get_full_year(),
        now.get_month() + 1,
        now.get_date()
    )
}

impl Chooser {
    fn file(self) -> Option<File> {
        self.input.get_untracked()?.files()?.get(0)
    }

    /// A file can be chosen again at once; what was said of its columns, or sent of it, cannot.
    fn has_something_to_lose(self) -> bool {
        let said = self
            .parts
            .reading
            .with_untracked(|reading| !reading.columns.is_empty());
        said || self.sending.get_untracked().is_some()
    }

    /// Reads the beginning of the file that is in the input now.
    fn look(self) {
        self.failure.set(None);
        self.forget();
        let Some(file) = self.file() else { return };
        let file = gloo_file::File::from(file);
        let size = file.size();
        self.chosen.set(Some((file.name(), size)));
        let locale = self.locale;
        let this = self.looks.get_value();
        spawn_local(async move {
            let start = file.slice(0, preview::READ);
            let found = match gloo_file::futures::read_as_bytes(&start).await {
                Ok(bytes) => Ok(Start {
                    bytes,
                    whole: size <= preview::READ,
                }),
                Err(_) => Err(text::UNREADABLE.text(locale).to_owned()),
            };
            if self.looks.try_get_value() == Some(this) {
                self.start.try_set(Some(found));
            }
        });
        self.ask_for_websites();
    }

    /// The websites to choose from, for a file that names none; where there is one, it is chosen.
    fn ask_for_websites(self) {
        let known = self.parts.websites;
        spawn_local(async move {
            if known.try_with_untracked(Vec::is_empty) != Some(true) {
                return;
            }
            let Ok(found) = websites().await else { return };
            if let [(only, _)] = found.as_slice() {
                let only = only.clone();
                self.parts
                    .reading
                    .try_update(|reading| reading.website = Some(only));
            }
            known.try_set(found);
        });
    }

    /// Sends the file to be imported, or only to be checked.
    fn send(self, check: bool) {
        let Some(file) = self.file() else { return };
        let Some(reading) = self
            .parts
            .preview
            .with_untracked(|p| p.as_ref().map(|p| p.reading.clone()))
        else {
            return;
        };
        let kind = reading.kind.map_or("auto", FileKind::key);
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("name", &file.name())
            .append_pair("size", &format!("{:.0}", file.size()))
            .append_pair("kind", kind)
            .append_pair("behavior", self.behavior.get_untracked().key())
            .append_pair("on_error", self.on_error.get_untracked().key())
            .append_pair("allowed", &self.allowed.get_untracked().to_string())
            .append_pair("check", if check { "1" } else { "0" })
            .append_pair("encoding", reading.encoding.map_or("auto", Encoding::key))
            .append_pair("delimiter", reading.delimiter.map_or("auto", Delimiter::key))
            .append_pair("dates", reading.dates.map_or("auto", Dates::key))
            .append_pair("guarded", if reading.guarded { "1" } else { "0" })
            .append_pair("website", reading.website.as_deref().unwrap_or_default());
        for (heading, field) in &reading.columns {
            let word = field.map_or_else(|| "-".to_owned(), Field::word);
            query.append_pair("map", &format!("{heading}={word}"));
        }
        // The same word again where the answer was lost: the server knows then what it has already.
        if self.token.with_value(String::is_empty) {
            self.token.set_value(token());
        }
        query.append_pair("token", &self.token.get_value());
        let address = format!("/imports/upload?{}", query.finish());
        self.failure.set(None);
        self.sending.set(Some(0.0));
        let sent = Callback::new(move |share| {
            self.sending.try_set(Some(share));
        });
        let done = Callback::new(move |outcome| {
            self.sending.try_set(None);
            match outcome {
                Ok(job) => {
                    self.token.try_set_value(String::new());
                    // What was checked is there to be imported.
                    if !check {
                        self.clear();
                    }
                    self.started.try_run(job);
                }
                Err(error) => {
                    self.failure.try_set(Some(error));
                }
            }
        });
        let broken = text::UPLOAD_BROKE.text(self.locale).to_owned();
        upload::send(&file, &address, broken, sent, done);
    }

    fn clear(self) {
        if let Some(Some(input)) = self.input.try_get_untracked() {
            input.set_value("");
        }
        self.forget();
    }

    /// Neither a file nor a preview is shown, and a look under way ends in nothing.
    fn forget(self) {
        self.looks.try_update_value(|looks| *looks += 1);
        self.token.try_set_value(String::new());
        self.chosen.try_set(None);
        self.start.try_set(None);
        // What was said of the file before, the type aside, says nothing of the next one.
        let only = self
            .parts
            .websites
            .try_with_untracked(|all| match all.as_slice() {
                [(only, _)] => Some(only.clone()),
                _ => None,
            });
        self.parts.reading.try_update(|reading| {
            *reading = Reading {
                kind: reading.kind,
                website: only.flatten(),
                ..Reading::PLAIN
            }
        });
    }

    fn file_field(self) -> AnyView {
        let say = self.locale;
        let over = RwSignal::new(false);
        let drop = move |ev: ev::DragEvent| {
            ev.prevent_default();
            over.set(false);
            let files = ev.data_transfer().and_then(|data| data.files());
            if let (Some(files), Some(input)) = (files, self.input.get_untracked()) {
                input.set_files(Some(&files));
                self.look();
            }
        };
        view! {
            <div
                class="drop"
                class:over=over
                on:dragover=move |ev| {
                    ev.prevent_default();
                    over.set(true);
                }
                on:dragleave=move |_| over.set(false)
                on:drop=drop
            >
                <label class="label" for="import-file">
                    {text::FILE.text(say)}
                </label>
                <input
                    type="file"
                    id="import-file"
                    accept=".csv,text/csv"
                    aria-describedby="import-file-note"
                    disabled=move || self.sending.get().is_some()
                    node_ref=self.input
                    on:change=move |_| self.look()
                />
                <p class="muted">{text::DROP.text(say)}</p>
                <p class="muted" id="import-file-note">
                    {text::FILE_NOTE.text(say)}
                </p>
            </div>
        }
        .into_any()
    }

    fn kind_field(self) -> AnyView {
        let say = self.locale;
        let options: Vec<AnyView> = FileKind::ALL
            .into_iter()
            .map(|kind| {
                view! { <option value=kind.key()>{history::kind_word(kind).text(say)}</option> }.into_any()
            })
            .collect();
        view! {
            <div class="field">
                <label for="import-kind">{text::ENTITY.text(say)}</label>
                <select
                    id="import-kind"
                    prop:value=move || self.parts.reading.with(|reading| reading.kind.map_or("auto", FileKind::key))
                    on:change=move |ev| {
                        let kind = event_target_value(&ev).parse().ok();
                        self.parts.reading.update(|reading| reading.kind = kind);
                    }
                >
                    <option value="auto">{text::KIND_AUTO.text(say)}</option>
                    {options}
                </select>
            </div>
        }
        .into_any()
    }

    fn behavior_field(self) -> AnyView {
        let choices = Behavior::ALL.map(|behavior| {
            let note = match behavior {
                Behavior::AddUpdate => &text::ADD_UPDATE_NOTE,
                Behavior::Replace => &text::REPLACE_NOTE,
                Behavior::Delete => &text::DELETE_NOTE,
            };
            (behavior, behavior.key(), history::behavior_word(behavior), note)
        });
        radios(self.locale, "behavior", &text::BEHAVIOR, &choices, self.behavior)
    }

    fn on_error_field(self) -> AnyView {
        let choices = [
            (OnError::Stop, OnError::Stop.key(), &text::STOP, &text::STOP_NOTE),
            (OnError::Skip, OnError::Skip.key(), &text::SKIP, &text::SKIP_NOTE),
        ];
        let say = self.locale;
        view! {
            {radios(say, "on_error", &text::ON_ERROR, &choices, self.on_error)}
            <div class="field allowed">
                <label for="import-allowed">{text::ALLOWED.text(say)}</label>
                <input
                    type="number"
                    id="import-allowed"
                    min="0"
                    step="1"
                    inputmode="numeric"
                    value=ALLOWED_ERRORS.to_string()
                    prop:value=ALLOWED_ERRORS.to_string()
                    disabled=move || self.on_error.get() == OnError::Skip
                    on:input=move |ev| self.allowed.set(event_target_value(&ev).parse().unwrap_or_default())
                />
            </div>
        }
        .into_any()
    }

    /// Import, and Check Data; deleting asks once more.
    fn send_buttons(self) -> AnyView {
        let say = self.locale;
        let dialog = NodeRef::<html::Dialog>::new();
        let close = move || {
            if let Some(dialog) = dialog.get_untracked() {
                dialog.close();
            }
        };
        let press = move |_| {
            if self.behavior.get_untracked() != Behavior::Delete {
                self.send(false);
            } else if let Some(dialog) = dialog.get_untracked() {
                // Refused only where it is open already.
                let _ = dialog.show_modal();
            }
        };
        let name = move || self.chosen.get().map(|(name, _)| name).unwrap_or_default();
        let cannot = move || {
            let good = self
                .parts
                .preview
                .with(|preview| preview.as_ref().is_some_and(|preview| preview.rows.is_ok()));
            !good || self.sending.get().is_some()
        };
        view! {
            <button type="button" class="button primary" disabled=cannot on:click=press>
                {text::IMPORT.text(say)}
            </button>
            <button type="button" class="button" disabled=cannot on:click=move |_| self.send(true)>
                {text::CHECK.text(say)}
            </button>
            <dialog node_ref=dialog aria-labelledby="import-sure" aria-describedby="import-sure-why">
                <div class="stack">
                    <h2 id="import-sure">
                        {move || text::DELETE_TITLE.with("file", name()).say(say)}
                    </h2>
                    <p id="import-sure-why">{text::DELETE_NOTE.text(say)}</p>
                    <div class="toolbar end">
                        <button type="button" class="button" on:click=move |_| close()>
                            {segment_text::CANCEL.text(say)}
                        </button>
                        <button
                            type="button"
                            class="button danger"
                            on:click=move |_| {
                                close();
                                self.send(false);
                            }
                        >
                            {text::DELETE_BUTTON.text(say)}
                        </button>
                    </div>
                </div>
            </dialog>
        }
        .into_any()
    }

    fn progress(self) -> AnyView {
        let say = self.locale;
        let percent = move || (self.sending.get().unwrap_or_default() * 100.0).round();
        view! {
            <progress max="100" value=percent aria-label=text::UPLOADING.text(say)></progress>
            <span class="muted">{text::UPLOADING.text(say)} " " {move || say.percent(percent())}</span>
            <button type="button" class="button small" on:click=|_| upload::stop()>
                {segment_text::CANCEL.text(say)}
            </button>
        }
        .into_any()
    }
}
