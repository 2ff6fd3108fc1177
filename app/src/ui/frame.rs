//! The frame of signed-in pages, and the question that comes before every page: who is here?

use super::{icon, menu, problem, t, tab};
use crate::api::access::{Visit, set_profile};
use domain::{
    access::{Action, Density, Me, Theme},
    text::{Locale, Message, access as access_text, shell as text},
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local, wasm_bindgen::JsCast, web_sys::HtmlElement};
use leptos_meta::Html;
use leptos_router::{
    components::{A, Outlet, Redirect},
    hooks::use_location,
};

/// Hands on who is here, as the server says that renders the page, for everything below to know and for the life of a
/// document: signing in, signing out and a change of language, colours or density all load a new one. Nothing waits
/// for it: what is drawn while something is waited for, the server draws several times, with everything that it reads.
pub fn provide_visit() {
    let visit = SharedValue::new(|| use_context::<Visit>().unwrap_or_default());
    provide_context(visit.into_inner());
}

/// Shows `view` to whoever is here, in their language, colours and density.
#[component]
pub fn Visited(
    /// What to show them.
    view: fn(Visit) -> AnyView,
) -> impl IntoView {
    let visit: Visit = expect_context();
    let (locale, theme) = (visit.locale, visit.theme);
    let density = visit.me.as_ref().map(|me| me.density).unwrap_or_default();
    provide_context(locale);
    view! {
        <Html {..} lang=locale.tag() data-theme=theme.key() data-density=density.key() />
        {view(visit)}
    }
}

/// The layout route of everything behind the sign-in; sends everybody else there, and back afterwards.
#[component]
pub fn Frame() -> impl IntoView {
    view! {
        <Visited view=|visit| match visit.me {
            Some(me) => framed(me, || Outlet().into_any()),
            None => view! { <Redirect path=problem::sign_in_address(&problem::here()) /> }.into_any(),
        } />
    }
}

/// Header, navigation and `main` around a page.
pub fn framed(me: Me, page: fn() -> AnyView) -> AnyView {
    if is_browser() {
        tab::belongs_to(&me.email);
    }
    provide_context(me);
    follow_pages();
    view! {
        <div
            class="frame"
            on:pointerdown=|event| menu::close_others(&event)
            on:focusin=|event| menu::close_others(&event)
            on:keydown=|event| menu::on_key(&event)
        >
            <a class="skip" href="#main" rel="external">
                {t(&text::SKIP)}
            </a>
            <header class="topbar">
                <A href="/customers" {..} class="brand">
                    {icon::mark()}
                    "Cohort"
                </A>
                <Navigation />
                <UserMenu />
            </header>
            <main id="main" tabindex="-1">
                {page()}
            </main>
        </div>
    }
    .into_any()
}

/// A link that led to another page goes with its own, and the focus to where the new one stands.
fn follow_pages() {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now)
            && let Some(active) = document().active_element()
            && let Ok(Some(main)) = active.closest("main")
            && let Ok(main) = main.dyn_into::<HtmlElement>()
        {
            let _ = main.focus();
        }
        now
    });
}

/// The pages this role may see.
#[component]
fn Navigation() -> impl IntoView {
    let me = super::use_me();
    let item = |action: Action, href: &'static str, label: &'static Message| {
        me.may(action).then(|| {
            view! {
                <li>
                    <A href=href>{t(label)}</A>
                </li>
            }
        })
    };
    view! {
        <nav aria-label=t(&text::NAVIGATION)>
            <ul>
                {item(Action::ViewCustomers, "/customers", &text::CUSTOMERS)}
                {item(Action::ViewSegments, "/segments", &text::SEGMENTS)}
                <li>
                    <span id="nav-reports">{t(&text::REPORTS)}</span>
                    <ul aria-labelledby="nav-reports">
                        {item(Action::ViewReports, "/reports/segments", &text::SEGMENT_REPORT)}
                    </ul>
                </li>
                {item(Action::ViewImports, "/imports", &text::IMPORTS)}
            </ul>
        </nav>
    }
}

