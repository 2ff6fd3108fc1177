//! The router, as a function, so that tests call it without a socket.

use crate::{assets::asset_routes, auth, headers, refused, routes, state::AppState};
use app::{
    App, Assets,
    api::{ApiError, access::Visit, server::Visitor},
    shell,
};
use axum::{
    Extension, Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header, request::Parts},
    middleware,
    response::{IntoResponse, Redirect, Response},
    routing::{MethodRouter, get, post},
};
use domain::error::ErrorKind;
use leptos::{nonce::Nonce, prelude::*};
use leptos_axum::{AxumRouteListing, LeptosRoutes, ResponseOptions, generate_route_list};
use services::error::internal;
use std::{sync::LazyLock, thread::available_parallelism};
use tokio_util::task::LocalPoolHandle;
use tower_http::{
    catch_panic::CatchPanicLayer,
    csrf::CsrfLayer,
    limit::RequestBodyLimitLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    timeout::{RequestBodyDeadlineLayer, RequestBodyTimeoutLayer},
    trace::TraceLayer,
};
use tracing::Instrument;

/// Largest body of anything but an upload.
const BODY_LIMIT: usize = 2 * 1024 * 1024;

/// The whole application.
pub fn router(state: AppState) -> Router {
    around(routes(&state), state)
}

/// Every path, and who may ask.
fn routes(state: &AppState) -> Router<AppState> {
    let pages = generate_route_list(App);
    let small = Router::new()
        .route("/", get(|| async { Redirect::to("/customers") }))
        .route("/sign-in", post(auth::sign_in))
        .route("/sign-out", post(auth::sign_out))
        .route(
            "/password",
            get(routes::password::form).post(routes::password::change),
        )
        .route(
            "/sessions",
            get(routes::sessions::list).post(routes::sessions::end),
        )
        .route("/time-zone", get(routes::zone::form).post(routes::zone::change))
        .route("/api/{*function}", post(server_function))
        .route(
            "/customers/download",
            get(routes::download::customers).post(routes::download::selected_customers),
        )
        .route(
            "/reports/segments/{id}/download",
            get(routes::download::members).post(routes::download::selected_members),
        )
        .route("/imports/{id}/refused", get(routes::imports::refused))
        .route("/jobs/{kind}/events", get(routes::jobs::events))
        .leptos_routes_with_handler(pages.clone(), page)
        .layer(Extension(Pages(pages)))
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(RequestBodyDeadlineLayer::new(state.limits.body));
    let upload: MethodRouter<_> = post(routes::upload::upload).layer((
        RequestBodyDeadlineLayer::new(state.limits.upload),
        RequestBodyTimeoutLayer::new(state.limits.upload_idle),
    ));
    let guarded = small
        .route("/imports/upload", upload)
        .fallback(page)
        .layer(middleware::from_fn(routes::in_words))
        .layer(middleware::from_fn_with_state(state.clone(), auth::identify));
    guarded
        .merge(asset_routes())
        .route("/health/live", get(routes::health::live))
        .route("/health/ready", get(routes::health::ready))
}

