//! The one error of server functions, and the one place where a kind becomes an HTTP status.

use super::json::Text;
use domain::error::ErrorKind;
use domain::text::{Locale, shell as text};
use leptos::prelude::document;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A refusal or failure as the browser gets it: in the user's language, ready to show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ApiError {
    /// Decides where it is shown: at the field, in a dialog, in the page.
    pub kind: ErrorKind,
    /// The sentence.
    pub message: String,
    /// For [`ErrorKind::Invalid`]: field and sentence.
    pub fields: Vec<(String, String)>,
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ApiError {}

impl FromServerFnError for ApiError {
    type Encoder = Text;

    /// The request never reached the use case, or its answer not the page: no network, a body too large, an old page
    /// after an upgrade.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let asked = !cfg!(target_family = "wasm");
        let (kind, message) = match error {
            ServerFnErrorErr::Request(_) => (ErrorKind::Internal, &text::UNREACHABLE),
            ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
                if asked =>
            {
                (ErrorKind::NotUnderstood, &text::OUTDATED)
            }
            ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_)
            | ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::Serialization(_)
            | ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Response(_) => (ErrorKind::Internal, &text::NOT_UNDERSTOOD),
        };
        Self {
            kind,
            message: message.text(language()).to_owned(),
            fields: Vec::new(),
        }
    }
}

/// The language of the document, which a task has no context to ask for; a server function has no document.
fn language() -> Locale {
    if !cfg!(target_family = "wasm") {
        return Locale::default();
    }
    document()
        .document_element()
        .and_then(|html| html.get_attribute("lang"))
        .and_then(|tag| Locale::from_tag(&tag))
        .unwrap_or_default()
}
