//! A dialog that makes the billing address a phone number or a postcode needs.

use super::{
    desk, focus,
    live::Live,
    save,
    state::{Grids, Wanted},
};
use crate::{
    api::{ApiError, customers::create_billing_address},
    ui::problem,
};
use domain::{
    customers::{address::NewAddress, column::Column},
    error::ErrorKind,
    text::{Message, access as access_text, columns as column_text, grid as text, shell as shell_text},
};
use leptos::{
    ev::SubmitEvent,
    html,
    prelude::*,
    task::{spawn_local, tick},
};

/// What is typed, and what is wrong with it.
#[derive(Clone, Copy)]
struct Fields {
    address: RwSignal<NewAddress>,
    wrong: RwSignal<Vec<(String, String)>>,
    failure: RwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
}

/// The dialog of a grid; open while an address is wanted.
pub(super) fn dialog(grid: Grids) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if grid.wanted.with(Option::is_some)
            && let Some(dialog) = dialog.get()
            && !dialog.open()
        {
            // Refused only where it is open already.
            let _ = dialog.show_modal();
        }
    });
    let closed = move |_| {
        if let Some(wanted) = grid.wanted.get_untracked() {
            grid.wanted.set(None);
            focus::focus(grid, Some(wanted.place.0), wanted.place.1);
        }
    };
    view! {
        <dialog node_ref=dialog aria-labelledby="address-title" on:close=closed>
            {move || grid.wanted.get().and_then(|wanted| Some((desk::get()?.address)(grid, wanted, dialog)))}
        </dialog>
    }
}

