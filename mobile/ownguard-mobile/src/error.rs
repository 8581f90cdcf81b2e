//! Why nothing is shown: a closed set of errors, each with what is wrong and how to mend it. None holds a
//! value of a row or of a claim.

use ownguard_core::http::show::Unshown;
use ownguard_core::json::Fault;
use ownguard_core::row::LabelKind;
use std::fmt;

/// Why nothing is shown. `why` and `mend` are for developers.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Error)]
pub enum GuardError {
    /// The model is refused; the last good one stays.
    ModelInvalid {
        /// Every problem, with its place.
        why: String,
        /// What to do.
        mend: String,
    },
    /// The model is older than the one that is held; that one stays.
    ModelOlder {
        /// Both revisions.
        why: String,
        /// What to do.
        mend: String,
    },
    /// The claims or the facts are not of their form.
    SessionInvalid {
        /// Which of them.
        why: String,
        /// What to do.
        mend: String,
    },
    /// The session is past its time.
    SessionExpired {
        /// That it is.
        why: String,
        /// What to do.
        mend: String,
    },
    /// The model asks the app for memberships, and none were told.
    FactsMissing {
        /// What is missing.
        why: String,
        /// What to do.
        mend: String,
    },
    /// Facts about the person are older than the model allows, and no server judged the row.
    FactsStale {
        /// That they are.
        why: String,
        /// What to do.
        mend: String,
    },
    /// The model has no such resource.
    UnknownResource {
        /// Its name.
        why: String,
        /// What to do.
        mend: String,
    },
    /// The resource has no such screen.
    UnknownScreen {
        /// Its name.
        why: String,
        /// What to do.
        mend: String,
    },
    /// The model has no such action.
    UnknownAction {
        /// Its name.
        why: String,
        /// What to do.
        mend: String,
    },
    /// The document is not JSON, or such that two readers may read it differently.
    JsonInvalid {
        /// What is wrong, and at which byte.
        why: String,
        /// What to do.
        mend: String,
    },
    /// The document is larger than the model lets anybody inspect.
    TooLarge {
        /// The limit.
        why: String,
        /// What to do.
        mend: String,
    },
    /// No row stands where the model knows one.
    RowsNotFound {
        /// What was looked for.
        why: String,
        /// What to do.
        mend: String,
    },
    /// A row does not say enough to be judged, and its server did not judge it.
    LabelsMissing {
        /// The labels that are missing: `tenant`, `owner`, `visibility`, `deleted`, `share`, `parent`, `when`.
        labels: Vec<String>,
        /// The same in words.
        why: String,
        /// What to do.
        mend: String,
    },
    /// The person may not read the one row.
    Refused {
        /// Why: a stable name such as `other_tenant`.
        reason: String,
        /// The same in words.
        why: String,
        /// What to do.
        mend: String,
    },
    /// It was ended, as at sign-out.
    Closed {
        /// That it was.
        why: String,
        /// What to do.
        mend: String,
    },
    /// A defect of ownguard.
    Internal {
        /// That there is one.
        why: String,
        /// What to do.
        mend: String,
    },
}

impl fmt::Display for GuardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (why, mend) = self.words();
        write!(f, "{why}; {mend}")
    }
}

impl std::error::Error for GuardError {}

