//! Giving a customer a default billing address, in which phone and postcode are kept.

use super::{edit::fresh_row, page::show};
use crate::{
    context::Ctx,
    error::{OrFail, storage as storage_error},
};
use domain::{
    access::Action,
    customers::{address::NewAddress, column::Column, page::Row},
    error::Error,
    text::rules,
};
use storage::customers::{
    operation,
    record::{self, AddressRecord},
};

/// Creates the address; answers with the row as it now stands, in `columns`.
pub async fn create_billing_address(
    ctx: Ctx,
    address: NewAddress,
    columns: Vec<Column>,
) -> Result<Row, Error> {
    ctx.ask(Action::EditCustomers).await?;
    let new = address.check().map_err(Error::Invalid)?;
    let reference = storage::reference::reference(ctx.store()).await.or_fail()?;
    let mut tx = ctx.store().begin().await.or_fail()?;
    let found = record::load(&mut tx, &[new.customer]).await.or_fail()?;
    let Some(mut customer) = found.into_iter().next() else {
        return Err(Error::NotFound(rules::GONE.with("id", new.customer)));
    };
    let new = AddressRecord {
        first_name: new.first_name,
        last_name: new.last_name,
        street: new.street,
        city: new.city,
        country: new.country,
        zip: new.zip,
        phone: new.phone,
        default_billing: true,
        ..AddressRecord::default()
    };
    // The only thing that can be in its way, whatever else somebody changed meanwhile.
    if let Some(billing) = customer.billing() {
        let same = AddressRecord {
            id: new.id,
            ..billing.clone()
        };
        if same != new {
            return Err(Error::Conflict(rules::BILLING_ADDRESS_THERE.plain()));
        }
        // The same request came before, and its answer was lost.
        let row = fresh_row(&mut tx, customer.id, &columns).await?;
        return Ok(show(&ctx, row, &columns, &reference));
    }
    customer.addresses.push(new);
    let detail = format!("billing address of {}", customer.id);
    let now = ctx.now();
    let operation = operation::open(&mut tx, "edit", &ctx.actor.me.email, &detail, now)
        .await
        .or_fail()?;
    record::save(&mut tx, operation, std::slice::from_mut(&mut customer), now)
        .await
        .map_err(storage_error)?;
    let row = fresh_row(&mut tx, customer.id, &columns).await?;
    tx.commit().await.or_fail()?;
    Ok(show(&ctx, row, &columns, &reference))
}
