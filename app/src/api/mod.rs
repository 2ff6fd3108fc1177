//! Server functions: context, one use case, `?`. Their bodies exist on the server only.

pub mod access;
pub mod customers;
pub mod error;
pub mod imports;
pub mod json;
pub mod segments;
#[cfg(feature = "ssr")]
pub mod server;
pub mod views;

pub use error::ApiError;
