//! A download on a disk that fills up while it is written.

use super::{
    download::{Csv, Request, plan, start_in},
    spool::Room,
};
use crate::{
    audit,
    context::{Actor, Clock, Ctx, Shared},
    customers::edit::save_cell,
    imports::run::{Plan, import},
};
use domain::{
    customers::{column::Column, edit::CellEdit, page::EditOutcome, selection::Selection},
    exports::format::Format,
    ids::CustomerId,
    imports::{Behavior, OnError, header::Reading},
};
use std::{io, sync::Arc};
use storage::testing::{Engine, run};

const FILE: &str = "email,_website,firstname,lastname\njon@example.com,base,Jon,Doe\n";

struct Shop;

impl Shop {
    async fn run<T: Future<Output = ()>>(engine: Engine, test: impl FnOnce(Ctx) -> T) {
        run(engine, async |store| {
            let folder = tempfile::tempdir().unwrap();
            let shared = Shared {
                spare: 0,
                ..Shared::new(
                    store,
                    Clock::fixed(1_795_262_400_000_000),
                    folder.path().to_owned(),
                )
            };
            test(Ctx::new(Arc::new(shared), Actor::operator())).await;
        })
        .await;
    }
}

storage::both_engines! {
    Shop:
    a_file_that_would_fill_the_disk_is_cut_off_and_that_is_written_down,
}

async fn a_file_that_would_fill_the_disk_is_cut_off_and_that_is_written_down(ctx: Ctx) {
    let path = ctx.shared.spool.join("one.csv");
    std::fs::write(&path, FILE).unwrap();
    let one = Plan {
        reading: Reading::PLAIN,
        behavior: Behavior::AddUpdate,
        on_error: OnError::Stop,
        allowed: 0,
        check: false,
        refused: None,
    };
    let none = &mut |_: domain::jobs::Progress| ();
    import(&ctx, &path, one, none).await.unwrap();
    std::fs::remove_file(&path).unwrap();
    for format in Format::ALL {
        let request = Request {
            query: String::new(),
            format,
            csv: Csv::default(),
            all_columns: true,
            chosen: Selection::all().into(),
        };
        let full = Room::new(|_| Err(io::ErrorKind::StorageFull.into()));
        let plan = plan(&ctx, None, &request).await.unwrap();
        let mut file = start_in(&ctx, plan, "customers", full).await.unwrap();
        assert!(file.reader.next().await.is_err(), "half a file looks whole");
        drop(file);
        let last = audit::last(ctx.clone(), 1).await.unwrap().remove(0).entry;
        assert_eq!(last.event, "download-ended");
        let detail: serde_json::Value = serde_json::from_str(&last.detail).unwrap();
        assert_eq!(detail["whole"], false, "{detail}");
        assert_eq!(std::fs::read_dir(&ctx.shared.spool).unwrap().count(), 0);
    }
    let edit = CellEdit {
        customer: CustomerId(1),
        version: 1,
        column: Column::TaxVat,
        value: "NL1".to_owned(),
    };
    let saved = save_cell(ctx, edit, Vec::new()).await.unwrap();
    assert!(matches!(saved, EditOutcome::Saved(_)), "{saved:?}");
}
