//! `ownguard completions`: what a shell needs to complete commands and options.

use super::{Context, command_line};
use crate::finding::Failure;
use crate::output::Output;
use clap_complete::{Shell, generate};

/// Print completions for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  source <(ownguard completions bash)
  ownguard completions zsh > ~/.zfunc/_ownguard
  ownguard completions fish > ~/.config/fish/completions/ownguard.fish")]
pub(crate) struct Completions {
    /// The shell
    shell: Name,
}

/// The shells that are known.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Name {
    Bash,
    Zsh,
    Fish,
    Powershell,
}

impl Completions {
    #[expect(clippy::unnecessary_wraps, reason = "every command may fail")]
    pub(crate) fn run(&self, _: Context<'_>) -> Result<Output, Failure> {
        let shell = match self.shell {
            Name::Bash => Shell::Bash,
            Name::Zsh => Shell::Zsh,
            Name::Fish => Shell::Fish,
            Name::Powershell => Shell::PowerShell,
        };
        let mut script = Vec::new();
        generate(shell, &mut command_line(), "ownguard", &mut script);
        Ok(Output::good(String::from_utf8_lossy(&script)))
    }
}
