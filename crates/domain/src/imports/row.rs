//! One row of an import file, checked field by field.

use super::{
    dates::{self, Order},
    header::{Field, Header},
};
use crate::{
    customers::{choice, country, edit},
    fold::fold,
    text::{Message, Sentence, columns, imports as text, rules},
    time::Micros,
};
use std::collections::HashMap;

/// What a check needs to know about the shop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shop {
    /// Websites: id and code.
    pub websites: Vec<(i64, String)>,
    /// Store views: id, code, name.
    pub store_views: Vec<(i64, String, String)>,
    /// Ids of customer groups.
    pub groups: Vec<i64>,
    /// Names of websites, folded: a file may say them instead of codes.
    pub website_names: Vec<(i64, String)>,
    /// Names of customer groups, folded: a file may say them instead of ids.
    pub group_names: Vec<(i64, String)>,
    /// Codes of countries by their names, folded, in any language: a file may say them instead.
    pub country_names: HashMap<String, String>,
    /// Accounts are shared by all websites, so an e-mail address is unique over all of them.
    pub shared_accounts: bool,
    /// The day after which nobody can be born, as `YYYY-MM-DD`.
    pub today: String,
}

impl Shop {
    /// A shop that knows every code these rows name, for a preview that can look nothing up: what is left to
    /// find is what needs no lookup.
    pub fn trusting<'a>(header: &Header, rows: impl Iterator<Item = &'a [&'a str]>) -> Self {
        let at = |field| header.position(field);
        let (website, store, group) = (at(Field::Website), at(Field::Store), at(Field::Group));
        let country = at(Field::Country);
        let mut shop = Self::default();
        for row in rows {
            let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).map(|cell| cell.trim());
            // Each website has a number of its own: the same e-mail address may occur in several.
            if let Some(code) = cell(website).filter(|code| shop.websites.iter().all(|(_, c)| c != code)) {
                let id = shop.websites.len() as i64 + 1;
                shop.websites.push((id, code.to_owned()));
            }
            if let Some(code) = cell(store) {
                shop.store_views.push((1, code.to_owned(), code.to_owned()));
            }
            // What is longer than a code may be a name.
            if let Some(name) = cell(country).filter(|name| name.chars().count() > 2) {
                shop.country_names.insert(fold(name), String::new());
            }
            match cell(group).map(|group| (group, group.parse::<i64>())) {
                Some((_, Ok(id))) => shop.groups.push(id),
                Some((name, Err(_))) => {
                    shop.groups.push(1);
                    shop.group_names.push((1, fold(name)));
                }
                None => {}
            }
        }
        if let Some(code) = &header.website {
            shop.websites.push((1, code.clone()));
        }
        shop
    }

    /// The website with this code, else the one with this name.
    pub fn website(&self, word: &str) -> Option<i64> {
        let by_code = self.websites.iter().find(|(_, code)| code == word);
        by_code
            .map(|(id, _)| *id)
            .or_else(|| named(&self.website_names, word))
    }

    /// The code of the country with this code, in either case, or with this name.
    pub fn country(&self, word: &str) -> Option<String> {
        let code = word.to_ascii_uppercase();
        match country::is_code(&code) {
            true => Some(code),
            false => self.country_names.get(&fold(word)).cloned(),
        }
    }

    /// The customer group with this id, else the one with this name, where an account can be in it.
    pub fn group(&self, word: &str) -> Option<i64> {
        let by_id = word.parse().ok().filter(|id| self.groups.contains(id));
        by_id
            .or_else(|| named(&self.group_names, word))
            .filter(|id| *id != 0)
    }
}

fn named(names: &[(i64, String)], word: &str) -> Option<i64> {
    let word = fold(word);
    names.iter().find(|(_, name)| *name == word).map(|(id, _)| *id)
}

/// A field of a row: absent or empty leaves what is stored alone.
pub type Given<T> = Option<T>;

