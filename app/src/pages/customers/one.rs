//! One customer: account information, addresses, segments.

use crate::{
    api::{ApiError, customers::customer},
    ui::{PageHead, Problem, t, use_locale},
};
use domain::{
    customers::detail::{AddressCard, CustomerDetail},
    error::ErrorKind,
    ids::{CustomerId, SegmentId},
    text::{columns as column_text, grid as text, segments as segment_text, shell as shell_text},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page of the customer whose number stands in the address.
#[component]
pub fn CustomerPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.with(|params| params.get("id")?.parse::<CustomerId>().ok());
    let locale = use_locale();
    let detail = Resource::new(id, move |id| async move {
        match id {
            Some(id) => customer(id).await,
            None => Err(ApiError {
                kind: ErrorKind::NotFound,
                message: shell_text::NOT_FOUND_HINT.text(locale).to_owned(),
                fields: Vec::new(),
            }),
        }
    });
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match detail.await {
                    Ok(detail) => page(detail),
                    Err(error) => {
                        view! {
                            <PageHead title=t(&shell_text::CUSTOMERS) />
                            <Problem error=error />
                            <p>
                                <a href="/customers">{t(&shell_text::TO_CUSTOMERS)}</a>
                            </p>
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

fn page(detail: CustomerDetail) -> AnyView {
    let title = match detail.name.trim() {
        "" => detail.email.clone(),
        name => name.to_owned(),
    };
    view! {
        <nav class="crumbs" aria-label=t(&segment_text::TRAIL)>
            <a href="/customers">{t(&shell_text::CUSTOMERS)}</a>
            <span>{format!("{} {}", t(&column_text::ID), detail.id)}</span>
        </nav>
        <PageHead title=title />
        <div class="cards">
            {account(detail.email, detail.account)}
            <div class="stack">{addresses(detail.addresses)} {segments(detail.segments)}</div>
        </div>
    }
    .into_any()
}

fn account(email: String, facts: Vec<(String, String)>) -> impl IntoView {
    let email = (t(&column_text::EMAIL).to_owned(), email);
    let facts: Vec<_> = [email]
        .into_iter()
        .chain(facts)
        .map(|(label, value)| {
            let value = (!value.is_empty()).then_some(value);
            view! {
                <dt>{label}</dt>
                <dd class="v">{value}</dd>
            }
        })
        .collect();
    view! {
        <section class="card" aria-labelledby="account">
            <h2 id="account">{t(&text::ACCOUNT)}</h2>
            <dl class="facts">{facts}</dl>
        </section>
    }
}

fn addresses(cards: Vec<AddressCard>) -> impl IntoView {
    let none = cards
        .is_empty()
        .then(|| view! { <p class="muted">{t(&text::NO_ADDRESSES)}</p> });
    let cards: Vec<_> = cards.into_iter().map(address).collect();
    view! {
        <section class="card" aria-labelledby="addresses">
            <h2 id="addresses">{t(&text::ADDRESSES)}</h2>
            {none}
            <ul class="plain envelopes">{cards}</ul>
        </section>
    }
}

fn address(card: AddressCard) -> impl IntoView {
    let lines: Vec<_> = card
        .lines
        .into_iter()
        .map(|line| view! { <div>{line}</div> })
        .collect();
    let phone = (!card.phone.is_empty()).then(|| {
        view! {
            <div>
                <span class="muted">{t(&column_text::PHONE)} " "</span>
                {card.phone.clone()}
            </div>
        }
    });
    view! {
        <li>
            <div class="toolbar">
                {card
                    .default_billing
                    .then(|| view! { <span class="badge plain">{t(&text::DEFAULT_BILLING)}</span> })}
                {card
                    .default_shipping
                    .then(|| view! { <span class="badge plain">{t(&text::DEFAULT_SHIPPING)}</span> })}
            </div>
            <address>{lines} {phone}</address>
        </li>
    }
}

fn segments(segments: Vec<(SegmentId, String)>) -> impl IntoView {
    let none = segments
        .is_empty()
        .then(|| view! { <p class="muted">{t(&text::NO_SEGMENTS)}</p> });
    let links: Vec<_> = segments
        .into_iter()
        .map(|(id, name)| {
            view! {
                <li>
                    <a href=format!("/segments/{id}")>{name}</a>
                </li>
            }
        })
        .collect();
    view! {
        <section class="card" aria-labelledby="member-of">
            <h2 id="member-of">{t(&text::MEMBER_OF)}</h2>
            {none}
            <ul class="plain">{links}</ul>
        </section>
    }
}
