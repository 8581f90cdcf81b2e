//! ownguard-gate
