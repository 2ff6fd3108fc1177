//! The catalogue of attributes a condition can test, and the operators each kind offers.
//!
//! Operators by kind are the reference product's open rule engine; a new condition is one row here and one
//! arm in the storage crate's compiler.

use crate::{
    customers::choice::ChoiceSet,
    text::{Message, columns, segments as text},
};
use serde::{Deserialize, Serialize};

/// What an attribute belongs to, which decides where its condition may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// The account.
    Customer,
    /// One postal address; all conditions of a group hold on the same one.
    Address,
}

/// What the value of a condition is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Text, compared without case and accents.
    Text,
    /// A day.
    Day,
    /// One of a closed list.
    Choice(ChoiceSet),
    /// Yes (1) or no (0).
    YesNo,
}

/// How the attribute is compared with the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operator {
    /// Equal.
    Is,
    /// Not equal.
    IsNot,
    /// At or after.
    AtLeast,
    /// After.
    Above,
    /// At or before.
    AtMost,
    /// Before.
    Below,
    /// Holds the text.
    Contains,
    /// Does not hold the text.
    ContainsNot,
    /// Equal to one of a list.
    OneOf,
    /// Equal to none of a list.
    NotOneOf,
    /// Has no value.
    Undefined,
}

impl Operator {
    /// Its word in the rule builder, the reference product's own.
    pub fn label(self) -> &'static Message {
        match self {
            Self::Is => &text::IS,
            Self::IsNot => &text::IS_NOT,
            Self::AtLeast => &text::AT_LEAST,
            Self::Above => &text::ABOVE,
            Self::AtMost => &text::AT_MOST,
            Self::Below => &text::BELOW,
            Self::Contains => &text::CONTAINS,
            Self::ContainsNot => &text::CONTAINS_NOT,
            Self::OneOf => &text::ONE_OF,
            Self::NotOneOf => &text::NOT_ONE_OF,
            Self::Undefined => &text::UNDEFINED,
        }
    }

    /// Its word in stored rules and forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::IsNot => "is-not",
            Self::AtLeast => "at-least",
            Self::Above => "above",
            Self::AtMost => "at-most",
            Self::Below => "below",
            Self::Contains => "contains",
            Self::ContainsNot => "contains-not",
            Self::OneOf => "one-of",
            Self::NotOneOf => "not-one-of",
            Self::Undefined => "undefined",
        }
    }

    /// Does it take a list, split on `,` or `;`?
    pub fn takes_list(self) -> bool {
        matches!(self, Self::OneOf | Self::NotOneOf)
    }

    /// Does it take a value at all?
    pub fn takes_value(self) -> bool {
        self != Self::Undefined
    }
}

impl Kind {
    /// The operators a condition of this kind offers, the first one preset.
    pub fn operators(self) -> &'static [Operator] {
        use Operator as O;
        match self {
            Self::Text => &[
                O::Is,
                O::IsNot,
                O::AtLeast,
                O::Above,
                O::AtMost,
                O::Below,
                O::Contains,
                O::ContainsNot,
                O::OneOf,
                O::NotOneOf,
                O::Undefined,
            ],
            Self::Day => &[O::Is, O::AtLeast, O::AtMost, O::Above, O::Below, O::Undefined],
            Self::Choice(_) => &[O::Is, O::IsNot, O::OneOf, O::NotOneOf, O::Undefined],
            Self::YesNo => &[O::Is, O::IsNot],
        }
    }
}

macro_rules! attributes {
    ($($name:ident $key:literal $subject:ident $label:path = $kind:expr;)*) => {
        /// Something about a customer or an address that a condition tests.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Attribute {
            $(#[doc = $key] #[serde(rename = $key)] $name,)*
        }

        impl Attribute {
            /// Every attribute, in menu order.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Its word in stored rules and forms.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }

            /// Its name in menus.
            pub fn label(self) -> &'static Message {
                match self { $(Self::$name => &$label,)* }
            }

            /// What it belongs to.
            pub fn subject(self) -> Subject {
                match self { $(Self::$name => Subject::$subject,)* }
            }

            /// What its values are.
            pub fn kind(self) -> Kind {
                match self { $(Self::$name => $kind,)* }
            }
        }
    };
}

attributes! {
    Email "email" Customer columns::EMAIL = Kind::Text;
    FirstName "first_name" Customer columns::FIRST_NAME = Kind::Text;
    LastName "last_name" Customer columns::LAST_NAME = Kind::Text;
    Gender "gender" Customer columns::GENDER = Kind::Choice(ChoiceSet::Gender);
    Birth "birth" Customer columns::BIRTH = Kind::Day;
    Group "group" Customer columns::GROUP = Kind::Choice(ChoiceSet::Group);
    Website "website" Customer columns::WEBSITE = Kind::Choice(ChoiceSet::Website);
    Since "since" Customer columns::SINCE = Kind::Day;
    TaxVat "tax_vat" Customer columns::TAX_VAT = Kind::Text;
    Newsletter "newsletter" Customer text::NEWSLETTER = Kind::YesNo;
    HasBilling "has_billing" Customer text::HAS_BILLING = Kind::YesNo;
    HasShipping "has_shipping" Customer text::HAS_SHIPPING = Kind::YesNo;
    Country "country" Address columns::COUNTRY = Kind::Choice(ChoiceSet::Country);
    Region "region" Address columns::REGION = Kind::Text;
    City "city" Address columns::CITY = Kind::Text;
    Zip "zip" Address columns::ZIP = Kind::Text;
    Street "street" Address columns::STREET = Kind::Text;
    Company "company" Address columns::COMPANY = Kind::Text;
    Phone "phone" Address columns::PHONE = Kind::Text;
    AddressFirstName "address_first_name" Address text::ADDRESS_FIRST_NAME = Kind::Text;
    AddressLastName "address_last_name" Address text::ADDRESS_LAST_NAME = Kind::Text;
}

impl Attribute {
    /// The attribute with this word.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|a| a.key() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customers::column::Column;

    #[test]
    fn what_is_a_column_too_has_its_name() {
        let mut shared = 0;
        for attribute in Attribute::ALL {
            if let Some(column) = Column::all().find(|column| column.key() == attribute.key()) {
                let names: Vec<_> = attribute.label().texts().collect();
                assert_eq!(names, column.label().texts().collect::<Vec<_>>());
                shared += 1;
            }
        }
        assert_eq!(shared, 14);
    }
}
