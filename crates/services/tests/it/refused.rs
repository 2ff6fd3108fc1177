//! The file of refused rows: to be mended and imported as it is.

use crate::{
    files::run,
    harness::{SKIP, STOP, Shop, TWO},
    imports::counts,
};
use domain::{
    exports::guard,
    imports::header::{Reading, rule},
};
use services::imports::run::Plan;

storage::both_engines! {
    Shop:
    refused_rows_are_a_file_that_can_be_mended_and_imported,
    refused_rows_of_a_mapped_file_need_no_mapping_again,
    rows_that_go_with_a_refused_one_are_counted_and_say_so,
    refused_rows_are_no_formulas_and_come_back_as_they_were,
}

async fn refused_rows_are_a_file_that_can_be_mended_and_imported(shop: Shop) {
    let refused = shop.folder.path().join("refused.csv");
    let mut lines: Vec<String> = TWO.iter().map(|line| format!("{line},secret")).collect();
    lines[0] = format!("{},password_hash", TWO[0]);
    lines.insert(
        2,
        ",,,,,Jon,Doe,Side Street 2,Campbell,ZZ,95009,,,,secret".to_owned(),
    );
    lines.insert(
        3,
        ",,,,,Jon,Doe,\"Side \"\"Street\"\" 3\",Campbell,ZZ,95009,,,,secret".to_owned(),
    );
    lines.push("bob,base,Bob,Bad,,,,,,,,,,,secret".to_owned());
    lines.push(",,,,,Bob,Bad,Side Street 4,Campbell,US,95009,,,,secret".to_owned());
    lines.push("new@example.com,base,,,,,,,,,,,,,secret".to_owned());
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let plan = Plan {
        refused: Some(refused.clone()),
        ..SKIP
    };
    let report = shop.import(plan.clone(), &lines).await.unwrap();
    assert_eq!(counts(&report), (2, 0, 0, 1, 5), "{report:?}");
    let text = std::fs::read_to_string(&refused).unwrap();
    assert_eq!(text.len() as u64, report.refused_bytes);
    assert!(
        !text.contains("secret") && !text.contains("password_hash"),
        "{text}"
    );
    let rows: Vec<&str> = text.lines().collect();
    assert!(rows[0].ends_with("_row,_column,_value,_reason"), "{}", rows[0]);
    assert!(
        rows[1].starts_with("jon@example.com,base,") && rows[1].contains(",3,_address_country_id,ZZ,"),
        "{}",
        rows[1]
    );
    assert!(
        rows[2].starts_with(",,,") && rows[2].contains("\"Side \"\"Street\"\" 3\""),
        "{}",
        rows[2]
    );
    assert!(
        rows[3].starts_with("bob,base,") && rows[4].starts_with(",,,"),
        "the orphan follows its customer"
    );
    assert!(rows[5].contains(",8,firstname; lastname,; ,"), "{}", rows[5]);
    let mended = text
        .replace(",ZZ,", ",US,")
        .replace("bob,base", "bob@example.com,base")
        .replace("new@example.com,base,,", "new@example.com,base,New,One");
    let path = shop.folder.path().join("mended.csv");
    std::fs::write(&path, mended).unwrap();
    let again = Plan {
        refused: Some(shop.folder.path().join("none.csv")),
        ..STOP
    };
    let report = run(&shop, &path, again).await;
    assert_eq!(counts(&report), (2, 1, 0, 3, 0), "{report:?}");
    assert!(
        !shop.folder.path().join("none.csv").exists(),
        "nothing was refused"
    );
}

async fn refused_rows_of_a_mapped_file_need_no_mapping_again(shop: Shop) {
    let lines = [
        "Who,Call me,Naam,Straat,Woonplaats,Land,Remark,email",
        "ann@example.com,Ann,Lee,Kade 1,Ghent,BE,VIP,old",
        "zoe@example.com,Zoe,Lee,Kade 2,Ghent,ZZ,,",
        "bob,Bob,Lee,Kade 3,Ghent,BE,,",
    ];
    let said = [
        "Who=email",
        "Call me=firstname",
        "Naam=lastname",
        "Remark=-",
        "email=-",
    ];
    let refused = shop.folder.path().join("refused.csv");
    let plan = Plan {
        reading: Reading {
            website: Some("base".to_owned()),
            columns: said.map(|text| rule(text).unwrap()).into(),
            ..Reading::PLAIN
        },
        refused: Some(refused.clone()),
        ..SKIP
    };
    let report = shop.import(plan, &lines).await.unwrap();
    assert_eq!(counts(&report), (1, 0, 0, 1, 2), "{report:?}");
    let text = std::fs::read_to_string(&refused).unwrap();
    let head = "email,firstname,lastname,Straat,Woonplaats,Land,_website,_row,_column,_value,_reason";
    assert_eq!(text.lines().next().unwrap().trim_start_matches('\u{feff}'), head);
    assert!(
        text.contains(",base,4,email,bob,"),
        "the place is called what it is called here: {text}"
    );
    let mended = text.replace("bob,", "bob@example.com,").replace(",ZZ,", ",BE,");
    let path = shop.folder.path().join("mended.csv");
    std::fs::write(&path, mended).unwrap();
    let report = run(&shop, &path, STOP).await;
    assert_eq!(counts(&report), (2, 0, 0, 2, 0), "{report:?}");
}

