//! Typed row ids, so that a website id can never be passed where a customer id is meant.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// A customer account.
    CustomerId;
    /// A customer group; 0 is NOT LOGGED IN.
    GroupId;
    /// A website: the scope of accounts and configuration.
    WebsiteId;
    /// A store view: a language of a store.
    StoreViewId;
    /// A postal address of a customer.
    AddressId;
    /// A segment definition.
    SegmentId;
    /// A person who signs in.
    UserId;
    /// A background job.
    JobId;
    /// A saved view of the customers grid; 0 is Default View, which is not stored.
    ViewId;
}

impl ViewId {
    /// Default View: nobody's, and always as the catalogue says.
    pub const DEFAULT: Self = Self(0);

    /// Its word in the address.
    pub fn word(self) -> String {
        match self {
            Self::DEFAULT => "default".to_owned(),
            Self(id) => id.to_string(),
        }
    }

    /// The query string that names it and nothing else.
    pub fn query(self) -> String {
        format!("view={}", self.word())
    }

    /// The view with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "default" => Some(Self::DEFAULT),
            _ => word.parse().ok().filter(|id| *id > 0).map(Self),
        }
    }
}