/// What a row says about an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerFields {
    /// Store view id.
    pub store_view: Given<i64>,
    /// Open confirmation key; empty text means confirmed.
    pub confirmation: Given<String>,
    /// When the account was made.
    pub created_at: Given<Micros>,
    /// Store view name, frozen at creation.
    pub created_in: Given<String>,
    /// Whether a VAT check may not change the group.
    pub disable_auto_group_change: Given<bool>,
    /// Date of birth, `YYYY-MM-DD`; empty text clears it.
    pub birth: Given<String>,
    /// Name prefix.
    pub prefix: Given<String>,
    /// First name.
    pub first_name: Given<String>,
    /// Middle name.
    pub middle_name: Given<String>,
    /// Last name.
    pub last_name: Given<String>,
    /// Name suffix.
    pub suffix: Given<String>,
    /// Gender code.
    pub gender: Given<i64>,
    /// Customer group id.
    pub group: Given<i64>,
    /// Tax/VAT number.
    pub tax_vat: Given<String>,
}

/// What a row says about an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddressFields {
    /// Id of the address it changes; nothing for a new one.
    pub id: Given<i64>,
    /// City.
    pub city: Given<String>,
    /// Company text.
    pub company: Given<String>,
    /// Country code.
    pub country: Given<String>,
    /// Fax.
    pub fax: Given<String>,
    /// Name prefix.
    pub prefix: Given<String>,
    /// First name.
    pub first_name: Given<String>,
    /// Middle name.
    pub middle_name: Given<String>,
    /// Last name.
    pub last_name: Given<String>,
    /// Name suffix.
    pub suffix: Given<String>,
    /// Postcode.
    pub zip: Given<String>,
    /// State or province.
    pub region: Given<String>,
    /// Street, lines joined by `\n`.
    pub street: Given<String>,
    /// Phone.
    pub phone: Given<String>,
    /// VAT number.
    pub vat: Given<String>,
    /// Becomes the default billing address.
    pub default_billing: bool,
    /// Becomes the default shipping address.
    pub default_shipping: bool,
}

/// A row that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// E-mail and website id; nothing where an address row continues the customer above it.
    pub key: Option<(String, i64)>,
    /// The account part; nothing in address files and continuing rows.
    pub customer: Option<CustomerFields>,
    /// The address part, where the row has one.
    pub address: Option<AddressFields>,
    /// It comes back to a customer of whom the file has had rows before, with others in between.
    pub again: bool,
}

/// A field that was refused.
#[derive(Clone, Debug, PartialEq)]
pub struct BadField {
    /// The column's heading; empty where the whole row is meant.
    pub column: String,
    /// What stood there.
    pub value: String,
    /// Why, and what to do.
    pub sentence: Sentence,
}

/// Clears a field, where an empty one would leave it alone.
pub const EMPTY_VALUE: &str = "__EMPTY__VALUE__";
/// Longest name, city, street line and the like, in characters.
pub const TEXT_MAX: usize = 255;

/// What files write for yes and for no: our languages' words, and those that their spreadsheets have for true and
/// false. A lone `o` is not among them: it may be oui, and it may be a zero.
const YES: [&str; 10] = ["1", "yes", "y", "true", "ja", "j", "waar", "sant", "oui", "vrai"];
const NO: [&str; 10] = [
    "0", "no", "n", "false", "nee", "nej", "onwaar", "falskt", "non", "faux",
];

struct Reader<'a> {
    header: &'a Header,
    cells: &'a [&'a str],
    bad: Vec<BadField>,
}

