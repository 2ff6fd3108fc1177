//! The customer tables as they are written: column lists, and the values of one record in the same order.

use super::{
    operation::OperationId,
    record::{AddressRecord, CustomerRecord, Subscription},
};
use crate::{insert::Table, sql::Bind};
use domain::{fold::fold, ids::CustomerId, time::Micros};

pub(super) static CUSTOMER: Table = Table {
    name: "customer",
    columns: &[
        "id",
        "version",
        "website_id",
        "store_view_id",
        "group_id",
        "email",
        "prefix",
        "first_name",
        "middle_name",
        "last_name",
        "suffix",
        "created_at",
        "created_in",
        "birth",
        "tax_vat",
        "gender",
        "confirmation",
        "disable_auto_group_change",
        "lock_expires",
        "active",
        "company_id",
        "company_role",
        "sales_rep",
        "updated_at",
        "default_billing",
        "default_shipping",
        "email_lower",
        "email_key",
        "first_name_key",
        "last_name_key",
        "tax_vat_key",
        "operation_id",
    ],
    key: "id",
    fixed: &["operation_id"],
};

/// The values of `CUSTOMER`.
pub(super) fn customer(record: &CustomerRecord, operation: OperationId, out: &mut Vec<Bind>) {
    let default = |address: Option<&AddressRecord>| address.map_or(0, |a| a.id.0);
    out.extend([
        record.id.0.into(),
        record.version.into(),
        record.website.0.into(),
        record.store_view.into(),
        record.group.0.into(),
        Bind::from(&record.email),
        Bind::from(&record.prefix),
        Bind::from(&record.first_name),
        Bind::from(&record.middle_name),
        Bind::from(&record.last_name),
        Bind::from(&record.suffix),
        record.created_at.into(),
        Bind::from(&record.created_in),
        Bind::from(&record.birth),
        Bind::from(&record.tax_vat),
        record.gender.into(),
        Bind::from(&record.confirmation),
        record.disable_auto_group_change.into(),
        record.lock_expires.into(),
        record.active.into(),
        record.company.into(),
        record.company_role.into(),
        Bind::from(&record.sales_rep),
        record.updated_at.into(),
        default(record.billing()).into(),
        default(record.shipping()).into(),
        record.email.to_lowercase().into(),
        fold(&record.email).into(),
        fold(&record.first_name).into(),
        fold(&record.last_name).into(),
        fold(&record.tax_vat).into(),
        operation.0.into(),
    ]);
}

pub(super) static ADDRESS: Table = Table {
    name: "address",
    columns: &[
        "id",
        "customer_id",
        "prefix",
        "first_name",
        "middle_name",
        "last_name",
        "suffix",
        "company",
        "street",
        "city",
        "region",
        "zip",
        "country",
        "phone",
        "fax",
        "vat",
        "first_name_key",
        "last_name_key",
        "company_key",
        "street_key",
        "city_key",
        "region_key",
        "zip_key",
        "phone_key",
    ],
    key: "id",
    fixed: &["customer_id"],
};

/// The values of `ADDRESS`.
pub(super) fn address(customer: CustomerId, address: &AddressRecord, out: &mut Vec<Bind>) {
    out.extend([
        address.id.0.into(),
        customer.0.into(),
        Bind::from(&address.prefix),
        Bind::from(&address.first_name),
        Bind::from(&address.middle_name),
        Bind::from(&address.last_name),
        Bind::from(&address.suffix),
        Bind::from(&address.company),
        Bind::from(&address.street),
        Bind::from(&address.city),
        Bind::from(&address.region),
        Bind::from(&address.zip),
        Bind::from(&address.country),
        Bind::from(&address.phone),
        Bind::from(&address.fax),
        Bind::from(&address.vat),
        fold(&address.first_name).into(),
        fold(&address.last_name).into(),
        fold(&address.company).into(),
        fold(&address.street).into(),
        fold(&address.city).into(),
        fold(&address.region).into(),
        fold(&address.zip).into(),
        fold(&address.phone).into(),
    ]);
}

pub(super) static NEWSLETTER: Table = Table {
    name: "newsletter_subscription",
    columns: &[
        "customer_id",
        "website_id",
        "store_view_id",
        "status",
        "changed_at",
    ],
    key: "customer_id, website_id",
    fixed: &[],
};

/// The values of `NEWSLETTER`.
pub(super) fn newsletter(customer: CustomerId, it: &Subscription, now: Micros) -> [Bind; 5] {
    [
        customer.0.into(),
        it.website.0.into(),
        it.store_view.into(),
        it.status.into(),
        now.into(),
    ]
}
