//! How a file is read: its encoding and delimiter, and which column becomes which field.

use super::preview::{Preview, Table};
use domain::{
    imports::{
        FileKind,
        dates::{Dates, Evidence, Order},
        dialect::{Delimiter, Encoding},
        field::is_secret,
        header::{Column, Field, Reading, allowed},
    },
    text::{Locale, Message, imports as text},
};
use leptos::{ev, prelude::*};

/// What these parts read and change.
#[derive(Clone, Copy)]
pub(crate) struct Parts {
    pub(crate) locale: Locale,
    /// The file, parted.
    pub(crate) table: Memo<Option<Result<Table, String>>>,
    pub(crate) preview: Memo<Option<Preview>>,
    /// What the person says of the file.
    pub(crate) reading: RwSignal<Reading>,
    /// Websites to choose from: code and name.
    pub(crate) websites: RwSignal<Vec<(String, String)>>,
}

pub(crate) fn dates_word(dates: Dates) -> &'static Message {
    match dates {
        Dates::Iso => &text::DATES_ISO,
        Dates::DayFirst => &text::DATES_DAY_FIRST,
        Dates::MonthFirst => &text::DATES_MONTH_FIRST,
    }
}

fn found_word(found: Evidence) -> &'static Message {
    match found.order() {
        Order::Known(dates) => dates_word(dates),
        Order::Mixed => &text::DATES_BOTH,
        Order::Open if found.leaves_doubt() => &text::DATES_OPEN,
        Order::Open => &text::DATES_ISO,
    }
}

impl Parts {
    /// Encoding and delimiter, as found or as chosen, and the website of a file that names none.
    pub(crate) fn dialect(self) -> AnyView {
        let say = self.locale;
        let found = Memo::new(move |_| {
            self.table
                .with(|table| {
                    table
                        .as_ref()
                        .and_then(|table| table.as_ref().ok())
                        .map(|table| table.found)
                })
                .unwrap_or_default()
        });
        let encodings =
            Encoding::ALL.map(|it| view! { <option value=it.key()>{it.name()}</option> }.into_any());
        let delimiters = Delimiter::ALL
            .map(|it| view! { <option value=it.key()>{it.label().text(say)}</option> }.into_any());
        let as_found = move |choice: &str| text::AS_FOUND.with("choice", choice).say(say);
        view! {
            <div class="import-dialect">
                <div class="field">
                    <label for="import-encoding">{text::ENCODING.text(say)}</label>
                    <select
                        id="import-encoding"
                        on:change=move |ev| {
                            let encoding = event_target_value(&ev).parse().ok();
                            self.reading.update(|reading| reading.encoding = encoding);
                        }
                    >
                        <option value="auto">{move || as_found(found.get().0.name())}</option>
                        {encodings.into_iter().collect_view()}
                    </select>
                </div>
                <div class="field">
                    <label for="import-delimiter">{text::DELIMITER.text(say)}</label>
                    <select
                        id="import-delimiter"
                        on:change=move |ev| {
                            let delimiter = event_target_value(&ev).parse().ok();
                            self.reading.update(|reading| reading.delimiter = delimiter);
                        }
                    >
                        <option value="auto">{move || as_found(found.get().1.label().text(say))}</option>
                        {delimiters.into_iter().collect_view()}
                    </select>
                </div>
                {self.dates()}
                {self.website()}
            </div>
            {self.guard()}
        }
        .into_any()
    }

    /// How dates are written, for a file that has any.
    fn dates(self) -> impl IntoView {
        let say = self.locale;
        let found = Memo::new(move |_| self.preview.with(|preview| preview.as_ref()?.dates));
        let there = Memo::new(move |_| found.get().is_some());
        let as_found = move || {
            let found = found.get().map(|found| found_word(found).text(say));
            text::AS_FOUND.with("choice", found.unwrap_or_default()).say(say)
        };
        move || {
            there.get().then(|| {
                let said = self.reading.with_untracked(|reading| reading.dates);
                let options = Dates::ALL.map(|it| {
                    view! { <option value=it.key() selected=said == Some(it)>{dates_word(it).text(say)}</option> }
                        .into_any()
                });
                view! {
                    <div class="field">
                        <label for="import-dates">{text::DATES.text(say)}</label>
                        <select
                            id="import-dates"
                            on:change=move |ev| {
                                let dates = event_target_value(&ev).parse().ok();
                                self.reading.update(|reading| reading.dates = dates);
                            }
                        >
                            <option value="auto">{as_found}</option>
                            {options.into_iter().collect_view()}
                        </select>
                    </div>
                }
            })
        }
    }

