//! The user interface of Cohort: pages, grid and server functions; built once for the server, once for the browser.

pub mod api;
pub mod grid;
pub mod pages;
pub mod shell;
pub mod ui;

pub use shell::{App, Assets, shell};
