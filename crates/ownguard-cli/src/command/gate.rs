//! `ownguard gate init`: the files that deploy the prebuilt gate to Cloudflare, beside the model.

mod files;

use super::Context;
use crate::finding::{Failure, Rule, Severity};
use crate::output::Output;
use crate::source::{Loaded, ModelArg};
use files::Needs;
use ownguard_wire::model::{Document, Setting};

/// The gate in front of the app, as a Cloudflare Worker
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  ownguard gate init                    wrangler.toml, worker.mjs, .dev.vars.example
  ownguard gate init --out gate         in a folder of their own")]
pub(crate) struct Gate {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Init(Init),
}

/// Write what deploys the gate to Cloudflare
///
/// Three files beside the model: `wrangler.toml`, whose settings all fail closed, `worker.mjs`, and
/// `.dev.vars.example`. The gate itself is prebuilt in the npm package: nobody compiles it.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  ownguard gate init
  ownguard gate init --out gate --name acme-gate"
)]
struct Init {
    /// The folder they are written to
    #[arg(short, long, value_name = "FOLDER", default_value = ".")]
    out: String,

    /// What the Worker is called
    #[arg(long, value_name = "NAME", default_value = "ownguard-gate")]
    name: String,

    /// Replace files that are there already
    #[arg(long)]
    force: bool,

    #[command(flatten)]
    model: ModelArg,
}

const THERE_ALREADY: Rule = Rule {
    code: "OG3304",
    name: "",
    severity: Severity::Error,
    about: "A Worker is configured there already.",
    mend: "`--out FOLDER` writes beside it, `--force` replaces it",
};
const NAME: Rule = Rule {
    code: "OG3305",
    name: "",
    severity: Severity::Error,
    about: "A Worker cannot be called that.",
    mend: "lower-case letters, digits and `-`, at most 63 of them: `acme-gate`",
};

/// What Cloudflare's own tool reads as a configuration.
const CONFIGURATIONS: [&str; 3] = ["wrangler.toml", "wrangler.json", "wrangler.jsonc"];

impl Gate {
    pub(crate) fn run(&self, context: Context<'_>) -> Result<Output, Failure> {
        match &self.what {
            What::Init(init) => init.run(context),
        }
    }
}

impl Init {
    fn run(&self, context: Context<'_>) -> Result<Output, Failure> {
        if !is_name(&self.name) {
            return Err(NAME
                .found(format!("`{}` is no name of a Worker", self.name))
                .into());
        }
        let Loaded { document, .. } = self.model.load(context.files)?;
        let model = self.model.path(context.files);
        let out = match self.out.trim_end_matches('/') {
            "" => "/",
            out => out,
        };
        let at = |name: &str| match out {
            "." => name.to_owned(),
            "/" => format!("/{name}"),
            _ => format!("{out}/{name}"),
        };
        let there = |name: &&str| context.files.read(&at(name)).is_ok();
        if let Some(there) = CONFIGURATIONS.iter().find(|name| there(name)) {
            let found = THERE_ALREADY.found(format!("`{}` is there already", at(there)));
            // The other two would still be read beside what is written here.
            if *there != "wrangler.toml" {
                return Err(found.mend("`--out FOLDER` writes beside it").into());
            }
            if !self.force {
                return Err(found.into());
            }
        }
        let needs = needs(&document);
        let import = relative(out, &model);
        let written = [
            (
                at("wrangler.toml"),
                files::wrangler(&self.name, &import, &needs),
            ),
            (at("worker.mjs"), files::worker(&import)),
            (at(".dev.vars.example"), files::vars(&needs)),
        ];
        let paths = written.each_ref().map(|(path, _)| path.as_str());
        let told = Output::good(files::told(out, paths, &needs));
        let writing = |output: Output, (path, text)| output.writing(path, text, self.force);
        Ok(written.into_iter().fold(told, writing))
    }
}

fn is_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let ends = !name.starts_with('-') && !name.ends_with('-');
    (1..=63).contains(&name.len()) && ends && name.bytes().all(allowed)
}

/// What the model takes from the environment, each once, in the order of the model.
fn needs(document: &Document) -> Needs {
    let mut needs = Needs::default();
    let name = |setting: &Setting| match setting {
        Setting::Env(name) => Some(name.clone()),
        Setting::Literal(_) => None,
    };
    if let Some(identity) = &document.identity {
        let single = [&identity.project, &identity.issuer, &identity.jwks];
        let single = single.into_iter().flatten();
        let settings = single.chain(&identity.audience).chain(&identity.parties);
        needs.settings.extend(settings.filter_map(name));
        needs
            .secrets
            .extend(identity.secret.as_ref().and_then(name));
    }
    let services = document.services.iter();
    let secrets = services.filter_map(|service| service.secret.as_ref().and_then(name));
    needs.secrets.extend(secrets);
    for list in [&mut needs.settings, &mut needs.secrets] {
        let mut known: Vec<String> = Vec::new();
        list.retain(|name| {
            let new = !known.contains(name);
            known.push(name.clone());
            new
        });
    }
    needs
}

/// A path as a module in a folder names it. Both begin where the command runs.
fn relative(folder: &str, path: &str) -> String {
    if path.starts_with('/') {
        return path.to_owned();
    }
    let parts = |path: &str| -> Vec<String> {
        let parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
        parts.map(str::to_owned).collect()
    };
    let (from, to) = (parts(folder), parts(path));
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = vec!["..".to_owned(); from.len() - shared];
    let down = to.into_iter().skip(shared);
    let way: Vec<String> = up.into_iter().chain(down).collect();
    let way = way.join("/");
    if way.starts_with("..") {
        way
    } else {
        format!("./{way}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_names_the_model_from_where_it_stands() {
        for (folder, path, way) in [
            (".", "ownguard.toml", "./ownguard.toml"),
            (".", "./ownguard.toml", "./ownguard.toml"),
            ("gate", "ownguard.toml", "../ownguard.toml"),
            ("gate", "gate/ownguard.toml", "./ownguard.toml"),
            ("a/b", "a/c/m.toml", "../c/m.toml"),
            ("gate", "/etc/m.toml", "/etc/m.toml"),
        ] {
            assert_eq!(relative(folder, path), way, "{folder} {path}");
        }
    }

    #[test]
    fn names_are_those_that_cloudflare_takes() {
        assert!(is_name("acme-gate-2") && is_name("g"));
        let long = "a".repeat(64);
        for bad in ["", "-a", "a-", "A", "a_b", "a\"b", &long] {
            assert!(!is_name(bad), "{bad}");
        }
    }
}
