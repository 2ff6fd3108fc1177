//! One pass over the file, batch by batch: to check it, or to write it.

use super::{
    put::Effects,
    read::{Next, Source, Unit, open, refusal, refused},
    refused::{Bin, Tally},
    run::Plan,
    watch::Watch,
};
use crate::{
    context::Ctx,
    error::{OrFail, sentences},
};
use domain::{
    error::Error,
    ids::WebsiteId,
    imports::{dialect::Encoding, report::Report, row::Shop},
    jobs::Progress,
    text::{Sentence, access, imports as text},
};
use std::path::Path;
use storage::customers::record;

/// Customers written in one transaction: small enough that nobody's edit waits long.
const BATCH: usize = 500;
/// Rows that are passed over before the watcher hears of it.
const BREATH: u64 = 50_000;
/// Bytes of rows after which a batch ends although it is not full.
const MAX_KEPT: usize = 8 << 20;

/// Which part of the work a pass over the file is.
#[derive(Clone, Copy)]
pub(super) enum Half {
    Whole,
    First,
    Second,
}

impl Half {
    fn progress(self, source: &Source) -> Progress {
        let (read, size) = (source.position(), source.size);
        let (done, total) = match self {
            Self::Whole => (read, size),
            // Reading and merging takes about a quarter of the time that writing does.
            Self::First => (read, 5 * size),
            Self::Second => (size + 4 * read, 5 * size),
        };
        Progress { done, total }
    }
}

/// How a pass ended.
pub(super) enum Ended {
    /// With the file.
    Whole,
    /// Where the watcher said so.
    Stopped,
    /// In the middle, with something written; the report says why.
    BrokenOff,
    /// In the middle: the import is somebody else's now.
    Lost,
}

/// What comes after a batch.
enum Then {
    Next,
    End(Ended),
}

/// One pass over the file.
pub(super) struct Pass<'a> {
    pub(super) ctx: &'a Ctx,
    pub(super) shop: &'a Shop,
    pub(super) plan: Plan,
    half: Half,
    /// What the operation of the import says it is; nothing where the pass only checks.
    pub(super) detail: Option<&'a str>,
    /// A check that counts what writing would come to: it writes, and takes each batch back.
    counts: bool,
    /// What the batches so far have come to.
    pub(super) report: Report,
    pub(super) effects: Effects,
    pub(super) bin: Bin,
}

impl<'a> Pass<'a> {
    /// A pass that finds out what would be refused.
    pub(super) fn check(ctx: &'a Ctx, shop: &'a Shop, plan: Plan, bin: Bin) -> Self {
        Self {
            ctx,
            shop,
            plan,
            half: Half::First,
            detail: None,
            counts: false,
            report: Report::default(),
            effects: Effects::default(),
            bin,
        }
    }

    /// A pass that finds out what a pass that writes would come to.
    pub(super) fn count(ctx: &'a Ctx, shop: &'a Shop, plan: Plan, bin: Bin) -> Self {
        Self {
            half: Half::Whole,
            counts: true,
            ..Self::check(ctx, shop, plan, bin)
        }
    }

    /// A pass that writes, as an operation with this `detail`.
    pub(super) fn write(
        ctx: &'a Ctx,
        shop: &'a Shop,
        plan: Plan,
        bin: Bin,
        half: Half,
        detail: &'a str,
    ) -> Self {
        Self {
            half,
            detail: Some(detail),
            ..Self::check(ctx, shop, plan, bin)
        }
    }

    /// Goes through the file, behind the rows that the report counts already.
    pub(super) async fn file(&mut self, path: &Path, watch: &mut impl Watch) -> Result<Ended, Error> {
        let mut source = open(path, &self.plan.reading).map_err(refused)?;
        self.report.encoding = Some(source.encoding).filter(|encoding| *encoding != Encoding::Utf8);
        if self.bin.wanted() {
            source.keep();
        }
        let mut line = source.line();
        loop {
            match self.step(&mut source, watch).await {
                Ok(Then::Next) => line = source.line(),
                Ok(Then::End(ended)) => return Ok(ended),
                Err(error) if self.report.rows == 0 || self.detail.is_none() => return Err(error),
                Err(error) => {
                    self.report.failure = self.broken_off(&source, line, error);
                    return Ok(Ended::BrokenOff);
                }
            }
        }
    }

