//! ownguard-verify
