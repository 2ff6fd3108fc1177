//! Customers, one number at a time: the same number is the same person whatever batch it comes in.

use super::{
    company::{Company, Role},
    land::{Land, common, one_in, pick},
    quirks,
    scopes::Scopes,
};
use chrono::DateTime;
use domain::{
    customers::choice::{FEMALE, MALE, NOT_SPECIFIED},
    fold::fold,
    ids::{GroupId, WebsiteId},
    time::{DAY, Micros},
};
use fastrand::Rng;
use storage::customers::record::{AddressRecord, CustomerRecord, Subscription};

/// The shop is this old: the first customers came then, the last ones lately.
const AGE: Micros = 6 * 365 * DAY;
const YEAR: i64 = 365;

/// How many of 100 customers live where.
const LANDS: [(Land, u32); 5] = [
    (Land::UnitedStates, 30),
    (Land::Netherlands, 25),
    (Land::Sweden, 16),
    (Land::France, 15),
    (Land::Germany, 14),
];

/// Makes customers.
pub(super) struct People<'a> {
    pub(super) seed: u64,
    pub(super) customers: u64,
    pub(super) now: Micros,
    pub(super) scopes: &'a Scopes,
    mail: Vec<MailNames>,
}

/// The names of a land as they stand in e-mail addresses, in the order of its lists.
struct MailNames {
    female: Vec<String>,
    male: Vec<String>,
    last: Vec<String>,
}

impl<'a> People<'a> {
    /// For `customers` people up to `now`.
    pub(super) fn new(seed: u64, customers: u64, now: Micros, scopes: &'a Scopes) -> Self {
        let mail = |names: &[&str]| names.iter().map(|name| mail_name(name)).collect();
        let of_land = |land: Land| {
            let names = land.names();
            MailNames {
                female: mail(names.female),
                male: mail(names.male),
                last: mail(names.last),
            }
        };
        Self {
            seed,
            customers,
            now,
            scopes,
            mail: Land::ALL.map(of_land).into(),
        }
    }

    /// Customer number `n`; whoever is in a company is in `company`, whose id is `company_id`.
    pub(super) fn customer(&self, n: u64, company: Option<(&Company, i64, Role)>) -> CustomerRecord {
        let mut rng = dice(self.seed, Stream::Person, n);
        let land = company.map_or_else(|| some_land(&mut rng), |(company, ..)| company.land);
        let mut record = self.account(n, land, &mut rng);
        let business = match company {
            Some((company, id, role)) => {
                record.company = Some(id);
                record.company_role = role.code();
                record.sales_rep = company.sales_rep.to_owned();
                record.group = company.group;
                record.tax_vat.clone_from(&company.tax_number);
                Some(company.name.clone())
            }
            None if one_in(&mut rng, 12) => {
                record.group = GroupId(if rng.bool() { 2 } else { 3 });
                record.tax_vat = land.tax_number(&mut rng);
                record.disable_auto_group_change = one_in(&mut rng, 3);
                Some(land.business(&mut rng))
            }
            None => None,
        };
        record.addresses = self.addresses(&record, land, business.as_deref(), &mut rng);
        record.newsletter = self.newsletter(&record, &mut rng);
        quirks::apply(n, &mut record);
        record
    }

    /// The account itself, without what a company or an address adds.
    fn account(&self, n: u64, land: Land, rng: &mut Rng) -> CustomerRecord {
        let names = land.names();
        let mail = &self.mail[land as usize];
        let female = rng.bool();
        let (first_names, first_mail) = match female {
            true => (names.female, &mail.female),
            false => (names.male, &mail.male),
        };
        let first = rng.usize(..first_names.len()).min(rng.usize(..first_names.len()));
        let last = rng.usize(..names.last.len()).min(rng.usize(..names.last.len()));
        let site = self.scopes.of(land, rng);
        let view = common(rng, &site.views);
        let created_at = self.created_at(n, rng);
        let mut record = CustomerRecord {
            website: site.website,
            store_view: view.id,
            created_in: view.name.clone(),
            email: email(n, &first_mail[first], &mail.last[last], rng),
            first_name: first_names[first].to_owned(),
            last_name: names.last[last].to_owned(),
            created_at,
            updated_at: created_at,
            gender: match rng.u8(..10) {
                0 => NOT_SPECIFIED,
                _ if female => FEMALE,
                _ => MALE,
            },
            active: !one_in(rng, 40),
            ..CustomerRecord::default()
        };
        if one_in(rng, 12) {
            land.prefix(female).clone_into(&mut record.prefix);
        }
        if land == Land::UnitedStates && one_in(rng, 5) {
            record.middle_name = format!("{}.", rng.uppercase());
        }
        if one_in(rng, 150) {
            (*pick(rng, &["Jr.", "Sr.", "III", "PhD"])).clone_into(&mut record.suffix);
        }
        if !one_in(rng, 5) {
            record.birth = self.birth(rng);
        }
        if site.confirms && one_in(rng, 20) {
            record.confirmation = format!("{:032x}", rng.u128(..));
        }
        // Most locks have run out; some hold for days, so that the demo shows them for a while.
        if one_in(rng, 150) {
            record.lock_expires = self.now + rng.i64(-90..30) * DAY;
        }
        record
    }

