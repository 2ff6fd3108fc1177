//! Running an import: rows in batches, one transaction a batch, constant memory, and a report of what was refused.
//!
//! With Stop on Error the whole file is read and merged once without writing: either every row is good and
//! all are written, or nothing is. With Skip the good rows are written as they come.

use super::{
    apply::{Merge, Verdict},
    read::{Next, Source, Unit, open, refused},
};
use crate::{
    context::Ctx,
    error::{OrFail, io as io_error, storage as storage_error},
    jobs::{JobLease, Outcome},
};
use domain::{
    access::Action,
    error::Error,
    ids::{CustomerId, WebsiteId},
    imports::{
        Behavior, FileKind, OnError,
        header::Header,
        report::{Refusal, Report},
        row::{BadField, Shop},
    },
    jobs::Progress,
    text::rules,
};
use std::{collections::HashMap, path::Path};
use storage::{
    Tx,
    customers::{operation, record},
};

/// How to run it.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// What the rows are; nothing where the header is to say.
    pub kind: Option<FileKind>,
    /// What happens to rows that exist.
    pub behavior: Behavior,
    /// What happens at a refused row.
    pub on_error: OnError,
}

/// Customers written in one transaction: small enough that nobody's edit waits long.
const BATCH: usize = 500;

/// Somebody who watches an import; false stops it.
pub trait Watch: Send {
    /// Told after every batch.
    fn told(&mut self, progress: Progress) -> impl Future<Output = storage::Result<bool>> + Send;
}

/// The watch of a background job.
pub(crate) struct JobWatch(pub(crate) JobLease);

impl Watch for JobWatch {
    async fn told(&mut self, progress: Progress) -> storage::Result<bool> {
        self.0.progress(progress).await
    }
}

impl<F: FnMut(Progress) + Send> Watch for F {
    async fn told(&mut self, progress: Progress) -> storage::Result<bool> {
        self(progress);
        Ok(true)
    }
}

/// Runs an import from the command line.
pub async fn import(ctx: &Ctx, path: &Path, plan: Plan, watch: &mut impl Watch) -> Result<Report, Error> {
    ctx.ask(Action::ImportCustomers)?;
    Ok(run_file(ctx, path, plan, watch).await?.0)
}

/// Runs an import for a background job.
pub(crate) async fn run(
    ctx: &Ctx,
    path: &Path,
    plan: Plan,
    watch: &mut impl Watch,
) -> Result<Outcome, Error> {
    let (report, finished) = run_file(ctx, path, plan, watch).await?;
    let json = serde_json::to_string(&report).map_err(|e| crate::error::internal(&e.to_string()))?;
    Ok(match (finished, report.stopped) {
        (false, _) => Outcome::Cancelled(json),
        (true, true) => Outcome::FailedWith(json, String::new()),
        (true, false) => Outcome::Done(json),
    })
}

async fn run_file(
    ctx: &Ctx,
    path: &Path,
    plan: Plan,
    watch: &mut impl Watch,
) -> Result<(Report, bool), Error> {
    let shop = storage::reference::shop(ctx.store(), &ctx.today())
        .await
        .or_fail()?;
    if plan.on_error == OnError::Stop {
        let mut check = Run::new(ctx, &shop, plan, false);
        let finished = check.file(path, watch, Half::First).await?;
        if check.report.refused > 0 || !finished {
            check.report = Report {
                created: 0,
                updated: 0,
                deleted: 0,
                addresses: 0,
                ..check.report
            };
            check.report.stopped = check.report.refused > 0;
            return Ok((check.report, finished));
        }
        let mut write = Run::new(ctx, &shop, plan, true);
        let finished = write.file(path, watch, Half::Second).await?;
        return Ok((write.report, finished));
    }
    let mut write = Run::new(ctx, &shop, plan, true);
    let finished = write.file(path, watch, Half::Whole).await?;
    Ok((write.report, finished))
}

/// Which part of the work a pass over the file is.
#[derive(Clone, Copy)]
enum Half {
    Whole,
    First,
    Second,
}

impl Half {
    fn progress(self, read: u64, size: u64) -> Progress {
        match self {
            Self::Whole => Progress {
                done: read,
                total: size,
            },
            Self::First => Progress {
                done: read,
                total: 2 * size,
            },
            Self::Second => Progress {
                done: size + read,
                total: 2 * size,
            },
        }
    }
}

/// One pass over the file.
struct Run<'a> {
    ctx: &'a Ctx,
    shop: &'a Shop,
    plan: Plan,
    write: bool,
    report: Report,
}

impl<'a> Run<'a> {
    fn new(ctx: &'a Ctx, shop: &'a Shop, plan: Plan, write: bool) -> Self {
        Self {
            ctx,
            shop,
            plan,
            write,
            report: Report::default(),
        }
    }