    /// One batch, or the rows that an earlier attempt is done with.
    async fn step(&mut self, source: &mut Source, watch: &mut impl Watch) -> Result<Then, Error> {
        let ahead = self.report.rows.min(source.rows + BREATH);
        if source.rows < ahead {
            source.pass_over(self.shop, ahead).map_err(refused)?;
            let heard = self.tell(source, watch).await.or_fail()?;
            // A file that has become shorter has nothing left to do.
            return Ok(match (heard, source.rows < ahead) {
                (false, _) => Then::End(Ended::Stopped),
                (true, true) => Then::End(Ended::Whole),
                (true, false) => Then::Next,
            });
        }
        source.forget();
        let mut tally = Tally {
            report: self.report.clone(),
            ..Tally::default()
        };
        let (births, locale) = (self.ctx.shared.births, self.ctx.locale());
        let (mut units, mut end) = (Vec::with_capacity(BATCH), false);
        let full = |n: usize| n >= BATCH;
        while !full(units.len()) && !full(tally.refused.len()) && source.kept() < MAX_KEPT && !end {
            match source.next(self.shop, births, locale).map_err(refused)? {
                Next::Unit(unit) => units.push(*unit),
                Next::Refused(row) => tally.refuse(row),
                Next::End => end = true,
            }
        }
        tally.report.rows = source.done();
        let then = self.batch(source, units, tally, watch).await.or_fail()?;
        Ok(match then {
            Then::Next if end => Then::End(Ended::Whole),
            then => then,
        })
    }

    /// Tells the watcher; one that cannot be reached right now hears the next time.
    async fn tell(&self, source: &Source, watch: &mut impl Watch) -> storage::Result<bool> {
        match watch.told(self.half.progress(source)).await {
            Err(storage::Error::Busy) => Ok(true),
            heard => heard,
        }
    }

