//! `ownguard dev`: the gate on this machine. It serves, so it stands in the npm package; here are only
//! its name and its help.

use super::Context;
use super::build::needs_node;
use crate::finding::Failure;
use crate::output::Output;

/// Run the gate here, in front of an app on this machine
///
/// A live log of every decision; with `--level report` nothing is denied, and a page groups what
/// would be. `npx ownguard dev --help` tells its options.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    disable_help_flag = true,
    after_help = "\
Examples:
  npx ownguard dev --origin http://localhost:3000"
)]
pub(crate) struct Dev {
    /// Options of the gate
    #[arg(
        value_name = "OPTIONS",
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    options: Vec<String>,
}

impl Dev {
    #[expect(clippy::unused_self, reason = "every command is asked alike")]
    pub(crate) fn run(&self, _: Context<'_>) -> Result<Output, Failure> {
        Err(needs_node("`dev`").into())
    }
}
