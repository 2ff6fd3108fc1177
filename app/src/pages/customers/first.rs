//! What an empty shop shows instead of customers: the two ways to get some.

use crate::ui::{icon, t, use_me};
use domain::{access::Action, text::grid as text};
use leptos::prelude::*;

/// Nothing is there yet: import a file, or look around in made-up data.
#[component]
pub fn FirstRun() -> impl IntoView {
    let may_import = use_me().may(Action::ImportCustomers);
    let import = match may_import {
        true => view! {
            <a class="button primary" href="/imports">
                {t(&text::TO_IMPORTS)}
            </a>
        }
        .into_any(),
        false => view! { <p>{t(&text::MAY_NOT_IMPORT)}</p> }.into_any(),
    };
    view! {
        <section class="empty first-run" aria-labelledby="first-run">
            {icon::mark()}
            <h2 id="first-run">{t(&text::NONE_YET)}</h2>
            <p>{t(&text::FIRST_RUN)}</p>
            <div class="cards">
                <section class="card" aria-labelledby="first-import">
                    <h3 id="first-import">{t(&text::TO_IMPORTS)}</h3>
                    <p>{t(&text::NONE_YET_HINT)}</p>
                    {import}
                </section>
                <section class="card" aria-labelledby="first-demo">
                    <h3 id="first-demo">{t(&text::LOOK_AROUND)}</h3>
                    <p>{t(&text::LOOK_AROUND_HINT)}</p>
                    <pre tabindex="0">
                        <code>"cohort demo"</code>
                    </pre>
                </section>
            </div>
        </section>
    }
}
