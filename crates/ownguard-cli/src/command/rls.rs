//! `ownguard rls`: the model as row-level security of Postgres.

use super::{Context, Format, FormatArg, json};
use crate::finding::{Failure, Rule, Severity};
use crate::output::Output;
use crate::paint::Style;
use crate::source::{Loaded, ModelArg};
use crate::table::{Cell, Table};
use ownguard_core::http::key::KeyKind;
use ownguard_emit::postgres::{Claims, File, Flavour, Migration, Mode, Note, Options, emit};
use ownguard_wire::model::{GuestConfig, Preset};
use serde_json::json;

/// Write the model as Postgres row-level security
///
/// Three files: one applies the model and may be applied again, one takes it back, and a query lists
/// what is wider than the model and who goes around it. Begin with `restrictive`, which can only
/// narrow what the policies that are there allow; `replace` puts the model in their place.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  ownguard rls                          what would be applied
  ownguard rls --out .                  the files, where a Supabase project wants them
  ownguard rls --flavour plain --out db/migrations
  ownguard rls --mode replace --out .
  ownguard rls --down                   the way back
  ownguard rls --audit | psql \"$DATABASE_URL\"

Where an app says who is asking (plain), it does so in each transaction:
  set local role ownguard_user;
  select set_config('ownguard.kind', 'person', true), set_config('ownguard.subject', $1, true);"
)]
pub(crate) struct Rls {
    /// Where the database takes the caller from [default: that of the identity's preset]
    #[arg(long, value_enum)]
    flavour: Option<FlavourArg>,

    /// How the policies stand beside those that are there
    #[arg(long, value_enum, default_value_t)]
    mode: ModeArg,

    /// Write the files below this folder
    #[arg(short, long, value_name = "DIR", conflicts_with_all = ["down", "audit"])]
    out: Option<String>,

    /// Print the way back
    #[arg(long, conflicts_with = "audit")]
    down: bool,

    /// Print the query for what is wider than the model
    #[arg(long)]
    audit: bool,

    /// Give staff roles policies of their own; what they read is then not recorded
    #[arg(long)]
    staff: bool,

    /// The schema of tables whose name has none
    #[arg(long, value_name = "NAME", default_value = "public")]
    schema: String,

    /// The type of people's ids [default: uuid with Supabase, else text]
    #[arg(long, value_enum)]
    ids: Option<Ids>,

    /// What the files are named after [default with Supabase: the present]
    #[arg(long, value_name = "STAMP")]
    stamp: Option<String>,

    #[command(flatten)]
    model: ModelArg,

    #[command(flatten)]
    format: FormatArg,
}

/// Where the database takes the caller from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FlavourArg {
    /// `auth.uid()` and the token's claims.
    Supabase,
    /// Settings that the app sets for each transaction.
    Plain,
}

/// How the policies stand beside those that are there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum ModeArg {
    /// They only narrow.
    #[default]
    Restrictive,
    /// They stand alone; the others are kept for the way back.
    Replace,
}

/// The type of people's ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Ids {
    Uuid,
    Text,
    Int,
}

/// What of a model SQL cannot take.
const STAMP: Rule = Rule {
    code: "OG3401",
    name: "",
    severity: Severity::Error,
    about: "What files are named after is not a stamp.",
    mend: "digits, letters, `-` and `_`, such as 20260131120000",
};

impl Rls {
    pub(crate) fn run(&self, context: Context<'_>) -> Result<Output, Failure> {
        let loaded = self.model.load(context.files)?;
        let options = self.options(&loaded, context)?;
        let migration = emit(&loaded.model, &loaded.document.storage, &options);
        if let Format::Json = self.format.format {
            let output = Output::good(json(&value(&migration)));
            return Ok(self
                .out
                .as_deref()
                .map_or(output.clone(), |folder| written(output, folder, &migration)));
        }
        Ok(match &self.out {
            Some(folder) => written(
                Output::good(told(&migration, folder, &options, context)),
                folder,
                &migration,
            ),
            None if self.down => Output::good(migration.down.sql),
            None if self.audit => Output::good(migration.audit.sql),
            None => Output::good(migration.up.sql),
        })
    }

