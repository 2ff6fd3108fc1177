//! Sign-in, roles and refusals.

messages! {
    ADMINISTRATOR: "Administrator" | "Beheerder" | "Administratör" | "Administrateur";
    CONTRIBUTOR: "Contributor" | "Bijdrager" | "Medarbetare" | "Contributeur";
    VIEWER: "Viewer" | "Lezer" | "Läsare" | "Lecteur";
    SIGN_IN: "Sign in" | "Aanmelden" | "Logga in" | "Se connecter";
    SIGN_OUT: "Sign out" | "Afmelden" | "Logga ut" | "Se déconnecter";
    PASSWORD: "Password" | "Wachtwoord" | "Lösenord" | "Mot de passe";
    WRONG_SIGN_IN: "The e-mail address or the password is wrong: try again." | "Het e-mailadres of het wachtwoord klopt niet: probeer het opnieuw." | "E-postadressen eller lösenordet stämmer inte: försök igen." | "L’adresse e-mail ou le mot de passe est incorrect : réessayez.";
    TOO_MANY_TRIES: "Too many tries: wait {seconds} seconds, then sign in again." | "Te veel pogingen: wacht {seconds} seconden en meld u dan opnieuw aan." | "För många försök: vänta {seconds} sekunder och logga sedan in igen." | "Trop d’essais : attendez {seconds} secondes, puis reconnectez-vous.";
    SESSION_ENDED: "You are no longer signed in: sign in again, nothing you typed is lost." | "U bent niet meer aangemeld: meld u opnieuw aan, wat u typte gaat niet verloren." | "Du är inte längre inloggad: logga in igen, inget du skrev går förlorat." | "Vous n’êtes plus connecté : reconnectez-vous, votre saisie n’est pas perdue.";
    MAY_NOT: "Your role, {role}, does not allow this: ask an administrator." | "Uw rol, {role}, staat dit niet toe: vraag een beheerder." | "Din roll, {role}, tillåter inte detta: fråga en administratör." | "Votre rôle, {role}, ne le permet pas : demandez à un administrateur.";
    PASSWORD_TOO_SHORT: "The password is too short: at least {min} characters." | "Het wachtwoord is te kort: minstens {min} tekens." | "Lösenordet är för kort: minst {min} tecken." | "Le mot de passe est trop court : {min} caractères au moins.";
    PASSWORD_TOO_LONG: "The password is too long: at most {max} characters." | "Het wachtwoord is te lang: hoogstens {max} tekens." | "Lösenordet är för långt: högst {max} tecken." | "Le mot de passe est trop long : {max} caractères au plus.";
    USER_EXISTS: "There is already a user with the e-mail address “{email}”." | "Er is al een gebruiker met het e-mailadres “{email}”." | "Det finns redan en användare med e-postadressen “{email}”." | "Il existe déjà un utilisateur avec l’adresse « {email} ».";
    NO_USER: "There is no user with the e-mail address “{email}”." | "Er is geen gebruiker met het e-mailadres “{email}”." | "Det finns ingen användare med e-postadressen “{email}”." | "Il n’existe aucun utilisateur avec l’adresse « {email} ».";
    BUSY: "The database is held by another program: try again in a moment, nothing was changed." | "De database wordt door een ander programma vastgehouden: probeer het zo weer, er is niets gewijzigd." | "Databasen är upptagen av ett annat program: försök igen om en stund, inget har ändrats." | "La base de données est occupée par un autre programme : réessayez dans un instant, rien n’a été modifié.";
    INTERNAL: "Something went wrong on our side: nothing was changed. Report it with reference {reference}." | "Er ging bij ons iets mis: er is niets gewijzigd. Meld het met kenmerk {reference}." | "Något gick fel hos oss: inget har ändrats. Rapportera det med referens {reference}." | "Une erreur s’est produite chez nous : rien n’a été modifié. Signalez-la avec la référence {reference}.";
    NOT_FOUND: "There is no such page or record: it may have been deleted." | "Deze pagina of dit record bestaat niet: misschien is het verwijderd." | "Sidan eller posten finns inte: den kan ha tagits bort." | "Cette page ou cet enregistrement n’existe pas : il a peut-être été supprimé.";
    CROSS_SITE: "This request came from another site and was refused: open Cohort itself and try again." | "Dit verzoek kwam van een andere site en is geweigerd: open Cohort zelf en probeer het opnieuw." | "Begäran kom från en annan webbplats och avvisades: öppna Cohort själv och försök igen." | "Cette requête vient d’un autre site et a été refusée : ouvrez Cohort et réessayez.";
}
