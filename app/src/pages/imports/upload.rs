//! Sending a file: the raw bytes as the body, straight from disk, with how far it is.

use crate::api::ApiError;
use domain::{error::ErrorKind, ids::JobId};
use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast, closure::Closure},
};
use std::cell::RefCell;
use web_sys::{File, ProgressEvent, XmlHttpRequest};

thread_local! {
    /// The one upload of this page, for it to be stopped.
    static RUNNING: RefCell<Option<XmlHttpRequest>> = const { RefCell::new(None) };
}

/// What the server answers.
#[derive(serde::Deserialize)]
struct Answer {
    job: JobId,
}

/// Sends `file` to `address`; `sent` hears the share that is there, `done` the outcome, once.
pub(crate) fn send(
    file: &File,
    address: &str,
    broken: String,
    sent: Callback<f64>,
    done: Callback<Result<JobId, ApiError>>,
) {
    let lost = ApiError {
        kind: ErrorKind::Busy,
        message: broken,
        fields: Vec::new(),
    };
    let Ok(request) = start(file, address, sent) else {
        done.try_run(Err(lost));
        return;
    };
    let answered = request.clone();
    // `loadend` follows an answer, a broken connection and a stop alike.
    let ended = Closure::once_into_js(move || {
        RUNNING.with(|running| running.borrow_mut().take());
        done.try_run(outcome(&answered, lost));
    });
    request.set_onloadend(Some(ended.unchecked_ref()));
    RUNNING.with(|running| running.borrow_mut().replace(request));
}

fn start(
    file: &File,
    address: &str,
    sent: Callback<f64>,
) -> Result<XmlHttpRequest, leptos::wasm_bindgen::JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open("POST", address)?;
    request.set_request_header("content-type", "text/csv")?;
    request.set_request_header("accept", "application/json")?;
    let progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.total() > 0.0 {
            // Whoever watched may have gone to another page meanwhile; the file goes on.
            sent.try_run(event.loaded() / event.total());
        }
    });
    request
        .upload()?
        .set_onprogress(Some(progress.as_ref().unchecked_ref()));
    // Lives as long as the page: an upload is a rare thing, and its last event is not known here.
    progress.forget();
    request.send_with_opt_blob(Some(file))?;
    Ok(request)
}

fn outcome(request: &XmlHttpRequest, lost: ApiError) -> Result<JobId, ApiError> {
    let status = request.status().unwrap_or_default();
    let body = request.response_text().ok().flatten().unwrap_or_default();
    if status == 200
        && let Ok(answer) = serde_json::from_str::<Answer>(&body)
    {
        return Ok(answer.job);
    }
    // What is no answer of ours came from a proxy, or from nowhere.
    Err(serde_json::from_str(&body).unwrap_or(lost))
}

/// Stops the upload under way.
pub(crate) fn stop() {
    RUNNING.with(|running| {
        if let Some(request) = running.borrow().as_ref() {
            // A request that has ended already cannot be stopped, and need not be.
            let _ = request.abort();
        }
    });
}
