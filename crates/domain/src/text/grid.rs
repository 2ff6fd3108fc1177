//! The customers grid: toolbar, filters, selection, editing and paging.

messages! {
    URL_NO_COLUMN: "The address names a column “{value}” in “{word}” that does not exist: it was left out." | "Het adres noemt bij “{word}” een kolom “{value}” die niet bestaat: die is weggelaten." | "Adressen anger en kolumn “{value}” i “{word}” som inte finns: den utelämnades." | "L’adresse cite dans « {word} » une colonne « {value} » qui n’existe pas : elle a été ignorée.";
    URL_BAD_VALUE: "The address says “{word}={value}”, which means nothing here: it was left out." | "Het adres zegt “{word}={value}”, wat hier niets betekent: dat is weggelaten." | "Adressen säger “{word}={value}”, vilket inte betyder något här: det utelämnades." | "L’adresse dit « {word}={value} », ce qui n’a pas de sens ici : c’est ignoré.";
    URL_TOO_LONG: "“{word}” in the address is too long (at most {max} characters): it was left out." | "“{word}” in het adres is te lang (hoogstens {max} tekens): het is weggelaten." | "“{word}” i adressen är för långt (högst {max} tecken): det utelämnades." | "« {word} » dans l’adresse est trop long ({max} caractères au plus) : ignoré.";
    URL_TOO_MANY: "The address holds more than {max} filters: the rest was left out." | "Het adres bevat meer dan {max} filters: de rest is weggelaten." | "Adressen innehåller fler än {max} filter: resten utelämnades." | "L’adresse contient plus de {max} filtres : le reste est ignoré.";
}
