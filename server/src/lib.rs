//! The `cohort` program: the web server and the command line around the use cases.

pub mod assets;
pub mod auth;
pub mod cli;
pub mod commands;
pub mod headers;
pub mod listen;
pub mod panics;
pub mod proxy;
mod refused;
mod remember;
pub mod router;
pub mod routes;
pub mod state;