    /// Whether formulas lose their apostrophes. Those of refused rows do anyway.
    fn guard(self) -> impl IntoView {
        let say = self.locale;
        let of_refusals = Memo::new(move |_| {
            self.table.with(|table| {
                let table = table.as_ref().and_then(|table| table.as_ref().ok());
                table.is_some_and(|table| table.of_refusals)
            })
        });
        let chosen = move || of_refusals.get() || self.reading.with(|reading| reading.guarded);
        view! {
            <div class="field">
                <label class="check">
                    <input
                        id="import-guarded"
                        type="checkbox"
                        aria-describedby="import-guarded-note"
                        disabled=move || of_refusals.get()
                        prop:checked=chosen
                        on:change=move |ev| {
                            let guarded = event_target_checked(&ev);
                            self.reading.update(|reading| reading.guarded = guarded);
                        }
                    />
                    {text::TAKE_GUARD.text(say)}
                </label>
                <p class="hint" id="import-guarded-note">
                    {text::TAKE_GUARD_NOTE.text(say)}
                </p>
            </div>
        }
    }

    fn website(self) -> impl IntoView {
        let say = self.locale;
        let missing = Memo::new(move |_| {
            self.preview.with(|preview| {
                let read = |preview: &Preview| !preview.columns.contains(&Column::Read(Field::Website));
                preview.as_ref().is_some_and(read)
            })
        });
        move || {
            missing.get().then(|| {
                let options = self.websites.get().into_iter().map(|(code, name)| {
                    let chosen = self.reading.with_untracked(|reading| reading.website.as_ref() == Some(&code));
                    view! { <option value=code selected=chosen>{name}</option> }.into_any()
                });
                view! {
                    <div class="field">
                        <label for="import-website">{text::WEBSITE_OF_ALL.text(say)}</label>
                        <select
                            id="import-website"
                            aria-describedby="import-website-note"
                            on:change=move |ev| {
                                let code = event_target_value(&ev);
                                self.reading.update(|reading| reading.website = (!code.is_empty()).then_some(code));
                            }
                        >
                            <option value="">{text::PICK_WEBSITE.text(say)}</option>
                            {options.collect_view()}
                        </select>
                        <p class="hint" id="import-website-note">{text::WEBSITE_OF_ALL_NOTE.text(say)}</p>
                    </div>
                }
            })
        }
    }

    /// Each column, what stands in it, and the field it becomes. The table stays while fields are chosen.
    pub(crate) fn mapping(self) -> AnyView {
        let say = self.locale;
        let columns = Memo::new(move |_| {
            self.table.with(|table| match table {
                Some(Ok(table)) => table.columns.clone(),
                Some(Err(_)) | None => Vec::new(),
            })
        });
        let kind = Memo::new(move |_| {
            let said = self.reading.with(|reading| reading.kind);
            said.unwrap_or(FileKind::Composite)
        });
        let rows = move || {
            let kind = match kind.get() {
                // Customers whose columns say something of an address are customers and addresses.
                FileKind::Main => FileKind::Composite,
                kind => kind,
            };
            let rows = columns.get().into_iter().enumerate();
            rows.map(|(at, (name, example))| self.row(at, name, example, kind))
                .collect_view()
        };
        view! {
            <details class="import-columns" open>
                <summary>{text::COLUMNS.text(say)}</summary>
                <p class="muted" id="import-columns-note">{text::COLUMNS_NOTE.text(say)}</p>
                <div class="scroll" tabindex="0" role="region" aria-labelledby="import-columns-note">
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">{text::COLUMN.text(say)}</th>
                                <th scope="col">{text::EXAMPLE.text(say)}</th>
                                <th scope="col">{text::BECOMES.text(say)}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </details>
        }
        .into_any()
    }

    fn row(self, at: usize, name: String, example: String, kind: FileKind) -> AnyView {
        let say = self.locale;
        let field = move || {
            self.preview.with(|preview| {
                let column = preview.as_ref().and_then(|preview| preview.columns.get(at));
                column.and_then(Column::field)
            })
        };
        if is_secret(&name) {
            return view! {
                <tr>
                    <th scope="row">{name}</th>
                    <td class="muted">"•••"</td>
                    <td class="muted">{text::NEVER_IMPORTED.text(say)}</td>
                </tr>
            }
            .into_any();
        }
        let first = untrack(field);
        let options = Field::all().filter(|field| allowed(*field, kind)).map(|field| {
            let chosen = first == Some(field);
            view! { <option value=field.word() selected=chosen>{field.label().text(say)}</option> }.into_any()
        });
        let label = text::COLUMN_BECOMES.with("column", &name).say(say);
        let heading = name.clone();
        let choose = move |ev: ev::Event| {
            let field = Field::from_word(&event_target_value(&ev));
            self.reading.update(|reading| {
                reading.columns.retain(|(other, _)| *other != heading);
                reading.columns.push((heading.clone(), field));
            });
        };
        view! {
            <tr class:left-out=move || field().is_none()>
                <th scope="row">{name}</th>
                <td class="muted cut">{example}</td>
                <td>
                    <select
                        aria-label=label
                        prop:value=move || field().map(Field::word).unwrap_or_default()
                        on:change=choose
                    >
                        <option value="" selected=first.is_none()>
                            {text::DO_NOT_IMPORT.text(say)}
                        </option>
                        {options.collect_view()}
                    </select>
                </td>
            </tr>
        }
        .into_any()
    }
}
