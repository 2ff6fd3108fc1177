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
}
