//! Where each column of the catalogue lives in the table `customer_grid`, and how it sorts.

use domain::customers::column::Column;

/// How a column is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stored {
    /// A number or a day, sorted as it is.
    Plain(&'static str),
    /// Text, with the key it is compared and sorted by.
    Text(&'static str, &'static str),
    /// A code, with the key of its name, which it is sorted by.
    Named(&'static str, &'static str),
}

use Stored::{Named, Plain, Text};

/// Where the column lives.
pub(super) fn stored(column: Column) -> Stored {
    match column {
        Column::Id => Plain("id"),
        Column::Name => Text("name", "name_key"),
        Column::Email => Text("email", "email_key"),
        Column::Group => Named("group_id", "group_key"),
        Column::Phone => Text("phone", "phone_key"),
        Column::Zip => Text("zip", "zip_key"),
        Column::Country => Named("country", "country_key"),
        Column::Region => Text("region", "region_key"),
        Column::Since => Plain("since"),
        Column::Website => Named("website_id", "website_key"),
        Column::Confirmed => Plain("confirmed"),
        Column::CreatedIn => Text("created_in", "created_in_key"),
        Column::BillingAddress => Text("billing_address", "billing_address_key"),
        Column::ShippingAddress => Text("shipping_address", "shipping_address_key"),
        Column::Birth => Plain("birth"),
        Column::TaxVat => Text("tax_vat", "tax_vat_key"),
        Column::Gender => Plain("gender"),
        Column::Street => Text("street", "street_key"),
        Column::City => Text("city", "city_key"),
        Column::Fax => Text("fax", "fax_key"),
        Column::Vat => Text("vat", "vat_key"),
        Column::Company => Text("company", "company_key"),
        Column::BillingFirst => Text("billing_first", "billing_first_key"),
        Column::BillingLast => Text("billing_last", "billing_last_key"),
        Column::Lock => Plain("lock_expires"),
        Column::Status => Plain("status"),
        Column::CustomerType => Plain("customer_type"),
        Column::SalesRep => Text("sales_rep", "sales_rep_key"),
    }
}

/// The year of a date of birth, exactly as its index has it.
pub(super) const BIRTH_YEAR: &str = "substr(g.birth, 1, 4)";

/// How many characters of a key take part in its order; the indexes of the migrations say the same.
pub(super) const SORTED: usize = 200;

impl Stored {
    /// The table column with the value.
    pub(super) fn value(self) -> &'static str {
        match self {
            Plain(value) | Text(value, _) | Named(value, _) => value,
        }
    }

    /// The table column with the key, if it has one.
    pub(super) fn key(self) -> Option<&'static str> {
        match self {
            Plain(_) => None,
            Text(_, key) | Named(_, key) => Some(key),
        }
    }

    /// The expression it is sorted by, exactly as its index has it.
    pub(super) fn sort(self) -> String {
        match self {
            Plain(value) => format!("g.{value}"),
            Text(_, key) | Named(_, key) => sorted(key),
        }
    }
}

/// The part of a key that takes part in its order.
pub(super) fn sorted(key: &str) -> String {
    format!("substr(g.{key}, 1, {SORTED})")
}

/// The select list of these columns.
pub(super) fn select_list(columns: &[Column]) -> String {
    let names: Vec<_> = columns
        .iter()
        .map(|c| format!("g.{}", stored(*c).value()))
        .collect();
    names.join(", ")
}
