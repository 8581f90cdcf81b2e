//! The command: every pure command of `ownguard-cli`, over files that the host reads.
