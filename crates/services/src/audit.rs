//! Who did what, kept for good: signing in, what was not allowed, files of customers, imports, and changes to users.
//!
//! An entry is written in the transaction of what it tells of, where that has one. What cannot be written down is not
//! done. Looking at pages writes nothing.

use crate::{
    context::{Ctx, Shared},
    error::OrFail,
};
use domain::{access::Action, error::Error};
use serde::Serialize;
pub use storage::audit::{Chain, Kept};
use storage::{
    Tx,
    audit::{self, Entry},
};

/// What was done. Of customers it holds no more than the words of a filter do.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "event", content = "detail", rename_all = "kebab-case")]
pub(crate) enum Event<'a> {
    /// Somebody signed in.
    SignedIn { from: &'a str },
    /// Somebody did not get in.
    SignInFailed { from: &'a str, why: Why },
    /// One try too many was made: those that follow are not looked at for a while.
    LockedOut { from: &'a str, tries_of: Tries },
    /// Somebody signed out.
    SignedOut {},
    /// The policy table said no, or what was named is somebody else’s.
    Denied { role: &'a str, action: &'a str },
    /// A file of customers is begun.
    DownloadBegun {
        /// `customers`, or the number of the segment whose members they are.
        of: String,
        /// Filters, keyword and order, as in the address.
        query: String,
        /// Which of those that match.
        chosen: String,
        columns: String,
        format: &'a str,
    },
    /// It has ended.
    DownloadEnded {
        /// The entry of its beginning.
        begun: i64,
        rows: u64,
        /// Was it finished?
        whole: bool,
        /// Then, how many cells got an apostrophe, so that no spreadsheet runs them,
        guarded: Option<u64>,
        /// how many characters were left out that the format cannot hold,
        stripped: Option<u64>,
        /// and how many cells were cut at the longest text it takes.
        cut: Option<u64>,
    },
    /// A segment was deleted.
    SegmentDeleted { segment: i64 },
    /// A saved view was deleted.
    ViewDeleted { view: i64 },
    /// A saved view was shared with a role, or with nobody any more.
    ViewShared { view: i64, with: Option<&'a str> },
    /// The rows that an import refused were fetched.
    RefusedRowsFetched { import: i64 },
    /// An import wrote its first customers; `delete` is a deletion.
    ImportBegun {
        operation: i64,
        behavior: &'a str,
        file: &'a str,
    },
    /// It has ended.
    ImportEnded {
        operation: i64,
        created: u64,
        updated: u64,
        deleted: u64,
        whole: bool,
    },
    /// A user was added.
    UserAdded { user: &'a str, role: &'a str },
    /// Somebody has another role.
    RoleChanged {
        user: &'a str,
        from: &'a str,
        to: &'a str,
    },
    /// Somebody may not sign in any more.
    UserDisabled { user: &'a str },
    /// Somebody may sign in again.
    UserEnabled { user: &'a str },
    /// Somebody has another password.
    PasswordChanged { user: &'a str },
    /// Sessions of somebody were ended, by an operator or by themselves.
    SessionsEnded { user: &'a str, sessions: u64 },
    /// What was held against somebody's tries to sign in was forgotten.
    UserUnlocked { user: &'a str },
}

/// Why somebody did not get in.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Why {
    UnknownAccount,
    WrongPassword,
    SwitchedOff,
}

/// What tries are counted by.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Tries {
    Account,
    Address,
}

/// Writes down what its asker has done, with which it becomes so.
pub(crate) async fn done(ctx: &Ctx, mut tx: Tx, event: &Event<'_>) -> Result<(), Error> {
    write(&mut tx, &ctx.shared, &ctx.actor.me.email, event)
        .await
        .or_fail()?;
    tx.commit().await.or_fail()
}

/// Writes an entry, as the last thing in its transaction; its number.
pub(crate) async fn write(
    tx: &mut Tx,
    shared: &Shared,
    actor: &str,
    event: &Event<'_>,
) -> storage::Result<i64> {
    let (event, detail) = words(event)?;
    let entry = Entry {
        at: shared.clock.now(),
        actor: escaped(actor),
        event,
        detail,
    };
    audit::append(tx, &entry).await
}

/// Writes an entry that has no transaction to be part of; its number.
pub(crate) async fn note(ctx: &Ctx, event: &Event<'_>) -> Result<i64, Error> {
    let mut tx = ctx.store().begin().await.or_fail()?;
    let id = write(&mut tx, &ctx.shared, &ctx.actor.me.email, event)
        .await
        .or_fail()?;
    tx.commit().await.or_fail()?;
    Ok(id)
}

/// Writes down that somebody was told no, which they are in any case.
pub(crate) async fn denied(ctx: &Ctx, action: Action) {
    let event = Event::Denied {
        role: ctx.actor.me.role.key(),
        action: action.key(),
    };
    if let Err(error) = note(ctx, &event).await {
        tracing::error!(
            ?error,
            action = action.key(),
            "a denial could not be written down"
        );
    }
}

/// The word of an event, and the rest of it as JSON.
fn words(event: &Event<'_>) -> storage::Result<(String, String)> {
    let value = serde_json::to_value(event).map_err(|e| storage::Error::Database(e.to_string()))?;
    let word = value["event"].as_str().unwrap_or_default().to_owned();
    Ok((word, escaped(&value["detail"].to_string())))
}

/// Text of a line that does what it looks like wherever it is printed: what would move the cursor, end the line or
/// turn the direction of writing is escaped, as JSON does it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        if c.is_control() || turns {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

/// The last entries, oldest first.
pub async fn last(ctx: Ctx, limit: u32) -> Result<Vec<Kept>, Error> {
    ctx.ask(Action::ReadAudit).await?;
    audit::last(ctx.store(), limit).await.or_fail()
}

/// Is every entry there, and as it was written?
pub async fn check(ctx: Ctx) -> Result<Chain, Error> {
    ctx.ask(Action::ReadAudit).await?;
    audit::check(ctx.store()).await.or_fail()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_one_line_whatever_stands_in_it() {
        let file = "a\nb\u{1b}[2J\u{7f}\u{85}\u{202e}\"é.csv";
        let event = Event::ImportBegun {
            operation: 7,
            behavior: "delete",
            file,
        };
        let (word, detail) = words(&event).unwrap();
        assert_eq!(word, "import-begun");
        assert!(
            !detail.chars().any(|c| c.is_control() || c == '\u{202e}'),
            "{detail}"
        );
        let back: serde_json::Value = serde_json::from_str(&detail).unwrap();
        assert_eq!(back["file"], file);
    }
}
