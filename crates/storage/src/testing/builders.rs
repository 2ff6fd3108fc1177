//! Named builders for test data, and a crowd of random customers.

use crate::customers::record::{AddressRecord, CustomerRecord, Subscription};
use domain::{
    ids::{GroupId, WebsiteId},
    segments::{condition::Group, segment::Definition},
    time::{DAY, Micros},
};

/// A customer under construction.
#[derive(Clone, Debug)]
pub struct CustomerBuilder(CustomerRecord);

/// An address under construction.
#[derive(Clone, Debug)]
pub struct AddressBuilder(AddressRecord);

/// Jon Doe, jon.doe@example.com, without an address.
pub fn a_customer() -> CustomerBuilder {
    CustomerBuilder(CustomerRecord {
        created_in: "Default Store View".to_owned(),
        ..CustomerRecord::default()
    })
    .named("Jon", "Doe")
}

/// Main Street 1, 95008 Campbell, California; the default billing and shipping address.
pub fn an_address() -> AddressBuilder {
    AddressBuilder(AddressRecord {
        first_name: "Jon".to_owned(),
        last_name: "Doe".to_owned(),
        street: "Main Street 1".to_owned(),
        city: "Campbell".to_owned(),
        region: "California".to_owned(),
        zip: "95008".to_owned(),
        country: "US".to_owned(),
        phone: "+1 (408) 555-0100".to_owned(),
        default_billing: true,
        default_shipping: true,
        ..AddressRecord::default()
    })
}

/// An active segment of the first website by this rule.
pub fn a_segment(rule: Group) -> Definition {
    Definition {
        name: "Some".to_owned(),
        websites: vec![WebsiteId(1)],
        active: true,
        rule,
        everyone_confirmed: true,
        ..Definition::default()
    }
}

impl CustomerBuilder {
    /// Sets first and last name, and an e-mail address made of them.
    pub fn named(mut self, first: &str, last: &str) -> Self {
        self.0.first_name = first.to_owned();
        self.0.last_name = last.to_owned();
        let email = format!("{first}.{last}@example.com").to_lowercase();
        self.email(&email)
    }

    /// Sets the e-mail address.
    pub fn email(mut self, email: &str) -> Self {
        self.0.email = email.to_owned();
        self
    }

    /// Puts the customer into a group.
    pub fn in_group(mut self, group: i64) -> Self {
        self.0.group = GroupId(group);
        self
    }

    /// Puts the account on a website.
    pub fn on_website(mut self, website: WebsiteId) -> Self {
        self.0.website = website;
        self
    }

    /// Sets when the account was made.
    pub fn since(mut self, at: Micros) -> Self {
        self.0.created_at = at;
        self
    }

    /// Sets the date of birth.
    pub fn born(mut self, day: &str) -> Self {
        self.0.birth = day.to_owned();
        self
    }

    /// Sets the gender code.
    pub fn gender(mut self, code: i64) -> Self {
        self.0.gender = code;
        self
    }

    /// Adds an address.
    pub fn with_address(mut self, address: AddressBuilder) -> Self {
        self.0.addresses.push(address.build());
        self
    }

    /// Adds a newsletter subscription on the customer's website.
    pub fn subscribed(mut self, status: i64) -> Self {
        self.0.newsletter.push(Subscription {
            website: self.0.website,
            store_view: 1,
            status,
        });
        self
    }

    /// Changes whatever has no word of its own.
    pub fn with(mut self, change: impl FnOnce(&mut CustomerRecord)) -> Self {
        change(&mut self.0);
        self
    }

    /// The record, ready to be saved.
    pub fn build(self) -> CustomerRecord {
        self.0
    }
}

impl AddressBuilder {
    /// Sets the city.
    pub fn in_city(mut self, city: &str) -> Self {
        self.0.city = city.to_owned();
        self
    }

    /// Sets country code and postcode.
    pub fn in_country(mut self, country: &str, zip: &str) -> Self {
        self.0.country = country.to_owned();
        self.0.zip = zip.to_owned();
        self
    }

    /// Sets the phone number.
    pub fn phone(mut self, phone: &str) -> Self {
        self.0.phone = phone.to_owned();
        self
    }

    /// Makes it neither default billing nor default shipping address.
    pub fn not_default(mut self) -> Self {
        self.0.default_billing = false;
        self.0.default_shipping = false;
        self
    }