    /// Evenly from the first day to the present one, in the order of the numbers.
    fn created_at(&self, n: u64, rng: &mut Rng) -> Micros {
        let step = (AGE / i64::try_from(self.customers.max(1)).unwrap_or(AGE)).max(1);
        let at = self.now - AGE + step * i64::try_from(n).unwrap_or(0) + rng.i64(0..step);
        at - at.rem_euclid(1_000_000)
    }

    fn birth(&self, rng: &mut Rng) -> String {
        let days = rng.i64(18 * YEAR..60 * YEAR) + rng.i64(0..25 * YEAR);
        let day = DateTime::from_timestamp_micros(self.now - days * DAY).unwrap_or_default();
        day.date_naive().to_string()
    }

    fn addresses(
        &self,
        of: &CustomerRecord,
        land: Land,
        business: Option<&str>,
        rng: &mut Rng,
    ) -> Vec<AddressRecord> {
        if business.is_none() && one_in(rng, 16) {
            return Vec::new();
        }
        let mut first = address(of, land, rng);
        // A few never said which address is the one to bill.
        first.default_billing = !one_in(rng, 30);
        first.default_shipping = true;
        if let Some(business) = business {
            business.clone_into(&mut first.company);
            first.vat.clone_from(&of.tax_vat);
            if one_in(rng, 5) {
                first.fax = land.phone(common(rng, land.places()), rng);
            }
        }
        if !one_in(rng, 4) {
            return vec![first];
        }
        let elsewhere = if one_in(rng, 8) { some_land(rng) } else { land };
        let mut second = address(of, elsewhere, rng);
        second.default_shipping = rng.bool();
        first.default_shipping = !second.default_shipping;
        if one_in(rng, 3) {
            // A present, or a neighbour who is at home.
            let names = elsewhere.names();
            (*common(rng, names.female)).clone_into(&mut second.first_name);
            (*common(rng, names.last)).clone_into(&mut second.last_name);
        }
        match one_in(rng, 8) {
            true => vec![first, second, address(of, land, rng)],
            false => vec![first, second],
        }
    }

    fn newsletter(&self, of: &CustomerRecord, rng: &mut Rng) -> Vec<Subscription> {
        let status = match rng.u8(..100) {
            0..34 => 1,
            34..36 => 2,
            36..41 => 3,
            41..43 => 4,
            _ => return Vec::new(),
        };
        let own = Subscription {
            website: of.website,
            store_view: of.store_view,
            status,
        };
        let base = Subscription {
            website: WebsiteId(1),
            store_view: 1,
            status: 1,
        };
        match own.website != base.website && one_in(rng, 12) {
            true => vec![base, own],
            false => vec![own],
        }
    }
}

/// What dice are thrown for; each has its own, so that more of one thing changes nothing of another.
#[derive(Clone, Copy)]
pub(super) enum Stream {
    Person,
    Company,
    Orders,
}

/// The dice of one number.
pub(super) fn dice(seed: u64, stream: Stream, n: u64) -> Rng {
    // Odd multipliers keep neighbouring numbers, streams and seeds apart.
    let mixed =
        (n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (stream as u64 + 1).wrapping_mul(0xD1B5_4A32_D192_ED03);
    Rng::with_seed(mixed ^ seed.wrapping_mul(0xA24B_AED4_963E_E407))
}

/// A land, as often as customers live there.
pub(super) fn some_land(rng: &mut Rng) -> Land {
    let mut at = rng.u32(..LANDS.iter().map(|(_, share)| share).sum::<u32>());
    for (land, share) in LANDS {
        if at < share {
            return land;
        }
        at -= share;
    }
    Land::UnitedStates
}

fn address(of: &CustomerRecord, land: Land, rng: &mut Rng) -> AddressRecord {
    let place = common(rng, land.places());
    AddressRecord {
        prefix: of.prefix.clone(),
        first_name: of.first_name.clone(),
        middle_name: of.middle_name.clone(),
        last_name: of.last_name.clone(),
        suffix: of.suffix.clone(),
        street: land.street(rng),
        city: place.city.to_owned(),
        region: place.region.to_owned(),
        zip: land.zip(place, rng),
        country: land.code().to_owned(),
        // One in ten keeps the number private.
        phone: if one_in(rng, 10) {
            String::new()
        } else {
            land.phone(place, rng)
        },
        ..AddressRecord::default()
    }
}

/// An address nobody else has: letters, then the customer's number.
fn email(n: u64, first: &str, last: &str, rng: &mut Rng) -> String {
    let n = n + 1;
    let host = pick(rng, &["example.com", "example.com", "example.org", "example.net"]);
    match rng.u8(..8) {
        0 => format!("{last}.{first}{n}@{host}"),
        1 => format!("{}.{last}{n}@{host}", &first[..1]),
        2 => format!("{first}{n}@{host}"),
        3 => format!("{first}_{last}{n}@{host}"),
        4 => format!("{first}+shop{n}@{host}"),
        _ => format!("{first}.{last}{n}@{host}"),
    }
}

/// A name in plain small letters.
fn mail_name(name: &str) -> String {
    let mut plain = fold(name);
    plain.retain(|c| c.is_ascii_lowercase());
    plain
}
