//! What a batch comes to: merged with what is stored, refused where the shop or the file itself says so, written.

use super::{
    apply::{Merge, Verdict},
    pass::Pass,
    read::{Unit, refusal},
    refused::Tally,
};
use crate::audit::{self, Event};
use domain::{
    ids::{CustomerId, WebsiteId},
    imports::{
        Behavior, FileKind,
        header::{Field, Header},
        report::Report,
        row::BadField,
    },
    text::{imports as text, rules},
};
use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher, BuildHasherDefault, DefaultHasher},
};
use storage::{
    Tx,
    customers::{
        detail::detail,
        operation::{self, OperationId},
        record::{self, CustomerRecord},
    },
};

/// What the file itself does to later rows of its own, as far as the database cannot tell.
#[derive(Default)]
pub(super) struct Effects {
    /// Hashes of the e-mail addresses it adds to accounts that all websites share, and their lines.
    emails: HashMap<u64, u64>,
    /// Addresses that a pass that writes would have taken away.
    gone: HashSet<i64>,
    /// Hashes of the e-mail addresses of customers whom the shop has refused.
    refused: HashSet<u64>,
}

impl Effects {
    pub(super) fn absorb(&mut self, more: Self) {
        self.emails.extend(more.emails);
        self.gone.extend(more.gone);
        self.refused.extend(more.refused);
    }
}

/// What a batch comes to.
#[derive(Default)]
pub(super) struct Merged {
    /// The customers that exist, as they are stored.
    before: HashMap<CustomerId, CustomerRecord>,
    records: Vec<CustomerRecord>,
    /// How many addresses the file has for each of the records.
    addresses: Vec<u64>,
    deletes: Vec<CustomerId>,
    pub(super) effects: Effects,
}

