//! The grid and its edits, on a real database.

use crate::harness::{SKIP, STOP, Shop, TWO, invalid};
use domain::{
    access::Role,
    customers::{
        address::NewAddress,
        column::Column,
        edit::CellEdit,
        page::{EditOutcome, Page},
    },
    error::Error,
    ids::CustomerId,
    imports::Behavior,
    text::Locale,
};
use services::{
    customers::{
        address::create_billing_address,
        detail::detail,
        edit::save_cell,
        page::{block, page, total},
    },
    imports::run::Plan,
};

storage::both_engines! {
    Shop:
    every_editable_column_saves_and_shows,
    a_refused_edit_says_why_and_changes_nothing,
    a_phone_number_without_an_address_asks_for_one_and_gets_it,
    a_stale_save_shows_both_values_and_overwrites_nothing,
    a_phone_number_is_found_as_others_write_it,
    the_group_of_a_companys_customer_is_the_companys_to_set,
    a_viewer_edits_nothing_and_a_gone_customer_is_named,
    pages_beyond_the_last_show_the_last,
    rows_do_not_wait_for_the_total,
    where_all_rows_scroll_a_block_is_what_the_first_row_is_in,
    moments_are_shown_in_the_zone_and_days_counted_there,
    days_ago_move_with_the_clock_of_the_zone,
    a_customers_page_shows_account_addresses_and_segments,
    a_database_held_by_another_program_is_a_clear_refusal,
    a_conflict_says_who_saved_and_when_in_the_readers_language,
}

pub(crate) async fn two(shop: &Shop) -> Page {
    shop.import(STOP, &TWO).await.expect("an import");
    page(shop.admin(), String::new()).await.expect("a page")
}

pub(crate) fn edit(page: &Page, row: usize, column: Column, value: &str) -> CellEdit {
    CellEdit {
        customer: page.rows[row].id,
        version: page.rows[row].version,
        column,
        value: value.to_owned(),
    }
}

async fn every_editable_column_saves_and_shows(shop: Shop) {
    let mut before = two(&shop).await;
    for (column, typed, shown) in [
        (Column::Email, "jonas@example.com", "jonas@example.com"),
        (Column::Group, "2", "Wholesale"),
        (Column::Phone, "+1 408 555 0100", "+1 408 555 0100"),
        (Column::Zip, "00501", "00501"),
        (Column::Website, "1", "Main Website"),
        (Column::TaxVat, "=1+1", "=1+1"),
        (Column::Gender, "1", "Male"),
    ] {
        let outcome = save_cell(shop.admin(), edit(&before, 0, column, typed), vec![column]).await;
        let Ok(EditOutcome::Saved(row)) = outcome else {
            panic!("{}: {outcome:?}", column.key())
        };
        assert_eq!(row.cells[0].display, shown);
        // The website is the one they are on already: nothing is written for that.
        let written = i64::from(column != Column::Website);
        assert_eq!(row.version, before.rows[0].version + written, "{}", column.key());
        before.rows[0].version = row.version;
    }
    let rows = shop
        .grid("columns=email,group,phone,zip,tax_vat,gender&q=jonas")
        .await;
    assert_eq!(
        rows,
        [[
            "jonas@example.com",
            "Wholesale",
            "+1 408 555 0100",
            "00501",
            "=1+1",
            "Male"
        ]]
    );
}

async fn a_refused_edit_says_why_and_changes_nothing(shop: Shop) {
    let before = two(&shop).await;
    for (row, column, typed, key) in [
        (0, Column::Email, "nonsense", "BAD_EMAIL"),
        (0, Column::Email, "ANN@example.com", "EMAIL_TAKEN"),
        (0, Column::Zip, "1012 AB", "BAD_ZIP"),
        (0, Column::Group, "77", "BAD_CHOICE"),
        (0, Column::Name, "Jane", "NOT_EDITABLE"),
    ] {
        let error = save_cell(shop.admin(), edit(&before, row, column, typed), vec![])
            .await
            .unwrap_err();
        assert_eq!(invalid(&error), [(column.key().to_owned(), key)]);
    }
    let after = page(shop.admin(), String::new()).await.unwrap();
    assert_eq!(after.rows, before.rows);
}

