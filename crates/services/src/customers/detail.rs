//! A customer's own page.

use crate::{context::Ctx, error::OrFail};
use domain::{
    access::Action,
    customers::{
        column::Column,
        country,
        detail::{AddressCard, CustomerDetail},
        present::{self, Style},
        query::{Filter, GridQuery, Test},
    },
    error::Error,
    ids::CustomerId,
    text::{Locale, rules},
};
use storage::customers::{
    detail,
    read::{self, Lens, Scope},
    record,
};

/// What the account part of the page shows, in reading order.
const ACCOUNT: [Column; 13] = [
    Column::Since,
    Column::Website,
    Column::CreatedIn,
    Column::Group,
    Column::Confirmed,
    Column::Birth,
    Column::Gender,
    Column::TaxVat,
    Column::Lock,
    Column::Status,
    Column::CustomerType,
    Column::SalesRep,
    Column::Name,
];

/// All about one customer.
pub async fn detail(ctx: Ctx, id: CustomerId) -> Result<CustomerDetail, Error> {
    ctx.ask(Action::ViewCustomers).await?;
    let gone = || Error::NotFound(rules::GONE.with("id", id));
    let record = detail::detail(ctx.store(), id)
        .await
        .or_fail()?
        .ok_or_else(gone)?
        .record;
    let only = Filter {
        column: Column::Id,
        test: Test::OneOf(vec![id.to_string()]),
    };
    let query = GridQuery {
        filters: vec![only],
        ..GridQuery::with_columns(&ACCOUNT)
    };
    let lens = Lens {
        now: ctx.now(),
        today: ctx.today(),
        clock: &|minute| ctx.clock(minute),
        sight: ctx.sight(),
    };
    let rows = read::page(ctx.store(), &query, Scope::All, &lens)
        .await
        .or_fail()?;
    let row = rows.into_iter().next().ok_or_else(gone)?;
    let reference = storage::reference::reference(ctx.store()).await.or_fail()?;
    let local = |t| ctx.local(t);
    let style = Style {
        locale: ctx.locale(),
        local: &local,
        reference: &reference,
        now: ctx.now(),
        sight: ctx.sight(),
    };
    let shown = |(column, value): (&Column, &domain::value::Value)| {
        (
            column.label().text(ctx.locale()).to_owned(),
            present::cell(*column, value.raw(), &style).display,
        )
    };
    let mut account: Vec<_> = ACCOUNT.iter().zip(&row.values).map(shown).collect();
    let name = account.pop().map(|(_, name)| name).unwrap_or_default();
    let mut addresses: Vec<_> = record
        .addresses
        .iter()
        .map(|address| card(address, ctx.locale()))
        .collect();
    addresses.sort_by_key(|a| (!a.default_billing, !a.default_shipping));
    let segments = storage::segments::members::memberships(ctx.store(), id)
        .await
        .or_fail()?;
    Ok(CustomerDetail {
        id,
        name,
        email: record.email,
        account,
        addresses,
        segments,
    })
}

fn card(address: &record::AddressRecord, locale: Locale) -> AddressCard {
    let join = |parts: &[&str]| {
        parts
            .iter()
            .filter(|p| !p.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let name = join(&[
        &address.prefix,
        &address.first_name,
        &address.middle_name,
        &address.last_name,
        &address.suffix,
    ]);
    let mut lines = vec![name, address.company.clone()];
    lines.extend(address.street.lines().map(str::to_owned));
    lines.push(join(&[&address.zip, &address.city]));
    lines.push(address.region.clone());
    lines.push(
        country::name_in(&address.country, locale)
            .unwrap_or(&address.country)
            .to_owned(),
    );
    lines.retain(|line| !line.is_empty());
    AddressCard {
        lines,
        phone: address.phone.clone(),
        default_billing: address.default_billing,
        default_shipping: address.default_shipping,
    }
}
