//! Signing in: a plain form, so that it works before and without scripts.

use crate::{
    api::access::Visit,
    ui::{Notice, Tone, frame::Visited, icon, t, use_locale},
};
use domain::{
    access::next,
    text::{access as access_text, shell as text},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    components::Redirect,
    hooks::{use_location, use_query_map},
};

/// The page; somebody already signed in goes straight on.
#[component]
pub fn SignInPage() -> impl IntoView {
    view! { <Visited view=page /> }
}

/// Where to go afterwards: a path of our own, never another site.
fn destination() -> String {
    // Read here: the router's map decodes twice, and what comes out of that is no address any more.
    let search = use_location().search.get_untracked();
    let next = form_urlencoded::parse(search.trim_start_matches('?').as_bytes())
        .find(|(word, _)| word == "next")
        .map(|(_, value)| value.into_owned());
    let ours = next.as_deref().and_then(next::ours);
    ours.unwrap_or("/customers").to_owned()
}

/// Why the last try failed.
fn refusal() -> Option<String> {
    let query = use_query_map().get_untracked();
    let locale = use_locale();
    match query.get("error")?.as_str() {
        "throttled" => {
            let wait = query
                .get("wait")
                .and_then(|w| w.parse::<u32>().ok())
                .unwrap_or(60);
            Some(
                access_text::TOO_MANY_TRIES
                    .with("minutes", wait.div_ceil(60))
                    .say(locale),
            )
        }
        _ => Some(access_text::WRONG_SIGN_IN.text(locale).to_owned()),
    }
}

fn page(visit: Visit) -> AnyView {
    if visit.me.is_some() {
        return view! { <Redirect path=destination() /> }.into_any();
    }
    let refusal = refusal();
    let refused = refusal.is_some();
    let wrong = refused && use_query_map().with_untracked(|query| query.get("wait").is_none());
    // Typed once is enough; the password is what is tried again.
    let tried = visit.tried.filter(|_| refused);
    let again = tried.is_some();
    view! {
        <Title text=t(&text::SIGN_IN_TITLE) />
        <main class="sign-in">
            <span class="brand">{icon::mark()} "Cohort"</span>
            <form class="card" method="post" action="/sign-in">
                <h1>{t(&text::SIGN_IN_TITLE)}</h1>
                {refusal
                    .map(|sentence| view! { <Notice tone=Tone::Error>{sentence}</Notice> })}
                <input type="hidden" name="next" value=destination() />
                <div class="field">
                    <label for="email">{t(&text::EMAIL)}</label>
                    <input
                        id="email"
                        name="email"
                        type="email"
                        autocomplete="username"
                        required
                        value=tried
                        autofocus=!again
                        aria-invalid=wrong.then_some("true")
                    />
                </div>
                <div class="field">
                    <label for="password">{t(&access_text::PASSWORD)}</label>
                    <input
                        id="password"
                        name="password"
                        type="password"
                        autocomplete="current-password"
                        required
                        autofocus=again
                        aria-invalid=wrong.then_some("true")
                    />
                </div>
                <button class="button primary" type="submit">
                    {t(&access_text::SIGN_IN)}
                </button>
            </form>
        </main>
    }
    .into_any()
}
