//! The kinds of vector: which input each takes, and which outcome it has.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::models::World;
use crate::{
    Vector, answer, credential, decide, exchange, facts, head, keys, model, request, seal, token,
    value,
};

/// What a vector of one kind does.
pub(crate) trait Behaviour: DeserializeOwned {
    /// What comes out.
    type Outcome: Serialize + DeserializeOwned;

    /// Does it.
    fn run(self, world: &World<'_>) -> Result<Self::Outcome, String>;
}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $name:ident($word:literal) = $input:path;)+) => {
        /// What a vector asks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum Kind {
            $($(#[doc = $doc])+ #[serde(rename = $word)] $name,)+
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The word in a vector, and the name of the directory.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }

            pub(crate) fn run(self, vector: &Vector) -> Result<Value, String> {
                match self {
                    $(Self::$name => run::<$input>(vector),)+
                }
            }

            pub(crate) fn expected(self, vector: &Vector) -> Result<Value, String> {
                match self {
                    $(Self::$name => expected::<$input>(vector),)+
                }
            }

            /// The schemas of input and outcome, by kind.
            #[cfg(feature = "schema")]
            pub(crate) fn schemas(
                generator: &mut schemars::SchemaGenerator,
            ) -> Vec<(&'static str, [schemars::Schema; 2])> {
                vec![$((
                    $word,
                    [
                        generator.subschema_for::<$input>(),
                        generator.subschema_for::<<$input as Behaviour>::Outcome>(),
                    ],
                )),+]
            }
        }
    };
}

kinds! {
    /// A decision on a row, a new row or rows not known one by one.
    Decide("decide") = decide::Decide;
    /// A model read: what is refused, what is warned of.
    Model("model") = model::ReadModel;
    /// A key in its one spelling.
    Key("key") = value::Key;
    /// A masked text.
    Mask("mask") = value::Mask;
    /// A request target made canonical, or refused.
    Path("path") = value::Path;
    /// The headers of a request on their way to the origin.
    Headers("headers") = head::Sending;
    /// The headers of an answer on their way to the client.
    Cache("cache") = head::Cache;
    /// A request admitted, refused, or in need of more.
    Admit("admit") = request::Request;
    /// A request with a body, held against what may be written.
    Write("write") = request::Write;
    /// The head of an answer.
    Release("release") = answer::Release;
    /// The body of an answer.
    Inspect("inspect") = answer::Inspect;
    /// The body of an error.
    ErrorBody("error_body") = answer::ErrorBody;
    /// Where a token stands in a request.
    Credential("credential") = credential::Credential;
    /// A token verified, or not.
    Token("token") = token::Verifying;
    /// A published key.
    Jwk("jwk") = keys::Jwk;
    /// An issuer's keys over time.
    Keys("keys") = keys::Keys;
    /// A session ended before its token.
    Revocation("revocation") = token::Revocation;
    /// A share link.
    Link("link") = seal::Link;
    /// The gate's proof.
    Proof("proof") = seal::Proof;
    /// What an app tells of a subject.
    Facts("facts") = facts::Facts;
    /// What an app tells of rows.
    Labels("labels") = facts::Labels;
    /// A whole exchange, step by step.
    Exchange("exchange") = exchange::Exchange;
}

fn run<B: Behaviour>(vector: &Vector) -> Result<Value, String> {
    let input: B = parsed(&vector.input, "input")?;
    let outcome = input.run(&World::of(vector.model.as_deref()))?;
    serde_json::to_value(outcome).map_err(|error| error.to_string())
}

fn expected<B: Behaviour>(vector: &Vector) -> Result<Value, String> {
    let outcome: B::Outcome = parsed(&vector.expect, "expect")?;
    serde_json::to_value(outcome).map_err(|error| error.to_string())
}

fn parsed<T: DeserializeOwned>(value: &Value, member: &str) -> Result<T, String> {
    T::deserialize(value).map_err(|error| format!("{member}: {error}"))
}
