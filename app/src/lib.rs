//! The user interface of Cohort: pages, grid and server functions; built once for the server, once for the browser.

// A page is one nested type; the compiler's default depth is too small for the grid's.
#![recursion_limit = "512"]

pub mod api;
pub mod grid;
pub mod pages;
pub mod shell;
pub mod ui;

pub use shell::{App, Assets, shell};