    /// Sees a batch through: again while the database is busy, and again where somebody else has just added one
    /// of its customers.
    async fn batch(
        &mut self,
        source: &Source,
        mut units: Vec<Unit>,
        mut tally: Tally,
        watch: &mut impl Watch,
    ) -> storage::Result<Then> {
        let (mut busy, mut clashes) = (0, 0);
        loop {
            let tried = match self.detail {
                Some(_) => self.try_to_write(source, &units, &tally, watch).await,
                None => self.try_to_check(source, &units, &tally, watch).await,
            };
            match tried {
                Ok(None) => return Ok(Then::End(Ended::Lost)),
                Ok(Some((report, effects, heard))) => {
                    self.report = report;
                    self.bin.done();
                    self.effects.absorb(effects);
                    return Ok(if heard {
                        Then::Next
                    } else {
                        Then::End(Ended::Stopped)
                    });
                }
                Err(storage::Error::Busy) => {
                    let pause = watch.pause(busy).ok_or(storage::Error::Busy)?;
                    tokio::time::sleep(pause).await;
                    busy += 1;
                }
                Err(storage::Error::Clash { .. }) if clashes < 2 => {
                    clashes += 1;
                    // Found again, a customer whom somebody else has added is one to update.
                    if clashes == 2 {
                        units = self.without_clashes(source, units, &mut tally, watch).await?;
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }

    async fn try_to_check(
        &mut self,
        source: &Source,
        units: &[Unit],
        tally: &Tally,
        watch: &mut impl Watch,
    ) -> storage::Result<Option<(Report, Effects, bool)>> {
        let mut tally = tally.clone();
        let mut tx = self.ctx.store().begin().await?;
        let effects = match self.counts {
            true => self.put(&mut tx, &source.header, units, &mut tally).await?,
            false => {
                self.merge(&mut tx, &source.header, units, &mut tally)
                    .await?
                    .effects
            }
        };
        // The operation goes with what it wrote.
        drop(tx);
        tally.settle();
        tally.report.operation = None;
        let heard = self.tell(source, watch).await?;
        // Whoever is not to go on may have a successor, whose file it is then.
        if heard {
            self.bin.put(&mut tally, source, self.shop);
        }
        Ok(Some((tally.report, effects, heard)))
    }

    /// Nothing where the import is not ours any more.
    async fn try_to_write(
        &mut self,
        source: &Source,
        units: &[Unit],
        tally: &Tally,
        watch: &mut impl Watch,
    ) -> storage::Result<Option<(Report, Effects, bool)>> {
        let mut tally = tally.clone();
        let mut tx = self.ctx.store().begin().await?;
        if !watch.hold(&mut tx).await? {
            return Ok(None);
        }
        let effects = self.put(&mut tx, &source.header, units, &mut tally).await?;
        tally.settle();
        self.bin.put(&mut tally, source, self.shop);
        let heard = watch
            .keep(&mut tx, &tally.report, self.half.progress(source))
            .await?;
        tx.commit().await?;
        Ok(Some((tally.report, effects, heard)))
    }

    /// The units that can be written each by itself; the others are refused.
    async fn without_clashes(
        &self,
        source: &Source,
        units: Vec<Unit>,
        tally: &mut Tally,
        watch: &mut impl Watch,
    ) -> storage::Result<Vec<Unit>> {
        let mut good = Vec::with_capacity(units.len());
        for unit in units {
            match self.probe(source, &unit, watch).await {
                Err(storage::Error::Clash { .. }) => {
                    let mut tx = self.ctx.store().begin().await?;
                    let (email, website) = (&unit.key.0, WebsiteId(unit.key.1));
                    let owner = record::email_owner(&mut tx, email, website).await?;
                    let bad = self.taken_by(email, owner, &source.header).await?;
                    tally.refuse(unit.refused(vec![refusal(unit.line, bad, self.ctx.locale())]));
                }
                // What else is wrong shows when the batch is tried.
                Ok(()) | Err(_) => good.push(unit),
            }
        }
        Ok(good)
    }

    /// Writes one unit without a commit: this only asks.
    async fn probe(&self, source: &Source, unit: &Unit, watch: &mut impl Watch) -> storage::Result<()> {
        let mut tx = self.ctx.store().begin().await?;
        watch.hold(&mut tx).await?;
        let units = std::slice::from_ref(unit);
        self.put(&mut tx, &source.header, units, &mut Tally::default())
            .await
            .map(drop)
    }

    /// What has been imported by the time of an error, and what to do about the rest.
    fn broken_off(&self, source: &Source, line: u64, error: Error) -> String {
        let locale = self.ctx.locale();
        let reason = reason(error);
        let reason: Vec<_> = reason.iter().map(|sentence| sentence.say(locale)).collect();
        let number = |n: u64| locale.number(i64::try_from(n).unwrap_or(i64::MAX));
        let rows = u128::from(source.rows) * u128::from(source.size) / u128::from(source.position().max(1));
        let total = u64::try_from(rows).unwrap_or(u64::MAX).max(source.rows);
        let done = self.report.rows.saturating_sub(self.report.refused);
        text::BROKE_OFF
            .with("n", number(done))
            .and("total", number(total))
            .and("line", line)
            .and("reason", reason.join(" "))
            .say(locale)
    }
}

/// Why an import broke off that has written something already: other sentences say that nothing was changed.
pub(super) fn reason(error: Error) -> Vec<Sentence> {
    match error {
        Error::Busy(s) if *s.message() == access::BUSY => vec![text::BROKE_OFF_BUSY.plain()],
        Error::Busy(s) if *s.message() == access::DATABASE_FULL => vec![text::BROKE_OFF_FULL.plain()],
        Error::Internal { reference } => vec![text::BROKE_OFF_FAULT.with("reference", reference)],
        other => sentences(other),
    }
}
