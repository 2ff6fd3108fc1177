//! Saved views of the customers grid.

messages! {
    VIEWS: "Views" | "Weergaven" | "Vyer" | "Vues";
    VIEW: "View" | "Weergave" | "Vy" | "Vue";
    DEFAULT_VIEW: "Default View" | "Standaardweergave" | "Standardvy" | "Vue par défaut";
    MODIFIED: "modified" | "gewijzigd" | "ändrad" | "modifiée";
    SHARED_BY: "shared by {owner}" | "gedeeld door {owner}" | "delad av {owner}" | "partagée par {owner}";
    SHARED_WITH: "Shared with" | "Gedeeld met" | "Delad med" | "Partagée avec";
    SHARED: "shared with: {role}" | "gedeeld met: {role}" | "delad med: {role}" | "partagée avec : {role}";
    NOBODY: "nobody" | "niemand" | "ingen" | "personne";
    UNUSABLE: "cannot be read" | "onleesbaar" | "går inte att läsa" | "illisible";
    LEFT_OUT: "Part of the view “{name}” no longer exists and was left out. Save the view to keep it as it is now." | "Een deel van de weergave “{name}” bestaat niet meer en is weggelaten. Sla de weergave op om haar te houden zoals zij nu is." | "En del av vyn ”{name}” finns inte längre och utelämnades. Spara vyn för att behålla den som den är nu." | "Une partie de la vue « {name} » n’existe plus et a été ignorée. Enregistrez la vue pour la garder telle qu’elle est.";

    RESET: "Reset to “{name}”" | "Terug naar “{name}”" | "Återställ till ”{name}”" | "Revenir à « {name} »";
    SAVE_TO: "Save to “{name}”" | "Opslaan in “{name}”" | "Spara i ”{name}”" | "Enregistrer dans « {name} »";
    SAVE_CURRENT: "Save Current View" | "Huidige weergave opslaan" | "Spara aktuell vy" | "Enregistrer la vue actuelle";
    NEW_NAME: "Name of the new view" | "Naam van de nieuwe weergave" | "Den nya vyns namn" | "Nom de la nouvelle vue";
    SAVE: "Save" | "Opslaan" | "Spara" | "Enregistrer";
    COPY: "Save a copy" | "Kopie opslaan" | "Spara en kopia" | "Enregistrer une copie";
    NAME: "Name" | "Naam" | "Namn" | "Nom";
    RENAME: "Rename" | "Hernoemen" | "Byt namn" | "Renommer";
    DELETE: "Delete" | "Verwijderen" | "Ta bort" | "Supprimer";
    DELETE_NAME: "Delete “{name}”" | "“{name}” verwijderen" | "Ta bort ”{name}”" | "Supprimer « {name} »";
    DELETE_TITLE: "Delete the view “{name}”?" | "De weergave “{name}” verwijderen?" | "Ta bort vyn ”{name}”?" | "Supprimer la vue « {name} » ?";
    DELETE_WHAT: "It disappears for everybody it is shared with and cannot be restored. No customer is touched." | "Zij verdwijnt voor iedereen met wie zij is gedeeld en kan niet worden teruggehaald. Klanten blijven ongemoeid." | "Den försvinner för alla den delas med och kan inte återställas. Inga kunder påverkas." | "Elle disparaît pour tous ceux avec qui elle est partagée, sans retour possible. Aucun client n’est touché.";

    SAVED: "View “{name}” saved." | "Weergave “{name}” opgeslagen." | "Vyn ”{name}” sparades." | "Vue « {name} » enregistrée.";
    DELETED: "View “{name}” deleted." | "Weergave “{name}” verwijderd." | "Vyn ”{name}” togs bort." | "Vue « {name} » supprimée.";
    STALE: "This view was changed in another window. Nothing was overwritten: load the page anew, then try again." | "Deze weergave is in een ander venster gewijzigd. Er is niets overschreven: laad de pagina opnieuw en probeer het dan weer." | "Vyn ändrades i ett annat fönster. Inget har skrivits över: läs in sidan på nytt och försök igen." | "Cette vue a été modifiée dans une autre fenêtre. Rien n’a été écrasé : rechargez la page, puis réessayez.";
    GONE: "There is no such view of yours any more: it may have been deleted." | "U hebt zo’n weergave niet meer: misschien is zij verwijderd." | "Du har ingen sådan vy längre: den kan ha tagits bort." | "Vous n’avez plus de telle vue : elle a peut-être été supprimée.";
    TOO_MANY: "You keep {max} views already: delete one first." | "U hebt al {max} weergaven: verwijder er eerst een." | "Du har redan {max} vyer: ta bort en först." | "Vous avez déjà {max} vues : supprimez-en une d’abord.";
    FAILED: "The views could not be loaded." | "De weergaven konden niet worden geladen." | "Vyerna kunde inte läsas in." | "Les vues n’ont pas pu être chargées.";
}
