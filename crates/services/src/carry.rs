//! Work in a task of its own, which a browser that goes away cannot stop half way.

use crate::error::internal;
use domain::error::Error;
use tracing::Instrument;

/// Carries work to its end, though whoever asked for it may go away in the middle. Where it panics, that is a fault
/// of ours; what the panic said stays unsaid, for it may be of people.
pub async fn carry<T, E>(work: impl Future<Output = Result<T, E>> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let carried = tokio::spawn(work.in_current_span()).await;
    carried.unwrap_or_else(|_| Err(internal(PANICKED).into()))
}

/// What is kept of a panic beside its place.
pub const PANICKED: &str = "a use case panicked";
