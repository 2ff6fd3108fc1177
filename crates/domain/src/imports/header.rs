//! The header line of an import file: which column is which field.

pub use super::field::Field;
use super::{
    FileKind,
    dates::{Dates, Order},
    dialect::{Delimiter, Encoding},
    field::{ADDRESS, CUSTOMER, ELSEWHERE, is_secret},
};
use crate::{
    exports::guard,
    text::{Sentence, imports as text},
};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Most columns of a header; Magento's widest file has under a hundred.
pub const MAX_COLUMNS: usize = 500;
/// Longest header line, in bytes.
pub const MAX_BYTES: usize = 64 * 1024;
/// Unknown columns that are named; of the others their number is said.
const UNKNOWN_NAMED: usize = 20;

use Field as F;

/// What a person says about a file that it does not say itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// What the rows are; nothing where the header is to say.
    pub kind: Option<FileKind>,
    /// How its bytes are characters; nothing where they are to say.
    pub encoding: Option<Encoding>,
    /// What parts the fields; nothing where the first lines are to say.
    pub delimiter: Option<Delimiter>,
    /// How dates are written; nothing where they are to say.
    pub dates: Option<Dates>,
    /// The website of every row, where the file has no column for it.
    pub website: Option<String>,
    /// Headings that mean another field than their name says, or that are left out.
    pub columns: Vec<(String, Option<Field>)>,
    /// Take away the apostrophes that an export put before formulas; a file of refused rows loses them anyway. Jobs of
    /// a version without this choice keep them.
    #[serde(default)]
    pub guarded: bool,
}

impl Reading {
    /// The file speaks for itself.
    pub const PLAIN: Self = Self {
        kind: None,
        encoding: None,
        delimiter: None,
        dates: None,
        website: None,
        columns: Vec::new(),
        guarded: false,
    };

    fn said(&self, name: &str) -> Option<Option<Field>> {
        let found = self.columns.iter().find(|(heading, _)| heading == name);
        found.map(|(_, field)| *field)
    }
}

/// One rule of a mapping as people write it: `Heading=field`, or `Heading=-` for a column to leave out.
pub fn rule(text: &str) -> Result<(String, Option<Field>), Sentence> {
    let bad = || text::BAD_MAPPING.with("value", text);
    let (heading, word) = text.rsplit_once('=').ok_or_else(bad)?;
    let field = match word.trim() {
        "-" => None,
        word => Some(Field::from_word(word).ok_or_else(bad)?),
    };
    Ok((heading.trim().to_owned(), field))
}

/// What becomes of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// It is read as this field.
    Read(Field),
    /// Its content is dropped: it is derived, not kept here, or not wanted.
    LeftOut,
    /// Its content is dropped, whatever anybody says.
    Secret,
    /// Nobody has said what it is.
    Unknown,
}

/// Columns of Magento's files that are dropped because they are derived or not kept here, and those a file of
/// refused rows has beside its own.
const DROPPED: &[&str] = &[
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

/// What a file of refused rows has beside the columns of the file they come from.
pub const ABOUT_REFUSALS: [&str; 4] = ["_row", "_column", "_value", "_reason"];

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
    /// The website of every row, where the file has no column for it.
    pub website: Option<String>,
    /// Whether its formulas are guarded, and the guard goes when they are read: it is a file of refused rows, or a
    /// person says so.
    pub guarded: bool,
    /// The order of day and month, as far as it is known.
    pub dates: Order,
}