impl Pass<'_> {
    /// Writes what the units come to, and counts it.
    pub(super) async fn put(
        &self,
        tx: &mut Tx,
        header: &Header,
        units: &[Unit],
        tally: &mut Tally,
    ) -> storage::Result<Effects> {
        let mut merged = self.merge(tx, header, units, tally).await?;
        let report = &mut tally.report;
        if merged.records.is_empty() && merged.deletes.is_empty() {
            return Ok(merged.effects);
        }
        let now = self.ctx.now();
        let first = report.operation.is_none();
        let operation = self.operation(tx, report).await?;
        let versions: Vec<i64> = merged.records.iter().map(|record| record.version).collect();
        record::save_over(tx, operation, &mut merged.records, &merged.before, now).await?;
        let saved = merged.records.iter().zip(merged.addresses);
        for ((record, addresses), before) in saved.zip(versions) {
            if record.version == before {
                report.unchanged += 1;
                continue;
            }
            report.addresses += addresses;
            *(if before == 0 {
                &mut report.created
            } else {
                &mut report.updated
            }) += 1;
        }
        report.deleted += record::delete(tx, operation, &merged.deletes).await?;
        if first && let Some(file) = self.detail {
            let event = Event::ImportBegun {
                operation: operation.0,
                behavior: self.plan.behavior.key(),
                file,
            };
            audit::write(tx, &self.ctx.shared, &self.ctx.actor.me.email, &event).await?;
        }
        Ok(merged.effects)
    }

    /// The one operation of the import, opened with its first batch.
    async fn operation(&self, tx: &mut Tx, report: &mut Report) -> storage::Result<OperationId> {
        if let Some(id) = report.operation {
            return Ok(OperationId(id));
        }
        let (actor, detail) = (&self.ctx.actor.me.email, self.detail.unwrap_or_default());
        let id = operation::open(tx, "import", actor, detail, self.ctx.now()).await?;
        report.operation = Some(id.0);
        Ok(id)
    }

    /// What the units come to: records to write, customers to delete; refusals go to the report.
    pub(super) async fn merge(
        &self,
        tx: &mut Tx,
        header: &Header,
        units: &[Unit],
        tally: &mut Tally,
    ) -> storage::Result<Merged> {
        let key = |unit: &Unit| (unit.key.0.to_lowercase(), WebsiteId(unit.key.1));
        let keys: Vec<_> = units.iter().map(key).collect();
        let found = record::find(tx, &keys).await?;
        let ids: Vec<CustomerId> = keys.iter().filter_map(|key| found.get(key).copied()).collect();
        let loaded = record::load(tx, &ids).await?.into_iter();
        let before: HashMap<_, _> = loaded.map(|record| (record.id, record)).collect();
        let merge = Merge {
            ctx: self.ctx,
            header,
            shop: &self.shop,
            behavior: self.plan.behavior,
        };
        let mut merged = Merged::default();
        let mut met = HashMap::new();
        for unit in units {
            let id = found.get(&key(unit)).copied();
            // An address file may come back to a customer; what it said before is in the record then.
            let again: Option<usize> = id.and_then(|id| met.get(&id).copied());
            let known = match again {
                Some(at) => Some(merged.records[at].clone()),
                None => id
                    .and_then(|id| before.get(&id))
                    .map(|record| self.as_left(record)),
            };
            let (new, addresses) = (known.is_none(), unit.addresses.len() as u64);
            if let Some(bad) = self.taken(tx, unit, new, header, &merged.effects).await? {
                let locale = self.ctx.locale();
                tally.refuse(unit.refused(vec![refusal(unit.line, bad, locale)], locale));
                continue;
            }
            let before = self.addresses(header, known.as_ref());
            let who = hash(&unit.key.0);
            let mut said = unit.clone();
            said.flawed |=
                unit.again && (self.effects.refused.contains(&who) || merged.effects.refused.contains(&who));
            match merge.unit(said, known) {
                Verdict::Refuse(found) => {
                    merged.effects.refused.insert(who);
                    tally.refuse(unit.refused(found, self.ctx.locale()));
                }
                Verdict::Delete(id) => merged.deletes.push(id),
                Verdict::Save(record) => {
                    let left = |id: &i64| record.addresses.iter().all(|address| address.id.0 != *id);
                    merged.effects.gone.extend(before.into_iter().filter(left));
                    if new && self.shop.shared_accounts {
                        merged.effects.emails.insert(hash(&unit.key.0), unit.line);
                    }
                    match again {
                        Some(at) => {
                            merged.addresses[at] += addresses;
                            merged.records[at] = *record;
                        }
                        None => {
                            met.extend(id.map(|id| (id, merged.records.len())));
                            merged.addresses.push(addresses);
                            merged.records.push(*record);
                        }
                    }
                }
            }
        }
        merged.before = before;
        Ok(merged)
    }

    /// A customer that exists, as the file has left it so far.
    fn as_left(&self, record: &CustomerRecord) -> CustomerRecord {
        let mut record = record.clone();
        let gone = &self.effects.gone;
        record.addresses.retain(|address| !gone.contains(&address.id.0));
        record
    }

    /// The addresses of a customer of whom the file may take some away and then come back, where only this
    /// pass knows: what is written the database knows.
    fn addresses(&self, header: &Header, known: Option<&CustomerRecord>) -> Vec<i64> {
        let comes_back = self.detail.is_none() && header.kind == FileKind::Address;
        let known = known.filter(|_| comes_back);
        known.map_or_else(Vec::new, |r| r.addresses.iter().map(|a| a.id.0).collect())
    }

    /// With accounts shared by all websites, a new customer's e-mail address must be free in each, and stand in
    /// the file for one.
    async fn taken(
        &self,
        tx: &mut Tx,
        unit: &Unit,
        new: bool,
        header: &Header,
        batch: &Effects,
    ) -> storage::Result<Option<BadField>> {
        if !new || !self.shop.shared_accounts || self.plan.behavior == Behavior::Delete {
            return Ok(None);
        }
        let (email, website) = (&unit.key.0, WebsiteId(unit.key.1));
        let key = hash(email);
        if let Some(line) = self.effects.emails.get(&key).or_else(|| batch.emails.get(&key)) {
            return Ok(Some(BadField {
                column: header.name_of(Field::Email),
                value: email.clone(),
                sentence: text::TWICE_OVER_WEBSITES.with("email", email).and("line", line),
            }));
        }
        match record::email_owner(tx, email, website).await? {
            Some(owner) => self.taken_by(email, Some(owner), header).await.map(Some),
            None => Ok(None),
        }
    }

    /// Says whose the e-mail address is, and where.
    pub(super) async fn taken_by(
        &self,
        email: &str,
        owner: Option<CustomerId>,
        header: &Header,
    ) -> storage::Result<BadField> {
        let found = match owner {
            Some(id) => detail(self.ctx.store(), id).await?,
            None => None,
        };
        let unknown = || "?".to_owned();
        Ok(BadField {
            column: header.name_of(Field::Email),
            value: email.to_owned(),
            sentence: rules::EMAIL_TAKEN
                .with("email", email)
                .and("id", owner.map_or_else(unknown, |id| id.to_string()))
                .and("website", found.map_or_else(unknown, |owner| owner.website)),
        })
    }
}

fn hash(email: &str) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(email.to_lowercase())
}
