//! What the npm package `ownguard` calls: converts, delegates, returns. Each feature is built into a file
//! of its own. `core`, the decision point, is loaded at once; `app`, the sessions, queries and inputs of
//! apps, when the first is needed; `reader` where an app passes a model as people write it; `cli` is the
//! command.

#[cfg(feature = "app")]
pub mod app;
#[cfg(any(feature = "app", feature = "core"))]
mod asked;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "core")]
pub mod core;
#[cfg(any(feature = "app", feature = "core", feature = "reader"))]
mod fault;
#[cfg(feature = "reader")]
pub mod reader;
