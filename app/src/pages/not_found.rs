//! What stands at an address that leads nowhere.

use crate::ui::{Empty, PageHead, frame, icon, t};
use domain::text::shell as text;
use leptos::prelude::*;

/// Inside the frame for those signed in, bare for everybody else.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <frame::Visited view=|visit| match visit.me {
            Some(me) => frame::framed(me, lost),
            None => {
                view! {
                    <main class="sign-in">
                        <span class="brand">{icon::mark()} "Cohort"</span>
                        {lost()}
                    </main>
                }
                    .into_any()
            }
        } />
    }
}

fn lost() -> AnyView {
    view! {
        <PageHead title=t(&text::NOT_FOUND_TITLE) />
        <Empty title="404">
            <p>{t(&text::NOT_FOUND_HINT)}</p>
            <a class="button primary" href="/customers">
                {t(&text::TO_CUSTOMERS)}
            </a>
        </Empty>
    }
    .into_any()
}
