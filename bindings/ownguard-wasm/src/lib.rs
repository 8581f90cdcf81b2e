//! What the npm package `ownguard` calls: converts, delegates, returns. Feature `app` is the decision
//! point and the sessions for apps, feature `cli` the command; each is built into a file of its own.

#[cfg(feature = "app")]
pub mod app;
#[cfg(feature = "cli")]
pub mod cli;
