//! What a file does not hold as it is stored, in words.

use delivery::format::Written;
use domain::text::{Sentence, exports};

/// What of a file is not as it is stored, in a sentence; nothing where all is.
pub fn altered(written: &Written) -> Option<Sentence> {
    let Written {
        guarded,
        stripped,
        cut,
        ..
    } = *written;
    (guarded + stripped + cut > 0).then(|| {
        let altered = exports::ALTERED.with("guarded", guarded);
        altered.and("stripped", stripped).and("cut", cut)
    })
}
