//! The form of one segment, new or stored.

use super::{
    actions::{Actions, Then},
    builder, conflict,
    done::Done,
    draft::Editor,
    fields, lines,
};
use crate::{
    api::{ApiError, segments::segment_form},
    ui::{
        Notice, PageHead, Problem, Tone, focus,
        leave::{self, Leaving},
        problem, use_locale, use_me,
    },
};
use domain::{
    access::{Action, Me},
    error::ErrorKind,
    ids::SegmentId,
    segments::{
        report::Form,
        segment::{ApplyTo, Freshness},
    },
    text::{Locale, access as access_text, segments as text, shell as shell_text},
};
use leptos::{html, prelude::*};
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map},
};

/// `/segments/new` and `/segments/{id}`.
#[component]
pub fn SegmentPage() -> impl IntoView {
    let locale = use_locale();
    let me = StoredValue::new(use_me());
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let form = Resource::new(
        move || id.get(),
        move |id| async move {
            match id.as_str() {
                "new" => segment_form(None).await,
                id => match id.parse() {
                    Ok(id) => segment_form(Some(id)).await,
                    Err(_) => Err(not_found(locale)),
                },
            }
        },
    );
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match form.await {
                    Ok(form) => segment(form, locale, me.get_value()),
                    Err(error) => {
                        let title = text::SEGMENTS.text(locale);
                        view! {
                            <PageHead title=title />
                            <Problem error=error />
                            <p>
                                <a href="/segments">{text::TO_SEGMENTS.text(locale)}</a>
                            </p>
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

/// The answer to an address that can be no segment's.
pub(crate) fn not_found(locale: Locale) -> ApiError {
    ApiError {
        kind: ErrorKind::NotFound,
        message: access_text::NOT_FOUND.text(locale).to_owned(),
        fields: Vec::new(),
    }
}

fn segment(mut form: Form, locale: Locale, me: Me) -> AnyView {
    let frozen = !me.may(Action::EditSegments);
    let line = form.line.take();
    let editor = Editor::new(form, locale, frozen);
    let navigate = use_navigate();
    let just_saved = matches!(Done::take(), Some(Done::Saved(id)) if editor.id == Some(id));
    let actions = Actions {
        token: StoredValue::new(String::new()),
        taken: StoredValue::new(false),
        editor,
        busy: RwSignal::new(false),
        failure: RwSignal::new(None),
        saved: RwSignal::new(just_saved),
        theirs: RwSignal::new(None),
        made: RwSignal::new(None),
        lines: RwSignal::new(line.into_iter().collect()),
        go: Callback::new(move |to: String| {
            editor.saved.set(editor.current.get_untracked());
            navigate(&to, NavigateOptions::default());
        }),
    };
    lines::follow(actions.lines, editor.id, Callback::new(|()| ()));
    leave::ask_first(Leaving::Page, text::LEAVE.text(editor.locale), move |_| {
        editor.dirty() && !actions.taken.get_value()
    });
    Effect::new(move || actions.bring_back());
    Effect::new(move || actions.hand_on());
    let role = me.role.label().text(locale);
    view! {
        {head(actions, me.may(Action::RefreshSegments))}
        {frozen.then(|| view! { <Notice>{text::READ_ONLY.with("role", role).say(locale)}</Notice> })}
        <div class="without-script">
            <Notice tone=Tone::Warn>{text::NEEDS_SCRIPTS.text(locale)}</Notice>
        </div>
        {move || messages(actions)}
        {fields::general(editor)}
        <section class="card" aria-labelledby="conditions">
            <h2 id="conditions">{text::CONDITIONS.text(locale)}</h2>
            {builder::builder(editor)}
            {builder::in_words(editor)}
        </section>
        {editor.id.map(|id| matched(actions, id))}
    }
    .into_any()
}

fn head(actions: Actions, may_refresh: bool) -> AnyView {
    let editor = actions.editor;
    let say = editor.locale;
    let title = Memo::new(move |_| match editor.id {
        Some(_) => editor.saved.with(|saved| saved.name.clone()),
        None => text::NEW_SEGMENT.text(say).to_owned(),
    });
    let dirty = Memo::new(move |_| editor.dirty());
    view! {
        // A text, never a closure: the server writes the head after the page's signals may be gone.
        {move || view! { <Title text=format!("{} · Cohort", title.get()) /> }}
        <div class="page-head segment-head">
            <h1>{title}</h1>
            {move || {
                let unsaved = dirty.get();
                unsaved.then(|| {
                    view! {
                        <span class="badge warn" title=text::SAVE_FIRST.text(say)>
                            {text::UNSAVED.text(say)}
                        </span>
                    }
                })
            }}
            <div class="actions">
                <a class="button" href="/segments">
                    {text::BACK.text(say)}
                </a>
                {(!editor.frozen).then(|| edit_buttons(actions, dirty, may_refresh))}
            </div>
        </div>
    }
    .into_any()
}

fn edit_buttons(actions: Actions, dirty: Memo<bool>, may_refresh: bool) -> AnyView {
    let editor = actions.editor;
    let say = editor.locale;
    let busy = actions.busy;
    let refreshing = move || {
        actions
            .lines
            .with(|all| all.iter().any(|l| l.freshness == Freshness::Refreshing))
    };
    let visitors = move || editor.saved.with(|saved| saved.apply_to == ApplyTo::Visitors);
    view! {
        {editor.id.map(|_| delete(actions))}
        <button
            type="button"
            class="button needs-script"
            disabled=move || busy.get() || !dirty.get()
            on:click=move |_| actions.reset()
        >
            {text::RESET.text(say)}
        </button>
        {(editor.id.is_some() && may_refresh)
            .then(|| {
                view! {
                    <button
                        type="button"
                        class="button needs-script"
                        disabled=move || busy.get() || refreshing() || visitors() || dirty.get()
                        aria-describedby="save-first"
                        on:click=move |_| actions.refresh()
                    >
                        {text::REFRESH_DATA.text(say)}
                    </button>
                    <span id="save-first" class="visually-hidden">
                        {move || dirty.get().then(|| text::SAVE_FIRST.text(say))}
                    </span>
                }
            })}
        <button
            type="button"
            class="button needs-script"
            disabled=busy
            on:click=move |_| actions.save(Then::Stay)
        >
            {text::SAVE_CONTINUE.text(say)}
        </button>
        <button
            type="button"
            class="button primary needs-script"
            disabled=busy
            on:click=move |_| actions.save(Then::List)
        >
            {text::SAVE.text(say)}
        </button>
    }
    .into_any()
}

/// The button, and the question it asks first.
fn delete(actions: Actions) -> AnyView {
    let editor = actions.editor;
    let say = editor.locale;
    let dialog = NodeRef::<html::Dialog>::new();
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let open = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            // Refused only where it is open already.
            let _ = dialog.show_modal();
        }
    };
    let title = move || {
        let name = editor.saved.with(|saved| saved.name.clone());
        text::DELETE_TITLE.with("name", name).say(say)
    };
    view! {
        <button type="button" class="button danger needs-script" disabled=actions.busy on:click=open>
            {text::DELETE.text(say)}
        </button>
        <dialog node_ref=dialog aria-labelledby="delete-title" aria-describedby="delete-what">
            <div class="stack">
                <h2 id="delete-title">{title}</h2>
                <p id="delete-what">{text::DELETE_WHAT.text(say)}</p>
                <div class="toolbar end">
                    <button type="button" class="button" on:click=move |_| close()>
                        {text::CANCEL.text(say)}
                    </button>
                    <button
                        type="button"
                        class="button danger"
                        on:click=move |_| {
                            close();
                            actions.delete();
                        }
                    >
                        {text::DELETE.text(say)}
                    </button>
                </div>
            </div>
        </dialog>
    }
    .into_any()
}

/// What became of the last press of a button.
fn messages(actions: Actions) -> AnyView {
    let editor = actions.editor;
    let say = editor.locale;
    if let Some((stored, _)) = actions.theirs.get() {
        return conflict::conflict(actions, &stored);
    }
    if let Some(error) = actions.failure.get() {
        return failure(actions, error, say);
    }
    if editor.tried.get() {
        let found = editor.problems.get();
        if !found.is_empty() {
            return problems(editor, found);
        }
    }
    if actions.saved.get() {
        return view! { <Notice tone=Tone::Ok>{text::SAVED_HERE.text(say)}</Notice> }.into_any();
    }
    ().into_any()
}

/// A failure that leaves all that was typed in place.
fn failure(actions: Actions, error: ApiError, say: Locale) -> AnyView {
    let sign_in = (error.kind == ErrorKind::Unauthenticated).then(|| {
        view! {
            <p>{text::SIGN_IN_AGAIN.text(say)}</p>
            <a class="button small" href=problem::sign_in_address("/segments") target="_blank">
                {access_text::SIGN_IN.text(say)}
            </a>
        }
    });
    let load_again = (error.kind == ErrorKind::NotUnderstood).then(|| {
        view! {
            <button type="button" class="button small" on:click=move |_| actions.load_again()>
                {shell_text::LOAD_AGAIN.text(say)}
            </button>
        }
    });
    view! {
        <Notice tone=Tone::Error>
            <p class="grow">{error.message}</p>
            {sign_in} {load_again}
        </Notice>
    }
    .into_any()
}

/// All that is wrong, each leading to its place.
fn problems(editor: Editor, found: Vec<(String, String)>) -> AnyView {
    let say = editor.locale;
    let items: Vec<AnyView> = found
        .into_iter()
        .map(|(field, sentence)| {
            let label = match field.as_str() {
                "name" => Some(text::SEGMENT_NAME.text(say).to_owned()),
                "websites" => Some(text::ASSIGNED.text(say).to_owned()),
                "apply_to" => Some(text::APPLY_TO.text(say).to_owned()),
                other => other
                    .strip_prefix("rule.")
                    .filter(|path| !path.is_empty())
                    .map(|path| text::AT_CONDITION.with("path", path).say(say)),
            };
            let said = match label {
                Some(label) => text::LABELLED.with("label", label).and("text", sentence).say(say),
                None => sentence,
            };
            let lead = move |_| focus(editor.element_of(&field));
            view! {
                <li>
                    {said} " "
                    <button type="button" class="link" on:click=lead>
                        {text::SHOW.text(say)}
                    </button>
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <Notice tone=Tone::Error>
            <div id="segment-problems" tabindex="-1">
                <p>{text::PROBLEMS.text(say)}</p>
                <ul class="problems">{items}</ul>
            </div>
        </Notice>
    }
    .into_any()
}

/// The state of the segment's data, and the way to its members.
fn matched(actions: Actions, id: SegmentId) -> AnyView {
    let say = actions.editor.locale;
    let line = lines::one(actions.lines, id);
    // Alone decides what is drawn: a count that changes must not take the focus from the link beside it.
    let visitors =
        Memo::new(move |_| line.with(|line| line.as_ref().map(|line| line.apply_to == ApplyTo::Visitors)));
    let members = move || {
        view! {
            <div class="toolbar">
                <strong class="tally">{move || line.get().map(|line| lines::count(&line, say))}</strong>
                {move || line.get().map(|line| lines::data_state(&line, say))}
                <a class="button small" href=format!("/reports/segments/{id}")>
                    {text::SHOW_MEMBERS.text(say)}
                </a>
            </div>
        }
    };
    view! {
        <section class="card" aria-labelledby="matched">
            <h2 id="matched">{text::MATCHED.text(say)}</h2>
            {move || match visitors.get() {
                Some(true) => text::VISITORS_HAVE_NO_MEMBERS.text(say).into_any(),
                Some(false) => members().into_any(),
                None => ().into_any(),
            }}
        </section>
    }
    .into_any()
}
