//! Towns with their region, postcodes and telephone area.

/// A town.
pub(super) struct Place {
    pub(super) city: &'static str,
    pub(super) region: &'static str,
    /// First and last postcode, and the distance between two, as numbers; what is not a number is added later.
    pub(super) zips: (u32, u32, u32),
    /// Telephone area with its leading zero; without one in the United States.
    pub(super) area: &'static str,
}

const fn place(city: &'static str, region: &'static str, zips: (u32, u32, u32), area: &'static str) -> Place {
    Place {
        city,
        region,
        zips,
        area,
    }
}

pub(super) static DUTCH: &[Place] = &[
    place("Amsterdam", "Noord-Holland", (1011, 1109, 1), "020"),
    place("Rotterdam", "Zuid-Holland", (3011, 3089, 1), "010"),
    place("Den Haag", "Zuid-Holland", (2491, 2597, 1), "070"),
    place("Utrecht", "Utrecht", (3511, 3585, 1), "030"),
    place("Eindhoven", "Noord-Brabant", (5611, 5658, 1), "040"),
    place("Groningen", "Groningen", (9711, 9747, 1), "050"),
    place("Tilburg", "Noord-Brabant", (5011, 5049, 1), "013"),
    place("Almere", "Flevoland", (1311, 1363, 1), "036"),
    place("Nijmegen", "Gelderland", (6511, 6546, 1), "024"),
    place("Haarlem", "Noord-Holland", (2011, 2037, 1), "023"),
    place("'s-Hertogenbosch", "Noord-Brabant", (5211, 5237, 1), "073"),
    place("Zwolle", "Overijssel", (8011, 8045, 1), "038"),
    place("Leeuwarden", "Fryslân", (8911, 8941, 1), "058"),
    place("Maastricht", "Limburg", (6211, 6229, 1), "043"),
    place("Leiden", "Zuid-Holland", (2311, 2334, 1), "071"),
    place("Middelburg", "Zeeland", (4331, 4338, 1), "0118"),
    place("Assen", "Drenthe", (9401, 9408, 1), "0592"),
];

pub(super) static SWEDISH: &[Place] = &[
    place("Stockholm", "Stockholms län", (11120, 11867, 1), "08"),
    place("Göteborg", "Västra Götalands län", (41101, 41879, 1), "031"),
    place("Malmö", "Skåne län", (21110, 21847, 1), "040"),
    place("Uppsala", "Uppsala län", (75220, 75757, 1), "018"),
    place("Linköping", "Östergötlands län", (58216, 58946, 1), "013"),
    place("Örebro", "Örebro län", (70210, 70380, 1), "019"),
    place("Västerås", "Västmanlands län", (72211, 72481, 1), "021"),
    place("Umeå", "Västerbottens län", (90320, 90752, 1), "090"),
    place("Lund", "Skåne län", (22220, 22738, 1), "046"),
    place("Jönköping", "Jönköpings län", (55305, 55599, 1), "036"),
    place("Karlstad", "Värmlands län", (65216, 65637, 1), "054"),
    place("Luleå", "Norrbottens län", (97231, 97756, 1), "0920"),
    place("Kalmar", "Kalmar län", (39230, 39365, 1), "0480"),
    place("Visby", "Gotlands län", (62141, 62157, 1), "0498"),
    place("Åre", "Jämtlands län", (83013, 83018, 1), "0647"),
];

