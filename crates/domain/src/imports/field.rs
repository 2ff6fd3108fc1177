//! The fields an import writes, and what files call them.

use crate::{
    fold::fold,
    text::{Message, columns, imports as text},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

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
pub(super) const CUSTOMER: &[(&str, Field)] = &[
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
pub(super) const ADDRESS: &[(&str, Field)] = &[
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

/// Fields without a column in Magento's other files, and the flags that two of them share.
pub(super) const ELSEWHERE: &[(&str, Field)] = &[
    ("_entity_id", F::AddressId),
    ("_address_default_billing_", F::DefaultBilling),
    ("_address_default_shipping_", F::DefaultShipping),
];

impl Field {
    /// Every field: those of the account, then those of the address.
    pub fn all() -> impl Iterator<Item = Self> {
        [CUSTOMER, ADDRESS, ELSEWHERE]
            .into_iter()
            .flatten()
            .map(|(_, field)| *field)
    }

    /// Its word in mappings: the name of its column in Magento's composite file.
    pub fn word(self) -> String {
        let find =
            |list: &[(&'static str, Self)]| list.iter().find(|(_, f)| *f == self).map(|(name, _)| *name);
        match (find(CUSTOMER).or_else(|| find(ELSEWHERE)), find(ADDRESS)) {
            (Some(name), _) => name.to_owned(),
            (None, name) => format!("_address_{}", name.unwrap_or_default()),
        }
    }

    /// The field with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::all().find(|field| field.word() == word)
    }

    /// Whether a customer or an address cannot be without it; a file may leave it out, but not empty it.
    pub fn is_required(self) -> bool {
        REQUIRED.contains(&self)
    }

    /// Whether its values are kept from roles that may not see numbers and days of birth.
    pub fn is_personal(self) -> bool {
        matches!(self, F::Birth | F::TaxVat | F::Vat)
    }

    /// Whether it says something of an address.
    pub fn is_of_address(self) -> bool {
        !CUSTOMER.iter().any(|(_, field)| *field == self)
    }

    /// The field of the address that says the same of whoever lives there.
    pub fn twin(self) -> Option<Self> {
        Some(match self {
            F::Prefix => F::AddressPrefix,
            F::FirstName => F::AddressFirstName,
            F::MiddleName => F::AddressMiddleName,
            F::LastName => F::AddressLastName,
            F::Suffix => F::AddressSuffix,
            _ => return None,
        })
    }

    /// Its name for people.
    pub fn label(self) -> &'static Message {
        match self {
            F::Email => &columns::EMAIL,
            F::Website => &columns::WEBSITE,
            F::Store => &text::FIELD_STORE,
            F::Confirmation => &text::FIELD_CONFIRMATION,
            F::CreatedAt => &columns::SINCE,
            F::CreatedIn => &columns::CREATED_IN,
            F::DisableAutoGroupChange => &text::FIELD_GROUP_KEPT,
            F::Birth => &columns::BIRTH,
            F::Prefix => &text::FIELD_PREFIX,
            F::FirstName => &columns::FIRST_NAME,
            F::MiddleName => &text::FIELD_MIDDLE_NAME,
            F::LastName => &columns::LAST_NAME,
            F::Suffix => &text::FIELD_SUFFIX,
            F::Gender => &columns::GENDER,
            F::Group => &columns::GROUP,
            F::TaxVat => &columns::TAX_VAT,
            F::AddressId => &text::FIELD_ADDRESS_ID,
            F::City => &columns::CITY,
            F::Company => &columns::COMPANY,
            F::Country => &columns::COUNTRY,
            F::Fax => &columns::FAX,
            F::AddressFirstName => &columns::BILLING_FIRST,
            F::AddressMiddleName => &text::FIELD_BILLING_MIDDLE,
            F::AddressLastName => &columns::BILLING_LAST,
            F::AddressPrefix => &text::FIELD_BILLING_PREFIX,
            F::AddressSuffix => &text::FIELD_BILLING_SUFFIX,
            F::Zip => &columns::ZIP,
            F::Region => &columns::REGION,
            F::Street => &columns::STREET,
            F::Phone => &columns::PHONE,
            F::Vat => &columns::VAT,
            F::DefaultBilling => &text::FIELD_DEFAULT_BILLING,
            F::DefaultShipping => &text::FIELD_DEFAULT_SHIPPING,
        }
    }

    /// The field a heading means that is none of Magento's: by its label in any language, or another usual word.
    pub fn guess(heading: &str) -> Option<Self> {
        let heading = plain(heading);
        if heading.is_empty() {
            return None;
        }
        let labelled = |field: &Self| field.label().texts().any(|label| plain(label) == heading);
        Self::all().find(labelled).or_else(|| {
            let called = |(_, words): &&(Self, &str)| words.split('|').any(|word| word == heading);
            SYNONYMS.iter().find(called).map(|(field, _)| *field)
        })
    }
}

/// Whether a column holds what nobody may import, whatever a mapping says: passwords, their hashes, tokens.
pub fn is_secret(heading: &str) -> bool {
    let heading = plain(heading);
    let words = [
        "password",
        "passwd",
        "pwd",
        "hash",
        "token",
        "secret",
        "wachtwoord",
        "losenord",
    ];
    heading.split(' ').any(|word| words.contains(&word)) || heading.contains("mot de passe")
}

/// A heading as it is compared: folded, and its words parted by one blank.
fn plain(heading: &str) -> String {
    let folded = fold(heading);
    let words = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// What other programs call a field, as [`plain`] leaves it; the labels are not repeated.
const SYNONYMS: &[(Field, &str)] = &[
    (
        F::Email,
        "e mail|mail|email address|e mail address|customer email|emailadres|e mailadres|mailadres|epost|\
         epostadress|e postadress|courriel|adresse e mail|adresse email|adresse mail|adresse de courriel",
    ),
    (
        F::Website,
        "website code|websitecode|website name|shop|winkel|butik|boutique",
    ),
    (F::Store, "store|store code|storeview"),
    (
        F::CreatedAt,
        "created|created at|created on|registered|registered at|registration date|date created|aangemaakt|\
         aangemaakt op|registratiedatum|skapad|registrerad|registreringsdatum|cree le|date de creation|\
         date d inscription",
    ),
    (
        F::Birth,
        "dob|birth|birthday|birthdate|birth date|geboren|geboren op|fodelsedag|fodd|naissance|ne le|\
         anniversaire",
    ),
    (
        F::Prefix,
        "prefix|title|salutation|name title|aanhef|titel|titre|civilite",
    ),
    (
        F::FirstName,
        "firstname|given name|givenname|forename|first|prenoms|roepnaam|tilltalsnamn",
    ),
    (
        F::MiddleName,
        "middlename|middle|second name|tussenvoegsel|tweede voornaam",
    ),
    (
        F::LastName,
        "lastname|surname|family name|familyname|last|familienaam|familjenamn|nom",
    ),
    (F::Suffix, "suffix|postfix"),
    (F::Gender, "sex|kon|sexe"),
    (
        F::Group,
        "group id|group code|customer group|customergroup|klantgroep|klantengroep|kundgrupp|groupe client|\
         groupe de clients",
    ),
    (
        F::TaxVat,
        "tax vat|taxvat|tax number|tax id|btw nummer klant|momsnummer kund",
    ),
    (
        F::City,
        "town|place|locality|woonplaats|stad|gemeente|postort|stadsort|localite|commune",
    ),
    (
        F::Company,
        "company name|organisation|organization|business|firma|bedrijfsnaam|organisatie|foretagsnamn|\
         entreprise|raison sociale",
    ),
    (F::Country, "country code|country id|landcode|landkod|code pays"),
    (F::Fax, "fax number|faxnummer|telecopie"),
    (
        F::AddressFirstName,
        "billing first name|address first name|address firstname|shipping first name",
    ),
    (
        F::AddressLastName,
        "billing last name|address last name|address lastname|shipping last name",
    ),
    (
        F::Zip,
        "zip code|zipcode|postal code|postalcode|post code|postnr|postkod|cp|billing zip|billing postcode",
    ),
    (
        F::Region,
        "state|province|region|county|provincie|lan|etat|departement|billing state|state code|province code",
    ),
    (
        F::Street,
        "street|address|address 1|address1|address line 1|straatnaam|adres|adresregel 1|gata|adress|adressrad 1|\
         adresse|adresse 1|street name|billing street",
    ),
    (
        F::Phone,
        "telephone|phone number|phonenumber|tel|mobile|mobile phone|cell phone|telefoonnummer|tel nr|mobiel|\
         telefonnummer|mobil|mobilnummer|numero de telephone|portable|billing phone",
    ),
    (
        F::Vat,
        "vat|vat id|vat no|vatnumber|btw|btw nummer|btwnummer|btw nr|momsnummer|moms|momsregistreringsnummer|\
         tva|numero de tva|no tva",
    ),
];

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.word())
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        Self::from_word(&word).ok_or_else(|| de::Error::custom("no such field"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Locale;

    #[test]
    fn every_field_has_a_word_of_its_own_that_reads_back() {
        let mut words: Vec<_> = Field::all().map(Field::word).collect();
        for field in Field::all() {
            assert_eq!(Field::from_word(&field.word()), Some(field));
        }
        let all = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!((words.len(), all), (33, 33));
    }

    #[test]
    fn headings_are_known_by_their_labels_in_every_language() {
        for field in Field::all() {
            for locale in Locale::ALL {
                let label = field.label().text(locale);
                assert_eq!(Field::guess(label), Some(field), "{label}");
            }
        }
    }

    #[test]
    fn headings_are_known_by_usual_words() {
        for (heading, field) in [
            ("E-Mail Address", F::Email),
            ("e-mailadres", F::Email),
            ("Courriel", F::Email),
            ("first_name", F::FirstName),
            ("FirstName", F::FirstName),
            ("Prénom", F::FirstName),
            ("Nom", F::LastName),
            ("Surname", F::LastName),
            ("Efternamn", F::LastName),
            ("postal_code", F::Zip),
            ("Postcode", F::Zip),
            ("Woonplaats", F::City),
            ("Tel.", F::Phone),
            ("Adresse", F::Street),
            ("Län", F::Region),
            ("BTW-nummer", F::Vat),
            ("Company name", F::Company),
        ] {
            assert_eq!(Field::guess(heading), Some(field), "{heading}");
        }
        for heading in ["", "!?", "shoe size", "notes", "id"] {
            assert_eq!(Field::guess(heading), None, "{heading}");
        }
    }

    #[test]
    fn synonyms_are_written_as_they_are_compared_and_mean_one_thing() {
        let mut met: Vec<&str> = Vec::new();
        for word in SYNONYMS.iter().flat_map(|(_, words)| words.split('|')) {
            assert_eq!(plain(word), word);
            assert!(!met.contains(&word), "{word}");
            met.push(word);
        }
    }

    #[test]
    fn passwords_hashes_and_tokens_are_known() {
        for heading in [
            "password",
            "password_hash",
            "rp_token",
            "RP-Token created at",
            "Wachtwoord",
            "Mot de passe",
        ] {
            assert!(is_secret(heading), "{heading}");
        }
        assert!(
            ["email", "hashtag", "passport"]
                .iter()
                .all(|heading| !is_secret(heading))
        );
    }

    #[test]
    fn fields_of_an_address_are_told_from_those_of_the_account() {
        let of_account = Field::all().filter(|field| !field.is_of_address()).count();
        assert_eq!(of_account, CUSTOMER.len());
        assert!(F::Street.is_of_address() && F::AddressId.is_of_address() && !F::FirstName.is_of_address());
    }
}
