//! Values that are true to life and yet trip up grids, files and searches: one in every twenty-odd customers.

use storage::customers::record::{AddressRecord, CustomerRecord};

type Quirk = fn(&mut CustomerRecord);

/// What is odd about them.
const QUIRKS: [Quirk; 22] = [
    |c| named(c, "Siobhán", "O'Brien"),
    |c| at_work(c, "=Data & Sons"),
    |c| at_work(c, "+Plus Marketing B.V."),
    |c| at_work(c, "@Home Interieur"),
    |c| at_work(c, "-40° Ijssalon, \"De Vries\""),
    |c| at_work(c, "Bloemen 🌷 & Co"),
    |c| at_work(c, "Fish <> Chips; Ltd"),
    |c| named(c, "Zoë-Amélie", "Łukaszewska-Żółć"),
    |c| named(c, "Jennifer", "Null"),
    |c| named(c, "True", "False"),
    |c| named(c, "小龍", "李"),
    |c| named(c, "מרים", "כהן"),
    |c| named(c, "Ægir", "Þórðarson"),
    |c| named(c, "Yuki", ""),
    |c| named(c, "X", "Æ"),
    |c| {
        named(
            c,
            "Anna-Lena Maria Theresia",
            "Freifrau von und zu Hohenstein-Waldburg-Wolfegg-Waldsee",
        )
    },
    |c| {
        address(c, |a| {
            a.street = "\"De Zon\", 3e verd.; deur 2\nt.n.v. Bakker".to_owned()
        })
    },
    |c| address(c, |a| a.street = "100% Lane\\9\tRear".replace('\t', " ")),
    |c| {
        address(c, |a| {
            a.country = "US".to_owned();
            a.city = "Holtsville".to_owned();
            a.region = "New York".to_owned();
            a.zip = "00501".to_owned();
            a.phone = "+1 (631) 555-0100 x7".to_owned();
        });
    },
    |c| address(c, |a| a.phone = "+31 (0)20-123.45.67".to_owned()),
    |c| c.tax_vat = "=1+1".to_owned(),
    |c| c.tax_vat = "0012345678".to_owned(),
];

/// How many customers stand between two odd ones, so that odd ones never fill a page.
const APART: usize = 23;
/// Where the first one stands.
const FIRST: usize = 9;
/// After how many customers it begins again.
const EVERY: u64 = 530;

/// Makes customer `n` odd, if it is its turn.
pub(super) fn apply(n: u64, customer: &mut CustomerRecord) {
    let turn = QUIRKS
        .iter()
        .zip((FIRST..).step_by(APART))
        .find(|(_, at)| n % EVERY == *at as u64);
    if let Some((quirk, _)) = turn {
        quirk(customer);
    }
}

fn named(customer: &mut CustomerRecord, first: &str, last: &str) {
    for address in &mut customer.addresses {
        first.clone_into(&mut address.first_name);
        last.clone_into(&mut address.last_name);
    }
    first.clone_into(&mut customer.first_name);
    last.clone_into(&mut customer.last_name);
}

fn at_work(customer: &mut CustomerRecord, company: &str) {
    address(customer, |address| company.clone_into(&mut address.company));
}

/// Changes the first address, which comes about where there was none.
fn address(customer: &mut CustomerRecord, change: impl FnOnce(&mut AddressRecord)) {
    if customer.addresses.is_empty() {
        customer.addresses.push(AddressRecord {
            first_name: customer.first_name.clone(),
            last_name: customer.last_name.clone(),
            street: "Postbus 1".to_owned(),
            city: "Amsterdam".to_owned(),
            region: "Noord-Holland".to_owned(),
            zip: "1000 AA".to_owned(),
            country: "NL".to_owned(),
            default_billing: true,
            default_shipping: true,
            ..AddressRecord::default()
        });
    }
    change(&mut customer.addresses[0]);
}
