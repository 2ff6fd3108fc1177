//! Hearing from the server how far background work is, and asking where it says nothing.

use domain::jobs::Note;
use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast, closure::Closure},
};
use std::time::Duration;
use web_sys::{EventSource, MessageEvent};

/// How often the page looks whether it has heard anything.
const TICK: Duration = Duration::from_secs(1);
/// So many looks without a word, and the page asks by itself: a proxy may hold events back.
const PATIENCE: u32 = 3;

/// A stream of events; gone with whoever keeps it.
struct Stream {
    source: EventSource,
    _heard: Closure<dyn Fn(MessageEvent)>,
}

impl Stream {
    /// Listens to the jobs of a kind; nothing where the browser cannot.
    fn open(kind: &str, heard: impl Fn(Vec<Note>) + 'static) -> Option<Self> {
        let source = EventSource::new(&format!("/jobs/{kind}/events")).ok()?;
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let notes = event
                .data()
                .as_string()
                .and_then(|text| serde_json::from_str(&text).ok());
            if let Some(notes) = notes {
                heard(notes);
            }
        });
        source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Some(Self {
            source,
            _heard: on_message,
        })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.set_onmessage(None);
        self.source.close();
    }
}

/// Follows the jobs of a kind while `running`: `heard` is told of those that wait and run, and says whether it is
/// time to `ask` what has become of them. Where the stream is cut or silent, `ask` runs again and again.
pub fn follow(kind: &'static str, running: Memo<bool>, heard: Callback<Vec<Note>, bool>, ask: Callback<()>) {
    Effect::new(move || {
        if !running.get() {
            return;
        }
        let silent = StoredValue::new(0_u32);
        let stream = Stream::open(kind, move |notes| {
            silent.try_set_value(0);
            // Nothing is left: the stream has said its last word, and the next look asks.
            let last = notes.is_empty();
            if heard.try_run(notes) == Some(true) && !last {
                ask.run(());
            } else if last {
                silent.try_set_value(PATIENCE);
                ask.run(());
            }
        });
        // Kept until the work has ended or the page is left.
        let _stream = StoredValue::new_local(stream);
        let look = move || {
            let silence = silent.try_update_value(|silent| {
                *silent += 1;
                *silent
            });
            if silence.is_some_and(|silence| silence > PATIENCE) {
                ask.run(());
            }
        };
        if let Ok(timer) = set_interval_with_handle(look, TICK) {
            on_cleanup(move || timer.clear());
        }
    });
}
