//! Files and downloads.

messages! {
    CSV: "CSV" | "CSV" | "CSV" | "CSV";
    EXCEL_XML: "Excel XML" | "Excel XML" | "Excel XML" | "Excel XML";
    BAD_FORMAT: "“{value}” is not a file format: use csv or excel-xml." | "“{value}” is geen bestandsformaat: gebruik csv of excel-xml." | "“{value}” är inget filformat: använd csv eller excel-xml." | "« {value} » n’est pas un format de fichier : csv ou excel-xml.";
    BAD_ALL: "“all={value}” means nothing here: say all=1 for all columns, or leave it out." | "“all={value}” betekent hier niets: gebruik all=1 voor alle kolommen, of laat het weg." | "”all={value}” betyder inget här: skriv all=1 för alla kolumner, eller utelämna det." | "« all={value} » n’a pas de sens ici : écrivez all=1 pour toutes les colonnes, ou rien.";
    NO_SPACE: "There is not enough room on the server’s disk for this file: free some, then try again." | "Er is op de schijf van de server te weinig ruimte voor dit bestand: maak ruimte en probeer het opnieuw." | "Det finns för lite plats på serverns disk för filen: frigör plats och försök igen." | "Le disque du serveur n’a plus assez de place pour ce fichier : libérez-en, puis réessayez.";
    BAD_SELECTION: "The selection could not be read: select the rows again." | "De selectie kon niet worden gelezen: selecteer de rijen opnieuw." | "Urvalet kunde inte läsas: välj raderna igen." | "La sélection n’a pas pu être lue : sélectionnez à nouveau les lignes.";

    TOO_MANY_DOWNLOADS: "Other downloads are being written just now: try again in a moment." | "Er worden nu andere downloads geschreven: probeer het zo opnieuw." | "Andra nedladdningar skrivs just nu: försök igen om en stund." | "D’autres téléchargements sont en cours d’écriture : réessayez dans un instant.";
}
