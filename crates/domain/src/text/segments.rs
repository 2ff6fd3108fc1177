//! Segments: conditions, the report and the form.

messages! {
    EMAIL: "Email" | "E-mail" | "E-post" | "E-mail";
    FIRST_NAME: "First Name" | "Voornaam" | "Förnamn" | "Prénom";
    LAST_NAME: "Last Name" | "Achternaam" | "Efternamn" | "Nom";
    GENDER: "Gender" | "Geslacht" | "Kön" | "Genre";
    BIRTH: "Date of Birth" | "Geboortedatum" | "Födelsedatum" | "Date de naissance";
    GROUP: "Group" | "Groep" | "Grupp" | "Groupe";
    WEBSITE: "Web Site" | "Website" | "Webbplats" | "Site web";
    SINCE: "Customer Since" | "Klant sinds" | "Kund sedan" | "Client depuis";
    TAX_VAT: "Tax VAT Number" | "Btw-nummer" | "Momsnummer" | "Numéro de TVA";
    NEWSLETTER: "Newsletter Subscription" | "Nieuwsbriefabonnement" | "Nyhetsbrevsprenumeration" | "Abonnement à la newsletter";
    HAS_BILLING: "Default Billing Address exists" | "Standaard factuuradres bestaat" | "Standardadress för fakturering finns" | "Adresse de facturation par défaut présente";
    HAS_SHIPPING: "Default Shipping Address exists" | "Standaard verzendadres bestaat" | "Standardadress för leverans finns" | "Adresse de livraison par défaut présente";
    COUNTRY: "Country" | "Land" | "Land" | "Pays";
    REGION: "State/Province" | "Provincie" | "Län/region" | "État/région";
    CITY: "City" | "Plaats" | "Ort" | "Ville";
    ZIP: "ZIP" | "Postcode" | "Postnummer" | "Code postal";
    STREET: "Street Address" | "Straat" | "Gatuadress" | "Rue";
    COMPANY: "Company" | "Bedrijf" | "Företag" | "Société";
    PHONE: "Phone" | "Telefoon" | "Telefon" | "Téléphone";
    ADDRESS_FIRST_NAME: "First Name (address)" | "Voornaam (adres)" | "Förnamn (adress)" | "Prénom (adresse)";
    ADDRESS_LAST_NAME: "Last Name (address)" | "Achternaam (adres)" | "Efternamn (adress)" | "Nom (adresse)";

    IS: "is" | "is" | "är" | "est";
    IS_NOT: "is not" | "is niet" | "är inte" | "n’est pas";
    AT_LEAST: "equals or greater than" | "is gelijk aan of groter dan" | "lika med eller större än" | "égal ou supérieur à";
    ABOVE: "greater than" | "groter dan" | "större än" | "supérieur à";
    AT_MOST: "equals or less than" | "is gelijk aan of kleiner dan" | "lika med eller mindre än" | "égal ou inférieur à";
    BELOW: "less than" | "kleiner dan" | "mindre än" | "inférieur à";
    CONTAINS: "contains" | "bevat" | "innehåller" | "contient";
    CONTAINS_NOT: "does not contain" | "bevat niet" | "innehåller inte" | "ne contient pas";
    ONE_OF: "is one of" | "is een van" | "är en av" | "est l’un de";
    NOT_ONE_OF: "is not one of" | "is geen van" | "är ingen av" | "n’est aucun de";
    UNDEFINED: "is undefined" | "is niet ingevuld" | "är inte ifyllt" | "n’est pas défini";

    APPLY_BOTH: "Visitors and Registered Customers" | "Bezoekers en geregistreerde klanten" | "Besökare och registrerade kunder" | "Visiteurs et clients inscrits";
    APPLY_REGISTERED: "Registered Customers" | "Geregistreerde klanten" | "Registrerade kunder" | "Clients inscrits";
    APPLY_VISITORS: "Visitors" | "Bezoekers" | "Besökare" | "Visiteurs";
    MISSING: "Never refreshed" | "Nooit ververst" | "Aldrig uppdaterad" | "Jamais actualisé";
    FRESH: "Fresh" | "Actueel" | "Aktuell" | "À jour";
    STALE: "Stale" | "Verouderd" | "Inaktuell" | "Périmé";
    REFRESHING: "Refreshing" | "Wordt ververst" | "Uppdateras" | "Actualisation en cours";
    FAILED: "Failed" | "Mislukt" | "Misslyckades" | "Échec";

    TOO_MANY_CONDITIONS: "The rule is too large: at most {max} conditions." | "De regel is te groot: hoogstens {max} voorwaarden." | "Regeln är för stor: högst {max} villkor." | "La règle est trop grande : {max} conditions au plus.";
    TOO_DEEP: "The conditions are nested too deeply: at most {max} levels." | "De voorwaarden zijn te diep genest: hoogstens {max} niveaus." | "Villkoren är för djupt kapslade: högst {max} nivåer." | "Les conditions sont trop imbriquées : {max} niveaux au plus.";
    MISPLACED: "This condition does not belong here: address conditions go into a Customer Address group, the others outside one." | "Deze voorwaarde hoort hier niet: adresvoorwaarden horen in een groep Klantadres, de andere daarbuiten." | "Villkoret hör inte hemma här: adressvillkor ska stå i en grupp Kundadress, de andra utanför." | "Cette condition n’a pas sa place ici : les conditions d’adresse vont dans un groupe Adresse du client, les autres en dehors.";
    EMPTY_ADDRESS_GROUP: "This address group is empty: add a condition or remove the group." | "Deze adresgroep is leeg: voeg een voorwaarde toe of verwijder de groep." | "Adressgruppen är tom: lägg till ett villkor eller ta bort gruppen." | "Ce groupe d’adresse est vide : ajoutez une condition ou supprimez le groupe.";
    NO_WEBSITE: "Choose at least one website." | "Kies minstens één website." | "Välj minst en webbplats." | "Choisissez au moins un site web.";
    EVERYONE: "Without conditions this segment holds every customer: add a condition, or confirm that this is meant." | "Zonder voorwaarden bevat dit segment alle klanten: voeg een voorwaarde toe of bevestig dat dit de bedoeling is." | "Utan villkor innehåller segmentet alla kunder: lägg till ett villkor eller bekräfta att det är avsikten." | "Sans condition, ce segment contient tous les clients : ajoutez une condition ou confirmez que c’est voulu.";
    APPLY_TO_FIXED: "“Apply to” cannot change after the first save: make a new segment instead." | "“Toepassen op” kan na de eerste keer opslaan niet meer wijzigen: maak een nieuw segment." | "“Gäller för” kan inte ändras efter första sparandet: skapa ett nytt segment." | "« S’applique à » ne peut plus changer après le premier enregistrement : créez un nouveau segment.";
    VISITORS_HAVE_NO_MEMBERS: "A segment of visitors has no stored members: there is nothing to refresh." | "Een segment van bezoekers heeft geen opgeslagen leden: er is niets te verversen." | "Ett segment av besökare har inga lagrade medlemmar: det finns inget att uppdatera." | "Un segment de visiteurs n’a pas de membres enregistrés : il n’y a rien à actualiser.";
    STALE_SAVE: "Somebody saved this segment after you opened it. Nothing was overwritten: open it again to see both." | "Iemand heeft dit segment bewaard nadat u het opende. Er is niets overschreven: open het opnieuw om beide te zien." | "Någon sparade segmentet efter att du öppnade det. Inget har skrivits över: öppna det igen för att se båda." | "Quelqu’un a enregistré ce segment après votre ouverture. Rien n’a été écrasé : rouvrez-le pour voir les deux.";
}