async fn rows_that_go_with_a_refused_one_are_counted_and_say_so(shop: Shop) {
    let refused = shop.folder.path().join("refused.csv");
    let plan = Plan {
        refused: Some(refused.clone()),
        ..SKIP
    };
    let lines = [
        "email,_website,firstname,lastname,_address_firstname,_address_lastname,_address_street,_address_city,\
         _address_country_id,_address_postcode,_address_telephone",
        "ann@example.com,base,Ann,Lee,Ann,Lee,First Street 1,Ghent,BE,9000,1",
        // That it has no street is found out when the whole customer is looked at.
        ",,,,Ann,Lee,,Mol,BE,2400,1",
        ",,,,Ann,Lee,Third Street 3,Ghent,BE,9000,1",
    ];
    let report = shop.import(plan, &lines).await.unwrap();
    assert_eq!(counts(&report), (0, 0, 0, 0, 3), "{report:?}");
    let told: Vec<_> = report
        .refusals
        .iter()
        .map(|r| (r.line, r.column.as_str()))
        .collect();
    assert_eq!(told, [(2, ""), (3, "_address_street"), (4, "")]);
    let text = std::fs::read_to_string(&refused).unwrap();
    let mut file = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let reasons: Vec<String> = file
        .records()
        .map(|row| row.unwrap().iter().next_back().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(reasons.len(), 3, "{text}");
    for reason in [&reasons[0], &reasons[2]] {
        assert!(reason.contains("left out with line 3"), "{reason}");
    }
}

async fn refused_rows_are_no_formulas_and_come_back_as_they_were(shop: Shop) {
    let values = [
        "=1+1", "'=1+1", "''@x", "'t Hooft", "-2e5", "+31 20", "-5", "'-5", "@x", "plain",
    ];
    let head = "email,_website,firstname,lastname,taxvat";
    let rows = values.iter().enumerate();
    let rows: Vec<_> = rows
        .map(|(n, value)| format!("bob{n},base,Bob,-Bad,{value}"))
        .collect();
    let mut lines = vec![head];
    lines.extend(rows.iter().map(String::as_str));
    let refused = |name: &str| Plan {
        refused: Some(shop.folder.path().join(name)),
        ..SKIP
    };
    let report = shop.import(refused("once.csv"), &lines).await.unwrap();
    assert_eq!(report.refused, values.len() as u64);
    let once = shop.folder.path().join("once.csv");
    // Refused again as it is, the file does not change.
    let report = run(&shop, &once, refused("twice.csv")).await;
    assert_eq!(report.refused, values.len() as u64);
    let mut tables = ["once.csv", "twice.csv"].map(|name| {
        let mut reader = csv::Reader::from_path(shop.folder.path().join(name)).unwrap();
        let rows = reader.records().map(|row| row.unwrap());
        rows.map(|row| row.iter().map(str::to_owned).collect::<Vec<_>>())
            .collect::<Vec<_>>()
    });
    assert_eq!(tables[0], tables[1]);
    for cell in tables[0].iter().flatten() {
        assert!(!guard::runs(cell), "{cell}");
    }
    assert_eq!(tables[0][0][4], "'=1+1");
    // A spreadsheet writes back what it was given, but for what somebody has put right.
    let mut writer = csv::Writer::from_path(&once).unwrap();
    writer
        .write_record(head.split(',').chain(["_row", "_column", "_value", "_reason"]))
        .unwrap();
    for row in &mut tables[0] {
        row[0].push_str("@example.com");
        writer.write_record(row).unwrap();
    }
    writer.flush().unwrap();
    let report = run(&shop, &once, STOP).await;
    assert_eq!(
        (report.created, report.refused),
        (values.len() as u64, 0),
        "{report:?}"
    );
    let mut kept: Vec<_> = shop.grid("columns=tax_vat").await.concat();
    kept.sort_unstable();
    let mut values = values.to_vec();
    values.sort_unstable();
    assert_eq!(kept, values);
    // Elsewhere an apostrophe is somebody's own.
    let report = shop
        .import(STOP, &[head, "ann@example.com,base,Ann,Lee,'=2"])
        .await;
    assert_eq!(report.unwrap().created, 1);
    assert!(
        shop.grid("columns=tax_vat")
            .await
            .concat()
            .contains(&"'=2".to_owned())
    );
}
