//! The HTML document, the routes, and the frame every page stands in.

use crate::{
    grid,
    pages::{self, on_demand},
    ui::{Frame, provide_visit},
};
use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::{
    Lazy, SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

/// Addresses of the browser bundle, content-hashed by the build.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assets {
    /// The JavaScript loader.
    pub js: String,
    /// The WebAssembly module.
    pub wasm: String,
    /// The style sheet.
    pub css: String,
}

/// The document around [`App`].
pub fn shell(assets: Assets) -> impl IntoView {
    let nonce = leptos::nonce::use_nonce();
    let start = format!(
        "import init, {{ hydrate }} from '{}'; init({{ module_or_path: '{}' }}).then(hydrate);",
        assets.js, assets.wasm
    );
    view! {
        <!DOCTYPE html>
        <html>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="stylesheet" href=assets.css />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <style nonce=nonce.clone() inner_html=grid::first()></style>
                <script type="module" nonce=nonce inner_html=start></script>
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The whole application.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_visit();
    view! {
        <Router>
            <Routes fallback=pages::not_found::NotFound>
                <Route path=path!("/sign-in") view={Lazy::<on_demand::SignIn>::new()} ssr=SsrMode::Async />
                <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("/customers") view=pages::customers::CustomersPage ssr=SsrMode::Async />
                    <Route path=path!("/customers/:id") view={Lazy::<on_demand::Customer>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/segments") view={Lazy::<on_demand::Segments>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/segments/:id") view={Lazy::<on_demand::Segment>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/reports/segments") view={Lazy::<on_demand::Report>::new()} ssr=SsrMode::Async />
                    <Route
                        path=path!("/reports/segments/:id")
                        view={Lazy::<on_demand::Members>::new()}
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/imports") view={Lazy::<on_demand::Imports>::new()} ssr=SsrMode::Async />
                </ParentRoute>
            </Routes>
        </Router>
    }
}