    fn options(&self, loaded: &Loaded, context: Context<'_>) -> Result<Options, Failure> {
        let identity = loaded.document.identity.as_ref();
        let preset = identity.map(|identity| identity.preset);
        let supabase = match self.flavour {
            Some(FlavourArg::Supabase) => true,
            Some(FlavourArg::Plain) => false,
            None => preset == Some(Preset::Supabase),
        };
        let base = if supabase {
            Options::supabase()
        } else {
            Options::plain()
        };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if let Some(stamp) = self
            .stamp
            .as_ref()
            .filter(|stamp| stamp.is_empty() || !stamp.bytes().all(plain))
        {
            return Err(STAMP.found(format!("`{stamp}` is no stamp")).into());
        }
        let now = supabase.then(|| context.terminal.stamp());
        Ok(Options {
            mode: match self.mode {
                ModeArg::Restrictive => Mode::Restrictive,
                ModeArg::Replace => Mode::Replace,
            },
            subject: match self.ids {
                Some(Ids::Uuid) => KeyKind::Uuid,
                Some(Ids::Text) => KeyKind::Text,
                Some(Ids::Int) => KeyKind::Int,
                None => base.subject,
            },
            schema: self.schema.clone(),
            claims: claims(loaded, base.claims.clone()),
            staff: self.staff,
            stamp: self.stamp.clone().or(now),
            ..base
        })
    }
}

/// The claims that the model names; where it names none, the preset's.
fn claims(loaded: &Loaded, preset: Claims) -> Claims {
    let Some(identity) = &loaded.document.identity else {
        return preset;
    };
    let named = &identity.claims;
    let guest = named.guest.as_ref().and_then(|guest| match guest {
        GuestConfig::Flag(path) => Some(path.clone()),
        GuestConfig::Equals(_, _) => None,
    });
    Claims {
        guest: guest.or(preset.guest),
        status: named.status.clone().or(preset.status),
        staff: named.staff.clone().or(preset.staff),
    }
}

/// The files, below a folder.
fn written(output: Output, folder: &str, migration: &Migration) -> Output {
    let files = [&migration.up, &migration.down, &migration.audit];
    files.into_iter().fold(output, |output, file| {
        output.writing(below(folder, file), &file.sql, true)
    })
}

fn below(folder: &str, file: &File) -> String {
    match folder.trim_end_matches('/') {
        "" | "." => file.path.clone(),
        folder => format!("{folder}/{}", file.path),
    }
}

fn told(migration: &Migration, folder: &str, options: &Options, context: Context<'_>) -> String {
    let paint = context.paint();
    let mut files = Table::new(&[]);
    for (file, about) in [
        (&migration.up, "applies the model; may be applied again"),
        (&migration.down, "takes it back"),
        (
            &migration.audit,
            "a query: what is wider than the model, and who goes around it",
        ),
    ] {
        files.row([Cell::styled(Style::Cyan, below(folder, file)), about.into()]);
    }
    let flavour = match options.flavour {
        Flavour::Plain => "settings of the app",
        Flavour::Supabase => "Supabase's token",
    };
    let mode = match options.mode {
        Mode::Restrictive => "restrictive: only narrows",
        Mode::Replace => "replaces the policies that are there",
    };
    let mut text = format!("wrote, {mode}, the caller from {flavour}\n");
    text.push_str(&files.render(2, context.columns(), paint));
    if !migration.notes.is_empty() {
        text.push_str("\nWhat SQL leaves aside or says more strictly\n");
        let mut notes = Table::new(&[]);
        for note in &migration.notes {
            notes.row([
                Cell::styled(Style::Dim, about(note)),
                note.text.as_str().into(),
            ]);
        }
        text.push_str(&notes.render(2, context.columns(), paint));
    }
    text
}

fn about(note: &Note) -> String {
    let parts = [note.resource.as_deref(), note.action.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(".")
}

fn value(migration: &Migration) -> serde_json::Value {
    let file = |file: &File| json!({ "path": file.path, "sql": file.sql });
    let notes = migration
        .notes
        .iter()
        .map(|note| json!({ "resource": note.resource, "action": note.action, "text": note.text }));
    let functions = migration
        .functions
        .iter()
        .map(|function| json!({ "signature": function.signature, "role": function.role }));
    json!({
        "up": file(&migration.up),
        "down": file(&migration.down),
        "audit": file(&migration.audit),
        "notes": notes.collect::<Vec<_>>(),
        "roles": migration.roles.iter().map(|role| role.name.as_str()).collect::<Vec<_>>(),
        "functions": functions.collect::<Vec<_>>(),
    })
}
