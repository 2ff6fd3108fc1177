//! One pass over the file, batch by batch: to check it, or to write it.

use super::{
    batch::{Ahead, Batch, Place, Reader},
    put::Effects,
    read::{Source, Unit, open, refusal, refused},
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
    imports::{dates, dialect::Encoding, report::Report, row::Shop},
    jobs::Progress,
    text::{Locale, Sentence, access, imports as text},
};
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use storage::customers::record;

/// Customers written in one transaction: as many as are written within `PACE`, so that nobody's edit waits long.
const BATCH: std::ops::RangeInclusive<usize> = 500..=2_000;
const PACE: Duration = Duration::from_millis(50);
/// Pause between looks at a log that is too long.
const ROOM: Duration = Duration::from_millis(500);
/// Rows that are passed over before the watcher hears of it.
const BREATH: u64 = 50_000;

/// Which part of the work a pass over the file is.
#[derive(Clone, Copy)]
pub(super) enum Half {
    Whole,
    First,
    Second,
}

impl Half {
    fn progress(self, place: Place) -> Progress {
        let (read, size) = (place.position, place.size);
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
    pub(super) shop: Arc<Shop>,
    pub(super) plan: Plan,
    half: Half,
    /// Customers of the next batch.
    size: usize,
    /// Where the last batch ended.
    place: Place,
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
    pub(super) fn check(ctx: &'a Ctx, shop: &Arc<Shop>, plan: Plan, bin: Bin) -> Self {
        Self {
            ctx,
            shop: Arc::clone(shop),
            plan,
            half: Half::First,
            size: *BATCH.start(),
            place: Place::default(),
            detail: None,
            counts: false,
            report: Report::default(),
            effects: Effects::default(),
            bin,
        }
    }

    /// A pass that finds out what a pass that writes would come to.
    pub(super) fn count(ctx: &'a Ctx, shop: &Arc<Shop>, plan: Plan, bin: Bin) -> Self {
        Self {
            half: Half::Whole,
            counts: true,
            ..Self::check(ctx, shop, plan, bin)
        }
    }

    /// A pass that writes, as an operation with this `detail`.
    pub(super) fn write(
        ctx: &'a Ctx,
        shop: &Arc<Shop>,
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
        while self.report.rows > source.rows {
            let line = source.line();
            match self.pass_over(&mut source, watch).await {
                Ok(None) => {}
                Ok(Some(ended)) => return Ok(ended),
                Err(error) => return self.failed(line, error),
            }
        }
        let reader = Reader {
            shop: Arc::clone(&self.shop),
            births: self.ctx.shared.births,
            locale: self.ctx.locale(),
        };
        self.place = Place::of(&source);
        let mut ahead = Some(Ahead::of(source, reader, self.size));
        while let Some(reading) = ahead.take() {
            let line = self.place.line;
            match self.step(reading, watch).await {
                Ok((Then::Next, next)) => ahead = next,
                Ok((Then::End(ended), _)) => return Ok(ended),
                Err(error) => return self.failed(line, error),
            }
        }
        Ok(Ended::Whole)
    }

    /// An error in the batch that starts on a line: where something is written already, the report says so.
    fn failed(&mut self, line: u64, error: Error) -> Result<Ended, Error> {
        if self.report.rows == 0 || self.detail.is_none() {
            return Err(error);
        }
        self.report.failure = self.broken_off(line, error);
        Ok(Ended::BrokenOff)
    }

    /// Passes over rows that an earlier attempt is done with, some at a time.
    async fn pass_over(
        &mut self,
        source: &mut Source,
        watch: &mut impl Watch,
    ) -> Result<Option<Ended>, Error> {
        let ahead = self.report.rows.min(source.rows + BREATH);
        source.pass_over(&self.shop, ahead).map_err(refused)?;
        self.place = Place::of(source);
        let heard = self.tell(self.place, watch).await.or_fail()?;
        // A file that has become shorter has nothing left to do.
        Ok(match (heard, source.rows < ahead) {
            (false, _) => Some(Ended::Stopped),
            (true, true) => Some(Ended::Whole),
            (true, false) => None,
        })
    }

    /// One batch.
    async fn step(&mut self, reading: Ahead, watch: &mut impl Watch) -> Result<(Then, Option<Ahead>), Error> {
        let (mut batch, ahead) = reading.next(self.size).await.map_err(refused)?;
        self.place = batch.place;
        let mut tally = Tally {
            report: self.report.clone(),
            refused: std::mem::take(&mut batch.refused),
        };
        tally.report.rows = batch.done;
        let dates = dates::occur(&batch.header).then(|| batch.header.dates.decided());
        tally.report.dates = dates.flatten();
        let then = self.batch(batch, tally, watch).await.or_fail()?;
        Ok((then, ahead))
    }

    /// Tells the watcher; one that cannot be reached right now hears the next time.
    async fn tell(&self, place: Place, watch: &mut impl Watch) -> storage::Result<bool> {
        match watch.told(self.half.progress(place)).await {
            Err(storage::Error::Busy) => Ok(true),
            heard => heard,
        }
    }

    /// Waits as long as nothing large may be written; false where the watcher says that it is enough.
    async fn wait_for_room(&self, watch: &mut impl Watch) -> storage::Result<bool> {
        let mut warned = false;
        while !self.ctx.store().takes_much().await? {
            if !warned {
                tracing::warn!("an import waits: the log of the database is long, and cannot be emptied yet");
                warned = true;
            }
            if !self.tell(self.place, watch).await? {
                return Ok(false);
            }
            tokio::time::sleep(ROOM).await;
        }
        Ok(true)
    }

    /// Sees a batch through: again while the database is busy, and again where somebody else has just added one
    /// of its customers.
    async fn batch(
        &mut self,
        mut batch: Batch,
        mut tally: Tally,
        watch: &mut impl Watch,
    ) -> storage::Result<Then> {
        if self.detail.is_some() && !self.wait_for_room(watch).await? {
            return Ok(Then::End(Ended::Stopped));
        }
        let (mut busy, mut clashes) = (0, 0);
        loop {
            let tried = match self.detail {
                Some(_) => self.try_to_write(&batch, &tally, watch).await,
                None => self.try_to_check(&batch, &tally, watch).await,
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
                        self.without_clashes(&mut batch, &mut tally, watch).await?;
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }

    async fn try_to_check(
        &mut self,
        batch: &Batch,
        tally: &Tally,
        watch: &mut impl Watch,
    ) -> storage::Result<Option<(Report, Effects, bool)>> {
        let mut tally = tally.clone();
        let mut tx = self.ctx.store().begin().await?;
        let effects = match self.counts {
            true => self.put(&mut tx, &batch.header, &batch.units, &mut tally).await?,
            false => {
                self.merge(&mut tx, &batch.header, &batch.units, &mut tally)
                    .await?
                    .effects
            }
        };
        // The operation goes with what it wrote.
        drop(tx);
        tally.settle();
        tally.report.operation = None;
        let heard = self.tell(batch.place, watch).await?;
        // Whoever is not to go on may have a successor, whose file it is then.
        if heard {
            self.bin.put(&mut tally, batch, &self.shop);
        }
        Ok(Some((tally.report, effects, heard)))
    }

    /// Nothing where the import is not ours any more.
    async fn try_to_write(
        &mut self,
        batch: &Batch,
        tally: &Tally,
        watch: &mut impl Watch,
    ) -> storage::Result<Option<(Report, Effects, bool)>> {
        let mut tally = tally.clone();
        let mut tx = self.ctx.store().begin().await?;
        let begun = Instant::now();
        if !watch.hold(&mut tx).await? {
            return Ok(None);
        }
        let effects = self.put(&mut tx, &batch.header, &batch.units, &mut tally).await?;
        tally.settle();
        self.bin.put(&mut tally, batch, &self.shop);
        let heard = watch
            .keep(&mut tx, &tally.report, self.half.progress(batch.place))
            .await?;
        tx.commit().await?;
        self.size = fitting(batch.units.len(), begun.elapsed());
        Ok(Some((tally.report, effects, heard)))
    }

    /// Leaves the units that can be written each by itself; the others are refused.
    async fn without_clashes(
        &self,
        batch: &mut Batch,
        tally: &mut Tally,
        watch: &mut impl Watch,
    ) -> storage::Result<()> {
        let units = std::mem::take(&mut batch.units);
        for unit in units {
            match self.probe(batch, &unit, watch).await {
                Err(storage::Error::Clash { .. }) => {
                    let mut tx = self.ctx.store().begin().await?;
                    let (email, website) = (&unit.key.0, WebsiteId(unit.key.1));
                    let owner = record::email_owner(&mut tx, email, website).await?;
                    let bad = self.taken_by(email, owner, &batch.header).await?;
                    let locale = self.ctx.locale();
                    tally.refuse(unit.refused(vec![refusal(unit.line, bad, locale)], locale));
                }
                // What else is wrong shows when the batch is tried.
                Ok(()) | Err(_) => batch.units.push(unit),
            }
        }
        Ok(())
    }

    /// Writes one unit without a commit: this only asks.
    async fn probe(&self, batch: &Batch, unit: &Unit, watch: &mut impl Watch) -> storage::Result<()> {
        let mut tx = self.ctx.store().begin().await?;
        watch.hold(&mut tx).await?;
        let units = std::slice::from_ref(unit);
        self.put(&mut tx, &batch.header, units, &mut Tally::default())
            .await
            .map(drop)
    }

    /// What has been imported by the time of an error, and what to do about the rest.
    fn broken_off(&self, line: u64, error: Error) -> String {
        let locale = self.ctx.locale();
        let reason = said(error, locale);
        let number = |n: u64| locale.number(i64::try_from(n).unwrap_or(i64::MAX));
        let place = self.place;
        let rows = u128::from(place.rows) * u128::from(place.size) / u128::from(place.position.max(1));
        let total = u64::try_from(rows).unwrap_or(u64::MAX).max(place.rows);
        let done = self.report.rows.saturating_sub(self.report.refused);
        text::BROKE_OFF
            .with("n", number(done))
            .and("total", number(total))
            .and("line", line)
            .and("reason", reason)
            .say(locale)
    }
}

/// How many customers the next batch has, after so many took so long.
fn fitting(units: usize, took: Duration) -> usize {
    let fit = units as u128 * PACE.as_micros() / took.as_micros().max(1);
    let fit = usize::try_from(fit).unwrap_or(usize::MAX);
    fit.clamp(*BATCH.start(), *BATCH.end())
}

/// [`reason`] in one's own language.
pub(super) fn said(error: Error, locale: Locale) -> String {
    let reason = reason(error);
    let reason: Vec<_> = reason.iter().map(|sentence| sentence.say(locale)).collect();
    reason.join(" ")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_as_large_as_is_written_within_the_pace() {
        for (units, took, next) in [
            (500, PACE, 500),
            (500, PACE / 2, 1_000),
            (1_000, 2 * PACE, 500),
            (500, Duration::ZERO, 2_000),
            (2_000, 100 * PACE, 500),
            (3, PACE, 500),
        ] {
            assert_eq!(fitting(units, took), next, "{units} in {took:?}");
        }
    }
}
