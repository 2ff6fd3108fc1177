//! Saving one cell: checked again, against the version the typist saw, in one transaction with its before-image.

use super::page::show;
use crate::{
    context::{Ctx, OPERATOR},
    error::{OrFail, storage as storage_error},
};
use domain::{
    access::Action,
    customers::{
        choice::Reference,
        column::Column,
        edit::{CellEdit, Change, Context, check},
        page::EditOutcome,
        present::{self, Style},
    },
    error::Error,
    ids::CustomerId,
    text::{Sentence, access, rules},
    value::Value,
};
use storage::{
    Tx,
    customers::{
        operation,
        read::{self, RowData},
        record::{self, CustomerRecord},
    },
};

/// Saves one cell; answers with the row as it now stands, in `columns`.
pub async fn save_cell(ctx: Ctx, edit: CellEdit, columns: Vec<Column>) -> Result<EditOutcome, Error> {
    ctx.ask(Action::EditCustomers).await?;
    let columns = if columns.is_empty() {
        vec![edit.column]
    } else {
        columns
    };
    let reference = storage::reference::reference(ctx.store()).await.or_fail()?;
    let refuse = |sentence: Sentence| Error::invalid(edit.column.key(), sentence);
    let mut tx = ctx.store().begin().await.or_fail()?;
    let found = record::load(&mut tx, &[edit.customer]).await.or_fail()?;
    let Some(mut customer) = found.into_iter().next() else {
        return Err(Error::NotFound(rules::GONE.with("id", edit.customer)));
    };
    let context = Context {
        reference: &reference,
        billing_country: billing_country(&customer),
    };
    let change = check(edit.column, &edit.value, &context).map_err(refuse)?;
    // What stands there already needs no writing: the same save came before, and its answer was lost.
    let mut wished = customer.clone();
    if apply(&mut wished, change.clone()) && wished == customer {
        let row = fresh_row(&mut tx, edit.customer, &columns).await?;
        return Ok(EditOutcome::Saved(show(&ctx, row, &columns, &reference)));
    }
    if customer.version != edit.version {
        let row = fresh_row(&mut tx, edit.customer, &columns).await?;
        return conflict(&ctx, &mut tx, &edit, row, &columns, &reference).await;
    }
    keep_rules(&mut tx, &customer, &change, &reference)
        .await?
        .map_or(Ok(()), |s| Err(refuse(s)))?;
    if !apply(&mut customer, change.clone()) {
        return Ok(EditOutcome::NoAddress {
            message: rules::NO_BILLING_ADDRESS.plain().say(ctx.locale()),
            first_name: customer.first_name,
            last_name: customer.last_name,
        });
    }
    let detail = format!("{} of {}", edit.column.key(), edit.customer);
    let now = ctx.now();
    let operation = operation::open(&mut tx, "edit", &ctx.actor.me.email, &detail, now)
        .await
        .or_fail()?;
    match record::save(&mut tx, operation, std::slice::from_mut(&mut customer), now).await {
        // Somebody took the address after the rules were asked; only another transaction sees who.
        Err(storage::Error::Clash { .. }) => {
            drop(tx);
            let mut tx = ctx.store().begin().await.or_fail()?;
            let taken = keep_rules(&mut tx, &customer, &change, &reference).await?;
            return Err(taken.map_or_else(|| Error::Busy(access::BUSY.plain()), refuse));
        }
        other => other.map_err(storage_error)?,
    }
    let row = fresh_row(&mut tx, edit.customer, &columns).await?;
    tx.commit().await.or_fail()?;
    Ok(EditOutcome::Saved(show(&ctx, row, &columns, &reference)))
}

pub(super) async fn fresh_row(tx: &mut Tx, id: CustomerId, columns: &[Column]) -> Result<RowData, Error> {
    let rows = read::rows(tx, &[id], columns).await.or_fail()?;
    rows.into_iter()
        .next()
        .ok_or_else(|| Error::NotFound(rules::GONE.with("id", id)))
}

fn billing_country(customer: &CustomerRecord) -> Option<&str> {
    let billing = customer.addresses.iter().find(|a| a.default_billing)?;
    Some(billing.country.as_str())
}

/// Rules that need other rows; nothing where all hold.
async fn keep_rules(
    tx: &mut Tx,
    customer: &CustomerRecord,
    change: &Change,
    reference: &Reference,
) -> Result<Option<Sentence>, Error> {
    let (email, website) = match change {
        Change::Email(email) => (email.as_str(), customer.website),
        Change::Website(website) => (customer.email.as_str(), *website),
        Change::Group(_) if customer.company.is_some() => return Ok(Some(rules::GROUP_OF_COMPANY.plain())),
        Change::Group(_) | Change::Phone(_) | Change::Zip(_) | Change::TaxVat(_) | Change::Gender(_) => {
            return Ok(None);
        }
    };
    let owner = record::email_owner(tx, email, website).await.or_fail()?;
    Ok(owner.filter(|owner| *owner != customer.id).map(|owner| {
        let name = reference
            .websites
            .iter()
            .find(|(id, _)| *id == website.0)
            .map(|(_, name)| name.as_str());
        rules::EMAIL_TAKEN
            .with("email", email)
            .and("id", owner)
            .and("website", name.unwrap_or("?"))
    }))
}

/// Puts a checked change into the record; false where that needs a billing address, and there is none.
fn apply(customer: &mut CustomerRecord, change: Change) -> bool {
    let billing = customer.addresses.iter_mut().find(|a| a.default_billing);
    match change {
        Change::Email(email) => customer.email = email,
        Change::Group(group) => customer.group = group,
        Change::Website(website) => customer.website = website,
        Change::TaxVat(number) => customer.tax_vat = number,
        Change::Gender(gender) => customer.gender = gender,
        Change::Phone(phone) => match billing {
            Some(address) => address.phone = phone,
            None => return false,
        },
        Change::Zip(zip) => match billing {
            Some(address) => address.zip = zip,
            None => return false,
        },
    }
    true
}

/// The answer to a stale save: both values, nothing written.
async fn conflict(
    ctx: &Ctx,
    tx: &mut Tx,
    edit: &CellEdit,
    row: RowData,
    columns: &[Column],
    reference: &Reference,
) -> Result<EditOutcome, Error> {
    let local = |t| ctx.local(t);
    let style = Style {
        locale: ctx.locale(),
        local: &local,
        reference,
        now: ctx.now(),
        sight: ctx.sight(),
    };
    let current = fresh_row(tx, edit.customer, &[edit.column]).await?;
    let stored = current.values.first().cloned().unwrap_or(Value::Null);
    let theirs = present::cell(edit.column, stored.raw(), &style).display;
    let typed = match (edit.column.kind(), edit.value.parse()) {
        (domain::customers::column::Kind::Choice(_), Ok(code)) => Value::Int(code),
        _ => Value::Text(edit.value.clone()),
    };
    let mine = present::cell(edit.column, typed.raw(), &style).display;
    let saved = operation::latest(tx, edit.customer).await.or_fail()?;
    let (who, at) = saved.unwrap_or_else(|| (String::new(), ctx.now()));
    let who = match who.as_str() {
        "" | OPERATOR => rules::SOMEBODY.text(ctx.locale()),
        email => email,
    };
    let message = rules::STALE
        .with("who", who)
        .and("when", present::moment(at, &style))
        .and("theirs", &theirs)
        .and("mine", &mine)
        .say(ctx.locale());
    Ok(EditOutcome::Conflict {
        theirs,
        mine,
        message,
        row: show(ctx, row, columns, reference),
    })
}
