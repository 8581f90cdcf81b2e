//! Keys and secrets that browsers get. Pure.

use super::Checks;
use crate::finding::Finding;
use crate::scan::js::{Module, Value};
use crate::scan::path::Kind;
use crate::scan::project::File;
use crate::scan::rules::{KEY_IN_CLIENT, SECRET};
use ownguard_core::json::Span;

/// What build tools put into the client's code.
const SHOWN: [&str; 6] = [
    "NEXT_PUBLIC_",
    "VITE_",
    "EXPO_PUBLIC_",
    "REACT_APP_",
    "NUXT_PUBLIC_",
    "PUBLIC_",
];

impl Checks<'_> {
    pub(super) fn client(&self, findings: &mut Vec<Finding>) {
        for file in self.project.clients() {
            let settings = file.module.iter().flat_map(|module| &module.settings);
            for setting in settings.filter(|setting| is_key(&setting.text)) {
                let message = format!("`{}` is read in code that browsers get", setting.text);
                findings.push(KEY_IN_CLIENT.found(message).at(&file.source, setting.span));
            }
            secrets(file, findings);
        }
        for file in &self.project.files {
            match file.kind {
                Kind::Settings => settings(file, findings),
                Kind::Shipped => secrets(file, findings),
                Kind::Code(_) | Kind::Sql | Kind::Other => {}
            }
            if let Some(module) = &file.module {
                shown(file, module, findings);
            }
        }
    }
}

/// Whether a setting holds a key that is for the server only.
fn is_key(name: &str) -> bool {
    const KEYS: [&str; 6] = [
        "SERVICE_ROLE",
        "SERVICE_KEY",
        "SECRET",
        "PRIVATE_KEY",
        "DATABASE_URL",
        "API_KEY",
    ];
    let public = SHOWN.iter().any(|prefix| name.starts_with(prefix));
    !public && KEYS.iter().any(|key| name.contains(key))
}

/// Whether a setting that is put into the client's code holds such a key by its name.
fn is_shown_key(name: &str) -> bool {
    const KEYS: [&str; 4] = ["SERVICE_ROLE", "SERVICE_KEY", "SECRET", "PRIVATE_KEY"];
    let rest = SHOWN.iter().find_map(|prefix| name.strip_prefix(prefix));
    rest.is_some_and(|rest| KEYS.iter().any(|key| rest.contains(key)))
}

fn secrets(file: &File, findings: &mut Vec<Finding>) {
    for secret in &file.secrets {
        let message = format!("{} stands in a file that browsers get", secret.what);
        findings.push(SECRET.found(message).at(&file.source, secret.span));
    }
}

/// Settings in code whose name puts them into the client, and those that a configuration puts there.
fn shown(file: &File, module: &Module, findings: &mut Vec<Finding>) {
    for setting in module
        .settings
        .iter()
        .filter(|setting| is_shown_key(&setting.text))
    {
        let message = format!(
            "`{}` is put into the client's code by its name",
            setting.text
        );
        findings.push(KEY_IN_CLIENT.found(message).at(&file.source, setting.span));
    }
    if !file.name().starts_with("next.config.") {
        return;
    }
    let entries = module
        .functions
        .iter()
        .flat_map(|function| &function.entries);
    for entry in entries.filter(|entry| entry.key.as_deref() == Some("env")) {
        let Value::Object(inner) = &entry.value else {
            continue;
        };
        for put in inner {
            let key = put
                .value
                .any(&|part| matches!(part, Value::Member(_, name) if is_key(name)));
            let named = put.key.as_deref().is_some_and(is_key);
            if key || named {
                let name = put.key.as_deref().unwrap_or_default();
                let message = format!("`{name}` is put into the client's code by `env`");
                findings.push(KEY_IN_CLIENT.found(message).at(&file.source, put.span));
            }
        }
    }
}

/// Lines `NAME=value`.
fn settings(file: &File, findings: &mut Vec<Finding>) {
    let mut at = 0_usize;
    for line in file.source.text().split_inclusive('\n') {
        let name = line.split('=').next().unwrap_or_default();
        let trimmed = name.trim_start().trim_start_matches("export ");
        let start = at + name.len() - trimmed.len();
        let name = trimmed.trim_end();
        if line.contains('=') && is_shown_key(name) {
            let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            let span = Span {
                start: offset(start),
                end: offset(start + name.len()),
            };
            let message = format!("`{name}` is put into the client's code by its name");
            findings.push(KEY_IN_CLIENT.found(message).at(&file.source, span));
        }
        at += line.len();
    }
}
