//! Countries by ISO 3166-1 alpha-2 code. Their names are those of the Unicode CLDR, which the reference product shows
//! in English; only the server holds them, and pages bring those they need.

use super::choice::Choice;
use crate::{
    fold::fold,
    text::{Locale, Sentence},
};

/// Every code, in the order of the English names.
const CODES: &str = "\
    AFAXALDZASADAOAIAQAGARAMAWAUATAZBSBHBDBBBYBEBZBJBM\
    BTBOBABWBVBRIOVGBNBGBFBIKHCMCACVBQKYCFTDCLCNCXCCCO\
    KMCGCDCKCRHRCUCWCYCZCIDKDJDMDOECEGSVGQEREESZETFKFO\
    FJFIFRGFPFTFGAGMGEDEGHGIGRGLGDGPGUGTGGGNGWGYHTHMHN\
    HKHUISINIDIRIQIEIMILITJMJPJEJOKZKEKIXKKWKGLALVLBLS\
    LRLYLILTLUMOMGMWMYMVMLMTMHMQMRMUYTMXFMMDMCMNMEMSMA\
    MZMMNANRNPNLNCNZNINENGNUNFKPMKMPNOOMPKPWPSPAPGPYPE\
    PHPNPLPTPRQARORURWREWSSMSASNRSSCSLSGSXSKSISBSOZAGS\
    KRSSESLKBLSHKNLCMFPMVCSDSRSJSECHSYSTTWTJTZTHTLTGTK\
    TOTTTNTMTCTVTRUMVIUGUAAEGBUSUYUZVUVAVEVNWFEHYEZMZW";

/// Is this the code of a country?
pub fn is_code(code: &str) -> bool {
    code.len() == 2 && CODES.as_bytes().chunks(2).any(|known| known == code.as_bytes())
}

/// The English name of a country, which it is sorted by in every language; nothing for a code that is none.
pub fn name(code: &str) -> Option<&'static str> {
    name_in(code, Locale::En)
}

/// The name of a country in a language.
pub fn name_in(code: &str, locale: Locale) -> Option<&'static str> {
    let at = CODES
        .as_bytes()
        .chunks(2)
        .position(|known| known == code.as_bytes())?;
    NAMES.get(at).map(|names| names[locale as usize])
}

/// Every country by its name in a language, in the order of that language.
pub fn choices(locale: Locale) -> Vec<Choice> {
    let codes = CODES.as_bytes().chunks(2).zip(NAMES);
    let mut choices: Vec<_> = codes
        .map(|(code, names)| Choice {
            code: String::from_utf8_lossy(code).into_owned(),
            label: names[locale as usize].to_owned(),
        })
        .collect();
    choices.sort_by_cached_key(|choice| order(&choice.label, locale));
    choices
}

/// What a name is sorted by: Swedish has three letters behind `z`, elsewhere they are `a` and `o` with a mark.
fn order(name: &str, locale: Locale) -> String {
    if locale != Locale::Sv {
        return fold(name);
    }
    let own = |letter: char| match letter {
        'å' | 'Å' => '{',
        'ä' | 'Ä' => '|',
        'ö' | 'Ö' => '}',
        other => other,
    };
    fold(&name.chars().map(own).collect::<String>())
}

/// A sentence with the name of a country in place of its code, as far as it names one.
pub fn named(sentence: Sentence, locale: Locale) -> Sentence {
    sentence.refill("country", |code| name_in(code, locale).unwrap_or(code).to_owned())
}

