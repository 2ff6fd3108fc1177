//! The header line of an import file: which column is which field.

use super::FileKind;
use crate::text::{Sentence, imports as text};
use std::collections::HashSet;

/// Most columns of a header; Magento's widest file has under a hundred.
pub const MAX_COLUMNS: usize = 500;
/// Longest header line, in bytes.
pub const MAX_BYTES: u64 = 64 * 1024;
/// Unknown columns that are named; of the others their number is said.
const UNKNOWN_NAMED: usize = 20;

/// A field of a customer or an address that an import writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// E-mail address, part of the key.
    Email,
    /// Website code, part of the key.
    Website,
    /// Store view code.
    Store,
    /// Open confirmation key; empty means confirmed.
    Confirmation,
    /// When the account was made.
    CreatedAt,
    /// Store view name the account was made in.
    CreatedIn,
    /// 1 where a VAT check may not change the group.
    DisableAutoGroupChange,
    /// Date of birth.
    Birth,
    /// Name prefix.
    Prefix,
    /// First name.
    FirstName,
    /// Middle name.
    MiddleName,
    /// Last name.
    LastName,
    /// Name suffix.
    Suffix,
    /// Male, Female or Not Specified.
    Gender,
    /// Customer group id.
    Group,
    /// Tax/VAT number of the customer.
    TaxVat,
    /// Id of an existing address; empty for a new one.
    AddressId,
    /// City.
    City,
    /// Company text.
    Company,
    /// Country, ISO alpha-2.
    Country,
    /// Fax.
    Fax,
    /// First name on the address.
    AddressFirstName,
    /// Middle name on the address.
    AddressMiddleName,
    /// Last name on the address.
    AddressLastName,
    /// Name prefix on the address.
    AddressPrefix,
    /// Name suffix on the address.
    AddressSuffix,
    /// Postcode.
    Zip,
    /// State or province.
    Region,
    /// Street, up to four lines.
    Street,
    /// Phone.
    Phone,
    /// VAT number of the address.
    Vat,
    /// 1 where the address is the default for billing.
    DefaultBilling,
    /// 1 where the address is the default for shipping.
    DefaultShipping,
}

use Field as F;

impl Field {
    /// Whether a customer or an address cannot be without it; a file may leave it out, but not empty it.
    pub fn is_required(self) -> bool {
        REQUIRED.contains(&self)
    }
}

/// What a customer or an address cannot be without.
const REQUIRED: [Field; 9] = [
    F::Email,
    F::Website,
    F::FirstName,
    F::LastName,
    F::AddressFirstName,
    F::AddressLastName,
    F::Street,
    F::City,
    F::Country,
];

/// Customer columns of the main and composite files.
const CUSTOMER: &[(&str, Field)] = &[
    ("email", F::Email),
    ("_website", F::Website),
    ("_store", F::Store),
    ("confirmation", F::Confirmation),
    ("created_at", F::CreatedAt),
    ("created_in", F::CreatedIn),
    ("disable_auto_group_change", F::DisableAutoGroupChange),
    ("dob", F::Birth),
    ("prefix", F::Prefix),
    ("firstname", F::FirstName),
    ("middlename", F::MiddleName),
    ("lastname", F::LastName),
    ("suffix", F::Suffix),
    ("gender", F::Gender),
    ("group_id", F::Group),
    ("taxvat", F::TaxVat),
];

/// Address columns, as in the address file; the composite file puts `_address_` before each.
const ADDRESS: &[(&str, Field)] = &[
    ("city", F::City),
    ("company", F::Company),
    ("country_id", F::Country),
    ("fax", F::Fax),
    ("firstname", F::AddressFirstName),
    ("middlename", F::AddressMiddleName),
    ("lastname", F::AddressLastName),
    ("prefix", F::AddressPrefix),
    ("suffix", F::AddressSuffix),
    ("postcode", F::Zip),
    ("region", F::Region),
    ("street", F::Street),
    ("telephone", F::Phone),
    ("vat_id", F::Vat),
];

/// Columns whose content is dropped: secrets on purpose, the rest because it is derived or not kept here.
const DROPPED: &[&str] = &[
    "password",
    "password_hash",
    "rp_token",
    "rp_token_created_at",
    "reward_update_notification",
    "reward_warning_notification",
    "store_id",
    "website_id",
    "updated_at",
    "region_id",
    "vat_is_valid",
    "vat_request_date",
    "vat_request_id",
    "vat_request_success",
    "store_credit",
    "reward_points",
    "first_failure",
    "failures_num",
    "lock_expires",
];

