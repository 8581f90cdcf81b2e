//! A panic ends here: whoever calls from another language gets an error instead, and nothing is shown.

use crate::error::GuardError;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs what may panic. No value outlives a panic half-made: what is shared is only ever replaced whole.
pub(crate) fn shielded<T>(run: impl FnOnce() -> Result<T, GuardError>) -> Result<T, GuardError> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err(GuardError::internal()))
}
