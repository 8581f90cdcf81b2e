//! One exchange through the gate as a state machine without I/O. A shell (the
//! Cloudflare Worker, a Node server) begins an [`Exchange`], carries out each
//! [`Step`] it is given, and hands back what came of it; it decides nothing.

mod audit;
mod authenticator;
mod caller;
mod exchange;
mod gate;
mod identify;
mod label;
mod reply;
mod setup;
mod step;

pub use authenticator::Authenticator;
pub use caller::{Claimed, Told, session};
pub use exchange::Exchange;
pub use gate::{Gate, VERSION};
pub use identify::{Pending, Progress, Sender};
pub use setup::{Environment, SetupFault, link_keys, proof_keys};
pub use step::{
    Answer, Arrival, Event, Failure, Fetch, Moment, Outbound, Reply, ReplyBody, ReplyHead, Step,
};