impl<'a> Reader<'a> {
    fn given(&self, field: Field) -> Option<&'a str> {
        let of_every_row = self.header.website.as_deref().filter(|_| field == Field::Website);
        let cell = match self.header.position(field) {
            Some(at) => self.cells.get(at)?.trim(),
            None => of_every_row?,
        };
        match cell {
            "" => None,
            EMPTY_VALUE => Some(""),
            _ => Some(cell),
        }
    }

    fn refuse(&mut self, field: Field, value: &str, sentence: Sentence) {
        let column = self.header.name_of(field);
        self.bad.push(BadField {
            column,
            value: value.to_owned(),
            sentence,
        });
    }

    fn read<T>(&mut self, field: Field, read: impl FnOnce(&str) -> Result<T, Sentence>) -> Given<T> {
        let value = self.given(field)?;
        if value.is_empty() && field.is_required() {
            self.refuse(field, EMPTY_VALUE, rules::REQUIRED.plain());
            return None;
        }
        match read(value) {
            Ok(it) => Some(it),
            Err(sentence) => {
                self.refuse(field, value, sentence);
                None
            }
        }
    }

    fn text(&mut self, field: Field) -> Given<String> {
        self.read(field, |value| {
            if value.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r')) {
                return Err(rules::CONTROL_CHARACTER.plain());
            }
            if value.lines().any(|line| line.chars().count() > TEXT_MAX) {
                return Err(rules::TOO_LONG.with("max", TEXT_MAX));
            }
            Ok(value.replace("\r\n", "\n").replace('\r', "\n"))
        })
    }

    fn one_line(&mut self, field: Field) -> Given<String> {
        self.text(field).map(|value| value.replace('\n', " "))
    }

    fn flag(&mut self, field: Field) -> Given<bool> {
        self.read(field, |value| {
            let word = fold(value);
            match word.as_str() {
                word if YES.contains(&word) => Ok(true),
                word if word.is_empty() || NO.contains(&word) => Ok(false),
                _ => Err(text::BAD_FLAG.with("value", value)),
            }
        })
    }
}

/// Reads one row of `header.kind`; every bad field is named.
pub fn read(header: &Header, cells: &[&str], shop: &Shop) -> Result<Row, Vec<BadField>> {
    let mut r = Reader {
        header,
        cells,
        bad: Vec::new(),
    };
    if cells.len() != header.names.len() {
        let sentence = text::RAGGED_ROW
            .with("got", cells.len())
            .and("expected", header.names.len());
        return Err(vec![BadField {
            column: String::new(),
            value: String::new(),
            sentence,
        }]);
    }
    let nobody = r.given(Field::Email).is_none() && !header.names_somebody(cells);
    let continues = header.kind == super::FileKind::Composite && nobody;
    let key = if continues { None } else { read_key(&mut r, shop) };
    let customer = match header.kind {
        super::FileKind::Address => None,
        _ if continues => None,
        super::FileKind::Main | super::FileKind::Composite => Some(read_customer(&mut r, shop)),
    };
    let mut address = match header.kind {
        super::FileKind::Main => None,
        super::FileKind::Address | super::FileKind::Composite => read_address(&mut r, shop),
    };
    if let (Some(customer), Some(address)) = (&customer, &mut address) {
        // A file with one column of first names means the customer and whoever lives there.
        let lacks = |field| header.position(field).is_none();
        let same = |mine: &mut Given<String>, theirs: &Given<String>| mine.clone_from(theirs);
        if lacks(Field::AddressFirstName) && lacks(Field::AddressLastName) {
            same(&mut address.first_name, &customer.first_name);
            same(&mut address.last_name, &customer.last_name);
        }
    }
    if continues && address.is_none() && r.bad.is_empty() {
        r.refuse(Field::Email, "", rules::REQUIRED.plain());
    }
    if r.bad.is_empty() {
        Ok(Row {
            key,
            customer,
            address,
            again: false,
        })
    } else {
        Err(r.bad)
    }
}

fn read_key(r: &mut Reader<'_>, shop: &Shop) -> Option<(String, i64)> {
    let required = |r: &mut Reader<'_>, field| {
        if r.given(field).is_none() {
            r.refuse(field, "", rules::REQUIRED.plain());
        }
    };
    required(r, Field::Email);
    required(r, Field::Website);
    let email = r.read(Field::Email, |v| edit::clean(v).and_then(edit::email));
    let website = r.read(Field::Website, |code| {
        shop.website(code)
            .ok_or_else(|| text::UNKNOWN_WEBSITE.with("value", code))
    });
    Some((email?, website?))
}

