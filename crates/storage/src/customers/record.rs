//! A customer as it is written: the account, its addresses and its newsletter subscriptions.

pub use super::{
    load::{email_owner, find, load},
    save::{delete, save, save_over},
};
use domain::{
    ids::{AddressId, CustomerId, GroupId, WebsiteId},
    time::Micros,
};
use serde::{Deserialize, Serialize};

/// One customer with all that belongs to it. Empty text means no value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerRecord {
    /// Its number; 0 before the first save.
    pub id: CustomerId,
    /// Rises with every save; 0 before the first.
    pub version: i64,
    /// The website the account belongs to.
    pub website: WebsiteId,
    /// The store view it was made in.
    pub store_view: i64,
    /// Its group.
    pub group: GroupId,
    /// E-mail address as typed; compared in lower case.
    pub email: String,
    /// Name prefix.
    pub prefix: String,
    /// First name.
    pub first_name: String,
    /// Middle name.
    pub middle_name: String,
    /// Last name.
    pub last_name: String,
    /// Name suffix.
    pub suffix: String,
    /// When the account was made.
    pub created_at: Micros,
    /// Name of the store view it was made in, frozen then.
    pub created_in: String,
    /// Date of birth, `YYYY-MM-DD`.
    pub birth: String,
    /// Tax/VAT number.
    pub tax_vat: String,
    /// Gender code.
    pub gender: i64,
    /// The open confirmation key; empty once confirmed.
    pub confirmation: String,
    /// Whether a VAT check may not change the group.
    pub disable_auto_group_change: bool,
    /// Until when sign-in is blocked; 0 for never.
    pub lock_expires: Micros,
    /// May sign in and buy.
    pub active: bool,
    /// The B2B company it belongs to.
    pub company: Option<i64>,
    /// 0 individual, 1 company administrator, 2 company user.
    pub company_role: i64,
    /// The user who looks after the company.
    pub sales_rep: String,
    /// Postal addresses, oldest first.
    pub addresses: Vec<AddressRecord>,
    /// Newsletter subscriptions, at most one per website.
    pub newsletter: Vec<Subscription>,
    /// When it was last saved.
    pub updated_at: Micros,
}

/// One postal address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressRecord {
    /// Its number; 0 before the first save.
    pub id: AddressId,
    /// Name prefix.
    pub prefix: String,
    /// First name.
    pub first_name: String,
    /// Middle name.
    pub middle_name: String,
    /// Last name.
    pub last_name: String,
    /// Name suffix.
    pub suffix: String,
    /// Company text; not the B2B company.
    pub company: String,
    /// Street, lines joined by `\n`.
    pub street: String,
    /// City.
    pub city: String,
    /// State or province.
    pub region: String,
    /// Postcode.
    pub zip: String,
    /// ISO 3166-1 alpha-2 code.
    pub country: String,
    /// Phone.
    pub phone: String,
    /// Fax.
    pub fax: String,
    /// VAT number.
    pub vat: String,
    /// The default billing address; where several say so, the last one is.
    pub default_billing: bool,
    /// The default shipping address; where several say so, the last one is.
    pub default_shipping: bool,
}

/// A newsletter subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// On this website.
    pub website: WebsiteId,
    /// In the language of this store view.
    pub store_view: i64,
    /// 1 subscribed, 2 not active, 3 unsubscribed, 4 unconfirmed.
    pub status: i64,
}

impl Default for CustomerRecord {
    /// A new, active account without a name on the first website, in the group General.
    fn default() -> Self {
        Self {
            id: CustomerId(0),
            version: 0,
            website: WebsiteId(1),
            store_view: 1,
            group: GroupId(1),
            email: String::new(),
            prefix: String::new(),
            first_name: String::new(),
            middle_name: String::new(),
            last_name: String::new(),
            suffix: String::new(),
            created_at: 0,
            created_in: String::new(),
            birth: String::new(),
            tax_vat: String::new(),
            gender: domain::customers::choice::NOT_SPECIFIED,
            confirmation: String::new(),
            disable_auto_group_change: false,
            lock_expires: 0,
            active: true,
            company: None,
            company_role: 0,
            sales_rep: String::new(),
            addresses: Vec::new(),
            newsletter: Vec::new(),
            updated_at: 0,
        }
    }
}

impl Default for AddressRecord {
    fn default() -> Self {
        Self {
            id: AddressId(0),
            prefix: String::new(),
            first_name: String::new(),
            middle_name: String::new(),
            last_name: String::new(),
            suffix: String::new(),
            company: String::new(),
            street: String::new(),
            city: String::new(),
            region: String::new(),
            zip: String::new(),
            country: String::new(),
            phone: String::new(),
            fax: String::new(),
            vat: String::new(),
            default_billing: false,
            default_shipping: false,
        }
    }
}

impl CustomerRecord {
    /// The default billing address.
    pub fn billing(&self) -> Option<&AddressRecord> {
        self.addresses.iter().rfind(|a| a.default_billing)
    }

    /// The default billing address, to be changed.
    pub fn billing_mut(&mut self) -> Option<&mut AddressRecord> {
        self.addresses.iter_mut().rfind(|a| a.default_billing)
    }

    /// The default shipping address.
    pub fn shipping(&self) -> Option<&AddressRecord> {
        self.addresses.iter().rfind(|a| a.default_shipping)
    }
}
