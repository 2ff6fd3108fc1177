//! The customers grid.

use super::first::FirstRun;
use crate::{
    api::{
        customers::{customers_block, customers_page, customers_total},
        views::place,
    },
    grid::{Fetch, Grid, Views, asked},
    ui::{t, use_me},
};
use domain::{access::Action, customers::query::GridQuery, ids::ViewId, text::shell as shell_text};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, components::Redirect, hooks::use_location};

/// Every customer, as the address says: searched, filtered, sorted, page by page. The bare address is a door that
/// leads to where its reader left the grid, and shows nothing itself: going back never leads through it.
#[component]
pub fn CustomersPage() -> impl IntoView {
    let me = use_me();
    let location = use_location();
    // While the next page is on its way, its address is known already and this one still stands.
    let search = Memo::new(
        move |before: Option<&String>| match stands(&location.pathname.get()) {
            true => location.search.get(),
            false => before.cloned().unwrap_or_default(),
        },
    );
    let bare = Memo::new(move |_| search.with(String::is_empty));
    let asked = asked(search);
    let page = Resource::new(
        move || (asked.get(), bare.get()),
        move |_| {
            let query = search.get_untracked();
            async move {
                match query.trim_start_matches('?') {
                    "" => None,
                    query => Some(customers_page(query.to_owned()).await),
                }
            }
        },
    );
    // A place that cannot be had is no reason to show nothing.
    let door = Resource::new(
        move || bare.get(),
        async |bare| match bare {
            true => Some(place().await.unwrap_or_else(|_| ViewId::DEFAULT.query())),
            false => None,
        },
    );
    let go_in = move || {
        let place = door.get().flatten().filter(|_| bare.get())?;
        let options = NavigateOptions {
            replace: is_browser() && at_the_door(),
            ..NavigateOptions::default()
        };
        Some(view! { <Redirect path=format!("/customers?{place}") options=options /> })
    };
    let title = t(&shell_text::CUSTOMERS);
    view! {
        <Grid
            page=Signal::derive(move || page.get())
            fetch=Fetch::new(customers_block)
            again=move |()| page.refetch()
            base=GridQuery::default()
            path="/customers"
            title=title
            count=customers_total
            download=me.may(Action::ExportCustomers).then(|| "/customers/download".to_owned())
            editable=me.may(Action::EditCustomers)
            nothing_yet=FirstRun
            views=Views::new(me.may(Action::ShareViews))
        />
        <Transition>{go_in}</Transition>
    }
}

/// Is this the address of the customers grid?
fn stands(path: &str) -> bool {
    path.trim_end_matches('/') == "/customers"
}

/// Does the browser stand on the bare address? On the way from another page it still stands on that one, which
/// must stay to go back to.
fn at_the_door() -> bool {
    let location = window().location();
    let (path, search) = (location.pathname(), location.search());
    path.is_ok_and(|path| stands(&path)) && search.is_ok_and(|search| search.is_empty())
}
