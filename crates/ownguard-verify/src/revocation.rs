//! Revocation: an epoch for each user, before which no token counts.

/// Whether a token issued at `issued_at` is revoked by the user's epoch (both unix seconds).
///
/// A token of the very second of the epoch is revoked too: times have whole seconds, and a stolen
/// token must not slip through. Whoever sets an epoch and signs in anew within that second
/// refreshes once.
pub const fn revoked(issued_at: i64, epoch: Option<i64>) -> bool {
    match epoch {
        Some(epoch) => issued_at <= epoch,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_from_up_to_the_epoch_is_revoked() {
        for (issued_at, epoch, expected) in [
            (99, Some(100), true),
            (100, Some(100), true),
            (101, Some(100), false),
            (0, None, false),
        ] {
            assert_eq!(revoked(issued_at, epoch), expected, "{issued_at} {epoch:?}");
        }
    }
}
