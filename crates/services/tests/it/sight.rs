//! What a role may not see is in no answer, and cannot be asked for by what is found or how it is sorted.

use crate::{
    downloads::{request, whole},
    harness::{STOP, Shop, invalid},
};
use domain::{
    access::Role,
    error::Error,
    exports::format::Format,
    ids::ViewId,
    imports::{
        Behavior, OnError,
        header::{Field, Reading},
    },
};
use services::{
    context::Ctx,
    customers::{
        detail::detail,
        page::{block, page, total},
        views,
    },
    exports::download::{Refused, Request, customers},
    imports::{self, Upload},
    jobs::run_one,
    segments::report,
};

storage::both_engines! {
    Shop:
    a_viewer_gets_no_number_and_no_day_of_birth,
    a_viewer_finds_nobody_by_a_number_and_everybody_else_as_others_do,
    a_view_tells_a_viewer_no_number,
    a_report_of_an_import_tells_a_viewer_no_number,
}

/// Jon and Ann, with numbers of their own; those of Ann are the lower ones.
const TWO: [&str; 3] = [
    "email,_website,firstname,lastname,dob,taxvat,_address_firstname,_address_lastname,_address_street,_address_city,\
     _address_country_id,_address_postcode,_address_telephone,_address_vat_id,_address_default_billing_",
    "jon@example.com,base,Jon,Doe,1984-05-31,NL9817999,Jon,Doe,Main Street 1,Campbell,US,95008,+31 (20) 42-42,SE7171999,1",
    "ann@example.com,base,Ann,Lee,1984-03-07,NL1111000,Ann,Lee,Side Street 2,Town,NL,5678 CD,+31\u{a0}(20) 9\u{202f}8–17 x4,FR2222000,1",
];

/// What nobody but editors may read: numbers, and days in each way they are written; workbooks count them.
const NUMBERS: [&str; 10] = [
    "9817999", "7171999", "1111000", "2222000", "05-31", "03-07", "May 31", "Mar 7", ">30833<", ">30748<",
];

/// A viewer where the operator shows whole dates of birth to those who may see them.
fn viewer(shop: &Shop) -> Ctx {
    let mut ctx = shop.admin_with_whole_births();
    ctx.actor = shop.as_role(Role::Viewer).actor;
    ctx
}

fn is_clean(what: &str, shown: &str) {
    for number in NUMBERS {
        assert!(!shown.contains(number), "{what} tells {number}: {shown}");
    }
}

async fn a_viewer_gets_no_number_and_no_day_of_birth(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    let viewer = viewer(&shop);
    let admin = shop.admin_with_whole_births();
    let words = "columns=tax_vat,vat,birth&sort=id";
    let seen = page(admin.clone(), words.into()).await.unwrap();
    assert_eq!(seen.rows[0].cells[0].display, "NL9817999");
    assert_eq!(seen.rows[0].cells[2].display, "May 31, 1984");
    let shown = page(viewer.clone(), words.into()).await.unwrap();
    let cells: Vec<_> = shown.rows[0].cells.iter().map(|cell| &*cell.display).collect();
    assert_eq!(cells, ["•••", "•••", "1984"]);
    is_clean("a page", &format!("{shown:?}"));
    let all = "per_page=all&columns=tax_vat,vat,birth,billing_address,shipping_address,name";
    is_clean(
        "a block",
        &format!("{:?}", block(viewer.clone(), all.into()).await.unwrap()),
    );
    for row in &shown.rows {
        let shown = detail(viewer.clone(), row.id).await.unwrap();
        assert!(shown.account.iter().any(|(_, value)| value == "•••"), "{shown:?}");
        is_clean("a customer's page", &format!("{shown:?}"));
    }
    for format in Format::ALL {
        let request = || Request {
            format,
            all_columns: true,
            ..request("")
        };
        let file = whole(customers(admin.clone(), request()).await.unwrap()).await;
        let day = file.contains("05-31") || file.contains(">30833<");
        assert!(file.contains("NL9817999") && day, "{file}");
        let file = whole(customers(viewer.clone(), request()).await.unwrap()).await;
        assert!(file.contains("•••"), "{file}");
        is_clean(format.key(), &file);
    }
}

