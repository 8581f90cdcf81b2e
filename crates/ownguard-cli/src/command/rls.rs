//! `ownguard rls`: the model as row-level security of Postgres.

mod told;

use super::{Context, Format, FormatArg, json};
use crate::finding::{Failure, Rule, Severity};
use crate::output::Output;
use crate::source::{Loaded, ModelArg};
use ownguard_core::http::key::KeyKind;
use ownguard_emit::postgres::{Claims, Mode, Options, emit};
use ownguard_wire::model::{GuestConfig, Preset};
use told::{told, value, written};

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
    #[arg(short, long, alias = "output", value_name = "DIR", conflicts_with_all = ["down", "audit"])]
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

/// What of a token the policies cannot read.
const CLAIM: Rule = Rule {
    code: "OG3402",
    name: "",
    severity: Severity::Error,
    about: "A claim of the model is none that the policies can read.",
    mend: "`--flavour plain`: the app says who is asking",
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
            claims: claims(loaded, base.claims.clone(), supabase)?,
            staff: self.staff,
            stamp: self.stamp.clone().or(now),
            ..base
        })
    }
}

/// The claims that the model names; where it names none, the preset's. What SQL would read otherwise
/// than the gate does is refused: it could take a guest for a person.
fn claims(loaded: &Loaded, preset: Claims, supabase: bool) -> Result<Claims, Failure> {
    let Some(identity) = &loaded.document.identity else {
        return Ok(preset);
    };
    let named = &identity.claims;
    let guest = match &named.guest {
        Some(GuestConfig::Flag(path)) => Some(path.clone()),
        Some(GuestConfig::Equals(path, _)) if supabase => {
            return Err(CLAIM
                .found(format!(
                    "guests are told by the value of `{path}`, which the policies do not read"
                ))
                .into());
        }
        Some(GuestConfig::Equals(_, _)) | None => None,
    };
    if let Some(sub) = named.sub.as_ref().filter(|sub| supabase && *sub != "sub") {
        return Err(CLAIM
            .found(format!(
                "people are told by `{sub}`, and the policies ask `auth.uid()`"
            ))
            .into());
    }
    Ok(Claims {
        guest: guest.or(preset.guest),
        status: named.status.clone().or(preset.status),
        staff: named.staff.clone().or(preset.staff),
    })
}
