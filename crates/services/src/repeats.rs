//! A request whose answer was lost is sent again: it finds what it made, and makes nothing twice.

use crate::{
    access::fingerprint,
    context::Ctx,
    error::{OrFail, internal},
};
use domain::{error::Error, time::DAY};
use serde::Serialize;
use storage::{Tx, requests};

/// How long a request may come again.
const KEPT: i64 = DAY;

/// A request that makes something.
pub(crate) struct Request {
    /// Nothing where whoever asks gave it no word.
    key: Option<String>,
}

impl Request {
    /// The request for `what`, to which the asker gave the word `token`. Another asker, word or wish is another one.
    pub(crate) fn new(ctx: &Ctx, token: &str, what: &impl Serialize) -> Result<Self, Error> {
        let wish = (&ctx.actor.me.email, token, what);
        let wish = serde_json::to_string(&wish).map_err(|error| internal(&error.to_string()))?;
        let key = (!token.is_empty()).then(|| fingerprint(&wish));
        Ok(Self { key })
    }

    /// What it made when it came before.
    pub(crate) async fn begin(&self, tx: &mut Tx, ctx: &Ctx) -> Result<Option<i64>, Error> {
        let now = ctx.now();
        match &self.key {
            Some(key) => requests::begin(tx, key, now, now - KEPT).await.or_fail(),
            None => Ok(None),
        }
    }

    /// Keeps what it made.
    pub(crate) async fn made(&self, tx: &mut Tx, id: i64) -> Result<(), Error> {
        match &self.key {
            Some(key) => requests::made(tx, key, id).await.or_fail(),
            None => Ok(()),
        }
    }
}
