//! Merging what a file says into what is stored.

use super::read::{Unit, lacking, refusal};
use crate::context::Ctx;
use domain::{
    customers::edit,
    fold::fold,
    ids::{AddressId, CustomerId, GroupId, WebsiteId},
    imports::{
        Behavior, FileKind,
        header::{Field, Header},
        report::Refusal,
        row::{AddressFields, BadField, CustomerFields, Given, Shop},
    },
    text::{Sentence, imports as text, rules},
    time,
};
use storage::customers::record::{AddressRecord, CustomerRecord};

/// What applying a unit comes to.
pub(crate) enum Verdict {
    /// Write this record.
    Save(Box<CustomerRecord>),
    /// Delete this customer.
    Delete(CustomerId),
    /// Leave it out, and say why.
    Refuse(Vec<Refusal>),
}

/// What a merge looks things up in.
pub(crate) struct Merge<'a> {
    pub(crate) ctx: &'a Ctx,
    pub(crate) header: &'a Header,
    pub(crate) shop: &'a Shop,
    pub(crate) behavior: Behavior,
}

impl Merge<'_> {
    /// What becomes of `unit`, given the record it names, where there is one.
    pub(crate) fn unit(&self, unit: Unit, stored: Option<CustomerRecord>) -> Verdict {
        let missing = stored.is_none() && (unit.customer.is_none() || self.behavior == Behavior::Delete);
        if missing {
            let bad = BadField {
                column: self.header.name_of(Field::Email),
                value: unit.key.0.clone(),
                sentence: text::NO_SUCH_CUSTOMER.with("email", &unit.key.0),
            };
            return Verdict::Refuse(vec![refusal(unit.line, bad, self.ctx.locale())]);
        }
        if self.behavior == Behavior::Replace && unit.flawed {
            // With one of its rows left out, it would take the place of more than it brings.
            let bad = BadField {
                column: String::new(),
                value: String::new(),
                sentence: text::OTHER_ROW_REFUSED.with("email", &unit.key.0),
            };
            return Verdict::Refuse(vec![refusal(unit.line, bad, self.ctx.locale())]);
        }
        match (self.behavior, stored) {
            (Behavior::Delete, Some(record)) if unit.customer.is_some() => Verdict::Delete(record.id),
            (Behavior::Delete, Some(record)) => self.without_addresses(unit, record),
            (_, stored) => self.write(unit, stored),
        }
    }

    fn write(&self, unit: Unit, stored: Option<CustomerRecord>) -> Verdict {
        let locale = self.ctx.locale();
        let mut refusals = Vec::new();
        let from_nothing = stored.is_none() || self.behavior == Behavior::Replace;
        let mut record = stored.unwrap_or_else(|| self.blank(&unit));
        let set_by_company = record.company.map(|_| record.group);
        if let Some(fields) = unit.customer {
            // Over what is stored a file may leave out what is required; no row may empty it.
            if from_nothing {
                let lacks = fields.missing_for_new();
                refusals.extend(
                    lacks
                        .into_iter()
                        .map(|f| lacking(unit.line, self.header, f, locale)),
                );
                record = unsaid(record, &unit.key.0);
            }
            let group = fields.group;
            set_customer(&mut record, fields, self.shop);
            if let Some(set) = set_by_company {
                record.group = set;
                if let Some(other) = group.filter(|group| GroupId(*group) != set) {
                    let bad = BadField {
                        column: self.header.name_of(Field::Group),
                        value: other.to_string(),
                        sentence: rules::GROUP_OF_COMPANY.plain(),
                    };
                    refusals.push(refusal(unit.line, bad, locale));
                }
            }
        }
        let before = match self.behavior {
            // What the file has said of them before stays, and so does what a file without addresses says nothing of.
            Behavior::Replace if !unit.again && self.header.kind != FileKind::Main => {
                std::mem::take(&mut record.addresses)
            }
            Behavior::Replace | Behavior::AddUpdate | Behavior::Delete => Vec::new(),
        };
        for (line, fields) in unit.addresses {
            match place(&mut record, &before, fields) {
                Ok(()) => {}
                Err(Misfit::NoSuchAddress(id)) => refusals.push(self.no_such_address(line, id)),
                Err(Misfit::Zip(value, sentence)) => {
                    let column = self.header.name_of(Field::Zip);
                    let bad = BadField {
                        column,
                        value,
                        sentence,
                    };
                    refusals.push(refusal(line, bad, self.ctx.locale()));
                }
                Err(Misfit::Lacks(fields)) => {
                    refusals.extend(fields.into_iter().map(|f| lacking(line, self.header, f, locale)));
                }
            }
        }
        self.first_is_default(&mut record, before.len());
        if refusals.is_empty() {
            Verdict::Save(Box::new(record))
        } else {
            Verdict::Refuse(refusals)
        }
    }

    /// The only address of a customer is the one to send bills and parcels to, where a file has no column that
    /// could say so.
    fn first_is_default(&self, record: &mut CustomerRecord, replaced: usize) {
        let says = [Field::DefaultBilling, Field::DefaultShipping]
            .into_iter()
            .any(|field| self.header.position(field).is_some());
        let of_the_account = self.header.kind == FileKind::Composite && !says && replaced == 0;
        if let ([address], true) = (record.addresses.as_mut_slice(), of_the_account)
            && address.id.0 == 0
        {
            (address.default_billing, address.default_shipping) = (true, true);
        }
    }

    fn without_addresses(&self, unit: Unit, mut record: CustomerRecord) -> Verdict {
        let mut refusals = Vec::new();
        for (line, fields) in unit.addresses {
            let id = fields.id.unwrap_or_default();
            let count = record.addresses.len();
            record.addresses.retain(|address| address.id.0 != id);
            if record.addresses.len() == count {
                refusals.push(self.no_such_address(line, id));
            }
        }
        if refusals.is_empty() {
            Verdict::Save(Box::new(record))
        } else {
            Verdict::Refuse(refusals)
        }
    }

    fn no_such_address(&self, line: u64, id: i64) -> Refusal {
        let bad = BadField {
            column: self.header.name_of(Field::AddressId),
            value: id.to_string(),
            sentence: text::NO_SUCH_ADDRESS.with("value", id),
        };
        refusal(line, bad, self.ctx.locale())
    }

    fn blank(&self, unit: &Unit) -> CustomerRecord {
        CustomerRecord {
            email: unit.key.0.clone(),
            website: WebsiteId(unit.key.1),
            // Nobody says when an account was made to the microsecond.
            created_at: time::to_the_second(self.ctx.now()),
            ..CustomerRecord::default()
        }
    }
}