pub(super) static FRENCH: &[Place] = &[
    place("Paris", "Île-de-France", (75001, 75020, 1), "01"),
    place("Marseille", "Provence-Alpes-Côte d'Azur", (13001, 13016, 1), "04"),
    place("Lyon", "Auvergne-Rhône-Alpes", (69001, 69009, 1), "04"),
    place("Toulouse", "Occitanie", (31000, 31500, 100), "05"),
    place("Nice", "Provence-Alpes-Côte d'Azur", (6000, 6300, 100), "04"),
    place("Nantes", "Pays de la Loire", (44000, 44300, 100), "02"),
    place("Strasbourg", "Grand Est", (67000, 67200, 100), "03"),
    place("Bordeaux", "Nouvelle-Aquitaine", (33000, 33300, 100), "05"),
    place("Lille", "Hauts-de-France", (59000, 59800, 800), "03"),
    place("Rennes", "Bretagne", (35000, 35200, 100), "02"),
    place("Saint-Étienne", "Auvergne-Rhône-Alpes", (42000, 42100, 100), "04"),
    place("Dijon", "Bourgogne-Franche-Comté", (21000, 21000, 1), "03"),
    place("Rouen", "Normandie", (76000, 76100, 100), "02"),
    place("Orléans", "Centre-Val de Loire", (45000, 45100, 100), "02"),
    place("Bourg-en-Bresse", "Auvergne-Rhône-Alpes", (1000, 1000, 1), "04"),
    place("Ajaccio", "Corse", (20000, 20090, 90), "04"),
];

pub(super) static GERMAN: &[Place] = &[
    place("Berlin", "Berlin", (10115, 10999, 1), "030"),
    place("Hamburg", "Hamburg", (20095, 20539, 1), "040"),
    place("München", "Bayern", (80331, 80999, 1), "089"),
    place("Köln", "Nordrhein-Westfalen", (50667, 50999, 1), "0221"),
    place("Frankfurt am Main", "Hessen", (60306, 60599, 1), "069"),
    place("Stuttgart", "Baden-Württemberg", (70173, 70629, 1), "0711"),
    place("Düsseldorf", "Nordrhein-Westfalen", (40210, 40629, 1), "0211"),
    place("Leipzig", "Sachsen", (4103, 4357, 1), "0341"),
    place("Dresden", "Sachsen", (1067, 1328, 1), "0351"),
    place("Hannover", "Niedersachsen", (30159, 30659, 1), "0511"),
    place("Nürnberg", "Bayern", (90402, 90491, 1), "0911"),
    place("Bremen", "Bremen", (28195, 28779, 1), "0421"),
    place(
        "Freiburg im Breisgau",
        "Baden-Württemberg",
        (79098, 79117, 1),
        "0761",
    ),
    place("Kiel", "Schleswig-Holstein", (24103, 24159, 1), "0431"),
    place("Rostock", "Mecklenburg-Vorpommern", (18055, 18147, 1), "0381"),
    place("Mainz", "Rheinland-Pfalz", (55116, 55131, 1), "06131"),
    place("Saarbrücken", "Saarland", (66111, 66133, 1), "0681"),
    place("Magdeburg", "Sachsen-Anhalt", (39104, 39130, 1), "0391"),
    place("Erfurt", "Thüringen", (99084, 99099, 1), "0361"),
    place("Potsdam", "Brandenburg", (14467, 14482, 1), "0331"),
];

pub(super) static AMERICAN: &[Place] = &[
    place("New York", "New York", (10001, 10040, 1), "212"),
    place("Los Angeles", "California", (90001, 90068, 1), "213"),
    place("Chicago", "Illinois", (60601, 60661, 1), "312"),
    place("Boston", "Massachusetts", (2108, 2136, 1), "617"),
    place("Austin", "Texas", (78701, 78759, 1), "512"),
    place("Seattle", "Washington", (98101, 98199, 1), "206"),
    place("San Francisco", "California", (94102, 94134, 1), "415"),
    place("Philadelphia", "Pennsylvania", (19102, 19154, 1), "215"),
    place("Cambridge", "Massachusetts", (2138, 2142, 1), "617"),
    place("Newark", "New Jersey", (7102, 7114, 1), "973"),
    place("Campbell", "California", (95008, 95009, 1), "408"),
    place("Portland", "Maine", (4101, 4104, 1), "207"),
    place("Providence", "Rhode Island", (2903, 2909, 1), "401"),
    place("Denver", "Colorado", (80202, 80239, 1), "303"),
    place("Miami", "Florida", (33125, 33187, 1), "305"),
    place("Atlanta", "Georgia", (30303, 30354, 1), "404"),
    place("Nashville", "Tennessee", (37203, 37221, 1), "615"),
    place("San Juan", "Puerto Rico", (901, 927, 1), "787"),
    place("Coeur d'Alene", "Idaho", (83814, 83816, 1), "208"),
];