    /// Changes whatever has no word of its own.
    pub fn with(mut self, change: impl FnOnce(&mut AddressRecord)) -> Self {
        change(&mut self.0);
        self
    }

    /// The record.
    pub fn build(self) -> AddressRecord {
        self.0
    }
}

const FIRST: &[&str] = &[
    "Jon", "Élodie", "Søren", "Åsa", "Łukasz", "Zoë", "Müge", "anna", "ANNA", "O'Neil", "D%nny", "a_b",
];
const LAST: &[&str] = &[
    "Doe",
    "Öberg",
    "van Dijk",
    "Müller",
    "Straße",
    "Núñez",
    "de la Cruz",
    "Smith",
    "smith",
];
const CITY: &[&str] = &[
    "",
    "Campbell",
    "Amsterdam",
    "Göteborg",
    "Lyon",
    "Köln",
    "100% Town",
    "back\\slash",
];
const COUNTRY: &[&str] = &["", "US", "NL", "SE", "FR", "DE"];
const DAYS: &[&str] = &["", "1984-05-31", "1990-01-01", "2001-12-24"];

/// `count` customers with values from small sets, so that many are alike; the same for the same seed.
///
/// Their websites are 1 and, where given, `second`.
pub fn random_customers(count: usize, seed: u64, second: Option<WebsiteId>) -> Vec<CustomerRecord> {
    let mut dice = fastrand::Rng::with_seed(seed);
    (0..count)
        .map(|n| random_customer(n, second, &mut dice))
        .collect()
}

fn random_customer(n: usize, second: Option<WebsiteId>, dice: &mut fastrand::Rng) -> CustomerRecord {
    let pick = |dice: &mut fastrand::Rng, from: &[&'static str]| from[dice.usize(..from.len())];
    let (first, last) = (pick(dice, FIRST), pick(dice, LAST));
    let website = second.filter(|_| dice.bool()).unwrap_or(WebsiteId(1));
    let addresses = (0..dice.usize(..4)).map(|_| random_address(dice)).collect();
    let newsletter = if dice.bool() { dice.i64(1..=4) } else { 0 };
    a_customer()
        .named(first, last)
        .email(&format!(
            "{}{n}@example.{}",
            first.to_lowercase().replace(' ', ""),
            pick(dice, &["com", "nl"])
        ))
        .in_group(dice.i64(0..=3))
        .on_website(website)
        .since(dice.i64(0..1000) * DAY / 4)
        .born(pick(dice, DAYS))
        .gender(dice.i64(1..=3))
        .with(|record| {
            record.prefix = pick(dice, &["", "Dr."]).to_owned();
            record.tax_vat = pick(dice, &["", "NL123", "=1+1"]).to_owned();
            record.confirmation = pick(dice, &["", "key"]).to_owned();
            record.lock_expires = dice.i64(0..3) * DAY;
            record.active = dice.bool();
            record.sales_rep = pick(dice, &["", "Rep One", "rep two"]).to_owned();
            record.company_role = if dice.bool() { 0 } else { 2 };
            record.addresses = addresses;
            record.newsletter.extend((newsletter > 0).then_some(Subscription {
                website,
                store_view: 1,
                status: newsletter,
            }));
        })
        .build()
}

fn random_address(dice: &mut fastrand::Rng) -> AddressRecord {
    let pick = |dice: &mut fastrand::Rng, from: &[&'static str]| from[dice.usize(..from.len())].to_owned();
    AddressRecord {
        first_name: pick(dice, FIRST),
        last_name: pick(dice, LAST),
        company: pick(dice, &["", "ACME", "Ünit GmbH"]),
        street: pick(
            dice,
            &["", "Main Street 1", "Kungsgatan 5\nc/o Åsa", "1 rue de l'Église"],
        ),
        city: pick(dice, CITY),
        region: pick(dice, &["", "California", "Île-de-France", "Utrecht"]),
        zip: pick(dice, &["", "95008", "1012 AB", "01234", "411 06"]),
        country: pick(dice, COUNTRY),
        phone: pick(dice, &["", "+31 (0)20-123.45", "020 12345", "555-0100"]),
        fax: pick(dice, &["", "555-0199"]),
        vat: pick(dice, &["", "SE556677", "DE1"]),
        default_billing: dice.bool(),
        default_shipping: dice.bool(),
        ..AddressRecord::default()
    }
}