impl Header {
    /// What a cell says: without the guard, where its file has it.
    pub fn opened<'a>(&self, cell: &'a str) -> &'a str {
        match self.guarded {
            true => guard::opened(cell),
            false => cell,
        }
    }

    /// The column of a field, where the file has it.
    pub fn position(&self, field: Field) -> Option<usize> {
        self.fields.iter().position(|f| *f == Some(field))
    }

    /// Has a row a name of its own? Then it is no further address of the customer above it: what it lacks is an e-mail
    /// address.
    pub fn names_somebody<C: AsRef<[u8]>>(&self, cells: &[C]) -> bool {
        [Field::FirstName, Field::LastName].into_iter().any(|field| {
            let cell = self.position(field).and_then(|at| cells.get(at));
            cell.is_some_and(|cell| !cell.as_ref().trim_ascii().is_empty())
        })
    }

    /// The field of the column with this heading; nothing where its content is dropped, or no column has it.
    pub fn field_of(&self, name: &str) -> Option<Field> {
        let at = self.names.iter().position(|known| known == name)?;
        self.fields.get(at).copied().flatten()
    }

    /// The heading of a field, for messages; where the file has no such column, the one it would have.
    pub fn name_of(&self, field: Field) -> String {
        self.position(field)
            .map_or_else(|| usual_name(field, self.kind), |at| self.names[at].clone())
    }

    /// The columns with headings that say by themselves what they were read as: their own, or the usual one where
    /// somebody had to say it. What somebody left out is not among them.
    pub fn by_itself(&self) -> Vec<(usize, String)> {
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let (kind, columns) = columns(&names, &Reading::PLAIN);
        let said = self.fields.iter().zip(columns).zip(&self.names).enumerate();
        said.filter_map(|(at, ((field, alone), name))| match (field, alone) {
            (Some(field), alone) if kind != self.kind || alone != Column::Read(*field) => {
                Some((at, usual_name(*field, self.kind)))
            }
            (None, Column::Read(_) | Column::Unknown) => None,
            (Some(_), _) | (None, Column::LeftOut | Column::Secret) => Some((at, name.clone())),
        })
        .collect()
    }

    /// The heading of a column that says which website every row is of, where the file has none and somebody said it.
    pub fn website_column(&self) -> Option<(String, &str)> {
        let code = self.website.as_deref()?;
        let lacks = self.position(F::Website).is_none();
        lacks.then(|| (usual_name(F::Website, self.kind), code))
    }
}

