//! The catalogue of customer columns: one row each, which grid, filters, files, saved views and drill-down read.
//!
//! Order and split (17 shown by default with Select and Action, 13 more on demand) are the reference
//! product's. A new column is one row here and one arm in the storage crate.

use super::choice::ChoiceSet;
use crate::text::{Message, columns as text};
use serde::{Deserialize, Serialize};

/// What the cells of a column hold, which decides filter, alignment, editor and cell type in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A whole number.
    Number,
    /// Text; phone numbers and postcodes too, whose zeros must stay.
    Text,
    /// One of a closed list.
    Choice(ChoiceSet),
    /// A moment, in microseconds since 1970 UTC, shown in the user's zone.
    Moment,
    /// A day without time or zone, `YYYY-MM-DD`.
    Day,
}

/// All facts about one column.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// The column.
    pub column: Column,
    /// Its word in URLs, saved views and on the command line.
    pub key: &'static str,
    /// Its heading.
    pub label: &'static Message,
    /// What is said of its heading to whoever points at it, where another column is called nearly the same.
    pub hint: Option<&'static Message>,
    /// What its cells hold.
    pub kind: Kind,
    /// Shown before anybody chooses columns.
    pub default: bool,
    /// May be edited in the grid.
    pub editable: bool,
    /// Found by the keyword box.
    pub searched: bool,
    /// A number that authorities know a person by: shown to whoever may `ViewPersonalNumbers`.
    pub personal: bool,
    /// Initial width in CSS pixels; the heading fits it in every language, and so does each word of a closed list.
    pub width: u16,
}

/// A column of the customers grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub enum Column {
    /// The customer id.
    Id,
    /// Name.
    Name,
    /// Email.
    Email,
    /// Group.
    Group,
    /// Phone.
    Phone,
    /// Zip.
    Zip,
    /// Country.
    Country,
    /// Region.
    Region,
    /// When the account was made.
    Since,
    /// Website.
    Website,
    /// Confirmed.
    Confirmed,
    /// Name of the store view the account was made in, frozen then.
    CreatedIn,
    /// Billing address.
    BillingAddress,
    /// Shipping address.
    ShippingAddress,
    /// Birth.
    Birth,
    /// Tax/VAT number of the customer; not the address's VAT number.
    TaxVat,
    /// Gender.
    Gender,
    /// Street.
    Street,
    /// City.
    City,
    /// Fax.
    Fax,
    /// VAT number of the default billing address.
    Vat,
    /// Company text of the default billing address; not the B2B company.
    Company,
    /// Billing first.
    BillingFirst,
    /// Billing last.
    BillingLast,
    /// Whether sign-in is blocked right now.
    Lock,
    /// Status.
    Status,
    /// Customer type.
    CustomerType,
    /// Sales rep.
    SalesRep,
}

const fn spec(column: Column, key: &'static str, label: &'static Message, kind: Kind, width: u16) -> Spec {
    Spec {
        column,
        key,
        label,
        hint: None,
        kind,
        default: false,
        editable: false,
        searched: false,
        personal: false,
        width,
    }
}

impl Spec {
    const fn shown(mut self) -> Self {
        self.default = true;
        self
    }

    const fn edited(mut self) -> Self {
        self.editable = true;
        self
    }

    const fn found(mut self) -> Self {
        self.searched = true;
        self
    }

    const fn hinted(mut self, hint: &'static Message) -> Self {
        self.hint = Some(hint);
        self
    }

    const fn personal(mut self) -> Self {
        self.personal = true;
        self
    }
}

/// The catalogue, in native order.
pub static CATALOGUE: [Spec; 28] = [
    spec(Column::Id, "id", &text::ID, Kind::Number, 84).shown(),
    spec(Column::Name, "name", &text::NAME, Kind::Text, 180)
        .shown()
        .found(),
    spec(Column::Email, "email", &text::EMAIL, Kind::Text, 240)
        .shown()
        .edited()
        .found(),
    spec(
        Column::Group,
        "group",
        &text::GROUP,
        Kind::Choice(ChoiceSet::Group),
        120,
    )
    .shown()
    .edited(),
    spec(Column::Phone, "phone", &text::PHONE, Kind::Text, 150)
        .shown()
        .edited()
        .found(),
    spec(Column::Zip, "zip", &text::ZIP, Kind::Text, 120)
        .shown()
        .edited()
        .found(),
    spec(
        Column::Country,
        "country",
        &text::COUNTRY,
        Kind::Choice(ChoiceSet::Country),
        140,
    )
    .shown(),
    spec(Column::Region, "region", &text::REGION, Kind::Text, 140)
        .shown()
        .found(),
    spec(Column::Since, "since", &text::SINCE, Kind::Moment, 208).shown(),
    spec(
        Column::Website,
        "website",
        &text::WEBSITE,
        Kind::Choice(ChoiceSet::Website),
        150,
    )
    .shown()
    .edited(),
    spec(
        Column::Confirmed,
        "confirmed",
        &text::CONFIRMED,
        Kind::Choice(ChoiceSet::Confirmation),
        208,
    )
    .shown(),
    spec(
        Column::CreatedIn,
        "created_in",
        &text::CREATED_IN,
        Kind::Text,
        160,
    )
    .shown()
    .found(),
    spec(
        Column::BillingAddress,
        "billing_address",
        &text::BILLING_ADDRESS,
        Kind::Text,
        280,
    )
    .found(),
    spec(
        Column::ShippingAddress,
        "shipping_address",
        &text::SHIPPING_ADDRESS,
        Kind::Text,
        280,
    )
    .found(),
    spec(Column::Birth, "birth", &text::BIRTH, Kind::Day, 150).shown(),
    spec(Column::TaxVat, "tax_vat", &text::TAX_VAT, Kind::Text, 170)
        .hinted(&text::TAX_VAT_HINT)
        .shown()
        .edited()
        .found()
        .personal(),
    spec(
        Column::Gender,
        "gender",
        &text::GENDER,
        Kind::Choice(ChoiceSet::Gender),
        132,
    )
    .shown()
    .edited(),
    spec(Column::Street, "street", &text::STREET, Kind::Text, 200).found(),
    spec(Column::City, "city", &text::CITY, Kind::Text, 150).found(),
    spec(Column::Fax, "fax", &text::FAX, Kind::Text, 140).found(),
    spec(Column::Vat, "vat", &text::VAT, Kind::Text, 186)
        .hinted(&text::VAT_HINT)
        .found()
        .personal(),
    spec(Column::Company, "company", &text::COMPANY, Kind::Text, 180).found(),
    spec(
        Column::BillingFirst,
        "billing_first",
        &text::BILLING_FIRST,
        Kind::Text,
        160,
    )
    .found(),
    spec(
        Column::BillingLast,
        "billing_last",
        &text::BILLING_LAST,
        Kind::Text,
        160,
    )
    .found(),
    spec(
        Column::Lock,
        "lock",
        &text::LOCK,
        Kind::Choice(ChoiceSet::Lock),
        176,
    ),
    spec(
        Column::Status,
        "status",
        &text::STATUS,
        Kind::Choice(ChoiceSet::Status),
        100,
    ),
    spec(
        Column::CustomerType,
        "type",
        &text::CUSTOMER_TYPE,
        Kind::Choice(ChoiceSet::CustomerType),
        208,
    ),
    spec(Column::SalesRep, "sales_rep", &text::SALES_REP, Kind::Text, 170),
];

