//! ownguard-wire
