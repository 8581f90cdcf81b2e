//! Whole exchanges through one gate: what arrives and what comes of each step goes
//! in, the steps come out.

use ownguard_gate::{Environment, Gate, Moment, SetupFault};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::bytes::sixteen;
use crate::kind::Behaviour;
use crate::models::World;
use crate::step::{Arrives, Comes, Does, written};

/// Exchanges, one after the other, through one gate.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Exchange {
    /// Environment variables and secrets.
    variables: BTreeMap<String, String>,
    #[serde(default)]
    exchanges: Vec<One>,
}

/// One exchange.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct One {
    /// Unix seconds.
    now: i64,
    /// 16 bytes in base64url, zero unless given.
    #[serde(default)]
    random: Option<String>,
    arrives: Arrives,
    /// What comes of each step.
    #[serde(default)]
    comes: Vec<Comes>,
}

/// What happens.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Went {
    /// The steps of each exchange.
    Steps(Vec<Vec<Does>>),
    /// The gate does not start: `model`, or the variable that is unset or unusable.
    Setup(String),
}

impl Behaviour for Exchange {
    type Outcome = Went;

    fn run(self, world: &World<'_>) -> Result<Went, String> {
        let environment = Environment {
            model: world.source()?,
            name: "ownguard.toml",
            variable: &|name| self.variables.get(name).cloned(),
            seed: [7; 16],
        };
        let mut gate = match Gate::new(&environment) {
            Ok(gate) => gate,
            Err(SetupFault::Model(_)) => return Ok(Went::Setup("model".to_owned())),
            Err(SetupFault::Unset(name)) => return Ok(Went::Setup(format!("unset {name}"))),
            Err(SetupFault::Setting { name, .. }) => {
                return Ok(Went::Setup(format!("unusable {name}")));
            }
        };
        let went = self.exchanges.iter().map(|one| one.run(&mut gate));
        Ok(Went::Steps(went.collect::<Result<_, _>>()?))
    }
}

impl One {
    fn run(&self, gate: &mut Gate) -> Result<Vec<Does>, String> {
        let random = self.random.as_deref().map(sixteen).transpose()?;
        let moment = Moment {
            now: self.now,
            random: random.unwrap_or_default(),
        };
        let (mut exchange, step) =
            ownguard_gate::Exchange::begin(gate, self.arrives.read(), &moment);
        let arrived = self.arrives.fields();
        let mut answered = Vec::new();
        let mut steps = vec![written(&step, arrived, &answered)?];
        for comes in &self.comes {
            if matches!(steps.last(), Some(Does::Reply(_))) {
                return Err("something comes after the reply".to_owned());
            }
            if let Comes::Answered { headers, .. } = comes {
                answered.clone_from(headers);
            }
            let step = exchange.resume(gate, comes.read()?, &moment);
            steps.push(written(&step, arrived, &answered)?);
        }
        Ok(steps)
    }
}