async fn a_phone_number_without_an_address_asks_for_one_and_gets_it(shop: Shop) {
    let before = two(&shop).await;
    let ann = before.rows[1].id;
    for (column, typed) in [(Column::Zip, "95008"), (Column::Phone, "12345")] {
        let outcome = save_cell(shop.admin(), edit(&before, 1, column, typed), vec![])
            .await
            .unwrap();
        let EditOutcome::NoAddress {
            first_name,
            last_name,
            ..
        } = outcome
        else {
            panic!("{outcome:?}")
        };
        assert_eq!((first_name.as_str(), last_name.as_str()), ("Ann", "Åberg"));
    }
    assert_eq!(page(shop.admin(), String::new()).await.unwrap().rows, before.rows);

    let address = NewAddress {
        customer: ann,
        first_name: "Ann".into(),
        last_name: "Åberg".into(),
        street: "Kungsgatan 5".into(),
        city: "Göteborg".into(),
        country: "SE".into(),
        zip: "411 19".into(),
        phone: "+46 31 123".into(),
    };
    let create = |ctx, address| create_billing_address(ctx, address, vec![Column::Phone, Column::Zip]);
    let refused = create(shop.as_role(Role::Viewer), address.clone()).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    let nowhere = NewAddress {
        country: String::new(),
        city: " ".into(),
        ..address.clone()
    };
    assert_eq!(
        invalid(&create(shop.admin(), nowhere).await.unwrap_err()),
        [
            ("city".to_owned(), "REQUIRED"),
            ("country".to_owned(), "REQUIRED")
        ]
    );
    let row = create(shop.admin(), address.clone()).await.unwrap();
    let shown: Vec<_> = row.cells.iter().map(|cell| cell.display.as_str()).collect();
    assert_eq!(shown, ["+46 31 123", "411 19"]);
    assert_eq!(
        (row.country.as_str(), row.version),
        ("SE", before.rows[1].version + 1)
    );
    let detail = detail(shop.admin(), ann).await.unwrap();
    let card = detail.addresses.last().unwrap();
    assert!(card.default_billing && !card.default_shipping);
    // The same again, because its answer was lost, is no conflict with oneself.
    let again = create(shop.admin(), address.clone()).await.unwrap();
    assert_eq!((again.version, again.cells), (row.version, row.cells));
    let address = NewAddress {
        street: "Kungsgatan 6".into(),
        ..address
    };
    let again = create(shop.admin(), address.clone()).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    let gone = NewAddress {
        customer: CustomerId(999),
        ..address
    };
    assert!(matches!(
        create(shop.admin(), gone).await,
        Err(Error::NotFound(_))
    ));
}

async fn a_stale_save_shows_both_values_and_overwrites_nothing(shop: Shop) {
    let before = two(&shop).await;
    save_cell(shop.admin(), edit(&before, 0, Column::Zip, "10001"), vec![])
        .await
        .unwrap();
    let outcome = save_cell(
        shop.admin(),
        edit(&before, 0, Column::Zip, "20001"),
        vec![Column::Zip],
    )
    .await
    .unwrap();
    let EditOutcome::Conflict {
        theirs, mine, row, ..
    } = outcome
    else {
        panic!("{outcome:?}")
    };
    assert_eq!((theirs.as_str(), mine.as_str()), ("10001", "20001"));
    assert_eq!(shop.grid("columns=zip&q=jon").await, [["10001"]]);
    let again = CellEdit {
        version: row.version,
        ..edit(&before, 0, Column::Zip, "20001")
    };
    save_cell(shop.admin(), again, vec![]).await.unwrap();
    assert_eq!(shop.grid("columns=zip&q=jon").await, [["20001"]]);
}

async fn a_conflict_says_who_saved_and_when_in_the_readers_language(shop: Shop) {
    let before = two(&shop).await;
    let other = shop.as_role(Role::Contributor);
    save_cell(other, edit(&before, 0, Column::Zip, "10001"), vec![])
        .await
        .unwrap();
    // Somebody else's change to somebody else is not the one.
    save_cell(shop.admin(), edit(&before, 1, Column::TaxVat, "X"), vec![])
        .await
        .unwrap();
    shop.shared.clock.advance(3_600_000_000);
    let told = async |locale| {
        let mut ctx = shop.admin();
        ctx.actor.me.locale = locale;
        let outcome = save_cell(ctx, edit(&before, 0, Column::Zip, "20001"), vec![]).await;
        let Ok(EditOutcome::Conflict { message, .. }) = outcome else {
            panic!("{outcome:?}")
        };
        message
    };
    for (locale, begins) in [
        (
            Locale::En,
            "contributor@example.com saved this customer on Nov 21, 2026",
        ),
        (Locale::Nl, "contributor@example.com heeft deze klant op 21"),
        (Locale::Sv, "contributor@example.com sparade kunden 21 nov 2026"),
        (Locale::Fr, "contributor@example.com a enregistré ce client le 21"),
    ] {
        let message = told(locale).await;
        assert!(message.starts_with(begins), "{message}");
        for value in ["10001", "20001"] {
            assert!(message.contains(value), "{message}");
        }
    }
    // The command line has no name.
    shop.import(STOP, &["email,_website,gender", "jon@example.com,base,Male"])
        .await
        .unwrap();
    let operator = services::context::Ctx::new(shop.shared.clone(), services::context::Actor::operator());
    let again = page(operator.clone(), String::new()).await.unwrap();
    save_cell(operator, edit(&again, 0, Column::Zip, "30001"), vec![])
        .await
        .unwrap();
    let message = told(Locale::Nl).await;
    assert!(message.starts_with("Iemand heeft deze klant op 21"), "{message}");
}