pub(super) fn form(grid: Grids, wanted: Wanted, dialog: NodeRef<html::Dialog>) -> AnyView {
    let close = move || {
        if let Some(Some(dialog)) = dialog.try_get_untracked() {
            dialog.close();
        }
    };
    // The other of the two may have been refused for the same reason.
    let typed = |column: Column| match wanted.column == column {
        true => wanted.value.clone(),
        false => wanted
            .live
            .with_untracked(|live| live.homeless(column).unwrap_or_default().to_owned()),
    };
    let fields = Fields {
        address: RwSignal::new(NewAddress {
            customer: wanted.live.with_untracked(|live| live.row.id),
            first_name: wanted.first_name.clone(),
            last_name: wanted.last_name.clone(),
            street: String::new(),
            city: String::new(),
            country: String::new(),
            zip: typed(Column::Zip),
            phone: typed(Column::Phone),
        }),
        wrong: RwSignal::new(Vec::new()),
        failure: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    let live = wanted.live.clone();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        event.stop_propagation();
        send(grid, fields, live.clone(), wanted.column, close);
    };
    view! {
        <form method="post" class="stack" novalidate on:submit=submit>
            <h2 id="address-title">{grid.t(&text::ADDRESS_TITLE)}</h2>
            <p>{grid.t(&text::ADDRESS_WHY)}</p>
            {move || fields.failure.get().map(|error| failure(grid, error))}
            <div class="address-fields">
                {line(grid, fields, "first_name", &column_text::FIRST_NAME, |a| &mut a.first_name)}
                {line(grid, fields, "last_name", &column_text::LAST_NAME, |a| &mut a.last_name)}
                {line(grid, fields, "street", &column_text::STREET, |a| &mut a.street)}
                {line(grid, fields, "zip", &column_text::ZIP, |a| &mut a.zip)}
                {line(grid, fields, "city", &column_text::CITY, |a| &mut a.city)}
                {country(grid, fields)}
                {line(grid, fields, "phone", &column_text::PHONE, |a| &mut a.phone)}
            </div>
            <div class="toolbar end">
                <button type="button" class="button" on:click=move |_| close()>
                    {grid.t(&shell_text::CANCEL)}
                </button>
                <button type="submit" class="button primary" disabled=fields.busy>
                    {grid.t(&text::ADDRESS_CREATE)}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// Why nothing was written, and where to sign in again if it is that: in a tab of its own, since the dialog keeps what
/// was typed.
fn failure(grid: Grids, error: ApiError) -> impl IntoView {
    let sign_in = (error.kind == ErrorKind::Unauthenticated).then(|| {
        let here = grid.page().map(|page| grid.address(&page.query));
        view! {
            <a
                class="button small"
                target="_blank"
                rel="external noopener"
                href=problem::sign_in_address(&here.unwrap_or_default())
            >
                {grid.t(&access_text::SIGN_IN)}
            </a>
        }
    });
    view! {
        <div class="stack" role="alert">
            <p class="error-text">{error.message}</p>
            {sign_in}
        </div>
    }
}

/// The sentence about a field, if something is wrong with it.
fn wrong(fields: Fields, word: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || {
        let sentence = |all: &Vec<(String, String)>| {
            let found = all.iter().find(|(field, _)| field == word)?;
            Some(found.1.clone())
        };
        fields.wrong.with(sentence)
    })
}

fn framed(
    grid: Grids,
    word: &'static str,
    label: &'static Message,
    wrong: Signal<Option<String>>,
    field: AnyView,
) -> impl IntoView {
    let error = move || {
        wrong.get().map(|sentence| {
            view! {
                <p class="error" id=format!("address-{word}-error")>
                    {sentence}
                </p>
            }
        })
    };
    view! {
        <div class=format!("field {word}")>
            <label for=format!("address-{word}")>{grid.t(label)}</label>
            {field}
            {error}
        </div>
    }
}

fn line(
    grid: Grids,
    fields: Fields,
    word: &'static str,
    label: &'static Message,
    part: fn(&mut NewAddress) -> &mut String,
) -> impl IntoView {
    let wrong = wrong(fields, word);
    let value = fields
        .address
        .with_untracked(|address| part(&mut address.clone()).clone());
    let required = !matches!(word, "zip" | "phone");
    let input = view! {
        <input
            id=format!("address-{word}")
            type="text"
            autocomplete="off"
            value=value
            aria-required=required.then_some("true")
            aria-invalid=move || wrong.with(Option::is_some).then_some("true")
            aria-describedby=move || wrong.with(Option::is_some).then(|| format!("address-{word}-error"))
            on:input=move |event| fields.address.update(|address| *part(address) = event_target_value(&event))
        />
    };
    framed(grid, word, label, wrong, input.into_any())
}

fn country(grid: Grids, fields: Fields) -> impl IntoView {
    let wrong = wrong(fields, "country");
    let countries = grid.page().map(|page| page.reference.countries.clone());
    let options: Vec<_> = countries
        .into_iter()
        .flatten()
        .map(|choice| view! { <option value=choice.code>{choice.label}</option> })
        .collect();
    let select = view! {
        <select
            id="address-country"
            aria-required="true"
            aria-invalid=move || wrong.with(Option::is_some).then_some("true")
            aria-describedby=move || wrong.with(Option::is_some).then_some("address-country-error")
            on:change=move |event| fields.address.update(|address| address.country = event_target_value(&event))
        >
            <option value=""></option>
            {options}
        </select>
    };
    framed(grid, "country", &column_text::COUNTRY, wrong, select.into_any())
}

/// Checks what was typed, sends it, and shows the row as it then stands.
fn send(grid: Grids, fields: Fields, live: Live, column: Column, close: impl Fn() + 'static) {
    let Some(page) = grid.page().filter(|_| !fields.busy.get_untracked()) else {
        return;
    };
    let (address, locale) = (fields.address.get_untracked(), grid.locale());
    fields.failure.set(None);
    if let Err(found) = address.check() {
        let said = found
            .into_iter()
            .map(|wrong| (wrong.field, page.reference.named(wrong.sentence).say(locale)));
        fields.wrong.set(said.collect());
        focus_wrong(grid);
        return;
    }
    fields.wrong.set(Vec::new());
    fields.busy.set(true);
    save::on_its_way(grid, &live);
    spawn_local(async move {
        let made = create_billing_address(address, page.query.columns.clone()).await;
        save::answered(grid, &live);
        // The dialog may be gone by now; what was written is shown all the same.
        fields.busy.try_set(false);
        match made {
            Ok(row) => {
                live.update(|live| {
                    for column in [Column::Phone, Column::Zip] {
                        if live.homeless(column).is_some() {
                            live.set(column, None);
                        }
                    }
                });
                match save::stands_on(grid, &live) {
                    // The row has other columns by now than have come.
                    Some(now) if now.query.columns != page.query.columns => {
                        // What is typed elsewhere comes first: a save of this row names an old version then, and asks.
                        if !grid.unsaved() {
                            grid.ask_again();
                        }
                    }
                    _ => save::arrived(grid, locale, &page, &live, column, row),
                }
                close();
            }
            // Where the dialog was closed meanwhile, the grid says it.
            Err(error) if error.kind == ErrorKind::Invalid && !error.fields.is_empty() => {
                match fields.wrong.try_set(error.fields) {
                    None => focus_wrong(grid),
                    Some(_) => {
                        grid.alarm.try_set(error.message);
                    }
                }
            }
            Err(error) => {
                if let Some(Some(error)) = fields.failure.try_set(Some(error)) {
                    grid.alarm.try_set(error.message);
                }
            }
        }
    });
}

/// Focuses the first field with something wrong, once that is said.
fn focus_wrong(grid: Grids) {
    spawn_local(async move {
        tick().await;
        if let Some(field) = focus::find(grid, "dialog [aria-invalid]") {
            focus::focus_on(&field);
        }
    });
}
