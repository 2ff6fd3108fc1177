//! Operations: every write to customers belongs to one, which keeps who, when, and what stood there before.

use crate::{Result, Tx};
use domain::time::Micros;
use serde::{Deserialize, Serialize};

/// The number of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OperationId(pub i64);

/// Opens an operation of `kind` (`edit`, `import`, ...) by `actor` (an e-mail address, empty for the command line).
pub async fn open(
    _tx: &mut Tx,
    _kind: &str,
    _actor: &str,
    _detail: &str,
    _now: Micros,
) -> Result<OperationId> {
    unimplemented!()
}