fn read_customer(r: &mut Reader<'_>, shop: &Shop) -> CustomerFields {
    let order = r.header.dates;
    CustomerFields {
        store_view: r.read(Field::Store, |code| {
            let found = shop
                .store_views
                .iter()
                .find(|(_, known, _)| known == code)
                .map(|(id, _, _)| *id);
            found.ok_or_else(|| text::UNKNOWN_STORE.with("value", code))
        }),
        confirmation: r.one_line(Field::Confirmation),
        created_at: r.read(Field::CreatedAt, |v| dates::moment(v, order)),
        created_in: r.one_line(Field::CreatedIn),
        disable_auto_group_change: r.flag(Field::DisableAutoGroupChange),
        birth: r.read(Field::Birth, |v| birth(v, &shop.today, order)),
        prefix: r.one_line(Field::Prefix),
        first_name: r.one_line(Field::FirstName),
        middle_name: r.one_line(Field::MiddleName),
        last_name: r.one_line(Field::LastName),
        suffix: r.one_line(Field::Suffix),
        gender: r.read(Field::Gender, gender),
        group: r.read(Field::Group, |v| {
            shop.group(v).ok_or_else(|| text::UNKNOWN_GROUP.with("value", v))
        }),
        tax_vat: r.read(Field::TaxVat, |v| edit::clean(v).and_then(edit::short)),
    }
}

fn birth(value: &str, today: &str, order: Order) -> Result<String, Sentence> {
    if value.is_empty() {
        return Ok(String::new());
    }
    let day = dates::date(value, order)?.to_string();
    if day.as_str() > today && !today.is_empty() {
        return Err(rules::FUTURE_BIRTH.with("value", value));
    }
    Ok(day)
}

fn gender(value: &str) -> Result<i64, Sentence> {
    let word = fold(value);
    let called = |label: &Message| label.texts().any(|text| fold(text) == word);
    match word.as_str() {
        "1" => Ok(choice::MALE),
        "2" => Ok(choice::FEMALE),
        "3" | "" => Ok(choice::NOT_SPECIFIED),
        _ if called(&columns::MALE) => Ok(choice::MALE),
        _ if called(&columns::FEMALE) => Ok(choice::FEMALE),
        _ if called(&columns::NOT_SPECIFIED) => Ok(choice::NOT_SPECIFIED),
        _ => Err(text::BAD_GENDER.with("value", value)),
    }
}

fn read_address(r: &mut Reader<'_>, shop: &Shop) -> Option<AddressFields> {
    const PARTS: [Field; 14] = [
        Field::City,
        Field::Company,
        Field::Country,
        Field::Fax,
        Field::AddressPrefix,
        Field::AddressFirstName,
        Field::AddressMiddleName,
        Field::AddressLastName,
        Field::AddressSuffix,
        Field::Zip,
        Field::Region,
        Field::Street,
        Field::Phone,
        Field::Vat,
    ];
    let id = r.read(Field::AddressId, |v| {
        v.parse::<i64>().map_err(|_| rules::BAD_NUMBER.with("value", v))
    });
    if id.is_none() && PARTS.iter().all(|part| r.given(*part).is_none()) {
        return None;
    }
    let country = r.read(Field::Country, |v| {
        shop.country(v)
            .ok_or_else(|| text::UNKNOWN_COUNTRY.with("value", v))
    });
    let zip = r.read(Field::Zip, |v| {
        edit::clean(v).and_then(|v| edit::zip(v, country.as_deref()))
    });
    Some(AddressFields {
        id,
        city: r.one_line(Field::City),
        company: r.one_line(Field::Company),
        fax: r.one_line(Field::Fax),
        prefix: r.one_line(Field::AddressPrefix),
        first_name: r.one_line(Field::AddressFirstName),
        middle_name: r.one_line(Field::AddressMiddleName),
        last_name: r.one_line(Field::AddressLastName),
        suffix: r.one_line(Field::AddressSuffix),
        region: r.one_line(Field::Region),
        street: r.text(Field::Street),
        phone: r.one_line(Field::Phone),
        vat: r.one_line(Field::Vat),
        default_billing: r.flag(Field::DefaultBilling).unwrap_or_default(),
        default_shipping: r.flag(Field::DefaultShipping).unwrap_or_default(),
        country,
        zip,
    })
}