async fn a_viewer_finds_nobody_by_a_number_and_everybody_else_as_others_do(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    let viewer = viewer(&shop);
    let segment = crate::segments::with_jon_only(&shop).await;
    for (words, admins, viewers) in [
        ("q=nl9817999", 1, 0),
        ("q=7171", 1, 0),
        ("q=jon+nl98", 1, 0),
        ("q=nl", 2, 0),
        ("q=jon", 1, 1),
        ("q=street", 2, 2),
        ("q=204242", 1, 1),
        // The digits of Ann's phone, which stand in Jon's number as well.
        ("q=9817", 2, 1),
        ("q=1", 2, 2),
        ("q=%25", 0, 0),
    ] {
        let found = async |ctx: &Ctx| total(ctx.clone(), words.into()).await.unwrap();
        assert_eq!(
            (found(&shop.admin()).await, found(&viewer).await),
            (admins, viewers),
            "{words}"
        );
        let rows = page(viewer.clone(), words.into()).await.unwrap().rows;
        assert_eq!(rows.len() as u64, viewers, "{words}");
        let file = customers(viewer.clone(), request(words)).await.unwrap();
        assert_eq!(whole(file).await.lines().count() as u64, viewers + 1, "{words}");
    }
    let members = async |ctx: Ctx| {
        report::members_total(ctx, segment, "q=nl98".into())
            .await
            .unwrap()
    };
    assert_eq!(
        (members(shop.admin()).await, members(viewer.clone()).await),
        (1, 0)
    );
    for words in [
        "f.tax_vat=nl98",
        "f.tax_vat.is=nl9817999",
        "f.vat.starts=se",
        "f.tax_vat.empty=1",
        "sort=tax_vat",
        "sort=-vat",
        "f.birth.next=366",
    ] {
        let shown = page(viewer.clone(), words.into()).await.unwrap();
        let ids: Vec<_> = shown.rows.iter().map(|row| row.id.0).collect();
        assert_eq!((shown.notices.len(), ids), (1, vec![1, 2]), "{words}");
        let refused = customers(viewer.clone(), request(words)).await.err();
        let Some(Refused::Error(refused)) = refused else {
            panic!("{words}: a file")
        };
        assert_eq!(invalid(&refused).len(), 1, "{words}");
        let kept = views::save(viewer.clone(), None, 0, "x".into(), words.into()).await;
        assert!(kept.is_err(), "{words}");
    }
}

async fn a_view_tells_a_viewer_no_number(shop: Shop) {
    shop.import(STOP, &TWO).await.unwrap();
    for role in [Role::Contributor, Role::Viewer] {
        shop.with_account(role, role).await;
    }
    let of = async |role: Role| {
        let email = format!("{}@example.com", role.key());
        let found = storage::users::by_email(&shop.shared.store, &email)
            .await
            .unwrap();
        let mut ctx = shop.as_role(role);
        ctx.actor.user = Some(found.expect("an account").id);
        ctx
    };
    let (owner, viewer) = (of(Role::Contributor).await, of(Role::Viewer).await);
    let words = "f.tax_vat=nl9817999&f.zip=1234&sort=tax_vat,zip";
    let id: ViewId = views::save(owner.clone(), None, 0, "Dutch".into(), words.into())
        .await
        .unwrap();
    views::share(owner.clone(), id, 1, Some(Role::Viewer))
        .await
        .unwrap();
    let list = views::list(viewer.clone()).await.unwrap();
    let state = list[0].state.as_ref().expect("a state");
    assert_eq!(
        (state.to_query().as_str(), list[0].left_out),
        ("f.zip=1234&sort=zip", true)
    );
    // Somebody who lost the right to see them.
    views::keep_place(owner.clone(), words.into()).await.unwrap();
    assert_eq!(views::place(owner.clone()).await.unwrap(), words);
    let mut demoted = owner;
    demoted.actor.me.role = Role::Viewer;
    assert_eq!(views::place(demoted).await.unwrap(), "f.zip=1234&sort=zip");
    let other = views::save(viewer, None, 0, "x".into(), "sort=vat".into()).await;
    assert!(matches!(other, Err(Error::Invalid(_))));
}