/// The record without what a file says of an account. What no file says stays, and so does when and where the
/// account was made: not saying it does not make it new.
fn unsaid(record: CustomerRecord, email: &str) -> CustomerRecord {
    CustomerRecord {
        email: email.to_owned(),
        id: record.id,
        version: record.version,
        website: record.website,
        created_at: record.created_at,
        created_in: record.created_in,
        lock_expires: record.lock_expires,
        active: record.active,
        company: record.company,
        company_role: record.company_role,
        sales_rep: record.sales_rep,
        addresses: record.addresses,
        newsletter: record.newsletter,
        ..CustomerRecord::default()
    }
}

fn set<T>(place: &mut T, given: Given<T>) {
    if let Some(value) = given {
        *place = value;
    }
}

fn set_customer(record: &mut CustomerRecord, fields: CustomerFields, shop: &Shop) {
    if let Some(view) = fields.store_view {
        record.store_view = view;
        if record.created_in.is_empty() {
            let name = shop
                .store_views
                .iter()
                .find(|(id, _, _)| *id == view)
                .map(|(_, _, name)| name.clone());
            record.created_in = name.unwrap_or_default();
        }
    }
    set(&mut record.confirmation, fields.confirmation);
    set(&mut record.created_at, fields.created_at);
    set(&mut record.created_in, fields.created_in);
    set(
        &mut record.disable_auto_group_change,
        fields.disable_auto_group_change,
    );
    set(&mut record.birth, fields.birth);
    set(&mut record.prefix, fields.prefix);
    set(&mut record.first_name, fields.first_name);
    set(&mut record.middle_name, fields.middle_name);
    set(&mut record.last_name, fields.last_name);
    set(&mut record.suffix, fields.suffix);
    set(&mut record.gender, fields.gender);
    set(&mut record.group, fields.group.map(GroupId));
    set(&mut record.tax_vat, fields.tax_vat);
}