/// What every answer passes, from the inside out.
fn around(routes: Router<AppState>, state: AppState) -> Router {
    routes
        .layer(CsrfLayer::new().with_rejection_response(refused::cross_site))
        .layer(CatchPanicLayer::custom(refused::panicked))
        // Outside of the panics, whose answers need words and headers too.
        .layer(middleware::from_fn_with_state(state.clone(), refused::for_people))
        .layer(middleware::from_fn_with_state(state.clone(), headers::secure))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        .with_state(state)
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Log lines of a request name its path, never its query: filters hold names and addresses.
fn span(request: &Request) -> tracing::Span {
    let id = request
        .headers()
        .get(REQUEST_ID)
        .and_then(|id| id.to_str().ok())
        .unwrap_or_default();
    tracing::info_span!("request", method = %request.method(), path = request.uri().path(), id)
}

#[derive(Clone)]
struct Pages(Vec<AxumRouteListing>);

/// Where pages are made, each by one thread from its beginning to its end. Signals that two threads touch at the same
/// moment are taken to be gone: a page breaks, or waits for good. They outlive every server, for connections to a
/// database stay with the thread that opened them.
static PAGE_MAKERS: LazyLock<LocalPoolHandle> =
    LazyLock::new(|| LocalPoolHandle::new(available_parallelism().map_or(2, usize::from)));

/// A page, made to its end whoever goes away meanwhile: its parts are tasks of their own, which would break without it.
async fn page(
    State(state): State<AppState>,
    Extension(visitor): Extension<Visitor>,
    pages: Option<Extension<Pages>>,
    request: Request,
) -> Response {
    let span = tracing::Span::current();
    let whole = async move {
        let locale = visitor.locale;
        let (head, body) = rendered(state, visitor, pages, request).await.into_parts();
        match to_bytes(body, usize::MAX).await {
            Ok(body) => (head, body).into_response(),
            Err(error) => routes::refusal(&internal(&error.to_string()), locale),
        }
    };
    match PAGE_MAKERS.spawn_pinned(|| whole.instrument(span)).await {
        Ok(page) => page,
        Err(lost) => std::panic::resume_unwind(lost.into_panic()),
    }
}

/// The page, with the policy that its nonce belongs to.
async fn rendered(
    state: AppState,
    visitor: Visitor,
    pages: Option<Extension<Pages>>,
    request: Request,
) -> Response {
    let names = state.assets.clone();
    let assets = Assets {
        js: names.js.clone(),
        wasm: names.wasm.clone(),
        css: names.css.clone(),
    };
    let context = move || {
        provide_context(visitor.clone());
        provide_context(Visit::from(visitor.clone()));
        let nonce = use_context::<Nonce>().map(|n| n.to_string()).unwrap_or_default();
        if let (Some(response), Ok(policy)) = (
            use_context::<ResponseOptions>(),
            HeaderValue::from_str(&headers::page_policy(&nonce)),
        ) {
            response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        }
    };
    match pages {
        Some(Extension(Pages(pages))) => {
            leptos_axum::render_route_with_context(pages, context, move || shell(assets.clone()))(
                State(state),
                request,
            )
            .await
        }
        // A path without a page gets the page that says so.
        None => {
            let mut response =
                leptos_axum::render_app_async_with_context(context, move || shell(assets.clone()))(request)
                    .await;
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        }
    }
}

/// The body is taken whole first: one that breaks off or is too long is a refusal here, and would be a fault there.
async fn server_function(Extension(visitor): Extension<Visitor>, head: Parts, body: Bytes) -> Response {
    let request = Request::from_parts(head, Body::from(body));
    let locale = visitor.locale;
    let context = move || provide_context(visitor.clone());
    let response = leptos_axum::handle_server_fns_with_context(context, request)
        .await
        .into_response();
    match response.status() {
        // There is no such function.
        StatusCode::BAD_REQUEST => routes::not_understood(locale),
        // What was sent is not what it takes; leptos calls that a fault of ours.
        StatusCode::INTERNAL_SERVER_ERROR => {
            let (head, body) = response.into_parts();
            let body = to_bytes(body, BODY_LIMIT).await.unwrap_or_default();
            match serde_json::from_slice::<ApiError>(&body) {
                Ok(answer) if answer.kind == ErrorKind::NotUnderstood => routes::not_understood(locale),
                Ok(_) | Err(_) => Response::from_parts(head, Body::from(body)),
            }
        }
        _ => response,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use services::context::{Clock, Shared};
    use tower::ServiceExt;

    #[tokio::test]
    async fn the_answer_to_a_panic_carries_the_security_headers() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("shop.db").display());
        let store = storage::Store::open(&url).await.unwrap();
        let shared = Shared::new(store, Clock::System, folder.path().to_owned());
        async fn panics() -> StatusCode {
            panic!("a canary")
        }
        let routes = Router::new().route("/breaks", get(panics));
        let router = around(routes, AppState::new(shared.into(), true));
        for (accept, kind, sentence) in [
            ("*/*", "application/json", "Er ging bij ons iets mis"),
            (
                "text/html",
                "text/html; charset=utf-8",
                "Er ging bij ons iets mis",
            ),
        ] {
            let request = Request::get("/breaks")
                .header(header::ACCEPT, accept)
                .header(header::ACCEPT_LANGUAGE, "nl");
            let request = request.body(Body::empty()).unwrap();
            let answer = router.clone().oneshot(request).await.unwrap();
            assert_eq!(answer.headers()[header::CONTENT_TYPE], kind);
            let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            let body = String::from_utf8(body.into()).unwrap();
            assert!(body.contains(sentence), "{body}");
            assert!(!body.contains("canary") && !body.contains("panic"), "{body}");
        }
        let request = Request::get("/breaks").body(Body::empty()).unwrap();
        let answer = router.oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        for (name, value) in [
            (header::CONTENT_SECURITY_POLICY, "default-src 'none'"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::CACHE_CONTROL, "no-store"),
            (header::STRICT_TRANSPORT_SECURITY, "max-age"),
            (REQUEST_ID, "-"),
        ] {
            let found = answer.headers().get(&name).map(|found| found.to_str().unwrap());
            assert!(
                found.is_some_and(|found| found.contains(value)),
                "{name}: {found:?}"
            );
        }
    }
}
