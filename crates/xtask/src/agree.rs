//! `cargo xtask agree`: random models, and every layer asked the same questions.
//! What it takes and says is the program's own: `tests/agreement`.

use std::ffi::OsString;

use anyhow::Result;

use crate::{node, run};

pub(crate) fn run(arguments: &[OsString]) -> Result<()> {
    node::provide()?;
    run::succeed(
        run::cargo()
            .args(["run", "--quiet", "--package", "ownguard-agreement", "--"])
            .args(arguments),
    )
}