/// Why an address row has no place.
enum Misfit {
    NoSuchAddress(i64),
    Lacks(Vec<Field>),
    /// It makes of the address one whose postcode is not of its country.
    Zip(String, Sentence),
}

/// Puts an address into the record: over the one it is about, or as a new one.
fn place(record: &mut CustomerRecord, before: &[AddressRecord], fields: AddressFields) -> Result<(), Misfit> {
    let (billing, shipping) = (fields.default_billing, fields.default_shipping);
    let lacks = fields.missing_for_new();
    let known = about(record, before, &fields, lacks.is_empty());
    for address in &mut record.addresses {
        address.default_billing &= !billing;
        address.default_shipping &= !shipping;
    }
    if known.is_none() {
        match fields.id {
            _ if lacks.is_empty() => {}
            Some(id) => return Err(Misfit::NoSuchAddress(id)),
            None => return Err(Misfit::Lacks(lacks)),
        }
        record.addresses.push(AddressRecord {
            id: AddressId(0),
            ..AddressRecord::default()
        });
    }
    let at = known.unwrap_or(record.addresses.len() - 1);
    let address = &mut record.addresses[at];
    let was = (address.zip.clone(), address.country.clone());
    address.default_billing |= billing;
    address.default_shipping |= shipping;
    set(&mut address.prefix, fields.prefix);
    set(&mut address.first_name, fields.first_name);
    set(&mut address.middle_name, fields.middle_name);
    set(&mut address.last_name, fields.last_name);
    set(&mut address.suffix, fields.suffix);
    set(&mut address.company, fields.company);
    set(&mut address.street, fields.street);
    set(&mut address.city, fields.city);
    set(&mut address.region, fields.region);
    set(&mut address.zip, fields.zip);
    set(&mut address.country, fields.country);
    set(&mut address.phone, fields.phone);
    set(&mut address.fax, fields.fax);
    set(&mut address.vat, fields.vat);
    match edit::zip(&address.zip, Some(&address.country)) {
        // What stood there before is not the row's fault.
        Err(sentence) if was != (address.zip.clone(), address.country.clone()) => {
            Err(Misfit::Zip(address.zip.clone(), sentence))
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Where the address is that a row is about, if there is one; `whole` says that the row could make a new one.
///
/// An id names it. But ids may be those of another shop, which here belong to other addresses or to none: so a whole
/// row is about the address that says the same, where there is one, and a new one where an id names none, as Magento
/// has it. A file without ids, or with such ids, can be imported again without doubling or losing anything. `before`
/// holds the addresses a replacing import took out, so that one it names keeps its id.
fn about(
    record: &mut CustomerRecord,
    before: &[AddressRecord],
    fields: &AddressFields,
    whole: bool,
) -> Option<usize> {
    // Addresses that are not saved yet have the id 0.
    let id = fields.id.filter(|id| *id > 0);
    let named = |address: &AddressRecord| Some(address.id.0) == id;
    let same = |address: &AddressRecord| says_the_same(address, fields);
    let by_id = record.addresses.iter().position(named);
    // What little a short row says may be said of several: it is about the one that the grid shows, then.
    let shown = |address: &AddressRecord| !whole && address.default_billing && same(address);
    let by_words = record.addresses.iter().position(shown);
    let by_words = by_words.or_else(|| record.addresses.iter().position(same));
    match (by_id, by_words) {
        (Some(at), Some(other)) if whole && !same(&record.addresses[at]) => Some(other),
        (Some(at), _) => Some(at),
        (None, Some(at)) if whole || fields.id.is_none() => Some(at),
        (None, _) => {
            let back = before.iter().find(|address| named(address))?;
            record.addresses.push(AddressRecord {
                default_billing: false,
                default_shipping: false,
                ..back.clone()
            });
            Some(record.addresses.len() - 1)
        }
    }
}

fn says_the_same(address: &AddressRecord, fields: &AddressFields) -> bool {
    let same = |stored: &str, given: &Given<String>| given.as_deref().is_none_or(|g| fold(g) == fold(stored));
    same(&address.first_name, &fields.first_name)
        && same(&address.last_name, &fields.last_name)
        && same(&address.company, &fields.company)
        && same(&address.street, &fields.street)
        && same(&address.city, &fields.city)
        && same(&address.zip, &fields.zip)
        && same(&address.country, &fields.country)
}
