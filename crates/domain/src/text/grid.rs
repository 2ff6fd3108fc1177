//! The customers grid: toolbar, filters, selection, editing and paging.

messages! {
    URL_NO_COLUMN: "The address names a column “{value}” in “{word}” that does not exist." | "Het adres noemt bij “{word}” een kolom “{value}” die niet bestaat." | "Adressen anger en kolumn “{value}” i “{word}” som inte finns." | "L’adresse cite dans « {word} » une colonne « {value} » qui n’existe pas.";
    URL_BAD_VALUE: "The address says “{word}={value}”, which means nothing here." | "Het adres zegt “{word}={value}”, wat hier niets betekent." | "Adressen säger “{word}={value}”, vilket inte betyder något här." | "L’adresse dit « {word}={value} », ce qui n’a pas de sens ici.";
    URL_TOO_LONG: "“{word}” in the address is too long (at most {max} characters)." | "“{word}” in het adres is te lang (hoogstens {max} tekens)." | "“{word}” i adressen är för långt (högst {max} tecken)." | "« {word} » dans l’adresse est trop long ({max} caractères au plus).";
    URL_TOO_MANY_KEYS: "The address sorts by more than {max} columns." | "Het adres sorteert op meer dan {max} kolommen." | "Adressen sorterar efter fler än {max} kolumner." | "L’adresse trie par plus de {max} colonnes.";
    URL_SORTED_TWICE: "The address sorts by “{value}” twice." | "Het adres sorteert twee keer op “{value}”." | "Adressen sorterar två gånger efter “{value}”." | "L’adresse trie deux fois par « {value} ».";
    URL_TOO_MANY: "The address holds more than {max} filters." | "Het adres bevat meer dan {max} filters." | "Adressen innehåller fler än {max} filter." | "L’adresse contient plus de {max} filtres.";
    URL_TOO_MANY_CODES: "The address holds a filter with more than {max} choices." | "Het adres bevat een filter met meer dan {max} keuzes." | "Adressen innehåller ett filter med fler än {max} val." | "L’adresse contient un filtre de plus de {max} choix.";
    URL_NO_WORD: "The address says “{word}”, which is no word of this page; filters begin with “f.”." | "Het adres zegt “{word}”, wat deze pagina niet kent; filters beginnen met “f.”." | "Adressen säger “{word}”, vilket sidan inte känner till; filter börjar med “f.”." | "L’adresse dit « {word} », que cette page ne connaît pas ; les filtres commencent par « f. ».";
    LEFT_OUT: "{notice} That was left out." | "{notice} Dat is weggelaten." | "{notice} Det utelämnades." | "{notice} C’est ignoré.";

    SEARCH: "Search by keyword" | "Zoeken op trefwoord" | "Sök på nyckelord" | "Recherche par mot-clé";
    SEARCH_BUTTON: "Search" | "Zoeken" | "Sök" | "Rechercher";
    FILTERS: "Filters" | "Filters" | "Filter" | "Filtres";
    APPLY_FILTERS: "Apply Filters" | "Filters toepassen" | "Använd filter" | "Appliquer les filtres";
    ACTIVE_FILTERS: "Active filters:" | "Actieve filters:" | "Aktiva filter:" | "Filtres actifs :";
    CLEAR_ALL: "Clear all" | "Alles wissen" | "Rensa alla" | "Tout effacer";
    REMOVE: "Remove “{filter}”" | "“{filter}” verwijderen" | "Ta bort “{filter}”" | "Retirer « {filter} »";
    KEYWORD: "Keyword: {value}" | "Trefwoord: {value}" | "Nyckelord: {value}" | "Mot-clé : {value}";
    CONTAINS: "contains" | "bevat" | "innehåller" | "contient";
    STARTS: "starts with" | "begint met" | "börjar med" | "commence par";
    IS: "is" | "is" | "är" | "est";
    IS_EMPTY: "is empty" | "is leeg" | "är tomt" | "est vide";
    IS_NOT_EMPTY: "is not empty" | "is niet leeg" | "är inte tomt" | "n’est pas vide";
    ANY: "any" | "alle" | "alla" | "tous";
    FROM: "from" | "van" | "från" | "de";
    TO: "to" | "tot en met" | "till och med" | "à";
    TIME: "time" | "tijd" | "tid" | "heure";
    PERIOD: "{column}: when" | "{column}: wanneer" | "{column}: när" | "{column} : quand";
    ANY_TIME: "any time" | "altijd" | "när som helst" | "n’importe quand";
    TODAY: "today" | "vandaag" | "i dag" | "aujourd’hui";
    YESTERDAY: "yesterday" | "gisteren" | "i går" | "hier";
    THIS_MONTH: "this month" | "deze maand" | "den här månaden" | "ce mois-ci";
    LAST_MONTH: "last month" | "vorige maand" | "förra månaden" | "le mois dernier";
    THIS_YEAR: "this year" | "dit jaar" | "i år" | "cette année";
    LAST: "the last" | "de laatste" | "de senaste" | "les";
    LAST_DAYS: "days" | "dagen" | "dagarna" | "derniers jours";
    WITHIN: "birthday in the next" | "jarig in de komende" | "fyller år de närmaste" | "anniversaire dans les";
    WITHIN_DAYS: "days" | "dagen" | "dagarna" | "jours";
    SAYS: "{column}: {value}" | "{column}: {value}" | "{column}: {value}" | "{column} : {value}";
    SAYS_CONTAINS: "{column} contains “{value}”" | "{column} bevat “{value}”" | "{column} innehåller ”{value}”" | "{column} contient « {value} »";
    SAYS_STARTS: "{column} starts with “{value}”" | "{column} begint met “{value}”" | "{column} börjar med ”{value}”" | "{column} commence par « {value} »";
    SAYS_IS: "{column} is “{value}”" | "{column} is “{value}”" | "{column} är ”{value}”" | "{column} est « {value} »";
    SAYS_FROM: "{column} from {value}" | "{column} vanaf {value}" | "{column} från {value}" | "{column} à partir de {value}";
    SAYS_TO: "{column} to {value}" | "{column} tot en met {value}" | "{column} till och med {value}" | "{column} jusqu’à {value}";
    SAYS_LAST: "{column}: the last {value} days" | "{column}: de laatste {value} dagen" | "{column}: de senaste {value} dagarna" | "{column} : les {value} derniers jours";
    SAYS_NEXT: "{column}: birthday in the next {value} days" | "{column}: jarig in de komende {value} dagen" | "{column}: fyller år de närmaste {value} dagarna" | "{column} : anniversaire dans les {value} jours";
    SAYS_EMPTY: "{column} is empty" | "{column} is leeg" | "{column} är tomt" | "{column} est vide";
    SAYS_NOT_EMPTY: "{column} is not empty" | "{column} is niet leeg" | "{column} är inte tomt" | "{column} n’est pas vide";
    BIRTHDAY_TODAY: "birthday today" | "vandaag jarig" | "fyller år i dag" | "anniversaire aujourd’hui";
    BIRTHDAY_TOMORROW: "birthday today or tomorrow" | "vandaag of morgen jarig" | "fyller år i dag eller i morgon" | "anniversaire aujourd’hui ou demain";
    CHOICES_FIT: "Choices that fit: {n}" | "Passende keuzes: {n}" | "Val som passar: {n}" | "Choix correspondants : {n}";
    NO_CHOICE_FITS: "No choice fits." | "Geen enkele keuze past." | "Inget val passar." | "Aucun choix ne correspond.";
    AND_MORE: "{some} and {n} more" | "{some} en nog {n}" | "{some} och {n} till" | "{some} et {n} autres";
    HOW: "{column}: how to compare" | "{column}: hoe vergelijken" | "{column}: hur jämföra" | "{column} : mode de comparaison";

    COLUMNS: "Columns" | "Kolommen" | "Kolumner" | "Colonnes";
    VISIBLE: "{n} out of {m} visible" | "{n} van {m} zichtbaar" | "{n} av {m} synliga" | "{n} sur {m} visibles";
    RESET: "Reset" | "Terugzetten" | "Återställ" | "Réinitialiser";
    APPLY: "Apply" | "Toepassen" | "Använd" | "Appliquer";
    MOVE_UP: "Move {column} up" | "{column} omhoog" | "Flytta {column} uppåt" | "Monter {column}";
    MOVE_DOWN: "Move {column} down" | "{column} omlaag" | "Flytta {column} nedåt" | "Descendre {column}";

    EXPORT: "Export" | "Exporteren" | "Exportera" | "Exporter";
    EXPORTED: "Rows" | "Rijen" | "Rader" | "Lignes";
    EXPORT_SELECTED: "{n} selected rows" | "{n} geselecteerde rijen" | "{n} valda rader" | "{n} lignes sélectionnées";
    EXPORT_ONE: "1 selected row" | "1 geselecteerde rij" | "1 vald rad" | "1 ligne sélectionnée";
    EXPORT_ALL: "all {n} matching" | "alle {n} gevonden" | "alla {n} matchande" | "les {n} correspondantes";
    VISIBLE_COLUMNS: "Visible columns" | "Zichtbare kolommen" | "Synliga kolumner" | "Colonnes visibles";
    ALL_COLUMNS: "All columns" | "Alle kolommen" | "Alla kolumner" | "Toutes les colonnes";

    FOUND: "{n} records found" | "{n} records gevonden" | "{n} poster hittades" | "{n} enregistrements trouvés";
    FOUND_ONE: "1 record found" | "1 record gevonden" | "1 post hittades" | "1 enregistrement trouvé";
    SELECTED: "({n} selected)" | "({n} geselecteerd)" | "({n} valda)" | "({n} sélectionnés)";
    SELECTION_MENU: "Selection" | "Selectie" | "Urval" | "Sélection";
    SELECT_ALL: "Select All" | "Alles selecteren" | "Markera alla" | "Tout sélectionner";
    DESELECT_ALL: "Deselect All" | "Alles deselecteren" | "Avmarkera alla" | "Tout désélectionner";
    SELECT_VISIBLE: "Select Visible" | "Zichtbare selecteren" | "Markera synliga" | "Sélectionner les visibles";
    UNSELECT_VISIBLE: "Unselect Visible" | "Zichtbare deselecteren" | "Avmarkera synliga" | "Désélectionner les visibles";
    PICK_PAGE: "Select the rows of this page" | "Rijen van deze pagina selecteren" | "Markera sidans rader" | "Sélectionner les lignes de cette page";
    PICK: "Select {name}" | "{name} selecteren" | "Markera {name}" | "Sélectionner {name}";

    KEYS: "Arrow keys move, Space selects." | "Pijltjestoetsen verplaatsen, spatie selecteert." | "Piltangenter flyttar, blanksteg markerar." | "Les flèches déplacent, Espace sélectionne.";
    KEYS_EDIT: "Arrow keys move, Space selects, Enter, F2 or typing edits, Escape cancels." | "Pijltjestoetsen verplaatsen, spatie selecteert, Enter, F2 of typen bewerkt, Escape annuleert." | "Piltangenter flyttar, blanksteg markerar, Enter, F2 eller skrivning redigerar, Escape avbryter." | "Les flèches déplacent, Espace sélectionne, Entrée, F2 ou la frappe modifie, Échap annule.";
    SORT_KEY: "sort key {n}" | "sorteersleutel {n}" | "sorteringsnyckel {n}" | "clé de tri {n}";
    VIEW: "View" | "Bekijken" | "Visa" | "Voir";

    CELL: "{column} of {name}" | "{column} van {name}" | "{column} för {name}" | "{column} de {name}";
    SAVING: "Saving…" | "Opslaan…" | "Sparar…" | "Enregistrement…";
    SAVED: "{column} of {name} saved: {value}." | "{column} van {name} opgeslagen: {value}." | "{column} för {name} sparat: {value}." | "{column} de {name} enregistré : {value}.";
    THEIRS: "Theirs" | "Van de ander" | "Den andres" | "Le leur";
    MINE: "Mine" | "Van mij" | "Mitt" | "Le mien";
    KEEP_THEIRS: "Keep theirs" | "Dat van de ander houden" | "Behåll den andres" | "Garder le leur";
    SAVE_MINE: "Save mine" | "Dat van mij opslaan" | "Spara mitt" | "Enregistrer le mien";
    SAVE_AGAIN: "Save again" | "Opnieuw opslaan" | "Spara igen" | "Réenregistrer";
    DISCARD: "Discard" | "Weggooien" | "Kasta" | "Abandonner";
    LEAVE: "Leave this page? A value that was not saved is lost." | "Deze pagina verlaten? Een waarde die niet is opgeslagen gaat verloren." | "Lämna sidan? Ett värde som inte sparades går förlorat." | "Quitter cette page ? Une valeur qui n’a pas été enregistrée sera perdue.";
    CREATE_ADDRESS: "Create billing address" | "Factuuradres maken" | "Skapa faktureringsadress" | "Créer une adresse de facturation";
    ADDRESS_TITLE: "Create a billing address" | "Een factuuradres maken" | "Skapa en faktureringsadress" | "Créer une adresse de facturation";
    ADDRESS_WHY: "Phone and ZIP belong to the default billing address, which this customer does not have yet." | "Telefoon en postcode horen bij het standaard factuuradres, dat deze klant nog niet heeft." | "Telefon och postnummer hör till standardadressen för fakturering, som kunden inte har ännu." | "Le téléphone et le code postal font partie de l’adresse de facturation par défaut, que ce client n’a pas encore.";
    ADDRESS_CREATE: "Create and save" | "Maken en opslaan" | "Skapa och spara" | "Créer et enregistrer";
    DRAFT: "This was not saved before your session ended: press Enter to save it now." | "Dit was nog niet opgeslagen toen uw sessie eindigde: druk op Enter om het nu op te slaan." | "Detta hann inte sparas innan din session avslutades: tryck Enter för att spara nu." | "Ceci n’était pas enregistré à la fin de votre session : appuyez sur Entrée pour l’enregistrer.";

    PAGES: "Pages" | "Pagina’s" | "Sidor" | "Pages";
    PAGE: "Page" | "Pagina" | "Sida" | "Page";
    OF_PAGES: "of {n}" | "van {n}" | "av {n}" | "sur {n}";
    PREVIOUS: "Previous page" | "Vorige pagina" | "Föregående sida" | "Page précédente";
    NEXT: "Next page" | "Volgende pagina" | "Nästa sida" | "Page suivante";
    PER_PAGE: "{n} per page" | "{n} per pagina" | "{n} per sida" | "{n} par page";
    CUSTOM: "Custom" | "Aangepast" | "Egen" | "Autre";

    NONE_YET: "No customers yet" | "Nog geen klanten" | "Inga kunder ännu" | "Pas encore de clients";
    NONE_YET_HINT: "Import a customer file from your shop, and its customers appear here." | "Importeer een klantenbestand uit uw winkel, dan verschijnen de klanten hier." | "Importera en kundfil från din butik, så visas kunderna här." | "Importez un fichier de clients de votre boutique : ils apparaîtront ici.";
    TO_IMPORTS: "Import customers" | "Klanten importeren" | "Importera kunder" | "Importer des clients";
    NONE_MATCH: "No customers match" | "Geen klanten gevonden" | "Inga kunder matchar" | "Aucun client ne correspond";
    NONE_MATCH_HINT: "These conditions leave nobody. Remove one, or clear all." | "Met deze voorwaarden blijft niemand over. Verwijder er een of wis alles." | "De här villkoren lämnar ingen kvar. Ta bort ett, eller rensa alla." | "Ces conditions ne laissent personne. Retirez-en une, ou effacez tout.";
    PAST_THE_END: "There is no page {n}: this is the last one." | "Er is geen pagina {n}: dit is de laatste." | "Det finns ingen sida {n}: det här är den sista." | "Il n’y a pas de page {n} : voici la dernière.";

    ACCOUNT: "Account Information" | "Accountgegevens" | "Kontoinformation" | "Informations du compte";
    ADDRESSES: "Addresses" | "Adressen" | "Adresser" | "Adresses";
    NO_ADDRESSES: "This customer has no address." | "Deze klant heeft geen adres." | "Kunden har ingen adress." | "Ce client n’a pas d’adresse.";
    DEFAULT_BILLING: "Default Billing Address" | "Standaard factuuradres" | "Standardadress för fakturering" | "Adresse de facturation par défaut";
    DEFAULT_SHIPPING: "Default Shipping Address" | "Standaard verzendadres" | "Standardadress för leverans" | "Adresse de livraison par défaut";
    MEMBER_OF: "Segments" | "Segmenten" | "Segment" | "Segments";
    NO_SEGMENTS: "This customer is in no segment." | "Deze klant zit in geen segment." | "Kunden ingår inte i något segment." | "Ce client n’est dans aucun segment.";
}
