//! ownguard-core
