//! What every use case gets: who asks, the store, the clock, the zone and the spool folder.

use crate::{
    audit,
    error::{OrFail, io},
    exports::{
        spool::{self, Room},
        turns::Turns,
    },
    places::{Place, Places},
    zone,
};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;
use domain::{
    access::{Action, Density, Me, Role, Theme, may},
    customers::{
        choice::Reference,
        country,
        present::{Births, Style},
        sight::Sight,
    },
    error::Error,
    ids::UserId,
    segments::report::Shown,
    text::{Locale, access as text, grid},
    time::{self, Micros},
};
use std::{
    ops::Range,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use storage::Store;

/// Where the present moment comes from.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A moment tests set.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// Stands still at `now` until told otherwise.
    pub fn fixed(now: Micros) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(now)))
    }

    /// The present moment.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is where the context takes the moment from"
    )]
    pub fn now(&self) -> Micros {
        match self {
            Self::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
            }
            Self::Fixed(at) => at.load(Ordering::SeqCst),
        }
    }

    /// Moves a fixed clock; the machine's clock is not ours to move.
    pub fn advance(&self, by: Micros) {
        if let Self::Fixed(at) = self {
            at.fetch_add(by, Ordering::SeqCst);
        }
    }
}

/// What all requests share.
pub struct Shared {
    /// The database.
    pub store: Store,
    /// The clock.
    pub clock: Clock,
    /// The zone of whoever has not chosen one.
    pub zone: Tz,
    /// How much of a date of birth is shown, in pages and in files.
    pub births: Births,
    /// Folder of half-made files; private to this server.
    pub spool: PathBuf,
    /// Bytes that half-made files leave free on the disk they are on.
    pub spare: u64,
    /// Whose turn it is to read everything.
    pub downloads: Turns,
    /// The pages that people read at a time.
    pub pages: Places,
}

/// Pages, blocks of rows and counts that a person reads at a time.
const PAGES_EACH: usize = 4;
/// How long the next one waits.
const PAGES_PATIENCE: Duration = Duration::from_secs(10);

impl Shared {
    /// As it is where an operator has chosen nothing.
    pub fn new(store: Store, clock: Clock, spool: PathBuf) -> Self {
        Self {
            store,
            clock,
            zone: Tz::UTC,
            births: Births::Year,
            spool,
            spare: spool::SPARE,
            downloads: Turns::default(),
            pages: Places::new(PAGES_EACH, PAGES_PATIENCE),
        }
    }

    /// Asked before a half-made file is begun, of so many bytes as far as known.
    pub fn room_for(&self, bytes: u64) -> Result<(), Error> {
        spool::room_for(&self.spool, bytes.saturating_add(self.spare)).map_err(|error| io(&error))
    }

    /// Room on the disk of half-made files, for one that grows.
    pub fn room(self: &Arc<Self>) -> Room {
        let shared = Arc::clone(self);
        Room::new(move |bytes| spool::room_for(&shared.spool, bytes.saturating_add(shared.spare)))
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Their account; nothing for the command line.
    pub user: Option<UserId>,
    /// As pages need it.
    pub me: Me,
    /// The time zone they chose; nothing for the server's.
    pub zone: Option<Tz>,
}

impl Actor {
    /// Whoever holds the machine: the command line acts with every right.
    pub fn operator() -> Self {
        let me = Me {
            email: OPERATOR.to_owned(),
            role: Role::Administrator,
            locale: Locale::En,
            theme: Theme::System,
            density: Density::Standard,
        };
        Self {
            user: None,
            me,
            zone: None,
        }
    }
}

/// What stands in place of an e-mail address where the command line did something.
pub const OPERATOR: &str = "command line";

/// One request's context.
#[derive(Clone)]
pub struct Ctx {
    /// What all requests share.
    pub shared: Arc<Shared>,
    /// Who asks.
    pub actor: Actor,
    /// How long rows wait for the number of all that match, which can be asked for apart; to the end where nothing
    /// is said.
    pub patience: Option<Duration>,
}

impl Ctx {
    /// The context of `actor`, who wants everything whole.
    pub fn new(shared: Arc<Shared>, actor: Actor) -> Self {
        Self {
            shared,
            actor,
            patience: None,
        }
    }

    /// The first line of every use case: may the asker do this? A no is written down.
    pub async fn ask(&self, action: Action) -> Result<(), Error> {
        let role = self.actor.me.role;
        if may(role, action) {
            return Ok(());
        }
        audit::denied(self, action).await;
        let role = role.label().text(self.locale());
        Err(Error::Forbidden(text::MAY_NOT.with("role", role)))
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.shared.store
    }

    /// The present moment.
    pub fn now(&self) -> Micros {
        self.shared.clock.now()
    }

    /// One of the few pages that a person reads at a time: whoever asks for many leaves the database to others.
    pub(crate) async fn turn(&self) -> Result<Place, Error> {
        let pages = &self.shared.pages;
        let place = pages.place(&self.actor.me.email, pages.end()).await;
        place.ok_or_else(|| Error::TooMany(grid::TOO_MANY_AT_ONCE.plain()))
    }

    /// What there is to choose from, as the asker reads it.
    pub(crate) async fn reference(&self) -> Result<Reference, Error> {
        let mut reference = storage::reference::reference(self.store()).await.or_fail()?;
        reference.countries = country::choices(self.locale());
        Ok(reference)
    }

    /// How much of a customer the asker sees.
    pub fn sight(&self) -> Sight {
        Sight::of(self.actor.me.role, self.shared.births)
    }

    /// The language to answer in.
    pub fn locale(&self) -> Locale {
        self.actor.me.locale
    }

    /// The zone that moments are shown in and days are counted in: the asker's, else the server's.
    pub fn zone(&self) -> Tz {
        self.actor.zone.unwrap_or(self.shared.zone)
    }

    /// When clocks in the zone show this minute.
    pub fn clock(&self, minute: NaiveDateTime) -> Range<Micros> {
        zone::clock(self.zone(), minute)
    }

    /// A moment in the zone, without it.
    pub fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&self.zone()).naive_local()
    }

    /// A moment as pages show it.
    pub fn shown(&self, at: Micros) -> Shown {
        let local = |t| self.local(t);
        let reference = Reference::default();
        let style = Style {
            locale: self.locale(),
            local: &local,
            reference: &reference,
            now: self.now(),
            sight: self.sight(),
        };
        Shown {
            display: domain::customers::present::moment(at, &style),
            iso: time::iso(at),
        }
    }

    /// Today in the zone.
    pub fn today(&self) -> NaiveDate {
        let now = DateTime::from_timestamp_micros(self.now()).unwrap_or_default();
        self.local(now).date()
    }
}