async fn a_phone_number_is_found_as_others_write_it(shop: Shop) {
    two(&shop).await;
    for (written, found) in [
        ("123456789", 1),
        ("%2B123456789", 1),
        ("%28123%29456-789", 1),
        ("%2B1234567890", 0),
        // Too few digits, or a hyphen alone, may be of something else.
        ("%281%29", 0),
        ("123-456789", 0),
    ] {
        let rows = shop.grid(&format!("q={written}&columns=email")).await;
        assert_eq!(rows.len(), found, "{written}: {rows:?}");
    }
}

async fn the_group_of_a_companys_customer_is_the_companys_to_set(shop: Shop) {
    let before = two(&shop).await;
    let store = &shop.shared.store;
    for sql in [
        "INSERT INTO company (id, name, group_id, sales_rep, active) VALUES (1, 'Acme', 1, '', 1)",
        "UPDATE customer SET company_id = 1 WHERE email = 'jon@example.com'",
    ] {
        storage::testing::by_hand(store, sql).await.expect("a company");
    }
    let jon = before
        .rows
        .iter()
        .position(|row| row.country == "US")
        .expect("Jon");
    let told = save_cell(shop.admin(), edit(&before, jon, Column::Group, "2"), vec![]).await;
    assert_eq!(
        invalid(&told.unwrap_err()),
        [("group".to_owned(), "GROUP_OF_COMPANY")]
    );
    let group = async || shop.grid("q=jon@&columns=group").await[0][0].clone();
    assert_eq!(group().await, "General");
    let head = "email,_website,firstname,lastname,group_id";
    let row = |group: u8| format!("jon@example.com,base,Jon,Doe,{group}");
    for behavior in [Behavior::AddUpdate, Behavior::Replace] {
        let plan = || Plan { behavior, ..SKIP };
        let other = shop.import(plan(), &[head, &row(2)]).await.expect("an import");
        assert_eq!(
            (other.refused, other.refusals[0].column.as_str()),
            (1, "group_id"),
            "{other:?}"
        );
        let same = shop.import(plan(), &[head, &row(1)]).await.expect("an import");
        assert_eq!(same.refused, 0, "{same:?}");
        let unsaid = shop.import(
            plan(),
            &[
                "email,_website,firstname,lastname",
                "jon@example.com,base,Jon,Day",
            ],
        );
        assert_eq!(unsaid.await.expect("an import").refused, 0);
        assert_eq!(group().await, "General");
    }
}

async fn a_viewer_edits_nothing_and_a_gone_customer_is_named(shop: Shop) {
    let before = two(&shop).await;
    let refused = save_cell(
        shop.as_role(Role::Viewer),
        edit(&before, 0, Column::Zip, "10001"),
        vec![],
    )
    .await;
    assert!(matches!(refused, Err(Error::Forbidden(_))));
    let gone = CellEdit {
        customer: CustomerId(999),
        ..edit(&before, 0, Column::Zip, "10001")
    };
    assert!(matches!(
        save_cell(shop.admin(), gone, vec![]).await,
        Err(Error::NotFound(_))
    ));
}

async fn pages_beyond_the_last_show_the_last(shop: Shop) {
    two(&shop).await;
    let last = page(
        shop.admin(),
        "page=9&per_page=1&sort=-id&nonsense=1&sort=shoe".to_owned(),
    )
    .await
    .unwrap();
    assert_eq!(
        (last.query.page, last.total, last.rows.len(), last.notices.len()),
        (2, 2, 1, 3),
        "the page, the word and the column that do not exist are told"
    );
}

async fn rows_do_not_wait_for_the_total(shop: Shop) {
    two(&shop).await;
    let hasty = || services::context::Ctx {
        patience: Some(std::time::Duration::ZERO),
        ..shop.admin()
    };
    let query = "q=example&per_page=1";
    let first = page(hasty(), query.to_owned()).await.unwrap();
    assert_eq!((first.rows.len(), first.counted, first.total), (1, false, 1));
    assert!(first.goes_on());
    assert_eq!(total(hasty(), query.to_owned()).await.unwrap(), 2);
    let whole = page(shop.admin(), query.to_owned()).await.unwrap();
    assert_eq!((whole.counted, whole.total), (true, 2));
    // Beyond the end there is nothing to show before the number is known.
    let last = page(hasty(), format!("{query}&page=9")).await.unwrap();
    assert_eq!(
        (last.query.page, last.rows.len(), last.counted, last.total),
        (2, 1, true, 2)
    );
    assert!(!last.goes_on());
    let nothing = page(hasty(), "q=nobody".to_owned()).await.unwrap();
    assert_eq!((nothing.rows.len(), nothing.counted, nothing.total), (0, true, 0));
}

