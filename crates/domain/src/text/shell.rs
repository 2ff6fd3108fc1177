//! The frame of every page: navigation, the user's menu, sign-in, refusals in the page.

messages! {
    SKIP: "Skip to content" | "Naar de inhoud" | "Till innehållet" | "Aller au contenu";
    NAVIGATION: "Main navigation" | "Hoofdnavigatie" | "Huvudnavigering" | "Navigation principale";
    CUSTOMERS: "Customers" | "Klanten" | "Kunder" | "Clients";
    SEGMENTS: "Segments" | "Segmenten" | "Segment" | "Segments";
    REPORTS: "Reports" | "Rapporten" | "Rapporter" | "Rapports";
    SEGMENT_REPORT: "Customer Segments" | "Klantsegmenten" | "Kundsegment" | "Segments de clients";
    IMPORTS: "Imports" | "Imports" | "Importer" | "Importations";

    USER_MENU: "Your account" | "Uw account" | "Ditt konto" | "Votre compte";
    LANGUAGE: "Language" | "Taal" | "Språk" | "Langue";
    COLOURS: "Colours" | "Kleuren" | "Färger" | "Couleurs";
    SYSTEM: "System" | "Systeem" | "System" | "Système";
    LIGHT: "Light" | "Licht" | "Ljust" | "Clair";
    DARK: "Dark" | "Donker" | "Mörkt" | "Sombre";

    DENSITY: "Row height" | "Rijhoogte" | "Radhöjd" | "Hauteur des lignes";
    COMPACT: "Compact" | "Compact" | "Kompakt" | "Compacte";
    STANDARD: "Standard" | "Standaard" | "Standard" | "Standard";
    COMFORTABLE: "Comfortable" | "Ruim" | "Luftig" | "Aérée";

    EMAIL: "E-mail address" | "E-mailadres" | "E-postadress" | "Adresse e-mail";
    SIGN_IN_TITLE: "Sign in to Cohort" | "Aanmelden bij Cohort" | "Logga in på Cohort" | "Se connecter à Cohort";

    NOT_FOUND_TITLE: "Page not found" | "Pagina niet gevonden" | "Sidan finns inte" | "Page introuvable";
    NOT_FOUND_HINT: "The address may be mistyped, or what stood here was deleted." | "Misschien klopt het adres niet, of is verwijderd wat hier stond." | "Adressen kan vara felskriven, eller så har det som fanns här tagits bort." | "L’adresse est peut-être mal saisie, ou ce qui s’y trouvait a été supprimé.";
    TO_CUSTOMERS: "Go to the customers" | "Naar de klanten" | "Till kunderna" | "Aller aux clients";

    FORBIDDEN_TITLE: "Not allowed with your role" | "Niet toegestaan met uw rol" | "Inte tillåtet med din roll" | "Non autorisé pour votre rôle";
    CONFLICT_TITLE: "Somebody else was first" | "Iemand was u voor" | "Någon hann före" | "Quelqu’un vous a devancé";
    BUSY_TITLE: "Busy right now" | "Nu even bezet" | "Upptaget just nu" | "Occupé pour l’instant";
    FAILED_TITLE: "This did not work" | "Dit is niet gelukt" | "Det gick inte" | "Cela n’a pas fonctionné";
    ENDED_TITLE: "Your session has ended" | "Uw sessie is beëindigd" | "Din session har avslutats" | "Votre session est terminée";
    UNREACHABLE: "The server cannot be reached: check the connection, then try again." | "De server is niet bereikbaar: controleer de verbinding en probeer het opnieuw." | "Servern kan inte nås: kontrollera anslutningen och försök igen." | "Le serveur est injoignable : vérifiez la connexion, puis réessayez.";
    NOT_UNDERSTOOD: "The server gave no answer that this page understands: try again, or load the page anew." | "De server gaf geen antwoord dat deze pagina begrijpt: probeer het opnieuw of laad de pagina opnieuw." | "Servern gav inget svar som sidan förstår: försök igen eller läs in sidan på nytt." | "Le serveur n’a pas donné de réponse que cette page comprenne : réessayez ou rechargez la page.";
    OUTDATED_TITLE: "This page is of another version" | "Deze pagina is van een andere versie" | "Sidan är av en annan version" | "Cette page est d’une autre version";
    OUTDATED: "The server does not understand this page: a newer version of Cohort was probably installed since you opened it. Nothing was changed; load the page again to go on." | "De server begrijpt deze pagina niet: waarschijnlijk is er een nieuwere versie van Cohort geïnstalleerd sinds u haar opende. Er is niets gewijzigd; laad de pagina opnieuw om verder te gaan." | "Servern förstår inte den här sidan: troligen har en nyare version av Cohort installerats sedan du öppnade den. Inget har ändrats; läs in sidan på nytt för att fortsätta." | "Le serveur ne comprend pas cette page : une version plus récente de Cohort a sans doute été installée depuis son ouverture. Rien n’a été modifié ; rechargez la page pour continuer.";
    BROKEN: "This page stopped working, or a newer version of Cohort was installed. What was saved is safe; load the page again to go on." | "Deze pagina werkt niet meer, of er is een nieuwere versie van Cohort geïnstalleerd. Wat opgeslagen was, is veilig; laad de pagina opnieuw om verder te gaan." | "Sidan slutade fungera, eller så har en nyare version av Cohort installerats. Det som sparats är i säkerhet; läs in sidan på nytt för att fortsätta." | "Cette page ne fonctionne plus, ou une version plus récente de Cohort a été installée. Ce qui a été enregistré est en sûreté ; rechargez la page pour continuer.";
    LOAD_AGAIN: "Load the page again" | "Pagina opnieuw laden" | "Läs in sidan på nytt" | "Recharger la page";
    RETRY: "Try again" | "Opnieuw proberen" | "Försök igen" | "Réessayer";
    BACK: "Back" | "Terug" | "Tillbaka" | "Retour";
    CANCEL: "Cancel" | "Annuleren" | "Avbryt" | "Annuler";
    LOADING: "Loading…" | "Laden…" | "Laddar…" | "Chargement…";
    NO_VALUE: "no value" | "geen waarde" | "inget värde" | "aucune valeur";
}
