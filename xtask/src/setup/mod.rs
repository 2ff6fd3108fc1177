//! Sets up what is missing on a Debian machine; each part checks first and does nothing when done.

pub(crate) mod debian;
pub(crate) mod node;
pub(crate) mod rustup;
pub(crate) mod wasm;
