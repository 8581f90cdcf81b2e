//! Where facts stand: claims of a token, and endpoints of the app.

use crate::model::code::Code;
use crate::model::leaf::is_path;
use crate::model::node::Node;
use crate::model::problem::Draft;
use crate::model::read::{Notes, Read};
use crate::model::said::said;
use ownguard_core::json::Span;

/// A path to a claim that the person cannot edit: names with dots between, one
/// with dots in double quotes; or a URL, which is one name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimPath(pub String);

/// Where memberships come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactSource {
    /// A claim `{tenant: role}` of the token.
    Claim(ClaimPath),
    /// An endpoint of the app, asked with the gate's proof.
    Origin(String),
}

/// What a person edits at the usual providers, folded.
const EDITABLE: [&str; 2] = ["usermetadata", "unsafemetadata"];

/// What a person says of themselves (OpenID Connect Core 1.0, section 5.1).
const SELF_ASSERTED: [&str; 14] = [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "address",
];

impl ClaimPath {
    fn parse(text: &str, span: Span, notes: &mut Notes) -> Option<Self> {
        let folded: String = text
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        let edited = EDITABLE.iter().any(|name| folded.contains(name));
        if edited || SELF_ASSERTED.contains(&text) {
            let message = said!("the person can edit what stands at `{text}`");
            let draft = Draft::new(Code::EditableClaim, span, message);
            let help = "whoever can write a claim can grant with it: let the server write it, as `app_metadata` (Supabase) or `public_metadata` (Clerk)";
            return notes.note(draft.label("no fact may come from here").help(help));
        }
        let dotted = !text.contains("://") && !text.contains('"');
        let empty = text.is_empty() || (dotted && text.split('.').any(str::is_empty));
        let unclosed = text.matches('"').count() % 2 == 1;
        if empty || unclosed || text.chars().any(char::is_control) {
            let draft = Draft::new(Code::Name, span, said!("`{text}` is not a path to a claim"));
            return notes.note(draft.help("names with dots between: `app_metadata.status`"));
        }
        Some(Self(text.to_owned()))
    }
}

impl Default for FactSource {
    fn default() -> Self {
        Self::Claim(ClaimPath::default())
    }
}

impl Read for ClaimPath {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        match node.text() {
            Some(text) => *self = Self::parse(text, node.span, notes).unwrap_or_default(),
            None => notes.expected("a path to a claim", node),
        }
    }
}

impl Read for FactSource {
    fn read(&mut self, node: &Node<'_>, notes: &mut Notes) {
        let Some(text) = node.text() else {
            return notes.expected("a source of facts", node);
        };
        if let Some(path) = text.strip_prefix("claim:") {
            *self = Self::Claim(ClaimPath::parse(path, node.span, notes).unwrap_or_default());
        } else if let Some(path) = text.strip_prefix("origin:").filter(|path| is_path(path)) {
            *self = Self::Origin(path.to_owned());
        } else {
            let message = said!("`{text}` is not a source of facts");
            let help = "`claim:app_metadata.workspaces` or `origin:/api/ownguard/facts`";
            let draft = Draft::new(Code::FactSource, node.span, message);
            notes.drafts.push(draft.help(help));
        }
    }
}