impl CustomerFields {
    /// The required fields a new customer lacks.
    pub fn missing_for_new(&self) -> Vec<Field> {
        let lacks = |value: &Given<String>| value.as_deref().is_none_or(str::is_empty);
        let required = [
            (Field::FirstName, lacks(&self.first_name)),
            (Field::LastName, lacks(&self.last_name)),
        ];
        required
            .into_iter()
            .filter(|(_, lacks)| *lacks)
            .map(|(field, _)| field)
            .collect()
    }
}

impl AddressFields {
    /// The required fields a new address lacks.
    pub fn missing_for_new(&self) -> Vec<Field> {
        let lacks = |value: &Given<String>| value.as_deref().is_none_or(str::is_empty);
        let required = [
            (Field::AddressFirstName, &self.first_name),
            (Field::AddressLastName, &self.last_name),
            (Field::Street, &self.street),
            (Field::City, &self.city),
            (Field::Country, &self.country),
        ];
        required
            .into_iter()
            .filter(|(_, value)| lacks(value))
            .map(|(field, _)| field)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::header::{self, Reading},
        *,
    };
    use proptest::prelude::*;

    fn shop() -> Shop {
        Shop {
            websites: vec![(1, "base".into())],
            store_views: vec![
                (0, "admin".into(), "Admin".into()),
                (1, "default".into(), "Default".into()),
            ],
            groups: vec![0, 1],
            website_names: vec![(1, "main website".into())],
            group_names: vec![(0, "not logged in".into()), (1, "general".into())],
            country_names: [("sverige".into(), "SE".into())].into(),
            shared_accounts: false,
            today: "2026-11-21".into(),
        }
    }

    const NAMES: [&str; 12] = [
        "email",
        "_website",
        "_store",
        "dob",
        "firstname",
        "gender",
        "group_id",
        "password_hash",
        "_address_country_id",
        "_address_postcode",
        "_address_street",
        "_address_default_billing_",
    ];

    fn read_cells(cells: &[&str; 12]) -> Result<Row, Vec<(String, &'static str)>> {
        let header = header::read(&NAMES, &Reading::PLAIN).unwrap();
        read(&header, cells, &shop()).map_err(|bad| {
            bad.into_iter()
                .map(|b| (b.column, b.sentence.message().key))
                .collect()
        })
    }

    const GOOD: [&str; 12] = [
        "Jon@Example.com",
        "base",
        "admin",
        "2016-04-19 00:00:00",
        "Jon",
        "Male",
        "1",
        "secret",
        "US",
        "95008",
        "Main Street 1\r\nSuite 200",
        "1",
    ];

    #[test]
    fn a_good_row_is_understood() {
        let row = read_cells(&GOOD).unwrap();
        assert_eq!(row.key, Some(("Jon@Example.com".into(), 1)));
        let customer = row.customer.unwrap();
        assert_eq!(
            (customer.store_view, customer.gender, customer.group),
            (Some(0), Some(1), Some(1))
        );
        assert_eq!(customer.birth.as_deref(), Some("2016-04-19"));
        let address = row.address.unwrap();
        assert_eq!(address.street.as_deref(), Some("Main Street 1\nSuite 200"));
        assert!(address.default_billing && !address.default_shipping);
    }

