//! The files that deploy the gate, as texts. Every setting fails closed and says why.

use std::fmt::Write as _;

/// The day of the platform that the gate is tested with.
const COMPATIBLE: &str = "2026-10-23";

/// What the model takes from the environment.
#[derive(Debug, Default)]
pub(super) struct Needs {
    /// Names that stand in the configuration.
    pub(super) settings: Vec<String>,
    /// Names of secrets, which do not.
    pub(super) secrets: Vec<String>,
}

/// The Worker: the prebuilt gate, with the model beside it.
pub(super) fn worker(import: &str) -> String {
    format!(
        "// The gate in front of your app: prebuilt, with your model beside it as text.
// `npx wrangler dev` runs it here, `npx wrangler deploy` puts it in front.
import gate from \"ownguard/worker\";
import model from {import:?};

export default gate(model);
"
    )
}

/// How it is deployed.
pub(super) fn wrangler(name: &str, import: &str, needs: &Needs) -> String {
    let mut settings = String::new();
    for name in &needs.settings {
        let _ = writeln!(settings, "# {name} = \"…\"");
    }
    if settings.is_empty() {
        settings.push_str("# (your model names none)\n");
    }
    let mut secrets = String::new();
    for name in &needs.secrets {
        let _ = writeln!(secrets, "#   npx wrangler secret put {name}");
    }
    let text = match import.rsplit_once('.') {
        Some((_, "json")) => "**/*.json",
        _ => "**/*.toml",
    };
    format!(
        "# How the gate is deployed. Everything here fails closed; change a line only
# after reading why it stands.

name = \"{name}\"
main = \"worker.mjs\"
compatibility_date = \"{COMPATIBLE}\"

# The gate must be the only way in, under one name whose rules you know:
# no second address on workers.dev, none for each version.
workers_dev = false
preview_urls = false

# Put your zone here. In the dashboard, set the route's request limit failure
# mode to \"fail closed\": otherwise traffic passes the gate by at the limit.
# routes = [{{ pattern = \"app.example.com/*\", zone_name = \"example.com\" }}]

# Never set `cache.enabled`: that cache stands in front of the gate, ignores
# cookies, and would answer one user with what another was shown.

# Your model travels as text, the gate as compiled wasm.
[[rules]]
type = \"Text\"
globs = [\"{text}\"]
fallthrough = false

[[rules]]
type = \"CompiledWasm\"
globs = [\"**/*.wasm\"]
fallthrough = false

# Until these are set, the gate answers every request with 503.
[vars]
# Your app behind the gate: scheme, host and port. It must be reachable only
# through the gate.
# OWNGUARD_ORIGIN = \"https://origin.example.com\"
# What your model takes from the environment:
{settings}
# Secrets never stand in this file:
#   npx wrangler secret put OWNGUARD_PROOF_KEY
#       32 random bytes, base64 (`openssl rand -base64 32`): signs what the gate
#       forwards. `ownguard/origin` in your app checks it with the same key, and
#       refuses what comes without it.
{secrets}
# The audit events are log lines: without this they are gone.
[observability]
enabled = true
"
    )
}

/// What `wrangler dev` sets on this machine.
pub(super) fn vars(needs: &Needs) -> String {
    let mut text = "# For this machine: copy it to `.dev.vars`, and keep that out of git.

# Your app, as `next dev` serves it.
OWNGUARD_ORIGIN=\"http://localhost:3000\"

# An answer that denies says why, and how to mend it. Never in production.
OWNGUARD_DEV=\"1\"

# 32 random bytes, base64: `openssl rand -base64 32`. Your app checks with the same key.
OWNGUARD_PROOF_KEY=\"\"
"
    .to_owned();
    if !needs.settings.is_empty() || !needs.secrets.is_empty() {
        text.push_str("\n# What your model takes from the environment.\n");
    }
    for name in needs.settings.iter().chain(&needs.secrets) {
        let _ = writeln!(text, "{name}=\"\"");
    }
    text
}

/// What was written, and what is next.
pub(super) fn told(out: &str, written: [&str; 3], needs: &Needs) -> String {
    let [wrangler, worker, vars] = written;
    let enter = match out {
        "." => String::new(),
        _ => format!("cd {out} && "),
    };
    let mut names: Vec<&str> = vec!["OWNGUARD_ORIGIN"];
    names.extend(needs.settings.iter().map(String::as_str));
    let names = names.join(", ");
    format!(
        "wrote {wrangler}, {worker} and {vars}

Next:
  1. `npm install ownguard && npm install --save-dev wrangler`
  2. `{enter}cp .dev.vars.example .dev.vars`, fill it in, keep it out of git;
     `npx wrangler dev` runs the gate on this machine
  3. set {names} and your route in {wrangler};
     `npx wrangler secret put OWNGUARD_PROOF_KEY`, then `npx wrangler deploy`
"
    )
}
