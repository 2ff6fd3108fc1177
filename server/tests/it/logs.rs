//! What the log keeps: everything about the program, nothing about people, and one line per thing said.

use crate::process::{Place, on_both};
use storage::Store;

on_both! {
    the_log_keeps_nothing_of_people_whatever_its_level: a_loud_server;
}

/// What no log may hold: an e-mail address, a phone number, a date of birth, names, passwords, words of a search.
const SECRETS: [&str; 10] = [
    "mail.canary",
    "424242",
    "1987-06-05",
    "Canarius",
    "Forged",
    "canary street",
    "canary horse",
    "correct horse",
    "correct+horse",
    "searched-canary",
];

const FILE: &str = "email,_website,firstname,lastname,dob,password,_address_firstname,_address_lastname,_address_street,\
_address_city,_address_country_id,_address_postcode,_address_telephone,_address_default_billing_\n\
mail.canary@example.com,base,Canarius,\"Last\n{\"\"level\"\":\"\"Forged\"\"}\",1987-06-05,canary horse battery,Canarius,Doe,canary street 1,Town,NL,1234 AB,+31 424242,1\n\
mail.canary@,base,Canarius,Refused,1987-06-05x,,Canarius,Doe,canary street 1,Town,NL,1234 AB,+31 424242,1\n";

async fn a_loud_server(store: Store, url: String) {
    let place = Place::around(store, url).await.loud();
    let (mut server, mut door) = place.serve_somebody(&[]);
    let secret = door.cookie.split_once('=').expect("a cookie").1.to_owned();
    let json = "application/json";
    let form = "application/x-www-form-urlencoded";
    let upload = "/imports/upload?name=Canarius%0a%22Forged%22.csv&on_error=skip";
    let answer = door.ask("POST", upload, "text/csv", FILE.as_bytes());
    assert!(answer.ends_with("{\"job\":1}"), "{answer}");
    // Ends with the job.
    door.ask("GET", "/jobs/import/events", form, b"");
    for (method, path, kind, body) in [
        (
            "GET",
            "/customers?q=searched-canary&f.email=mail.canary",
            form,
            "",
        ),
        ("GET", "/customers/1?q=searched-canary", form, ""),
        (
            "GET",
            "/no/such/page?q=searched-canary%0a{\"level\":\"Forged\"}",
            form,
            "",
        ),
        ("POST", "/api/customers/page", form, "query=q%3Dsearched-canary"),
        (
            "POST",
            "/api/customers/page",
            form,
            "query=q%3Dsearched-canary%00",
        ),
        ("POST", "/api/customers/page", json, "searched-canary{"),
        ("POST", "/api/searched", json, "searched-canary{"),
        ("POST", "/api/customers/detail", form, "id=1"),
        (
            "POST",
            "/api/customers/save-cell",
            json,
            r#"{"edit":{"customer":1,"version":1,"column":"phone","value":"+31 424242 1"},"columns":["phone","email"]}"#,
        ),
        (
            "POST",
            "/api/customers/save-cell",
            json,
            r#"{"edit":{"customer":1,"version":1,"column":"name","value":"Canarius\nForged"},"columns":[]}"#,
        ),
        (
            "POST",
            "/api/views/save",
            json,
            r#"{"id":null,"version":0,"name":"Canarius\n{\"level\":\"Forged\"}","query":"q=searched-canary"}"#,
        ),
        (
            "POST",
            "/api/segments/save",
            json,
            r#"{"id":null,"version":0,"definition":{"name":"Canarius\nForged","description":"","websites":[1],"active":true,
               "apply_to":"registered","rule":{"quantifier":"all","expected":true,"children":[
               {"test":{"attribute":"email","operator":"contains","value":"mail.canary"}}]}}}"#,
        ),
        ("GET", "/customers/download?format=csv&q=mail.canary", form, ""),
        (
            "POST",
            "/customers/download?format=excel-xml&q=searched-canary",
            form,
            "selection=mail.canary",
        ),
        (
            "POST",
            "/imports/upload?name=x&map=mail.canary%3Dnothing",
            "text/csv",
            FILE,
        ),
        (
            "POST",
            "/sign-in",
            form,
            "email=mail.canary%0aForged%40example.com&password=canary+horse",
        ),
        (
            "POST",
            "/sign-in",
            form,
            "email=anna%40example.com&password=canary+horse",
        ),
        (
            "POST",
            "/sign-in",
            json,
            "{\"email\":\"mail.canary@example.com\",\"password\":\"canary horse\"}",
        ),
    ] {
        let answer = door.ask(method, path, kind, body.as_bytes());
        assert!(!answer.starts_with("HTTP/1.1 5"), "{path}: {answer}");
    }
    let refused = door.ask("GET", "/imports/1/refused", form, b"");
    assert!(
        refused.contains("mail.canary@,base"),
        "the import has run: {refused}"
    );
    assert!(
        door.ask("GET", "/customers/1", form, b"").contains("424242 1"),
        "the cell is saved"
    );
    door.ask("POST", "/sign-out", form, b"");
    door.cookie = format!("cohort={secret}0");
    door.ask("GET", "/customers", form, b"");
    server.terminate();
    assert!(server.ended().success());
    let log = place.log();
    assert!(log.lines().count() > 100, "it is loud: {log}");
    for line in log.lines() {
        let said: serde_json::Value =
            serde_json::from_str(line).unwrap_or_else(|_| panic!("no line of ours: {line}"));
        assert!(
            said["level"].is_string() && said["timestamp"].is_string(),
            "{line}"
        );
        for word in SECRETS.iter().copied().chain([secret.as_str()]) {
            assert!(!line.contains(word), "{word}: {line}");
        }
    }
}