    /// Reads the whole file; false where the watcher stopped it.
    async fn file(&mut self, path: &Path, watch: &mut impl Watch, half: Half) -> Result<bool, Error> {
        let mut source = open(path, self.plan.kind).map_err(refused)?;
        let mut end = false;
        while !end {
            let mut batch = Vec::with_capacity(BATCH);
            while batch.len() < BATCH {
                match source
                    .next(self.shop, self.ctx.locale())
                    .map_err(|e| io_error(&e))?
                {
                    Next::Unit(unit) => batch.push(*unit),
                    Next::Refused(found) => self.refuse(found),
                    Next::End => {
                        end = true;
                        break;
                    }
                }
            }
            self.report.rows = source.rows;
            self.batch(&source, batch).await?;
            let progress = half.progress(source.position(), source.size);
            if !watch.told(progress).await.or_fail()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn refuse(&mut self, found: Vec<Refusal>) {
        self.report.refused += 1;
        found.into_iter().for_each(|refusal| self.report.refuse(refusal));
    }

    async fn batch(&mut self, source: &Source, batch: Vec<Unit>) -> Result<(), Error> {
        if batch.is_empty() {
            return Ok(());
        }
        let mut tx = self.ctx.store().begin().await.or_fail()?;
        let (mut records, deletes) = self.merge(&mut tx, &source.header, batch).await?;
        if self.write && (!records.is_empty() || !deletes.is_empty()) {
            let now = self.ctx.now();
            let actor = &self.ctx.actor.me.email;
            let operation = operation::open(&mut tx, "import", actor, "", now)
                .await
                .or_fail()?;
            record::save(&mut tx, operation, &mut records, now)
                .await
                .map_err(storage_error)?;
            record::delete(&mut tx, operation, &deletes).await.or_fail()?;
            tx.commit().await.or_fail()?;
        }
        Ok(())
    }

    /// What the batch comes to: records to write, customers to delete; refusals go to the report.
    async fn merge(
        &mut self,
        tx: &mut Tx,
        header: &Header,
        batch: Vec<Unit>,
    ) -> Result<(Vec<record::CustomerRecord>, Vec<CustomerId>), Error> {
        let key = |unit: &Unit| (unit.key.0.to_lowercase(), WebsiteId(unit.key.1));
        let keys: Vec<_> = batch.iter().map(key).collect();
        let found = record::find(tx, &keys).await.or_fail()?;
        let ids: Vec<CustomerId> = keys.iter().filter_map(|key| found.get(key).copied()).collect();
        let stored = record::load(tx, &ids).await.or_fail()?;
        let mut stored: HashMap<CustomerId, record::CustomerRecord> =
            stored.into_iter().map(|record| (record.id, record)).collect();
        let merge = Merge {
            ctx: self.ctx,
            header,
            shop: self.shop,
            behavior: self.plan.behavior,
        };
        let (mut records, mut deletes) = (Vec::<record::CustomerRecord>::new(), Vec::new());
        for unit in batch {
            let id = found.get(&key(&unit)).copied();
            // An address file may come back to a customer; what it said before is in the record then.
            let again = id.and_then(|id| records.iter().position(|record| record.id == id));
            let known = match again {
                Some(at) => Some(records[at].clone()),
                None => id.and_then(|id| stored.remove(&id)),
            };
            let (new, addresses, line) = (known.is_none(), unit.addresses.len() as u64, unit.line);
            if let Some(bad) = self.taken(tx, &unit, new, header).await? {
                self.refuse(vec![super::read::refusal(line, bad, self.ctx.locale())]);
                continue;
            }
            match merge.unit(unit, known) {
                Verdict::Refuse(found) => self.refuse(found),
                Verdict::Delete(id) => {
                    self.report.deleted += 1;
                    deletes.push(id);
                }
                Verdict::Save(record) => {
                    self.report.addresses += addresses;
                    if let Some(at) = again {
                        records[at] = *record;
                        continue;
                    }
                    *(if new {
                        &mut self.report.created
                    } else {
                        &mut self.report.updated
                    }) += 1;
                    records.push(*record);
                }
            }
        }
        Ok((records, deletes))
    }

    /// With accounts shared by all websites, a new customer's e-mail address must be free in each.
    async fn taken(
        &self,
        tx: &mut Tx,
        unit: &Unit,
        new: bool,
        header: &Header,
    ) -> Result<Option<BadField>, Error> {
        if !new || !self.shop.shared_accounts || self.plan.behavior == Behavior::Delete {
            return Ok(None);
        }
        let (email, website) = (&unit.key.0, WebsiteId(unit.key.1));
        let owner = record::email_owner(tx, email, website).await.or_fail()?;
        Ok(owner.map(|owner| BadField {
            column: header.name_of(domain::imports::header::Field::Email),
            value: email.clone(),
            sentence: rules::EMAIL_TAKEN
                .with("email", email)
                .and("id", owner)
                .and("website", website),
        }))
    }
}
