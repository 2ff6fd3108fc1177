//! A shop of one's own for each test: a real database that goes away, and a clock that stands still.

use domain::{
    access::{Density, Me, Role, Theme},
    error::Error,
    imports::header::Reading,
    text::Locale,
    time::Micros,
};
use services::{
    access::Origin,
    context::{Actor, Clock, Ctx, Shared},
    imports::run::{Plan, import},
};
use std::{path::PathBuf, sync::Arc};
use storage::{
    Store,
    testing::{self, Engine},
};
use tempfile::TempDir;

/// 2026-11-21 12:00 UTC.
pub(crate) const NOW: Micros = 1_795_262_400_000_000;

pub(crate) struct Shop {
    pub(crate) shared: Arc<Shared>,
    pub(crate) folder: TempDir,
    /// The address of the database.
    pub(crate) url: String,
    pub(crate) engine: Engine,
}

impl Shop {
    /// Runs a test in a shop of its own.
    pub(crate) async fn run<T: Future<Output = ()>>(engine: Engine, test: impl FnOnce(Self) -> T) {
        testing::run_at(engine, |store, url| test(Self::over(engine, store, url))).await;
    }

    fn over(engine: Engine, store: Store, url: String) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let spool = folder.path().join("spool");
        std::fs::create_dir(&spool).expect("a spool folder");
        let shared = Shared {
            zone: chrono_tz::Europe::Amsterdam,
            spare: 0,
            ..Shared::new(store, Clock::fixed(NOW), spool)
        };
        Self {
            shared: Arc::new(shared),
            folder,
            url,
            engine,
        }
    }

    /// Somebody with this role.
    pub(crate) fn as_role(&self, role: Role) -> Ctx {
        let me = Me {
            email: format!("{}@example.com", role.key()),
            role,
            locale: Locale::En,
            theme: Theme::System,
            density: Density::Standard,
        };
        Ctx::new(
            Arc::clone(&self.shared),
            Actor {
                user: None,
                me,
                zone: None,
            },
        )
    }

    pub(crate) fn admin(&self) -> Ctx {
        self.as_role(Role::Administrator)
    }

    /// An administrator where the operator has said why whole dates of birth are needed.
    pub(crate) fn admin_with_whole_births(&self) -> Ctx {
        let shared = Shared {
            births: domain::customers::present::Births::Day,
            ..self.again()
        };
        Ctx::new(shared.into(), self.admin().actor)
    }

    /// The same shop, for a test to set up otherwise.
    pub(crate) fn again(&self) -> Shared {
        let shared = &self.shared;
        Shared {
            zone: shared.zone,
            spare: shared.spare,
            ..Shared::new(shared.store.clone(), shared.clock.clone(), shared.spool.clone())
        }
    }

    /// An account with the e-mail address of [`Self::as_role`], though perhaps with another role by now.
    pub(crate) async fn with_account(&self, of: Role, now: Role) {
        let email = format!("{}@example.com", of.key());
        let mut tx = self.shared.store.begin().await.expect("a transaction");
        let added = storage::users::add(&mut tx, &email, now, "no password", NOW).await;
        added.expect("a user");
        tx.commit().await.expect("a commit");
    }

    /// A file with these lines.
    pub(crate) fn file(&self, name: &str, lines: &[&str]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, lines.join("\n")).expect("a file");
        path
    }

    /// Imports lines; the report of what became of them.
    pub(crate) async fn import(
        &self,
        plan: Plan,
        lines: &[&str],
    ) -> Result<domain::imports::report::Report, Error> {
        let path = self.file("import.csv", lines);
        import(&self.admin(), &path, plan, &mut |_: domain::jobs::Progress| ()).await
    }

    /// The rows of the grid under a query, as text.
    pub(crate) async fn grid(&self, query: &str) -> Vec<Vec<String>> {
        let page = services::customers::page::page(self.admin(), query.to_owned())
            .await
            .expect("a page");
        page.rows
            .into_iter()
            .map(|row| row.cells.into_iter().map(|cell| cell.display).collect())
            .collect()
    }
}

/// Add/Update, stop at the first refused row.
pub(crate) const STOP: Plan = Plan {
    reading: Reading::PLAIN,
    behavior: domain::imports::Behavior::AddUpdate,
    on_error: domain::imports::OnError::Stop,
    allowed: 0,
    check: false,
    refused: None,
};

/// Add/Update, leave refused rows out.
pub(crate) const SKIP: Plan = Plan {
    reading: Reading::PLAIN,
    behavior: domain::imports::Behavior::AddUpdate,
    on_error: domain::imports::OnError::Skip,
    allowed: 0,
    check: false,
    refused: None,
};

/// Two customers, one with an address.
pub(crate) const TWO: [&str; 3] = [
    "email,_website,firstname,lastname,created_at,_address_firstname,_address_lastname,_address_street,_address_city,_address_country_id,_address_postcode,_address_telephone,_address_default_billing_,_address_default_shipping_",
    "jon@example.com,base,Jon,Doe,2016-04-19 12:55:51,Jon,Doe,Main Street 1,Campbell,US,95008,123456789,1,1",
    "ann@example.com,base,Ann,Åberg,2020-01-01 00:00:00,,,,,,,,,",
];

/// Where somebody signs in.
pub(crate) fn from(address: &str) -> Origin {
    Origin {
        address: address.into(),
        agent: "Firefox, Linux".into(),
    }
}

/// The sentence keys of an invalid answer, with their fields.
pub(crate) fn invalid(error: &Error) -> Vec<(String, &'static str)> {
    match error {
        Error::Invalid(found) => found
            .iter()
            .map(|f| (f.field.clone(), f.sentence.message().key))
            .collect(),
        other => panic!("not invalid: {other:?}"),
    }
}