/// Language, colours, density and the way out. Plain forms, which work without scripts and lead to the first page;
/// with scripts the reader stays on this one.
#[component]
fn UserMenu() -> impl IntoView {
    let me = super::use_me();
    let (locale, density) = (me.locale, me.density);
    // The only one of the three that can change under what is shown.
    let theme = RwSignal::new(me.theme);
    let keep = move |event: SubmitEvent| keep_profile(&event, locale, theme, density);
    let name = me.email.split('@').next().unwrap_or_default();
    let initials: String = name.chars().take(2).collect();
    let languages: Vec<_> = Locale::ALL
        .into_iter()
        .map(|locale| {
            choice("locale", format!("{locale:?}"), locale.own_name(), move || {
                locale == me.locale
            })
        })
        .collect();
    let colours: Vec<_> = [
        (Theme::System, &text::SYSTEM),
        (Theme::Light, &text::LIGHT),
        (Theme::Dark, &text::DARK),
    ]
    .into_iter()
    .map(|(colours, label)| {
        choice("theme", colours.key().to_owned(), t(label), move || {
            colours == theme.get()
        })
    })
    .collect();
    let densities: Vec<_> = [
        (Density::Compact, &text::COMPACT),
        (Density::Standard, &text::STANDARD),
        (Density::Comfortable, &text::COMFORTABLE),
    ]
    .into_iter()
    .map(|(density, label)| {
        choice("density", density.key().to_owned(), t(label), move || {
            density == me.density
        })
    })
    .collect();
    view! {
        <details class="menu end user">
            <summary class="button plain">
                <span class="visually-hidden">{format!("{}: ", t(&text::USER_MENU))}</span>
                <span class="avatar" aria-hidden="true">
                    {initials}
                </span>
                <span class="who">{me.email.clone()}</span>
            </summary>
            <div class="sheet">
                <header>{me.email.clone()} <span>{t(me.role.label())}</span></header>
                <form method="post" action="/api/access/profile" on:submit=keep>
                    <p class="heading" id="menu-language">{t(&text::LANGUAGE)}</p>
                    <input type="hidden" name="theme" value=move || theme.get().key() />
                    <input type="hidden" name="density" value=density.key() />
                    <div class="pick" role="group" aria-labelledby="menu-language">
                        {languages}
                    </div>
                </form>
                <form method="post" action="/api/access/profile" on:submit=keep>
                    <p class="heading" id="menu-colours">{t(&text::COLOURS)}</p>
                    <input type="hidden" name="locale" value=format!("{locale:?}") />
                    <input type="hidden" name="density" value=density.key() />
                    <div class="pick three" role="group" aria-labelledby="menu-colours">
                        {colours}
                    </div>
                </form>
                <form method="post" action="/api/access/profile" on:submit=keep>
                    <p class="heading" id="menu-density">{t(&text::DENSITY)}</p>
                    <input type="hidden" name="locale" value=format!("{locale:?}") />
                    <input type="hidden" name="theme" value=move || theme.get().key() />
                    <div class="pick three" role="group" aria-labelledby="menu-density">
                        {densities}
                    </div>
                </form>
                <a class="item" href="/time-zone" rel="external">
                    {t(&access_text::TIME_ZONE)}
                </a>
                <a class="item" href="/password" rel="external">
                    {t(&access_text::CHANGE_PASSWORD)}
                </a>
                <a class="item" href="/sessions" rel="external">
                    {t(&access_text::SESSIONS)}
                </a>
                <form class="out" method="post" action="/sign-out">
                    <button class="item" type="submit">
                        {t(&access_text::SIGN_OUT)}
                    </button>
                </form>
            </div>
        </details>
    }
}

/// Saves the language, colours or density of the button pressed. Other colours are there at once; for the rest the page
/// is loaded anew.
fn keep_profile(event: &SubmitEvent, locale: Locale, theme: RwSignal<Theme>, density: Density) {
    event.prevent_default();
    let value = event.submitter().and_then(|button| button.get_attribute("value"));
    let value = value.unwrap_or_default();
    let locale = Locale::ALL
        .into_iter()
        .find(|l| format!("{l:?}") == value)
        .unwrap_or(locale);
    let colours = Theme::from_key(&value);
    let density = Density::from_key(&value).unwrap_or(density);
    let asked = set_profile(locale, colours.unwrap_or_else(|| theme.get_untracked()), density);
    spawn_local(async move {
        let root = document().document_element();
        match (asked.await, colours, root) {
            (Ok(_), Some(colours), Some(root)) => {
                theme.set(colours);
                let _ = root.set_attribute("data-theme", colours.key());
            }
            // Refused or not: the new document tells, and asks to sign in where that is what is missing.
            _ => drop(window().location().reload()),
        }
    });
}

fn choice(
    name: &'static str,
    value: String,
    label: &'static str,
    current: impl Fn() -> bool + Send + 'static,
) -> impl IntoView {
    view! {
        <button class="item" type="submit" name=name value=value aria-pressed=move || current().to_string()>
            {label}
        </button>
    }
}
