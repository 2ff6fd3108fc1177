//! Where somebody is signed in, for themselves to see and to end.

use crate::{
    access::fingerprint,
    audit::{self, Event},
    context::Ctx,
    error::OrFail,
};
use domain::{access::Action, error::Error, segments::report::Shown, time::Micros};
use storage::sessions::{self, Origin};

/// A session of the asker's.
#[derive(Clone, Debug, PartialEq)]
pub struct Own {
    /// What it is called by: when it was started.
    pub started: Micros,
    /// The same, as pages show it.
    pub since: Shown,
    /// Where it was started.
    pub origin: Origin,
    /// It is the one that asks.
    pub this: bool,
}

/// Which sessions to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The one that was started at this moment.
    Of(Micros),
    /// All but the one that asks.
    Others,
}

/// The asker's sessions, this one first and then the newest; this one has the token.
pub async fn own(ctx: Ctx, token: &str) -> Result<Vec<Own>, Error> {
    ctx.ask(Action::ChangeOwnProfile).await?;
    let Some(user) = ctx.actor.user else {
        return Ok(Vec::new());
    };
    let hash = fingerprint(token);
    let found = sessions::list(ctx.store(), user, ctx.now()).await.or_fail()?;
    let mut all: Vec<_> = found
        .into_iter()
        .map(|session| Own {
            started: session.created_at,
            since: ctx.shown(session.created_at),
            origin: session.origin,
            this: session.token_hash == hash,
        })
        .collect();
    all.sort_by_key(|session| !session.this);
    Ok(all)
}

/// Ends sessions of the asker, whose own one has the token. One that has ended meanwhile is no mistake.
pub async fn end(ctx: Ctx, which: Which, token: &str) -> Result<(), Error> {
    ctx.ask(Action::ChangeOwnProfile).await?;
    let Some(user) = ctx.actor.user else {
        return Ok(());
    };
    let mut tx = ctx.store().begin().await.or_fail()?;
    let ended = match which {
        Which::Of(started) => sessions::end_of(&mut tx, user, started).await,
        Which::Others => sessions::end_all(&mut tx, user, &fingerprint(token)).await,
    };
    let event = Event::SessionsEnded {
        user: &ctx.actor.me.email,
        sessions: ended.or_fail()?,
    };
    audit::done(&ctx, tx, &event).await
}

/// What of a browser's name for itself somebody knows it by, such as `Firefox, Windows`; as much as is known. The rest
/// would tell more about a person than it helps.
pub fn agent(user_agent: &str) -> String {
    // Those that stand on another name it as well, so they come first.
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrom", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("Windows", "Windows"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS X", "macOS"),
        ("Android", "Android"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let first = |known: &[(&str, &'static str)]| {
        let found = known.iter().find(|(mark, _)| user_agent.contains(mark));
        found.map(|(_, name)| *name)
    };
    let known: Vec<_> = [first(&BROWSERS), first(&SYSTEMS)]
        .into_iter()
        .flatten()
        .collect();
    known.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_known_by_their_marks() {
        for (user_agent, known) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox, Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Edge, Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/140.0.0.0 Mobile Safari/537.36",
                "Chrome, Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 Version/18.5 Mobile/15E148 Safari/604.1",
                "Safari, iPhone",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                 Version/18.5 Safari/605.1.15",
                "Safari, macOS",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) \
                 HeadlessChrome/156.0.0.0 Safari/537.36",
                "Chrome, Linux",
            ),
            ("curl/8.5.0", ""),
            ("", ""),
        ] {
            assert_eq!(agent(user_agent), known);
        }
    }
}