impl GuardError {
    /// The stable name.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ModelInvalid { .. } => "model_invalid",
            Self::ModelOlder { .. } => "model_older",
            Self::SessionInvalid { .. } => "session_invalid",
            Self::SessionExpired { .. } => "session_expired",
            Self::FactsMissing { .. } => "facts_missing",
            Self::FactsStale { .. } => "facts_stale",
            Self::UnknownResource { .. } => "unknown_resource",
            Self::UnknownScreen { .. } => "unknown_screen",
            Self::UnknownAction { .. } => "unknown_action",
            Self::JsonInvalid { .. } => "json_invalid",
            Self::TooLarge { .. } => "too_large",
            Self::RowsNotFound { .. } => "rows_not_found",
            Self::LabelsMissing { .. } => "labels_missing",
            Self::Refused { .. } => "refused",
            Self::Closed { .. } => "closed",
            Self::Internal { .. } => "internal",
        }
    }

    /// What is wrong, and how to mend it.
    pub fn words(&self) -> (&str, &str) {
        match self {
            Self::ModelInvalid { why, mend }
            | Self::ModelOlder { why, mend }
            | Self::SessionInvalid { why, mend }
            | Self::SessionExpired { why, mend }
            | Self::FactsMissing { why, mend }
            | Self::FactsStale { why, mend }
            | Self::UnknownResource { why, mend }
            | Self::UnknownScreen { why, mend }
            | Self::UnknownAction { why, mend }
            | Self::JsonInvalid { why, mend }
            | Self::TooLarge { why, mend }
            | Self::RowsNotFound { why, mend }
            | Self::LabelsMissing { why, mend, .. }
            | Self::Refused { why, mend, .. }
            | Self::Closed { why, mend }
            | Self::Internal { why, mend } => (why, mend),
        }
    }

    pub(crate) fn model_invalid(why: impl Into<String>) -> Self {
        Self::ModelInvalid {
            why: why.into(),
            mend: "run `npx ownguard check` and give the model that `npx ownguard build` writes"
                .into(),
        }
    }

    pub(crate) fn model_older(offered: u64, held: u64) -> Self {
        Self::ModelOlder {
            why: format!("revision {offered} is older than the held revision {held}"),
            mend: "give a model whose `revision` is not lower; the held one stays".into(),
        }
    }

    pub(crate) fn claims_invalid() -> Self {
        Self::SessionInvalid {
            why: "the claims are no claims of a session that the model knows".into(),
            mend: "give the JSON of `decodeClaimsUnverified`, or of your session, with its `sub`"
                .into(),
        }
    }

    pub(crate) fn token_invalid() -> Self {
        Self::SessionInvalid {
            why: "this is no token with claims in JSON".into(),
            mend: "give the session's token as it is: three parts with dots between them".into(),
        }
    }

    pub(crate) fn facts_invalid() -> Self {
        Self::SessionInvalid {
            why: "the facts are not of version 1 of their form".into(),
            mend: "give what your facts endpoint answers, whole: `{ v: 1, as_of, memberships, … }`"
                .into(),
        }
    }

    pub(crate) fn facts_of_nobody() -> Self {
        Self::SessionInvalid {
            why: "facts were told of nobody".into(),
            mend: "give the claims of the person whose facts these are".into(),
        }
    }

    pub(crate) fn session_expired() -> Self {
        Self::SessionExpired {
            why: "the session is past its `exp`".into(),
            mend: "refresh the session, then bind it again".into(),
        }
    }

    pub(crate) fn facts_missing(path: &str) -> Self {
        Self::FactsMissing {
            why: format!("the claims name no tenants, and the model asks `{path}` for them"),
            mend: "fetch the facts of the person from your app, and bind them with the claims"
                .into(),
        }
    }

    pub(crate) fn unknown_resource(name: &str) -> Self {
        Self::UnknownResource {
            why: format!("the model has no resource `{name}`"),
            mend: "use a name of `[resources]`, or give the guard the newer model".into(),
        }
    }

    pub(crate) fn unknown_screen(name: &str, resource: &str) -> Self {
        Self::UnknownScreen {
            why: format!("`{resource}` has no screen `{name}`"),
            mend: "use a name of `[screens]` whose `resource` is this one".into(),
        }
    }

    pub(crate) fn unknown_action(name: &str) -> Self {
        Self::UnknownAction {
            why: format!("the model has no action `{name}`"),
            mend: "use a built-in action, or a name of `[actions]`".into(),
        }
    }

    pub(crate) fn closed() -> Self {
        Self::Closed {
            why: "it was ended".into(),
            mend: "bind the session that is signed in now".into(),
        }
    }

    pub(crate) fn internal() -> Self {
        Self::Internal {
            why: "ownguard failed, and shows nothing".into(),
            mend: "report it, with the model and the shape of the document".into(),
        }
    }

    pub(crate) fn unshown(unshown: Unshown, resource: &str, limit: usize) -> Self {
        match unshown {
            Unshown::Document(error) => match error.fault {
                Fault::TooLarge | Fault::TooManyRows => Self::TooLarge {
                    why: format!("the document has more than {limit} bytes or 10000 rows"),
                    mend: "ask for smaller pages, or raise `inspect_limit` of `[wire]`".into(),
                },
                Fault::RowsNotFound => Self::RowsNotFound {
                    why: format!("no `{resource}` stands where the model knows one"),
                    mend: "give the row itself, an array of rows, or the answer of a route that names its \
                           `rows`"
                        .into(),
                },
                Fault::NotUtf8
                | Fault::ByteOrderMark
                | Fault::Syntax
                | Fault::LoneSurrogate
                | Fault::Trailing
                | Fault::TooDeep
                | Fault::DuplicateMember => Self::JsonInvalid {
                    why: error.to_string(),
                    mend: "give the body of the answer as it came".into(),
                },
            },
            Unshown::LabelsMissing(labels) => {
                let labels: Vec<String> =
                    labels.iter().map(LabelKind::name).map(Into::into).collect();
                Self::LabelsMissing {
                    why: format!("a row does not say its {}", labels.join(", ")),
                    labels,
                    mend: "let the route answer `_can` (`can = true` in `[routes]`), or send these columns"
                        .into(),
                }
            }
            Unshown::FactsStale => Self::FactsStale {
                why: "the facts about the person are older than `max_age` allows".into(),
                mend: "refresh the session or fetch the facts again, then bind them; or let the route \
                       answer `_can`"
                    .into(),
            },
            Unshown::Refused(reason) => Self::Refused {
                reason: reason.name().into(),
                why: format!("the person may not read this `{resource}`: {}", reason.name()),
                mend: "show that there is nothing, as the server would".into(),
            },
        }
    }
}