/// What stands in a file is kept from a viewer as what is imported from it is.
async fn a_report_of_an_import_tells_a_viewer_no_number(shop: Shop) {
    let admin = shop.admin_with_whole_births();
    let long = "9817999".repeat(40);
    let lines = [
        TWO[0].replace("taxvat", "Btw").into_bytes(),
        format!("a@example.com,base,A,B,31.05.1984x,{long},Jon,Doe,Street,Town,US,95008,1,{long},1")
            .into_bytes(),
        b"b@example.com,base,A,B,2094-03-07,,,,,,,,,,".to_vec(),
        b"c@example.com,base,A,B,,NL9817999\xff,,,,,,,,,".to_vec(),
        b"d@example.com,base,A\xff,B,,NL1111000,,,,,,,,,".to_vec(),
        b"no address,base,A,B,,,,,,,,,,,".to_vec(),
    ];
    let spool = "import-1.csv".to_owned();
    std::fs::write(admin.shared.spool.join(&spool), lines.join(&b'\n')).expect("a file");
    let upload = Upload {
        file_name: "customers.csv".to_owned(),
        spool,
        reading: Reading {
            columns: vec![("Btw".to_owned(), Some(Field::TaxVat))],
            encoding: Some(domain::imports::dialect::Encoding::Utf8),
            ..Reading::PLAIN
        },
        behavior: Behavior::AddUpdate,
        on_error: OnError::Skip,
        allowed: 0,
        check: false,
    };
    shop.with_account(Role::Administrator, Role::Administrator).await;
    let id = imports::start(admin.clone(), upload).await.unwrap();
    assert!(run_one(&admin.shared, "test").await.unwrap());
    let told = imports::one(admin.clone(), id).await.unwrap();
    let all = format!("{told:?}");
    for written in ["31.05.1984x", "9817999", "2094-03-07", "NL9817999"] {
        assert!(all.contains(written), "{written}: {all}");
    }
    assert!(told.refused_file);
    let viewer = viewer(&shop);
    let shown = imports::one(viewer.clone(), id).await.unwrap();
    let list = imports::list(viewer.clone(), None).await.unwrap();
    for shown in [&shown, &list.lines[0]] {
        let findings = &shown.report.refusals;
        let hidden: Vec<_> = findings.iter().filter(|found| found.value == "•••").collect();
        let columns: Vec<_> = hidden.iter().map(|found| (found.line, &*found.column)).collect();
        assert_eq!(
            columns,
            [
                (2, "dob"),
                (2, "Btw"),
                (2, "_address_vat_id"),
                (3, "dob"),
                (4, "Btw")
            ]
        );
        assert!(hidden.iter().all(|found| !found.reason.is_empty()), "{hidden:?}");
        let told = format!("{shown:?}");
        for number in ["9817999", "31.05", "2094", "1111000"] {
            assert!(!told.contains(number), "{number}: {told}");
        }
        // The rest is told as to everybody.
        assert!(
            told.contains("no address") && told.contains("A\u{fffd}"),
            "{told}"
        );
        assert!(!shown.refused_file, "a file that is not theirs is not offered");
    }
    let file = imports::refused_rows(viewer, id).await;
    assert!(matches!(file, Err(Error::Forbidden(_))), "{file:?}");
}
