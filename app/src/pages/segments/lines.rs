//! Report lines: the state of a segment's data, and asking again while something is being refreshed.

use crate::api::segments::segment_report;
use crate::ui::{Badge, Tone, events};
use domain::{
    ids::SegmentId,
    jobs::Note,
    segments::{report::ReportLine, segment::Freshness},
    text::{Locale, columns, segments as text},
};
use leptos::{prelude::*, task::spawn_local};

/// Active or Inactive.
pub(crate) fn status(active: bool, locale: Locale) -> AnyView {
    let (tone, word) = if active {
        (Tone::Ok, &columns::ACTIVE)
    } else {
        (Tone::Plain, &columns::INACTIVE)
    };
    view! { <Badge tone=tone text=word.text(locale) /> }.into_any()
}

/// The stored count, or that there is none.
pub(crate) fn count(line: &ReportLine, locale: Locale) -> AnyView {
    match line.customers {
        Some(n) => locale.number(i64::try_from(n).unwrap_or(i64::MAX)).into_any(),
        None => view! {
            <span class="muted" aria-hidden="true">
                "–"
            </span>
            <span class="visually-hidden">{text::NOT_COUNTED.text(locale)}</span>
        }
        .into_any(),
    }
}

/// Fresh, stale, refreshing, failed or never: as of when, how long it took, and what it changed.
pub(crate) fn data_state(line: &ReportLine, locale: Locale) -> AnyView {
    let tone = match line.freshness {
        Freshness::Missing => Tone::Plain,
        Freshness::Fresh => Tone::Ok,
        Freshness::Stale => Tone::Warn,
        Freshness::Refreshing => Tone::Busy,
        Freshness::Failed => Tone::Error,
    };
    let detail = line.as_of.clone().map(|as_of| {
        let number = |n: u64| locale.number(i64::try_from(n).unwrap_or(i64::MAX));
        let (added, removed) = (number(line.added), number(line.removed));
        let words = text::CHANGED_WORDS
            .with("added", &added)
            .and("removed", &removed)
            .say(locale);
        let hint = words.clone();
        let change = text::CHANGED.with("added", added).and("removed", removed);
        view! {
            <span>
                {text::AS_OF_PLAIN.text(locale)} " " <time datetime=as_of.iso>{as_of.display}</time>
            </span>
            <span>{text::TOOK.with("time", duration(line.took_ms, locale)).say(locale)}</span>
            <span title=hint>
                <span aria-hidden="true">{change.say(locale)}</span>
                <span class="visually-hidden">{words}</span>
            </span>
        }
    });
    let stale = line.stale.clone().map(|why| view! { <span>{why}</span> });
    let failed = (line.freshness == Freshness::Failed).then(|| {
        let old = line.customers.is_some().then(|| text::OLD_COUNT.text(locale));
        view! { <p class="error-text">{line.failure.clone()} " " {old}</p> }
    });
    view! {
        <div class="data-state">
            <Badge tone=tone text=line.freshness.label().text(locale) />
            {stale} {detail}
            {failed}
        </div>
    }
    .into_any()
}

/// The line of one segment: told only when it changes, not each time that all are asked for anew.
pub(crate) fn one(lines: RwSignal<Vec<ReportLine>>, id: SegmentId) -> Memo<Option<ReportLine>> {
    Memo::new(move |_| lines.with(|all| all.iter().find(|line| line.id == id).cloned()))
}

/// `850 ms`, `1.2 s` or `3:05`.
pub(crate) fn duration(ms: u64, locale: Locale) -> String {
    let point = if locale == Locale::En { '.' } else { ',' };
    match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..60_000 => format!("{}{point}{} s", ms / 1_000, ms % 1_000 / 100),
        _ => format!("{}:{:02} min", ms / 60_000, ms % 60_000 / 1_000),
    }
}

/// Keeps `lines` (only that of `one`, where given) up to date while one of them is being refreshed; `ended`
/// runs when none is any more.
pub(crate) fn follow(lines: RwSignal<Vec<ReportLine>>, one: Option<SegmentId>, ended: Callback<()>) {
    let running =
        Memo::new(move |_| lines.with(|all| all.iter().any(|line| line.freshness == Freshness::Refreshing)));
    // A question that fails is asked again: the refresh goes on at the server all the same.
    let ask = Callback::new(move |()| {
        spawn_local(async move {
            if let Ok(mut fresh) = segment_report().await {
                fresh.retain(|line| one.is_none_or(|id| line.id == id));
                lines.try_set(fresh);
            }
        });
    });
    let known = StoredValue::new(Vec::new());
    let heard = Callback::new(move |notes: Vec<Note>| {
        let ids: Vec<_> = notes.iter().map(|note| note.id).collect();
        let before = known.try_update_value(|known| std::mem::replace(known, ids.clone()));
        before.is_some_and(|before| before.iter().any(|id| !ids.contains(id)))
    });
    events::follow("refresh-segment", running, heard, ask);
    Effect::new(move |before: Option<bool>| {
        let now = running.get();
        if !now && before == Some(true) {
            ended.run(());
        }
        now
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_as_exact_as_it_is_short() {
        for (ms, text) in [
            (0, "0 ms"),
            (999, "999 ms"),
            (1_250, "1,2 s"),
            (185_000, "3:05 min"),
        ] {
            assert_eq!(duration(ms, Locale::Nl), text);
        }
    }
}
