//! `GET /jobs/{kind}/events`: how far the jobs of a kind are, told as server-sent events until none is left.

use super::refusal;
use crate::{auth, state::AppState};
use app::api::server::Visitor;
use axum::{
    Extension,
    extract::{Path, State},
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
};
use axum_extra::extract::cookie::CookieJar;
use domain::{error::Error, jobs::Note};
use futures::{Stream, stream};
use services::jobs::follow;
use std::{convert::Infallible, time::Duration};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval};

/// How often the jobs are looked at; what has changed is told then.
const LOOK: Duration = Duration::from_millis(400);
/// What has not changed is told this often, so that a browser knows that somebody speaks.
const SILENCE: Duration = Duration::from_millis(600);
/// A stream ends after this long: the browser comes back, and is asked anew who it is.
const LONGEST: Duration = Duration::from_secs(300);

/// Tells of the jobs of a kind; `[]` is the last word.
pub async fn events(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    Path(kind): Path<String>,
    jar: CookieJar,
) -> Response {
    let Some(ctx) = visitor.ctx else {
        let ended = Error::signed_out();
        return refusal(&ended, visitor.locale);
    };
    match follow::unfinished(&ctx, &kind).await {
        Ok(first) => {
            let mut response = Sse::new(told(Teller::new(state, jar, kind, first))).into_response();
            // Proxies are not to gather events.
            let headers = response.headers_mut();
            headers.insert("x-accel-buffering", axum::http::HeaderValue::from_static("no"));
            // Nor is anybody to keep them, as the word that comes with streams would allow.
            headers.remove(axum::http::header::CACHE_CONTROL);
            response
        }
        Err(error) => refusal(&error, visitor.locale),
    }
}

/// Somebody who is told. Nothing of it stays when the browser goes away: the stream is dropped with the answer.
struct Teller {
    state: AppState,
    /// Who is told; asked anew at every look.
    jar: CookieJar,
    kind: String,
    looks: Interval,
    began: Instant,
    /// What was told last, and when.
    told: Option<(Vec<Note>, Instant)>,
    /// What is to be told without a look.
    first: Option<Vec<Note>>,
    over: bool,
}

impl Teller {
    fn new(state: AppState, jar: CookieJar, kind: String, first: Vec<Note>) -> Self {
        let mut looks = interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            state,
            jar,
            kind,
            looks,
            began: Instant::now(),
            told: None,
            first: Some(first),
            over: false,
        }
    }

    /// The jobs, for whoever it is by now: a session may have ended since, or a role have changed.
    async fn look(&self) -> Result<Vec<Note>, Error> {
        match auth::asker(&self.state, &self.jar).await? {
            Some(ctx) => follow::unfinished(&ctx, &self.kind).await,
            None => Err(Error::signed_out()),
        }
    }

    /// What to tell next; nothing at the end.
    async fn next(&mut self) -> Option<Vec<Note>> {
        loop {
            if self.over || *self.state.stopping.borrow() || self.began.elapsed() > LONGEST {
                return None;
            }
            let notes = match self.first.take() {
                Some(first) => first,
                None => {
                    tokio::select! {
                        _ = self.looks.tick() => {}
                        Ok(_) = self.state.stopping.wait_for(|stopping| *stopping) => return None,
                    }
                    // A database that is busy has an answer at the next look; who may look no more gets none.
                    match self.look().await {
                        Ok(notes) => notes,
                        Err(Error::Busy(_)) => continue,
                        Err(_) => return None,
                    }
                }
            };
            self.over = notes.is_empty();
            let news = self
                .told
                .as_ref()
                .is_none_or(|(told, at)| *told != notes || at.elapsed() >= SILENCE);
            if news {
                self.told = Some((notes.clone(), Instant::now()));
                return Some(notes);
            }
        }
    }
}

fn told(teller: Teller) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(teller, |mut teller| async move {
        let notes = teller.next().await?;
        let event = Event::default().json_data(&notes).unwrap_or_default();
        Some((Ok(event), teller))
    })
}
