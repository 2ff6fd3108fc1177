//! The customers grid.

use crate::{
    api::customers::{customers_block, customers_page, customers_total},
    grid::{Fetch, Grid, asked},
    ui::{Empty, t, use_me},
};
use domain::{
    access::Action,
    customers::query::GridQuery,
    text::{grid as text, shell as shell_text},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Every customer, as the address says: searched, filtered, sorted, page by page.
#[component]
pub fn CustomersPage() -> impl IntoView {
    let me = use_me();
    let search = use_location().search;
    let asked = asked(search);
    let page = Resource::new(
        move || asked.get(),
        move |_| customers_page(search.with_untracked(|query| query.trim_start_matches('?').to_owned())),
    );
    let may_import = me.may(Action::ImportCustomers);
    let title = t(&shell_text::CUSTOMERS);
    let hint = t(&text::NONE_YET_HINT);
    let none_yet = t(&text::NONE_YET);
    let to_imports = t(&text::TO_IMPORTS);
    let nothing_yet = move || {
        view! {
            <Empty title=none_yet>
                <p>{hint}</p>
                {may_import
                    .then(|| {
                        view! {
                            <a class="button primary" href="/imports">
                                {to_imports}
                            </a>
                        }
                    })}
            </Empty>
        }
    };
    view! {
        <Grid
            page=Signal::derive(move || page.get())
            fetch=Fetch::new(customers_block)
            base=GridQuery::default()
            path="/customers"
            caption=title
            title=title
            count=customers_total
            download=me.may(Action::ExportCustomers).then(|| "/customers/download".to_owned())
            editable=me.may(Action::EditCustomers)
            nothing_yet=nothing_yet
        />
    }
}
