//! Labels of columns and of fields beside them, and the words of their choices. English is the reference product's exact wording.

messages! {
    ID: "ID" | "ID" | "ID" | "ID";
    NAME: "Name" | "Naam" | "Namn" | "Nom";
    FIRST_NAME: "First Name" | "Voornaam" | "Förnamn" | "Prénom";
    LAST_NAME: "Last Name" | "Achternaam" | "Efternamn" | "Nom de famille";
    EMAIL: "Email" | "E-mail" | "E-post" | "E-mail";
    GROUP: "Group" | "Groep" | "Grupp" | "Groupe";
    PHONE: "Phone" | "Telefoon" | "Telefon" | "Téléphone";
    ZIP: "ZIP" | "Postcode" | "Postnummer" | "Code postal";
    COUNTRY: "Country" | "Land" | "Land" | "Pays";
    REGION: "State/Province" | "Provincie" | "Län/region" | "État/région";
    SINCE: "Customer Since" | "Klant sinds" | "Kund sedan" | "Client depuis";
    WEBSITE: "Web Site" | "Website" | "Webbplats" | "Site web";
    CONFIRMED: "Confirmed email" | "E-mail bevestigd" | "E-post bekräftad" | "E-mail confirmé";
    CREATED_IN: "Account Created in" | "Aangemaakt in" | "Konto skapat i" | "Compte créé dans";
    BILLING_ADDRESS: "Billing Address" | "Factuuradres" | "Faktureringsadress" | "Adresse de facturation";
    SHIPPING_ADDRESS: "Shipping Address" | "Verzendadres" | "Leveransadress" | "Adresse de livraison";
    BIRTH: "Date of Birth" | "Geboortedatum" | "Födelsedatum" | "Date de naissance";
    TAX_VAT: "Tax VAT Number" | "Btw-nummer (klant)" | "Momsnummer (kund)" | "N° de TVA (client)";
    GENDER: "Gender" | "Geslacht" | "Kön" | "Genre";
    STREET: "Street Address" | "Straat" | "Gatuadress" | "Rue";
    CITY: "City" | "Plaats" | "Ort" | "Ville";
    FAX: "Fax" | "Fax" | "Fax" | "Fax";
    VAT: "VAT Number" | "Btw-nummer (adres)" | "Momsnummer (adress)" | "N° de TVA (adresse)";
    COMPANY: "Company" | "Bedrijf" | "Företag" | "Société";
    BILLING_FIRST: "Billing Firstname" | "Voornaam factuur" | "Förnamn faktura" | "Prénom facturation";
    BILLING_LAST: "Billing Lastname" | "Achternaam factuur" | "Efternamn faktura" | "Nom facturation";
    TAX_VAT_HINT: "Tax/VAT (customer)" | "Btw-nummer van de klant" | "Kundens momsnummer" | "N° de TVA du client";
    VAT_HINT: "VAT (address)" | "Btw-nummer van het factuuradres" | "Momsnummer i faktureringsadressen" | "N° de TVA de l’adresse de facturation";
    LOCK: "Account Lock" | "Blokkering" | "Kontolås" | "Verrou du compte";
    STATUS: "Status" | "Status" | "Status" | "Statut";
    CUSTOMER_TYPE: "Customer Type" | "Klanttype" | "Kundtyp" | "Type de client";
    SALES_REP: "Sales Representative" | "Verkoper" | "Säljare" | "Commercial";
    SELECT: "Select" | "Selecteren" | "Markera" | "Sélectionner";
    ACTION: "Action" | "Actie" | "Åtgärd" | "Action";

    CONFIRMED_YES: "Confirmed" | "Bevestigd" | "Bekräftad" | "Confirmé";
    CONFIRMED_REQUIRED: "Confirmation Required" | "Bevestiging vereist" | "Bekräftelse krävs" | "Confirmation requise";
    CONFIRMED_NOT_REQUIRED: "Confirmation Not Required" | "Bevestiging niet vereist" | "Bekräftelse krävs inte" | "Confirmation non requise";
    MALE: "Male" | "Man" | "Man" | "Homme";
    FEMALE: "Female" | "Vrouw" | "Kvinna" | "Femme";
    NOT_SPECIFIED: "Not Specified" | "Niet opgegeven" | "Ej angivet" | "Non précisé";
    LOCKED: "Locked" | "Geblokkeerd" | "Låst" | "Verrouillé";
    UNLOCKED: "Unlocked" | "Niet geblokkeerd" | "Olåst" | "Non verrouillé";
    ACTIVE: "Active" | "Actief" | "Aktiv" | "Actif";
    INACTIVE: "Inactive" | "Inactief" | "Inaktiv" | "Inactif";
    INDIVIDUAL: "Individual user" | "Particulier" | "Privatperson" | "Particulier";
    COMPANY_ADMIN: "Company admin" | "Bedrijfsbeheerder" | "Företagsadministratör" | "Administrateur de société";
    COMPANY_USER: "Company user" | "Bedrijfsgebruiker" | "Företagsanvändare" | "Utilisateur de société";
    UNKNOWN: "Unknown ({code})" | "Onbekend ({code})" | "Okänd ({code})" | "Inconnu ({code})";
}