async fn where_all_rows_scroll_a_block_is_what_the_first_row_is_in(shop: Shop) {
    two(&shop).await;
    let query = "per_page=all&row=2&sort=-id&columns=name&pin=name&w.name=300";
    let window = page(shop.admin(), query.to_owned()).await.unwrap();
    assert_eq!(
        window.query.to_query(),
        "sort=-id&row=2&per_page=all&columns=name&pin=name&w.name=300"
    );
    assert_eq!((window.total, window.rows.len()), (2, 2));
    let rows = block(shop.admin(), query.to_owned()).await.unwrap();
    assert_eq!(rows, window.rows);
    let far = block(shop.admin(), "per_page=all&row=101".to_owned())
        .await
        .unwrap();
    assert_eq!(far, []);
    let past = page(shop.admin(), "per_page=all&row=77".to_owned())
        .await
        .unwrap();
    assert_eq!((past.query.page, past.notices.len()), (2, 0));
}

async fn moments_are_shown_in_the_zone_and_days_counted_there(shop: Shop) {
    two(&shop).await;
    let rows = shop.grid("columns=since&q=jon").await;
    assert_eq!(rows, [["Apr 19, 2016 2:55:51 PM"]]);
    // Ann's account was made at midnight UTC on New Year's Day, which is one o'clock in Amsterdam.
    assert_eq!(
        shop.grid("columns=name&f.since.from=2020-01-01&f.since.to=2020-01-01")
            .await
            .len(),
        1
    );
    assert_eq!(shop.grid("columns=name&f.since.to=2019-12-31").await.len(), 1);
    for (filter, rows) in [
        ("f.since.from=2020-01-01T01:00&f.since.to=2020-01-01T01:00", 1),
        ("f.since.from=2020-01-01T01:01", 0),
        ("f.since.to=2016-04-19T14:54", 0),
        ("f.since.to=2016-04-19T14:55", 1),
    ] {
        let found = shop.grid(&format!("columns=name&{filter}")).await;
        assert_eq!(found.len(), rows, "{filter}");
    }
}

async fn days_ago_move_with_the_clock_of_the_zone(shop: Shop) {
    two(&shop).await;
    // To 30 December 2019 23:00 UTC, when New Year's Eve begins in Amsterdam.
    shop.shared
        .clock
        .advance(1_577_746_800_000_000 - shop.shared.clock.now());
    let found = async |filter: &str| shop.grid(&format!("columns=name&{filter}")).await.len();
    assert_eq!(found("f.since.in=today").await, 0);
    shop.shared.clock.advance(domain::time::DAY);
    assert_eq!(
        found("f.since.in=today").await,
        1,
        "Ann, in the second hour of the year"
    );
    assert_eq!(found("f.since.in=this_year").await, 1);
    assert_eq!(found("f.since.in=last_month").await, 0);
    shop.shared.clock.advance(6 * domain::time::DAY);
    assert_eq!(found("f.since.last=6").await, 0);
    assert_eq!(found("f.since.last=7").await, 1);
}

async fn a_customers_page_shows_account_addresses_and_segments(shop: Shop) {
    let page = two(&shop).await;
    let shown = detail(shop.admin(), page.rows[0].id).await.unwrap();
    assert_eq!((shown.name.as_str(), shown.addresses.len()), ("Jon Doe", 1));
    assert_eq!(
        shown.addresses[0].lines,
        ["Jon Doe", "Main Street 1", "95008 Campbell", "United States"]
    );
    assert!(matches!(
        detail(shop.admin(), CustomerId(999)).await,
        Err(Error::NotFound(_))
    ));
}

async fn a_database_held_by_another_program_is_a_clear_refusal(shop: Shop) {
    let before = two(&shop).await;
    let impatient = storage::Store::open_with(&shop.url, std::time::Duration::from_millis(50))
        .await
        .unwrap();
    let held = storage::testing::hold(&shop.shared.store).await.unwrap();
    let shared = services::context::Shared {
        store: impatient,
        ..shop.again()
    };
    let ctx = services::context::Ctx::new(shared.into(), shop.admin().actor);
    let refused = save_cell(ctx, edit(&before, 0, Column::Zip, "10001"), vec![]).await;
    assert!(matches!(refused, Err(Error::Busy(_))), "{refused:?}");
    drop(held);
    assert_eq!(shop.grid("columns=zip&q=jon").await, [["95008"]]);
    // The same wish goes through once the database is free.
    save_cell(shop.admin(), edit(&before, 0, Column::Zip, "10001"), vec![])
        .await
        .unwrap();
}
