//! One customer as its own page shows it, ready to read in the user's language and zone.

use crate::ids::{CustomerId, SegmentId};
use serde::{Deserialize, Serialize};

/// All about one customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerDetail {
    /// Who.
    pub id: CustomerId,
    /// Full name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Account information: label and value, in reading order; empty values included.
    pub account: Vec<(String, String)>,
    /// Postal addresses, default billing first.
    pub addresses: Vec<AddressCard>,
    /// Segments the customer is in.
    pub segments: Vec<(SegmentId, String)>,
}

/// One postal address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressCard {
    /// Lines as on an envelope.
    pub lines: Vec<String>,
    /// Phone.
    pub phone: String,
    /// The default billing address.
    pub default_billing: bool,
    /// The default shipping address.
    pub default_shipping: bool,
}