/// The names, in the order of the codes; for each, in the order of [`Locale::ALL`].
static NAMES: &[[&str; 4]] = &[
    ["Afghanistan", "Afghanistan", "Afghanistan", "Afghanistan"],
    ["Åland Islands", "Åland", "Åland", "Îles Åland"],
    ["Albania", "Albanië", "Albanien", "Albanie"],
    ["Algeria", "Algerije", "Algeriet", "Algérie"],
    [
        "American Samoa",
        "Amerikaans-Samoa",
        "Amerikanska Samoa",
        "Samoa américaines",
    ],
    ["Andorra", "Andorra", "Andorra", "Andorre"],
    ["Angola", "Angola", "Angola", "Angola"],
    ["Anguilla", "Anguilla", "Anguilla", "Anguilla"],
    ["Antarctica", "Antarctica", "Antarktis", "Antarctique"],
    [
        "Antigua & Barbuda",
        "Antigua en Barbuda",
        "Antigua och Barbuda",
        "Antigua-et-Barbuda",
    ],
    ["Argentina", "Argentinië", "Argentina", "Argentine"],
    ["Armenia", "Armenië", "Armenien", "Arménie"],
    ["Aruba", "Aruba", "Aruba", "Aruba"],
    ["Australia", "Australië", "Australien", "Australie"],
    ["Austria", "Oostenrijk", "Österrike", "Autriche"],
    ["Azerbaijan", "Azerbeidzjan", "Azerbajdzjan", "Azerbaïdjan"],
    ["Bahamas", "Bahama’s", "Bahamas", "Bahamas"],
    ["Bahrain", "Bahrein", "Bahrain", "Bahreïn"],
    ["Bangladesh", "Bangladesh", "Bangladesh", "Bangladesh"],
    ["Barbados", "Barbados", "Barbados", "Barbade"],
    ["Belarus", "Belarus", "Belarus", "Biélorussie"],
    ["Belgium", "België", "Belgien", "Belgique"],
    ["Belize", "Belize", "Belize", "Belize"],
    ["Benin", "Benin", "Benin", "Bénin"],
    ["Bermuda", "Bermuda", "Bermuda", "Bermudes"],
    ["Bhutan", "Bhutan", "Bhutan", "Bhoutan"],
    ["Bolivia", "Bolivia", "Bolivia", "Bolivie"],
    [
        "Bosnia & Herzegovina",
        "Bosnië en Herzegovina",
        "Bosnien och Hercegovina",
        "Bosnie-Herzégovine",
    ],
    ["Botswana", "Botswana", "Botswana", "Botswana"],
    ["Bouvet Island", "Bouveteiland", "Bouvetön", "Île Bouvet"],
    ["Brazil", "Brazilië", "Brasilien", "Brésil"],
    [
        "British Indian Ocean Territory",
        "Brits Indische Oceaanterritorium",
        "Brittiska territoriet i Indiska oceanen",
        "Territoire britannique de l’océan Indien",
    ],
    [
        "British Virgin Islands",
        "Britse Maagdeneilanden",
        "Brittiska Jungfruöarna",
        "Îles Vierges britanniques",
    ],
    ["Brunei", "Brunei", "Brunei", "Brunei"],
    ["Bulgaria", "Bulgarije", "Bulgarien", "Bulgarie"],
    ["Burkina Faso", "Burkina Faso", "Burkina Faso", "Burkina Faso"],
    ["Burundi", "Burundi", "Burundi", "Burundi"],
    ["Cambodia", "Cambodja", "Kambodja", "Cambodge"],
    ["Cameroon", "Kameroen", "Kamerun", "Cameroun"],
    ["Canada", "Canada", "Kanada", "Canada"],
    ["Cape Verde", "Kaapverdië", "Kap Verde", "Cap-Vert"],
    [
        "Caribbean Netherlands",
        "Caribisch Nederland",
        "Karibiska Nederländerna",
        "Pays-Bas caribéens",
    ],
    ["Cayman Islands", "Kaaimaneilanden", "Caymanöarna", "Îles Caïmans"],
    [
        "Central African Republic",
        "Centraal-Afrikaanse Republiek",
        "Centralafrikanska republiken",
        "République centrafricaine",
    ],
    ["Chad", "Tsjaad", "Tchad", "Tchad"],
    ["Chile", "Chili", "Chile", "Chili"],
    ["China", "China", "Kina", "Chine"],
    ["Christmas Island", "Christmaseiland", "Julön", "Île Christmas"],
    [
        "Cocos (Keeling) Islands",
        "Cocoseilanden",
        "Kokosöarna",
        "Îles Cocos",
    ],
    ["Colombia", "Colombia", "Colombia", "Colombie"],
    ["Comoros", "Comoren", "Komorerna", "Comores"],
    [
        "Congo - Brazzaville",
        "Congo-Brazzaville",
        "Kongo-Brazzaville",
        "Congo-Brazzaville",
    ],
    [
        "Congo - Kinshasa",
        "Congo-Kinshasa",
        "Kongo-Kinshasa",
        "Congo-Kinshasa",
    ],
    ["Cook Islands", "Cookeilanden", "Cooköarna", "Îles Cook"],
    ["Costa Rica", "Costa Rica", "Costa Rica", "Costa Rica"],
    ["Croatia", "Kroatië", "Kroatien", "Croatie"],
    ["Cuba", "Cuba", "Kuba", "Cuba"],
    ["Curaçao", "Curaçao", "Curaçao", "Curaçao"],
    ["Cyprus", "Cyprus", "Cypern", "Chypre"],
    ["Czechia", "Tsjechië", "Tjeckien", "Tchéquie"],
    ["Côte d’Ivoire", "Ivoorkust", "Elfenbenskusten", "Côte d’Ivoire"],
    ["Denmark", "Denemarken", "Danmark", "Danemark"],
    ["Djibouti", "Djibouti", "Djibouti", "Djibouti"],
    ["Dominica", "Dominica", "Dominica", "Dominique"],
    [
        "Dominican Republic",
        "Dominicaanse Republiek",
        "Dominikanska republiken",
        "République dominicaine",
    ],
    ["Ecuador", "Ecuador", "Ecuador", "Équateur"],
    ["Egypt", "Egypte", "Egypten", "Égypte"],
    ["El Salvador", "El Salvador", "El Salvador", "Salvador"],
    [
        "Equatorial Guinea",
        "Equatoriaal-Guinea",
        "Ekvatorialguinea",
        "Guinée équatoriale",
    ],
    ["Eritrea", "Eritrea", "Eritrea", "Érythrée"],
    ["Estonia", "Estland", "Estland", "Estonie"],
    ["Eswatini", "Eswatini", "Eswatini", "Eswatini"],
    ["Ethiopia", "Ethiopië", "Etiopien", "Éthiopie"],
    [
        "Falkland Islands",
        "Falklandeilanden",
        "Falklandsöarna",
        "Îles Malouines",
    ],
    ["Faroe Islands", "Faeröer", "Färöarna", "Îles Féroé"],
    ["Fiji", "Fiji", "Fiji", "Fidji"],
    ["Finland", "Finland", "Finland", "Finlande"],
    ["France", "Frankrijk", "Frankrike", "France"],
    [
        "French Guiana",
        "Frans-Guyana",
        "Franska Guyana",
        "Guyane française",
    ],
    [
        "French Polynesia",
        "Frans-Polynesië",
        "Franska Polynesien",
        "Polynésie française",
    ],
    [
        "French Southern Territories",
        "Franse Gebieden in de zuidelijke Indische Oceaan",
        "Franska sydterritorierna",
        "Terres australes françaises",
    ],
    ["Gabon", "Gabon", "Gabon", "Gabon"],
    ["Gambia", "Gambia", "Gambia", "Gambie"],
    ["Georgia", "Georgië", "Georgien", "Géorgie"],
    ["Germany", "Duitsland", "Tyskland", "Allemagne"],
    ["Ghana", "Ghana", "Ghana", "Ghana"],
    ["Gibraltar", "Gibraltar", "Gibraltar", "Gibraltar"],
    ["Greece", "Griekenland", "Grekland", "Grèce"],
    ["Greenland", "Groenland", "Grönland", "Groenland"],
    ["Grenada", "Grenada", "Grenada", "Grenade"],
    ["Guadeloupe", "Guadeloupe", "Guadeloupe", "Guadeloupe"],
    ["Guam", "Guam", "Guam", "Guam"],
    ["Guatemala", "Guatemala", "Guatemala", "Guatemala"],
    ["Guernsey", "Guernsey", "Guernsey", "Guernesey"],
    ["Guinea", "Guinee", "Guinea", "Guinée"],
    ["Guinea-Bissau", "Guinee-Bissau", "Guinea-Bissau", "Guinée-Bissau"],
    ["Guyana", "Guyana", "Guyana", "Guyana"],
    ["Haiti", "Haïti", "Haiti", "Haïti"],
    [
        "Heard & McDonald Islands",
        "Heard en McDonaldeilanden",
        "Heardön och McDonaldöarna",
        "Îles Heard-et-MacDonald",
    ],
    ["Honduras", "Honduras", "Honduras", "Honduras"],
    [
        "Hong Kong SAR China",
        "Hongkong SAR van China",
        "Hongkong SAR",
        "R.A.S. chinoise de Hong Kong",
    ],
    ["Hungary", "Hongarije", "Ungern", "Hongrie"],
    ["Iceland", "IJsland", "Island", "Islande"],
    ["India", "India", "Indien", "Inde"],
    ["Indonesia", "Indonesië", "Indonesien", "Indonésie"],
    ["Iran", "Iran", "Iran", "Iran"],
    ["Iraq", "Irak", "Irak", "Irak"],
    ["Ireland", "Ierland", "Irland", "Irlande"],
    ["Isle of Man", "Isle of Man", "Isle of Man", "Île de Man"],
    ["Israel", "Israël", "Israel", "Israël"],
    ["Italy", "Italië", "Italien", "Italie"],
    ["Jamaica", "Jamaica", "Jamaica", "Jamaïque"],
    ["Japan", "Japan", "Japan", "Japon"],
    ["Jersey", "Jersey", "Jersey", "Jersey"],
    ["Jordan", "Jordanië", "Jordanien", "Jordanie"],
    ["Kazakhstan", "Kazachstan", "Kazakstan", "Kazakhstan"],
    ["Kenya", "Kenia", "Kenya", "Kenya"],
    ["Kiribati", "Kiribati", "Kiribati", "Kiribati"],
    ["Kosovo", "Kosovo", "Kosovo", "Kosovo"],
    ["Kuwait", "Koeweit", "Kuwait", "Koweït"],
    ["Kyrgyzstan", "Kirgizië", "Kirgizistan", "Kirghizstan"],
    ["Laos", "Laos", "Laos", "Laos"],
    ["Latvia", "Letland", "Lettland", "Lettonie"],
    ["Lebanon", "Libanon", "Libanon", "Liban"],
    ["Lesotho", "Lesotho", "Lesotho", "Lesotho"],
    ["Liberia", "Liberia", "Liberia", "Liberia"],
    ["Libya", "Libië", "Libyen", "Libye"],
    ["Liechtenstein", "Liechtenstein", "Liechtenstein", "Liechtenstein"],
    ["Lithuania", "Litouwen", "Litauen", "Lituanie"],
    ["Luxembourg", "Luxemburg", "Luxemburg", "Luxembourg"],
    [
        "Macao SAR China",
        "Macau SAR van China",
        "Macao SAR",
        "R.A.S. chinoise de Macao",
    ],
    ["Madagascar", "Madagaskar", "Madagaskar", "Madagascar"],
    ["Malawi", "Malawi", "Malawi", "Malawi"],
    ["Malaysia", "Maleisië", "Malaysia", "Malaisie"],
    ["Maldives", "Maldiven", "Maldiverna", "Maldives"],
    ["Mali", "Mali", "Mali", "Mali"],
    ["Malta", "Malta", "Malta", "Malte"],
    [
        "Marshall Islands",
        "Marshalleilanden",
        "Marshallöarna",
        "Îles Marshall",
    ],
    ["Martinique", "Martinique", "Martinique", "Martinique"],
    ["Mauritania", "Mauritanië", "Mauretanien", "Mauritanie"],
    ["Mauritius", "Mauritius", "Mauritius", "Maurice"],
    ["Mayotte", "Mayotte", "Mayotte", "Mayotte"],
    ["Mexico", "Mexico", "Mexiko", "Mexique"],
    ["Micronesia", "Micronesia", "Mikronesien", "Micronésie"],
    ["Moldova", "Moldavië", "Moldavien", "Moldavie"],
    ["Monaco", "Monaco", "Monaco", "Monaco"],
    ["Mongolia", "Mongolië", "Mongoliet", "Mongolie"],
    ["Montenegro", "Montenegro", "Montenegro", "Monténégro"],
    ["Montserrat", "Montserrat", "Montserrat", "Montserrat"],
    ["Morocco", "Marokko", "Marocko", "Maroc"],
    ["Mozambique", "Mozambique", "Moçambique", "Mozambique"],
    [
        "Myanmar (Burma)",
        "Myanmar (Birma)",
        "Myanmar (Burma)",
        "Myanmar (Birmanie)",
    ],
    ["Namibia", "Namibië", "Namibia", "Namibie"],
    ["Nauru", "Nauru", "Nauru", "Nauru"],
    ["Nepal", "Nepal", "Nepal", "Népal"],
    ["Netherlands", "Nederland", "Nederländerna", "Pays-Bas"],
    [
        "New Caledonia",
        "Nieuw-Caledonië",
        "Nya Kaledonien",
        "Nouvelle-Calédonie",
    ],
    ["New Zealand", "Nieuw-Zeeland", "Nya Zeeland", "Nouvelle-Zélande"],
    ["Nicaragua", "Nicaragua", "Nicaragua", "Nicaragua"],
    ["Niger", "Niger", "Niger", "Niger"],
    ["Nigeria", "Nigeria", "Nigeria", "Nigeria"],
    ["Niue", "Niue", "Niue", "Niue"],
    ["Norfolk Island", "Norfolk", "Norfolkön", "Île Norfolk"],
    ["North Korea", "Noord-Korea", "Nordkorea", "Corée du Nord"],
    [
        "North Macedonia",
        "Noord-Macedonië",
        "Nordmakedonien",
        "Macédoine du Nord",
    ],
    [
        "Northern Mariana Islands",
        "Noordelijke Marianen",
        "Nordmarianerna",
        "Îles Mariannes du Nord",
    ],
    ["Norway", "Noorwegen", "Norge", "Norvège"],
    ["Oman", "Oman", "Oman", "Oman"],
    ["Pakistan", "Pakistan", "Pakistan", "Pakistan"],
    ["Palau", "Palau", "Palau", "Palaos"],
    [
        "Palestinian Territories",
        "Palestijnse gebieden",
        "Palestinska territorierna",
        "Territoires palestiniens",
    ],
    ["Panama", "Panama", "Panama", "Panama"],
    [
        "Papua New Guinea",
        "Papoea-Nieuw-Guinea",
        "Papua Nya Guinea",
        "Papouasie-Nouvelle-Guinée",
    ],
    ["Paraguay", "Paraguay", "Paraguay", "Paraguay"],
    ["Peru", "Peru", "Peru", "Pérou"],
    ["Philippines", "Filipijnen", "Filippinerna", "Philippines"],
    [
        "Pitcairn Islands",
        "Pitcairneilanden",
        "Pitcairnöarna",
        "Îles Pitcairn",
    ],
    ["Poland", "Polen", "Polen", "Pologne"],
    ["Portugal", "Portugal", "Portugal", "Portugal"],
    ["Puerto Rico", "Puerto Rico", "Puerto Rico", "Porto Rico"],
    ["Qatar", "Qatar", "Qatar", "Qatar"],
    ["Romania", "Roemenië", "Rumänien", "Roumanie"],
    ["Russia", "Rusland", "Ryssland", "Russie"],
    ["Rwanda", "Rwanda", "Rwanda", "Rwanda"],
    ["Réunion", "Réunion", "Réunion", "La Réunion"],
    ["Samoa", "Samoa", "Samoa", "Samoa"],
    ["San Marino", "San Marino", "San Marino", "Saint-Marin"],
    ["Saudi Arabia", "Saoedi-Arabië", "Saudiarabien", "Arabie saoudite"],
    ["Senegal", "Senegal", "Senegal", "Sénégal"],
    ["Serbia", "Servië", "Serbien", "Serbie"],
    ["Seychelles", "Seychellen", "Seychellerna", "Seychelles"],
    ["Sierra Leone", "Sierra Leone", "Sierra Leone", "Sierra Leone"],
    ["Singapore", "Singapore", "Singapore", "Singapour"],
    [
        "Sint Maarten",
        "Sint-Maarten",
        "Sint Maarten",
        "Saint-Martin (partie néerlandaise)",
    ],
    ["Slovakia", "Slowakije", "Slovakien", "Slovaquie"],
    ["Slovenia", "Slovenië", "Slovenien", "Slovénie"],
    [
        "Solomon Islands",
        "Salomonseilanden",
        "Salomonöarna",
        "Îles Salomon",
    ],
    ["Somalia", "Somalië", "Somalia", "Somalie"],
    ["South Africa", "Zuid-Afrika", "Sydafrika", "Afrique du Sud"],
    [
        "South Georgia & South Sandwich Islands",
        "Zuid-Georgia en Zuidelijke Sandwicheilanden",
        "Sydgeorgien och Sydsandwichöarna",
        "Géorgie du Sud-et-les Îles Sandwich du Sud",
    ],
    ["South Korea", "Zuid-Korea", "Sydkorea", "Corée du Sud"],
    ["South Sudan", "Zuid-Soedan", "Sydsudan", "Soudan du Sud"],
    ["Spain", "Spanje", "Spanien", "Espagne"],
    ["Sri Lanka", "Sri Lanka", "Sri Lanka", "Sri Lanka"],
    [
        "St. Barthélemy",
        "Saint-Barthélemy",
        "S:t Barthélemy",
        "Saint-Barthélemy",
    ],
    ["St. Helena", "Sint-Helena", "S:t Helena", "Sainte-Hélène"],
    [
        "St. Kitts & Nevis",
        "Saint Kitts en Nevis",
        "S:t Kitts och Nevis",
        "Saint-Christophe-et-Niévès",
    ],
    ["St. Lucia", "Saint Lucia", "S:t Lucia", "Sainte-Lucie"],
    ["St. Martin", "Saint-Martin", "Saint-Martin", "Saint-Martin"],
    [
        "St. Pierre & Miquelon",
        "Saint-Pierre en Miquelon",
        "S:t Pierre och Miquelon",
        "Saint-Pierre-et-Miquelon",
    ],
    [
        "St. Vincent & Grenadines",
        "Saint Vincent en de Grenadines",
        "S:t Vincent och Grenadinerna",
        "Saint-Vincent-et-les Grenadines",
    ],
    ["Sudan", "Soedan", "Sudan", "Soudan"],
    ["Suriname", "Suriname", "Surinam", "Suriname"],
    [
        "Svalbard & Jan Mayen",
        "Spitsbergen en Jan Mayen",
        "Svalbard och Jan Mayen",
        "Svalbard et Jan Mayen",
    ],
    ["Sweden", "Zweden", "Sverige", "Suède"],
    ["Switzerland", "Zwitserland", "Schweiz", "Suisse"],
    ["Syria", "Syrië", "Syrien", "Syrie"],
    [
        "São Tomé & Príncipe",
        "Sao Tomé en Principe",
        "São Tomé och Príncipe",
        "Sao Tomé-et-Principe",
    ],
    ["Taiwan", "Taiwan", "Taiwan", "Taïwan"],
    ["Tajikistan", "Tadzjikistan", "Tadzjikistan", "Tadjikistan"],
    ["Tanzania", "Tanzania", "Tanzania", "Tanzanie"],
    ["Thailand", "Thailand", "Thailand", "Thaïlande"],
    ["Timor-Leste", "Oost-Timor", "Östtimor", "Timor oriental"],
    ["Togo", "Togo", "Togo", "Togo"],
    ["Tokelau", "Tokelau", "Tokelauöarna", "Tokelau"],
    ["Tonga", "Tonga", "Tonga", "Tonga"],
    [
        "Trinidad & Tobago",
        "Trinidad en Tobago",
        "Trinidad och Tobago",
        "Trinité-et-Tobago",
    ],
    ["Tunisia", "Tunesië", "Tunisien", "Tunisie"],
    ["Turkmenistan", "Turkmenistan", "Turkmenistan", "Turkménistan"],
    [
        "Turks & Caicos Islands",
        "Turks- en Caicoseilanden",
        "Turks- och Caicosöarna",
        "Îles Turques-et-Caïques",
    ],
    ["Tuvalu", "Tuvalu", "Tuvalu", "Tuvalu"],
    ["Türkiye", "Turkije", "Turkiet", "Turquie"],
    [
        "U.S. Outlying Islands",
        "Kleine afgelegen eilanden van de Verenigde Staten",
        "USA:s yttre öar",
        "Îles mineures éloignées des États-Unis",
    ],
    [
        "U.S. Virgin Islands",
        "Amerikaanse Maagdeneilanden",
        "Amerikanska Jungfruöarna",
        "Îles Vierges des États-Unis",
    ],
    ["Uganda", "Oeganda", "Uganda", "Ouganda"],
    ["Ukraine", "Oekraïne", "Ukraina", "Ukraine"],
    [
        "United Arab Emirates",
        "Verenigde Arabische Emiraten",
        "Förenade Arabemiraten",
        "Émirats arabes unis",
    ],
    [
        "United Kingdom",
        "Verenigd Koninkrijk",
        "Storbritannien",
        "Royaume-Uni",
    ],
    ["United States", "Verenigde Staten", "USA", "États-Unis"],
    ["Uruguay", "Uruguay", "Uruguay", "Uruguay"],
    ["Uzbekistan", "Oezbekistan", "Uzbekistan", "Ouzbékistan"],
    ["Vanuatu", "Vanuatu", "Vanuatu", "Vanuatu"],
    [
        "Vatican City",
        "Vaticaanstad",
        "Vatikanstaten",
        "État de la Cité du Vatican",
    ],
    ["Venezuela", "Venezuela", "Venezuela", "Venezuela"],
    ["Vietnam", "Vietnam", "Vietnam", "Viêt Nam"],
    [
        "Wallis & Futuna",
        "Wallis en Futuna",
        "Wallis- och Futunaöarna",
        "Wallis-et-Futuna",
    ],
    [
        "Western Sahara",
        "Westelijke Sahara",
        "Västsahara",
        "Sahara occidental",
    ],
    ["Yemen", "Jemen", "Jemen", "Yémen"],
    ["Zambia", "Zambia", "Zambia", "Zambie"],
    ["Zimbabwe", "Zimbabwe", "Zimbabwe", "Zimbabwe"],
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::rules;

    #[test]
    fn codes_are_two_capitals_and_unique_and_have_names() {
        assert_eq!(CODES.len(), NAMES.len() * 2);
        assert!(CODES.bytes().all(|b| b.is_ascii_uppercase()));
        let mut codes: Vec<_> = choices(Locale::En)
            .into_iter()
            .map(|choice| choice.code)
            .collect();
        assert!(codes.iter().all(|code| is_code(code)));
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), NAMES.len());
        for other in ["ZZ", "", "N", "NLD", "nl", "FA", "é"] {
            assert!(!is_code(other) && name(other).is_none(), "{other}");
        }
    }

    #[test]
    fn each_language_has_its_own_names_and_order() {
        for (locale, name, first, last) in [
            (Locale::En, "Netherlands", "AF", "ZW"),
            (Locale::Nl, "Nederland", "AF", "CH"),
            (Locale::Sv, "Nederländerna", "AF", "TL"),
            (Locale::Fr, "Pays-Bas", "AF", "ZW"),
        ] {
            assert_eq!(name_in("NL", locale), Some(name));
            let choices = choices(locale);
            let ends = (choices[0].code.as_str(), choices[choices.len() - 1].code.as_str());
            assert_eq!(ends, (first, last), "{locale:?}");
        }
        let swedish: Vec<_> = choices(Locale::Sv)
            .into_iter()
            .map(|choice| choice.label)
            .collect();
        let end = &swedish[swedish.len() - 4..];
        assert_eq!(end, ["Zimbabwe", "Åland", "Österrike", "Östtimor"]);
    }

    #[test]
    fn a_sentence_names_the_country() {
        let sentence = |code| {
            rules::BAD_ZIP
                .with("value", "1")
                .and("country", code)
                .and("example", "2")
        };
        assert!(
            named(sentence("NL"), Locale::Fr)
                .say(Locale::Fr)
                .contains("Pays-Bas")
        );
        assert_eq!(named(sentence("??"), Locale::Fr), sentence("??"));
    }
}
