//! A page's head, and the plain parts of its body.

use leptos::prelude::*;
use leptos_meta::Title;

/// The name of the page, for the window and as its one `h1`; children are the actions at its end.
#[component]
pub fn PageHead(
    /// What the page is called.
    #[prop(into)]
    title: String,
    /// Buttons and links at the end of the line.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <Title text=format!("{title} · Cohort") />
        <div class="page-head">
            <h1>{title}</h1>
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </div>
    }
}

/// How serious something is; never told by colour alone, a text always says it too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Neither good nor bad.
    #[default]
    Plain,
    /// Good.
    Ok,
    /// Wants attention.
    Warn,
    /// Failed.
    Error,
    /// Under way.
    Busy,
}

impl Tone {
    /// Its word in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Error => "error",
            Self::Busy => "busy",
        }
    }
}

/// A short state word.
#[component]
pub fn Badge(
    /// How serious.
    #[prop(optional)]
    tone: Tone,
    /// The word.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! { <span class=format!("badge {}", tone.class())>{text}</span> }
}

/// A message that stays in the page; errors are read out at once, the rest in its turn.
#[component]
pub fn Notice(
    /// How serious.
    #[prop(optional)]
    tone: Tone,
    /// The message, and what can be done about it.
    children: Children,
) -> impl IntoView {
    let role = if tone == Tone::Error { "alert" } else { "status" };
    view! {
        <div class=format!("notice {}", tone.class()) role=role>
            {children()}
        </div>
    }
}

/// What stands where rows would be.
#[component]
pub fn Empty(
    /// What is so.
    #[prop(into)]
    title: String,
    /// Why, and what to do.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="empty">
            <h2>{title}</h2>
            {children()}
        </div>
    }
}
