//! What holds at every depth: no open decision, and `env:` only where it is
//! resolved.

use super::code::Code;
use super::node::{Node, Value};
use super::problem::{Draft, Severity};
use super::read::Notes;
use crate::model::said::said;

/// Notes open decisions and misplaced `env:`.
pub(crate) fn walk(root: &Node<'_>, notes: &mut Notes) {
    let Value::Table(entries) = &root.value else {
        return;
    };
    for entry in entries {
        let env = matches!(&*entry.key, "identity" | "services");
        inside(&entry.node, env, notes);
    }
}

/// The same below one node; `env` is whether it stands where `env:` is resolved.
pub(crate) fn inside(node: &Node<'_>, env: bool, notes: &mut Notes) {
    match &node.value {
        Value::Text(text) if text == "?" => {
            let draft = Draft::new(Code::OpenDecision, node.span, "this is not decided yet");
            let help = "replace `\"?\"` by what was decided; to grant nothing, remove it";
            notes.drafts.push(draft.label("open decision").help(help));
        }
        Value::Text(text) if text.starts_with("env:") && !env => {
            let message = said!("`{text}` is taken from the environment");
            let help = "`env:` is resolved in `identity` and `services` only: what decides stands in the model";
            let draft = Draft::new(Code::MisplacedEnv, node.span, message);
            notes.drafts.push(draft.help(help));
        }
        Value::Text(_)
        | Value::Null
        | Value::Bool(_)
        | Value::Integer(_)
        | Value::Number
        | Value::Date(_) => {}
        Value::List(items) => {
            for item in items {
                inside(item, env, notes);
            }
        }
        Value::Table(entries) => {
            for entry in entries {
                inside(&entry.node, env, notes);
            }
        }
    }
}

impl Notes {
    /// Whether the model cannot be used.
    pub(crate) fn refuses(&self) -> bool {
        let error = |draft: &Draft| draft.severity == Severity::Error;
        self.drafts.iter().any(error)
    }

    /// Where a value is undecided or misplaced, that is all there is to say of it.
    pub(crate) fn settle(&mut self) {
        let of_walk = |draft: &Draft| matches!(draft.code, Code::OpenDecision | Code::MisplacedEnv);
        let walked = self.drafts.iter().filter(|draft| of_walk(draft));
        let walked: Vec<_> = walked.map(|draft| draft.span).collect();
        self.drafts
            .retain(|draft| of_walk(draft) || !walked.contains(&draft.span));
    }
}