fn usual_name(field: Field, kind: FileKind) -> String {
    let find = |list: &[(&'static str, Field)]| list.iter().find(|(_, f)| *f == field).map(|(n, _)| *n);
    match (kind, find(ADDRESS)) {
        (FileKind::Composite, Some(name)) => format!("_address_{name}"),
        (FileKind::Main | FileKind::Address, Some(name)) => name.to_owned(),
        (FileKind::Address, None) if field == F::Email => "_email".to_owned(),
        (_, None) => {
            let name = find(CUSTOMER).or_else(|| find(ELSEWHERE));
            name.unwrap_or_default().to_owned()
        }
    }
}

/// A heading without the blanks and the byte order mark around it, nor the guard that a file of refused rows has.
pub fn tidy(name: &str) -> String {
    let name = name.trim().trim_start_matches('\u{feff}').trim();
    guard::opened(name).to_owned()
}

/// What a file is, and what becomes of its columns, as far as its header and a person say.
pub fn columns(names: &[&str], reading: &Reading) -> (FileKind, Vec<Column>) {
    let names: Vec<String> = names.iter().map(|name| tidy(name)).collect();
    let kind = kind_of(&names, reading);
    // What is said or known by its exact name comes before what is guessed.
    let sure: Vec<Option<Column>> = names.iter().map(|name| sure(name, kind, reading)).collect();
    let mut met: HashSet<Field> = sure.iter().flatten().filter_map(Column::field).collect();
    let guessed = sure.into_iter().zip(&names).map(|(sure, name)| {
        sure.unwrap_or_else(|| match guess(name, kind).filter(|field| met.insert(*field)) {
            Some(field) => Column::Read(field),
            None => Column::Unknown,
        })
    });
    let columns = guessed.collect();
    (kind, columns)
}

impl Column {
    /// The field it is read as.
    pub fn field(&self) -> Option<Field> {
        match self {
            Self::Read(field) => Some(*field),
            Self::LeftOut | Self::Secret | Self::Unknown => None,
        }
    }
}

fn kind_of(names: &[String], reading: &Reading) -> FileKind {
    let said = reading.kind.unwrap_or_else(|| {
        if names.iter().any(|name| name == "_email") {
            FileKind::Address
        } else if names.iter().any(|name| name.starts_with("_address_")) {
            FileKind::Composite
        } else {
            FileKind::Main
        }
    });
    // Customers whose rows say something of an address are customers and addresses.
    let of_address = |name: &String| match reading.said(name) {
        Some(said) => said.is_some_and(Field::is_of_address),
        None => {
            let exact = field_of(name, FileKind::Main).is_some() || dropped(name, FileKind::Main);
            reading.kind.is_none() && !exact && Field::guess(name).is_some_and(Field::is_of_address)
        }
    };
    match said {
        FileKind::Main if names.iter().any(of_address) => FileKind::Composite,
        kind => kind,
    }
}

/// What becomes of a column without any guess.
fn sure(name: &str, kind: FileKind, reading: &Reading) -> Option<Column> {
    if is_secret(name) {
        return Some(Column::Secret);
    }
    if let Some(said) = reading.said(name) {
        return Some(said.map_or(Column::LeftOut, Column::Read));
    }
    match field_of(name, kind) {
        Some(field) => Some(Column::Read(field)),
        None => dropped(name, kind).then_some(Column::LeftOut),
    }
}

fn guess(name: &str, kind: FileKind) -> Option<Field> {
    let field = Field::guess(name)?;
    let of_the_kind = match kind {
        FileKind::Address => field.twin().unwrap_or(field),
        FileKind::Main | FileKind::Composite => field,
    };
    allowed(of_the_kind, kind).then_some(of_the_kind)
}

/// Whether files of a kind have a field.
pub fn allowed(field: Field, kind: FileKind) -> bool {
    match kind {
        FileKind::Main => !field.is_of_address(),
        FileKind::Address => field.is_of_address() || matches!(field, F::Email | F::Website),
        FileKind::Composite => field != F::AddressId,
    }
}

/// Reads a header; what it does not say itself, `reading` does.
pub fn read(names: &[&str], reading: &Reading) -> Result<Header, Vec<Sentence>> {
    if names.len() > MAX_COLUMNS {
        let sentence = text::TOO_MANY_COLUMNS.with("n", names.len());
        return Err(vec![sentence.and("max", MAX_COLUMNS)]);
    }
    let (kind, columns) = columns(names, reading);
    let names: Vec<String> = names.iter().map(|name| tidy(name)).collect();
    if !columns.iter().any(|column| column.field() == Some(F::Email)) {
        let shop = columns
            .iter()
            .filter(|column| **column != Column::Unknown)
            .count();
        let foreign = reading.kind.is_none() && shop == 0 && reading.columns.is_empty();
        if foreign {
            return Err(vec![text::NOT_A_CUSTOMER_FILE.plain()]);
        }
    }
    let mut errors = faults(&names, &columns, kind, reading);
    for (field, missing, message) in [
        (F::Email, true, &text::MISSING_COLUMN),
        (F::Website, reading.website.is_none(), &text::MISSING_WEBSITE),
    ] {
        if missing && !columns.iter().any(|column| column.field() == Some(field)) {
            errors.push(message.with("column", usual_name(field, kind)));
        }
    }
    if errors.is_empty() {
        Ok(Header {
            kind,
            guarded: reading.guarded || is_of_refusals(names.iter().map(String::as_str)),
            names,
            fields: columns.iter().map(Column::field).collect(),
            website: reading.website.clone(),
            dates: Order::said(reading.dates),
        })
    } else {
        Err(errors)
    }
}

/// Is it the header of a file of refused rows? Somebody may have taken a column or two away; one may be somebody's own.
pub fn is_of_refusals<'a>(names: impl Iterator<Item = &'a str>) -> bool {
    names.filter(|name| ABOUT_REFUSALS.contains(name)).count() > 1
}

/// What is wrong with the columns, one by one.
fn faults(names: &[String], columns: &[Column], kind: FileKind, reading: &Reading) -> Vec<Sentence> {
    let mut errors = Vec::new();
    let (mut met, mut unknown) = (HashSet::new(), 0);
    for (i, (name, column)) in names.iter().zip(columns).enumerate() {
        if name.is_empty() {
            errors.push(text::NAMELESS_COLUMN.with("n", i + 1));
        } else if !met.insert(name) {
            errors.push(text::DOUBLE_COLUMN.with("column", name));
        } else if let Some(field) = column.field() {
            let first = columns.iter().position(|other| other.field() == Some(field));
            if let Some(first) = first.filter(|first| *first < i) {
                let sentence = text::DOUBLE_FIELD.with("column", name);
                errors.push(sentence.and("other", &names[first]).and("field", field.word()));
            }
            if !allowed(field, kind) {
                errors.push(text::WRONG_FIELD.with("column", name).and("field", field.word()));
            }
        }
        if name == ACTION {
            errors.push(text::ACTION_COLUMN.with("column", name));
        }
        if *column == Column::Unknown && !name.is_empty() {
            unknown += 1;
            if unknown <= UNKNOWN_NAMED {
                errors.push(text::UNKNOWN_COLUMN.with("column", name));
            }
        }
    }
    if unknown > UNKNOWN_NAMED {
        errors.push(text::MORE_UNKNOWN_COLUMNS.with("n", unknown - UNKNOWN_NAMED));
    }
    for (heading, said) in &reading.columns {
        if !names.contains(heading) {
            errors.push(text::NO_SUCH_COLUMN.with("column", heading));
        } else if said.is_some() && is_secret(heading) {
            errors.push(text::SECRET_COLUMN.with("column", heading));
        }
    }
    errors
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
    let elsewhere = ["_entity_id", "_finance_website"].contains(&name);
    DROPPED.contains(&bare) || name == ACTION || elsewhere || ABOUT_REFUSALS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{prelude::*, sample::subsequence};

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
            assert_eq!(read(&split(line), &Reading::PLAIN).map(|h| h.kind), Ok(kind));
        }
        let header = read(&split(composite), &Reading::PLAIN).unwrap();
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
            let errors = read(&names, &Reading::PLAIN).unwrap_err();
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
            let header = read(&split(line), &Reading::PLAIN).unwrap();
            assert_eq!(header.name_of(field), name, "{line}");
        }
    }

    #[test]
    fn a_header_says_all_that_is_wrong_with_it() {
        let keys = |line: &str, kind| {
            let reading = Reading {
                kind,
                ..Reading::PLAIN
            };
            let errors = read(&split(line), &reading).unwrap_err();
            errors.iter().map(|s| s.message().key).collect::<Vec<_>>()
        };
        assert_eq!(keys("email,_website,shoe", None), ["UNKNOWN_COLUMN"]);
        assert_eq!(
            keys("email,email,,_website", None),
            ["DOUBLE_COLUMN", "NAMELESS_COLUMN"]
        );
        assert_eq!(keys("email", None), ["MISSING_WEBSITE"]);
        for line in [
            "email,_website,_action",
            "_email,_website,_action",
            "email,_website,_address_city,_action",
        ] {
            assert_eq!(keys(line, None), ["ACTION_COLUMN"], "{line}");
        }
        assert_eq!(keys("one,two", None), ["NOT_A_CUSTOMER_FILE"]);
        assert_eq!(
            keys("e,_website", Some(FileKind::Address)),
            ["UNKNOWN_COLUMN", "MISSING_COLUMN"]
        );
        assert!(
            read(&["\u{feff}email", "_website"], &Reading::PLAIN).is_ok(),
            "a byte order mark is no part of a name"
        );
    }

    fn mapped(columns: &[&str], website: &str) -> Reading {
        Reading {
            website: (!website.is_empty()).then(|| website.to_owned()),
            columns: columns.iter().map(|text| rule(text).unwrap()).collect(),
            ..Reading::PLAIN
        }
    }

    #[test]
    fn any_file_is_read_by_what_its_headings_mean_and_what_a_person_says() {
        let line = "Voornaam,Achternaam,E-mailadres,Straat,Postcode,Plaats,Land,Opmerking,Site,Wachtwoord";
        let header = read(&split(line), &mapped(&["Opmerking=-", "Site=_website"], "")).unwrap();
        assert_eq!(header.kind, FileKind::Composite);
        let expected = [
            F::FirstName,
            F::LastName,
            F::Email,
            F::Street,
            F::Zip,
            F::City,
            F::Country,
        ];
        let mut expected: Vec<_> = expected.into_iter().map(Some).collect();
        expected.extend([None, Some(F::Website), None]);
        assert_eq!(header.fields, expected);
        let reading = mapped(&["Opmerking=-", "Site=-"], "base");
        let header = read(&split(line), &reading).unwrap();
        assert_eq!(
            (header.position(F::Website), header.website.as_deref()),
            (None, Some("base"))
        );
        let main = read(&split("mail,first,last,website"), &Reading::PLAIN).unwrap();
        assert_eq!(main.kind, FileKind::Main);
    }

    #[test]
    fn the_first_of_two_columns_that_could_be_a_field_is_it() {
        let (_, found) = columns(&["email", "Phone", "Mobile", "telephone"], &Reading::PLAIN);
        let phone = [Column::Read(F::Email), Column::Read(F::Phone)];
        assert_eq!(found, [phone[0], phone[1], Column::Unknown, Column::Unknown]);
        let (_, found) = columns(&["Phone", "Mobile"], &mapped(&["Mobile=_address_telephone"], ""));
        assert_eq!(found, [Column::Unknown, phone[1]]);
    }

    #[test]
    fn a_mapping_that_cannot_be_is_refused_in_words() {
        let keys = |line: &str, reading: &Reading| {
            let errors = read(&split(line), reading).unwrap_err();
            errors.iter().map(|s| s.message().key).collect::<Vec<_>>()
        };
        let line = "email,_website,a,password_hash";
        for (columns, key) in [
            (&["a=email"][..], "DOUBLE_FIELD"),
            (&["a=-", "b=email"], "NO_SUCH_COLUMN"),
            (&["a=-", "password_hash=taxvat"], "SECRET_COLUMN"),
            (&["a=-", "email=-"], "MISSING_COLUMN"),
        ] {
            assert_eq!(keys(line, &mapped(columns, "")), [key], "{columns:?}");
        }
        let address = Reading {
            kind: Some(FileKind::Address),
            ..mapped(&["a=dob"], "")
        };
        assert_eq!(keys("_email,_website,a", &address), ["WRONG_FIELD"]);
    }

    #[test]
    fn rules_are_read_as_they_are_written() {
        assert_eq!(rule("a=b=email"), Ok(("a=b".to_owned(), Some(F::Email))));
        assert_eq!(rule(" Note = - "), Ok(("Note".to_owned(), None)));
        for bad in ["", "email", "a=shoe", "a="] {
            assert_eq!(rule(bad).unwrap_err().message().key, "BAD_MAPPING", "{bad}");
        }
    }

    proptest! {
        #[test]
        fn what_somebody_said_of_columns_they_say_by_themselves_then(
            fields in subsequence(Field::all().filter(|f| *f != F::AddressId).collect::<Vec<_>>(), 1..20).prop_shuffle(),
            own in any::<u64>(),
            out in 0..3_usize,
        ) {
            let fields: Vec<_> = [F::Email].into_iter().chain(fields.into_iter().filter(|f| *f != F::Email)).collect();
            // Some are called what they are, the others and those that are left out are not.
            let name = |(at, field): (usize, &Field)| match own >> (at % 64) & 1 {
                1 => field.word(),
                _ => format!("Column {at}"),
            };
            let mut names: Vec<_> = fields.iter().enumerate().map(name).collect();
            let mut said: Vec<_> = names.iter().cloned().zip(fields.iter().copied().map(Some)).collect();
            names.extend((0..out).map(|n| format!("Remark {n}")));
            said.extend((0..out).map(|n| (format!("Remark {n}"), None)));
            let reading = Reading { website: Some("base".to_owned()), columns: said, ..Reading::PLAIN };
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            let header = read(&names, &reading).unwrap();
            let again = header.by_itself();
            let mut names: Vec<_> = again.iter().map(|(_, name)| name.clone()).collect();
            names.extend(header.website_column().map(|(name, _)| name));
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            let plain = read(&names, &Reading::PLAIN).unwrap();
            prop_assert_eq!(plain.kind, header.kind);
            let fields: Vec<_> = fields.into_iter().map(Some).collect();
            prop_assert_eq!(&plain.fields[..fields.len()], &fields);
        }
    }

    #[test]
    fn a_file_of_refused_rows_has_the_columns_of_the_first_one() {
        let mut names = vec!["email", "_website"];
        names.extend(ABOUT_REFUSALS);
        let header = read(&names, &Reading::PLAIN).unwrap();
        assert_eq!(header.fields.iter().flatten().count(), 2);
    }
}