    #[test]
    fn each_bad_field_is_named() {
        for (at, value, key) in [
            (0, "not-an-address", "BAD_EMAIL"),
            (1, "moon", "UNKNOWN_WEBSITE"),
            (1, "", "REQUIRED"),
            (2, "moon", "UNKNOWN_STORE"),
            (3, "31-05-84", "SHORT_YEAR"),
            (3, "04-05-1984", "DATE_IN_DOUBT"),
            (3, "31-13-1984", "BAD_DATE"),
            (3, "2030-01-01", "FUTURE_BIRTH"),
            (4, "a\u{0}b", "CONTROL_CHARACTER"),
            (5, "robot", "BAD_GENDER"),
            (6, "0", "UNKNOWN_GROUP"),
            (6, "77", "UNKNOWN_GROUP"),
            (8, "ZZ", "UNKNOWN_COUNTRY"),
            (9, "1012 AB", "BAD_ZIP"),
            (11, "o", "BAD_FLAG"),
            (11, "2", "BAD_FLAG"),
            (11, "maybe", "BAD_FLAG"),
        ] {
            let mut cells = GOOD;
            cells[at] = value;
            assert_eq!(
                read_cells(&cells),
                Err(vec![(NAMES[at].to_owned(), key)]),
                "{value:?}"
            );
        }
        let header = header::read(&NAMES, &Reading::PLAIN).unwrap();
        let ragged = read(&header, &GOOD[..5], &shop()).unwrap_err();
        assert_eq!(ragged[0].sentence.message().key, "RAGGED_ROW");
    }

    #[test]
    fn yes_and_no_are_said_in_every_language() {
        let flag = |word| {
            let mut cells = GOOD;
            cells[11] = word;
            read_cells(&cells).unwrap().address.unwrap().default_billing
        };
        for yes in ["1", "yes", "Y", "TRUE", "Ja", "J", "WAAR", "Sant", "oui", "VRAI"] {
            assert!(flag(yes), "{yes}");
        }
        for no in [
            "0", "No", "n", "False", "nee", "NEJ", "onwaar", "FALSKT", "non", "Faux", "",
        ] {
            assert!(!flag(no), "{no}");
        }
    }

    #[test]
    fn a_row_without_email_continues_the_customer_above() {
        let mut cells = [""; 12];
        cells[9] = "95008";
        let row = read_cells(&cells).unwrap();
        assert!(row.key.is_none() && row.customer.is_none() && row.address.is_some());
        assert_eq!(read_cells(&[""; 12]), Err(vec![("email".into(), "REQUIRED")]));
    }

    #[test]
    fn empty_leaves_alone_and_the_marker_clears() {
        let mut cells = GOOD;
        cells[3] = "";
        assert_eq!(read_cells(&cells).unwrap().customer.unwrap().birth, None);
        cells[3] = EMPTY_VALUE;
        assert_eq!(
            read_cells(&cells).unwrap().customer.unwrap().birth,
            Some(String::new())
        );
    }

    #[test]
    fn required_fields_cannot_be_cleared() {
        for required in [0, 1, 4, 8, 10] {
            let mut cells = GOOD;
            cells[required] = EMPTY_VALUE;
            let header = header::read(&NAMES, &Reading::PLAIN).unwrap();
            let bad = read(&header, &cells, &shop()).unwrap_err();
            let found: Vec<_> = bad
                .iter()
                .map(|b| (b.column.as_str(), b.value.as_str(), b.sentence.message().key))
                .collect();
            assert_eq!(found, [(NAMES[required], EMPTY_VALUE, "REQUIRED")]);
        }
    }

    #[test]
    fn a_trusting_shop_knows_what_the_rows_name() {
        let mut cells = GOOD;
        (cells[1], cells[2], cells[6]) = ("moon", "moon_en", "77");
        let header = header::read(&NAMES, &Reading::PLAIN).unwrap();
        let shop = Shop::trusting(&header, [cells.as_slice()].into_iter());
        assert!(read(&header, &cells, &shop).is_ok());
        cells[0] = "not-an-address";
        assert_eq!(read(&header, &cells, &shop).unwrap_err().len(), 1);
    }

    proptest! {
        #[test]
        fn no_row_panics(cells in prop::collection::vec(".{0,12}", 12)) {
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            let header = header::read(&NAMES, &Reading::PLAIN).unwrap();
            let _ = read(&header, &cells, &shop());
        }
    }
}