impl Column {
    /// Every column, in native order.
    pub fn all() -> impl Iterator<Item = Self> {
        CATALOGUE.iter().map(|spec| spec.column)
    }

    /// The columns shown before anybody chooses.
    pub fn defaults() -> Vec<Self> {
        CATALOGUE
            .iter()
            .filter(|spec| spec.default)
            .map(|spec| spec.column)
            .collect()
    }

    /// The facts about this column.
    pub fn spec(self) -> &'static Spec {
        &CATALOGUE[self as usize]
    }

    /// Its word in URLs.
    pub fn key(self) -> &'static str {
        self.spec().key
    }

    /// Its heading.
    pub fn label(self) -> &'static Message {
        self.spec().label
    }

    /// What its cells hold.
    pub fn kind(self) -> Kind {
        self.spec().kind
    }

    /// Can a customer lack it? Numbers, moments and the other choices always have a value.
    pub fn may_be_empty(self) -> bool {
        matches!(
            self.kind(),
            Kind::Text | Kind::Day | Kind::Choice(ChoiceSet::Country)
        )
    }

    /// The column with this word.
    pub fn from_key(key: &str) -> Option<Self> {
        CATALOGUE
            .iter()
            .find(|spec| spec.key == key)
            .map(|spec| spec.column)
    }
}

impl From<Column> for &'static str {
    fn from(column: Column) -> Self {
        column.key()
    }
}

impl TryFrom<String> for Column {
    type Error = String;

    fn try_from(key: String) -> Result<Self, Self::Error> {
        Self::from_key(&key).ok_or_else(|| format!("there is no column `{key}`"))
    }
}

/// The nine columns of a segment's drill-down, in the report's order.
pub const DRILL_DOWN: [Column; 9] = [
    Column::Id,
    Column::Name,
    Column::Email,
    Column::Group,
    Column::Phone,
    Column::Zip,
    Column::Country,
    Column::Region,
    Column::Since,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Locale;

    #[test]
    fn the_catalogue_is_in_the_order_of_the_enum() {
        for (i, spec) in CATALOGUE.iter().enumerate() {
            assert_eq!(spec.column as usize, i, "{}", spec.key);
            assert_eq!(Column::from_key(spec.key), Some(spec.column));
        }
    }

    #[test]
    fn the_split_is_the_reference_products() {
        // Select and Action complete the 17.
        assert_eq!(Column::defaults().len() + 2, 17);
        assert_eq!(CATALOGUE.iter().filter(|s| !s.default).count(), 13);
        let edited: Vec<_> = CATALOGUE.iter().filter(|s| s.editable).map(|s| s.key).collect();
        assert_eq!(
            edited,
            ["email", "group", "phone", "zip", "website", "tax_vat", "gender"]
        );
    }

    #[test]
    fn the_two_numbers_are_told_apart_in_every_language() {
        let hints: Vec<_> = CATALOGUE
            .iter()
            .filter_map(|spec| Some((spec.key, spec.hint?)))
            .collect();
        let keys: Vec<_> = hints.iter().map(|(key, _)| *key).collect();
        assert_eq!(keys, ["tax_vat", "vat"]);
        let english: Vec<_> = hints.iter().map(|(_, hint)| hint.text(Locale::En)).collect();
        assert_eq!(english, ["Tax/VAT (customer)", "VAT (address)"]);
        for locale in Locale::ALL {
            let mut said: Vec<_> = hints.iter().map(|(_, hint)| hint.text(locale)).collect();
            said.extend(CATALOGUE.iter().map(|spec| spec.label.text(locale)));
            let all = said.len();
            said.sort_unstable();
            said.dedup();
            assert_eq!(said.len(), all, "{locale:?}");
        }
    }
}