/// Says row by row what is to happen. Read as if it were not there, rows to delete would be written.
const ACTION: &str = "_action";

/// A header that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// What the rows are.
    pub kind: FileKind,
    /// The headings as written.
    pub names: Vec<String>,
    /// The field of each column; nothing where its content is dropped.
    pub fields: Vec<Option<Field>>,
}

impl Header {
    /// The column of a field, where the file has it.
    pub fn position(&self, field: Field) -> Option<usize> {
        self.fields.iter().position(|f| *f == Some(field))
    }

    /// The heading of a field, for messages; where the file has no such column, the one it would have.
    pub fn name_of(&self, field: Field) -> String {
        self.position(field)
            .map_or_else(|| usual_name(field, self.kind), |at| self.names[at].clone())
    }
}

fn usual_name(field: Field, kind: FileKind) -> String {
    let find = |list: &[(&'static str, Field)]| list.iter().find(|(_, f)| *f == field).map(|(n, _)| *n);
    match (kind, find(ADDRESS)) {
        (FileKind::Composite, Some(name)) => format!("_address_{name}"),
        (FileKind::Main | FileKind::Address, Some(name)) => name.to_owned(),
        (_, None) => find(CUSTOMER).unwrap_or_default().to_owned(),
    }
}

/// Reads a header; `kind` is nothing where the file is to speak for itself.
pub fn read(names: &[&str], kind: Option<FileKind>) -> Result<Header, Vec<Sentence>> {
    if names.len() > MAX_COLUMNS {
        let sentence = text::TOO_MANY_COLUMNS.with("n", names.len());
        return Err(vec![sentence.and("max", MAX_COLUMNS)]);
    }
    let names: Vec<String> = names
        .iter()
        .map(|n| n.trim().trim_start_matches('\u{feff}').to_owned())
        .collect();
    let has = |name: &str| names.iter().any(|n| n == name);
    let kind = match kind {
        Some(kind) => kind,
        None if has("_email") => FileKind::Address,
        None if names.iter().any(|n| n.starts_with("_address_")) => FileKind::Composite,
        None if has("email") => FileKind::Main,
        None => return Err(vec![text::NOT_A_CUSTOMER_FILE.plain()]),
    };
    let mut errors = Vec::new();
    let mut fields = Vec::with_capacity(names.len());
    let (mut met, mut unknown) = (HashSet::new(), 0);
    for (i, name) in names.iter().enumerate() {
        if name.is_empty() {
            errors.push(text::NAMELESS_COLUMN.with("n", i + 1));
        } else if !met.insert(name) {
            errors.push(text::DOUBLE_COLUMN.with("column", name));
        }
        if name == ACTION {
            errors.push(text::ACTION_COLUMN.with("column", name));
        }
        let field = field_of(name, kind);
        if field.is_none() && !name.is_empty() && !dropped(name, kind) {
            unknown += 1;
            if unknown <= UNKNOWN_NAMED {
                errors.push(text::UNKNOWN_COLUMN.with("column", name));
            }
        }
        fields.push(field);
    }
    if unknown > UNKNOWN_NAMED {
        errors.push(text::MORE_UNKNOWN_COLUMNS.with("n", unknown - UNKNOWN_NAMED));
    }
    for required in match kind {
        FileKind::Address => ["_email", "_website"],
        FileKind::Main | FileKind::Composite => ["email", "_website"],
    } {
        if !has(required) {
            errors.push(text::MISSING_COLUMN.with("column", required));
        }
    }
    if errors.is_empty() {
        Ok(Header { kind, names, fields })
    } else {
        Err(errors)
    }
}

fn field_of(name: &str, kind: FileKind) -> Option<Field> {
    let find = |list: &[(&str, Field)], name: &str| list.iter().find(|(n, _)| *n == name).map(|(_, f)| *f);
    match kind {
        FileKind::Main => find(CUSTOMER, name),
        FileKind::Address => match name {
            "_email" => Some(F::Email),
            "_website" => Some(F::Website),
            "_entity_id" => Some(F::AddressId),
            _ => flag(name).or_else(|| find(ADDRESS, name)),
        },
        FileKind::Composite => flag(name)
            .or_else(|| find(ADDRESS, name.strip_prefix("_address_")?))
            .or_else(|| find(CUSTOMER, name)),
    }
}

fn flag(name: &str) -> Option<Field> {
    match name {
        "_address_default_billing_" => Some(F::DefaultBilling),
        "_address_default_shipping_" => Some(F::DefaultShipping),
        _ => None,
    }
}

fn dropped(name: &str, kind: FileKind) -> bool {
    let bare = name
        .strip_prefix("_address_")
        .filter(|_| kind == FileKind::Composite)
        .unwrap_or(name);
    DROPPED.contains(&bare) || name == ACTION || name == "_entity_id" || name == "_finance_website"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(line: &str) -> Vec<&str> {
        line.split(',').collect()
    }

    #[test]
    fn the_three_magento_files_are_known() {
        let main = "email,_website,_store,confirmation,created_at,created_in,disable_auto_group_change,dob,firstname,gender,group_id,lastname,middlename,password_hash,prefix,reward_update_notification,reward_warning_notification,rp_token,rp_token_created_at,store_id,suffix,taxvat,updated_at,website_id,password";
        let address = "_website,_email,_entity_id,city,company,country_id,fax,firstname,lastname,middlename,postcode,prefix,region,region_id,street,suffix,telephone,vat_id,vat_is_valid,vat_request_date,vat_request_id,vat_request_success,_address_default_billing_,_address_default_shipping_";
        let composite = "email,_website,_store,dob,password_hash,_address_city,_address_vat_id,_address_default_billing_,_address_default_shipping_";
        for (line, kind) in [
            (main, FileKind::Main),
            (address, FileKind::Address),
            (composite, FileKind::Composite),
        ] {
            assert_eq!(read(&split(line), None).map(|h| h.kind), Ok(kind));
        }
        let header = read(&split(composite), None).unwrap();
        assert_eq!(header.name_of(Field::City), "_address_city");
        let hash = header.names.iter().position(|n| n == "password_hash").unwrap();
        assert_eq!(header.fields[hash], None, "hashes are dropped");
    }

    #[test]
    fn a_header_without_end_is_refused_in_few_words() {
        let keys = |columns: usize| {
            let names: Vec<_> = (0..columns).map(|n| format!("c{n}")).collect();
            let names: Vec<_> = ["email", "_website"]
                .into_iter()
                .chain(names.iter().map(String::as_str))
                .collect();
            let errors = read(&names, None).unwrap_err();
            errors.iter().map(|s| s.message().key).collect::<Vec<_>>()
        };
        assert_eq!(keys(1_000_000), ["TOO_MANY_COLUMNS"]);
        let found = keys(400);
        assert_eq!(found.len(), 21);
        assert_eq!(found[19..], ["UNKNOWN_COLUMN", "MORE_UNKNOWN_COLUMNS"]);
    }

    #[test]
    fn a_column_that_is_not_there_has_a_name_too() {
        for (line, field, name) in [
            ("email,_website", F::LastName, "lastname"),
            ("email,_website,_address_city", F::LastName, "lastname"),
            ("email,_website,_address_city", F::Street, "_address_street"),
            (
                "email,_website,_address_city",
                F::AddressFirstName,
                "_address_firstname",
            ),
            ("_email,_website", F::AddressFirstName, "firstname"),
            ("_email,_website", F::Email, "_email"),
        ] {
            let header = read(&split(line), None).unwrap();
            assert_eq!(header.name_of(field), name, "{line}");
        }
    }

    #[test]
    fn a_header_says_all_that_is_wrong_with_it() {
        let keys = |line: &str, kind| {
            let errors = read(&split(line), kind).unwrap_err();
            errors.iter().map(|s| s.message().key).collect::<Vec<_>>()
        };
        assert_eq!(keys("email,_website,shoe", None), ["UNKNOWN_COLUMN"]);
        assert_eq!(
            keys("email,email,,_website", None),
            ["DOUBLE_COLUMN", "NAMELESS_COLUMN"]
        );
        assert_eq!(keys("email", None), ["MISSING_COLUMN"]);
        for line in [
            "email,_website,_action",
            "_email,_website,_action",
            "email,_website,_address_city,_action",
        ] {
            assert_eq!(keys(line, None), ["ACTION_COLUMN"], "{line}");
        }
        assert_eq!(keys("one,two", None), ["NOT_A_CUSTOMER_FILE"]);
        assert_eq!(
            keys("email,_website", Some(FileKind::Address)),
            ["UNKNOWN_COLUMN", "MISSING_COLUMN"]
        );
        assert!(
            read(&["\u{feff}email", "_website"], None).is_ok(),
            "a byte order mark is no part of a name"
        );
    }
}
