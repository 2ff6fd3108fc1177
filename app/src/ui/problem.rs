//! A refusal or failure of a whole page or part of it, in place, with the way on.

use super::{Notice, Tone, use_locale};
use crate::api::ApiError;
use domain::{
    error::ErrorKind,
    text::{Message, access, shell as text},
};
use leptos::{ev::MouseEvent, prelude::*};
use leptos_router::hooks::use_location;

/// Shows an [`ApiError`]; where trying again can help there is a link that does.
#[component]
pub fn Problem(
    /// What went wrong.
    error: ApiError,
    /// Tries again without loading the page anew, where that can be done.
    #[prop(optional, into)]
    again: Option<Callback<()>>,
    /// Further ways on.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let locale = use_locale();
    let here = here();
    let way_on = match error.kind {
        ErrorKind::Unauthenticated => Some((sign_in_address(&here), &access::SIGN_IN)),
        ErrorKind::Busy | ErrorKind::TooMany | ErrorKind::Internal | ErrorKind::Conflict => {
            Some((here, &text::RETRY))
        }
        ErrorKind::NotUnderstood => Some((here, &text::LOAD_AGAIN)),
        ErrorKind::Invalid | ErrorKind::NotFound | ErrorKind::Forbidden => None,
    };
    view! {
        <Notice tone=tone(error.kind)>
            <strong>{title(error.kind).text(locale)}</strong>
            <span class="grow">{error.message}</span>
            {way_on
                .map(|(href, label)| {
                    let again = again.filter(|_| {
                        !matches!(error.kind, ErrorKind::Unauthenticated | ErrorKind::NotUnderstood)
                    });
                    let load = move |event: MouseEvent| {
                        if let Some(again) = again {
                            event.prevent_default();
                            again.run(());
                        }
                    };
                    view! {
                        <a class="button small" href=href rel="external" on:click=load>
                            {label.text(locale)}
                        </a>
                    }
                })}
            {children.map(|children| children())}
        </Notice>
    }
}

fn tone(kind: ErrorKind) -> Tone {
    match kind {
        ErrorKind::Busy
        | ErrorKind::TooMany
        | ErrorKind::Unauthenticated
        | ErrorKind::Conflict
        | ErrorKind::NotUnderstood => Tone::Warn,
        ErrorKind::Invalid | ErrorKind::NotFound | ErrorKind::Forbidden | ErrorKind::Internal => Tone::Error,
    }
}

fn title(kind: ErrorKind) -> &'static Message {
    match kind {
        ErrorKind::NotFound => &text::NOT_FOUND_TITLE,
        ErrorKind::Forbidden => &text::FORBIDDEN_TITLE,
        ErrorKind::Unauthenticated => &text::ENDED_TITLE,
        ErrorKind::Conflict => &text::CONFLICT_TITLE,
        ErrorKind::Busy | ErrorKind::TooMany => &text::BUSY_TITLE,
        ErrorKind::NotUnderstood => &text::OUTDATED_TITLE,
        ErrorKind::Invalid | ErrorKind::Internal => &text::FAILED_TITLE,
    }
}

/// The address of this page, query included, as a path of our own site.
pub fn here() -> String {
    let location = use_location();
    let search = location.search.get_untracked();
    let path = location.pathname.get_untracked();
    match search.trim_start_matches('?') {
        "" => path,
        query => format!("{path}?{query}"),
    }
}

/// The sign-in page that leads back to `here`.
pub fn sign_in_address(here: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("next", here);
    format!("/sign-in?{}", query.finish())
}
